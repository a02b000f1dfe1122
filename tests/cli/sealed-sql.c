/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-db.h"
#include "data/store/seal/mps-keyring.h"
#include "data/store/seal/mps-seal-vfs.h"

#include <stdio.h>

/* usage: sealed-sql PROFILE SQL: carries SQL out in the sealed records of a profile without a
 * password and prints rows, columns with a bar between: what somebody who has the key could do
 * behind the program's back. */

static int
print_row (void *data, int n, char **values, char **names)
{
  for (int i = 0; i < n; i++)
    printf ("%s%s", i > 0 ? "|" : "", values[i] != NULL ? values[i] : "");
  printf ("\n");
  return 0;
}

static gboolean
run (const char *profile, const char *sql, GError **error)
{
  g_autofree char *keys = g_build_filename (profile, MPS_KEYRING_FILE, NULL);
  g_autofree char *path = g_build_filename (profile, "records.db", NULL);
  g_autoptr (MpsSecret) nothing = mps_secret_new ("", 0);
  g_autoptr (MpsKeyring) keyring = mps_keyring_load (keys, error);
  MpsSealVfs *vfs;
  MpsDb *db;
  gboolean done;

  if (keyring == NULL || !mps_keyring_unlock (keyring, ":no-password", nothing, error))
    return FALSE;
  vfs = mps_seal_vfs_new (mps_keyring_peek_key (keyring), error);
  if (vfs == NULL)
    return FALSE;

  db = mps_db_open (path, mps_seal_vfs_peek_name (vfs), MPS_DB_WRITE, error);
  done =
      db != NULL && sqlite3_exec (mps_db_peek_handle (db), sql, print_row, NULL, NULL) == SQLITE_OK;
  if (db != NULL)
    mps_db_close (db);
  mps_seal_vfs_free (vfs);
  return done;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc == 3 && run (argv[1], argv[2], &error))
    return 0;

  fprintf (stderr, "sealed-sql: %s\n", error != NULL ? error->message : "it did not work");
  return 1;
}
