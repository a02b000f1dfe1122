/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsReportResults: the results that a report gathers, each with value and flag. Signal "open"
 * (pointer: the #MpsTimelineEntry that a person wants to see; valid during the emission).
 */
#define MPS_TYPE_REPORT_RESULTS (mps_report_results_get_type ())
G_DECLARE_FINAL_TYPE (MpsReportResults, mps_report_results, MPS, REPORT_RESULTS, GtkWidget)

void mps_report_results_set (MpsReportResults *self, GPtrArray *entries, const MpsPatient *patient);

G_END_DECLS
