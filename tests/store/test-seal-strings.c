/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/schema-1.h"
#include "tests/store/store-fixture.h"

#include "data/store/keep/mps-store-backup.h"
#include "data/store/keep/mps-store-salvage.h"
#include "data/store/keep/mps-store-seal.h"
#include "data/store/people/mps-store-accounts.h"
#include "data/store/record/mps-store-attachments.h"
#include "data/store/record/mps-store-drafts.h"
#include "data/store/seal/mps-seal-vfs.h"
#include "data/store/search/mps-store-search.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Whoever takes the disk, at whatever moment of a working day, reads nothing on it: someone looks
 * at every byte of every file all the time while the profile is made, worked with, imported into,
 * searched, backed up, migrated, sealed with a new key, restored and salvaged.
 */

#define NAME "홍길동"
#define LATIN "Gildong"
#define PHONE "010-2468-1357"
#define RESIDENT "900101-1234567"
#define CHART "C-7718221"
#define PASSWORD "longpassword77"
#define NOTE_WORD "appendicitis"
#define LOGIN "dr.seonsaeng"
#define ID "hong-one"
#define PROGRAM "test"
#define N_IMPORTED 1500
#define SETTING "clinic-name"
#define CLINIC "Haneul-Clinic"

#define PATIENT                                                                                    \
  "{\"resourceType\":\"Patient\",\"id\":\"" ID                                                     \
  "\",\"identifier\":[{\"system\":\"urn:x\",\"value\":\"" CHART                                    \
  "\"},{\"system\":\"urn:oid:1.2.410.100110.10.1\",\"value\":\"" RESIDENT                          \
  "\"}],\"name\":[{\"text\":\"" NAME "\"},{\"family\":\"Hong\",\"given\":[\"" LATIN                \
  "\"]}],\"telecom\":[{\"system\":\"phone\",\"value\":\"" PHONE                                    \
  "\"}],\"gender\":\"male\",\"birthDate\":\"1990-01-01\"}"

/* What people wrote, what of it the index and the lists keep, the words of JSON, of the schema. */
static const char *const needles[] = {
  NAME,
  "길동",
  LATIN,
  PHONE,
  "24681357",
  RESIDENT,
  "9001011",
  CHART,
  NOTE_WORD,
  LOGIN,
  ID,
  CLINIC,
  "1990-01-01",
  "resourceType",
  "birthDate",
  "valueQuantity",
  "\"family\"",
  "\"value\":",
  "loinc.org",
  "Patient/",
  "CREATE TABLE",
  "SQLite format",
  "INTEGER PRIMARY KEY",
};

/* Found in no database, plain or not. */
static const char *const secrets[] = { PASSWORD };

/* All that is made, temporary files of SQLite and of anyone included. */
static char top[64];

typedef struct {
  char *root;
  char *directory;
  char *keys;
  char *backup;
  char *recovery;
  MpsKeyring *keyring;
  MpsStore *store;
  GThread *watcher;
  gint stop;
  guint n_looks;
  guint64 n_bytes;
  char *found;
} Profile;

static const MpsKeyringCost cheap = { .passes = 1, .memory_kib = 8 };

static gboolean
holds (const char *content, gsize size, const char *needle)
{
  return memmem (content, size, needle, strlen (needle)) != NULL;
}

static char *
look_at_bytes (const char *content, gsize size, const char *recovery)
{
  for (gsize i = 0; i < G_N_ELEMENTS (needles); i++)
    if (holds (content, size, needles[i]))
      return g_strdup (needles[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (holds (content, size, secrets[i]))
      return g_strdup (secrets[i]);

  return recovery != NULL && holds (content, size, recovery) ? g_strdup (recovery) : NULL;
}

static char *look_below (const char *folder, const char *recovery, guint64 *n_bytes);

static char *
look_at (const char *folder, const char *name, const char *recovery, guint64 *n_bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *content = NULL;
  g_autofree char *found = look_at_bytes (name, strlen (name), recovery);
  gsize size = 0;

  if (found == NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
    return look_below (path, recovery, n_bytes);
  if (found == NULL && g_file_get_contents (path, &content, &size, NULL))
    found = look_at_bytes (content, size, recovery);
  *n_bytes += size;
  return found != NULL ? g_strdup_printf ("%s: “%s”", path, found) : NULL;
}

/* A file that goes away while one looks is no harm. */
static char *
look_below (const char *folder, const char *recovery, guint64 *n_bytes)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  char *found = NULL;
  const char *name;

  while (found == NULL && dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    found = look_at (folder, name, recovery, n_bytes);
  return found;
}

static gpointer
watch (gpointer data)
{
  Profile *profile = data;

  while (profile->found == NULL && !g_atomic_int_get (&profile->stop)) {
    profile->found = look_below (top, profile->recovery, &profile->n_bytes);
    profile->n_looks++;
    g_usleep (2000);
  }
  return NULL;
}

/* The same with the program that everyone has for it, so that nothing rests on this one's reading.
 */
static void
assert_strings (Profile *profile, const char *when)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  g_autofree char *found = NULL;
  const char *const line[] = { "find", top, "-type", "f", "-exec", "strings", "-a",
                               "-n",   "4", "-e",    "S", "{}",    "+",       NULL };
  guint64 n_bytes = 0;
  int status = -1;

  g_spawn_sync (
      NULL, (char **)line, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_assert_cmpuint (strlen (out), >, 100);
  found = look_at_bytes (out, strlen (out), profile->recovery);
  g_assert_null (found);
  found = look_below (top, profile->recovery, &n_bytes);
  g_assert_null (found);
  g_test_message ("%s: %" G_GUINT64_FORMAT " bytes", when, n_bytes);
}

static GBytes *
make_lines (void)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < N_IMPORTED; i++)
    g_string_append_printf (
        lines,
        "{\"resourceType\":\"Observation\",\"id\":\"o-%u\",\"status\":\"final\",\"code\":{"
        "\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"2339-0\"}]},\"subject\":{"
        "\"reference\":\"Patient/" ID "\"},\"effectiveDateTime\":\"2026-03-04T10:00:00Z\","
        "\"valueQuantity\":{\"value\":%u,\"unit\":\"mg/dL\"},\"note\":[{\"text\":\"" NAME
        " has " NOTE_WORD " %u\"}]}\n",
        i,
        70 + i % 90,
        i);
  return g_bytes_new (lines->str, lines->len);
}

/* One of each kind of thing that a store keeps. */
static void
work (MpsStore *store)
{
  static char text[] = NAME " " PHONE;
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (LOGIN, NAME " was here");
  g_autoptr (MpsResource) patient = store_test_resource (PATIENT);
  g_autoptr (MpsRun) run = mps_run_new ("run-1");
  g_autoptr (GBytes) document = g_bytes_new_static (PATIENT, strlen (PATIENT));
  g_autoptr (GBytes) lines = make_lines ();
  g_autoptr (MpsImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  const MpsStoreAccount account = {
    .id = (char *)"a-1", .login = (char *)LOGIN, .name = (char *)NAME, .roles = (char *)"doctor"
  };
  const MpsDraft draft = { .user = (char *)LOGIN,
                           .patient_id = (char *)ID,
                           .kind = (char *)"note",
                           .text = text,
                           .saved_us = 1 };

  mps_store_batch_put (batch, patient, MPS_VERSION_NEW);
  mps_store_batch_add_account (batch, &account);
  mps_store_batch_put_attachment (batch, "d-1", ID, "text/plain", document);
  mps_store_batch_set_setting (batch, SETTING, CLINIC);
  run->patient_id = g_strdup (ID);
  run->baseline_scans = 4;
  mps_store_batch_put_run (batch, run);
  g_assert_true (mps_store_commit (store, batch, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (mps_store_save_draft (store, &draft, &error));
  report = mps_store_import (store, lines, LOGIN, NAME, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->accepted, ==, N_IMPORTED);
}

static void
find (MpsStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsPatientHits) patients = mps_store_find_patients (store, NAME, 10, NULL, &error);
  g_autoptr (MpsTextHits) texts =
      mps_store_search (store, NOTE_WORD, NULL, 50, NULL, NULL, NULL, &error);
  g_autoptr (MpsDraft) draft = mps_store_load_draft (store, LOGIN, ID, "note", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (patients->hits->len, ==, 1);
  g_assert_cmpuint (texts->hits->len, ==, 50);
  g_assert_cmpstr (draft->text, ==, NAME " " PHONE);
}

static void
profile_set_up (Profile *profile, gconstpointer data)
{
  g_autoptr (MpsSecret) secret = mps_secret_new (PASSWORD, -1);
  g_autoptr (GError) error = NULL;

  profile->root = store_test_make_folder ();
  profile->directory = g_build_filename (profile->root, "profile", NULL);
  profile->keys = g_build_filename (profile->directory, MPS_KEYRING_FILE, NULL);
  profile->backup = g_build_filename (profile->root, "backup.mps", NULL);
  g_mkdir (profile->directory, 0700);
  profile->keyring = mps_keyring_new ();
  mps_keyring_set_cost (profile->keyring, &cheap);
  g_assert_true (mps_keyring_add (profile->keyring, LOGIN, secret, &error));
  profile->recovery = mps_keyring_renew_recovery (profile->keyring, &error);
  g_assert_true (mps_keyring_save (profile->keyring, profile->keys, &error));
  g_assert_no_error (error);
  profile->watcher = g_thread_new ("watch", watch, profile);
}

static void
profile_tear_down (Profile *profile, gconstpointer data)
{
  g_clear_object (&profile->store);
  g_atomic_int_set (&profile->stop, 1);
  g_thread_join (profile->watcher);
  g_test_message ("looked %u times at %" G_GUINT64_FORMAT " bytes in all; found: %s",
                  profile->n_looks,
                  profile->n_bytes,
                  profile->found != NULL ? profile->found : "nothing");
  g_assert_null (profile->found);
  g_assert_cmpuint (profile->n_looks, >, 0);
  mps_keyring_free (profile->keyring);
  store_test_remove_folder (profile->root);
  g_free (profile->root);
  g_free (profile->directory);
  g_free (profile->keys);
  g_free (profile->backup);
  g_free (profile->recovery);
}

static void
open_profile (Profile *profile, MpsStoreOpenMode mode)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&profile->store);
  profile->store = mps_store_open_sealed (
      profile->directory, mps_keyring_peek_key (profile->keyring), mode, PROGRAM, NULL, &error);
  g_assert_no_error (error);
}

static void
test_day (Profile *profile, gconstpointer data)
{
  g_autofree char *log = g_build_filename (profile->directory, "records.db-wal", NULL);
  g_autoptr (MpsBackupReport) backup = NULL;
  g_autoptr (GError) error = NULL;

  open_profile (profile, MPS_STORE_OPEN_CREATE);
  assert_strings (profile, "made");
  work (profile->store);
  g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS));
  assert_strings (profile, "worked with, the log in place");
  find (profile->store);
  store_test_assert_whole (profile->store);
  assert_strings (profile, "searched and checked");
  backup = mps_store_back_up (profile->store, profile->backup, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_strings (profile, "backed up");
  g_clear_object (&profile->store);
  assert_strings (profile, "closed");
}

/* As an update of the program does it: a backup of the old schema first. */
static void
test_migration (Profile *profile, gconstpointer data)
{
  g_autofree char *backup =
      g_build_filename (profile->directory, "backups", "before-schema-2.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new (mps_keyring_peek_key (profile->keyring), &error);

  g_assert_no_error (error);
  schema_1_make (profile->directory, mps_seal_vfs_peek_name (vfs));
  assert_strings (profile, "before");
  open_profile (profile, MPS_STORE_OPEN_EXISTING);
  schema_1_assert_there (profile->store);
  work (profile->store);
  g_assert_true (g_file_test (backup, G_FILE_TEST_EXISTS));
  assert_strings (profile, "migrated");
}

static void
test_new_key (Profile *profile, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_profile (profile, MPS_STORE_OPEN_CREATE);
  work (profile->store);
  g_clear_object (&profile->store);
  g_assert_true (
      mps_store_rekey (profile->directory, profile->keyring, PROGRAM, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_strings (profile, "sealed with a new key");
  open_profile (profile, MPS_STORE_OPEN_EXISTING);
  find (profile->store);
  assert_strings (profile, "opened with it");
}

static void
test_restored (Profile *profile, gconstpointer data)
{
  g_autofree char *target = g_build_filename (profile->root, "restored", NULL);
  g_autoptr (MpsSecret) secret = mps_secret_new (PASSWORD, -1);
  g_autoptr (MpsBackupReport) made = NULL;
  g_autoptr (MpsBackupReport) restored = NULL;
  g_autoptr (MpsBackup) backup = NULL;
  g_autoptr (GError) error = NULL;

  open_profile (profile, MPS_STORE_OPEN_CREATE);
  work (profile->store);
  made = mps_store_back_up (profile->store, profile->backup, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  backup = mps_backup_open (profile->backup, &error);
  g_assert_true (mps_keyring_unlock (mps_backup_peek_keyring (backup), LOGIN, secret, &error));
  restored = mps_backup_restore (backup, target, PROGRAM, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (restored->records, ==, made->records);
  assert_strings (profile, "restored");
}

static void
test_salvaged (Profile *profile, gconstpointer data)
{
  g_autoptr (MpsSalvageReport) report = NULL;
  g_autoptr (GError) error = NULL;

  open_profile (profile, MPS_STORE_OPEN_CREATE);
  work (profile->store);
  g_clear_object (&profile->store);
  report = mps_store_salvage (profile->directory,
                              mps_keyring_peek_key (profile->keyring),
                              PROGRAM,
                              NULL,
                              NULL,
                              NULL,
                              &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->records, ==, N_IMPORTED + 1);
  assert_strings (profile, "salvaged, the damaged one set aside");
}

/* In a plain profile with the same content every word is found, or this test could not fail. */
static void
test_looks (void)
{
  g_autofree char *root = store_test_make_folder ();
  g_autofree char *path = g_build_filename (root, "records.db", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  MpsStore *store = mps_store_open (root, MPS_STORE_OPEN_CREATE, PROGRAM, NULL, &error);
  gsize size = 0;

  g_assert_no_error (error);
  work (store);
  g_object_unref (store);
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (needles); i++) {
    g_test_message ("%s", needles[i]);
    g_assert_true (holds (content, size, needles[i]));
  }
  store_test_remove_folder (root);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, Profile, NULL, profile_set_up, function, profile_tear_down)

int
main (int argc, char **argv)
{
  int result;

  g_assert_cmpint (g_snprintf (top, sizeof top, "/tmp/mps-strings-XXXXXX"), <, sizeof top);
  g_assert_nonnull (g_mkdtemp (top));
  g_setenv ("SQLITE_TMPDIR", top, TRUE);
  g_setenv ("TMPDIR", top, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/strings/looks", test_looks);
  ADD ("/seal/strings/day", test_day);
  ADD ("/seal/strings/migration", test_migration);
  ADD ("/seal/strings/new-key", test_new_key);
  ADD ("/seal/strings/restored", test_restored);
  ADD ("/seal/strings/salvaged", test_salvaged);
  result = g_test_run ();
  store_test_remove_folder (top);
  return result;
}
