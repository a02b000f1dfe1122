/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-keyring-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define LOCK_WAIT_US (10 * G_USEC_PER_SEC)
#define LOCK_POLL_US 20000

static gboolean
set_file_error (const char *what, GError **error)
{
  int code = errno;

  g_set_error (error,
               MPS_SEAL_ERROR,
               code == ENOENT ? MPS_SEAL_ERROR_NOT_FOUND : MPS_SEAL_ERROR_FAILED,
               "keys: %s (%s)",
               what,
               g_strerror (code));
  return FALSE;
}

/* One program at a time changes the file. */
static int
take_lock (const char *path, GError **error)
{
  g_autofree char *name = g_strconcat (path, ".lock", NULL);
  gint64 end = g_get_monotonic_time () + LOCK_WAIT_US;
  int fd = g_open (name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0) {
    set_file_error ("the profile's folder may not be written", error);
    return -1;
  }

  while (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    if (g_get_monotonic_time () > end) {
      close (fd);
      g_set_error_literal (error,
                           MPS_SEAL_ERROR,
                           MPS_SEAL_ERROR_BUSY,
                           "keys: another program is just changing the accounts; try again");
      return -1;
    }
    g_usleep (LOCK_POLL_US);
  }
  return fd;
}

static void
release (int lock)
{
  if (lock >= 0)
    close (lock);
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GError) read_error = NULL;
  char *data = NULL;
  gsize size;

  if (g_file_get_contents (path, &data, &size, &read_error))
    return g_bytes_new_take (data, size);

  g_set_error (error,
               MPS_SEAL_ERROR,
               g_error_matches (read_error, G_FILE_ERROR, G_FILE_ERROR_NOENT)
                   ? MPS_SEAL_ERROR_NOT_FOUND
                   : MPS_SEAL_ERROR_FAILED,
               "keys: the profile's file “keys” is missing or cannot be read; restore it, or "
               "restore a backup");
  return NULL;
}

/**
 * mps_keyring_load:
 * @path: the file
 * @error: return location
 *
 * Errors: %MPS_SEAL_ERROR_NOT_FOUND, %MPS_SEAL_ERROR_DAMAGED, %MPS_SEAL_ERROR_VERSION,
 * %MPS_SEAL_ERROR_FAILED.
 *
 * Returns: (transfer full): the keyring, locked, or %NULL
 */
MpsKeyring *
mps_keyring_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (path, error);

  return bytes != NULL ? mps_keyring_decode (bytes, error) : NULL;
}

/**
 * mps_keyring_load_for_change:
 * @path: the file
 * @error: return location
 *
 * As mps_keyring_load(), and no one else changes the file until this keyring is freed: load,
 * unlock (mps_keyring_unlock_with_key() by those who are signed in), change, save, free. Keep it
 * short: others wait. Error: %MPS_SEAL_ERROR_BUSY too.
 *
 * Returns: (transfer full): the keyring, locked, or %NULL
 */
MpsKeyring *
mps_keyring_load_for_change (const char *path, GError **error)
{
  int lock = take_lock (path, error);
  MpsKeyring *self = lock >= 0 ? mps_keyring_load (path, error) : NULL;

  if (self == NULL) {
    release (lock);
    return NULL;
  }

  self->lock = lock;
  return self;
}

/**
 * mps_keyring_new_from_bytes:
 * @bytes: a file's content, as it goes with a backup
 * @error: return location
 *
 * Errors as of mps_keyring_load().
 *
 * Returns: (transfer full): the keyring, locked, or %NULL
 */
MpsKeyring *
mps_keyring_new_from_bytes (GBytes *bytes, GError **error)
{
  MpsKeyring *self = mps_keyring_decode (bytes, error);

  /* It was read from no file, so that it replaces none. */
  if (self != NULL)
    self->has_file = FALSE;
  return self;
}

/**
 * mps_keyring_to_bytes:
 * @self: a keyring
 *
 * Returns: (transfer full): what its file holds
 */
GBytes *
mps_keyring_to_bytes (MpsKeyring *self)
{
  return mps_keyring_encode (self);
}

/**
 * mps_keyring_free:
 * @self: (transfer full) (nullable): a keyring; its keys are forgotten, the file is free to others
 */
void
mps_keyring_free (MpsKeyring *self)
{
  if (self == NULL)
    return;

  mps_keyring_lock (self);
  release (self->lock);
  g_ptr_array_unref (self->accounts);
  g_free (self);
}

/* What stands in the file must be what this keyring was made of, or a change would be lost. */
static gboolean
check_unchanged (MpsKeyring *self, const char *path, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) read_error = NULL;
  guint8 hash[MPS_KEYRING_HASH_SIZE];
  gsize size;
  gboolean there = g_file_get_contents (path, &data, &size, &read_error);

  if (!there && !g_error_matches (read_error, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    errno = EACCES;
    return set_file_error ("the file cannot be read", error);
  }
  if (!self->has_file && there) {
    g_set_error_literal (error,
                         MPS_SEAL_ERROR,
                         MPS_SEAL_ERROR_EXISTS,
                         "keys: there is a file “keys” in this folder already; choose another one");
    return FALSE;
  }
  if (!self->has_file)
    return TRUE;

  if (there)
    crypto_generichash (hash, sizeof hash, (const guint8 *)data, size, NULL, 0);
  if (there && memcmp (hash, self->file_hash, sizeof hash) == 0)
    return TRUE;

  g_set_error_literal (error,
                       MPS_SEAL_ERROR,
                       MPS_SEAL_ERROR_STALE,
                       "keys: another program has just changed the accounts; try again");
  return FALSE;
}

static gboolean
write_all (int fd, const guint8 *data, gsize size)
{
  while (size > 0) {
    gssize n = write (fd, data, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    data += n;
    size -= (gsize)n;
  }
  return TRUE;
}

static gboolean
write_new (const char *path, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean done;

  if (fd < 0)
    return FALSE;

  done = fchmod (fd, 0600) == 0 && write_all (fd, data, size) && fsync (fd) == 0;
  return close (fd) == 0 && done;
}

static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  release (fd);
  return done;
}

/* Killed or out of power at any moment, the old file stands or the new one does. */
static gboolean
replace (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);

  if (!write_new (partial, bytes) || g_rename (partial, path) != 0) {
    set_file_error ("the file could not be written, so nothing was changed; free some space or "
                    "give this account the right to write in the profile's folder",
                    error);
    g_unlink (partial);
    return FALSE;
  }

  return sync_folder (path) ||
         set_file_error ("the file was written but has perhaps not reached the disk", error);
}

static gboolean
save_locked (MpsKeyring *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = mps_keyring_encode (self);

  if (!check_unchanged (self, path, error) || !replace (path, bytes, error))
    return FALSE;

  mps_keyring_hash_bytes (bytes, self->file_hash);
  self->has_file = TRUE;
  return TRUE;
}

/**
 * mps_keyring_save:
 * @self: a keyring
 * @path: the file
 * @error: return location
 *
 * Errors: %MPS_SEAL_ERROR_EXISTS (a new keyring where there is a file), %MPS_SEAL_ERROR_STALE
 * (changed since it was loaded; load it again with mps_keyring_load_for_change()),
 * %MPS_SEAL_ERROR_BUSY, %MPS_SEAL_ERROR_FAILED.
 *
 * Returns: whether it is durable; if not, the file is as it was
 */
gboolean
mps_keyring_save (MpsKeyring *self, const char *path, GError **error)
{
  gboolean done;
  int lock;

  if (self->lock >= 0)
    return save_locked (self, path, error);

  lock = take_lock (path, error);
  done = lock >= 0 && save_locked (self, path, error);
  release (lock);
  return done;
}
