/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/report/mps-paint.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsTrendChart:
 *
 * Values of one kind over time with their reference band. Arrow keys and the pointer read values;
 * what is read stands in the "reading" property.
 */
#define MPS_TYPE_TREND_CHART (mps_trend_chart_get_type ())
G_DECLARE_FINAL_TYPE (MpsTrendChart, mps_trend_chart, MPS, TREND_CHART, GtkWidget)

void mps_trend_chart_set (MpsTrendChart *self,
                          GArray *points,
                          const char *title,
                          const char *unit,
                          const MpsReferenceRange *range);
void mps_trend_chart_set_series (MpsTrendChart *self, const MpsTrendSeries *series);
void mps_trend_chart_move_cursor (MpsTrendChart *self, int step);
const char *mps_trend_chart_peek_reading (MpsTrendChart *self);

G_END_DECLS
