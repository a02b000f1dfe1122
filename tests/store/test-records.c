/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/store-fixture.h"

#include <string.h>

#define OBSERVATION(id, patient, value)                                                            \
  "{\"resourceType\":\"Observation\",\"id\":\"" id "\",\"status\":\"final\",\"code\":{\"text\":"   \
  "\"Glucose\",\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"2339-0\"}]},\"subject\":{"  \
  "\"reference\":\"Patient/" patient "\"},\"effectiveDateTime\":\"2026-01-02T03:04:05+09:00\","    \
  "\"valueQuantity\":{\"value\":" value ",\"unit\":\"mg/dL\",\"code\":\"mg/dL\"}}"

static void
test_put_and_get (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) found = NULL;
  const char *json = "{ \"resourceType\": \"Patient\",\n  \"id\": \"p1\", \"gender\": \"female\" }";

  g_assert_cmpint (store_test_put (fixture->store, json, MPS_VERSION_NEW, &error), ==, 1);
  g_assert_no_error (error);

  found = mps_store_get (fixture->store, "Patient", "p1", MPS_VERSION_ANY, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mps_resource_peek_type (found), ==, "Patient");
  g_assert_cmpstr (mps_resource_peek_id (found), ==, "p1");
  g_assert_cmpint (mps_resource_get_version (found), ==, 1);
  g_assert_nonnull (strstr (mps_resource_peek_json (found), "\"versionId\":\"1\""));
  g_assert_nonnull (strstr (mps_resource_peek_json (found), "\"lastUpdated\":\"20"));
}

/* What the store does not know it keeps to the letter: numbers, escapes, order, extensions. */
static void
test_literals_stay (StoreFixture *fixture, gconstpointer data)
{
  const char *const kept[] = {
    "\"valueDecimal\":1.50",
    "\"valueDecimal\":1.0e2",
    "\"valueDecimal\":100000000000000000000.000000000000000000001",
    "\"valueDecimal\":-0.0",
    "\"valueString\":\"\\u00e9\\/\\n\xed\x95\x9c\"",
  };
  g_autoptr (GString) json = g_string_new ("{\"resourceType\":\"Patient\",\"id\":\"x\",\"meta\":{"
                                           "\"versionId\":\"77\",\"source\":\"urn:a\"},"
                                           "\"extension\":[");
  g_autoptr (MpsResource) found = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    g_string_append_printf (json, "%s{\"url\":\"urn:x\",%s}", i > 0 ? "," : "", kept[i]);
  g_string_append (json, "]}");
  g_assert_cmpint (store_test_put (fixture->store, json->str, MPS_VERSION_NEW, &error), ==, 1);
  g_assert_no_error (error);

  store_fixture_reopen (fixture);
  found = mps_store_get (fixture->store, "Patient", "x", 0, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    g_assert_nonnull (strstr (mps_resource_peek_json (found), kept[i]));
  g_assert_nonnull (strstr (mps_resource_peek_json (found),
                            "\"meta\":{\"versionId\":\"1\","
                            "\"source\":\"urn:a\","));
}

static void
test_id_is_made (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsResource) resource = store_test_resource ("{\"resourceType\":\"Patient\"}");
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");
  g_autoptr (GPtrArray) written = NULL;
  g_autoptr (GError) error = NULL;

  mps_store_batch_put (batch, resource, MPS_VERSION_NEW);
  g_assert_true (mps_store_commit (fixture->store, batch, &written, NULL, &error));
  g_assert_true (g_uuid_string_is_valid (mps_resource_peek_id (g_ptr_array_index (written, 0))));
}

static void
test_versions (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) history = NULL;
  g_autoptr (MpsResource) first = NULL;

  g_assert_cmpint (
      store_test_put (fixture->store, OBSERVATION ("o", "p", "1.50"), MPS_VERSION_NEW, &error),
      ==,
      1);
  g_assert_cmpint (store_test_put (fixture->store, OBSERVATION ("o", "p", "2"), 1, &error), ==, 2);
  g_assert_no_error (error);

  g_assert_cmpint (store_test_put (fixture->store, OBSERVATION ("o", "p", "3"), 1, &error), ==, 0);
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_STALE);
  g_clear_error (&error);
  g_assert_cmpint (
      store_test_put (fixture->store, OBSERVATION ("o", "p", "3"), MPS_VERSION_NEW, &error), ==, 0);
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_cmpint (store_test_put (fixture->store, OBSERVATION ("q", "p", "3"), 4, &error), ==, 0);
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (
      store_test_put (fixture->store, OBSERVATION ("o", "p", "9"), MPS_VERSION_ANY, &error), ==, 3);

  history = mps_store_history (fixture->store, "Observation", "o", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (history->len, ==, 3);
  g_assert_cmpint (mps_resource_get_version (g_ptr_array_index (history, 0)), ==, 3);
  first = mps_store_get (fixture->store, "Observation", "o", 1, &error);
  g_assert_nonnull (strstr (mps_resource_peek_json (first), "\"value\":1.50"));
  store_test_assert_whole (fixture->store);
}

static void
test_not_found (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mps_store_get (fixture->store, "Patient", "nobody", 0, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (mps_store_history (fixture->store, "Patient", "nobody", &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  store_test_put_patient (fixture->store, "p");
  g_assert_null (mps_store_get (fixture->store, "Patient", "p", 2, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
}

static void
assert_refused (StoreFixture *fixture, const char *json)
{
  g_autoptr (MpsResource) right = store_test_resource (OBSERVATION ("right", "mine", "1"));
  g_autoptr (MpsResource) wrong = store_test_resource (json);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");
  g_autoptr (GPtrArray) written = NULL;
  g_autoptr (GError) error = NULL;

  mps_store_batch_bind_patient (batch, "mine");
  mps_store_batch_put (batch, right, MPS_VERSION_NEW);
  mps_store_batch_put (batch, wrong, MPS_VERSION_ANY);
  g_assert_false (mps_store_commit (fixture->store, batch, &written, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
  g_assert_null (written);
  g_clear_error (&error);

  g_assert_null (mps_store_get (fixture->store, "Observation", "right", 0, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
}

/* The one thing that must never happen: a record in the wrong chart. */
static void
test_wrong_patient (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  store_test_put_patient (fixture->store, "mine");
  store_test_put_patient (fixture->store, "other");
  g_assert_cmpint (
      store_test_put (
          fixture->store, OBSERVATION ("theirs", "other", "5"), MPS_VERSION_NEW, &error),
      ==,
      1);

  assert_refused (fixture, OBSERVATION ("w", "other", "1"));
  assert_refused (fixture, OBSERVATION ("w", "other/_history/1", "1"));
  assert_refused (fixture, OBSERVATION ("theirs", "mine", "1"));
  assert_refused (fixture, "{\"resourceType\":\"Patient\",\"id\":\"other\"}");
  assert_refused (fixture,
                  "{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a\",\"patient\":{"
                  "\"reference\":\"http://elsewhere.example/fhir/Patient/mine\"}}");
  assert_refused (fixture,
                  "{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a\",\"patient\":{"
                  "\"reference\":\"urn:uuid:b0a7a7a4-53ee-4d4b-a5a8-0f9c1f9c0f2e\"}}");
  assert_refused (fixture,
                  "{\"resourceType\":\"Appointment\",\"id\":\"a\",\"status\":\"booked\","
                  "\"participant\":[{\"status\":\"accepted\",\"actor\":{\"reference\":"
                  "\"Patient/other\"}}]}");
  store_test_assert_whole (fixture->store);
}

static void
test_right_patient (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsResource) own = store_test_resource (OBSERVATION ("o", "mine", "1"));
  g_autoptr (MpsResource) device =
      store_test_resource ("{\"resourceType\":\"Device\",\"id\":\"d\"}");
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");
  g_autoptr (GPtrArray) written = NULL;
  g_autoptr (GError) error = NULL;

  mps_store_batch_bind_patient (batch, "mine");
  mps_store_batch_put (batch, own, MPS_VERSION_NEW);
  mps_store_batch_put (batch, device, MPS_VERSION_NEW);
  g_assert_true (mps_store_commit (fixture->store, batch, &written, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (written->len, ==, 2);
}

static void
test_batch_is_whole (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");
  g_autoptr (MpsResource) one = store_test_resource (OBSERVATION ("one", "p", "1"));
  g_autoptr (MpsResource) two = store_test_resource (OBSERVATION ("two", "p", "1"));
  g_autofree char *setting = NULL;
  g_autoptr (GError) error = NULL;

  mps_store_batch_set_setting (batch, "clinic", "new");
  mps_store_batch_put (batch, one, MPS_VERSION_NEW);
  mps_store_batch_put (batch, two, 9);
  g_assert_false (mps_store_commit (fixture->store, batch, NULL, NULL, &error));
  g_clear_error (&error);

  g_assert_null (mps_store_get (fixture->store, "Observation", "one", 0, &error));
  g_clear_error (&error);
  setting = mps_store_dup_setting (fixture->store, "clinic", &error);
  g_assert_no_error (error);
  g_assert_null (setting);
}

static void
test_settings (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsStoreBatch) set = mps_store_batch_new ("tester", "test");
  g_autoptr (MpsStoreBatch) change = mps_store_batch_new ("tester", "test");
  g_autoptr (MpsStoreBatch) take = mps_store_batch_new ("tester", "test");
  g_autofree char *value = NULL;
  g_autoptr (GError) error = NULL;

  mps_store_batch_set_setting (set, "k", "'; DROP TABLE record; --");
  g_assert_true (mps_store_commit (fixture->store, set, NULL, NULL, &error));
  store_fixture_reopen (fixture);
  value = mps_store_dup_setting (fixture->store, "k", &error);
  g_assert_cmpstr (value, ==, "'; DROP TABLE record; --");
  g_clear_pointer (&value, g_free);

  mps_store_batch_set_setting (change, "k", "");
  g_assert_true (mps_store_commit (fixture->store, change, NULL, NULL, &error));
  value = mps_store_dup_setting (fixture->store, "k", &error);
  g_assert_cmpstr (value, ==, "");

  mps_store_batch_set_setting (take, "k", NULL);
  g_assert_true (mps_store_commit (fixture->store, take, NULL, NULL, &error));
  g_assert_null (mps_store_dup_setting (fixture->store, "k", &error));
  g_assert_no_error (error);
}

static void
test_list_pages (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *after = NULL;
  guint n = 0;
  guint pages = 0;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 25; i++) {
    g_autofree char *json = g_strdup_printf (
        "{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a%u\",\"patient\":{\"reference\":"
        "\"Patient/%s\"}}",
        i,
        i % 5 == 4 ? "b" : "a");

    g_assert_cmpint (store_test_put (fixture->store, json, MPS_VERSION_NEW, &error), ==, 1);
  }

  do {
    g_autofree char *before = g_steal_pointer (&after);
    g_autoptr (GPtrArray) page =
        mps_store_list (fixture->store, "AllergyIntolerance", "a", 7, before, &after, &error);

    g_assert_no_error (error);
    n += page->len;
    pages++;
  } while (after != NULL);
  g_assert_cmpuint (n, ==, 20);
  g_assert_cmpuint (pages, ==, 3);

  g_assert_null (mps_store_list (fixture->store, "Patient", NULL, 5, "1; x", NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
}

static void
test_cancelled (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  mps_store_batch_set_setting (batch, "k", "v");
  g_assert_false (mps_store_commit (fixture->store, batch, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (mps_store_dup_setting (fixture->store, "k", &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  store_test_init (&argc, &argv);
  store_test_add ("/store/records/put-and-get", test_put_and_get);
  store_test_add ("/store/records/literals-stay", test_literals_stay);
  store_test_add ("/store/records/id-is-made", test_id_is_made);
  store_test_add ("/store/records/versions", test_versions);
  store_test_add ("/store/records/not-found", test_not_found);
  store_test_add ("/store/records/wrong-patient", test_wrong_patient);
  store_test_add ("/store/records/right-patient", test_right_patient);
  store_test_add ("/store/records/batch-is-whole", test_batch_is_whole);
  store_test_add ("/store/records/settings", test_settings);
  store_test_add ("/store/records/list-pages", test_list_pages);
  store_test_add ("/store/records/cancelled", test_cancelled);
  return g_test_run ();
}
