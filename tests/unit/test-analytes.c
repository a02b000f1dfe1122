/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-analyte-info.h"

#include <math.h>
#include <string.h>

static GKeyFile *
load_table (void)
{
  g_autofree char *path =
      g_build_filename (g_test_get_dir (G_TEST_DIST), "../data/model/analytes.ini", NULL);
  g_autoptr (GError) error = NULL;
  GKeyFile *file = g_key_file_new ();
  g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_TRANSLATIONS, &error);
  g_assert_no_error (error);
  return file;
}

/* Every code of the table has its check digit, a unit and a name in both languages. */
static void
test_table_codes (void)
{
  g_autoptr (GKeyFile) file = load_table ();
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_assert_cmpuint (g_strv_length (groups), >, 40);
  for (char **group = groups; *group != NULL; group++) {
    g_auto (GStrv) parts = g_strsplit (*group, "/", 2);
    g_assert_true (mps_loinc_is_valid (parts[0]));
    g_assert_true (g_key_file_has_group (file, parts[0]));
    g_autofree char *unit = mps_analyte_dup_unit (parts[0]);
    g_assert_nonnull (unit);
    g_autofree char *english = mps_analyte_dup_name (parts[0], "en");
    g_autofree char *korean = mps_analyte_dup_name (parts[0], "ko");
    g_assert_cmpstr (english, !=, parts[0]);
    g_assert_cmpstr (korean, !=, english);
  }
}

/* Every range says where it is from and when it was looked at, and its limits are in order. */
static void
test_table_ranges (void)
{
  g_autoptr (GKeyFile) file = load_table ();
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  for (char **group = groups; *group != NULL; group++) {
    if (strchr (*group, '/') == NULL)
      continue;
    static const char *const limits[] = { "CriticalLow", "Low", "High", "CriticalHigh" };
    double before = -HUGE_VAL;
    guint n = 0;
    for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
      g_autofree char *text = g_key_file_get_string (file, *group, limits[i], NULL);
      if (text == NULL)
        continue;
      g_assert_cmpfloat (g_ascii_strtod (text, NULL), >, before);
      before = g_ascii_strtod (text, NULL);
      n++;
    }
    g_assert_cmpuint (n, >, 0);
    g_autofree char *source = g_key_file_get_string (file, *group, "Source", NULL);
    g_autofree char *as_of = g_key_file_get_string (file, *group, "AsOf", NULL);
    g_autofree char *evidence = g_key_file_get_string (file, *group, "Evidence", NULL);
    static const char *const evidences[] = { "seen", "computed", "general", NULL };
    g_assert_nonnull (source);
    g_assert_cmpuint (strlen (as_of), ==, strlen ("2026-11-21"));
    g_assert_true (g_strv_contains (evidences, evidence));
  }
}

static void
test_loinc (void)
{
  static const char *const good[] = {
    "718-7", "4548-4", "2345-7", "41653-7", "104816-4", "98979-8"
  };
  static const char *const bad[] = { "53060-9", "718-6",        "",       "-", "7187", "718-",
                                     "71a-7",   "1234567890-1", "glucose" };
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (mps_loinc_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (mps_loinc_is_valid (bad[i]));
  g_assert_false (mps_loinc_is_valid (NULL));
}

static void
test_names (void)
{
  static const char *const samples[][3] = {
    { "41653-7", "ko", "혈당(손끝)" },
    { "41653-7", "en", "Glucose (fingertip)" },
    { "41653-7", "de", "Glucose (fingertip)" },
    { "99999-9", "ko", "99999-9" },
    { "CRP", "ko", "CRP" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    g_autofree char *name = mps_analyte_dup_name (samples[i][0], samples[i][1]);
    g_assert_cmpstr (name, ==, samples[i][2]);
  }
  g_autofree char *display = mps_analyte_dup_display ("718-7");
  g_assert_cmpstr (display, ==, "Hemoglobin [Mass/volume] in Blood");
  g_assert_null (mps_analyte_dup_display ("CRP"));
}

static void
test_ranges (void)
{
  MpsReferenceRange range = { .low = 17 };
  g_assert_true (mps_analyte_get_range ("2160-0", "mg/dL", "male", TRUE, 40, &range));
  g_assert_cmpfloat (range.low, ==, 0.7);
  g_assert_cmpfloat (range.high, ==, 1.2);
  g_assert_true (range.has_critical_high);
  g_assert_false (range.has_critical_low);
  g_assert_nonnull (range.source);
  g_assert_cmpstr (range.as_of, ==, "2026-11-21");
  g_assert_true (mps_analyte_get_range ("2160-0", "mg/dL", "female", TRUE, 40, &range));
  g_assert_cmpfloat (range.high, ==, 1.0);
  g_assert_true (mps_analyte_get_range ("718-7", "g/dL", NULL, TRUE, 3, &range));
  g_assert_cmpfloat (range.low, ==, 11.0);
  g_assert_false (range.has_high);
  g_assert_true (mps_analyte_get_range ("718-7", "g/dL", "", TRUE, 12, &range));
  g_assert_cmpfloat (range.low, ==, 12.0);

  MpsReferenceRange untouched = { .low = 17 };
  static const struct {
    const char *code, *unit, *gender;
    gboolean has_age;
    guint age;
  } none[] = {
    { "2160-0", "umol/L", "male", TRUE, 40 }, { "2160-0", "mg/dL", "other", TRUE, 40 },
    { "2160-0", "mg/dL", NULL, TRUE, 40 },    { "2160-0", "mg/dL", "male", TRUE, 17 },
    { "2160-0", "mg/dL", "male", FALSE, 0 },  { "99999-9", "mg/dL", "male", TRUE, 40 },
    { "41653-7", "mg/dL", "male", TRUE, 0 },  { "2160-0", NULL, "male", TRUE, 40 },
    { "718-7", "g/dL", "male", TRUE, 0 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_false (mps_analyte_get_range (
        none[i].code, none[i].unit, none[i].gender, none[i].has_age, none[i].age, &untouched));
  g_assert_cmpfloat (untouched.low, ==, 17);
}

static void
test_judge (void)
{
  MpsReferenceRange glucose = { 0 }, lactate = { 0 }, cholesterol = { 0 }, empty = { 0 };
  g_assert_true (mps_analyte_get_range ("41653-7", "mg/dL", NULL, TRUE, 40, &glucose));
  g_assert_true (mps_analyte_get_range ("32693-4", "mmol/L", NULL, FALSE, 0, &lactate));
  g_assert_true (mps_analyte_get_range ("2093-3", "mg/dL", NULL, FALSE, 0, &cholesterol));
  const struct {
    const MpsReferenceRange *range;
    MpsComparator comparator;
    double value;
    MpsInterpretation expected;
  } samples[] = {
    { &glucose, MPS_COMPARATOR_NONE, 70, MPS_INTERPRETATION_NORMAL },
    { &glucose, MPS_COMPARATOR_NONE, 99.99, MPS_INTERPRETATION_NORMAL },
    { &glucose, MPS_COMPARATOR_NONE, 100, MPS_INTERPRETATION_HIGH },
    { &glucose, MPS_COMPARATOR_NONE, 69.99, MPS_INTERPRETATION_LOW },
    { &glucose, MPS_COMPARATOR_NONE, 50, MPS_INTERPRETATION_LOW },
    { &glucose, MPS_COMPARATOR_NONE, 49.9, MPS_INTERPRETATION_CRITICAL_LOW },
    { &glucose, MPS_COMPARATOR_NONE, 450, MPS_INTERPRETATION_HIGH },
    { &glucose, MPS_COMPARATOR_NONE, 450.1, MPS_INTERPRETATION_CRITICAL_HIGH },
    { &glucose, MPS_COMPARATOR_NONE, NAN, MPS_INTERPRETATION_UNKNOWN },
    { &glucose, MPS_COMPARATOR_NONE, HUGE_VAL, MPS_INTERPRETATION_CRITICAL_HIGH },
    { &lactate, MPS_COMPARATOR_NONE, 3.5, MPS_INTERPRETATION_CRITICAL_HIGH },
    { &lactate, MPS_COMPARATOR_NONE, 2.0, MPS_INTERPRETATION_NORMAL },
    { &empty, MPS_COMPARATOR_NONE, 1, MPS_INTERPRETATION_UNKNOWN },
    { NULL, MPS_COMPARATOR_NONE, 1, MPS_INTERPRETATION_UNKNOWN },
    { NULL, MPS_COMPARATOR_LESS, 1, MPS_INTERPRETATION_UNKNOWN },
    /* A limit says only what holds for every value that it stands for. */
    { &glucose, MPS_COMPARATOR_LESS, 50, MPS_INTERPRETATION_CRITICAL_LOW },
    { &glucose, MPS_COMPARATOR_LESS, 60, MPS_INTERPRETATION_LOW },
    { &glucose, MPS_COMPARATOR_LESS, 90, MPS_INTERPRETATION_UNKNOWN },
    { &glucose, MPS_COMPARATOR_GREATER, 450, MPS_INTERPRETATION_CRITICAL_HIGH },
    { &glucose, MPS_COMPARATOR_GREATER, 100, MPS_INTERPRETATION_HIGH },
    { &glucose, MPS_COMPARATOR_GREATER, 90, MPS_INTERPRETATION_UNKNOWN },
    { &cholesterol, MPS_COMPARATOR_LESS, 100, MPS_INTERPRETATION_NORMAL },
    { &cholesterol, MPS_COMPARATOR_LESS, 300, MPS_INTERPRETATION_UNKNOWN },
    { &cholesterol, MPS_COMPARATOR_GREATER, 300, MPS_INTERPRETATION_HIGH },
    { &glucose, MPS_COMPARATOR_LESS, NAN, MPS_INTERPRETATION_UNKNOWN },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    MpsQuantity quantity = { .value = samples[i].value, .comparator = samples[i].comparator };
    g_assert_cmpint (
        mps_reference_range_judge_quantity (samples[i].range, &quantity), ==, samples[i].expected);
    if (samples[i].comparator == MPS_COMPARATOR_NONE)
      g_assert_cmpint (
          mps_reference_range_judge (samples[i].range, samples[i].value), ==, samples[i].expected);
  }
}

static void
test_codes (void)
{
  for (int i = MPS_INTERPRETATION_UNKNOWN; i <= MPS_INTERPRETATION_CRITICAL_HIGH; i++) {
    const char *code = mps_interpretation_to_code ((MpsInterpretation)i);
    g_assert_cmpint (mps_interpretation_from_code (code), ==, i);
  }
  g_assert_cmpint (mps_interpretation_from_code ("HU"), ==, MPS_INTERPRETATION_HIGH);
  g_assert_cmpint (mps_interpretation_from_code ("A"), ==, MPS_INTERPRETATION_UNKNOWN);
  g_assert_cmpint (mps_interpretation_from_code (NULL), ==, MPS_INTERPRETATION_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analytes/table-codes", test_table_codes);
  g_test_add_func ("/analytes/table-ranges", test_table_ranges);
  g_test_add_func ("/analytes/loinc", test_loinc);
  g_test_add_func ("/analytes/names", test_names);
  g_test_add_func ("/analytes/ranges", test_ranges);
  g_test_add_func ("/analytes/judge", test_judge);
  g_test_add_func ("/analytes/codes", test_codes);
  return g_test_run ();
}
