/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-patient.h"

static MpsPatient *
read_patient (const char *rest)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"p1\"%s}", rest);
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (json, -1, &error);
  g_assert_no_error (error);
  MpsPatient *patient = mps_patient_new_from_resource (resource, &error);
  g_assert_no_error (error);
  return patient;
}

static void
test_names (void)
{
  static const struct {
    const char *name;
    const char *shown;
  } samples[] = {
    { "[{\"family\":\"홍\",\"given\":[\"길동\"]}]", "홍길동" },
    { "[{\"family\":\"황보\",\"given\":[\"은\",\"별\"]}]", "황보은별" },
    { "[{\"family\":\"Hermiston71\",\"given\":[\"Johnnie679\"],\"prefix\":[\"Mr.\"]}]",
      "Johnnie679 Hermiston71" },
    { "[{\"family\":\"García\",\"given\":[\"María\",\"José\"]}]", "María José García" },
    { "[{\"family\":\"Kim\",\"given\":[\"철수\"]}]", "철수 Kim" },
    { "[{\"family\":\"王\",\"given\":[\"小明\"]}]", "王小明" },
    { "[{\"text\":\" 홍  길동\\n\"}]", "홍 길동" },
    { "[{\"use\":\"nickname\",\"text\":\"Gil\"},{\"use\":\"official\",\"text\":\"홍길동\"}]",
      "홍길동" },
    { "[{\"use\":\"old\",\"text\":\"Before\"},{\"use\":\"usual\",\"text\":\"Now\"}]", "Now" },
    { "[{\"use\":\"maiden\",\"text\":\"Only\"}]", "Only" },
    { "[{\"text\":\"Ended\",\"period\":{\"end\":\"2020\"}},{\"text\":\"Current\"}]", "Current" },
    { "[{\"use\":\"official\"},{\"text\":\"There\"}]", "There" },
    { "[{\"family\":\"Solo\"}]", "Solo" },
    { "[{\"given\":[null,\"B\"],\"_given\":[{\"id\":\"x\"},null]}]", "B" },
    { "[{\"use\":\"official\"}]", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    g_autofree char *rest = g_strconcat (",\"name\":", samples[i].name, NULL);
    g_autoptr (MpsPatient) patient = read_patient (rest);
    g_assert_cmpstr (patient->name, ==, samples[i].shown);
  }
}

static void
test_fields (void)
{
  g_autoptr (MpsPatient) full = read_patient (
      ",\"gender\":\"female\",\"birthDate\":\"1990-05-17\",\"deceasedDateTime\":\"2020\","
      "\"identifier\":[{\"value\":\"no type\"},{\"type\":{\"coding\":[{\"code\":\"SS\"}]},"
      "\"value\":\"900517-2\"},{\"use\":\"old\",\"type\":{\"coding\":[{\"code\":\"MR\"}]},"
      "\"value\":\"old\"},{\"type\":{\"coding\":[{\"code\":\"X\"},{\"code\":\"MR\"}]},"
      "\"value\":\"C-00017\"}],"
      "\"telecom\":[{\"system\":\"email\",\"value\":\"a@b\"},{\"system\":\"phone\",\"use\":\"old\","
      "\"value\":\"1\"},{\"system\":\"phone\",\"value\":\"010-1234-5678\"}]");
  g_autoptr (MpsPatient) copy = mps_patient_copy (full);
  const MpsPatient *both[] = { full, copy };
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++) {
    g_assert_cmpstr (both[i]->id, ==, "p1");
    g_assert_cmpstr (both[i]->gender, ==, "female");
    g_assert_cmpstr (both[i]->birth_date, ==, "1990-05-17");
    g_assert_cmpstr (both[i]->chart_number, ==, "C-00017");
    g_assert_cmpstr (both[i]->phone, ==, "010-1234-5678");
    g_assert_true (both[i]->deceased);
  }
  g_autoptr (MpsPatient) empty = read_patient (",\"deceasedBoolean\":false");
  g_assert_cmpstr (empty->name, ==, "");
  g_assert_cmpstr (empty->gender, ==, "");
  g_assert_cmpstr (empty->birth_date, ==, "");
  g_assert_cmpstr (empty->chart_number, ==, "");
  g_assert_cmpstr (empty->phone, ==, "");
  g_assert_false (empty->deceased);
  g_autoptr (MpsPatient) dead = read_patient (",\"deceasedBoolean\":true");
  g_assert_true (dead->deceased);
}

static void
test_other_type (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource = mps_resource_new_checked ("Group", "g", 1, "{}");
  g_assert_null (mps_patient_new_from_resource (resource, &error));
  g_assert_error (error, MPS_MODEL_ERROR, MPS_MODEL_ERROR_INVALID);
}

static void
test_age (void)
{
  static const struct {
    const char *born;
    const char *at;
    gboolean known;
    guint years, months;
  } samples[] = {
    { "1990-05-17", "2026-05-16T12:00:00Z", TRUE, 35, 11 },
    { "1990-05-17", "2026-05-17T12:00:00Z", TRUE, 36, 0 },
    { "2026-10-31", "2026-11-30T12:00:00Z", TRUE, 0, 0 },
    { "2026-10-31", "2026-12-01T12:00:00Z", TRUE, 0, 1 },
    { "2024-02-29", "2026-02-28T12:00:00Z", TRUE, 1, 11 },
    { "2024-02-29", "2026-03-01T12:00:00Z", TRUE, 2, 0 },
    { "1990", "2026-01-01T12:00:00Z", TRUE, 36, 0 },
    { "1990-06", "2026-05-31T12:00:00Z", TRUE, 35, 11 },
    { "2026-11-21", "2026-11-21T12:00:00Z", TRUE, 0, 0 },
    { "2026-11-22", "2026-11-21T12:00:00Z", FALSE, 0, 0 },
    { "", "2026-11-21T12:00:00Z", FALSE, 0, 0 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    MpsPatient patient = { .birth_date = (char *)samples[i].born };
    guint years = 99, months = 99;
    g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (samples[i].at, NULL);
    g_assert_cmpint (mps_patient_get_age (&patient, at, &years, &months), ==, samples[i].known);
    g_assert_cmpuint (years, ==, samples[i].known ? samples[i].years : 99);
    g_assert_cmpuint (months, ==, samples[i].known ? samples[i].months : 99);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patient/names", test_names);
  g_test_add_func ("/patient/fields", test_fields);
  g_test_add_func ("/patient/other-type", test_other_type);
  g_test_add_func ("/patient/age", test_age);
  return g_test_run ();
}
