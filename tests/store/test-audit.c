/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/store-fixture.h"

#include "data/store/mps-audit.h"

#include <string.h>

static void
fill (MpsStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStoreBatch) begin = mps_store_batch_new ("nurse", "measure");
  g_autoptr (MpsStoreBatch) scans = mps_store_batch_new ("nurse", "measure");
  g_autoptr (MpsRun) run = mps_run_new ("run-1");
  MpsScan scan[4] = { { .index = 0 }, { .index = 1 }, { .index = 2 }, { .index = 3 } };

  for (guint i = 0; i < 5; i++)
    store_test_put_patient (store, "p");
  g_assert_true (mps_store_audit (
      store, MPS_AUDIT_READ, "doctor", "p", "Patient/p", "the chart was opened", &error));

  run->patient_id = g_strdup ("p");
  run->baseline_scans = 4;
  mps_store_batch_put_run (begin, run);
  g_assert_true (mps_store_commit (store, begin, NULL, NULL, &error));
  run->status = MPS_RUN_COMPLETE;
  mps_store_batch_append_scans (scans, "run-1", scan, 4);
  mps_store_batch_put_run (scans, run);
  g_assert_true (mps_store_commit (store, scans, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* What someone does who has the file and knows SQL: the triggers go first. */
static void
tamper (StoreFixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->directory, "records.db", NULL);
  const char *const triggers[] = {
    "DROP TRIGGER audit_keep_update",      "DROP TRIGGER audit_keep_delete",
    "DROP TRIGGER version_keep_update",    "DROP TRIGGER version_keep_delete",
    "DROP TRIGGER scan_chunk_keep_update", "DROP TRIGGER scan_chunk_keep_delete",
    "DROP TRIGGER run_keep_finished",
  };
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (triggers); i++)
    g_assert_cmpint (sqlite3_exec (handle, triggers[i], NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

typedef struct {
  const char *sql;
  guint64 first_broken;
  const char *problem;
} Case;

static const Case cases[] = {
  { "UPDATE audit SET why = 'other' WHERE seq = 3", 3, "audit: entry 3" },
  { "UPDATE audit SET who = 'someone' WHERE seq = 1", 1, "audit: entry 1" },
  { "UPDATE audit SET time_us = time_us + 1 WHERE seq = 6", 6, "audit: entry 6" },
  { "UPDATE audit SET patient = 'q' WHERE seq = 2", 2, "audit: entry 2" },
  { "UPDATE audit SET digest = zeroblob (32) WHERE seq = 4", 4, "audit: entry 4" },
  { "UPDATE audit SET hash = zeroblob (32) WHERE seq = 5", 5, "audit: entry 5" },
  { "DELETE FROM audit WHERE seq = 6", 6, "audit: entry 6" },
  { "INSERT INTO audit SELECT 99, time_us, who, action, patient, target, why, digest, hash"
    " FROM audit WHERE seq = 8",
    9,
    "audit: entry 9" },
  { "DELETE FROM audit WHERE seq >= 5", 0, "what it refers to" },
  { "DELETE FROM audit WHERE seq = 8", 0, "Run/run-1" },
  { "UPDATE version SET json = replace (json, 'Person', 'Poison') WHERE number = 2",
    0,
    "Patient/p: version 2" },
  { "DELETE FROM version WHERE number = 2", 0, "versions are missing" },
  { "DELETE FROM version WHERE number = 5", 0, "newest version is missing" },
  { "UPDATE record SET version = 4", 0, "newer than its newest" },
  { "DELETE FROM patient", 0, "what lists show" },
  { "DELETE FROM scan_chunk", 0, "scans are missing" },
  { "UPDATE scan_chunk SET data = zeroblob (50)", 0, "scans cannot be read" },
  { "UPDATE run SET replaced = 7", 0, "Run/run-1: it is not what" },
  { "UPDATE run SET patient = 'q'", 0, "Run/run-1: it is not what" },
  { "INSERT INTO run_result VALUES (1, 0, 'x', 5.0, '', 'mg/dL', NULL, '')",
    0,
    "Run/run-1: it is not what" },
};

static void
test_tampering (gconstpointer data)
{
  const Case *one = data;
  StoreFixture fixture = { 0 };
  g_autoptr (MpsStoreCheck) check = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_set_up (&fixture, NULL);
  fill (fixture.store);
  store_test_assert_whole (fixture.store);
  g_clear_object (&fixture.store);

  tamper (&fixture, one->sql);
  store_fixture_reopen (&fixture);
  check = mps_store_check (fixture.store, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < check->problems->len; i++)
    g_test_message ("%s", (const char *)g_ptr_array_index (check->problems, i));
  g_assert_cmpuint (check->first_broken, ==, one->first_broken);
  g_assert_true (store_test_contains (check->problems, one->problem));
  store_fixture_tear_down (&fixture, NULL);
}

/* Even with SQL at hand, what was written stays while the triggers are there. */
static void
test_triggers (StoreFixture *fixture, gconstpointer data)
{
  const char *const attempts[] = {
    "UPDATE audit SET why = ''",
    "DELETE FROM audit",
    "UPDATE version SET json = '{}'",
    "DELETE FROM version",
    "DELETE FROM record",
    "DELETE FROM run",
    "UPDATE scan_chunk SET count = 1",
    "DELETE FROM scan_chunk",
    "UPDATE run SET reason = 'x'",
  };
  g_autofree char *path = g_build_filename (fixture->directory, "records.db", NULL);
  sqlite3 *handle = NULL;

  fill (fixture->store);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (attempts); i++)
    g_assert_cmpint (sqlite3_exec (handle, attempts[i], NULL, NULL, NULL), !=, SQLITE_OK);
  sqlite3_close (handle);
  store_test_assert_whole (fixture->store);
}

/* The encoding keeps fields apart: moving a letter from one to the next changes the hash. */
static void
test_hash (void)
{
  MpsAuditEntry a = { 1, 2, "ab", 'C', "c", "", "", NULL };
  MpsAuditEntry b = { 1, 2, "a", 'C', "bc", "", "", NULL };
  guint8 zeros[MPS_DIGEST_SIZE] = { 0 };
  guint8 first[MPS_DIGEST_SIZE];
  guint8 second[MPS_DIGEST_SIZE];
  guint8 third[MPS_DIGEST_SIZE];

  mps_audit_hash (&a, zeros, first);
  mps_audit_hash (&b, zeros, second);
  mps_audit_hash (&a, first, third);
  g_assert_true (memcmp (first, second, sizeof first) != 0);
  g_assert_true (memcmp (first, third, sizeof first) != 0);
}

/* Every write and every reading of a chart leaves an entry that says who, whose and why. */
static void
test_entries (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "records.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsDb) db = NULL;
  gint64 n = 0;

  fill (fixture->store);
  db = mps_db_open (path, NULL, MPS_DB_READ, &error);
  g_assert_no_error (error);
  g_assert_true (mps_db_query_int64 (
      db,
      "SELECT count(*) FROM audit WHERE patient = 'p' AND who IN ('tester', 'doctor', 'nurse')"
      " AND why <> ''",
      &n,
      &error));
  g_assert_cmpint (n, ==, 8);
  g_assert_true (mps_db_query_int64 (
      db,
      "SELECT count(*) FROM audit WHERE action = 'R' AND who = 'doctor' AND target = 'Patient/p'",
      &n,
      &error));
  g_assert_cmpint (n, ==, 1);
  g_assert_true (mps_db_query_int64 (
      db, "SELECT count(*) FROM audit WHERE target = 'Patient/p/_history/5'", &n, &error));
  g_assert_cmpint (n, ==, 1);
  g_assert_true (mps_db_query_int64 (db, "SELECT count(*) FROM change", &n, &error));
  g_assert_cmpint (n, ==, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/audit/hash", test_hash);
  store_test_add ("/store/audit/entries", test_entries);
  store_test_add ("/store/audit/triggers", test_triggers);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/store/audit/tampering/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (path, &cases[i], test_tampering);
  }
  return g_test_run ();
}
