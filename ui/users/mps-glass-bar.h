/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsGlassBar:
 *
 * Above a chart that is open through a broken glass: for how long still. Signals: "ended": the time
 * is over; "close": somebody closes it before.
 */
#define MPS_TYPE_GLASS_BAR (mps_glass_bar_get_type ())
G_DECLARE_FINAL_TYPE (MpsGlassBar, mps_glass_bar, MPS, GLASS_BAR, GtkBox)

GtkWidget *mps_glass_bar_new (void);
void mps_glass_bar_set_end (MpsGlassBar *self, gint64 end_us);

G_END_DECLS
