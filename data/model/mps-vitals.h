/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-analyte-info.h"
#include "data/model/mps-quantity.h"

G_BEGIN_DECLS

/**
 * MpsVital: what a nurse measures.
 */
typedef enum {
  MPS_VITAL_SYSTOLIC,
  MPS_VITAL_DIASTOLIC,
  MPS_VITAL_PULSE,
  MPS_VITAL_RESPIRATION,
  MPS_VITAL_TEMPERATURE,
  MPS_VITAL_OXYGEN,
  MPS_VITAL_WEIGHT,
  MPS_VITAL_HEIGHT,
  MPS_VITAL_BMI,
  MPS_VITAL_N,
} MpsVital;

/**
 * MpsVitalVerdict:
 * @interpretation: where it lies; UNKNOWN where no range fits the person
 * @implausible: whether the value is outside what a living person of that age and sex is known to
 *   have: a slip of the hand until a person has confirmed it
 * @low: lower end of the normal range, meaningful with @has_low
 * @high: upper end
 * @plausible_low: below it a value is implausible, meaningful with @has_plausible
 * @plausible_high: above it
 * @source: (nullable): where the normal range comes from
 * @as_of: (nullable): its date
 */
typedef struct {
  MpsInterpretation interpretation;
  gboolean implausible;
  gboolean has_low;
  double low;
  gboolean has_high;
  double high;
  gboolean has_plausible;
  double plausible_low;
  double plausible_high;
  const char *source;
  const char *as_of;
} MpsVitalVerdict;

/**
 * MpsVitalParse: how typed text was understood.
 */
typedef enum {
  MPS_VITAL_PARSED,
  MPS_VITAL_NO_NUMBER,
  MPS_VITAL_NO_UNIT,
} MpsVitalParse;

const char *mps_vital_peek_loinc (MpsVital vital);
const char *mps_vital_peek_unit (MpsVital vital);
const char *mps_vital_peek_display (MpsVital vital);
gboolean mps_vital_from_loinc (const char *loinc, MpsVital *vital) G_GNUC_WARN_UNUSED_RESULT;
MpsVitalParse mps_vital_parse (MpsVital vital, const char *text, MpsQuantity *quantity)
    G_GNUC_WARN_UNUSED_RESULT;
MpsVitalParse mps_vital_parse_pressure (const char *text,
                                        MpsQuantity *systolic,
                                        MpsQuantity *diastolic) G_GNUC_WARN_UNUSED_RESULT;
void mps_vital_judge (MpsVital vital,
                      const MpsQuantity *quantity,
                      const char *gender,
                      const char *birth_date,
                      GDateTime *at,
                      MpsVitalVerdict *verdict);

G_END_DECLS
