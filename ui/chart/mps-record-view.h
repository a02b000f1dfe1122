/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsRecordView: the selected entry of a chart in words, with its trend where it is a value and its
 * results where it is a report. Signal "open" (pointer: a #MpsTimelineEntry that a person wants to
 * see).
 */
#define MPS_TYPE_RECORD_VIEW (mps_record_view_get_type ())
G_DECLARE_FINAL_TYPE (MpsRecordView, mps_record_view, MPS, RECORD_VIEW, GtkWidget)

void
mps_record_view_set_entry (MpsRecordView *self, MpsChart *chart, const MpsTimelineEntry *entry);

void mps_record_view_set_resource (MpsRecordView *self,
                                   MpsChart *chart,
                                   MpsResource *resource,
                                   const char *title);
gboolean mps_record_view_go_back (MpsRecordView *self);

G_END_DECLS
