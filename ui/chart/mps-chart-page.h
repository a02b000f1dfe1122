/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsChartPage: one patient's chart, section by section. Signals: "back"; "measure"; "report"
 * (resource type, id); "merge", duplicates of it are looked for; "written" and "undone" (what, in
 * words); "undo-changed", mps_chart_page_can_undo() may say otherwise now.
 */
#define MPS_TYPE_CHART_PAGE (mps_chart_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsChartPage, mps_chart_page, MPS, CHART_PAGE, GtkWidget)

void mps_chart_page_show_opening (MpsChartPage *self);
void mps_chart_page_show_error (MpsChartPage *self, const GError *error);
void mps_chart_page_set_chart (MpsChartPage *self, MpsChart *chart);
void mps_chart_page_show_record (MpsChartPage *self, const char *type, const char *id);
void mps_chart_page_set_measure_reason (MpsChartPage *self, const char *reason);
void mps_chart_page_show_section (MpsChartPage *self, const char *name);
gboolean mps_chart_page_can_undo (MpsChartPage *self);
void mps_chart_page_undo (MpsChartPage *self);

G_END_DECLS
