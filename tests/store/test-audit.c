/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/store-fixture.h"

#include "data/store/audit/mps-audit.h"
#include "data/store/mps-store-options.h"

#include <sodium.h>
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
    "DROP TRIGGER run_keep_finished",      "DROP TRIGGER audit_keep_order",
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
  MpsAuditBreak how;
} Case;

/* A value of one row becomes that of another: what somebody does who wants two entries in another
 * order. */
#define MOVE(from, to) "UPDATE audit SET seq = " #to " WHERE seq = " #from ";"

static const Case cases[] = {
  { "UPDATE audit SET why = 'other' WHERE seq = 3",
    3,
    "audit: entry 3 was changed",
    MPS_AUDIT_ALTERED },
  { "UPDATE audit SET who = 'someone' WHERE seq = 1", 1, "audit: entry 1", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET time_us = time_us + 1 WHERE seq = 6", 6, "entry 6", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET patient = 'q' WHERE seq = 2", 2, "audit: entry 2", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET action = 'D' WHERE seq = 2", 2, "audit: entry 2", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET target = 'Patient/q' WHERE seq = 7", 7, "entry 7", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET who_id = 'account-9' WHERE seq = 3", 3, "entry 3", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET outcome = 4 WHERE seq = 6", 6, "audit: entry 6", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET workstation = 'x' WHERE seq = 1", 1, "entry 1", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET program = 'x' WHERE seq = 8", 8, "audit: entry 8", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET format = 1 WHERE seq = 4", 4, "audit: entry 4", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET format = 3 WHERE seq = 4", 4, "audit: entry 4", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET format = 1, who_id = '', workstation = '', program = ''",
    1,
    "audit: entry 1",
    MPS_AUDIT_ALTERED },
  { "UPDATE audit SET digest = zeroblob (32) WHERE seq = 4", 4, "entry 4", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET hash = zeroblob (32) WHERE seq = 5", 5, "entry 5", MPS_AUDIT_ALTERED },
  { "UPDATE audit SET hash = zeroblob (32) WHERE seq = 8", 8, "entry 8", MPS_AUDIT_ALTERED },
  { "DELETE FROM audit WHERE seq = 6", 6, "entry 6 was taken away", MPS_AUDIT_MISSING },
  { "DELETE FROM audit WHERE seq = 1", 1, "entry 1 was taken away", MPS_AUDIT_MISSING },
  { "DELETE FROM audit WHERE seq BETWEEN 3 AND 6", 3, "entry 3 was taken", MPS_AUDIT_MISSING },
  { "DELETE FROM audit WHERE seq = 3;" MOVE (4, 3) MOVE (5, 4) MOVE (6, 5) MOVE (7, 6) MOVE (8, 7),
    3,
    "audit: entry 3",
    MPS_AUDIT_ALTERED },
  { MOVE (3, 100) MOVE (4, 3) MOVE (100, 4), 3, "of another place", MPS_AUDIT_OUT_OF_ORDER },
  { MOVE (2, 100) MOVE (6, 2) MOVE (100, 6), 2, "of another place", MPS_AUDIT_OUT_OF_ORDER },
  { MOVE (2, 100) MOVE (3, 2) MOVE (4, 3) MOVE (100, 4),
    2,
    "of another place",
    MPS_AUDIT_OUT_OF_ORDER },
  { MOVE (8, 100) MOVE (7, 8) MOVE (100, 7), 7, "of another place", MPS_AUDIT_OUT_OF_ORDER },
  { "INSERT INTO audit (" MPS_AUDIT_COLUMNS ") SELECT 99, time_us, who, action, patient, target,"
    " why, digest, hash, format, who_id, outcome, workstation, program FROM audit WHERE seq = 8",
    9,
    "audit: entry 9 was taken away",
    MPS_AUDIT_MISSING },
  { "INSERT INTO audit (" MPS_AUDIT_COLUMNS ") SELECT 9, time_us, who, action, patient, target,"
    " why, digest, hash, format, who_id, outcome, workstation, program FROM audit WHERE seq = 8",
    9,
    "audit: entry 9",
    MPS_AUDIT_OUT_OF_ORDER },
  { MOVE (8, 9) MOVE (7, 8) MOVE (6, 7) MOVE (5, 6)
        MOVE (4, 5) "INSERT INTO audit "
                    "(" MPS_AUDIT_COLUMNS
                    ") SELECT 4, time_us, 'someone', action, patient, target, why, digest,"
                    " hash, format, who_id, outcome, workstation, program FROM audit WHERE seq = 3",
    4,
    "audit: entry 4",
    MPS_AUDIT_ALTERED },
  { MOVE (8, 9) MOVE (7, 8) MOVE (6, 7) MOVE (5, 6) MOVE (4, 5) MOVE (3, 4) MOVE (2, 3)
        MOVE (1, 2) "INSERT INTO audit (" MPS_AUDIT_COLUMNS
                    ") SELECT 1, time_us, who, action, patient, target,"
                    " 'other', digest, zeroblob (32), format, who_id, outcome, workstation, "
                    "program FROM audit"
                    " WHERE seq = 2",
    1,
    "audit: entry 1",
    MPS_AUDIT_ALTERED },
  { "DELETE FROM audit WHERE seq >= 5", 5, "what it refers to", MPS_AUDIT_TAIL_CUT },
  { "DELETE FROM audit WHERE seq = 8", 8, "and all after it", MPS_AUDIT_TAIL_CUT },
  { "DELETE FROM audit", 1, "and all after it", MPS_AUDIT_TAIL_CUT },
  { "DELETE FROM audit WHERE seq >= 8; UPDATE sqlite_sequence SET seq = 7", 0, "Run/run-1" },
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
  g_autoptr (MpsAuditVerdict) verdict = NULL;
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
  verdict = mps_store_verify_audit (fixture.store, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (verdict->first_broken, ==, one->first_broken);
  g_assert_cmpint (verdict->how, ==, one->how);
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
    ("INSERT INTO audit (seq, time_us, who, action, patient, target, why, digest, hash)"
     " VALUES (20, 1, '', 'R', '', '', '', x'', zeroblob (32))"),
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
  MpsAuditEntry a = { .seq = 1, .time_us = 2, .format = 2, .who = "ab", .action = 'C' };
  MpsAuditEntry b = { .seq = 1, .time_us = 2, .format = 2, .who = "a", .action = 'C' };
  guint8 zeros[MPS_DIGEST_SIZE] = { 0 };
  guint8 first[MPS_DIGEST_SIZE];
  guint8 second[MPS_DIGEST_SIZE];
  guint8 third[MPS_DIGEST_SIZE];

  a.patient = "c";
  b.patient = "bc";
  a.target = a.why = a.who_id = a.workstation = a.program = "";
  b.target = b.why = b.who_id = b.workstation = b.program = "";
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

/* Someone who can write the file can also make SQLite forget how far the chain once went; a head
 * that was noted elsewhere remembers. */
static void
test_known_head (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (MpsAuditVerdict) whole = NULL;
  g_autoptr (MpsAuditVerdict) grown = NULL;
  g_autoptr (MpsAuditVerdict) cut = NULL;
  g_autoptr (MpsAuditVerdict) unknown = NULL;
  g_autofree char *head = NULL;
  g_autoptr (GError) error = NULL;
  gint64 seq = 0;

  fill (fixture->store);
  g_assert_true (mps_store_get_audit_head (fixture->store, &seq, &head, &error));
  g_assert_no_error (error);
  g_assert_cmpint (seq, ==, 8);
  whole = mps_store_verify_audit (fixture->store, head, NULL, &error);
  g_assert_cmpint (whole->how, ==, MPS_AUDIT_INTACT);
  g_assert_cmpstr (whole->head, ==, head);

  store_test_put_patient (fixture->store, "q");
  grown = mps_store_verify_audit (fixture->store, head, NULL, &error);
  g_assert_cmpint (grown->how, ==, MPS_AUDIT_INTACT);
  g_assert_cmpstr (grown->head, !=, head);

  g_clear_object (&fixture->store);
  tamper (fixture, "DELETE FROM audit WHERE seq >= 6; UPDATE sqlite_sequence SET seq = 5");
  store_fixture_reopen (fixture);
  unknown = mps_store_verify_audit (fixture->store, NULL, NULL, &error);
  g_assert_cmpint (unknown->how, ==, MPS_AUDIT_INTACT);
  cut = mps_store_verify_audit (fixture->store, head, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cut->how, ==, MPS_AUDIT_TAIL_CUT);
  g_assert_cmpuint (cut->first_broken, ==, 6);

  g_assert_null (mps_store_verify_audit (fixture->store, "12ab", NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT);
}

static void
insert_old (sqlite3 *handle)
{
  guint8 previous[MPS_DIGEST_SIZE] = { 0 };
  guint8 hash[MPS_DIGEST_SIZE];

  for (gint64 seq = 1; seq <= 2; seq++) {
    const MpsAuditEntry entry = { .seq = seq,
                                  .time_us = 5,
                                  .format = 1,
                                  .who = "kim",
                                  .action = 'R',
                                  .patient = "p",
                                  .target = "Patient/p",
                                  .why = "the chart was opened" };
    sqlite3_stmt *statement = NULL;

    mps_audit_hash (&entry, previous, hash);
    if (seq == 1) {
      /* Computed by itself, from what schema 1 said that the hash covers. */
      char hex[2 * MPS_DIGEST_SIZE + 1];

      sodium_bin2hex (hex, sizeof hex, hash, sizeof hash);
      g_assert_cmpstr (hex, ==, "5a2d3565eb4e3e03867fe6a869501873cb346247988789ec0853589051bb7203");
    }
    g_assert_cmpint (
        sqlite3_prepare_v2 (handle,
                            "INSERT INTO audit (time_us, who, action, patient, target, why, digest,"
                            " hash) VALUES (5, 'kim', 'R', 'p', 'Patient/p',"
                            " 'the chart was opened', x'', ?1)",
                            -1,
                            &statement,
                            NULL),
        ==,
        SQLITE_OK);
    sqlite3_bind_blob (statement, 1, hash, sizeof hash, SQLITE_TRANSIENT);
    g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
    sqlite3_finalize (statement);
    memcpy (previous, hash, sizeof hash);
  }
}

/* Entries of schema 1 keep their place, their hash and their meaning; new ones follow. */
static void
test_old_entries (void)
{
  StoreFixture fixture = { 0 };
  g_autoptr (MpsAuditVerdict) verdict = NULL;
  g_autoptr (MpsAuditVerdict) forged = NULL;
  g_autoptr (GError) error = NULL;
  MpsStoreOptions options;
  g_autofree char *path = NULL;
  sqlite3 *handle = NULL;

  store_fixture_set_up (&fixture, NULL);
  g_clear_object (&fixture.store);
  store_test_remove_folder (fixture.directory);
  mps_store_options_init (&options);
  path = g_build_filename (fixture.directory, "records.db", NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture.directory, 0700), ==, 0);

  /* A profile of schema 1 with two entries, hashed as that program did. */
  g_assert_true (g_file_set_contents (path, "", 0, &error));
  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (handle, options.migrations[0].sql, NULL, NULL, NULL), ==, SQLITE_OK);
  insert_old (handle);
  sqlite3_close (handle);

  store_fixture_reopen (&fixture);
  store_test_put_patient (fixture.store, "p");
  verdict = mps_store_verify_audit (fixture.store, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (verdict->entries, ==, 3);
  g_assert_cmpint (verdict->how, ==, MPS_AUDIT_INTACT);

  /* What the hash of an old entry does not cover stays empty. */
  g_clear_object (&fixture.store);
  tamper (&fixture, "UPDATE audit SET workstation = 'elsewhere' WHERE seq = 2");
  store_fixture_reopen (&fixture);
  forged = mps_store_verify_audit (fixture.store, NULL, NULL, &error);
  g_assert_cmpuint (forged->first_broken, ==, 2);
  store_fixture_tear_down (&fixture, NULL);
}

/* Account, time, place, whose record, what was done, and whether it came to it. */
static void
test_whole_entry (StoreFixture *fixture, gconstpointer data)
{
  const MpsAuditNote refused = {
    .action = MPS_AUDIT_EXECUTE,
    .outcome = MPS_AUDIT_REFUSED,
    .who = "nurse",
    .patient_id = "p",
    .target = "Action/read-chart",
    .why = "the role does not allow it",
  };
  const MpsAuditFilter of_p = { .patient_id = "p" };
  const MpsAuditFilter none = { .to_us = 1 };
  const MpsAuditRecord *record;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) nothing = NULL;
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;

  mps_store_name_person (fixture->store, "nurse", "account-7");
  g_assert_true (mps_store_audit_note (fixture->store, &refused, &error));
  g_assert_true (mps_store_audit (
      fixture->store, MPS_AUDIT_READ, "doctor", "q", "Patient/q", "the chart was opened", &error));
  g_assert_true (mps_store_audit (
      fixture->store, MPS_AUDIT_EXECUTE, "doctor", NULL, "Export/all", "moving out", &error));
  g_assert_no_error (error);

  records = mps_store_list_audit (fixture->store, &of_p, 10, &more, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (more);
  g_assert_cmpuint (records->len, ==, 2);
  record = g_ptr_array_index (records, 0);
  g_assert_cmpstr (record->who, ==, "nurse");
  g_assert_cmpstr (record->who_id, ==, "account-7");
  g_assert_cmpint (record->outcome, ==, MPS_AUDIT_REFUSED);
  g_assert_cmpint (record->action, ==, MPS_AUDIT_EXECUTE);
  g_assert_cmpstr (record->patient_id, ==, "p");
  g_assert_cmpstr (record->target, ==, "Action/read-chart");
  g_assert_cmpstr (record->program, ==, "test");
  g_assert_cmpstr (record->workstation, ==, g_get_host_name ());
  g_assert_cmpint (record->time_us, >, G_GINT64_CONSTANT (1600000000) * G_USEC_PER_SEC);
  record = g_ptr_array_index (records, 1);
  g_assert_cmpstr (record->target, ==, "Export/all");
  g_assert_cmpstr (record->who_id, ==, "");

  nothing = mps_store_list_audit (fixture->store, &none, 10, &more, NULL, &error);
  g_assert_cmpuint (nothing->len, ==, 0);
}

static void
test_pages (StoreFixture *fixture, gconstpointer data)
{
  MpsAuditFilter filter = { .up_to = 7 };
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;
  gint64 expected = 1;

  fill (fixture->store);
  while (more) {
    g_autoptr (GPtrArray) page =
        mps_store_list_audit (fixture->store, &filter, 3, &more, NULL, &error);

    g_assert_no_error (error);
    for (guint i = 0; i < page->len; i++) {
      const MpsAuditRecord *record = g_ptr_array_index (page, i);

      g_assert_cmpint (record->seq, ==, expected++);
      filter.after = record->seq;
    }
  }
  g_assert_cmpint (expected, ==, 8);
}

int
main (int argc, char **argv)
{
  store_test_init (&argc, &argv);
  g_test_add_func ("/store/audit/hash", test_hash);
  store_test_add ("/store/audit/entries", test_entries);
  store_test_add ("/store/audit/triggers", test_triggers);
  store_test_add ("/store/audit/known-head", test_known_head);
  store_test_add ("/store/audit/whole-entry", test_whole_entry);
  store_test_add ("/store/audit/pages", test_pages);
  g_test_add_func ("/store/audit/old-entries", test_old_entries);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/store/audit/tampering/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (path, &cases[i], test_tampering);
  }
  return g_test_run ();
}
