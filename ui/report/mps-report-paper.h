/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/report/mps-report.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsReportPaper: one page of a report as it will be printed.
 */
#define MPS_TYPE_REPORT_PAPER (mps_report_paper_get_type ())
G_DECLARE_FINAL_TYPE (MpsReportPaper, mps_report_paper, MPS, REPORT_PAPER, GtkWidget)

GtkWidget *mps_report_paper_new (MpsReport *report, guint page, guint n_pages, double zoom);

G_END_DECLS
