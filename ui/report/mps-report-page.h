/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/runs/mps-run-review.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsReportPage: the report of one run as it will be printed. Signal "back".
 */
#define MPS_TYPE_REPORT_PAGE (mps_report_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsReportPage, mps_report_page, MPS, REPORT_PAGE, GtkWidget)

void mps_report_page_show_record (MpsReportPage *self,
                                  MpsSession *session,
                                  const char *type,
                                  const char *id);
MpsReport *mps_report_page_peek_report (MpsReportPage *self);
void mps_report_page_set_language (MpsReportPage *self, const char *language);

G_END_DECLS
