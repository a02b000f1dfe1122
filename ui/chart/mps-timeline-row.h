/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsTimelineRow: one entry of a chart's timeline: what, value with its flag, when.
 */
#define MPS_TYPE_TIMELINE_ROW (mps_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (MpsTimelineRow, mps_timeline_row, MPS, TIMELINE_ROW, GtkBox)

GtkWidget *mps_timeline_row_new (void);
void mps_timeline_row_set_entry (MpsTimelineRow *self, const MpsTimelineEntry *entry);

G_END_DECLS
