/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-form.h"
#include "data/model/mps-patient.h"
#include "data/model/mps-tree.h"

#include <string.h>

static const char patient_json[] =
    "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"meta\":{\"versionId\":\"3\"},"
    "\"extension\":[{\"url\":\"https://other.example/x\",\"valueDecimal\":1.10}],"
    "\"identifier\":[{\"use\":\"old\",\"type\":{\"coding\":[{\"code\":\"MR\"}]},\"value\":\"OLD-"
    "1\"},"
    "{\"type\":{\"coding\":[{\"system\":\"s\",\"code\":\"MR\"}]},\"system\":\"urn:x\",\"value\":"
    "\"77\","
    "\"assigner\":{\"display\":\"Other\"}},"
    "{\"system\":\"https://mois.go.kr/rrn\",\"value\":\"800102-1234567\"}],"
    "\"active\":true,\"name\":[{\"use\":\"official\",\"text\":\"홍길동\",\"family\":\"홍\","
    "\"given\":"
    "[\"길동\"],\"_family\":{\"extension\":[{\"url\":\"u\",\"valueString\":\"v\"}]}}],"
    "\"telecom\":[{\"system\":\"phone\",\"value\":\"02-123-4567\",\"use\":\"home\",\"rank\":2}],"
    "\"gender\":\"male\",\"birthDate\":\"1980-01-02\","
    "\"address\":[{\"city\":\"서울\",\"line\":[\"세종대로 "
    "1\"]}],\"somethingNew\":{\"a\":[1,2.50]}}";

typedef struct {
  GDateTime *now;
  MpsFormContext context;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+09:00");

  f->now = g_date_time_new (zone, 2026, 11, 21, 14, 30, 0);
  f->context = (MpsFormContext){ .now = f->now, .who = "nurse" };
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_date_time_unref (f->now);
}

static MpsResource *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  MpsResource *resource = mps_resource_new_from_json (json, -1, &error);

  g_assert_no_error (error);
  return resource;
}

static MpsResource *
build_one (Fixture *f, MpsForm *form)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = mps_form_build (form, &f->context, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 1);
  return mps_resource_ref (g_ptr_array_index (records, 0));
}

static gboolean
has_issue (
    Fixture *f, MpsForm *form, const char *field, MpsIssueSeverity severity, MpsIssueCode code)
{
  g_autoptr (GPtrArray) issues = mps_form_check (form, &f->context);

  for (guint i = 0; i < issues->len; i++) {
    const MpsFormIssue *issue = g_ptr_array_index (issues, i);

    if (g_str_equal (issue->field, field) && issue->severity == severity && issue->code == code)
      return TRUE;
  }
  return FALSE;
}

static guint
count_held_up (Fixture *f, MpsForm *form)
{
  g_autoptr (GPtrArray) issues = mps_form_check (form, &f->context);
  guint n = 0;

  for (guint i = 0; i < issues->len; i++)
    n += ((MpsFormIssue *)g_ptr_array_index (issues, i))->severity != MPS_ISSUE_NOTE;
  return n;
}

static void
test_tree_keeps_everything (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsResource) resource = parse (patient_json);
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);
  g_autofree char *json = mps_tree_to_json (tree);

  g_assert_cmpstr (json, ==, patient_json);
  g_assert_cmpstr (mps_tree_peek_path_string (tree, "name[0].family"), ==, "홍");
  mps_tree_set_path_string (tree, "contact[0].name.text", "어머니");
  g_assert_cmpstr (mps_tree_peek_path_string (tree, "contact[0].name.text"), ==, "어머니");
  mps_tree_set_path_string (tree, "contact[0].name.text", NULL);
  g_assert_null (mps_tree_peek (tree, "contact"));
  g_free (json);
  json = mps_tree_to_json (tree);
  g_assert_cmpstr (json, ==, patient_json);
}

static void
test_patient_edit_in_place (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsResource) base = parse (patient_json);
  g_autoptr (MpsForm) form = mps_form_new_from_resource (MPS_FORM_PATIENT, base, NULL);
  g_autoptr (MpsResource) same = NULL;
  g_autoptr (MpsResource) edited = NULL;
  g_autofree char *expected = NULL;
  g_auto (GStrv) parts = NULL;

  f->context.base = base;
  g_assert_cmpstr (mps_form_peek (form, "name"), ==, "홍길동");
  g_assert_cmpstr (mps_form_peek (form, "chart-number"), ==, "77");
  g_assert_cmpstr (mps_form_peek (form, "resident-number"), ==, "800102-1******");
  g_assert_cmpstr (mps_form_peek (form, "phone"), ==, "02-123-4567");
  g_assert_false (mps_form_is_changed (form));
  g_assert_cmpuint (count_held_up (f, form), ==, 0);

  same = build_one (f, form);
  g_assert_cmpstr (mps_resource_peek_json (same), ==, patient_json);

  /* Nothing but the number changes. */
  g_assert_true (mps_form_set (form, "phone", "02-765-4321"));
  edited = build_one (f, form);
  parts = g_strsplit (patient_json, "02-123-4567", 2);
  expected = g_strjoinv ("02-765-4321", parts);
  g_assert_cmpstr (mps_resource_peek_json (edited), ==, expected);
}

static void
test_patient_new (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsForm) form = mps_form_new (MPS_FORM_PATIENT, NULL);
  g_autoptr (MpsResource) resource = NULL;
  g_autoptr (MpsPatient) patient = NULL;
  g_autoptr (MpsTree) tree = NULL;

  g_assert_true (has_issue (f, form, "name", MPS_ISSUE_ERROR, MPS_ISSUE_REQUIRED));
  g_assert_true (has_issue (f, form, "gender", MPS_ISSUE_ERROR, MPS_ISSUE_REQUIRED));
  mps_form_set (form, "name", "남궁민수");
  mps_form_set (form, "latin-family", "Namgung");
  mps_form_set (form, "latin-given", "Minsu");
  mps_form_set (form, "resident-number", "8001021234567");
  g_assert_true (mps_patient_form_fill_from_number (form));
  g_assert_cmpstr (mps_form_peek (form, "birth-date"), ==, "1980-01-02");
  g_assert_cmpstr (mps_form_peek (form, "gender"), ==, "male");
  mps_form_set (form, "mobile", "010-1234-5678");
  mps_form_set (form, "chart-number", "42");
  mps_form_set (form, "guardian-name", "남궁철");
  mps_form_set (form, "guardian-phone", "010-1111-2222");
  mps_form_set (form, "guardian-relation", "아버지");
  mps_form_set (form, "identity-check", "resident-card");
  g_assert_cmpuint (count_held_up (f, form), ==, 0);

  resource = build_one (f, form);
  patient = mps_patient_new_from_resource (resource, NULL);
  tree = mps_tree_new_from_resource (resource);
  g_assert_cmpstr (patient->name, ==, "남궁민수");
  g_assert_cmpstr (patient->chart_number, ==, "42");
  g_assert_cmpstr (patient->phone, ==, "010-1234-5678");
  g_assert_cmpstr (mps_tree_peek_path_string (tree, "name[0].family"), ==, "남궁");
  g_assert_nonnull (strstr (mps_resource_peek_json (resource), "\"800102-1234567\""));
  g_assert_nonnull (strstr (mps_resource_peek_json (resource), "\"valueDate\":\"2026-11-21\""));
  g_assert_nonnull (strstr (mps_resource_peek_json (resource), "\"valueString\":\"nurse\""));

  {
    g_autoptr (MpsForm) again = mps_form_new_from_resource (MPS_FORM_PATIENT, resource, NULL);

    g_assert_cmpstr (mps_form_peek (again, "guardian-name"), ==, "남궁철");
    g_assert_cmpstr (mps_form_peek (again, "guardian-relation"), ==, "아버지");
    g_assert_cmpstr (mps_form_peek (again, "latin-given"), ==, "Minsu");
    g_assert_cmpstr (mps_form_peek (again, "identity-check"), ==, "resident-card");
    g_assert_cmpstr (mps_form_peek (again, "resident-number"), ==, "800102-1******");
  }
}

static void
test_patient_number_contradicts (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsForm) form = mps_form_new (MPS_FORM_PATIENT, NULL);

  mps_form_set (form, "name", "Jane Doe");
  mps_form_set (form, "birth-date", "1980-01-03");
  mps_form_set (form, "gender", "female");
  mps_form_set (form, "resident-number", "800102-1234567");
  g_assert_true (
      has_issue (f, form, "resident-number", MPS_ISSUE_CONFIRM, MPS_ISSUE_RRN_OTHER_BIRTH_DATE));
  g_assert_true (
      has_issue (f, form, "resident-number", MPS_ISSUE_CONFIRM, MPS_ISSUE_RRN_OTHER_SEX));
  mps_form_set (form, "resident-number", "800132-1234567");
  g_assert_true (has_issue (f, form, "resident-number", MPS_ISSUE_ERROR, MPS_ISSUE_RRN_DATE));
  mps_form_set (form, "resident-number", "800102-5234567");
  g_assert_true (has_issue (f, form, "resident-number", MPS_ISSUE_NOTE, MPS_ISSUE_RRN_IS_FOREIGN));
}

static void
test_dates (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *text;
    const char *date;
  } cases[] = {
    { "2026-11-21", "2026-11-21" },
    { "20261121", "2026-11-21" },
    { "2026.11.21", "2026-11-21" },
    { "2026/1/2", "2026-01-02" },
    { "2026. 1. 2.", "2026-01-02" },
    { "2026-11", "2026-11" },
    { "2026", "2026" },
    { "2026-02-29", NULL },
    { "2024-02-29", "2024-02-29" },
    { "26-11-21", NULL },
    { "yesterday", NULL },
    { "", NULL },
    { "2026-13-01", NULL },
    { "202611211", NULL },
    { "2026-1-2-3", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *date = NULL;

    g_assert_true (mps_form_date_parse (cases[i].text, &date) == (cases[i].date != NULL));
    g_assert_cmpstr (date, ==, cases[i].date);
  }
}

static void
test_allergy (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsForm) form = mps_form_new (MPS_FORM_ALLERGY, "p1");
  g_autoptr (MpsResource) resource = NULL;
  g_autoptr (MpsResource) base = NULL;
  g_autoptr (MpsForm) edit = NULL;
  g_autoptr (MpsTree) tree = NULL;

  g_assert_true (has_issue (f, form, "substance", MPS_ISSUE_ERROR, MPS_ISSUE_REQUIRED));
  mps_form_set (form, "substance", "페니실린");
  mps_form_set (form, "category", "medication");
  mps_form_set (form, "criticality", "high");
  mps_form_set (form, "reaction", "두드러기");
  mps_form_set (form, "severity", "severe");
  g_assert_cmpuint (count_held_up (f, form), ==, 0);
  resource = build_one (f, form);
  tree = mps_tree_new_from_resource (resource);
  g_assert_cmpstr (mps_tree_peek_path_string (tree, "patient.reference"), ==, "Patient/p1");
  g_assert_cmpstr (mps_tree_peek_path_string (tree, "code.text"), ==, "페니실린");
  g_assert_cmpstr (mps_tree_peek_path_string (tree, "clinicalStatus.coding[0].code"), ==, "active");
  g_assert_cmpstr (mps_tree_peek_path_string (tree, "recorder.display"), ==, "nurse");

  mps_form_set (form, "criticality", "terrible");
  g_assert_true (has_issue (f, form, "criticality", MPS_ISSUE_ERROR, MPS_ISSUE_UNKNOWN_CODE));

  /* Codes of another substance do not stay beside a new name. */
  base = parse ("{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a1\",\"patient\":{\"reference\":"
                "\"Patient/p1\"},\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\","
                "\"code\":\"91936005\",\"display\":\"Penicillin\"}]},\"onsetAge\":{\"value\":3}}");
  edit = mps_form_new_from_resource (MPS_FORM_ALLERGY, base, NULL);
  g_assert_cmpstr (mps_form_peek (edit, "substance"), ==, "Penicillin");
  f->context.base = base;
  mps_form_set (edit, "substance", "땅콩");
  mps_form_set (edit, "onset", "2020");
  g_clear_pointer (&resource, mps_resource_unref);
  resource = build_one (f, edit);
  g_assert_null (strstr (mps_resource_peek_json (resource), "91936005"));
  g_assert_null (strstr (mps_resource_peek_json (resource), "onsetAge"));
  g_assert_nonnull (strstr (mps_resource_peek_json (resource), "\"onsetDateTime\":\"2020\""));
}

static void
test_no_known_allergies (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsForm) form = mps_form_new (MPS_FORM_ALLERGY, "p1");
  g_autoptr (MpsResource) resource = NULL;
  g_autoptr (MpsForm) again = NULL;

  mps_form_set (form, "kind", "none-known");
  g_assert_cmpuint (count_held_up (f, form), ==, 0);
  resource = build_one (f, form);
  g_assert_nonnull (strstr (mps_resource_peek_json (resource), "716186003"));
  again = mps_form_new_from_resource (MPS_FORM_ALLERGY, resource, NULL);
  g_assert_cmpstr (mps_form_peek (again, "kind"), ==, "none-known");
  mps_form_set (form, "substance", "peanut");
  g_assert_true (
      has_issue (f, form, "substance", MPS_ISSUE_ERROR, MPS_ISSUE_CONTRADICTS_ALLERGIES));
}

/* Every kind becomes a valid record, is read back as it was filled in, and comes out of a draft. */
static void
test_round_trips (Fixture *f, gconstpointer data)
{
  static const struct {
    MpsFormKind kind;
    const char *fields[14];
  } cases[] = {
    { MPS_FORM_ALERT, { "text", "낙상 위험", "category", "safety", "start", "2026-11-01" } },
    { MPS_FORM_PROBLEM,
      { "name",
        "고혈압",
        "code",
        "I10",
        "onset",
        "2020-05",
        "severity",
        "6736007",
        "note",
        "가족력\n있음" } },
    { MPS_FORM_MEDICINE,
      { "name", "메트포민 500 mg", "dose", "1정 하루 2회", "start", "2025", "reason", "당뇨" } },
    { MPS_FORM_CONSENT,
      { "scope", "patient-privacy", "text", "개인정보 수집", "given-by", "본인" } },
    { MPS_FORM_NOTE,
      { "kind",
        "progress",
        "title",
        "초진",
        "text",
        "두통 <3일>\n열 없음 & 기침",
        "time",
        "2026-11-20" } },
    { MPS_FORM_DOCUMENT, { "kind", "laboratory", "title", "혈액 검사" } },
  };
  const MpsFormAttachment attachment = { .id = "b1", .media_type = "application/pdf", .size = 9 };

  f->context.attachment = &attachment;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (MpsForm) form = mps_form_new (cases[i].kind, "p1");
    g_autoptr (MpsForm) draft = NULL;
    g_autoptr (MpsForm) again = NULL;
    g_autoptr (MpsResource) resource = NULL;
    g_autofree char *text = NULL;
    MpsFormKind kind;

    for (gsize k = 0; cases[i].fields[k] != NULL; k += 2)
      g_assert_true (mps_form_set (form, cases[i].fields[k], cases[i].fields[k + 1]));
    g_assert_cmpuint (count_held_up (f, form), ==, 0);
    text = mps_form_to_text (form);
    draft = mps_form_new_from_text (text, NULL);
    resource = build_one (f, draft);
    g_assert_true (mps_form_kind_for_resource (resource, &kind));
    g_assert_cmpint (kind, ==, cases[i].kind);
    again = mps_form_new_from_resource (kind, resource, NULL);
    g_assert_cmpstr (mps_form_peek_patient_id (again), ==, "p1");
    for (gsize k = 0; cases[i].fields[k] != NULL; k += 2)
      g_assert_cmpstr (mps_form_peek (again, cases[i].fields[k]), ==, cases[i].fields[k + 1]);
  }
  f->context.attachment = NULL;
}

static void
test_vitals (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsForm) form = mps_form_new (MPS_FORM_VITALS, "p1");
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;
  const char *json;

  f->context.birth_date = "1980-01-02";
  f->context.gender = "male";
  g_assert_true (has_issue (f, form, "", MPS_ISSUE_ERROR, MPS_ISSUE_NOTHING_FILLED_IN));
  mps_form_set (form, "blood-pressure", "150/85");
  mps_form_set (form, "temperature", "98.6 F");
  mps_form_set (form, "oxygen", "97%");
  mps_form_set (form, "weight", "70");
  mps_form_set (form, "height", "1.75 m");
  g_assert_true (has_issue (f, form, "blood-pressure", MPS_ISSUE_NOTE, MPS_ISSUE_ABNORMAL));
  g_assert_cmpuint (count_held_up (f, form), ==, 0);
  records = mps_form_build (form, &f->context, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 6);

  json = mps_resource_peek_json (g_ptr_array_index (records, 0));
  g_assert_nonnull (strstr (json, "85354-9"));
  g_assert_nonnull (strstr (json, "\"value\":150,"));
  g_assert_nonnull (strstr (json, "\"code\":\"mm[Hg]\""));
  g_assert_nonnull (strstr (json, "\"code\":\"H\""));
  json = mps_resource_peek_json (g_ptr_array_index (records, 1));
  g_assert_nonnull (strstr (json, "\"value\":37,"));
  g_assert_nonnull (strstr (json, "as typed: 98.6 F"));
  json = mps_resource_peek_json (g_ptr_array_index (records, 5));
  g_assert_nonnull (strstr (json, "\"value\":22.86,"));
  g_assert_nonnull (strstr (json, "derivedFrom"));
}

/* What cannot be a living person's value is held up until it is confirmed, and says so then. */
static void
test_implausible (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsForm) form = mps_form_new (MPS_FORM_VITALS, "p1");
  g_autoptr (MpsResource) resource = NULL;

  f->context.birth_date = "1980-01-02";
  mps_form_set (form, "temperature", "97.7");
  g_assert_true (has_issue (f, form, "temperature", MPS_ISSUE_CONFIRM, MPS_ISSUE_IMPLAUSIBLE));
  mps_form_accept (form, "temperature");
  g_assert_true (mps_form_is_accepted (form, "temperature"));
  resource = build_one (f, form);
  g_assert_nonnull (strstr (mps_resource_peek_json (resource), "confirmed by the person"));
  mps_form_set (form, "temperature", "97.8");
  g_assert_false (mps_form_is_accepted (form, "temperature"));
  mps_form_set (form, "temperature", "36.5");
  mps_form_set (form, "blood-pressure", "80/120");
  g_assert_true (has_issue (f, form, "blood-pressure", MPS_ISSUE_CONFIRM, MPS_ISSUE_IMPLAUSIBLE));
  /* Weight and height in each other's place. */
  mps_form_set (form, "blood-pressure", "");
  mps_form_set (form, "weight", "172");
  mps_form_set (form, "height", "110");
  g_assert_true (has_issue (f, form, "weight", MPS_ISSUE_CONFIRM, MPS_ISSUE_IMPLAUSIBLE));
}

static void
test_identity_card (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsForm) form = mps_form_new (MPS_FORM_DOCUMENT, "p1");

  g_assert_true (mps_document_name_is_refused ("홍길동_주민 등록증.jpg"));
  g_assert_true (mps_document_name_is_refused ("My ID-Card (2).PNG"));
  g_assert_false (mps_document_name_is_refused ("검사 결과.pdf"));
  mps_form_set (form, "kind", "other");
  mps_form_set (form, "title", "신분증 사본");
  g_assert_true (has_issue (f, form, "title", MPS_ISSUE_ERROR, MPS_ISSUE_IDENTITY_CARD));
}

static void
test_limits (Fixture *f, gconstpointer data)
{
  g_autoptr (MpsForm) form = mps_form_new (MPS_FORM_PROBLEM, "p1");
  g_autofree char *long_text = g_strnfill (1001, 'x');

  mps_form_set (form, "name", long_text);
  g_assert_true (has_issue (f, form, "name", MPS_ISSUE_ERROR, MPS_ISSUE_TOO_LONG));
  mps_form_set (form,
                "name",
                "a\x01"
                "b");
  g_assert_true (has_issue (f, form, "name", MPS_ISSUE_ERROR, MPS_ISSUE_CONTROL_CHARACTER));
  mps_form_set (form, "name", " ");
  g_assert_true (has_issue (f, form, "name", MPS_ISSUE_ERROR, MPS_ISSUE_REQUIRED));
  mps_form_set (form, "onset", "2027");
  g_assert_true (has_issue (f, form, "onset", MPS_ISSUE_ERROR, MPS_ISSUE_IN_FUTURE));
  mps_form_set (form, "onset", "1850");
  g_assert_true (has_issue (f, form, "onset", MPS_ISSUE_CONFIRM, MPS_ISSUE_TOO_LONG_AGO));
  mps_form_set (form, "onset", "2020");
  mps_form_set (form, "end", "2019");
  g_assert_true (has_issue (f, form, "end", MPS_ISSUE_ERROR, MPS_ISSUE_END_BEFORE_START));
  g_assert_false (mps_form_set (form, "no-such-field", "x"));
}

static void
test_names (Fixture *f, gconstpointer data)
{
  static const char *const cases[][3] = {
    { "홍길동", "홍", "길동" },
    { "남궁민", "남궁", "민" },
    { "황보", "황", "보" },
    { "황보 관", "황보", "관" },
    { "John Q Public", "Public", "John Q" },
    { "Doe, Jane", "Doe", "Jane" },
    { "Madonna", "Madonna", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *family = NULL;
    g_autofree char *given = NULL;

    mps_name_split (cases[i][0], &family, &given);
    g_assert_cmpstr (family, ==, cases[i][1]);
    g_assert_cmpstr (given, ==, cases[i][2]);
  }
}

#define ADD(name) g_test_add ("/forms/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (tree_keeps_everything);
  ADD (patient_edit_in_place);
  ADD (patient_new);
  ADD (patient_number_contradicts);
  ADD (dates);
  ADD (allergy);
  ADD (no_known_allergies);
  ADD (round_trips);
  ADD (vitals);
  ADD (implausible);
  ADD (identity_card);
  ADD (limits);
  ADD (names);
  return g_test_run ();
}
