/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/mps-tasks.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsResultsPage:
 *
 * A file of results, looked at before anything of it is stored. Signals: "back" and "started" (a
 * task stores the rows).
 */
#define MPS_TYPE_RESULTS_PAGE (mps_results_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsResultsPage, mps_results_page, MPS, RESULTS_PAGE, GtkWidget)

void mps_results_page_set_session (MpsResultsPage *self, MpsSession *session, MpsTasks *tasks);
void mps_results_page_open (MpsResultsPage *self, const char *path);

G_END_DECLS
