/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-judge.h"

/* The age is the one at the clinic's date, which is the workstation's: just after midnight in
 * Seoul it is still yesterday in UTC, and a child may be in the range of another age. */
static gboolean
find_range (const char *code,
            const char *unit,
            const MpsPatient *patient,
            gint64 at_us,
            MpsReferenceRange *range)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (at_us / G_USEC_PER_SEC);
  guint years = 0;
  guint months = 0;
  gboolean has_age = at != NULL && mps_patient_get_age (patient, at, &years, &months);

  return mps_analyte_get_range (code, unit, patient->gender, has_age, years, range);
}

/**
 * mps_judge_find_range:
 * @result: a result
 * @patient: whose
 * @at_us: when it was measured, µs since 1970 UTC: ranges go by the age at that time, at the date
 *   in the time zone of the workstation
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
  return find_range (result->code, result->quantity.unit, patient, at_us, range);
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
  if (!result->has_value)
    return MPS_INTERPRETATION_UNKNOWN;

  return mps_reference_range_judge_quantity (range, &result->quantity);
}

/**
 * mps_judge_find_entry_range:
 * @entry: an entry of a timeline or a trend
 * @patient: whose
 * @range: (out): the range; untouched when there is none
 *
 * Returns: whether there is a reference range for this patient at the date of the entry
 */
gboolean
mps_judge_find_entry_range (const MpsTimelineEntry *entry,
                            const MpsPatient *patient,
                            MpsReferenceRange *range)
{
  return entry->when_us != 0 &&
         find_range (entry->code, entry->quantity.unit, patient, entry->when_us, range);
}

/**
 * mps_judge_entry:
 * @entry: an entry of a timeline or a trend
 * @patient: whose
 *
 * For values whose record does not say where they lie.
 *
 * Returns: where the value lies in the range that is known for this patient at that date;
 *   %MPS_INTERPRETATION_UNKNOWN without a value, a date or a range
 */
MpsInterpretation
mps_judge_entry (const MpsTimelineEntry *entry, const MpsPatient *patient)
{
  MpsReferenceRange range;

  if (!entry->has_quantity || !mps_judge_find_entry_range (entry, patient, &range))
    return MPS_INTERPRETATION_UNKNOWN;

  return mps_reference_range_judge_quantity (&range, &entry->quantity);
}
