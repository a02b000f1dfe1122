/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/mps-tasks.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsRecordsPage:
 *
 * Files of FHIR records, looked at before anything of them is stored. Signals: "back" and "started"
 * (a task stores them).
 */
#define MPS_TYPE_RECORDS_PAGE (mps_records_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsRecordsPage, mps_records_page, MPS, RECORDS_PAGE, GtkWidget)

void mps_records_page_set_session (MpsRecordsPage *self, MpsSession *session, MpsTasks *tasks);
void mps_records_page_open (MpsRecordsPage *self, GPtrArray *paths);

G_END_DECLS
