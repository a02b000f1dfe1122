/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-exclusive-private.h"
#include "data/store/keep/mps-backup-private.h"
#include "data/store/keep/mps-seal-private.h"
#include "data/store/keep/mps-store-seal.h"
#include "data/store/mps-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RESTORED_SUFFIX ".restored"

struct _MpsBackup {
  int fd;
  MpsBackupHeader header;
  MpsKeyring *keyring;
};

static gboolean
set_unreadable (GError **error)
{
  return mps_files_set_error ("backup: the file cannot be read", error);
}

static GBytes *
read_start (int fd, guint64 file_size, GError **error)
{
  gsize size = (gsize)MIN (file_size, (guint64)MPS_BACKUP_HEADER_MAX);
  g_autofree guint8 *data = g_malloc (size + 1);
  gsize done = 0;

  while (done < size) {
    gssize n = pread (fd, data + done, size - done, (off_t)done);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0) {
      set_unreadable (error);
      return NULL;
    }
    done += (gsize)n;
  }
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static gboolean
read_header (MpsBackup *self, GError **error)
{
  g_autoptr (GBytes) start = NULL;
  struct stat status;

  if (fstat (self->fd, &status) != 0)
    return set_unreadable (error);

  start = read_start (self->fd, (guint64)status.st_size, error);
  if (start == NULL ||
      !mps_backup_header_decode (&self->header, start, (guint64)status.st_size, error))
    return FALSE;

  self->keyring = mps_keyring_new_from_bytes (self->header.keyring, error);
  return self->keyring != NULL;
}

/**
 * mps_backup_open:
 * @path: a file
 * @error: return location
 *
 * Looks at a file that may be a backup. Errors: %MPS_STORE_ERROR_NOT_FOUND, %MPS_STORE_ERROR_INPUT
 * (no backup), %MPS_STORE_ERROR_CORRUPT (damaged, cut), %MPS_STORE_ERROR_VERSION, #MpsSealError
 * for the keyring in it.
 *
 * Returns: (transfer full): the backup, its keyring locked, or %NULL
 */
MpsBackup *
mps_backup_open (const char *path, GError **error)
{
  g_autoptr (MpsBackup) self = g_new0 (MpsBackup, 1);

  self->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (self->fd < 0) {
    set_unreadable (error);
    return NULL;
  }

  return read_header (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * mps_backup_free:
 * @self: (transfer full) (nullable): a backup
 */
void
mps_backup_free (MpsBackup *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  mps_backup_header_clear (&self->header);
  g_clear_pointer (&self->keyring, mps_keyring_free);
  g_free (self);
}

/**
 * mps_backup_peek_keyring:
 * @self: a backup
 *
 * Returns: (transfer none): the keyring that was in the profile; unlock it by the password of any
 *   account of then, or by the recovery key of then
 */
MpsKeyring *
mps_backup_peek_keyring (MpsBackup *self)
{
  return self->keyring;
}

static MpsSealKey *
peek_key (MpsBackup *self, GError **error)
{
  MpsSealKey *key = mps_keyring_peek_key (self->keyring);

  if (key == NULL)
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_REFUSED,
                         "backup: it opens with the password of one of its accounts, or with the "
                         "recovery key");
  return key;
}

/**
 * mps_backup_read_report:
 * @self: a backup, its keyring unlocked
 * @error: return location
 *
 * Errors: %MPS_STORE_ERROR_REFUSED (locked), %MPS_STORE_ERROR_CORRUPT.
 *
 * Returns: (transfer full): what the backup says that is in it, or %NULL
 */
MpsBackupReport *
mps_backup_read_report (MpsBackup *self, GError **error)
{
  MpsSealKey *key = peek_key (self, error);
  MpsBackupManifest manifest = { 0 };

  if (key == NULL || !mps_backup_header_open (&self->header, key, &manifest, error))
    return NULL;

  return mps_backup_report_new (&manifest);
}

static guint64
get_size (const MpsBackup *self)
{
  guint64 size = 0;

  for (guint i = 0; i < self->header.n_parts; i++)
    size += self->header.parts[i].size;
  return size;
}

static gboolean
pass_to (MpsBackupStream *stream, const MpsBackupPart *part, const char *target, GError **error)
{
  g_autofree char *path = g_strconcat (target, part->suffix, NULL);
  gboolean done;

  stream->to = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (stream->to < 0)
    return mps_files_set_error ("the profile's folder may not be written", error);

  done = mps_backup_pass (stream, part->size, error);
  close (stream->to);
  return done;
}

/* Reads every byte once; nothing of it is believed before the hash over all fits. */
static gboolean
pass_all (MpsBackup *self,
          MpsSealKey *key,
          MpsBackupStream *stream,
          const char *target,
          MpsBackupManifest *manifest,
          GError **error)
{
  guint8 found[MPS_BACKUP_HASH_SIZE];
  MpsBackupHash hash;

  if (!mps_backup_header_open (&self->header, key, manifest, error))
    return FALSE;
  if (lseek (self->fd, (off_t)self->header.start, SEEK_SET) < 0)
    return set_unreadable (error);

  mps_backup_hash_init (&hash, key);
  stream->from = self->fd;
  stream->to = -1;
  stream->hash = &hash;
  stream->total = get_size (self);
  for (guint i = 0; i < self->header.n_parts; i++) {
    const MpsBackupPart *part = &self->header.parts[i];

    if (target == NULL ? !mps_backup_pass (stream, part->size, error)
                       : !pass_to (stream, part, target, error))
      return FALSE;
  }

  mps_backup_hash_finish (&hash, found);
  return sodium_memcmp (found, manifest->hash, sizeof found) == 0 || mps_backup_set_damaged (error);
}

/**
 * mps_backup_verify:
 * @self: a backup
 * @key: its data key
 * @stream: progress and cancellable
 * @error: return location
 *
 * Returns: whether every byte is as it was written
 */
gboolean
mps_backup_verify (MpsBackup *self, MpsSealKey *key, MpsBackupStream *stream, GError **error)
{
  MpsBackupManifest manifest = { 0 };

  return pass_all (self, key, stream, NULL, &manifest, error);
}

static gboolean
compare (const MpsStoreCheck *check, const MpsBackupReport *report, GError **error)
{
  /* Without an entry there is no head. */
  if (check->records == report->records &&
      (check->audit_entries == 0 || g_ascii_strcasecmp (check->head, report->head) == 0))
    return TRUE;

  return mps_backup_set_damaged (error);
}

static gboolean
check_restored (const char *path, MpsSealKey *key, MpsBackupReport *report, GError **error)
{
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new (key, error);
  g_autoptr (MpsStoreCheck) check = mps_store_check_new ();
  g_autoptr (MpsDb) db = NULL;

  if (vfs == NULL)
    return FALSE;

  db = mps_db_open (path, mps_seal_vfs_peek_name (vfs), MPS_DB_WRITE, error);
  if (db == NULL || !mps_check_db (db, check, error) || !compare (check, report, error))
    return FALSE;

  g_ptr_array_extend_and_steal (report->problems, g_ptr_array_ref (check->problems));
  return TRUE;
}

static gboolean
save_keyring (MpsBackup *self, const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, MPS_KEYRING_FILE, NULL);

  /* A keyring without records, as an interrupted restoring leaves it, opens nothing. */
  g_unlink (path);
  return mps_keyring_save (self->keyring, path, error);
}

static MpsBackupReport *
restore_into (MpsBackup *self,
              const char *directory,
              MpsSealKey *key,
              MpsBackupStream *stream,
              GError **error)
{
  g_autofree char *path = g_build_filename (directory, MPS_RECORDS_FILE, NULL);
  g_autofree char *restored = g_strconcat (path, RESTORED_SUFFIX, NULL);
  g_autoptr (MpsBackupReport) report = NULL;
  MpsBackupManifest manifest = { 0 };

  mps_files_remove (restored);
  if (pass_all (self, key, stream, restored, &manifest, error)) {
    report = mps_backup_report_new (&manifest);
    if (check_restored (restored, key, report, error) && mps_files_sync (restored, error) &&
        save_keyring (self, directory, error) && mps_files_rename (restored, path, error))
      return g_steal_pointer (&report);
  }

  mps_files_remove (restored);
  return NULL;
}

static gboolean
check_empty (const char *directory, GError **error)
{
  if (mps_store_get_state (directory) == MPS_STORE_STATE_NONE)
    return TRUE;

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_EXISTS,
                       "backup: there are records in this profile already, and nothing was written "
                       "over them; restore into an empty folder");
  return FALSE;
}

/**
 * mps_backup_restore:
 * @self: a backup, its keyring unlocked
 * @directory: folder of the profile to make; it has no records, and need not be there
 * @program: name of this program, for others
 * @progress: (nullable): told the bytes, on this thread
 * @data: for @progress
 * @cancellable: (nullable): ends it while the bytes are copied; then nothing is left of it
 * @error: return location
 *
 * Makes a profile of a backup: every byte is compared with what was written, the records are
 * opened and checked, and only then get their name. Blocks.
 *
 * Errors: %MPS_STORE_ERROR_EXISTS, %MPS_STORE_ERROR_REFUSED (locked), %MPS_STORE_ERROR_CORRUPT,
 * %MPS_STORE_ERROR_FULL, %MPS_STORE_ERROR_READ_ONLY, %MPS_STORE_ERROR_BUSY, #MpsSealError,
 * %G_IO_ERROR_CANCELLED; then the folder has no records still.
 *
 * Returns: (transfer full): what was restored, or %NULL
 */
MpsBackupReport *
mps_backup_restore (MpsBackup *self,
                    const char *directory,
                    const char *program,
                    MpsProgressFunc progress,
                    gpointer data,
                    GCancellable *cancellable,
                    GError **error)
{
  MpsBackupStream stream = { .progress = progress, .data = data, .cancellable = cancellable };
  MpsSealKey *key = peek_key (self, error);
  g_autoptr (MpsExclusive) alone = NULL;

  if (key == NULL)
    return NULL;
  if (!mps_store_make_folder (directory, error))
    return NULL;

  alone = mps_exclusive_new (directory, program, error);
  if (alone == NULL || !check_empty (directory, error))
    return NULL;

  return restore_into (self, directory, key, &stream, error);
}
