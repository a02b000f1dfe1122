/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-files-private.h"

#include "data/store/seal/mps-seal-vfs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WIPE_CHUNK 65536

/* First bytes of every plain SQLite file; a sealed one begins with random ones. */
static const char plain_start[] = "SQLite format 3";

/* What SQLite may leave beside a database of its own accord. */
static const char *const logs[] = { "-wal", "-shm", "-journal" };

/**
 * mps_files_set_error:
 * @what: what could not be done
 * @error: return location; told from errno
 *
 * Returns: %FALSE
 */
gboolean
mps_files_set_error (const char *what, GError **error)
{
  int code = errno;
  MpsStoreError kind = MPS_STORE_ERROR_FAILED;

  if (code == ENOSPC || code == EDQUOT || code == EFBIG)
    kind = MPS_STORE_ERROR_FULL;
  else if (code == EROFS || code == EACCES || code == EPERM)
    kind = MPS_STORE_ERROR_READ_ONLY;
  else if (code == ENOENT || code == ENOTDIR)
    kind = MPS_STORE_ERROR_NOT_FOUND;

  g_set_error (error, MPS_STORE_ERROR, kind, "records: %s (%s)", what, g_strerror (code));
  return FALSE;
}

static void
close_file (int fd)
{
  if (fd >= 0)
    close (fd);
}

/**
 * mps_folder_sync:
 * @folder: a folder
 * @error: return location
 *
 * Returns: whether the names in it are durable
 */
gboolean
mps_folder_sync (const char *folder, GError **error)
{
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    mps_files_set_error ("a file has perhaps not reached the disk", error);
  close_file (fd);
  return done;
}

static gboolean
sync_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return mps_folder_sync (folder, error);
}

static gboolean
sync_one (const char *path, GError **error)
{
  int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  gboolean done = (fd < 0 && errno == ENOENT) || (fd >= 0 && fsync (fd) == 0);

  if (!done)
    mps_files_set_error ("a file has perhaps not reached the disk", error);
  close_file (fd);
  return done;
}

static gboolean
rename_one (const char *from, const char *to, GError **error)
{
  return g_rename (from, to) == 0 ||
         mps_files_set_error ("a file cannot be put in its place", error);
}

/**
 * mps_files_create:
 * @path: a new database; one that is there goes
 * @error: return location
 *
 * Makes the file with our rights, since SQLite would let the whole group read it.
 *
 * Returns: whether an empty file is there
 */
gboolean
mps_files_create (const char *path, GError **error)
{
  int fd;

  mps_files_remove (path);
  fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return mps_files_set_error ("no new database can be written in the profile's folder", error);

  close_file (fd);
  return TRUE;
}

/**
 * mps_files_sync:
 * @path: a database that no one writes
 * @error: return location
 *
 * Returns: whether all of it is durable
 */
gboolean
mps_files_sync (const char *path, GError **error)
{
  const char *const *companions = mps_seal_list_companions ();

  if (!sync_one (path, error))
    return FALSE;
  for (gsize i = 0; companions[i] != NULL; i++) {
    g_autofree char *companion = g_strconcat (path, companions[i], NULL);

    if (!sync_one (companion, error))
      return FALSE;
  }
  return sync_folder_of (path, error);
}

static gboolean
rename_companions (const char *from, const char *to, GError **error)
{
  const char *const *companions = mps_seal_list_companions ();

  for (gsize i = 0; companions[i] != NULL; i++) {
    g_autofree char *source = g_strconcat (from, companions[i], NULL);
    g_autofree char *target = g_strconcat (to, companions[i], NULL);

    if (g_access (source, F_OK) == 0 && !rename_one (source, target, error))
      return FALSE;
  }
  return sync_folder_of (to, error);
}

/**
 * mps_files_finish_rename:
 * @from: as in mps_files_rename()
 * @to: likewise
 * @error: return location
 *
 * Goes on where mps_files_rename() was interrupted after the file itself; otherwise does nothing.
 *
 * Returns: whether nothing is left to do
 */
gboolean
mps_files_finish_rename (const char *from, const char *to, GError **error)
{
  return g_access (from, F_OK) == 0 || rename_companions (from, to, error);
}

static void
remove_logs (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (logs); i++) {
    g_autofree char *name = g_strconcat (path, logs[i], NULL);

    g_unlink (name);
  }
}

/**
 * mps_files_rename:
 * @from: a durable database that no one has open
 * @to: its new name; what is there goes
 * @error: return location
 *
 * Where there is a file of that name, it goes first, then what belongs to it: an interruption is
 * found by what is left under the old name, and mps_files_finish_rename() goes on. Where there is
 * none, it goes last: what has the name is whole, and until then this can be done once more.
 *
 * Returns: whether it is durable under the new name
 */
gboolean
mps_files_rename (const char *from, const char *to, GError **error)
{
  /* A log of what was there must not be taken for one of what comes. */
  remove_logs (to);
  if (g_access (to, F_OK) != 0)
    return rename_companions (from, to, error) && rename_one (from, to, error) &&
           sync_folder_of (to, error);

  return rename_one (from, to, error) && sync_folder_of (to, error) &&
         mps_files_finish_rename (from, to, error);
}

/**
 * mps_files_remove:
 * @path: a database that no one has open, sealed or worthless; it need not be there
 */
void
mps_files_remove (const char *path)
{
  const char *const *companions = mps_seal_list_companions ();

  remove_logs (path);
  for (gsize i = 0; companions[i] != NULL; i++) {
    g_autofree char *companion = g_strconcat (path, companions[i], NULL);

    g_unlink (companion);
  }
  g_unlink (path);
}

static gboolean
overwrite (int fd, gsize size)
{
  static const guint8 nothing[WIPE_CHUNK];

  for (gsize done = 0; done < size;) {
    gssize n = write (fd, nothing, MIN (sizeof nothing, size - done));

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    done += (gsize)n;
  }
  return fsync (fd) == 0;
}

/* In place, so that the blocks of the disk that held it hold it no longer; what a flash drive keeps
 * aside is beyond any program. */
static gboolean
wipe_one (const char *path, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  struct stat status;
  gboolean done;

  if (fd < 0 && errno == ENOENT)
    return TRUE;

  done = fd >= 0 && fstat (fd, &status) == 0 && overwrite (fd, (gsize)status.st_size) &&
         g_unlink (path) == 0;
  if (!done)
    mps_files_set_error ("what was readable could not be overwritten", error);
  close_file (fd);
  return done;
}

/**
 * mps_files_wipe:
 * @path: a plain database that no one has open; it need not be there
 * @error: return location
 *
 * Overwrites and removes it with its logs, the file itself last.
 *
 * Returns: whether nothing of it is left
 */
gboolean
mps_files_wipe (const char *path, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (logs); i++) {
    g_autofree char *name = g_strconcat (path, logs[i], NULL);

    if (!wipe_one (name, error))
      return FALSE;
  }
  return wipe_one (path, error) && sync_folder_of (path, error);
}

/**
 * mps_files_exist:
 * @path: a database
 *
 * Returns: whether its file is there
 */
gboolean
mps_files_exist (const char *path)
{
  return g_access (path, F_OK) == 0;
}

/**
 * mps_files_test_plain:
 * @path: a database
 * @plain: (out): whether it is there and readable without any key
 * @error: return location
 *
 * For those who would leave what is readable where it is if they did not know of it.
 *
 * Returns: whether that can be said
 */
gboolean
mps_files_test_plain (const char *path, gboolean *plain, GError **error)
{
  char start[sizeof plain_start];
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gssize n = fd >= 0 ? read (fd, start, sizeof start) : -1;

  if (n < 0 && (fd >= 0 || errno != ENOENT)) {
    mps_files_set_error ("a file of the profile cannot be read", error);
    close_file (fd);
    return FALSE;
  }

  *plain = n == (gssize)sizeof start && memcmp (start, plain_start, sizeof start) == 0;
  close_file (fd);
  return TRUE;
}

/**
 * mps_files_is_plain:
 * @path: a database
 *
 * Returns: whether it is there and readable without any key, as far as can be seen
 */
gboolean
mps_files_is_plain (const char *path)
{
  gboolean plain = FALSE;

  return mps_files_test_plain (path, &plain, NULL) && plain;
}

/**
 * mps_files_is_sealed:
 * @path: a database
 *
 * Returns: whether what only a sealed database has lies beside it
 */
gboolean
mps_files_is_sealed (const char *path)
{
  const char *const *companions = mps_seal_list_companions ();

  for (gsize i = 0; companions[i] != NULL; i++) {
    g_autofree char *companion = g_strconcat (path, companions[i], NULL);

    if (g_access (companion, F_OK) == 0)
      return TRUE;
  }
  return FALSE;
}

/**
 * mps_files_is_empty:
 * @path: a database
 *
 * Returns: whether its file is there and holds nothing
 */
gboolean
mps_files_is_empty (const char *path)
{
  struct stat status;

  return g_stat (path, &status) == 0 && status.st_size == 0;
}
