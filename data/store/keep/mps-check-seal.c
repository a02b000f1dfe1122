/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-keys-private.h"
#include "data/store/mps-store-private.h"

/* The name that SQLite itself uses, links resolved, so that one file is one file. */
static char *
dup_path (MpsStore *self, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);

  if (loan == NULL)
    return NULL;

  return g_strdup (sqlite3_db_filename (mps_db_peek_handle (mps_loan_peek_db (loan)), "main"));
}

static gboolean
check_pages (MpsStore *self, MpsStoreCheck *check, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = dup_path (self, error);
  g_autoptr (GPtrArray) problems = NULL;

  if (path == NULL)
    return FALSE;

  problems =
      mps_seal_vfs_verify_file (mps_store_peek_seal (self), path, NULL, NULL, cancellable, error);
  if (problems == NULL)
    return FALSE;

  g_ptr_array_extend_and_steal (check->problems, g_steal_pointer (&problems));
  return TRUE;
}

/* Whether those who can open the records are those whom this program let in. */
static gboolean
check_keyring (MpsStore *self, MpsStoreCheck *check, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (GError) local_error = NULL;

  if (loan == NULL)
    return FALSE;
  if (!mps_keys_check (mps_loan_peek_db (loan),
                       mps_store_peek_directory (self),
                       mps_store_peek_key (self),
                       &local_error))
    g_ptr_array_add (check->problems, g_strdup (local_error->message));
  return TRUE;
}

/**
 * mps_check_seal:
 * @self: a store with sealed files
 * @check: filled
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Reads every sealed page, also those that hold nothing now, and looks at the keyring.
 *
 * Returns: whether everything could be read
 */
gboolean
mps_check_seal (MpsStore *self, MpsStoreCheck *check, GCancellable *cancellable, GError **error)
{
  return check_pages (self, check, cancellable, error) && check_keyring (self, check, error);
}
