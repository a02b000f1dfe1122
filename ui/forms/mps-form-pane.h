/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"
#include "data/model/mps-form.h"
#include "ui/forms/mps-form-view.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsFormPane:
 *
 * One record of a chart being filled in: its title, its fields, what went wrong, and its draft,
 * which comes back when the same thing is opened again. Signals: "foot-changed", "saved".
 */
#define MPS_TYPE_FORM_PANE (mps_form_pane_get_type ())
G_DECLARE_FINAL_TYPE (MpsFormPane, mps_form_pane, MPS, FORM_PANE, GtkWidget)

void mps_form_pane_open (MpsFormPane *self, MpsChart *chart, MpsForm *form, const char *title);
void mps_form_pane_set_file (MpsFormPane *self, GFile *file);
void mps_form_pane_close (MpsFormPane *self);
char *mps_form_pane_dup_reason (MpsFormPane *self) G_GNUC_WARN_UNUSED_RESULT;
void mps_form_pane_save (MpsFormPane *self);
void mps_form_pane_discard (MpsFormPane *self);
gboolean mps_form_pane_go_back (MpsFormPane *self);
gboolean mps_form_pane_is_open (MpsFormPane *self);
MpsFormView *mps_form_pane_get_view (MpsFormPane *self);

G_END_DECLS
