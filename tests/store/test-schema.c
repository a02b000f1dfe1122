/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/schema-1.h"
#include "tests/store/store-fixture.h"

#include "data/store/mps-store-options.h"

#include <string.h>

static const char next[] = "PRAGMA user_version = 3;"
                           "ALTER TABLE patient ADD COLUMN note TEXT NOT NULL DEFAULT 'none';"
                           "INSERT INTO setting (key, value) VALUES ('schema', 'two');";
static const char last[] = "PRAGMA user_version = 4;"
                           "UPDATE setting SET value = 'three' WHERE key = 'schema';";

static MpsStore *
open_at (StoreFixture *fixture, const MpsMigration *migrations, gsize n, GError **error)
{
  MpsStoreOptions options;

  g_clear_object (&fixture->store);
  mps_store_options_init (&options);
  options.migrations = migrations;
  options.n_migrations = n;
  return mps_store_open_with (
      &options, fixture->directory, MPS_STORE_OPEN_EXISTING, "test", NULL, error);
}

static void
fill_list (MpsMigration *list)
{
  gsize n = 0;
  const MpsMigration *real = mps_migrate_list (&n);

  g_assert_cmpuint (n, ==, 2);
  list[0] = real[0];
  list[1] = real[1];
  list[2] = (MpsMigration){ 3, next };
  list[3] = (MpsMigration){ 4, last };
}

static char *
backup_path (StoreFixture *fixture, const char *name)
{
  return g_build_filename (fixture->directory, "backups", name, NULL);
}

static gint64
query (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsDb) db = mps_db_open (path, NULL, MPS_DB_READ, &error);
  gint64 value = -1;

  g_assert_no_error (error);
  g_assert_true (mps_db_query_int64 (db, sql, &value, &error));
  g_assert_no_error (error);
  return value;
}

static void
test_up (StoreFixture *fixture, gconstpointer data)
{
  MpsMigration list[4];
  g_autoptr (GError) error = NULL;
  g_autofree char *backup = backup_path (fixture, "before-schema-4.db");
  g_autoptr (MpsResource) patient = NULL;
  g_autofree char *value = NULL;

  fill_list (list);
  store_test_put_patient (fixture->store, "p");
  fixture->store = open_at (fixture, list, 4, &error);
  g_assert_no_error (error);

  value = mps_store_dup_setting (fixture->store, "schema", &error);
  g_assert_cmpstr (value, ==, "three");
  patient = mps_store_get (fixture->store, "Patient", "p", 0, &error);
  g_assert_nonnull (patient);
  g_assert_cmpint (query (backup, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint (query (backup, "SELECT count(*) FROM record"), ==, 1);
  store_test_assert_whole (fixture->store);

  /* Once there, nothing is done again. */
  g_clear_pointer (&value, g_free);
  fixture->store = open_at (fixture, list, 4, &error);
  g_assert_no_error (error);
}

static void
test_newer (StoreFixture *fixture, gconstpointer data)
{
  MpsMigration list[4];
  g_autoptr (GError) error = NULL;

  fill_list (list);
  fixture->store = open_at (fixture, list, 4, &error);
  g_assert_no_error (error);
  fixture->store = open_at (fixture, list, 3, &error);
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_VERSION);
  g_assert_null (fixture->store);
  g_clear_error (&error);
  fixture->store = open_at (fixture, list, 4, &error);
  g_assert_no_error (error);
}

static void
assert_taken_back (StoreFixture *fixture, const char *sql)
{
  MpsMigration list[4];
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;

  fill_list (list);
  list[3].sql = sql;
  fixture->store = open_at (fixture, list, 4, &error);
  g_assert_nonnull (error);
  g_assert_true (error->domain == MPS_STORE_ERROR);
  g_assert_null (fixture->store);
  g_clear_error (&error);

  store_fixture_reopen (fixture);
  value = mps_store_dup_setting (fixture->store, "schema", &error);
  g_assert_null (value);
  store_test_assert_whole (fixture->store);
}

/* Whatever goes wrong in the last step, the first is taken back with it. */
static void
test_failing_step (StoreFixture *fixture, gconstpointer data)
{
  store_test_put_patient (fixture->store, "p");
  assert_taken_back (fixture, "PRAGMA user_version = 4; UPDATE nothing SET x = 1;");
  assert_taken_back (fixture, "UPDATE setting SET value = 'x';");
  assert_taken_back (fixture,
                     "PRAGMA user_version = 4; INSERT INTO patient (key, id, name, name_sort,"
                     " gender, birth_date, chart_number, phone, search, last_seen_us)"
                     " VALUES (999, 'x', '', '', '', '', '', '', '', 0);");
}

static void
test_no_backup_no_change (StoreFixture *fixture, gconstpointer data)
{
  MpsMigration list[4];
  g_autofree char *folder = g_build_filename (fixture->directory, "backups", NULL);
  g_autofree char *value = NULL;
  g_autoptr (GError) error = NULL;

  /* Where the backup cannot be written, there is no new schema either. */
  fill_list (list);
  g_assert_true (g_file_set_contents (folder, "in the way", -1, &error));
  fixture->store = open_at (fixture, list, 4, &error);
  g_assert_true (error != NULL && error->domain == MPS_STORE_ERROR);
  g_clear_error (&error);
  store_fixture_reopen (fixture);
  value = mps_store_dup_setting (fixture->store, "schema", &error);
  g_assert_null (value);
}

static void
test_foreign_file (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "records.db", NULL);
  g_autoptr (GError) error = NULL;
  sqlite3 *handle = NULL;

  g_clear_object (&fixture->store);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, "PRAGMA application_id = 1", NULL, NULL, NULL);
  sqlite3_close (handle);

  g_assert_null (mps_store_open (fixture->directory, MPS_STORE_OPEN_EXISTING, "t", NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_CORRUPT);
}

/* A profile of the first version of the program, with everything that the new schema adds filled.
 */
static void
test_from_1 (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *backup = backup_path (fixture, "before-schema-2.db");
  g_autofree char *records = g_build_filename (fixture->directory, "records.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStoreCheck) check = NULL;

  g_clear_object (&fixture->store);
  store_test_remove_folder (fixture->directory);
  schema_1_make (fixture->directory, NULL);
  store_fixture_reopen (fixture);
  schema_1_assert_there (fixture->store);
  check = mps_store_check (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (check->problems->len, ==, 0);
  g_assert_cmpuint (check->records, ==, SCHEMA_1_RECORDS);
  g_assert_cmpuint (check->versions, ==, SCHEMA_1_VERSIONS);
  g_assert_cmpuint (check->audit_entries, ==, SCHEMA_1_AUDIT);
  g_assert_cmpint (query (records, "SELECT count(*) FROM patient_link"), ==, 1);
  g_assert_cmpint (query (records, "SELECT count(*) FROM patient_number"), ==, 2);
  g_assert_cmpint (query (backup, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (query (backup, "SELECT count(*) FROM record"), ==, SCHEMA_1_RECORDS);
  store_test_put_patient (fixture->store, "pat-1");
  store_test_assert_whole (fixture->store);
}

/* What the writing connection promises. */
static void
test_settings_of_file (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "records.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsDb) db = mps_db_open (path, NULL, MPS_DB_WRITE, &error);
  gint64 value = 0;

  g_assert_no_error (error);
  g_assert_true (mps_db_query_int64 (db, "PRAGMA synchronous", &value, &error));
  g_assert_cmpint (value, ==, 2);
  g_assert_true (mps_db_query_int64 (db, "PRAGMA foreign_keys", &value, &error));
  g_assert_cmpint (value, ==, 1);
  g_assert_true (mps_db_query_int64 (db, "PRAGMA application_id", &value, &error));
  g_assert_cmpint (value, ==, MPS_FILE_MARK);
  g_assert_cmpint (
      query (path, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"), ==, 1);
}

int
main (int argc, char **argv)
{
  store_test_init (&argc, &argv);
  store_test_add ("/store/schema/up", test_up);
  store_test_add ("/store/schema/from-1", test_from_1);
  store_test_add ("/store/schema/newer", test_newer);
  store_test_add ("/store/schema/failing-step", test_failing_step);
  store_test_add ("/store/schema/no-backup-no-change", test_no_backup_no_change);
  store_test_add ("/store/schema/foreign-file", test_foreign_file);
  store_test_add ("/store/schema/settings-of-file", test_settings_of_file);
  return g_test_run ();
}
