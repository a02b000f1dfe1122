/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-migrate.h"

#include "data/store/seal/mps-seal-vfs.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define COPY_EVERYTHING (-1)

static gboolean
create_empty (const char *path, GError **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd < 0) {
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_READ_ONLY,
                 "records: no backup can be written beside the records; give this account the "
                 "right to write in the profile's folder");
    return FALSE;
  }

  close (fd);
  return TRUE;
}

/* Pages are copied in plain from one connection to the other. */
static gboolean
check_sealed (MpsDb *from, MpsDb *to, GError **error)
{
  if (!mps_db_is_sealed (from) || mps_db_is_sealed (to))
    return TRUE;

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_REFUSED,
               "records: a backup of sealed records must be sealed too; nothing was written");
  return FALSE;
}

static gboolean
copy_pages (MpsDb *from, MpsDb *to, GError **error)
{
  sqlite3_backup *backup =
      sqlite3_backup_init (mps_db_peek_handle (to), "main", mps_db_peek_handle (from), "main");
  int code = SQLITE_ERROR;

  if (backup != NULL) {
    sqlite3_backup_step (backup, COPY_EVERYTHING);
    code = sqlite3_backup_finish (backup);
  } else {
    code = sqlite3_errcode (mps_db_peek_handle (to));
  }

  return code == SQLITE_OK || mps_db_set_error (to, code, error);
}

static gboolean
verify (MpsDb *from, MpsDb *to, GError **error)
{
  g_autoptr (MpsStatement) integrity = NULL;
  gint64 version = 0;
  gint64 copied_version = -1;

  if (!mps_db_query_int64 (from, "PRAGMA user_version", &version, error) ||
      !mps_db_query_int64 (to, "PRAGMA user_version", &copied_version, error))
    return FALSE;

  integrity = mps_db_prepare (to, "PRAGMA integrity_check(1)", error);
  if (integrity == NULL || mps_db_step (to, integrity, error) == MPS_DB_ERROR)
    return FALSE;
  if (version == copied_version &&
      g_strcmp0 ((const char *)sqlite3_column_text (integrity, 0), "ok") == 0)
    return TRUE;

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_CORRUPT,
               "records: a backup was made but is damaged, so nothing was changed; run check");
  return FALSE;
}

/* What lies beside a sealed database belongs to it. */
static void
remove_copy (const char *path)
{
  const char *const *companions = mps_seal_list_companions ();

  g_unlink (path);
  for (gsize i = 0; companions[i] != NULL; i++) {
    g_autofree char *companion = g_strconcat (path, companions[i], NULL);

    g_unlink (companion);
  }
}

static gboolean
sync_file (const char *path)
{
  int file = g_open (path, O_RDWR | O_CLOEXEC, 0);
  gboolean done = file >= 0 && fsync (file) == 0;

  if (file >= 0)
    close (file);
  return done;
}

static gboolean
sync_copy (const char *path)
{
  const char *const *companions = mps_seal_list_companions ();

  for (gsize i = 0; companions[i] != NULL; i++) {
    g_autofree char *companion = g_strconcat (path, companions[i], NULL);

    if (g_access (companion, F_OK) == 0 && !sync_file (companion))
      return FALSE;
  }
  return sync_file (path);
}

/* The new copy is whole and durable under its first name, so the old one may go. */
static gboolean
rename_copy (const char *partial, const char *path)
{
  const char *const *companions = mps_seal_list_companions ();

  remove_copy (path);
  for (gsize i = 0; companions[i] != NULL; i++) {
    g_autofree char *from = g_strconcat (partial, companions[i], NULL);
    g_autofree char *to = g_strconcat (path, companions[i], NULL);

    if (g_access (from, F_OK) == 0 && g_rename (from, to) != 0)
      return FALSE;
  }
  return g_rename (partial, path) == 0;
}

/* A verified copy is only safe once its bytes and its name have reached the disk. */
static gboolean
sync_and_name (const char *partial, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int directory = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean done = directory >= 0 && sync_copy (partial) && rename_copy (partial, path) &&
                  fsync (directory) == 0;

  if (directory >= 0)
    close (directory);
  if (!done)
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_FAILED,
                 "records: the backup did not reach the disk, so nothing was changed");
  return done;
}

/**
 * mps_backup_to:
 * @db: a connection outside a transaction
 * @path: the file to make; one that is there is replaced once the new one is whole
 * @vfs: (nullable): as in mps_db_open()
 * @error: return location
 *
 * Copies the database as it stands, checks the copy and makes it durable.
 *
 * Returns: whether the copy is there and whole
 */
gboolean
mps_backup_to (MpsDb *db, const char *path, const char *vfs, GError **error)
{
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);
  g_autoptr (MpsDb) copy = NULL;
  gboolean whole;

  remove_copy (partial);
  if (!create_empty (partial, error))
    return FALSE;

  copy = mps_db_open (partial, vfs, MPS_DB_WRITE, error);
  whole = copy != NULL && check_sealed (db, copy, error) && copy_pages (db, copy, error) &&
          mps_db_exec (copy, "PRAGMA journal_mode = DELETE", error) && verify (db, copy, error);
  g_clear_pointer (&copy, mps_db_close);
  if (whole && sync_and_name (partial, path, error))
    return TRUE;

  remove_copy (partial);
  return FALSE;
}
