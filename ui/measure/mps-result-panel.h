/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/runs/mps-run-review.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsResultPanel: the fourth step: all results of a run with how they were computed, or why there
 * is none.
 */
#define MPS_TYPE_RESULT_PANEL (mps_result_panel_get_type ())
G_DECLARE_FINAL_TYPE (MpsResultPanel, mps_result_panel, MPS, RESULT_PANEL, GtkWidget)

void mps_result_panel_show_loading (MpsResultPanel *self);
void mps_result_panel_show_review (MpsResultPanel *self, const MpsRunReview *review);
void mps_result_panel_show_invalid (MpsResultPanel *self, const char *reason);
void mps_result_panel_show_error (MpsResultPanel *self, const GError *error);

G_END_DECLS
