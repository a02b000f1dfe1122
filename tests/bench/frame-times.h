/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How long each frame of a window takes to draw, and how late the main loop answers. One at a
   time. */
void frame_times_begin (GtkWidget *window);
void frame_times_end (GtkWidget *window);

G_END_DECLS
