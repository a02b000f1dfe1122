/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-files-private.h"
#include "data/store/keep/mps-backup-private.h"
#include "data/store/keep/mps-keys-private.h"
#include "data/store/mps-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The copy is made beside the records, where it is quick, checked there, and then written to the
 * target in one go. */
#define COPY_NAME "making.db"
#define LOCK_NAME "making.lock"

/* Copying, writing and reading back take a third each of what is shown. */
#define N_PHASES 3

typedef struct {
  MpsStore *store;
  MpsSealKey *key;
  const char *vfs;
  const char *path;
  char *copy;
  int lock;
  MpsBackupHeader header;
  MpsBackupManifest manifest;
  guint64 size;
  guint phase;
  MpsProgressFunc progress;
  gpointer data;
  GCancellable *cancellable;
} Making;

static void
making_clear (Making *making)
{
  if (making->lock >= 0)
    mps_files_remove (making->copy);
  if (making->lock >= 0)
    close (making->lock);
  mps_backup_header_clear (&making->header);
  g_free (making->copy);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

static void
tell (guint64 done, guint64 total, gpointer data)
{
  const Making *making = data;
  guint64 scale = 1000000;

  if (making->progress != NULL && total > 0)
    making->progress (making->phase * scale + done * scale / total, N_PHASES * scale, making->data);
}

static gboolean
take_place (Making *making, GError **error)
{
  const char *directory = mps_store_peek_directory (making->store);
  g_autofree char *folder = g_build_filename (directory, "backups", NULL);
  g_autofree char *lock = g_build_filename (folder, LOCK_NAME, NULL);

  making->copy = g_build_filename (folder, COPY_NAME, NULL);
  g_mkdir (folder, 0700);
  making->lock = g_open (lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (making->lock < 0)
    return mps_files_set_error ("the profile's folder may not be written", error);
  if (flock (making->lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;

  close (making->lock);
  making->lock = -1;
  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_BUSY,
                       "records: another backup of this profile is just being made; wait for it");
  return FALSE;
}

/* Whoever restores needs the keyring that fits the records: read after them, it is none that they
 * would take for an older one. */
static gboolean
load_keyring (Making *making, GError **error)
{
  const char *directory = mps_store_peek_directory (making->store);
  g_autofree char *path = g_build_filename (directory, MPS_KEYRING_FILE, NULL);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (making->store, making->cancellable, error);
  g_autoptr (MpsKeyring) keyring = NULL;

  if (loan == NULL || !mps_keys_check (mps_loan_peek_db (loan), directory, making->key, error))
    return FALSE;
  keyring = mps_keyring_load (path, error);
  if (keyring == NULL || !mps_keyring_unlock_with_key (keyring, making->key, NULL, error))
    return FALSE;

  making->header.keyring = mps_keyring_to_bytes (keyring);
  return TRUE;
}

static gboolean
decode_head (const char *text, guint8 *head)
{
  gsize size = 0;

  return sodium_hex2bin (head, MPS_DIGEST_SIZE, text, strlen (text), NULL, &size, NULL) == 0 &&
         size == MPS_DIGEST_SIZE;
}

/* An audit record without an entry has no head. */
static void
take_manifest (Making *making, const MpsStoreCheck *check)
{
  making->manifest.records = check->records;
  making->manifest.made_us = g_get_real_time ();
  if (!decode_head (check->head, making->manifest.head))
    memset (making->manifest.head, 0, sizeof making->manifest.head);
}

static gboolean
check_copy (Making *making, MpsDb *copy, GPtrArray **problems, GError **error)
{
  g_autoptr (MpsStoreCheck) check = mps_store_check_new ();

  mps_db_set_cancellable (copy, making->cancellable);
  if (!mps_check_db (copy, check, error))
    return FALSE;

  take_manifest (making, check);
  *problems = g_ptr_array_ref (check->problems);
  return TRUE;
}

static gboolean
make_copy (Making *making, GPtrArray **problems, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (making->store, making->cancellable, error);
  g_autoptr (MpsDb) copy = NULL;
  MpsCopyJob job = { .progress = tell, .data = making, .cancellable = making->cancellable };

  if (loan == NULL || !mps_files_create (making->copy, error))
    return FALSE;

  copy = mps_db_open (making->copy, making->vfs, MPS_DB_WRITE, error);
  if (copy == NULL)
    return FALSE;

  job.from = mps_loan_peek_db (loan);
  job.to = copy;
  return mps_copy_pages (&job, error) && check_copy (making, copy, problems, error);
}

static gboolean
add_part (Making *making, const char *suffix, GError **error)
{
  g_autofree char *path = g_strconcat (making->copy, suffix, NULL);
  MpsBackupPart *part = &making->header.parts[making->header.n_parts];
  struct stat status;

  if (g_stat (path, &status) != 0)
    return errno == ENOENT || mps_files_set_error ("the copy cannot be read", error);

  part->suffix = suffix;
  part->size = (guint64)status.st_size;
  making->size += part->size;
  making->header.n_parts++;
  return TRUE;
}

static gboolean
list_parts (Making *making, GError **error)
{
  const char *const *companions = mps_seal_list_companions ();

  if (!add_part (making, "", error))
    return FALSE;
  for (gsize i = 0; companions[i] != NULL; i++)
    if (!add_part (making, companions[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
pass_part (Making *making, MpsBackupStream *stream, const MpsBackupPart *part, GError **error)
{
  g_autofree char *path = g_strconcat (making->copy, part->suffix, NULL);
  gboolean done;

  stream->from = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (stream->from < 0)
    return mps_files_set_error ("the copy cannot be read", error);

  done = mps_backup_pass (stream, part->size, error);
  close (stream->from);
  return done;
}

static gboolean
pass_parts (Making *making, int to, guint8 *hash, GError **error)
{
  MpsBackupHash running;
  MpsBackupStream stream = { .from = -1, .to = to, .hash = &running, .total = making->size };

  stream.cancellable = making->cancellable;
  if (to >= 0) {
    stream.progress = tell;
    stream.data = making;
  }
  mps_backup_hash_init (&running, making->key);
  for (guint i = 0; i < making->header.n_parts; i++)
    if (!pass_part (making, &stream, &making->header.parts[i], error))
      return FALSE;

  mps_backup_hash_finish (&running, hash);
  return TRUE;
}

static gboolean
write_header (Making *making, int fd)
{
  g_autoptr (GBytes) bytes = mps_backup_header_encode (&making->header);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return write (fd, data, size) == (gssize)size;
}

static gboolean
write_file (Making *making, int fd, GError **error)
{
  guint8 written[MPS_BACKUP_HASH_SIZE];

  if (!pass_parts (making, -1, making->manifest.hash, error))
    return FALSE;

  mps_backup_header_seal (&making->header, &making->manifest, making->key);
  making->phase = 1;
  if (!write_header (making, fd))
    return mps_files_set_error ("backup: it cannot be written; free some space, or choose another "
                                "place",
                                error);
  if (!pass_parts (making, fd, written, error))
    return FALSE;

  return fsync (fd) == 0 ||
         mps_files_set_error ("backup: it has perhaps not reached the disk", error);
}

/* What was written is read back from the medium, not from memory, as far as the system lets us. */
static gboolean
read_back (Making *making, const char *partial, GError **error)
{
  g_autoptr (MpsBackup) backup = mps_backup_open (partial, error);
  MpsBackupStream stream = { .from = -1, .to = -1, .progress = tell, .data = making };

  stream.cancellable = making->cancellable;
  making->phase = 2;
  return backup != NULL && mps_backup_verify (backup, making->key, &stream, error);
}

/* Only another backup is replaced. */
static gboolean
check_target (const char *path, GError **error)
{
  g_autoptr (MpsBackup) backup = NULL;
  g_autoptr (GError) local_error = NULL;

  if (g_access (path, F_OK) != 0)
    return TRUE;

  backup = mps_backup_open (path, &local_error);
  if (backup != NULL || g_error_matches (local_error, MPS_STORE_ERROR, MPS_STORE_ERROR_CORRUPT))
    return TRUE;

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_EXISTS,
                       "backup: there is a file of that name that is no backup; choose another "
                       "name");
  return FALSE;
}

static gboolean
write_partial (Making *making, const char *partial, GError **error)
{
  gboolean done;
  int fd;

  g_unlink (partial);
  fd = g_open (partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return mps_files_set_error ("backup: it cannot be written there; choose another place", error);

  done = write_file (making, fd, error);
  if (done)
    posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  return close (fd) == 0 && done && read_back (making, partial, error);
}

static gboolean
write_target (Making *making, GError **error)
{
  g_autofree char *partial = g_strconcat (making->path, ".partial", NULL);
  g_autofree char *folder = g_path_get_dirname (making->path);

  if (write_partial (making, partial, error)) {
    if (g_rename (partial, making->path) == 0)
      return mps_folder_sync (folder, error);
    mps_files_set_error ("backup: it cannot be given its name", error);
  }

  g_unlink (partial);
  return FALSE;
}

static gboolean
make (Making *making, GPtrArray **problems, GError **error)
{
  return check_target (making->path, error) && take_place (making, error) &&
         make_copy (making, problems, error) && load_keyring (making, error) &&
         list_parts (making, error) && write_target (making, error);
}

/**
 * mps_backup_report_free:
 * @report: (transfer full) (nullable): what is in a backup
 */
void
mps_backup_report_free (MpsBackupReport *report)
{
  if (report == NULL)
    return;

  g_free (report->head);
  g_clear_pointer (&report->problems, g_ptr_array_unref);
  g_free (report);
}

/**
 * mps_backup_report_new:
 * @manifest: what the backup says of itself
 *
 * Returns: (transfer full): the same for others
 */
MpsBackupReport *
mps_backup_report_new (const MpsBackupManifest *manifest)
{
  MpsBackupReport *report = g_new0 (MpsBackupReport, 1);
  char head[MPS_DIGEST_SIZE * 2 + 1];

  report->records = manifest->records;
  report->made_us = manifest->made_us;
  report->head = g_strdup (sodium_bin2hex (head, sizeof head, manifest->head, MPS_DIGEST_SIZE));
  report->problems = g_ptr_array_new_with_free_func (g_free);
  return report;
}

/**
 * mps_store_back_up:
 * @self: a store with sealed files
 * @path: the file to make; another backup there is replaced once the new one is whole
 * @progress: (nullable): told how much is done, on this thread
 * @data: for @progress
 * @cancellable: (nullable): ends it; then nothing is left of it
 * @error: return location
 *
 * Copies all records as of one moment into one file, sealed with the same key and with a copy of
 * the keyring, so that any account of that moment or the recovery key opens it on any machine.
 * Others read and write meanwhile. The copy is opened and checked as mps_store_check() does, and
 * what was written is read back. Blocks, for long where much is stored; takes the space of the
 * records once more in the profile's folder while it lasts.
 *
 * Errors: %MPS_STORE_ERROR_REFUSED (a plain profile: nothing readable is ever written),
 * %MPS_STORE_ERROR_EXISTS, %MPS_STORE_ERROR_BUSY, %MPS_STORE_ERROR_FULL,
 * %MPS_STORE_ERROR_READ_ONLY, %MPS_STORE_ERROR_CORRUPT, #MpsSealError, %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): what is in the backup, or %NULL
 */
MpsBackupReport *
mps_store_back_up (MpsStore *self,
                   const char *path,
                   MpsProgressFunc progress,
                   gpointer data,
                   GCancellable *cancellable,
                   GError **error)
{
  g_auto (Making) making = { .store = self, .path = path, .lock = -1 };
  g_autoptr (GPtrArray) problems = NULL;
  MpsBackupReport *report;

  making.key = mps_store_peek_key (self);
  making.vfs = mps_store_peek_vfs (self);
  making.progress = progress;
  making.data = data;
  making.cancellable = cancellable;
  if (making.key == NULL) {
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_REFUSED,
                         "backup: this profile is not sealed, and nothing readable is written; "
                         "seal it first");
    return NULL;
  }
  if (!make (&making, &problems, error))
    return NULL;

  report = mps_backup_report_new (&making.manifest);
  g_ptr_array_extend_and_steal (report->problems, g_steal_pointer (&problems));
  return report;
}
