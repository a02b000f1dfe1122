/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mps_busy_set (GtkWidget *widget, gboolean busy);

G_END_DECLS
