/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-resource.h"

G_BEGIN_DECLS

/**
 * MpsPatient:
 * @id: FHIR id
 * @name: official name as it is shown: Korean names family first without a space, others "Given
 * Family"
 * @gender: FHIR administrative gender code, or empty
 * @birth_date: FHIR date, possibly only a year or year and month, or empty
 * @deceased: whether the record says so
 * @chart_number: identifier of type MR, or empty
 * @phone: first phone, or empty
 *
 * What a banner and a report say of a patient, read from its resource.
 */
typedef struct {
  char *id;
  char *name;
  char *gender;
  char *birth_date;
  gboolean deceased;
  char *chart_number;
  char *phone;
} MpsPatient;

MpsPatient *mps_patient_new_from_resource (MpsResource *resource, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsPatient *mps_patient_copy (const MpsPatient *patient) G_GNUC_WARN_UNUSED_RESULT;
void mps_patient_free (MpsPatient *patient);
gboolean
mps_patient_get_age (const MpsPatient *patient, GDateTime *at, guint *years, guint *months);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsPatient, mps_patient_free)

G_END_DECLS
