/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/audit/mps-audit.h"
#include "data/store/keep/mps-store-retention.h"
#include "tests/store/store-fixture.h"

#define HOUR_US (3600 * (gint64)G_USEC_PER_SEC)
#define TARGET "Keeping/clock"

static gboolean
find_clock (const MpsAuditRecord *record, gpointer data)
{
  guint *n = data;

  if (g_str_equal (record->target, TARGET))
    (*n)++;
  return TRUE;
}

static guint
count_clock (MpsStore *store)
{
  const MpsAuditFilter all = { 0 };
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (mps_store_walk_audit (store, &all, find_clock, &n, NULL, &error));
  g_assert_no_error (error);
  return n;
}

static gint64
read_behind (MpsStore *store)
{
  g_autoptr (GError) error = NULL;
  gint64 behind_us = -1;

  g_assert_true (mps_store_get_clock_behind (store, &behind_us, &error));
  g_assert_no_error (error);
  return behind_us;
}

/* As if the last entry had been written with a clock that was ahead. */
static void
write_ahead (StoreFixture *fixture, gint64 ahead_us)
{
  g_autofree char *path = g_build_filename (fixture->directory, "records.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsDb) db = mps_db_open (path, NULL, MPS_DB_WRITE, &error);
  MpsAuditEntry entry = {
    .time_us = g_get_real_time () + ahead_us,
    .who = "nurse",
    .who_id = "",
    .action = MPS_AUDIT_EXECUTE,
    .patient = "",
    .target = "Test",
    .why = "test",
    .workstation = "",
    .program = "test",
  };

  g_assert_no_error (error);
  g_assert_true (mps_audit_append (db, &entry, &error));
  g_assert_no_error (error);
}

static void
test_clock_is_right (StoreFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    store_test_put_patient (fixture->store, "p");
  g_assert_cmpint (read_behind (fixture->store), ==, 0);
  g_assert_cmpuint (count_clock (fixture->store), ==, 0);
}

static void
test_clock_jumps_back (StoreFixture *fixture, gconstpointer data)
{
  store_test_put_patient (fixture->store, "p");
  write_ahead (fixture, HOUR_US);
  g_assert_cmpint (read_behind (fixture->store), >, HOUR_US - 60 * G_USEC_PER_SEC);
  g_assert_cmpint (read_behind (fixture->store), <=, HOUR_US);
  g_assert_cmpuint (count_clock (fixture->store), ==, 0);

  /* On record with the next thing that is written, and only once. */
  store_test_put_patient (fixture->store, "p");
  store_test_put_patient (fixture->store, "p");
  g_assert_cmpuint (count_clock (fixture->store), ==, 1);
  g_assert_cmpint (read_behind (fixture->store), ==, 0);

  write_ahead (fixture, HOUR_US);
  store_test_put_patient (fixture->store, "p");
  g_assert_cmpuint (count_clock (fixture->store), ==, 2);
  store_test_assert_whole (fixture->store);
}

/* A clock is set right by a second now and then. */
static void
test_clock_is_adjusted (StoreFixture *fixture, gconstpointer data)
{
  write_ahead (fixture, G_USEC_PER_SEC);
  store_test_put_patient (fixture->store, "p");
  g_assert_cmpuint (count_clock (fixture->store), ==, 0);
}

static gint64
put (MpsStore *store, const char *json)
{
  g_autoptr (GError) error = NULL;
  gint64 version = store_test_put (store, json, MPS_VERSION_ANY, &error);

  g_assert_no_error (error);
  return version;
}

static GPtrArray *
list_old (MpsStore *store, const char *type, gint64 before_us, guint limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = mps_store_list_old (store, type, before_us, limit, NULL, &error);

  g_assert_no_error (error);
  return records;
}

static void
assert_counts (MpsStore *store, const char *type, gint64 before_us, guint64 all, guint64 old)
{
  g_autoptr (GError) error = NULL;
  guint64 n_all = 0;
  guint64 n_old = 0;

  g_assert_true (mps_store_count_old (store, type, before_us, &n_all, &n_old, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_all, ==, all);
  g_assert_cmpuint (n_old, ==, old);
}

#define PRESCRIPTION(id)                                                                           \
  "{\"resourceType\":\"MedicationRequest\",\"id\":\"" id "\",\"status\":\"active\","               \
  "\"intent\":\"order\",\"medicationCodeableConcept\":{\"text\":\"x\"},"                           \
  "\"subject\":{\"reference\":\"Patient/p\"}}"

static void
test_old_records (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = NULL;
  const MpsOldRecord *first;
  gint64 between_us;

  store_test_put_patient (fixture->store, "p");
  store_test_put_patient (fixture->store, "q");
  put (fixture->store, PRESCRIPTION ("one"));
  put (fixture->store, PRESCRIPTION ("two"));
  g_usleep (2000);
  between_us = g_get_real_time ();
  g_usleep (2000);
  put (fixture->store, PRESCRIPTION ("three"));
  /* Whoever changes a record begins its term anew. */
  put (fixture->store, PRESCRIPTION ("two"));

  records = list_old (fixture->store, "MedicationRequest", between_us, 10);
  g_assert_cmpuint (records->len, ==, 1);
  first = g_ptr_array_index (records, 0);
  g_assert_cmpstr (first->type, ==, "MedicationRequest");
  g_assert_cmpstr (first->id, ==, "one");
  g_assert_cmpstr (first->patient_id, ==, "p");
  g_assert_cmpint (first->updated_us, <, between_us);
  assert_counts (fixture->store, "MedicationRequest", between_us, 3, 1);
  assert_counts (fixture->store, "MedicationRequest", 0, 3, 0);
  assert_counts (fixture->store, "Nothing", between_us, 0, 0);

  /* Of the patients only the one whose chart has nothing newer. */
  assert_counts (fixture->store, "Patient", between_us, 2, 1);
  g_ptr_array_unref (records);
  records = list_old (fixture->store, "Patient", between_us, 10);
  g_assert_cmpstr (((const MpsOldRecord *)g_ptr_array_index (records, 0))->id, ==, "q");
  g_ptr_array_unref (records);
  records = list_old (fixture->store, "MedicationRequest", G_MAXINT64, 2);
  g_assert_cmpuint (records->len, ==, 2);
}

int
main (int argc, char **argv)
{
  store_test_init (&argc, &argv);

  store_test_add ("/retention/clock-is-right", test_clock_is_right);
  store_test_add ("/retention/clock-jumps-back", test_clock_jumps_back);
  store_test_add ("/retention/clock-is-adjusted", test_clock_is_adjusted);
  store_test_add ("/retention/old-records", test_old_records);
  return g_test_run ();
}
