/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-resource.h"

G_BEGIN_DECLS

/**
 * MpsPatientKeys:
 * @names: (element-type utf8): every way in which a name of the record is written, family first and
 *   given first; names in Hangul or Chinese characters only family first
 * @chart_numbers: (element-type utf8): identifiers of type MR
 * @identifiers: (element-type utf8): all the others
 * @phones: (element-type utf8): every phone number, as it is written
 * @birth_date: FHIR date, or empty
 * @district: what tells one address from another in a few words, or empty
 *
 * All by which a patient can be found or told from somebody of the same name.
 */
typedef struct {
  GPtrArray *names;
  GPtrArray *chart_numbers;
  GPtrArray *identifiers;
  GPtrArray *phones;
  char *birth_date;
  char *district;
} MpsPatientKeys;

MpsPatientKeys *mps_patient_keys_new (const char *json) G_GNUC_WARN_UNUSED_RESULT;
void mps_patient_keys_free (MpsPatientKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsPatientKeys, mps_patient_keys_free)

G_END_DECLS
