/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/store-fixture.h"

#include <string.h>

#define PATIENT_URN "urn:uuid:11111111-2222-4333-8444-555555555555"
#define PATIENT_ENTRY                                                                              \
  "{\"fullUrl\":\"" PATIENT_URN "\",\"resource\":{\"resourceType\":\"Patient\",\"identifier\":[{"  \
  "\"value\":\"" PATIENT_URN "\"}]}}"
#define RESULT_ENTRY                                                                               \
  "{\"resource\":{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\",\"code\":{"  \
  "\"text\":\"Glucose \\\"reference\\\":\\\"" PATIENT_URN                                          \
  "\\\"\"},\"subject\":{\"reference\" : \"" PATIENT_URN "\"},\"valueQuantity\":{\"value\":1.50}}}"
#define BUNDLE(type, entries)                                                                      \
  "{\"resourceType\":\"Bundle\",\"type\":\"" type "\",\"entry\":[" entries "]}"

static MpsImportReport *
import (StoreFixture *fixture, const char *text, GError **error)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));

  return mps_store_import (fixture->store, data, "tester", "test", NULL, NULL, NULL, error);
}

static guint64
count_records (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStoreCheck) check = mps_store_check (fixture->store, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (check->problems->len, ==, 0);
  return check->records;
}

static const MpsImportRejection *
only_rejection (const MpsImportReport *report)
{
  g_assert_cmpuint (report->rejected->len, ==, 1);
  return g_ptr_array_index (report->rejected, 0);
}

static void
test_bundle (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report =
      import (fixture, BUNDLE ("transaction", PATIENT_ENTRY "," RESULT_ENTRY), &error);
  g_autoptr (MpsResource) result = NULL;
  g_autoptr (MpsResource) patient = NULL;
  g_autoptr (GPtrArray) timeline = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, 2);
  g_assert_cmpuint (report->rejected->len, ==, 0);

  result = mps_store_get (fixture->store, "Observation", "o1", 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (
      strstr (mps_resource_peek_json (result),
              "\"subject\":{\"reference\":\"Patient/11111111-2222-4333-8444-555555555555\"}"));
  g_assert_nonnull (
      strstr (mps_resource_peek_json (result), "\\\"reference\\\":\\\"" PATIENT_URN "\\\""));
  g_assert_nonnull (strstr (mps_resource_peek_json (result), "\"value\":1.50}"));

  /* The urn is an id only where something refers to it. */
  patient =
      mps_store_get (fixture->store, "Patient", "11111111-2222-4333-8444-555555555555", 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (mps_resource_peek_json (patient), "\"value\":\"" PATIENT_URN "\""));
  timeline = mps_store_load_timeline (fixture->store,
                                      "11111111-2222-4333-8444-555555555555",
                                      MPS_TIMELINE_ALL,
                                      10,
                                      NULL,
                                      NULL,
                                      &error);
  g_assert_cmpuint (timeline->len, ==, 1);
}

static void
test_again (StoreFixture *fixture, gconstpointer data)
{
  const char *text =
      BUNDLE ("transaction",
              PATIENT_ENTRY "," RESULT_ENTRY ",{\"resource\":{\"resourceType\":\"Device\"}}"
                            ",{\"resource\":{\"resourceType\":\"Device\"}}");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++) {
    g_autoptr (MpsImportReport) report = import (fixture, text, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (report->accepted, ==, 4);
  }

  /* Nothing is doubled, and two devices that look alike are still two. */
  g_assert_cmpuint (count_records (fixture), ==, 4);
  {
    g_autoptr (MpsStoreCheck) check = mps_store_check (fixture->store, NULL, &error);

    g_assert_cmpuint (check->versions, ==, 4);
  }
}

static void
test_changed_again (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) first =
      import (fixture,
              "{\"resourceType\":\"Patient\",\"id\":\"a\",\"gender\":\"male\"}\n"
              "{\"resourceType\":\"Patient\",\"id\":\"b\",\"gender\":\"male\",\"meta\":{"
              "\"versionId\":\"x\"}}",
              &error);
  g_autoptr (MpsImportReport) second =
      import (fixture,
              "{\"resourceType\":\"Patient\",\"id\":\"a\",\"gender\":\"female\"}\n"
              "{\"resourceType\":\"Patient\",\"id\":\"b\",\"gender\":\"male\",\"meta\":{"
              "\"versionId\":\"x\"}}",
              &error);
  g_autoptr (GPtrArray) a = mps_store_history (fixture->store, "Patient", "a", &error);
  g_autoptr (GPtrArray) b = mps_store_history (fixture->store, "Patient", "b", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (first->accepted, ==, 2);
  g_assert_cmpuint (second->accepted, ==, 2);
  g_assert_cmpuint (a->len, ==, 2);
  g_assert_cmpuint (b->len, ==, 1);
}

static void
test_neighbours (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report = import (
      fixture,
      BUNDLE (
          "collection",
          "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"a\"}},"
          "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"b\",\"gender\":\"secret-value\"}},"
          "7,{\"fullUrl\":\"urn:x\"},{\"resource\":[]},"
          "{\"request\":{\"method\":\"DELETE\"},\"resource\":{\"resourceType\":\"Patient\","
          "\"id\":\"z\"}},"
          "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"not valid\"}},"
          "{\"resource\":{\"resourceType\":\"Nonsense\",\"id\":\"n\"}},"
          "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"a\",\"gender\":\"male\"}},"
          "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"c\"}}"),
      &error);
  const guint64 left_out[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, 2);
  g_assert_cmpuint (report->rejected->len, ==, G_N_ELEMENTS (left_out));
  for (guint i = 0; i < report->rejected->len; i++) {
    const MpsImportRejection *rejection = g_ptr_array_index (report->rejected, i);

    g_test_message ("%s/%s: %s", rejection->type, rejection->id, rejection->reason);
    g_assert_cmpuint (rejection->index, ==, left_out[i]);
    g_assert_cmpuint (strlen (rejection->reason), >, 10);
    g_assert_null (strstr (rejection->reason, "secret-value"));
  }
  g_assert_cmpuint (count_records (fixture), ==, 2);
}

static void
test_lines (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report =
      import (fixture,
              "\xef\xbb\xbf{\"resourceType\":\"Patient\",\"id\":\"a\"}\r\n"
              "\r\n"
              "{\"resourceType\":\"Patient\",\"id\":\"b\",\"gender\":7}\r\n"
              "{\"resourceType\":\"Patient\",\"id\":\"c\"}\r\n",
              &error);
  const MpsImportRejection *rejection;

  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, 2);
  rejection = only_rejection (report);
  g_assert_cmpuint (rejection->index, ==, 2);
  g_assert_cmpstr (rejection->id, ==, "b");
  g_assert_nonnull (strstr (rejection->reason, "Patient.gender"));
}

static void
test_single (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report =
      import (fixture, "\n {\n\"resourceType\" : \"Patient\" }\n", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, 1);
}

static void
assert_input (StoreFixture *fixture, const char *text, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (import (fixture, text, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_nonnull (strstr (error->message, "nothing was written"));
}

static void
test_damaged (StoreFixture *fixture, gconstpointer data)
{
  assert_input (fixture, "", "empty");
  assert_input (fixture, "  \n", "empty");
  assert_input (fixture, "[1,2", "line 1, column 5");
  assert_input (fixture, "{\"resourceType\":\"Patient\"\n\"id\":1}", "line 2, column 1");
  assert_input (fixture, "{\"a\":\"\xff\"}", "not UTF-8");
  assert_input (fixture, "{\"a\":01}", "column 7");
  assert_input (fixture, "{\"a\":\"\\x\"}", "escape");
  assert_input (fixture, "{\"a\":nul}", "not JSON");
  assert_input (fixture, "{\"a\":\"b\nc\"}", "control character");
  assert_input (
      fixture, "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{\"resourceType\":\"Pati", "line 2");
  assert_input (fixture, "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{} {}\n", "line 2");
  assert_input (fixture, "{\"resourceType\":\"Patient\"}\n5\f\n", "line 2, column 2");
  assert_input (fixture, "{}", "no FHIR resource");
  assert_input (fixture, "[]", "no FHIR resource");
  assert_input (fixture, "\"text\"", "no FHIR resource");
  assert_input (fixture, "{\"resourceType\":\"Bundle\",\"entry\":{}}", "must be an array");
  assert_input (fixture, BUNDLE ("history", PATIENT_ENTRY), "old versions");
  g_assert_cmpuint (count_records (fixture), ==, 0);
}

/* Cut anywhere, a bundle is refused as a whole. */
static void
test_cut (StoreFixture *fixture, gconstpointer data)
{
  const char *whole = BUNDLE ("transaction", PATIENT_ENTRY "," RESULT_ENTRY);

  for (gsize length = 0; length < strlen (whole); length += 3) {
    g_autofree char *cut = g_strndup (whole, length);
    g_autoptr (GError) error = NULL;

    g_assert_null (import (fixture, cut, &error));
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
  }
  g_assert_cmpuint (count_records (fixture), ==, 0);
}

static void
test_nested (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) entry = g_string_new ("{\"resourceType\":\"Patient\",\"id\":\"a\",\"x\":");
  g_autofree char *bundle = NULL;
  g_autoptr (MpsImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (deep, '[');
  assert_input (fixture, deep->str, "too deep");

  for (guint i = 0; i < 80; i++)
    g_string_append_c (entry, '[');
  for (guint i = 0; i < 80; i++)
    g_string_append_c (entry, ']');
  bundle =
      g_strdup_printf ("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":"
                       "%s}},{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"b\"}}]}",
                       entry->str);
  report = import (fixture, bundle, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, 1);
  g_assert_cmpuint (only_rejection (report)->index, ==, 0);
}

static void
test_other_version (StoreFixture *fixture, gconstpointer data)
{
  const char *const entries[] = {
    "{\"resourceType\":\"MedicationOrder\",\"id\":\"m\"}",
    "{\"resourceType\":\"ProcedureRequest\",\"id\":\"m\"}",
    "{\"resourceType\":\"InventoryItem\",\"id\":\"m\"}",
    "{\"resourceType\":\"CapabilityStatement\",\"id\":\"m\",\"fhirVersion\":\"3.0.2\"}",
    "{\"resourceType\":\"ImplementationGuide\",\"id\":\"m\",\"fhirVersion\":[\"5.0.0\"]}",
    "{\"resourceType\":\"Patient\",\"id\":\"m\",\"meta\":{\"profile\":["
    "\"http://hl7.org/fhir/STU3/StructureDefinition/Patient\"]}}",
    "{\"resourceType\":\"Patient\",\"id\":\"m\",\"meta\":{\"profile\":["
    "\"http://hl7.org/fhir/StructureDefinition/Patient|3.0.2\"]}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++) {
    g_autofree char *bundle =
        g_strdup_printf (BUNDLE ("batch",
                                 "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"ok\"}},"
                                 "{\"resource\":%s}"),
                         entries[i]);

    assert_input (fixture, bundle, "R4 (4.0.1)");
  }
  g_assert_cmpuint (count_records (fixture), ==, 0);
}

static void
test_own_version (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report =
      import (fixture,
              "{\"resourceType\":\"Patient\",\"id\":\"m\",\"meta\":{\"profile\":["
              "\"http://hl7.org/fhir/StructureDefinition/Patient|4.0.1\","
              "\"http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient|5.0.1\"]}}",
              &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, 1);
}

/* The patient of another server is not the patient with the same id here. */
static void
test_other_server (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsImportReport) report = NULL;
  g_autoptr (GPtrArray) timeline = NULL;

  store_test_put_patient (fixture->store, "1");
  report = import (
      fixture,
      BUNDLE (
          "searchset",
          "{\"fullUrl\":\"http://a.example/fhir/Patient/2\",\"resource\":{\"resourceType\":"
          "\"Patient\",\"id\":\"2\"}},"
          "{\"resource\":{\"resourceType\":\"Flag\",\"id\":\"x\",\"status\":\"active\",\"code\":{"
          "\"text\":\"x\"},\"subject\":{\"reference\":\"http://a.example/fhir/Patient/1\"}}},"
          "{\"resource\":{\"resourceType\":\"Flag\",\"id\":\"y\",\"status\":\"active\",\"code\":{"
          "\"text\":\"y\"},\"subject\":{\"reference\":\"http://a.example/fhir/Patient/2\"}}}"),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, 3);
  timeline =
      mps_store_load_timeline (fixture->store, "1", MPS_TIMELINE_ALL, 10, NULL, NULL, &error);
  g_assert_cmpuint (timeline->len, ==, 0);
  g_clear_pointer (&timeline, g_ptr_array_unref);
  timeline =
      mps_store_load_timeline (fixture->store, "2", MPS_TIMELINE_ALL, 10, NULL, NULL, &error);
  g_assert_cmpuint (timeline->len, ==, 1);
}

typedef struct {
  GCancellable *cancellable;
  guint64 cancel_at;
  guint64 last;
  guint n_calls;
} Progress;

static void
on_progress (guint64 done, guint64 total, gpointer data)
{
  Progress *progress = data;

  g_assert_cmpuint (done, >, progress->last);
  g_assert_cmpuint (done, <=, total);
  progress->last = done;
  progress->n_calls++;
  if (done == progress->cancel_at)
    g_cancellable_cancel (progress->cancellable);
}

static void
test_progress_and_cancel (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Progress progress = { .cancellable = cancellable, .cancel_at = 2000 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MpsImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 4500; i++)
    g_string_append_printf (lines, "{\"resourceType\":\"Patient\",\"id\":\"p%u\"}\n", i);
  bytes = g_bytes_new (lines->str, lines->len);

  g_assert_null (mps_store_import (
      fixture->store, bytes, "t", "t", on_progress, &progress, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_nonnull (strstr (error->message, "2000 of 4500"));
  g_clear_error (&error);
  g_assert_cmpuint (count_records (fixture), ==, 2000);

  progress = (Progress){ 0 };
  report = mps_store_import (fixture->store, bytes, "t", "t", on_progress, &progress, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, 4500);
  g_assert_cmpuint (progress.n_calls, ==, 5);
  g_assert_cmpuint (progress.last, ==, 4500);
  g_assert_cmpuint (count_records (fixture), ==, 4500);
}

/* Trials: what they say is what the import then does, and they leave nothing. */

static MpsImportReport *
try_import (StoreFixture *fixture, const char *text, GError **error)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));

  return mps_store_try_import (fixture->store, data, "tester", "test", NULL, NULL, NULL, error);
}

static void
assert_same_report (const MpsImportReport *trial, const MpsImportReport *report)
{
  g_assert_cmpuint (trial->accepted, ==, report->accepted);
  g_assert_cmpuint (trial->rejected->len, ==, report->rejected->len);
  for (guint i = 0; i < trial->rejected->len; i++) {
    const MpsImportRejection *a = g_ptr_array_index (trial->rejected, i);
    const MpsImportRejection *b = g_ptr_array_index (report->rejected, i);

    g_assert_cmpuint (a->index, ==, b->index);
    g_assert_cmpstr (a->reason, ==, b->reason);
  }
  g_assert_cmpuint (trial->kinds->len, ==, report->kinds->len);
  for (guint i = 0; i < trial->kinds->len; i++) {
    const MpsImportKind *a = g_ptr_array_index (trial->kinds, i);
    const MpsImportKind *b = g_ptr_array_index (report->kinds, i);

    g_assert_cmpstr (a->type, ==, b->type);
    g_assert_cmpuint (a->added, ==, b->added);
    g_assert_cmpuint (a->changed, ==, b->changed);
    g_assert_cmpuint (a->same, ==, b->same);
    g_assert_cmpuint (a->rejected, ==, b->rejected);
  }
  g_assert_cmpuint (g_hash_table_size (trial->patients), ==, g_hash_table_size (report->patients));
}

static gint64
get_head (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *head = NULL;
  gint64 seq = 0;

  g_assert_true (mps_store_get_audit_head (fixture->store, &seq, &head, &error));
  g_assert_no_error (error);
  return seq;
}

/* A trial, which leaves neither a record nor an audit entry, and then the import. */
static MpsImportReport *
try_and_import (StoreFixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  guint64 records = count_records (fixture);
  gint64 head = get_head (fixture);
  g_autoptr (MpsImportReport) trial = try_import (fixture, text, &error);
  MpsImportReport *report = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (count_records (fixture), ==, records);
  g_assert_cmpint (get_head (fixture), ==, head);
  report = import (fixture, text, &error);
  g_assert_no_error (error);
  assert_same_report (trial, report);
  return report;
}

static void
assert_kind (const MpsImportReport *report,
             const char *type,
             guint added,
             guint changed,
             guint same,
             guint rejected)
{
  for (guint i = 0; i < report->kinds->len; i++) {
    const MpsImportKind *kind = g_ptr_array_index (report->kinds, i);

    if (!g_str_equal (kind->type, type))
      continue;
    g_assert_cmpuint (kind->added, ==, added);
    g_assert_cmpuint (kind->changed, ==, changed);
    g_assert_cmpuint (kind->same, ==, same);
    g_assert_cmpuint (kind->rejected, ==, rejected);
    return;
  }
  g_assert_not_reached ();
}

#define PATIENT(id, more) "{\"resourceType\":\"Patient\",\"id\":\"" id "\"" more "}\n"
#define RESULT(id, patient, more)                                                                  \
  "{\"resourceType\":\"Observation\",\"id\":\"" id                                                 \
  "\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":"                  \
  "\"Patient/" patient "\"}" more "}\n"

static void
test_trial_mixed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsImportReport) first = try_and_import (
      fixture, PATIENT ("a", "") PATIENT ("b", "") RESULT ("o1", "a", "") RESULT ("o2", "b", ""));
  g_autoptr (MpsImportReport) second =
      try_and_import (fixture,
                      PATIENT ("a", "") PATIENT ("b", ",\"gender\":\"female\"")
                          PATIENT ("c", ",\"gender\":\"nonsense\"") RESULT ("o1", "a", "")
                              RESULT ("o3", "b", "") RESULT ("o3", "b", "") "{}\n");
  g_autoptr (MpsImportReport) third = try_and_import (fixture, PATIENT ("a", ""));

  assert_kind (first, "Patient", 2, 0, 0, 0);
  assert_kind (first, "Observation", 2, 0, 0, 0);
  g_assert_cmpuint (g_hash_table_size (first->patients), ==, 2);

  g_assert_cmpuint (second->accepted, ==, 5);
  assert_kind (second, "Patient", 0, 1, 1, 1);
  assert_kind (second, "Observation", 1, 0, 2, 0);
  assert_kind (second, "", 0, 0, 0, 1);
  g_assert_cmpuint (g_hash_table_size (second->patients), ==, 1);
  g_assert_true (g_hash_table_contains (second->patients, "b"));

  g_assert_cmpuint (third->accepted, ==, 1);
  g_assert_cmpuint (g_hash_table_size (third->patients), ==, 0);
}

static void
test_trial_all_refused (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsImportReport) report = try_and_import (
      fixture, PATIENT ("a", ",\"gender\":\"nonsense\"") PATIENT ("b", ",\"gender\":1"));

  g_assert_cmpuint (report->accepted, ==, 0);
  g_assert_cmpuint (report->rejected->len, ==, 2);
  g_assert_cmpuint (g_hash_table_size (report->patients), ==, 0);
  g_assert_cmpuint (count_records (fixture), ==, 0);
}

static void
test_trial_empty (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsImportReport) report =
      try_and_import (fixture, "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}");

  g_assert_cmpuint (report->accepted, ==, 0);
  g_assert_cmpuint (report->kinds->len, ==, 0);
}

/* The same record thousands of entries later is the same record. */
static void
test_trial_large (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MpsImportReport) report = NULL;

  for (guint i = 0; i < 2500; i++)
    g_string_append_printf (text, "{\"resourceType\":\"Patient\",\"id\":\"p%u\"}\n", i);
  g_string_append (text, PATIENT ("p0", "") PATIENT ("p2400", "") PATIENT ("bad", ",\"gender\":1"));
  report = try_and_import (fixture, text->str);
  assert_kind (report, "Patient", 2500, 0, 2, 1);
  g_assert_cmpuint (g_hash_table_size (report->patients), ==, 2500);
}

static void
test_trial_fails (StoreFixture *fixture, gconstpointer data)
{
  static const char *const bad[] = {
    "no FHIR",
    "{\"resourceType\":\"Bundle\",\"entry\":[{",
    ("{\"resourceType\":\"Patient\",\"meta\":{\"profile\":["
     "\"http://hl7.org/fhir/5.0/StructureDefinition/Patient\"]}}"),
  };
  g_autoptr (GBytes) fine = g_bytes_new_static (PATIENT ("a", ""), strlen (PATIENT ("a", "")));
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) bad_error = NULL;

    g_assert_null (try_import (fixture, bad[i], &bad_error));
    g_assert_error (bad_error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
  }
  g_cancellable_cancel (cancelled);
  g_assert_null (
      mps_store_try_import (fixture->store, fine, "tester", "test", NULL, NULL, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_records (fixture), ==, 0);
}

int
main (int argc, char **argv)
{
  store_test_init (&argc, &argv);
  store_test_add ("/store/import/bundle", test_bundle);
  store_test_add ("/store/import/again", test_again);
  store_test_add ("/store/import/changed-again", test_changed_again);
  store_test_add ("/store/import/neighbours", test_neighbours);
  store_test_add ("/store/import/lines", test_lines);
  store_test_add ("/store/import/single", test_single);
  store_test_add ("/store/import/damaged", test_damaged);
  store_test_add ("/store/import/cut", test_cut);
  store_test_add ("/store/import/nested", test_nested);
  store_test_add ("/store/import/other-version", test_other_version);
  store_test_add ("/store/import/own-version", test_own_version);
  store_test_add ("/store/import/other-server", test_other_server);
  store_test_add ("/store/import/progress-and-cancel", test_progress_and_cancel);
  store_test_add ("/store/import/trial-mixed", test_trial_mixed);
  store_test_add ("/store/import/trial-all-refused", test_trial_all_refused);
  store_test_add ("/store/import/trial-empty", test_trial_empty);
  store_test_add ("/store/import/trial-large", test_trial_large);
  store_test_add ("/store/import/trial-fails", test_trial_fails);
  return g_test_run ();
}
