/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"
#include "data/model/mps-form.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsDraftRows:
 *
 * What a person began to write in one section of a chart and did not save, a quiet row each.
 * Signal: "go-on" (id of the record that is being edited; empty for a new one).
 */
#define MPS_TYPE_DRAFT_ROWS (mps_draft_rows_get_type ())
G_DECLARE_FINAL_TYPE (MpsDraftRows, mps_draft_rows, MPS, DRAFT_ROWS, GtkWidget)

void mps_draft_rows_set_chart (MpsDraftRows *self, MpsChart *chart, MpsFormKind kind);
void mps_draft_rows_load (MpsDraftRows *self);

G_END_DECLS
