/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-patient.h"
#include "ui/forms/mps-form-view.h"

G_BEGIN_DECLS

void mps_form_notes_derive (MpsFormView *view, const char *field);
void mps_form_notes_show (MpsFormView *view, const MpsPatient *patient);

G_END_DECLS
