/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-migrate.h"

#include <glib/gstdio.h>

static gboolean
read_version (MpsDb *db, guint newest, gint64 *version, GError **error)
{
  gint64 application = 0;
  gint64 found = 0;

  if (!mps_db_query_int64 (db, "PRAGMA application_id", &application, error) ||
      !mps_db_query_int64 (db, "PRAGMA user_version", &found, error))
    return FALSE;

  if (found != 0 && application != MPS_FILE_MARK) {
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_CORRUPT,
                 "records: records.db was not made by this program; nothing in it was changed");
    return FALSE;
  }
  if (found > newest) {
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_VERSION,
                 "records: this profile was written by a newer version of the program (schema "
                 "%" G_GINT64_FORMAT ", this one knows %u); install that version",
                 found,
                 newest);
    return FALSE;
  }

  *version = found;
  return TRUE;
}

/**
 * mps_migrate_is_empty:
 * @db: a connection
 * @empty: (out): whether nothing was ever stored in it
 * @error: return location
 *
 * Returns: whether that could be found out
 */
gboolean
mps_migrate_is_empty (MpsDb *db, gboolean *empty, GError **error)
{
  gint64 n = 0;

  if (!mps_db_query_int64 (db, "SELECT count(*) FROM sqlite_schema", &n, error))
    return FALSE;

  *empty = n == 0;
  return TRUE;
}

static gboolean
back_up (MpsDb *db, const char *directory, const char *vfs, guint number, GError **error)
{
  g_autofree char *folder = g_build_filename (directory, "backups", NULL);
  g_autofree char *name = g_strdup_printf ("before-schema-%u.db", number);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  /* Where the folder cannot be made, the backup says so. */
  g_mkdir (folder, 0700);
  return mps_backup_to (db, path, vfs, error);
}

static gboolean
apply (MpsDb *db, const MpsMigration *migration, GError **error)
{
  gint64 version = 0;

  if (!mps_db_exec (db, migration->sql, error) ||
      !mps_db_query_int64 (db, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version == migration->number)
    return TRUE;

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_FAILED,
               "records: schema %u was not reached",
               migration->number);
  return FALSE;
}

static gboolean
check_foreign_keys (MpsDb *db, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (db, "PRAGMA foreign_key_check", error);
  MpsDbStep step = statement != NULL ? mps_db_step (db, statement, error) : MPS_DB_ERROR;

  if (step != MPS_DB_ROW)
    return step == MPS_DB_DONE;

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_CORRUPT,
               "records: rows of table %s lack what they refer to, so the change of schema was "
               "taken back; run check",
               (const char *)sqlite3_column_text (statement, 0));
  return FALSE;
}

static gboolean
apply_all (MpsDb *db, const MpsMigration *migrations, gsize n, gint64 from, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (migrations[i].number > from && !apply (db, &migrations[i], error))
      return FALSE;

  return check_foreign_keys (db, error);
}

/**
 * mps_migrate:
 * @db: a connection that writes; the profile is locked, so no one else migrates
 * @directory: the profile's folder, for the backup
 * @vfs: (nullable): as in mps_db_open()
 * @migrations: (array length=n_migrations): every schema there is, in order
 * @n_migrations: their number
 * @error: return location
 *
 * Brings the database to the newest schema: first a verified backup, then all steps in one
 * transaction. Fails with %MPS_STORE_ERROR_VERSION where the file is newer than the program.
 *
 * Returns: whether it has the newest schema now; if not, it is as it was
 */
gboolean
mps_migrate (MpsDb *db,
             const char *directory,
             const char *vfs,
             const MpsMigration *migrations,
             gsize n_migrations,
             GError **error)
{
  guint newest = migrations[n_migrations - 1].number;
  gint64 version = 0;

  if (!read_version (db, newest, &version, error))
    return FALSE;
  if (version == newest)
    return TRUE;
  if (version > 0 && !back_up (db, directory, vfs, newest, error))
    return FALSE;

  /* A step may rebuild a table that others refer to; the references are checked at its end. */
  if (!mps_db_exec (db, "PRAGMA foreign_keys = OFF", error) || !mps_db_begin (db, error))
    return FALSE;
  if (!apply_all (db, migrations, n_migrations, version, error)) {
    mps_db_rollback (db);
    return FALSE;
  }

  return mps_db_commit (db, error) && mps_db_exec (db, "PRAGMA foreign_keys = ON", error);
}
