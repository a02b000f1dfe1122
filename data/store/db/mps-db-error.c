/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-db.h"

#include <errno.h>

GQuark
mps_store_error_quark (void)
{
  return g_quark_from_static_string ("mps-store-error-quark");
}

static gboolean
is_disk_full (int system_errno)
{
  return system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG;
}

static gboolean
is_forbidden (int system_errno)
{
  return system_errno == EROFS || system_errno == EACCES || system_errno == EPERM;
}

/**
 * mps_db_error_from_sqlite:
 * @code: (extended) result code of SQLite
 * @system_errno: errno of the system call behind it, or 0
 *
 * Returns: what the caller can do about it
 */
MpsStoreError
mps_db_error_from_sqlite (int code, int system_errno)
{
  /* What a seal refuses. */
  if (code == SQLITE_IOERR_DATA)
    return MPS_STORE_ERROR_CORRUPT;

  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return MPS_STORE_ERROR_BUSY;
  case SQLITE_FULL:
    return MPS_STORE_ERROR_FULL;
  case SQLITE_READONLY:
  case SQLITE_PERM:
    return MPS_STORE_ERROR_READ_ONLY;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return MPS_STORE_ERROR_CORRUPT;
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
    if (is_disk_full (system_errno))
      return MPS_STORE_ERROR_FULL;
    if (is_forbidden (system_errno))
      return MPS_STORE_ERROR_READ_ONLY;
    return system_errno == ENOENT ? MPS_STORE_ERROR_NOT_FOUND : MPS_STORE_ERROR_FAILED;
  case SQLITE_TOOBIG:
    return MPS_STORE_ERROR_INPUT;
  default:
    return MPS_STORE_ERROR_FAILED;
  }
}

static void
set_busy (MpsDb *db, GError **error)
{
  g_autofree char *who = mps_db_dup_busy (db);

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_BUSY,
               "records: %s holds this profile; wait until it is done or close it, then try again",
               who != NULL ? who : "another program");
}

static void
set_corrupt (MpsDb *db, const char *text, GError **error)
{
  g_autofree char *damage = mps_db_dup_damage (db);

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_CORRUPT,
               "records: records.db is damaged (%s); nothing was deleted: copy the whole profile "
               "folder, then restore a backup",
               damage != NULL ? damage : text);
}

static int
get_errno_of (sqlite3_file *file)
{
  int code = 0;

  if (file == NULL || file->pMethods == NULL ||
      file->pMethods->xFileControl (file, SQLITE_FCNTL_LAST_ERRNO, &code) != SQLITE_OK)
    return 0;

  return code;
}

/* SQLite keeps the errno of a connection, but on the way out of a failed write others overwrite it;
 * the file's own stays. */
static int
get_system_errno (sqlite3 *handle)
{
  const int files[] = { SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER };
  int code = handle != NULL ? sqlite3_system_errno (handle) : 0;

  for (gsize i = 0; handle != NULL && i < G_N_ELEMENTS (files); i++) {
    sqlite3_file *file = NULL;

    if (is_disk_full (code) || is_forbidden (code))
      return code;
    if (sqlite3_file_control (handle, "main", files[i], &file) == SQLITE_OK &&
        get_errno_of (file) != 0)
      code = get_errno_of (file);
  }

  return code;
}

/**
 * mps_db_set_error:
 * @db: the connection that failed
 * @code: what SQLite answered
 * @error: return location
 *
 * Says what failed and what to do. SQLite's own message is left out where it could quote a value.
 *
 * Returns: %FALSE
 */
gboolean
mps_db_set_error (MpsDb *db, int code, GError **error)
{
  sqlite3 *handle = mps_db_peek_handle (db);
  MpsStoreError kind = mps_db_error_from_sqlite (code, get_system_errno (handle));
  const char *text = sqlite3_errstr (code);

  if ((code & 0xff) == SQLITE_INTERRUPT) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "records: cancelled");
    return FALSE;
  }

  if (kind == MPS_STORE_ERROR_BUSY)
    set_busy (db, error);
  else if (kind == MPS_STORE_ERROR_FULL)
    g_set_error (error,
                 MPS_STORE_ERROR,
                 kind,
                 "records: the disk is full, so nothing was written; free some space on it, then "
                 "try again");
  else if (kind == MPS_STORE_ERROR_READ_ONLY)
    g_set_error (error,
                 MPS_STORE_ERROR,
                 kind,
                 "records: the profile's folder or its file records.db may not be written; give "
                 "this account the right to write there, or choose another profile");
  else if (kind == MPS_STORE_ERROR_CORRUPT)
    set_corrupt (db, text, error);
  else if (kind == MPS_STORE_ERROR_NOT_FOUND)
    g_set_error (error,
                 MPS_STORE_ERROR,
                 kind,
                 "records: there is no profile here; choose its folder or make one with init");
  else if (kind == MPS_STORE_ERROR_INPUT)
    g_set_error (error, MPS_STORE_ERROR, kind, "records: the record is too big to be stored");
  else
    g_set_error (error, MPS_STORE_ERROR, kind, "records: %s (SQLite code %d)", text, code);
  return FALSE;
}

/**
 * mps_store_set_closed:
 * @error: return location
 *
 * Says that the store was closed.
 *
 * Returns: %FALSE
 */
gboolean
mps_store_set_closed (GError **error)
{
  g_set_error_literal (
      error, MPS_STORE_ERROR, MPS_STORE_ERROR_CLOSED, "records: they were closed; sign in again");
  return FALSE;
}
