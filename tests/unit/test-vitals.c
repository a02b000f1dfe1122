/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-change.h"
#include "data/model/mps-rrn.h"
#include "data/model/mps-vitals.h"

#include <math.h>

static void
test_rrn (void)
{
  static const struct {
    const char *text;
    MpsRrnProblem problem;
    const char *birth_date;
    const char *gender;
    gboolean foreign;
  } cases[] = {
    { "800102-1234567", MPS_RRN_OK, "1980-01-02", "male", FALSE },
    { "8001022234567", MPS_RRN_OK, "1980-01-02", "female", FALSE },
    { "010203-3000000", MPS_RRN_OK, "2001-02-03", "male", FALSE },
    { "010203-4000000", MPS_RRN_OK, "2001-02-03", "female", FALSE },
    { "800102-5234567", MPS_RRN_OK, "1980-01-02", "male", TRUE },
    { "800102-6234567", MPS_RRN_OK, "1980-01-02", "female", TRUE },
    { "010203-7234567", MPS_RRN_OK, "2001-02-03", "male", TRUE },
    { "010203-8234567", MPS_RRN_OK, "2001-02-03", "female", TRUE },
    { "991231-9234567", MPS_RRN_OK, "1899-12-31", "male", FALSE },
    { "991231-0234567", MPS_RRN_OK, "1899-12-31", "female", FALSE },
    { " 800102 - 1234567 ", MPS_RRN_OK, "1980-01-02", "male", FALSE },
    { "000229-3234567", MPS_RRN_OK, "2000-02-29", "male", FALSE },
    { "000229-1234567", MPS_RRN_DATE, NULL, NULL, FALSE },
    { "800230-1234567", MPS_RRN_DATE, NULL, NULL, FALSE },
    { "801301-1234567", MPS_RRN_DATE, NULL, NULL, FALSE },
    { "800100-1234567", MPS_RRN_DATE, NULL, NULL, FALSE },
    { "800102-123456", MPS_RRN_SHAPE, NULL, NULL, FALSE },
    { "800102-12345678", MPS_RRN_SHAPE, NULL, NULL, FALSE },
    { "800102-1******", MPS_RRN_SHAPE, NULL, NULL, FALSE },
    { "80010-21234567", MPS_RRN_SHAPE, NULL, NULL, FALSE },
    { "", MPS_RRN_SHAPE, NULL, NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    MpsRrn rrn = { 0 };

    g_assert_cmpint (mps_rrn_parse (cases[i].text, &rrn), ==, cases[i].problem);
    if (cases[i].problem != MPS_RRN_OK)
      continue;
    g_assert_cmpstr (rrn.birth_date, ==, cases[i].birth_date);
    g_assert_cmpstr (rrn.gender, ==, cases[i].gender);
    g_assert_cmpint (rrn.foreign, ==, cases[i].foreign);
  }
}

/* Since October 2020 the last six digits are random: each of the ten last digits must pass. */
static void
test_rrn_checksum (void)
{
  for (guint last = 0; last < 10; last++) {
    g_autofree char *text = g_strdup_printf ("201105-312345%u", last);
    MpsRrn rrn;

    g_assert_cmpint (mps_rrn_parse (text, &rrn), ==, MPS_RRN_OK);
  }
}

static void
test_rrn_mask (void)
{
  g_autofree char *masked = mps_rrn_mask ("8001021234567");
  g_autofree char *broken = mps_rrn_mask ("80010212");

  g_assert_cmpstr (masked, ==, "800102-1******");
  g_assert_cmpstr (broken, ==, "******-*******");
}

static void
test_parse (void)
{
  static const struct {
    MpsVital vital;
    const char *text;
    MpsVitalParse parse;
    double value;
  } cases[] = {
    { MPS_VITAL_TEMPERATURE, "36.5", MPS_VITAL_PARSED, 36.5 },
    { MPS_VITAL_TEMPERATURE, "36,5", MPS_VITAL_PARSED, 36.5 },
    { MPS_VITAL_TEMPERATURE, "３６．５℃", MPS_VITAL_PARSED, 36.5 },
    { MPS_VITAL_TEMPERATURE, "97.7F", MPS_VITAL_PARSED, 36.5 },
    { MPS_VITAL_TEMPERATURE, "36.5도", MPS_VITAL_PARSED, 36.5 },
    { MPS_VITAL_TEMPERATURE, "36.5.1", MPS_VITAL_NO_NUMBER, 0 },
    { MPS_VITAL_TEMPERATURE, "36 5", MPS_VITAL_NO_NUMBER, 0 },
    { MPS_VITAL_TEMPERATURE, "warm", MPS_VITAL_NO_NUMBER, 0 },
    { MPS_VITAL_TEMPERATURE, "36.5 kg", MPS_VITAL_NO_UNIT, 0 },
    { MPS_VITAL_TEMPERATURE, "-3", MPS_VITAL_NO_NUMBER, 0 },
    { MPS_VITAL_TEMPERATURE, "1e3", MPS_VITAL_NO_UNIT, 0 },
    { MPS_VITAL_TEMPERATURE, "nan", MPS_VITAL_NO_NUMBER, 0 },
    { MPS_VITAL_PULSE, "72 bpm", MPS_VITAL_PARSED, 72 },
    { MPS_VITAL_PULSE, "72회/분", MPS_VITAL_PARSED, 72 },
    { MPS_VITAL_WEIGHT, "154 lb", MPS_VITAL_PARSED, 69.85 },
    { MPS_VITAL_WEIGHT, "3250 g", MPS_VITAL_PARSED, 3.25 },
    { MPS_VITAL_WEIGHT, "70㎏", MPS_VITAL_PARSED, 70 },
    { MPS_VITAL_HEIGHT, "1.72 m", MPS_VITAL_PARSED, 172 },
    { MPS_VITAL_HEIGHT, "5'7\"", MPS_VITAL_PARSED, 170.18 },
    { MPS_VITAL_HEIGHT, "5 ft 7 in", MPS_VITAL_PARSED, 170.18 },
    { MPS_VITAL_HEIGHT, "68 in", MPS_VITAL_PARSED, 172.72 },
    { MPS_VITAL_OXYGEN, "98%", MPS_VITAL_PARSED, 98 },
    { MPS_VITAL_OXYGEN, "101", MPS_VITAL_NO_NUMBER, 0 },
    { MPS_VITAL_PULSE, "0", MPS_VITAL_NO_NUMBER, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    MpsQuantity quantity;

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (
        mps_vital_parse (cases[i].vital, cases[i].text, &quantity), ==, cases[i].parse);
    if (cases[i].parse != MPS_VITAL_PARSED)
      continue;
    g_assert_cmpfloat_with_epsilon (quantity.value, cases[i].value, 1e-9);
    g_assert_cmpstr (quantity.unit, ==, mps_vital_peek_unit (cases[i].vital));
  }
}

static void
test_parse_pressure (void)
{
  MpsQuantity systolic;
  MpsQuantity diastolic;

  g_assert_cmpint (
      mps_vital_parse_pressure ("120/80", &systolic, &diastolic), ==, MPS_VITAL_PARSED);
  g_assert_cmpfloat (systolic.value, ==, 120);
  g_assert_cmpfloat (diastolic.value, ==, 80);
  g_assert_cmpint (
      mps_vital_parse_pressure (" 120 / 80 mmHg", &systolic, &diastolic), ==, MPS_VITAL_PARSED);
  g_assert_cmpint (
      mps_vital_parse_pressure ("16/10.6 kPa", &systolic, &diastolic), ==, MPS_VITAL_PARSED);
  g_assert_cmpfloat_with_epsilon (systolic.value, 120.0, 0.05);
  g_assert_cmpint (
      mps_vital_parse_pressure ("120", &systolic, &diastolic), ==, MPS_VITAL_NO_NUMBER);
  g_assert_cmpint (
      mps_vital_parse_pressure ("120/", &systolic, &diastolic), ==, MPS_VITAL_NO_NUMBER);
  g_assert_cmpint (
      mps_vital_parse_pressure ("120/80 kg", &systolic, &diastolic), ==, MPS_VITAL_NO_UNIT);
}

static void
test_codes (void)
{
  for (guint i = 0; i < MPS_VITAL_N; i++) {
    MpsVital vital = (MpsVital)i;
    MpsVital found;

    g_assert_true (mps_loinc_is_valid (mps_vital_peek_loinc (vital)));
    g_assert_nonnull (mps_vital_peek_unit (vital));
    g_assert_nonnull (mps_vital_peek_display (vital));
    g_assert_true (mps_vital_from_loinc (mps_vital_peek_loinc (vital), &found));
    g_assert_cmpint (found, ==, vital);
  }
}

static void
test_judge (void)
{
  static const struct {
    MpsVital vital;
    double value;
    const char *birth_date;
    MpsInterpretation interpretation;
    gboolean implausible;
  } cases[] = {
    { MPS_VITAL_SYSTOLIC, 139, "1980-01-02", MPS_INTERPRETATION_NORMAL, FALSE },
    { MPS_VITAL_SYSTOLIC, 140, "1980-01-02", MPS_INTERPRETATION_HIGH, FALSE },
    { MPS_VITAL_SYSTOLIC, 180, "1980-01-02", MPS_INTERPRETATION_CRITICAL_HIGH, FALSE },
    { MPS_VITAL_SYSTOLIC, 1200, "1980-01-02", MPS_INTERPRETATION_CRITICAL_HIGH, TRUE },
    { MPS_VITAL_DIASTOLIC, 90, "1980-01-02", MPS_INTERPRETATION_HIGH, FALSE },
    { MPS_VITAL_PULSE, 150, "2026-11-10", MPS_INTERPRETATION_NORMAL, FALSE },
    { MPS_VITAL_PULSE, 150, "1980-01-02", MPS_INTERPRETATION_CRITICAL_HIGH, FALSE },
    { MPS_VITAL_PULSE, 90, "1980-01-02", MPS_INTERPRETATION_NORMAL, FALSE },
    { MPS_VITAL_PULSE, 91, "1980-01-02", MPS_INTERPRETATION_HIGH, FALSE },
    { MPS_VITAL_RESPIRATION, 8, "1980-01-02", MPS_INTERPRETATION_CRITICAL_LOW, FALSE },
    { MPS_VITAL_RESPIRATION, 40, "2026-06-01", MPS_INTERPRETATION_NORMAL, FALSE },
    { MPS_VITAL_TEMPERATURE, 38.0, "1980-01-02", MPS_INTERPRETATION_NORMAL, FALSE },
    { MPS_VITAL_TEMPERATURE, 38.1, "1980-01-02", MPS_INTERPRETATION_HIGH, FALSE },
    { MPS_VITAL_TEMPERATURE, 35.0, "1980-01-02", MPS_INTERPRETATION_CRITICAL_LOW, FALSE },
    { MPS_VITAL_TEMPERATURE, 365, "1980-01-02", MPS_INTERPRETATION_CRITICAL_HIGH, TRUE },
    { MPS_VITAL_OXYGEN, 91, "1980-01-02", MPS_INTERPRETATION_CRITICAL_LOW, FALSE },
    { MPS_VITAL_OXYGEN, 95, "1980-01-02", MPS_INTERPRETATION_LOW, FALSE },
    { MPS_VITAL_WEIGHT, 70, "2026-06-01", MPS_INTERPRETATION_UNKNOWN, TRUE },
    { MPS_VITAL_WEIGHT, 70, "1980-01-02", MPS_INTERPRETATION_UNKNOWN, FALSE },
    { MPS_VITAL_HEIGHT, 1.72, "1980-01-02", MPS_INTERPRETATION_UNKNOWN, TRUE },
    { MPS_VITAL_PULSE, 90, "", MPS_INTERPRETATION_UNKNOWN, FALSE },
    { MPS_VITAL_PULSE, 700, "", MPS_INTERPRETATION_UNKNOWN, TRUE },
  };
  g_autoptr (GDateTime) at = g_date_time_new_utc (2026, 11, 21, 5, 0, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    MpsQuantity quantity = { .value = cases[i].value };
    MpsVitalVerdict verdict;

    g_test_message ("%u %g", cases[i].vital, cases[i].value);
    mps_vital_judge (cases[i].vital, &quantity, "female", cases[i].birth_date, at, &verdict);
    g_assert_cmpint (verdict.interpretation, ==, cases[i].interpretation);
    g_assert_cmpint (verdict.implausible, ==, cases[i].implausible);
    g_assert_nonnull (verdict.source);
    g_assert_nonnull (verdict.as_of);
  }
}

static MpsQuantity
value_of (double value, const char *unit)
{
  MpsQuantity quantity = { .value = value };

  g_strlcpy (quantity.unit, unit, sizeof quantity.unit);
  return quantity;
}

static void
test_rcv (void)
{
  g_assert_cmpfloat_with_epsilon (mps_change_rcv_percent (1.1, 5.2), 14.73, 0.005);
  g_assert_cmpfloat_with_epsilon (mps_change_rcv_percent (2, 4.2), 12.89, 0.005);
  g_assert_cmpfloat_with_epsilon (mps_change_rcv_percent (1.5, 1.7), 6.28, 0.005);
}

static void
test_change (void)
{
  static const struct {
    const char *loinc;
    double before;
    double after;
    MpsChangeState state;
  } cases[] = {
    { "2160-0", 1.00, 1.14, MPS_CHANGE_NONE }, { "2160-0", 1.00, 1.15, MPS_CHANGE_ROSE },
    { "2160-0", 1.00, 0.86, MPS_CHANGE_NONE }, { "2160-0", 1.00, 0.85, MPS_CHANGE_FELL },
    { "4548-4", 7.0, 7.4, MPS_CHANGE_NONE },   { "4548-4", 7.0, 7.5, MPS_CHANGE_UNSURE },
    { "4548-4", 7.0, 8.0, MPS_CHANGE_ROSE },   { "98979-8", 60, 50.5, MPS_CHANGE_NONE },
    { "98979-8", 60, 49, MPS_CHANGE_FELL },    { "3084-1", 5, 9, MPS_CHANGE_UNKNOWN },
    { "2160-0", 0, 1, MPS_CHANGE_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    MpsQuantity before = value_of (cases[i].before, "mg/dL");
    MpsQuantity after = value_of (cases[i].after, "mg/dL");
    MpsChange change;

    mps_change_judge (cases[i].loinc, &before, &after, &change);
    g_assert_cmpint (change.state, ==, cases[i].state);
  }
}

static void
test_change_not_comparable (void)
{
  MpsQuantity before = value_of (1.0, "mg/dL");
  MpsQuantity after = value_of (88.4, "umol/L");
  MpsChange change;

  mps_change_judge ("2160-0", &before, &after, &change);
  g_assert_cmpint (change.state, ==, MPS_CHANGE_UNKNOWN);
  after = value_of (2.0, "mg/dL");
  after.comparator = MPS_COMPARATOR_GREATER;
  mps_change_judge ("2160-0", &before, &after, &change);
  g_assert_cmpint (change.state, ==, MPS_CHANGE_UNKNOWN);
}

/* A result that is less sure than the source's laboratory needs a larger change. */
static void
test_change_own_uncertainty (void)
{
  MpsQuantity before = value_of (1.0, "mg/dL");
  MpsQuantity after = value_of (1.2, "mg/dL");
  MpsChange change;

  before.has_uncertainty = after.has_uncertainty = TRUE;
  before.expanded_uncertainty = 0.2;
  after.expanded_uncertainty = 0.2;
  mps_change_judge ("2160-0", &before, &after, &change);
  g_assert_cmpint (change.state, ==, MPS_CHANGE_NONE);
  g_assert_cmpfloat_with_epsilon (change.most_percent, sqrt (2) * 1.96 * sqrt (100 + 27.04), 0.01);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rrn/vectors", test_rrn);
  g_test_add_func ("/rrn/checksum", test_rrn_checksum);
  g_test_add_func ("/rrn/mask", test_rrn_mask);
  g_test_add_func ("/vitals/parse", test_parse);
  g_test_add_func ("/vitals/parse-pressure", test_parse_pressure);
  g_test_add_func ("/vitals/codes", test_codes);
  g_test_add_func ("/vitals/judge", test_judge);
  g_test_add_func ("/change/rcv", test_rcv);
  g_test_add_func ("/change/judge", test_change);
  g_test_add_func ("/change/not-comparable", test_change_not_comparable);
  g_test_add_func ("/change/own-uncertainty", test_change_own_uncertainty);
  return g_test_run ();
}
