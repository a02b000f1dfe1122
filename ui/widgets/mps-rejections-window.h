/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mps_rejections_window_show (GtkWindow *parent, GPtrArray *rejections);

G_END_DECLS
