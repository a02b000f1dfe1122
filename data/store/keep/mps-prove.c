/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-files-private.h"
#include "data/store/keep/mps-store-backup.h"
#include "data/store/mps-store-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define FOLDER_NAME "proof"
#define LOCK_NAME "proof.lock"
#define MAX_DEPTH 3

/* Only what this file made: a profile that nobody works in. */
static void
remove_folder (const char *folder, guint depth)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    gboolean deeper = depth < MAX_DEPTH && !g_file_test (path, G_FILE_TEST_IS_SYMLINK) &&
                      g_file_test (path, G_FILE_TEST_IS_DIR);

    if (deeper)
      remove_folder (path, depth + 1);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

static int
take_lock (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, LOCK_NAME, NULL);
  int lock;

  g_mkdir (folder, 0700);
  lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    mps_files_set_error ("the profile's folder may not be written", error);
    return -1;
  }
  if (flock (lock, LOCK_EX | LOCK_NB) == 0)
    return lock;

  close (lock);
  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_BUSY,
                       "records: another backup of this profile is just being tried out; wait for "
                       "it");
  return -1;
}

/**
 * mps_store_prove_backup:
 * @self: a store with sealed files
 * @path: a backup of it, made with the key that it has now
 * @progress: (nullable): told the bytes, on this thread
 * @data: for @progress
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Whether a backup is worth anything: it is restored as on a new machine, into a folder of its own
 * within the profile's, checked, and removed again. Takes the space of the records once more while
 * it lasts. Blocks.
 *
 * Errors: as of mps_backup_open() and mps_backup_restore(); %MPS_STORE_ERROR_BUSY.
 *
 * Returns: (transfer full): what was restored, or %NULL
 */
MpsBackupReport *
mps_store_prove_backup (MpsStore *self,
                        const char *path,
                        MpsProgressFunc progress,
                        gpointer data,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autofree char *backups = g_build_filename (mps_store_peek_directory (self), "backups", NULL);
  g_autofree char *folder = g_build_filename (backups, FOLDER_NAME, NULL);
  g_autoptr (MpsBackup) backup = mps_backup_open (path, error);
  MpsBackupReport *report;
  int lock;

  if (backup == NULL ||
      !mps_keyring_unlock_with_key (
          mps_backup_peek_keyring (backup), mps_store_peek_key (self), NULL, error))
    return NULL;

  lock = take_lock (backups, error);
  if (lock < 0)
    return NULL;

  remove_folder (folder, 0);
  report = mps_backup_restore (backup, folder, "backup", progress, data, cancellable, error);
  remove_folder (folder, 0);
  close (lock);
  return report;
}
