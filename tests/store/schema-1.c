/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/schema-1.h"

#include "data/store/people/mps-store-accounts.h"
#include "data/store/search/mps-store-search.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* Makes a profile as the program of schema 1 left it. */
void
schema_1_make (const char *directory, const char *vfs)
{
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "store", "schema-1.sql", NULL);
  g_autofree char *path = g_build_filename (directory, "records.db", NULL);
  g_autofree char *sql = NULL;
  sqlite3 *handle = NULL;
  char *message = NULL;

  g_assert_true (g_file_get_contents (source, &sql, NULL, NULL));
  g_mkdir (directory, 0700);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, vfs), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_exec (handle, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
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
