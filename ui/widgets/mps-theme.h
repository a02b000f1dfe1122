/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/report/mps-paint.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mps_theme_get_mark (GtkWidget *widget, MpsColour *ink, MpsColour *ground);
void mps_theme_init_palette (GtkWidget *widget, MpsPalette *palette);

G_END_DECLS
