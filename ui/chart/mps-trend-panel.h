/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/report/mps-paint.h"
#include "data/model/mps-change.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsTrendPanel: a trend as a chart and, beside it, as the table that says the same.
 */
#define MPS_TYPE_TREND_PANEL (mps_trend_panel_get_type ())
G_DECLARE_FINAL_TYPE (MpsTrendPanel, mps_trend_panel, MPS, TREND_PANEL, GtkWidget)

void mps_trend_panel_set (MpsTrendPanel *self,
                          GArray *points,
                          const char *title,
                          const char *unit,
                          const MpsReferenceRange *range,
                          const MpsTrendSeries *series);
void mps_trend_panel_set_change (MpsTrendPanel *self, const MpsChange *change);
void mps_trend_panel_set_changes (MpsTrendPanel *self,
                                  const MpsTrendSeries *series,
                                  const MpsChange *first,
                                  const MpsChange *second);
GtkWidget *mps_trend_panel_get_chart (MpsTrendPanel *self);

G_END_DECLS
