/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"
#include "app/clinic/mps-tasks.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsExportPage:
 *
 * Writes records into a file: one chart, every record, or records for research. Signals: "back"
 * and "started" (a task writes the file).
 */
#define MPS_TYPE_EXPORT_PAGE (mps_export_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsExportPage, mps_export_page, MPS, EXPORT_PAGE, GtkWidget)

void mps_export_page_set_session (MpsExportPage *self, MpsSession *session, MpsTasks *tasks);
void mps_export_page_set_chart (MpsExportPage *self, MpsChart *chart);
void mps_export_page_write (MpsExportPage *self, const char *path);

G_END_DECLS
