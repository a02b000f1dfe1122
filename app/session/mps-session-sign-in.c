/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-private.h"
#include "app/session/people/mps-attempts.h"
#include "app/session/people/mps-policy.h"

/**
 * mps_session_dup_keyring_path:
 * @profile: a profile's folder
 *
 * Returns: (transfer full): its file of keys
 */
char *
mps_session_dup_keyring_path (const char *profile)
{
  return g_build_filename (profile, MPS_KEYRING_FILE, NULL);
}

static gboolean
set_wrong (GError **error)
{
  g_set_error_literal (error,
                       MPS_SESSION_ERROR,
                       MPS_SESSION_ERROR_WRONG_SECRET,
                       "session: the name and the password do not fit together");
  return FALSE;
}

/**
 * mps_session_translate_seal_error:
 * @error: return location
 * @seal_error: (transfer full): what the keyring says
 *
 * People are told the same for a name that does not exist as for a wrong password.
 *
 * Returns: %FALSE
 */
gboolean
mps_session_translate_seal_error (GError **error, GError *seal_error)
{
  g_autoptr (GError) owned = seal_error;

  if (g_error_matches (owned, MPS_SEAL_ERROR, MPS_SEAL_ERROR_WRONG_SECRET) ||
      g_error_matches (owned, MPS_SEAL_ERROR, MPS_SEAL_ERROR_UNKNOWN_ACCOUNT))
    set_wrong (error);
  else
    g_propagate_error (error, g_steal_pointer (&owned));
  return FALSE;
}

static gboolean
check_wait (MpsKeyring *keyring, const char *name, GError **error)
{
  gint64 last_us = 0;
  guint failures = mps_keyring_get_failures (keyring, name, &last_us);
  gint64 wait_us = mps_policy_get_wait_us (failures, last_us, g_get_real_time ());

  if (wait_us == 0)
    return TRUE;

  g_set_error (error,
               MPS_SESSION_ERROR,
               MPS_SESSION_ERROR_WAIT,
               "session: too many wrong passwords; wait %" G_GINT64_FORMAT
               " s, then try again: the right one is not taken before",
               (wait_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  return FALSE;
}

/* Kept in the file, so that a new start of the program does not forget it. Where it cannot be
 * written, as on a disk that is only read, the password is still checked. */
static void
keep_failures (const char *path, const char *name, gboolean failed)
{
  g_autoptr (MpsKeyring) keyring = mps_keyring_load_for_change (path, NULL);
  guint failures = keyring != NULL ? mps_keyring_get_failures (keyring, name, NULL) : 0;

  if (keyring == NULL || (failures == 0 && !failed))
    return;

  if (failed)
    mps_keyring_set_failures (keyring, name, failures + 1, g_get_real_time ());
  else
    mps_keyring_set_failures (keyring, name, 0, 0);
  if (!mps_keyring_save (keyring, path, NULL))
    return;
}

/**
 * mps_session_unlock_keyring:
 * @profile: a profile's folder
 * @login: name of an account
 * @password: its password
 * @failures: (out) (optional): wrong passwords before this right one
 * @error: return location
 *
 * Checks a password; wrong ones are counted, and after some of them the name waits.
 *
 * Blocks for half a second. Errors: WRONG_SECRET and WAIT of #MpsSessionError, #MpsSealError.
 *
 * Returns: (transfer full): the keyring, unlocked
 */
MpsKeyring *
mps_session_unlock_keyring (const char *profile,
                            const char *login,
                            const MpsSecret *password,
                            guint *failures,
                            GError **error)
{
  g_autofree char *path = mps_session_dup_keyring_path (profile);
  g_autofree char *name = mps_store_fold_login (login);
  g_autoptr (MpsKeyring) keyring = mps_keyring_load (path, error);
  GError *seal_error = NULL;
  guint before;

  if (keyring == NULL || !check_wait (keyring, name != NULL ? name : "", error))
    return NULL;

  before = mps_keyring_get_failures (keyring, name != NULL ? name : "", NULL);
  if (!mps_keyring_unlock (keyring, name != NULL ? name : "", password, &seal_error)) {
    if (g_error_matches (seal_error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_WRONG_SECRET))
      keep_failures (path, name, TRUE);
    mps_session_translate_seal_error (error, seal_error);
    return NULL;
  }

  if (before > 0)
    keep_failures (path, name, FALSE);
  if (failures != NULL)
    *failures = before;
  return g_steal_pointer (&keyring);
}

/**
 * mps_session_note_attempt:
 * @profile: a profile's folder
 * @login: what was typed as the name of an account
 * @error: why mps_session_unlock_keyring() failed
 *
 * Where nobody is signed in: puts a failed attempt aside for the audit record.
 */
void
mps_session_note_attempt (const char *profile, const char *login, const GError *error)
{
  g_autofree char *path = mps_session_dup_keyring_path (profile);
  g_autofree char *name = login != NULL ? mps_store_fold_login (login) : NULL;
  g_autoptr (MpsKeyring) keyring = NULL;
  gboolean known;

  if (!g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_WAIT) &&
      !g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_WRONG_SECRET))
    return;

  keyring = mps_keyring_load (path, NULL);
  known = keyring != NULL && name != NULL && mps_keyring_has (keyring, name);
  if (!known)
    mps_attempts_note (profile, MPS_ATTEMPT_UNKNOWN, NULL, g_get_real_time ());
  else
    mps_attempts_note (profile,
                       error->code == MPS_SESSION_ERROR_WAIT ? MPS_ATTEMPT_WAIT : MPS_ATTEMPT_WRONG,
                       name,
                       g_get_real_time ());
}

/* The account that needs no password: the only one that is active. */
static MpsStoreAccount *
load_only_account (MpsStore *store, GError **error)
{
  g_autoptr (GPtrArray) accounts = mps_store_list_accounts (store, error);

  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len; i++) {
    MpsStoreAccount *account = g_ptr_array_index (accounts, i);

    if (account->active && !account->has_password) {
      g_ptr_array_index (accounts, i) = NULL;
      return account;
    }
  }

  g_set_error_literal (error,
                       MPS_SESSION_ERROR,
                       MPS_SESSION_ERROR_NOT_FOUND,
                       "session: the profile was never finished: it has no administrator");
  return NULL;
}

static gboolean
check_account (const MpsStoreAccount *account, GError **error)
{
  if (account->active)
    return TRUE;

  return set_wrong (error);
}

static MpsStoreAccount *
load_account (MpsStore *store, const char *login, GError **error)
{
  MpsStoreAccount *account;
  GError *store_error = NULL;

  if (login == NULL)
    return load_only_account (store, error);

  account = mps_store_load_account (store, login, &store_error);
  if (g_error_matches (store_error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND)) {
    g_error_free (store_error);
    set_wrong (error);
  } else if (store_error != NULL) {
    g_propagate_error (error, store_error);
  }
  return account;
}

static gboolean
record_sign_in (MpsStore *store, const MpsStoreAccount *account, guint failures, GError **error)
{
  g_autofree char *why = failures > 0
                             ? g_strdup_printf ("signed in after %u wrong passwords", failures)
                             : g_strdup ("signed in");
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (account->login, why);

  mps_store_batch_set_account_number (
      batch, account->id, MPS_ACCOUNT_LAST_SIGN_IN, g_get_real_time (), NULL);
  if (!account->has_password)
    mps_store_batch_set_account_number (
        batch, account->id, MPS_ACCOUNT_HAS_PASSWORD, 1, "password set");
  mps_store_batch_note_sign_in (batch, account->id);
  return mps_store_commit (store, batch, NULL, NULL, error);
}

static MpsStore *
open_store (MpsSession *self, MpsKeyring *keyring, GCancellable *cancellable, GError **error)
{
  if (keyring == NULL)
    return mps_store_open (
        self->profile, MPS_STORE_OPEN_EXISTING, self->program, cancellable, error);
  /* Sealing a plain profile was interrupted before it began. */
  if (mps_store_get_state (self->profile) == MPS_STORE_STATE_PLAIN &&
      !mps_store_seal (self->profile,
                       mps_keyring_peek_key (keyring),
                       self->program,
                       NULL,
                       NULL,
                       cancellable,
                       error))
    return NULL;
  if (mps_keyring_is_rekeying (keyring) &&
      !mps_store_settle_rekey (self->profile, keyring, self->program, error))
    return NULL;

  return mps_store_open_sealed (self->profile,
                                mps_keyring_peek_key (keyring),
                                MPS_STORE_OPEN_EXISTING,
                                self->program,
                                cancellable,
                                error);
}

static void
take_store (MpsSession *self, MpsStore *store, MpsKeyring *keyring)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);
  MpsSealKey *next = keyring != NULL ? mps_keyring_peek_next_key (keyring) : NULL;

  if (self->store != NULL)
    g_ptr_array_add (self->closed, self->store);
  self->store = store;
  g_clear_pointer (&self->key, mps_seal_key_unref);
  g_clear_pointer (&self->next_key, mps_seal_key_unref);
  if (keyring != NULL)
    self->key = mps_seal_key_ref (mps_keyring_peek_key (keyring));
  if (next != NULL)
    self->next_key = mps_seal_key_ref (next);
}

/**
 * mps_session_enter:
 * @self: a session without open records
 * @keyring: (nullable): the profile's keyring, unlocked; %NULL: a plain profile
 * @login: (nullable): the account; %NULL: the one that needs no password
 * @failures: wrong passwords before
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Opens the records for an account whose password was checked. With a password, that is on the
 * audit record before anything can be seen.
 *
 * Returns: whether they are open
 */
gboolean
mps_session_enter (MpsSession *self,
                   MpsKeyring *keyring,
                   const char *login,
                   guint failures,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (MpsStore) store = open_store (self, keyring, cancellable, error);
  g_autoptr (MpsStoreAccount) account = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *demo = NULL;

  if (store == NULL)
    return FALSE;
  account = load_account (store, login, error);
  if (account == NULL || !check_account (account, error))
    return FALSE;
  demo = mps_store_dup_setting (store, MPS_SETTING_DEMO, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  mps_store_name_person (store, account->login, account->id);
  if (login != NULL && !record_sign_in (store, account, failures, error))
    return FALSE;

  /* What cannot be written now stays noted for the next time; nobody is kept out for that. */
  if (!mps_attempts_report (self->profile, store, &local_error))
    g_clear_error (&local_error);

  self->demo = g_strcmp0 (demo, "true") == 0;
  take_store (self, g_steal_pointer (&store), keyring);
  mps_session_become (self, account, login != NULL);
  return TRUE;
}

static gboolean
refuse_without_password (GError **error)
{
  g_set_error_literal (error,
                       MPS_SESSION_ERROR,
                       MPS_SESSION_ERROR_SIGN_IN,
                       "session: sign in: on the command line, --user NAME --password-file FILE "
                       "stand before the command");
  return FALSE;
}

/* NULL with the error unset: a plain profile. */
static MpsKeyring *
unlock_without_password (const char *profile, GError **error)
{
  g_autofree char *path = mps_session_dup_keyring_path (profile);
  g_autoptr (MpsSecret) nothing = mps_secret_new ("", 0);
  g_autoptr (MpsKeyring) keyring = NULL;
  GError *seal_error = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  keyring = mps_keyring_load (path, error);
  if (keyring == NULL)
    return NULL;
  if (!mps_keyring_has (keyring, MPS_SESSION_NO_PASSWORD)) {
    refuse_without_password (error);
    return NULL;
  }
  if (mps_keyring_unlock (keyring, MPS_SESSION_NO_PASSWORD, nothing, &seal_error))
    return g_steal_pointer (&keyring);

  mps_session_translate_seal_error (error, seal_error);
  return NULL;
}

static gboolean
check_user (MpsSession *self, const char *user, GError **error)
{
  g_autofree char *wanted = user != NULL ? mps_store_fold_login (user) : NULL;
  g_autofree char *actual = mps_store_fold_login (self->user);

  if (user == NULL || *user == '\0' || g_strcmp0 (wanted, actual) == 0)
    return TRUE;

  return set_wrong (error);
}

/**
 * mps_session_open:
 * @profile: the profile's folder
 * @user: (nullable): who works; %NULL: the profile's only account
 * @program: who opens it, for the store's owner note
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Opens a profile whose only account has no password: one that was made without, or a plain one of
 * an earlier version of the program.
 *
 * Blocks; any thread but a window's main one. Errors: SIGN_IN of #MpsSessionError where the profile
 * has passwords, #MpsStoreError, #MpsSealError.
 *
 * Returns: (transfer full): the session, or %NULL
 */
MpsSession *
mps_session_open (const char *profile,
                  const char *user,
                  const char *program,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (MpsSession) self = mps_session_new (profile, program);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (MpsKeyring) keyring = unlock_without_password (profile, &local_error);

  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  if (!mps_session_enter (self, keyring, NULL, 0, cancellable, error) ||
      !check_user (self, user, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * mps_session_needs_password:
 * @profile: a profile's folder
 *
 * Returns: whether only people with a password can open it
 */
gboolean
mps_session_needs_password (const char *profile)
{
  g_autofree char *path = mps_session_dup_keyring_path (profile);
  g_autoptr (MpsKeyring) keyring = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return FALSE;

  /* Where it cannot be read, asking for a password is the way that tells why. */
  keyring = mps_keyring_load (path, NULL);
  return keyring == NULL || !mps_keyring_has (keyring, MPS_SESSION_NO_PASSWORD);
}

/**
 * mps_session_get_wait_us:
 * @profile: a profile's folder
 * @login: what was typed as the name of an account
 *
 * For counting down on the page where somebody signs in. Reads a file; a worker thread.
 *
 * Returns: how long no password is taken for this name, in µs; 0: one is taken now
 */
gint64
mps_session_get_wait_us (const char *profile, const char *login)
{
  g_autofree char *path = mps_session_dup_keyring_path (profile);
  g_autofree char *name = mps_store_fold_login (login);
  g_autoptr (MpsKeyring) keyring = mps_keyring_load (path, NULL);
  gint64 last_us = 0;
  guint failures =
      keyring != NULL && name != NULL ? mps_keyring_get_failures (keyring, name, &last_us) : 0;

  return mps_policy_get_wait_us (failures, last_us, g_get_real_time ());
}

/**
 * mps_session_sign_in:
 * @profile: the profile's folder
 * @user: name of the account
 * @password: its password
 * @program: who opens it, for the store's owner note
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Opens a profile for somebody who has a password. Where its only account has none, an empty one
 * fits. Where the password must be changed first, the session opens but everything is refused until
 * mps_accounts_change_password().
 *
 * Blocks for half a second and more; any thread but a window's main one. Errors: WRONG_SECRET of
 * #MpsSessionError (the same for a name that does not exist), WAIT after too many failures,
 * #MpsStoreError, #MpsSealError.
 *
 * Returns: (transfer full): the session, or %NULL
 */
MpsSession *
mps_session_sign_in (const char *profile,
                     const char *user,
                     MpsSecret *password,
                     const char *program,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (MpsSession) self = NULL;
  g_autoptr (MpsKeyring) keyring = NULL;
  GError *key_error = NULL;
  guint failures = 0;

  if (password == NULL)
    return mps_session_open (profile, user, program, cancellable, error);
  if (mps_store_get_state (profile) == MPS_STORE_STATE_NONE)
    return mps_session_open (profile, user, program, cancellable, error);
  if (!mps_session_needs_password (profile) && mps_secret_get_length (password) == 0)
    return mps_session_open (profile, user, program, cancellable, error);

  if (mps_store_get_state (profile) == MPS_STORE_STATE_PLAIN &&
      !mps_session_needs_password (profile)) {
    set_wrong (error);
    return NULL;
  }

  self = mps_session_new (profile, program);
  keyring = mps_session_unlock_keyring (profile, user, password, &failures, &key_error);
  if (keyring == NULL) {
    mps_session_note_attempt (profile, user, key_error);
    g_propagate_error (error, key_error);
    return NULL;
  }
  if (!mps_session_enter (self, keyring, user, failures, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * mps_session_sign_in_by_recovery:
 * @profile: the profile's folder
 * @user: name of an account, whose password is forgotten
 * @recovery_key: the recovery key as typed
 * @program: who opens it
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Opens a profile with its recovery key for an active account. The account must choose a new
 * password before anything else; that the recovery key was used is on the audit record.
 *
 * Blocks; any thread but a window's main one. Errors: WRONG_SECRET of #MpsSessionError, also for a
 * name that does not exist; MISTYPED and others of #MpsSealError; #MpsStoreError.
 *
 * Returns: (transfer full): the session, or %NULL
 */
MpsSession *
mps_session_sign_in_by_recovery (const char *profile,
                                 const char *user,
                                 const char *recovery_key,
                                 const char *program,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autofree char *path = mps_session_dup_keyring_path (profile);
  g_autoptr (MpsSession) self = mps_session_new (profile, program);
  g_autoptr (MpsKeyring) keyring = mps_keyring_load (path, error);
  g_autoptr (MpsStoreBatch) batch = NULL;
  GError *seal_error = NULL;

  if (keyring == NULL)
    return NULL;
  if (!mps_keyring_unlock_recovery (keyring, recovery_key, &seal_error)) {
    if (g_error_matches (seal_error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_WRONG_SECRET))
      mps_attempts_note (profile, MPS_ATTEMPT_RECOVERY, NULL, g_get_real_time ());
    mps_session_translate_seal_error (error, seal_error);
    return NULL;
  }
  if (!mps_session_enter (self, keyring, user, 0, cancellable, error))
    return NULL;

  batch = mps_store_batch_new (self->user, "the recovery key was used");
  mps_store_batch_set_account_number (
      batch, self->account_id, MPS_ACCOUNT_MUST_CHANGE, 1, "signed in with the recovery key");
  if (!mps_store_commit (self->store, batch, NULL, NULL, error))
    return NULL;

  self->must_change = TRUE;
  self->by_recovery = TRUE;
  return g_steal_pointer (&self);
}
