/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-files-private.h"
#include "data/store/db/mps-migrate.h"

static gboolean
copy_verified (MpsDb *db, const char *partial, const char *vfs, GError **error)
{
  g_autoptr (MpsDb) copy = mps_db_open (partial, vfs, MPS_DB_WRITE, error);
  const MpsCopyJob job = { .from = db, .to = copy };

  return copy != NULL && mps_copy_pages (&job, error) && mps_copy_verify (db, copy, error);
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

  if (mps_files_create (partial, error) && copy_verified (db, partial, vfs, error) &&
      mps_files_sync (partial, error) && mps_files_rename (partial, path, error))
    return TRUE;

  mps_files_remove (partial);
  return FALSE;
}
