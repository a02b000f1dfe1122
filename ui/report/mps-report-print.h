/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/report/mps-report.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsReportPrintedFunc:
 * @object: as handed in
 * @error: (nullable): why it could not be printed
 */
typedef void (*MpsReportPrintedFunc) (GObject *object, const GError *error);

/**
 * MpsReportHold: a report that a page shows and a printer may still be drawing. Main thread.
 */
typedef struct {
  MpsReport *report;
} MpsReportHold;

MpsReportHold *mps_report_hold_new (MpsReport *report) G_GNUC_WARN_UNUSED_RESULT;
void mps_report_hold_release (MpsReportHold *hold);
void mps_report_print (MpsReportHold *report,
                       GtkWindow *parent,
                       MpsReportPrintedFunc printed,
                       GObject *object);

G_END_DECLS
