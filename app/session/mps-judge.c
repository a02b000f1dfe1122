/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-judge.h"

#include <math.h>

/**
 * mps_judge_find_range:
 * @result: a result
 * @patient: whose
 * @at_us: when it was measured, µs since 1970 UTC: ranges go by the age at that time
 * @range: (out): the range; untouched when there is none
 *
 * Returns: whether there is a reference range for this patient
 */
gboolean
mps_judge_find_range (const MpsResult *result,
                      const MpsPatient *patient,
                      gint64 at_us,
                      MpsReferenceRange *range)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  guint years = 0;
  guint months = 0;
  gboolean has_age = at != NULL && mps_patient_get_age (patient, at, &years, &months);

  return mps_analyte_get_range (
      result->code, result->quantity.unit, patient->gender, has_age, years, range);
}

/* "< x" says that the true value lies somewhere below x: where that takes in more than one side of
 * the lower limit nothing can be said. */
static MpsInterpretation
judge_below (double limit, const MpsReferenceRange *range)
{
  if (range->has_low && limit > range->low)
    return MPS_INTERPRETATION_UNKNOWN;
  if (!range->has_low && range->has_high && limit > range->high)
    return MPS_INTERPRETATION_UNKNOWN;

  return mps_reference_range_judge (range, nextafter (limit, -INFINITY));
}

static MpsInterpretation
judge_above (double limit, const MpsReferenceRange *range)
{
  if (range->has_high && limit < range->high)
    return MPS_INTERPRETATION_UNKNOWN;
  if (!range->has_high && range->has_low && limit < range->low)
    return MPS_INTERPRETATION_UNKNOWN;

  return mps_reference_range_judge (range, nextafter (limit, INFINITY));
}

/**
 * mps_judge_result:
 * @result: a result
 * @range: (nullable): the patient's range in the same unit
 *
 * Returns: where the result lies; %MPS_INTERPRETATION_UNKNOWN without a value, without a range, and
 *   where a limit ("< low", "> high") leaves it open
 */
MpsInterpretation
mps_judge_result (const MpsResult *result, const MpsReferenceRange *range)
{
  if (!result->has_value || range == NULL)
    return MPS_INTERPRETATION_UNKNOWN;

  switch (result->quantity.comparator) {
  case MPS_COMPARATOR_LESS:
    return judge_below (result->quantity.value, range);
  case MPS_COMPARATOR_GREATER:
    return judge_above (result->quantity.value, range);
  case MPS_COMPARATOR_NONE:
  default:
    return mps_reference_range_judge (range, result->quantity.value);
  }
}
