/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/keeping/mps-keeping.h"

/* What the audit record calls the files of the profile. */
#define TARGET_BACKUP "Keeping/backup"
#define TARGET_RESTORE "Keeping/restore"
#define TARGET_REKEY "Keeping/rekey"
#define TARGET_SALVAGE "Keeping/salvage"

static gboolean
note (MpsSession *session, const char *target, const char *why, GError **error)
{
  return mps_store_audit (mps_session_peek_store (session),
                          MPS_AUDIT_EXECUTE,
                          mps_session_peek_user (session),
                          NULL,
                          target,
                          why,
                          error);
}

/**
 * mps_keeping_back_up:
 * @session: who does it
 * @path: the file to make
 * @progress: (nullable): told how much is done, on this thread
 * @data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * mps_store_back_up(), which is then on the audit record. Blocks; a worker thread. Errors: REFUSED
 * of #MpsSessionError, #MpsStoreError, #MpsSealError.
 *
 * Returns: (transfer full): what is in the backup, or %NULL
 */
MpsBackupReport *
mps_keeping_back_up (MpsSession *session,
                     const char *path,
                     MpsProgressFunc progress,
                     gpointer data,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (MpsBackupReport) report = NULL;

  if (!mps_session_require (session, MPS_ACTION_BACKUP, error))
    return NULL;

  report = mps_store_back_up (
      mps_session_peek_store (session), path, progress, data, cancellable, error);
  if (report == NULL || !note (session, TARGET_BACKUP, "backup", error))
    return NULL;

  return g_steal_pointer (&report);
}

static gboolean
open_keyring (MpsKeyring *keyring, const MpsUnlock *unlock, GError **error)
{
  g_autoptr (MpsSecret) empty = mps_secret_new ("", 0);
  const MpsSecret *password = unlock->password != NULL ? unlock->password : empty;

  if (unlock->recovery_key != NULL)
    return mps_keyring_unlock_recovery (keyring, unlock->recovery_key, error);
  if (unlock->user == NULL)
    return mps_keyring_unlock_only (keyring, password, error);

  return mps_keyring_unlock (keyring, unlock->user, password, error);
}

/* The first thing that the profile knows of itself after it was restored or salvaged. */
static gboolean
note_new (const char *profile,
          MpsKeyring *keyring,
          const MpsUnlock *unlock,
          const char *program,
          const char *target,
          GError **error)
{
  g_autoptr (MpsStore) store = mps_store_open_sealed (
      profile, mps_keyring_peek_key (keyring), MPS_STORE_OPEN_EXISTING, program, NULL, error);
  const char *who = unlock->user != NULL ? unlock->user : "recovery key";

  return store != NULL &&
         mps_store_audit (
             store, MPS_AUDIT_EXECUTE, who, NULL, TARGET_RESTORE, "restored from a backup", error);
}

/**
 * mps_keeping_restore:
 * @path: a backup
 * @profile: folder of the profile to make, without records
 * @unlock: an account of the profile that was backed up, or its recovery key
 * @program: name of this program, for others
 * @progress: (nullable): told how much is done, on this thread
 * @data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * mps_backup_restore(), which is then on the restored profile's audit record. There is no session:
 * whoever can open the backup can make a profile of it. Blocks; a worker thread. Errors:
 * #MpsStoreError, #MpsSealError.
 *
 * Returns: (transfer full): what was in the backup, or %NULL
 */
MpsBackupReport *
mps_keeping_restore (const char *path,
                     const char *profile,
                     const MpsUnlock *unlock,
                     const char *program,
                     MpsProgressFunc progress,
                     gpointer data,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (MpsBackup) backup = mps_backup_open (path, error);
  g_autoptr (MpsBackupReport) report = NULL;
  MpsKeyring *keyring;

  if (backup == NULL)
    return NULL;

  keyring = mps_backup_peek_keyring (backup);
  if (!open_keyring (keyring, unlock, error))
    return NULL;

  report = mps_backup_restore (backup, profile, program, progress, data, cancellable, error);
  if (report == NULL || !note_new (profile, keyring, unlock, program, TARGET_RESTORE, error))
    return NULL;

  return g_steal_pointer (&report);
}

/**
 * mps_keeping_rekey:
 * @session: (transfer full): who does it; ended, since the profile is needed alone: this must be
 *   the last reference
 * @unlock: the same person's account and password
 * @program: name of this program, for others
 * @progress: (nullable): told how much is done, on this thread
 * @data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * mps_store_rekey(); that it was begun is on the audit record. Blocks; a worker thread. Errors:
 * REFUSED of #MpsSessionError, BUSY of #MpsStoreError (names who has the profile open),
 * #MpsSealError.
 *
 * Returns: whether the records are sealed with a new key
 */
gboolean
mps_keeping_rekey (MpsSession *session,
                   const MpsUnlock *unlock,
                   const char *program,
                   MpsProgressFunc progress,
                   gpointer data,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (MpsSession) owned = session;
  g_autofree char *profile = g_strdup (mps_session_peek_profile (session));
  g_autofree char *path = g_build_filename (profile, MPS_KEYRING_FILE, NULL);
  g_autoptr (MpsKeyring) keyring = NULL;

  if (!mps_session_require (session, MPS_ACTION_REKEY, error) ||
      !note (session, TARGET_REKEY, "new data key", error))
    return FALSE;

  g_clear_object (&owned);
  keyring = mps_keyring_load_for_change (path, error);
  if (keyring == NULL || !open_keyring (keyring, unlock, error))
    return FALSE;

  return mps_store_rekey (profile, keyring, program, progress, data, cancellable, error);
}

/**
 * mps_keeping_check:
 * @session: who does it
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * mps_store_check(). Writes nothing. Blocks; a worker thread. Errors: REFUSED of #MpsSessionError,
 * #MpsStoreError.
 *
 * Returns: (transfer full): what was found, or %NULL where not everything could be read
 */
MpsStoreCheck *
mps_keeping_check (MpsSession *session, GCancellable *cancellable, GError **error)
{
  if (!mps_session_require (session, MPS_ACTION_MAINTAIN, error))
    return NULL;

  return mps_store_check (mps_session_peek_store (session), cancellable, error);
}

/**
 * mps_keeping_get_clock_behind:
 * @session: who works
 * @behind_us: (out): by how much this computer's clock is behind what was written last, µs; 0
 *   where it is not
 * @error: return location
 *
 * Everyone is told: whatever is written with a wrong clock says a wrong time for good. Blocks; a
 * worker thread. Errors: #MpsStoreError.
 *
 * Returns: whether it is known
 */
gboolean
mps_keeping_get_clock_behind (MpsSession *session, gint64 *behind_us, GError **error)
{
  return mps_store_get_clock_behind (mps_session_peek_store (session), behind_us, error);
}

/**
 * mps_keeping_salvage:
 * @profile: folder of a profile whose records are damaged
 * @unlock: one of its accounts, or its recovery key
 * @program: name of this program, for others
 * @progress: (nullable): told the pages, on this thread
 * @data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * mps_store_salvage(), which is then on the audit record. There is no session: who may do what is
 * in the records that cannot be read. Blocks; a worker thread. Errors: #MpsStoreError,
 * #MpsSealError.
 *
 * Returns: (transfer full): what was saved and what is lost, or %NULL
 */
MpsSalvageReport *
mps_keeping_salvage (const char *profile,
                     const MpsUnlock *unlock,
                     const char *program,
                     MpsProgressFunc progress,
                     gpointer data,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autofree char *path = g_build_filename (profile, MPS_KEYRING_FILE, NULL);
  g_autoptr (MpsKeyring) keyring = mps_keyring_load (path, error);
  g_autoptr (MpsSalvageReport) report = NULL;

  if (keyring == NULL || !open_keyring (keyring, unlock, error) ||
      !mps_store_settle_rekey (profile, keyring, program, error))
    return NULL;

  report = mps_store_salvage (
      profile, mps_keyring_peek_key (keyring), program, progress, data, cancellable, error);
  if (report == NULL || !note_new (profile, keyring, unlock, program, TARGET_SALVAGE, error))
    return NULL;

  return g_steal_pointer (&report);
}
