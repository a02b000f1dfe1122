/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-exclusive-private.h"
#include "data/store/keep/mps-seal-private.h"
#include "data/store/keep/mps-store-seal.h"

/* Re-keying, in an order that shows at every moment how far it came:
 *
 *   one key in the keyring                                          not begun, or done
 *   two keys, records.db opens with the first                       begins again
 *   two keys, records.db sealed with the second, companions not     the rest is renamed
 *   two keys, records.db opens with the second                      the first is dropped
 */
#define NEXT_SUFFIX ".next"

typedef struct {
  char *path;
  char *next;
  char *keys;
} Names;

static void
names_init (Names *names, const char *directory)
{
  names->path = g_build_filename (directory, MPS_RECORDS_FILE, NULL);
  names->next = g_strconcat (names->path, NEXT_SUFFIX, NULL);
  names->keys = g_build_filename (directory, MPS_KEYRING_FILE, NULL);
}

static void
names_clear (Names *names)
{
  g_free (names->path);
  g_free (names->next);
  g_free (names->keys);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Names, names_clear)

static gboolean
check_ready (MpsKeyring *keyring, GError **error)
{
  if (mps_keyring_peek_key (keyring) != NULL)
    return TRUE;

  g_set_error_literal (
      error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED, "records: someone has to sign in first");
  return FALSE;
}

static gboolean
opens_with (const char *path, MpsSealKey *key)
{
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new (key, NULL);
  g_autoptr (MpsDb) db = NULL;
  gint64 n = 0;

  if (vfs == NULL)
    return FALSE;

  db = mps_db_open (path, mps_seal_vfs_peek_name (vfs), MPS_DB_WRITE, NULL);
  return db != NULL && mps_db_query_int64 (db, "SELECT count(*) FROM sqlite_schema", &n, NULL) &&
         n > 0;
}

static gboolean
set_neither (GError **error)
{
  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_CORRUPT,
                       "records: records.db opens with neither the old nor the new key; nothing "
                       "was changed: restore a backup");
  return FALSE;
}

static gboolean
settle (Names *names, MpsKeyring *keyring, GError **error)
{
  if (!mps_keyring_is_rekeying (keyring)) {
    mps_files_remove (names->next);
    return TRUE;
  }

  /* The file has its new name already: what belongs to it follows. */
  if (!mps_files_finish_rename (names->next, names->path, error))
    return FALSE;
  /* The old key first: where it fits there may be a log that only it can read. */
  if (opens_with (names->path, mps_keyring_peek_key (keyring))) {
    mps_files_remove (names->next);
    return mps_keyring_cancel_rekey (keyring, error) &&
           mps_keyring_save (keyring, names->keys, error);
  }
  if (!opens_with (names->path, mps_keyring_peek_next_key (keyring)))
    return set_neither (error);

  return mps_keyring_finish_rekey (keyring, error) &&
         mps_keyring_save (keyring, names->keys, error);
}

/**
 * mps_store_settle_rekey:
 * @directory: a profile's folder
 * @keyring: its keyring, unlocked by a password or the recovery key
 * @program: name of this program, for others
 * @error: return location
 *
 * Ends re-keying that was interrupted: with the new key where the records are sealed with it, with
 * the old one otherwise; the keyring says afterwards which that is. Costs nothing where there is
 * nothing to do. Errors: %MPS_STORE_ERROR_BUSY, %MPS_STORE_ERROR_CORRUPT, #MpsSealError.
 *
 * Returns: whether the keyring has one key now, which opens the records
 */
gboolean
mps_store_settle_rekey (const char *directory,
                        MpsKeyring *keyring,
                        const char *program,
                        GError **error)
{
  g_autoptr (MpsExclusive) alone = NULL;
  g_auto (Names) names = { 0 };

  if (!check_ready (keyring, error))
    return FALSE;
  if (!mps_keyring_is_rekeying (keyring))
    return TRUE;

  names_init (&names, directory);
  alone = mps_exclusive_new (directory, program, error);
  return alone != NULL && settle (&names, keyring, error);
}

static gboolean
copy_verified (const MpsCopyJob *job, GError **error)
{
  return mps_copy_pages (job, error) && mps_copy_verify (job->from, job->to, error);
}

static gboolean
copy_under (Names *names, MpsKeyring *keyring, MpsCopyJob *job, GError **error)
{
  g_autoptr (MpsSealVfs) old = mps_seal_vfs_new (mps_keyring_peek_key (keyring), error);
  g_autoptr (MpsSealVfs) new = NULL;
  g_autoptr (MpsDb) from = NULL;
  g_autoptr (MpsDb) to = NULL;

  if (old == NULL || !mps_files_create (names->next, error))
    return FALSE;
  new = mps_seal_vfs_new (mps_keyring_peek_next_key (keyring), error);
  if (new == NULL)
    return FALSE;

  /* The last connection to the old file folds its log into it as it closes. */
  from = mps_db_open (names->path, mps_seal_vfs_peek_name (old), MPS_DB_WRITE, error);
  if (from == NULL)
    return FALSE;
  to = mps_db_open (names->next, mps_seal_vfs_peek_name (new), MPS_DB_WRITE, error);
  if (to == NULL)
    return FALSE;

  job->from = from;
  job->to = to;
  return copy_verified (job, error);
}

static gboolean
make_next (Names *names, MpsKeyring *keyring, MpsCopyJob *job, GError **error)
{
  if (!copy_under (names, keyring, job, error))
    return FALSE;

  return mps_files_sync (names->next, error);
}

static gboolean
take_back (Names *names, MpsKeyring *keyring)
{
  mps_files_remove (names->next);
  /* Where that cannot be saved either, the next opening does it. */
  return mps_keyring_cancel_rekey (keyring, NULL) && mps_keyring_save (keyring, names->keys, NULL);
}

static gboolean
rekey (Names *names, MpsKeyring *keyring, MpsCopyJob *job, GError **error)
{
  if (!settle (names, keyring, error) || !mps_keyring_begin_rekey (keyring, error) ||
      !mps_keyring_save (keyring, names->keys, error))
    return FALSE;

  if (!make_next (names, keyring, job, error)) {
    if (!take_back (names, keyring))
      mps_keyring_lock (keyring);
    return FALSE;
  }

  return mps_files_rename (names->next, names->path, error) &&
         mps_keyring_finish_rekey (keyring, error) &&
         mps_keyring_save (keyring, names->keys, error);
}

/**
 * mps_store_rekey:
 * @directory: a profile's folder with sealed records that no one has open, not even this program
 * @keyring: its keyring, from mps_keyring_load_for_change(), unlocked by a password or the recovery
 *   key
 * @program: name of this program, for others
 * @progress: (nullable): told the pages, on this thread
 * @data: for @progress
 * @cancellable: (nullable): ends it while the copy is made; then everything is as it was
 * @error: return location
 *
 * Seals the records with a new data key, which everyone in the keyring gets; whoever was removed
 * from it and kept the old one can read nothing that is written from now on. Backups made before
 * keep theirs. It can be interrupted at any moment: mps_store_settle_rekey() at the next sign-in
 * ends it one way or the other. Blocks.
 *
 * Errors: %MPS_STORE_ERROR_BUSY (names who has the profile open), %MPS_STORE_ERROR_FULL (it takes
 * the space of the records once more), %MPS_STORE_ERROR_CORRUPT, #MpsSealError (%ALTERED: someone
 * meddled with the keyring), %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether the new key is the only one
 */
gboolean
mps_store_rekey (const char *directory,
                 MpsKeyring *keyring,
                 const char *program,
                 MpsProgressFunc progress,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  MpsCopyJob job = { .progress = progress, .data = data, .cancellable = cancellable };
  g_autoptr (MpsExclusive) alone = NULL;
  g_auto (Names) names = { 0 };

  if (!check_ready (keyring, error))
    return FALSE;

  names_init (&names, directory);
  alone = mps_exclusive_new (directory, program, error);
  return alone != NULL && rekey (&names, keyring, &job, error);
}
