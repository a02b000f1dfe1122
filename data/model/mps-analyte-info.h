/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-quantity.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsReferenceRange:
 * @has_low: whether @low counts
 * @low: lower limit, in the analyte's unit
 * @has_high: whether @high counts
 * @high: upper limit
 * @has_critical_low: whether @critical_low counts
 * @critical_low: below it a result is critical
 * @has_critical_high: whether @critical_high counts
 * @critical_high: above it a result is critical
 * @source: where the limits come from
 * @as_of: date of the source, ISO 8601
 * @high_excluded: whether a value equal to @high is high already ("below 100")
 * @critical_low_included: whether a value equal to @critical_low is critical already
 * @critical_high_included: whether a value equal to @critical_high is critical already
 */
typedef struct {
  gboolean has_low;
  double low;
  gboolean has_high;
  double high;
  gboolean has_critical_low;
  double critical_low;
  gboolean has_critical_high;
  double critical_high;
  const char *source;
  const char *as_of;
  gboolean high_excluded;
  gboolean critical_low_included;
  gboolean critical_high_included;
} MpsReferenceRange;

/**
 * MpsInterpretation: where a value lies, with FHIR's ObservationInterpretation codes.
 */
typedef enum {
  MPS_INTERPRETATION_UNKNOWN,
  MPS_INTERPRETATION_NORMAL,
  MPS_INTERPRETATION_LOW,
  MPS_INTERPRETATION_HIGH,
  MPS_INTERPRETATION_CRITICAL_LOW,
  MPS_INTERPRETATION_CRITICAL_HIGH,
} MpsInterpretation;

char **mps_analyte_list (void) G_GNUC_WARN_UNUSED_RESULT;
char *mps_analyte_dup_name (const char *loinc, const char *language) G_GNUC_WARN_UNUSED_RESULT;
char *mps_analyte_dup_display (const char *loinc) G_GNUC_WARN_UNUSED_RESULT;
char *mps_analyte_dup_unit (const char *loinc) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_loinc_is_valid (const char *code);
gboolean mps_analyte_get_range (const char *loinc,
                                const char *unit,
                                const char *gender,
                                gboolean has_age,
                                guint age_years,
                                MpsReferenceRange *range) G_GNUC_WARN_UNUSED_RESULT;
char *mps_reference_range_dup_source (const MpsReferenceRange *range, const char *language)
    G_GNUC_WARN_UNUSED_RESULT;
MpsInterpretation mps_reference_range_judge (const MpsReferenceRange *range, double value);
MpsInterpretation mps_reference_range_judge_quantity (const MpsReferenceRange *range,
                                                      const MpsQuantity *quantity);
const char *mps_interpretation_to_code (MpsInterpretation interpretation);
MpsInterpretation mps_interpretation_from_code (const char *code);

G_END_DECLS
