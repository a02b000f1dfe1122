/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/schema-1.h"

#include "data/store/audit/mps-audit.h"
#include "data/store/people/mps-store-accounts.h"
#include "data/store/search/mps-store-search.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <sqlite3.h>
#include <string.h>

/* When everything in a large profile was written. */
#define WRITTEN_US G_GINT64_CONSTANT (1795279968000000)

static void
exec (sqlite3 *handle, const char *sql)
{
  char *message = NULL;

  sqlite3_exec (handle, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
}

static sqlite3 *
make (const char *directory, const char *vfs)
{
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "store", "schema-1.sql", NULL);
  g_autofree char *path = g_build_filename (directory, "records.db", NULL);
  g_autofree char *sql = NULL;
  sqlite3 *handle = NULL;

  g_assert_true (g_file_get_contents (source, &sql, NULL, NULL));
  g_mkdir (directory, 0700);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, vfs), ==, SQLITE_OK);
  exec (handle, "PRAGMA journal_mode = WAL");
  exec (handle, sql);
  return handle;
}

/* Makes a profile as the program of schema 1 left it. */
void
schema_1_make (const char *directory, const char *vfs)
{
  sqlite3 *handle = make (directory, vfs);

  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

/**
 * Chain: where the audit record of a profile that is being filled ends.
 */
typedef struct {
  gint64 seq;
  guint8 hash[MPS_DIGEST_SIZE];
} Chain;

static void
chain_init (Chain *chain, sqlite3 *handle)
{
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (
      sqlite3_prepare_v2 (
          handle, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", -1, &statement, NULL),
      ==,
      SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  chain->seq = sqlite3_column_int64 (statement, 0);
  g_assert_cmpint (sqlite3_column_bytes (statement, 1), ==, MPS_DIGEST_SIZE);
  memcpy (chain->hash, sqlite3_column_blob (statement, 1), MPS_DIGEST_SIZE);
  sqlite3_finalize (statement);
}

/* What schema 1 wrote for each new record, whatever it was. */
static void
put (sqlite3 *handle,
     Chain *chain,
     const char *type,
     const char *id,
     const char *patient,
     const char *json)
{
  g_autofree char *target = g_strdup_printf ("%s/%s/_history/1", type, id);
  guint8 digest[MPS_DIGEST_SIZE];
  char digest_text[2 * MPS_DIGEST_SIZE + 1];
  char hash_text[2 * MPS_DIGEST_SIZE + 1];
  MpsAuditEntry entry = { .seq = ++chain->seq,
                          .time_us = WRITTEN_US,
                          .format = 1,
                          .who = "tester",
                          .action = 'C',
                          .patient = patient,
                          .target = target,
                          .why = "import of a file",
                          .digest = digest };
  char *sql;

  crypto_hash_sha256 (digest, (const guint8 *)json, strlen (json));
  mps_audit_hash (&entry, chain->hash, chain->hash);
  sodium_bin2hex (digest_text, sizeof digest_text, digest, sizeof digest);
  sodium_bin2hex (hash_text, sizeof hash_text, chain->hash, sizeof chain->hash);
  sql = sqlite3_mprintf (
      "INSERT INTO audit VALUES (%lld, %lld, 'tester', 'C', %Q, %Q, %Q, x'%s', x'%s');"
      "INSERT INTO record VALUES (NULL, %Q, %Q, 1, %Q, %lld);"
      "INSERT INTO version VALUES (NULL, last_insert_rowid (), 1, %lld, %lld, %Q);"
      "INSERT INTO change VALUES (NULL, %Q, %Q, 1, %lld);",
      chain->seq,
      WRITTEN_US,
      patient,
      target,
      entry.why,
      digest_text,
      hash_text,
      type,
      id,
      patient,
      WRITTEN_US,
      WRITTEN_US,
      chain->seq,
      json,
      type,
      id,
      WRITTEN_US);
  exec (handle, sql);
  sqlite3_free (sql);
}

static void
put_patient (sqlite3 *handle, Chain *chain, guint number)
{
  g_autofree char *id = g_strdup_printf ("many-%u", number);
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"identifier\":[{\"type\":{\"coding\":[{\"code\""
      ":\"MR\"}]},\"value\":\"M-%u\"}],\"name\":[{\"text\":\"Many Person %u\"}]}",
      id,
      number,
      number);
  char *sql = sqlite3_mprintf ("INSERT INTO patient SELECT key, id, 'Many Person %u', 'many person"
                               " %u', '', '', 'M-%u', '', 'many person', 0 FROM record"
                               " WHERE type = 'Patient' AND id = %Q",
                               number,
                               number,
                               number,
                               id);

  put (handle, chain, "Patient", id, id, json);
  exec (handle, sql);
  sqlite3_free (sql);
}

static void
put_observation (sqlite3 *handle, Chain *chain, guint number)
{
  g_autofree char *patient = g_strdup_printf ("many-%u", number);
  g_autofree char *id = g_strdup_printf ("result-%u", number);
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Observation\",\"id\":\"%s\",\"status\":\"final\",\"code\":{\"coding\":[{"
      "\"system\":\"http://loinc.org\",\"code\":\"2339-0\"}],\"text\":\"Glucose\"},\"subject\":{"
      "\"reference\":\"Patient/%s\"},\"valueQuantity\":{\"value\":%u,\"unit\":\"mg/"
      "dL\"},\"note\":[{"
      "\"text\":\"Measured at the desk before breakfast, number %u of that day.\"}]}",
      id,
      patient,
      80 + number % 100,
      number);
  char *sql = sqlite3_mprintf (
      "INSERT INTO timeline SELECT 2 * key, patient, 0, 1, type, id, 'Glucose', '2339-0', %u, '',"
      " 'mg/dL', NULL, 'final', '' FROM record WHERE type = 'Observation' AND id = %Q;"
      "INSERT INTO observation_value SELECT key, 0, patient, '2339-0', 'mg/dL', 0, 'Glucose', %u,"
      " '', NULL, '' FROM record WHERE type = 'Observation' AND id = %Q;",
      80 + number % 100,
      id,
      80 + number % 100,
      id);

  put (handle, chain, "Observation", id, patient, json);
  exec (handle, sql);
  sqlite3_free (sql);
}

/* The same with a result more for each of so many patients, so that to migrate it takes a while. */
void
schema_1_make_large (const char *directory, const char *vfs, guint n_patients)
{
  sqlite3 *handle = make (directory, vfs);
  Chain chain;

  chain_init (&chain, handle);
  exec (handle, "BEGIN IMMEDIATE");
  for (guint i = 0; i < n_patients; i++) {
    put_patient (handle, &chain, i);
    put_observation (handle, &chain, i);
  }
  exec (handle, "COMMIT");
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static void
assert_found (MpsStore *store, const char *text, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsTextHits) texts = mps_store_search (store, text, NULL, 5, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (texts->hits->len, ==, 1);
  g_assert_cmpstr (((MpsTextHit *)g_ptr_array_index (texts->hits, 0))->id, ==, id);
}

/* All of it is there in today's schema, and what that one added was filled. */
void
schema_1_assert_there (MpsStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) newest = mps_store_get (store, "Observation", "obs-1", 0, &error);
  g_autoptr (MpsResource) first = mps_store_get (store, "Observation", "obs-1", 1, &error);
  g_autoptr (MpsResource) allergy = mps_store_get (store, "AllergyIntolerance", "all-1", 0, &error);
  g_autoptr (MpsPatientHits) patients = mps_store_find_patients (store, "ㅎㄱㄷ", 10, NULL, &error);
  g_autoptr (MpsStoreAccount) account = mps_store_load_account (store, "김의사", &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (mps_resource_peek_json (newest), "\"value\":101"));
  g_assert_nonnull (strstr (mps_resource_peek_json (first), "\"value\":98"));
  g_assert_nonnull (allergy);
  /* The other one of this name was merged into her. */
  g_assert_cmpuint (patients->hits->len, ==, 1);
  g_assert_cmpstr (account->roles, ==, "administrator,doctor,lab-lead");
  assert_found (store, "식후", "obs-1");
  assert_found (store, "penicill", "all-1");
}
