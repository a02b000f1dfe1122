/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mps_password_row_name_buttons (GtkWidget *row);

G_END_DECLS
