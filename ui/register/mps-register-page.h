/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-register.h"
#include "ui/forms/mps-form-view.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsRegisterPage: a new patient. Signals: "back"; "open" (FHIR id): the chart of the one who was
 * registered, or of another one who was found to be the same person.
 */
#define MPS_TYPE_REGISTER_PAGE (mps_register_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsRegisterPage, mps_register_page, MPS, REGISTER_PAGE, GtkWidget)

void mps_register_page_set_session (MpsRegisterPage *self, MpsSession *session);
void mps_register_page_show_form (MpsRegisterPage *self, const char *name);
MpsFormView *mps_register_page_get_view (MpsRegisterPage *self);

G_END_DECLS
