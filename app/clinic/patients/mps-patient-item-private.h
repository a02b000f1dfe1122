/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/patients/mps-patient-list.h"

G_BEGIN_DECLS

MpsPatientItem *mps_patient_item_new (gint64 key) G_GNUC_WARN_UNUSED_RESULT;
guint mps_patient_item_get_age (MpsPatientItem *self);
void mps_patient_item_take_row (MpsPatientItem *self, MpsPatientRow *row, guint age);

G_END_DECLS
