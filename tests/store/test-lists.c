/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/store-fixture.h"

#include <string.h>

/* Some dozens of blocks of rows; in a long run as many as a large clinic has. */
#define MANY 10000
#define MANY_LONG 100000

static void
put (MpsStore *store, const char *json)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (store_test_put (store, json, MPS_VERSION_ANY, &error), >=, 1);
  g_assert_no_error (error);
}

static MpsPatientRow *
first_row (MpsStore *store, const char *filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) keys =
      mps_store_index_patients (store, MPS_PATIENT_ORDER_NAME, FALSE, filter, NULL, &error);
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_no_error (error);
  if (keys->len == 0)
    return NULL;

  rows = mps_store_load_patient_rows (store, (gint64 *)(void *)keys->data, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  return g_ptr_array_steal_index (rows, 0);
}

static void
test_patient_row (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsPatientRow) row = NULL;
  g_autoptr (MpsPatientRow) again = NULL;

  put (fixture->store,
       "{\"resourceType\":\"Patient\",\"id\":\"p\",\"gender\":\"female\",\"birthDate\":\"1990-02\","
       "\"identifier\":[{\"value\":\"other\"},{\"type\":{\"coding\":[{\"code\":\"XX\"},{\"code\":"
       "\"MR\"}]},\"value\":\"C-17\"}],"
       "\"name\":[{\"use\":\"old\",\"family\":\"박\",\"given\":[\"옛\"]},"
       "{\"use\":\"official\",\"family\":\"김\",\"given\":[\"민\",\"수\"]}],"
       "\"telecom\":[{\"system\":\"email\",\"value\":\"a@b.c\"},"
       "{\"system\":\"phone\",\"value\":\"010-1234-5678\"}]}");
  row = first_row (fixture->store, NULL);
  g_assert_cmpstr (row->id, ==, "p");
  g_assert_cmpstr (row->gender, ==, "female");
  g_assert_cmpstr (row->birth_date, ==, "1990-02");
  g_assert_cmpstr (row->chart_number, ==, "C-17");
  g_assert_cmpstr (row->phone, ==, "010-1234-5678");
  g_assert_cmpint (row->last_seen_us, ==, 0);

  put (fixture->store,
       "{\"resourceType\":\"Encounter\",\"id\":\"e\",\"status\":\"finished\",\"class\":{\"code\":"
       "\"AMB\"},\"subject\":{\"reference\":\"Patient/p\"},\"period\":{\"start\":"
       "\"2020-01-01T00:00:00Z\"}}");
  put (
      fixture->store,
      "{\"resourceType\":\"Appointment\",\"id\":\"a\",\"status\":\"booked\",\"start\":"
      "\"2999-01-01T00:00:00Z\",\"participant\":[{\"status\":\"accepted\",\"actor\":{\"reference\":"
      "\"Patient/p\"}}]}");
  again = first_row (fixture->store, NULL);
  g_assert_cmpint (again->last_seen_us, ==, 1577836800000000);
  g_assert_cmpint (again->key, ==, row->key);
}

static void
assert_name (MpsStore *store, const char *names, const char *expected)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"p\"%s%s}", *names != '\0' ? ",\"name\":" : "", names);
  g_autoptr (MpsPatientRow) row = NULL;

  put (store, json);
  row = first_row (store, NULL);
  g_assert_cmpstr (row->name, ==, expected);
}

static void
test_names (StoreFixture *fixture, gconstpointer data)
{
  assert_name (fixture->store, "[{\"family\":\"김\",\"given\":[\"민수\"]}]", "김민수");
  assert_name (fixture->store, "[{\"family\":\"김\",\"given\":[\"민\",\"수\"]}]", "김민수");
  assert_name (fixture->store, "[{\"family\":\"Kim\",\"given\":[\"Min\",\"Su\"]}]", "Min Su Kim");
  assert_name (fixture->store, "[{\"given\":[\"Cher\"]}]", "Cher");
  assert_name (fixture->store, "[{\"text\":\"Whole Name\"}]", "Whole Name");
  assert_name (fixture->store, "", "");
}

static void
test_filter (StoreFixture *fixture, gconstpointer data)
{
  const char *const hits[] = { "kim", "KIM", "min su", "c-17", "ｋｉｍ", "01012345678", "1990" };
  const char *const misses[] = { "park", "%", "_", "' OR 1=1", "" };

  put (fixture->store,
       "{\"resourceType\":\"Patient\",\"id\":\"p\",\"birthDate\":\"1990-02-03\",\"identifier\":[{"
       "\"value\":\"C-17\"}],\"name\":[{\"family\":\"Kim\",\"given\":[\"Min\",\"Su\"]}],"
       "\"telecom\":[{\"system\":\"phone\",\"value\":\"010-1234-5678\"}]}");
  for (gsize i = 0; i < G_N_ELEMENTS (hits); i++) {
    g_autoptr (MpsPatientRow) row = first_row (fixture->store, hits[i]);

    g_assert_nonnull (row);
  }
  for (gsize i = 0; i + 1 < G_N_ELEMENTS (misses); i++)
    g_assert_null (first_row (fixture->store, misses[i]));
}

static GBytes *
make_patients (guint n)
{
  GString *lines = g_string_sized_new (n * 160);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        lines,
        "{\"resourceType\":\"Patient\",\"id\":\"p%u\",\"birthDate\":"
        "\"19%02u-01-01\",\"name\":[{\"family\":\"F%06u\",\"given\":[\"G\"]}]}\n",
        i,
        i % 100,
        (i * 7919) % n);
  return g_string_free_to_bytes (lines);
}

/* Ten thousand patients, or a hundred thousand: every order is whole and sorted; blocks of rows
 * come by key. */
static void
test_many (StoreFixture *fixture, gconstpointer data)
{
  guint many = g_test_slow () ? MANY_LONG : MANY;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) lines = make_patients (many);
  g_autoptr (MpsImportReport) report =
      mps_store_import (fixture->store, lines, "t", "t", NULL, NULL, NULL, &error);
  g_autoptr (GArray) keys = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  gint64 start;

  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, many);
  for (guint order = MPS_PATIENT_ORDER_NAME; order <= MPS_PATIENT_ORDER_LAST_SEEN; order++) {
    g_autoptr (GArray) up = mps_store_index_patients (
        fixture->store, (MpsPatientOrder)order, FALSE, NULL, NULL, &error);
    g_autoptr (GArray) down =
        mps_store_index_patients (fixture->store, (MpsPatientOrder)order, TRUE, NULL, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (up->len, ==, many);
    for (guint i = 0; i < many; i++)
      g_assert_cmpint (
          g_array_index (up, gint64, i), ==, g_array_index (down, gint64, many - 1 - i));
  }

  start = g_get_monotonic_time ();
  keys =
      mps_store_index_patients (fixture->store, MPS_PATIENT_ORDER_NAME, FALSE, NULL, NULL, &error);
  g_test_message ("%u keys in %" G_GINT64_FORMAT " µs", many, g_get_monotonic_time () - start);
  rows = mps_store_load_patient_rows (
      fixture->store, &g_array_index (keys, gint64, many / 2), 200, &error);
  g_assert_cmpuint (rows->len, ==, 200);
  for (guint i = 0; i < rows->len; i++) {
    g_autofree char *name = g_strdup_printf ("G F%06u", many / 2 + i);

    g_assert_cmpstr (((MpsPatientRow *)g_ptr_array_index (rows, i))->name, ==, name);
  }
}

#define RESULT(id, when, value, unit, status)                                                      \
  "{\"resourceType\":\"Observation\",\"id\":\"" id "\",\"status\":\"" status                       \
  "\",\"subject\":{\"reference\":\"Patient/p\"},\"code\":{\"text\":\"Glucose\",\"coding\":[{"      \
  "\"system\":\"http://loinc.org\",\"code\":\"2339-0\"}]},\"effectiveDateTime\":\"" when           \
  "\",\"interpretation\":[{\"coding\":[{\"code\":\"H\"}]}],\"valueQuantity\":{\"value\":" value    \
  ",\"comparator\":\"<\",\"unit\":\"shown\",\"code\":\"" unit "\",\"extension\":[{\"url\":"        \
  "\"https://manpasik.org/fhir/StructureDefinition/expanded-uncertainty\",\"valueQuantity\":{"     \
  "\"value\":0.1,\"unit\":\"" unit "\"}}]}}"

static void
test_result_on_timeline (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  const MpsTimelineEntry *entry;

  put (fixture->store, RESULT ("o", "2026-01-02T03:04:05.678+09:00", "5.10", "mg/dL", "final"));
  entries = mps_store_load_timeline (fixture->store, "p", MPS_TIMELINE_ALL, 10, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (entry->type, ==, "Observation");
  g_assert_cmpstr (entry->id, ==, "o");
  g_assert_cmpint (entry->kind, ==, MPS_TIMELINE_RESULT);
  g_assert_cmpint (entry->when_us, ==, 1767290645678000);
  g_assert_cmpstr (entry->title, ==, "Glucose");
  g_assert_cmpstr (entry->code, ==, "2339-0");
  g_assert_true (entry->has_quantity);
  g_assert_cmpfloat (entry->quantity.value, ==, 5.10);
  g_assert_cmpint (entry->quantity.comparator, ==, MPS_COMPARATOR_LESS);
  g_assert_cmpstr (entry->quantity.unit, ==, "mg/dL");
  g_assert_true (entry->quantity.has_uncertainty);
  g_assert_cmpfloat (entry->quantity.expanded_uncertainty, ==, 0.1);
  g_assert_cmpstr (entry->flag, ==, "H");
}

static void
test_trend (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) trend = NULL;
  g_autoptr (GPtrArray) pressure = NULL;
  g_autoptr (GError) error = NULL;

  put (fixture->store, RESULT ("a", "2026-01-03", "3", "mg/dL", "final"));
  put (fixture->store, RESULT ("b", "2026-01-01", "1", "mg/dL", "final"));
  put (fixture->store, RESULT ("c", "2026-01-02", "2", "mg/dL", "final"));
  put (fixture->store, RESULT ("d", "2026-01-02", "9", "mmol/L", "final"));
  put (fixture->store, RESULT ("e", "2026-01-02", "8", "mg/dL", "entered-in-error"));
  put (fixture->store, RESULT ("f", "2026-01-04", "7", "mg/dL", "final"));
  put (fixture->store, RESULT ("f", "2026-01-04", "7", "mg/dL", "entered-in-error"));

  trend = mps_store_load_trend (fixture->store, "p", "2339-0", "mg/dL", 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trend->len, ==, 2);
  g_assert_cmpstr (((MpsTimelineEntry *)g_ptr_array_index (trend, 0))->id, ==, "c");
  g_assert_cmpfloat (((MpsTimelineEntry *)g_ptr_array_index (trend, 1))->quantity.value, ==, 3);

  put (fixture->store,
       "{\"resourceType\":\"Observation\",\"id\":\"bp\",\"status\":\"final\",\"subject\":{"
       "\"reference\":\"Patient/p\"},\"code\":{\"text\":\"Blood pressure\"},\"effectiveDateTime\":"
       "\"2026-01-01\",\"component\":[{\"code\":{\"coding\":[{\"code\":\"8480-6\",\"display\":"
       "\"Systolic\"}]},\"valueQuantity\":{\"value\":117.53982681431327,\"unit\":\"mmHg\",\"code\":"
       "\"mm[Hg]\"}},{\"code\":{\"coding\":[{\"code\":\"8462-4\",\"display\":\"Diastolic\"}]},"
       "\"valueQuantity\":{\"value\":80,\"unit\":\"mmHg\",\"code\":\"mm[Hg]\"}}]}");
  pressure = mps_store_load_trend (fixture->store, "p", "8480-6", "mm[Hg]", 5, &error);
  g_assert_cmpuint (pressure->len, ==, 1);
  g_assert_cmpfloat (((MpsTimelineEntry *)g_ptr_array_index (pressure, 0))->quantity.value,
                     ==,
                     117.53982681431327);
}

static void
test_timeline_texts (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  const MpsTimelineEntry *entry;

  put (fixture->store,
       "{\"resourceType\":\"Observation\",\"id\":\"bp\",\"status\":\"final\",\"subject\":{"
       "\"reference\":\"Patient/p\"},\"code\":{\"text\":\"Blood pressure\"},\"effectiveDateTime\":"
       "\"2026-01-01\",\"component\":[{\"code\":{\"text\":\"Systolic\"},\"valueQuantity\":{"
       "\"value\":"
       "117.53982681431327,\"unit\":\"mmHg\"}},{\"code\":{\"text\":\"Diastolic\"},"
       "\"valueQuantity\":{"
       "\"value\":80.0,\"unit\":\"mmHg\"}}]}");
  put (fixture->store,
       "{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":\"Patient/p\"},"
       "\"code\":{\"coding\":[{\"code\":\"44054006\",\"display\":\"Diabetes\"}]},\"onsetDateTime\":"
       "\"2019\",\"clinicalStatus\":{\"coding\":[{\"code\":\"active\"}]}}");
  put (fixture->store,
       "{\"resourceType\":\"Flag\",\"id\":\"f\",\"status\":\"active\",\"code\":{\"text\":\"Fall "
       "risk\"},"
       "\"subject\":{\"reference\":\"Patient/p\"}}");

  entries = mps_store_load_timeline (fixture->store, "p", MPS_TIMELINE_ALL, 10, NULL, NULL, &error);
  g_assert_cmpuint (entries->len, ==, 3);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (entry->text, ==, "Systolic 117.5 mmHg; Diastolic 80.0 mmHg");
  entry = g_ptr_array_index (entries, 2);
  g_assert_cmpstr (entry->title, ==, "Fall risk");
  g_assert_cmpint (entry->when_us, ==, 0);
  g_assert_cmpint (entry->kind, ==, MPS_TIMELINE_OTHER);

  problems =
      mps_store_load_timeline (fixture->store, "p", MPS_TIMELINE_PROBLEM, 10, NULL, NULL, &error);
  g_assert_cmpuint (problems->len, ==, 1);
  entry = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (entry->title, ==, "Diabetes");
  g_assert_cmpstr (entry->text, ==, "active");
  g_assert_cmpint (entry->when_us, ==, 1546300800000000);
}

static void
test_timeline_pages (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *after = NULL;
  gint64 last = G_MAXINT64;
  guint n = 0;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 30; i++) {
    g_autofree char *json = g_strdup_printf (
        "{\"resourceType\":\"Procedure\",\"id\":\"x%u\",\"status\":\"completed\",\"subject\":{"
        "\"reference\":\"Patient/p\"},\"performedDateTime\":\"2026-01-%02u\"}",
        i,
        1 + i / 4);

    put (fixture->store, json);
  }

  do {
    g_autofree char *before = g_steal_pointer (&after);
    g_autoptr (GPtrArray) page =
        mps_store_load_timeline (fixture->store, "p", MPS_TIMELINE_ALL, 7, before, &after, &error);

    g_assert_no_error (error);
    for (guint i = 0; i < page->len; i++, n++) {
      const MpsTimelineEntry *entry = g_ptr_array_index (page, i);

      g_assert_cmpint (entry->when_us, <=, last);
      last = entry->when_us;
    }
  } while (after != NULL);
  g_assert_cmpuint (n, ==, 30);

  g_assert_null (
      mps_store_load_timeline (fixture->store, "p", MPS_TIMELINE_ALL, 7, "x", NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
}

/* What a report names: in its order, and only what stands on this chart. */
static void
test_entries (StoreFixture *fixture, gconstpointer data)
{
  const char *const names[] = {
    "Observation/second",        "urn:uuid:none",
    "Observation/first",         "#part",
    "Observation/somebody-else", "Observation/absent",
    "Procedure/first",           "http://x/fhir/Observation/first",
  };
  g_autoptr (GPtrArray) references = g_ptr_array_new ();
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  const MpsTimelineEntry *entry = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (references, (gpointer)names[i]);
  for (guint i = 0; i < 3; i++) {
    const char *const ids[] = { "first", "second", "somebody-else" };
    g_autofree char *json = g_strdup_printf (
        "{\"resourceType\":\"Observation\",\"id\":\"%s\",\"status\":\"final\",\"subject\":{"
        "\"reference\":\"Patient/%s\"},\"code\":{\"text\":\"x\"},\"effectiveDateTime\":"
        "\"2026-01-01\",\"valueQuantity\":{\"value\":%u,\"code\":\"mg/dL\"}}",
        ids[i],
        i == 2 ? "q" : "p",
        i + 1);

    put (fixture->store, json);
  }

  entries = mps_store_load_entries (fixture->store, "p", references, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 2);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (entry->id, ==, "second");
  g_assert_cmpfloat (entry->quantity.value, ==, 2);
  entry = g_ptr_array_index (entries, 1);
  g_assert_cmpstr (entry->id, ==, "first");
}

/* A record that moves to another chart by a correction leaves the first one. */
static void
test_moved_record (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) old = NULL;
  g_autoptr (GPtrArray) now = NULL;
  g_autoptr (GPtrArray) trend = NULL;
  g_autoptr (GError) error = NULL;

  put (fixture->store, RESULT ("o", "2026-01-03", "3", "mg/dL", "final"));
  put (fixture->store,
       "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"corrected\",\"code\":{\"text\":"
       "\"Glucose\"},\"subject\":{\"reference\":\"Patient/q\"}}");
  old = mps_store_load_timeline (fixture->store, "p", MPS_TIMELINE_ALL, 7, NULL, NULL, &error);
  now = mps_store_load_timeline (fixture->store, "q", MPS_TIMELINE_ALL, 7, NULL, NULL, &error);
  trend = mps_store_load_trend (fixture->store, "p", "2339-0", "mg/dL", 2, &error);
  g_assert_cmpuint (old->len, ==, 0);
  g_assert_cmpuint (now->len, ==, 1);
  g_assert_cmpuint (trend->len, ==, 0);
}

static void
test_cancelled_index (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) lines = make_patients (3000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MpsImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  report = mps_store_import (fixture->store, lines, "t", "t", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_null (mps_store_index_patients (
      fixture->store, MPS_PATIENT_ORDER_NAME, FALSE, "x", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
put_named (MpsStore *store, const char *id, const char *number, const char *replaced_by)
{
  g_autofree char *link =
      g_strdup_printf (",\"link\":[{\"type\":\"replaced-by\",\"other\":{\"reference\":"
                       "\"Patient/%s\"}}]",
                       replaced_by);
  g_autofree char *identifier =
      g_strdup_printf (",\"identifier\":[{\"type\":{\"coding\":[{\"code\":\"MR\"}]},"
                       "\"value\":\"%s\"}]",
                       number);
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"name\":[{\"text\":\"Name %s\"}]%s%s}",
      id,
      id,
      number != NULL ? identifier : "",
      replaced_by != NULL ? link : "");

  put (store, json);
}

static GHashTable *
load_names (MpsStore *store, ...)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GHashTable *names = NULL;
  char *id = NULL;
  va_list arguments;

  va_start (arguments, store);
  while ((id = va_arg (arguments, char *)) != NULL)
    g_ptr_array_add (ids, id);
  va_end (arguments);
  names = mps_store_load_patient_names (store, ids, NULL, &error);
  g_assert_no_error (error);
  return names;
}

/* What somebody took for an id does not become part of the question. */
static void
test_patient_names (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) names = NULL;
  const MpsPatientName *name = NULL;

  put_named (fixture->store, "a", "1", "b");
  put_named (fixture->store, "b", "2", "c");
  put_named (fixture->store, "c", NULL, NULL);
  put_named (fixture->store, "round", "4", "trip");
  put_named (fixture->store, "trip", "5", "round");
  put_named (fixture->store, "lost", "6", "nowhere");
  names = load_names (fixture->store,
                      "a",
                      "b",
                      "a",
                      "c",
                      "round",
                      "lost",
                      "nobody",
                      "",
                      "x\",\"c",
                      "\\",
                      "\n",
                      "\xff",
                      NULL);
  g_assert_cmpuint (g_hash_table_size (names), ==, 5);
  name = g_hash_table_lookup (names, "a");
  g_assert_cmpstr (name->name, ==, "Name a");
  g_assert_cmpstr (name->chart_number, ==, "1");
  g_assert_cmpstr (name->survivor_name, ==, "Name c");
  g_assert_cmpstr (name->survivor_number, ==, "");
  name = g_hash_table_lookup (names, "c");
  g_assert_cmpstr (name->name, ==, "Name c");
  g_assert_null (name->survivor_name);
  /* In circles, or into one whom these records do not have: nobody disappears. */
  name = g_hash_table_lookup (names, "round");
  g_assert_cmpstr (name->name, ==, "Name round");
  g_assert_null (name->survivor_name);
  name = g_hash_table_lookup (names, "lost");
  g_assert_null (name->survivor_name);
}

static void
test_no_patient_names (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) names = load_names (fixture->store, NULL);

  g_assert_cmpuint (g_hash_table_size (names), ==, 0);
}

int
main (int argc, char **argv)
{
  store_test_init (&argc, &argv);
  store_test_add ("/store/lists/patient-names", test_patient_names);
  store_test_add ("/store/lists/no-patient-names", test_no_patient_names);
  store_test_add ("/store/lists/patient-row", test_patient_row);
  store_test_add ("/store/lists/names", test_names);
  store_test_add ("/store/lists/filter", test_filter);
  store_test_add ("/store/lists/many", test_many);
  store_test_add ("/store/lists/result-on-timeline", test_result_on_timeline);
  store_test_add ("/store/lists/trend", test_trend);
  store_test_add ("/store/lists/timeline-texts", test_timeline_texts);
  store_test_add ("/store/lists/timeline-pages", test_timeline_pages);
  store_test_add ("/store/lists/entries", test_entries);
  store_test_add ("/store/lists/moved-record", test_moved_record);
  store_test_add ("/store/lists/cancelled-index", test_cancelled_index);
  return g_test_run ();
}
