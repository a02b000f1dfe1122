/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-store-backup.h"
#include "data/store/keep/mps-store-salvage.h"
#include "data/store/keep/mps-store-seal.h"
#include "data/store/seal/mps-seal-vfs.h"
#include "tests/store/store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define NAME "Keepsake"
#define N_PATIENTS 200

typedef struct {
  char *root;
  char *directory;
  char *keys;
  char *records;
  char *backup;
  MpsKeyring *keyring;
  MpsSealKey *key;
  MpsStore *store;
} Fixture;

static const MpsKeyringCost cheap = { .passes = 1, .memory_kib = 8 };

static void
save_keyring (Fixture *fixture)
{
  g_autoptr (MpsSecret) secret = mps_secret_new ("word", -1);
  g_autoptr (GError) error = NULL;

  fixture->keyring = mps_keyring_new ();
  mps_keyring_set_cost (fixture->keyring, &cheap);
  g_assert_true (mps_keyring_add (fixture->keyring, "kim", secret, &error));
  g_assert_true (mps_keyring_save (fixture->keyring, fixture->keys, &error));
  g_assert_no_error (error);
  fixture->key = mps_seal_key_ref (mps_keyring_peek_key (fixture->keyring));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->root = store_test_make_folder ();
  fixture->directory = g_build_filename (fixture->root, "profile", NULL);
  fixture->keys = g_build_filename (fixture->directory, MPS_KEYRING_FILE, NULL);
  fixture->records = g_build_filename (fixture->directory, "records.db", NULL);
  fixture->backup = g_build_filename (fixture->root, "backup.mps", NULL);
  g_mkdir (fixture->directory, 0700);
  save_keyring (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->store);
  mps_seal_key_unref (fixture->key);
  mps_keyring_free (fixture->keyring);
  store_test_remove_folder (fixture->root);
  g_free (fixture->root);
  g_free (fixture->directory);
  g_free (fixture->keys);
  g_free (fixture->records);
  g_free (fixture->backup);
}

static void
open_sealed (Fixture *fixture, MpsStoreOpenMode mode)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->store);
  fixture->store =
      mps_store_open_sealed (fixture->directory, fixture->key, mode, "test", NULL, &error);
  g_assert_no_error (error);
}

static void
fill (MpsStore *store, guint from, guint n)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");
  g_autoptr (GError) error = NULL;

  for (guint i = from; i < from + n; i++) {
    g_autofree char *id = g_strdup_printf ("p-%u", i);
    g_autoptr (MpsResource) patient = store_test_patient (id, NAME, id);

    mps_store_batch_put (batch, patient, MPS_VERSION_ANY);
  }
  g_assert_true (mps_store_commit (store, batch, NULL, NULL, &error));
  g_assert_no_error (error);
}

static guint64
count (MpsStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStoreCheck) check = mps_store_check (store, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < check->problems->len; i++)
    g_test_message ("%s", (const char *)g_ptr_array_index (check->problems, i));
  g_assert_cmpuint (check->problems->len, ==, 0);
  return check->records;
}

/* No file below the folder holds the text. */
static void
assert_unreadable (const char *folder, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *content = NULL;
    gsize size = 0;

    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      assert_unreadable (path, text);
      continue;
    }
    g_assert_true (g_file_get_contents (path, &content, &size, NULL));
    if (memmem (content, size, text, strlen (text)) != NULL)
      g_test_message ("%s", path);
    g_assert_null (memmem (content, size, text, strlen (text)));
  }
}

static void
make_plain (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->store = mps_store_open (fixture->directory, MPS_STORE_OPEN_CREATE, "test", NULL, &error);
  g_assert_no_error (error);
  fill (fixture->store, 0, N_PATIENTS);
}

static void
make_sealed (Fixture *fixture)
{
  open_sealed (fixture, MPS_STORE_OPEN_CREATE);
  fill (fixture->store, 0, N_PATIENTS);
}

static void
test_sealed_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) plain = NULL;

  g_assert_cmpint (mps_store_get_state (fixture->directory), ==, MPS_STORE_STATE_NONE);
  make_sealed (fixture);
  g_assert_cmpint (mps_store_get_state (fixture->directory), ==, MPS_STORE_STATE_SEALED);
  assert_unreadable (fixture->directory, NAME);
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS);

  plain = mps_store_open (fixture->directory, MPS_STORE_OPEN_EXISTING, "test", NULL, &error);
  g_assert_null (plain);
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
}

static void
test_another_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsSealKey) other = mps_seal_key_new ();
  g_autoptr (MpsStore) store = NULL;
  g_autoptr (GError) error = NULL;

  make_sealed (fixture);
  g_clear_object (&fixture->store);
  store = mps_store_open_sealed (
      fixture->directory, other, MPS_STORE_OPEN_EXISTING, "test", NULL, &error);
  g_assert_null (store);
  g_assert_nonnull (error);
  g_clear_error (&error);
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS);
}

static gboolean
seal (Fixture *fixture, MpsProgressFunc progress, GCancellable *cancellable, GError **error)
{
  return mps_store_seal (
      fixture->directory, fixture->key, "test", progress, cancellable, cancellable, error);
}

static void
test_plain_is_sealed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *backups = g_build_filename (fixture->directory, "backups", NULL);
  g_autofree char *old = g_build_filename (backups, "before-schema-2.db", NULL);
  g_autofree char *content = NULL;
  gsize size;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) refused = NULL;

  make_plain (fixture);
  g_assert_cmpint (mps_store_get_state (fixture->directory), ==, MPS_STORE_STATE_PLAIN);
  g_assert_false (seal (fixture, NULL, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "test"));
  g_clear_error (&error);

  g_clear_object (&fixture->store);
  refused = mps_store_open_sealed (
      fixture->directory, fixture->key, MPS_STORE_OPEN_EXISTING, "test", NULL, &error);
  g_assert_null (refused);
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
  g_clear_error (&error);

  /* An older plain backup goes too. */
  g_mkdir (backups, 0700);
  g_assert_true (g_file_get_contents (fixture->records, &content, &size, NULL));
  g_assert_true (g_file_set_contents (old, content, (gssize)size, NULL));
  g_assert_true (seal (fixture, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  assert_unreadable (fixture->directory, NAME);
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS);
  fill (fixture->store, N_PATIENTS, 10);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS + 10);

  /* A second time there is nothing to do. */
  g_clear_object (&fixture->store);
  g_assert_true (seal (fixture, NULL, NULL, &error));
}

static void
cancel_soon (guint64 done, guint64 total, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_sealing_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *sealed = g_strconcat (fixture->records, ".sealed", NULL);
  g_autoptr (GError) error = NULL;

  make_plain (fixture);
  g_clear_object (&fixture->store);
  g_assert_false (seal (fixture, cancel_soon, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (mps_store_get_state (fixture->directory), ==, MPS_STORE_STATE_PLAIN);
  g_assert_false (g_file_test (sealed, G_FILE_TEST_EXISTS));
}

/* As it is when the program is killed between two names. */
static void
test_sealing_interrupted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (fixture->records, ".plain", NULL);
  g_autofree char *sealed = g_strconcat (fixture->records, ".sealed", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  make_plain (fixture);
  g_clear_object (&fixture->store);

  /* Half a copy is worth nothing. */
  g_assert_true (g_file_set_contents (sealed, "half a copy", -1, NULL));
  g_assert_true (g_file_get_contents (fixture->records, &content, &size, NULL));
  g_assert_true (seal (fixture, NULL, NULL, &error));
  g_assert_no_error (error);

  /* The plain file is set aside, the sealed one has not its name yet. */
  g_assert_cmpint (g_rename (fixture->records, sealed), ==, 0);
  for (guint i = 0; mps_seal_list_companions ()[i] != NULL; i++) {
    g_autofree char *from = g_strconcat (fixture->records, mps_seal_list_companions ()[i], NULL);
    g_autofree char *to = g_strconcat (sealed, mps_seal_list_companions ()[i], NULL);

    g_assert_cmpint (g_rename (from, to), ==, 0);
  }
  g_assert_true (g_file_set_contents (aside, content, (gssize)size, NULL));
  g_assert_cmpint (mps_store_get_state (fixture->directory), ==, MPS_STORE_STATE_SEALED);
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS);
  assert_unreadable (fixture->directory, NAME);
  g_clear_object (&fixture->store);

  /* The plain file was not overwritten yet. */
  g_assert_true (g_file_set_contents (aside, content, (gssize)size, NULL));
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS);
  assert_unreadable (fixture->directory, NAME);
}

static gboolean
rekey (Fixture *fixture, MpsProgressFunc progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (MpsKeyring) keyring = mps_keyring_load_for_change (fixture->keys, error);
  gboolean done;

  g_assert_nonnull (keyring);
  g_assert_true (mps_keyring_unlock_with_key (keyring, fixture->key, NULL, error));
  done = mps_store_rekey (
      fixture->directory, keyring, "test", progress, cancellable, cancellable, error);
  if (done) {
    mps_seal_key_unref (fixture->key);
    fixture->key = mps_seal_key_ref (mps_keyring_peek_key (keyring));
  }
  return done;
}

static void
assert_opens_old_key_not (Fixture *fixture, MpsSealKey *old)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store = mps_store_open_sealed (
      fixture->directory, old, MPS_STORE_OPEN_EXISTING, "test", NULL, &error);

  g_assert_null (store);
  g_assert_nonnull (error);
}

static void
test_rekey (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsSealKey) old = mps_seal_key_ref (fixture->key);
  g_autoptr (GError) error = NULL;

  make_sealed (fixture);
  g_assert_false (rekey (fixture, NULL, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_BUSY);
  g_clear_error (&error);
  g_clear_object (&fixture->store);

  g_assert_true (rekey (fixture, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_opens_old_key_not (fixture, old);
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS);
  fill (fixture->store, N_PATIENTS, 10);
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS + 10);
  assert_unreadable (fixture->directory, NAME);
}

static void
test_rekey_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *next = g_strconcat (fixture->records, ".next", NULL);
  g_autoptr (MpsKeyring) keyring = NULL;
  g_autoptr (GError) error = NULL;

  make_sealed (fixture);
  g_clear_object (&fixture->store);
  g_assert_false (rekey (fixture, cancel_soon, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (next, G_FILE_TEST_EXISTS));
  keyring = mps_keyring_load (fixture->keys, NULL);
  g_assert_false (mps_keyring_is_rekeying (keyring));
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS);
}

static MpsKeyring *
load_unlocked (Fixture *fixture)
{
  g_autoptr (MpsSecret) secret = mps_secret_new ("word", -1);
  g_autoptr (GError) error = NULL;
  MpsKeyring *keyring = mps_keyring_load (fixture->keys, &error);

  g_assert_no_error (error);
  g_assert_true (mps_keyring_unlock (keyring, "kim", secret, &error));
  g_assert_no_error (error);
  return keyring;
}

static void
settle_and_open (Fixture *fixture)
{
  g_autoptr (MpsKeyring) keyring = load_unlocked (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_store_settle_rekey (fixture->directory, keyring, "test", &error));
  g_assert_no_error (error);
  g_assert_false (mps_keyring_is_rekeying (keyring));
  mps_seal_key_unref (fixture->key);
  fixture->key = mps_seal_key_ref (mps_keyring_peek_key (keyring));
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS);
  g_clear_object (&fixture->store);
}

/* Killed after the new key was saved, with half a copy; and after the file got its name. */
static void
test_rekey_interrupted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) keyring = load_unlocked (fixture);
  g_autofree char *next = g_strconcat (fixture->records, ".next", NULL);
  g_autoptr (GError) error = NULL;

  make_sealed (fixture);
  g_clear_object (&fixture->store);
  g_assert_true (mps_keyring_begin_rekey (keyring, &error));
  g_assert_true (mps_keyring_save (keyring, fixture->keys, &error));
  g_assert_true (g_file_set_contents (next, "half a copy", -1, NULL));
  settle_and_open (fixture);
  g_assert_false (g_file_test (next, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (mps_keyring_get_epoch (keyring), ==, 1);

  g_assert_true (rekey (fixture, NULL, NULL, &error));
  g_assert_no_error (error);
  settle_and_open (fixture);
}

static MpsBackupReport *
back_up (Fixture *fixture, GError **error)
{
  return mps_store_back_up (fixture->store, fixture->backup, NULL, NULL, NULL, error);
}

static void
assert_restores (Fixture *fixture, guint64 n)
{
  g_autofree char *target = g_build_filename (fixture->root, "restored", NULL);
  g_autoptr (MpsSecret) secret = mps_secret_new ("word", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsBackup) backup = mps_backup_open (fixture->backup, &error);
  g_autoptr (MpsBackupReport) report = NULL;
  g_autoptr (MpsStore) store = NULL;

  g_assert_no_error (error);
  g_assert_null (mps_backup_restore (backup, target, "test", NULL, NULL, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (mps_keyring_unlock (mps_backup_peek_keyring (backup), "kim", secret, &error));
  report = mps_backup_restore (backup, target, "test", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->records, ==, n);
  assert_unreadable (target, NAME);

  store = mps_store_open_sealed (target,
                                 mps_keyring_peek_key (mps_backup_peek_keyring (backup)),
                                 MPS_STORE_OPEN_EXISTING,
                                 "test",
                                 NULL,
                                 &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (store), ==, n);

  /* Never over records that are there. */
  g_assert_null (mps_backup_restore (backup, target, "test", NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_clear_object (&store);
  g_assert_null (mps_backup_restore (backup, target, "test", NULL, NULL, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_EXISTS);
  store_test_remove_folder (target);
}

static void
test_backup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsBackupReport) report = NULL;
  g_autoptr (MpsBackupReport) again = NULL;
  g_autoptr (MpsStoreCheck) check = NULL;
  struct stat status;

  make_sealed (fixture);
  report = back_up (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->records, ==, N_PATIENTS);
  check = mps_store_check (fixture->store, NULL, &error);
  g_assert_cmpstr (report->head, ==, check->head);
  g_assert_cmpint (g_stat (fixture->backup, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  assert_unreadable (fixture->root, NAME);
  assert_restores (fixture, N_PATIENTS);

  /* The next one takes its place. */
  fill (fixture->store, N_PATIENTS, 5);
  again = back_up (fixture, &error);
  g_assert_no_error (error);
  assert_restores (fixture, N_PATIENTS + 5);
}

static void
test_backup_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  make_sealed (fixture);
  g_assert_true (g_file_set_contents (fixture->backup, "a letter", -1, NULL));
  g_assert_null (back_up (fixture, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  g_unlink (fixture->backup);

  g_assert_null (mps_store_back_up (
      fixture->store, fixture->backup, cancel_soon, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (fixture->backup, G_FILE_TEST_EXISTS));
  g_clear_error (&error);

  g_assert_null (
      mps_store_back_up (fixture->store, "/nonexistent/backup", NULL, NULL, NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
}

static void
test_backup_of_plain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  make_plain (fixture);
  g_assert_null (back_up (fixture, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
}

typedef struct {
  MpsStore *store;
  gint stop;
  guint n;
} Writing;

static gpointer
write_on (gpointer data)
{
  Writing *writing = data;

  while (!g_atomic_int_get (&writing->stop)) {
    fill (writing->store, N_PATIENTS + writing->n, 1);
    writing->n++;
  }
  return NULL;
}

static void
test_backup_while_writing (Fixture *fixture, gconstpointer data)
{
  Writing writing = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsBackupReport) report = NULL;
  GThread *thread;

  make_sealed (fixture);
  writing.store = fixture->store;
  thread = g_thread_new ("writing", write_on, &writing);
  report = back_up (fixture, &error);
  g_atomic_int_set (&writing.stop, 1);
  g_thread_join (thread);
  g_assert_no_error (error);
  g_assert_cmpuint (report->records, >=, N_PATIENTS);
  assert_restores (fixture, report->records);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS + writing.n);
}

static gboolean
restores (Fixture *fixture, MpsStoreError *code)
{
  g_autofree char *target = g_build_filename (fixture->root, "restored", NULL);
  g_autofree char *records = g_build_filename (target, "records.db", NULL);
  g_autoptr (MpsSecret) secret = mps_secret_new ("word", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsBackup) backup = mps_backup_open (fixture->backup, &error);
  g_autoptr (MpsBackupReport) report = NULL;

  if (backup != NULL &&
      mps_keyring_unlock (mps_backup_peek_keyring (backup), "kim", secret, &error))
    report = mps_backup_restore (backup, target, "test", NULL, NULL, NULL, &error);
  g_assert_true (g_file_test (records, G_FILE_TEST_EXISTS) == (report != NULL));
  store_test_remove_folder (target);
  if (report != NULL)
    return TRUE;

  *code = error->domain == MPS_STORE_ERROR ? (MpsStoreError)error->code : MPS_STORE_ERROR_CORRUPT;
  return FALSE;
}

static void
test_backup_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsBackupReport) report = NULL;
  g_autofree char *content = NULL;
  MpsStoreError code = MPS_STORE_ERROR_FAILED;
  gsize size;

  make_sealed (fixture);
  report = back_up (fixture, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (fixture->backup, &content, &size, NULL));

  for (guint i = 0; i < 60; i++) {
    gsize at = i < 20 ? i : (gsize)g_test_rand_int_range (0, (gint32)size);

    content[at] ^= 4;
    g_assert_true (g_file_set_contents (fixture->backup, content, (gssize)size, NULL));
    content[at] ^= 4;
    g_assert_false (restores (fixture, &code));
  }
  for (guint i = 0; i < 20; i++) {
    gsize length = (gsize)g_test_rand_int_range (20, (gint32)size);

    g_assert_true (g_file_set_contents (fixture->backup, content, (gssize)length, NULL));
    g_assert_false (restores (fixture, &code));
    g_assert_cmpint (code, ==, MPS_STORE_ERROR_CORRUPT);
  }

  g_assert_true (g_file_set_contents (fixture->backup, "", 0, NULL));
  g_assert_false (restores (fixture, &code));
  g_assert_cmpint (code, ==, MPS_STORE_ERROR_INPUT);
  g_assert_true (g_file_set_contents (fixture->backup, "some other file of someone", -1, NULL));
  g_assert_false (restores (fixture, &code));
  g_assert_cmpint (code, ==, MPS_STORE_ERROR_INPUT);
  g_assert_true (g_file_set_contents (fixture->backup, content, (gssize)size, NULL));
  g_assert_true (restores (fixture, &code));
}

/* The database of one backup behind the header of another of the same profile. */
static void
test_backups_mixed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsBackupReport) report = NULL;
  g_autoptr (MpsBackupReport) second = NULL;
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;
  MpsStoreError code = MPS_STORE_ERROR_FAILED;
  gsize size;
  gsize other_size;

  make_sealed (fixture);
  report = back_up (fixture, &error);
  g_assert_true (g_file_get_contents (fixture->backup, &one, &size, NULL));
  second = back_up (fixture, &error);
  g_assert_true (g_file_get_contents (fixture->backup, &other, &other_size, NULL));
  g_assert_cmpuint (size, ==, other_size);
  memcpy (one + size / 2, other + size / 2, size - size / 2);
  g_assert_true (g_file_set_contents (fixture->backup, one, (gssize)size, NULL));
  g_assert_false (restores (fixture, &code));
  g_assert_cmpint (code, ==, MPS_STORE_ERROR_CORRUPT);
}

/* After re-keying, what was backed up before still opens: it has its own keyring. */
static void
test_backup_before_rekey (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsBackupReport) report = NULL;

  make_sealed (fixture);
  report = back_up (fixture, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->store);
  g_assert_true (rekey (fixture, NULL, NULL, &error));
  assert_restores (fixture, N_PATIENTS);
}

/* One bit anywhere, and an account that someone put into the keyring. */
static void
test_check_finds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsKeyring) other = mps_keyring_new ();
  g_autoptr (MpsSecret) secret = mps_secret_new ("word", -1);
  g_autoptr (MpsStoreCheck) check = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  make_sealed (fixture);
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_clear_object (&fixture->store);
  g_assert_true (g_file_get_contents (fixture->records, &content, &size, NULL));
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);

  mps_keyring_set_cost (other, &cheap);
  g_assert_true (mps_keyring_add (other, "kim", secret, &error));
  g_unlink (fixture->keys);
  g_assert_true (mps_keyring_save (other, fixture->keys, &error));
  check = mps_store_check (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (store_test_contains (check->problems, "keys"));
  mps_store_check_free (g_steal_pointer (&check));
  g_unlink (fixture->keys);
  g_assert_true (mps_keyring_save (fixture->keyring, fixture->keys, NULL) == FALSE);
  g_clear_object (&fixture->store);

  content[size - 2000] ^= 1;
  g_assert_true (g_file_set_contents (fixture->records, content, (gssize)size, NULL));
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  check = mps_store_check (fixture->store, NULL, &error);
  g_assert_true (check == NULL || store_test_contains (check->problems, "page"));
  g_assert_true (check != NULL || strstr (error->message, "page") != NULL);
}

static void
take_keys (Fixture *fixture, char **content, gsize *size)
{
  g_assert_true (g_file_get_contents (fixture->keys, content, size, NULL));
}

static void
put_keys (Fixture *fixture, const char *content, gsize size)
{
  g_assert_true (g_file_set_contents (fixture->keys, content, (gssize)size, NULL));
}

/* Somebody leaves, and knows the password of before. */
static void
change_keys (Fixture *fixture, gboolean noted)
{
  g_autoptr (MpsKeyring) keyring = mps_keyring_load_for_change (fixture->keys, NULL);
  g_autoptr (MpsSecret) secret = mps_secret_new ("other", -1);
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_keyring_unlock_with_key (keyring, fixture->key, NULL, &error));
  g_assert_true (mps_keyring_set_password (keyring, "kim", secret, &error));
  g_assert_true (mps_keyring_save (keyring, fixture->keys, &error));
  g_assert_true (!noted || mps_store_note_keys (fixture->store, keyring, &error));
  g_assert_no_error (error);
}

static void
assert_keys_refused (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->store);
  fixture->store = mps_store_open_sealed (
      fixture->directory, fixture->key, MPS_STORE_OPEN_EXISTING, "test", NULL, &error);
  g_assert_null (fixture->store);
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_ALTERED);
  g_assert_nonnull (strstr (error->message, "keys: "));
  g_assert_nonnull (strstr (error->message, "put back to an older state"));
}

static void
test_keys_put_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;
  gsize old_size = 0;
  gsize new_size = 0;

  make_sealed (fixture);
  take_keys (fixture, &old, &old_size);
  change_keys (fixture, TRUE);
  take_keys (fixture, &new, &new_size);

  put_keys (fixture, old, old_size);
  assert_keys_refused (fixture);
  put_keys (fixture, new, new_size);
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS);

  /* As after a program that was killed before it could tell the records: the next one does. */
  change_keys (fixture, FALSE);
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  put_keys (fixture, new, new_size);
  assert_keys_refused (fixture);
}

/* While the records are open, check and backup find it. */
static void
test_keys_put_back_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsStoreCheck) check = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *old = NULL;
  gsize old_size = 0;

  make_sealed (fixture);
  take_keys (fixture, &old, &old_size);
  change_keys (fixture, TRUE);
  put_keys (fixture, old, old_size);
  check = mps_store_check (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (store_test_contains (check->problems, "put back to an older state"));
  g_assert_null (back_up (fixture, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_ALTERED);
  g_assert_false (g_file_test (fixture->backup, G_FILE_TEST_EXISTS));
}

/* A backup brings its own; and where the newer file is lost for good, the records are not. */
static void
test_keys_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsBackupReport) backup = NULL;
  g_autoptr (MpsSalvageReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *old = NULL;
  gsize old_size = 0;

  make_sealed (fixture);
  take_keys (fixture, &old, &old_size);
  backup = back_up (fixture, &error);
  g_assert_no_error (error);
  change_keys (fixture, TRUE);
  put_keys (fixture, old, old_size);
  assert_restores (fixture, N_PATIENTS);

  assert_keys_refused (fixture);
  report = mps_store_salvage (fixture->directory, fixture->key, "test", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->records, ==, N_PATIENTS);
  open_sealed (fixture, MPS_STORE_OPEN_EXISTING);
  g_assert_cmpuint (count (fixture->store), ==, N_PATIENTS);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/keeping/sealed-only", test_sealed_only);
  ADD ("/keeping/another-key", test_another_key);
  ADD ("/keeping/plain-is-sealed", test_plain_is_sealed);
  ADD ("/keeping/sealing-cancelled", test_sealing_cancelled);
  ADD ("/keeping/sealing-interrupted", test_sealing_interrupted);
  ADD ("/keeping/rekey", test_rekey);
  ADD ("/keeping/rekey-cancelled", test_rekey_cancelled);
  ADD ("/keeping/rekey-interrupted", test_rekey_interrupted);
  ADD ("/keeping/backup", test_backup);
  ADD ("/keeping/backup-refused", test_backup_refused);
  ADD ("/keeping/backup-of-plain", test_backup_of_plain);
  ADD ("/keeping/backup-while-writing", test_backup_while_writing);
  ADD ("/keeping/backup-damaged", test_backup_damaged);
  ADD ("/keeping/backups-mixed", test_backups_mixed);
  ADD ("/keeping/backup-before-rekey", test_backup_before_rekey);
  ADD ("/keeping/check-finds", test_check_finds);
  ADD ("/keeping/keys-put-back", test_keys_put_back);
  ADD ("/keeping/keys-put-back-meanwhile", test_keys_put_back_meanwhile);
  ADD ("/keeping/keys-lost", test_keys_lost);
  return g_test_run ();
}
