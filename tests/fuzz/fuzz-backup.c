/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-store-backup.h"
#include "data/store/keep/mps-store-seal.h"
#include "tests/fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>

/* Input: a backup file, as someone may hand it to us. Whatever it is, opening it ends with a named
 * error, and nothing that was altered restores. The file under test is one in the temporary folder;
 * its keyring opens at once, so that the fuzzer gets past it. */

#define NAME "kim"

typedef struct {
  char *folder;
  char *file;
  char *target;
  GBytes *whole;
} Place;

static Place place;

static void
add_account (MpsKeyring *keyring)
{
  const MpsKeyringCost cheap = { .passes = 1, .memory_kib = 8 };
  g_autoptr (MpsSecret) secret = mps_secret_new ("", 0);

  mps_keyring_set_cost (keyring, &cheap);
  g_assert_true (mps_keyring_add (keyring, NAME, secret, NULL));
}

/* A backup of a small profile. */
static GBytes *
make_whole (void)
{
  g_autofree char *profile = g_build_filename (place.folder, "profile", NULL);
  g_autofree char *keys = g_build_filename (profile, MPS_KEYRING_FILE, NULL);
  g_autoptr (MpsKeyring) keyring = mps_keyring_new ();
  g_autoptr (MpsStore) store = NULL;
  g_autoptr (MpsBackupReport) report = NULL;
  g_autoptr (GError) error = NULL;
  char *content = NULL;
  gsize size;

  add_account (keyring);
  g_mkdir (profile, 0700);
  g_assert_true (mps_keyring_save (keyring, keys, &error));
  store = mps_store_open_sealed (
      profile, mps_keyring_peek_key (keyring), MPS_STORE_OPEN_CREATE, "fuzz", NULL, &error);
  g_assert_no_error (error);
  report = mps_store_back_up (store, place.file, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (place.file, &content, &size, NULL));
  return g_bytes_new_take (content, size);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_unlink (path) != 0)
      remove_folder (path);
  }
  g_rmdir (folder);
}

static void
remove_place (void)
{
  remove_folder (place.folder);
}

static Place *
peek_place (void)
{
  if (place.folder == NULL) {
    atexit (remove_place);
    place.folder = g_dir_make_tmp ("mps-fuzz-XXXXXX", NULL);
    place.file = g_build_filename (place.folder, "backup", NULL);
    place.target = g_build_filename (place.folder, "restored", NULL);
    place.whole = make_whole ();
  }
  return &place;
}

static void
restore (MpsBackup *backup, gboolean whole)
{
  const Place *here = peek_place ();
  g_autofree char *records = g_build_filename (here->target, "records.db", NULL);
  g_autoptr (MpsSecret) secret = mps_secret_new ("", 0);
  MpsKeyring *keyring = mps_backup_peek_keyring (backup);
  g_autoptr (MpsBackupReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (!mps_keyring_unlock_only (keyring, secret, &error))
    return;

  report = mps_backup_restore (backup, here->target, "fuzz", NULL, NULL, NULL, &error);
  g_assert_true ((report != NULL) == whole);
  g_assert_true (g_file_test (records, G_FILE_TEST_EXISTS) == whole);
  g_unlink (records);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const Place *here = peek_place ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsBackup) backup = NULL;

  g_unlink (here->file);
  g_assert_true (g_file_set_contents_full (
      here->file, (const char *)data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  backup = mps_backup_open (here->file, &error);
  g_assert_true ((backup == NULL) == (error != NULL));
  if (backup != NULL)
    restore (backup, g_bytes_equal (bytes, here->whole));
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  g_ptr_array_add (seeds, g_bytes_ref (peek_place ()->whole));
  return seeds;
}
