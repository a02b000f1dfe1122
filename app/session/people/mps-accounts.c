/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/people/mps-accounts.h"

#include "app/session/mps-session-lock.h"
#include "app/session/mps-session-private.h"
#include "app/session/people/mps-policy.h"
#include "data/store/people/mps-secret-hash.h"

#include <string.h>

static gboolean
refuse (const char *why, GError **error)
{
  g_set_error_literal (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED, why);
  return FALSE;
}

static gboolean
commit (MpsSession *session, MpsStoreBatch *batch, GError **error)
{
  return mps_session_commit (session, batch, "Account", error);
}

static MpsStoreBatch *
new_batch (MpsSession *session, const char *why)
{
  return mps_store_batch_new (mps_session_peek_user (session), why);
}

static void
keep_last_administrator (MpsStoreBatch *batch)
{
  mps_store_batch_keep_role (batch, mps_role_to_string (MPS_ROLE_ADMINISTRATOR));
}

/* Where accounts have no passwords, anybody at the workstation is the one account. */
static gboolean
check_has_passwords (MpsSession *session, GError **error)
{
  return mps_session_has_password (session) ||
         refuse (
             "accounts: this profile has no password yet; give one to its first account: on the "
             "command line, user password NAME --new-password-file FILE",
             error);
}

static MpsStoreAccount *
load_account (MpsSession *session, const char *login, GError **error)
{
  GError *store_error = NULL;
  MpsStoreAccount *account =
      mps_store_load_account (mps_session_peek_store (session), login, &store_error);

  if (account != NULL)
    return account;
  if (!g_error_matches (store_error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, store_error);
    return NULL;
  }

  g_error_free (store_error);
  g_set_error_literal (
      error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_NOT_FOUND, "accounts: there is no such account");
  return NULL;
}

static MpsStoreAccount *
load_to_manage (MpsSession *session, const char *login, GError **error)
{
  if (!mps_session_require (session, MPS_ACTION_MANAGE_USERS, error))
    return NULL;

  return load_account (session, login, error);
}

/* Where the account is the one that works, the session follows. */
static void
follow (MpsSession *session, const char *id)
{
  g_autoptr (MpsStoreAccount) account = NULL;

  if (g_strcmp0 (mps_session_peek_account_id (session), id) != 0)
    return;

  account = mps_store_load_account (
      mps_session_peek_store (session), mps_session_peek_user (session), NULL);
  if (account != NULL)
    mps_session_become (session, account, FALSE);
}

/* The file of keys, unlocked, and nobody else changes it until it is freed. */
static MpsKeyring *
open_keyring (MpsSession *session, GError **error)
{
  g_autofree char *path = mps_session_dup_keyring_path (session->profile);
  g_autoptr (MpsKeyring) keyring = mps_keyring_load_for_change (path, error);
  g_autoptr (GMutexLocker) locker = NULL;

  if (keyring == NULL)
    return NULL;

  locker = g_mutex_locker_new (&session->guard);
  if (session->key == NULL) {
    g_set_error_literal (
        error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_LOCKED, "session: it is locked");
    return NULL;
  }
  if (!mps_keyring_unlock_with_key (keyring, session->key, session->next_key, error))
    return NULL;

  return g_steal_pointer (&keyring);
}

static gboolean
save_keyring (MpsSession *session, MpsKeyring *keyring, GError **error)
{
  g_autofree char *path = mps_session_dup_keyring_path (session->profile);

  return mps_keyring_save (keyring, path, error) &&
         mps_store_note_keys (mps_session_peek_store (session), keyring, error);
}

/* Also where a leftover of that name stands in the file, as after a program that was killed. */
static gboolean
write_password (MpsSession *session, const char *login, const MpsSecret *password, GError **error)
{
  g_autofree char *name = mps_store_fold_login (login);
  g_autoptr (MpsKeyring) keyring = open_keyring (session, error);

  if (keyring == NULL)
    return FALSE;

  return (mps_keyring_has (keyring, name)
              ? mps_keyring_set_password (keyring, name, password, error)
              : mps_keyring_add (keyring, name, password, error)) &&
         save_keyring (session, keyring, error);
}

static gboolean
remove_password (MpsSession *session, const char *login, GError **error)
{
  g_autofree char *name = mps_store_fold_login (login);
  g_autoptr (MpsKeyring) keyring = open_keyring (session, error);

  if (keyring == NULL)
    return FALSE;

  return !mps_keyring_has (keyring, name) ||
         (mps_keyring_remove (keyring, name, error) && save_keyring (session, keyring, error));
}

/**
 * mps_accounts_list:
 * @session: who looks
 * @error: return location
 *
 * Blocks; a worker thread. Error: REFUSED of #MpsSessionError.
 *
 * Returns: (transfer full) (element-type MpsStoreAccount): every account, by name
 */
GPtrArray *
mps_accounts_list (MpsSession *session, GError **error)
{
  if (!mps_session_require (session, MPS_ACTION_MANAGE_USERS, error))
    return NULL;

  return mps_store_list_accounts (mps_session_peek_store (session), error);
}

/**
 * mps_accounts_list_events:
 * @session: who looks
 * @login: an account
 * @error: return location
 *
 * Blocks; a worker thread. Errors: REFUSED and NOT_FOUND of #MpsSessionError.
 *
 * Returns: (transfer full) (element-type MpsAccountEvent): what happened to it, the newest first
 */
GPtrArray *
mps_accounts_list_events (MpsSession *session, const char *login, GError **error)
{
  g_autoptr (MpsStoreAccount) account = load_to_manage (session, login, error);

  return account != NULL
             ? mps_store_list_account_events (mps_session_peek_store (session), account->id, error)
             : NULL;
}

static gboolean
check_new (MpsSession *session,
           const char *login,
           MpsRoles roles,
           const MpsSecret *password,
           GError **error)
{
  g_autoptr (MpsStoreAccount) old = NULL;

  if (!mps_session_require (session, MPS_ACTION_MANAGE_USERS, error) ||
      !check_has_passwords (session, error) || !mps_policy_check_login (login, error) ||
      !mps_policy_check_password (login, password, error))
    return FALSE;
  if (roles == 0)
    return refuse ("accounts: an account needs a role", error);

  old = mps_store_load_account (mps_session_peek_store (session), login, NULL);
  if (old == NULL)
    return TRUE;

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_EXISTS,
                       "accounts: there is an account of this name already, however it is spelled; "
                       "choose another name");
  return FALSE;
}

/**
 * mps_accounts_add:
 * @session: who does it
 * @login: name to sign in with; unique however it is cased
 * @name: (nullable): name that people read; %NULL: @login
 * @roles: what the person is, not empty
 * @password: the first password
 * @rule: whether it must be changed at the first sign-in
 * @error: return location
 *
 * Makes an account. Blocks for half a second; a worker thread. Errors: REFUSED of #MpsSessionError
 * (role, name, password), EXISTS of #MpsStoreError, #MpsSealError.
 *
 * Returns: whether the person can sign in now
 */
gboolean
mps_accounts_add (MpsSession *session,
                  const char *login,
                  const char *name,
                  MpsRoles roles,
                  const MpsSecret *password,
                  MpsPasswordRule rule,
                  GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *login_copy = g_strdup (login);
  g_autofree char *name_copy = g_strdup (name);
  g_autofree char *role_names = mps_roles_to_string (roles);
  g_autoptr (MpsStoreBatch) batch = NULL;
  const MpsStoreAccount account = {
    .id = id,
    .login = login_copy,
    .name = name_copy,
    .roles = role_names,
    .has_password = TRUE,
    .must_change = rule == MPS_PASSWORD_MUST_CHANGE,
  };

  if (!check_new (session, login, roles, password, error) ||
      !write_password (session, login, password, error))
    return FALSE;

  batch = new_batch (session, "account made");
  mps_store_batch_add_account (batch, &account);
  if (commit (session, batch, error))
    return TRUE;

  /* Keys without an account open nothing: sign-in wants both. */
  if (!remove_password (session, login, NULL))
    return FALSE;
  return FALSE;
}

/**
 * mps_accounts_disable:
 * @session: who does it
 * @login: an account; never the last administrator
 * @error: return location
 *
 * Nobody can sign in with the account any more; what it did stays. Whoever kept a copy of the file
 * of keys and knows the password still has the data key: re-key where that matters.
 * mps_accounts_reset_password() takes it back.
 *
 * Blocks; a worker thread. Errors: REFUSED and NOT_FOUND of #MpsSessionError, REFUSED of
 * #MpsStoreError for the last administrator, #MpsSealError.
 *
 * Returns: whether it is disabled
 */
gboolean
mps_accounts_disable (MpsSession *session, const char *login, GError **error)
{
  g_autoptr (MpsStoreAccount) account = load_to_manage (session, login, error);
  g_autoptr (MpsStoreBatch) batch = NULL;

  if (account == NULL)
    return FALSE;

  batch = new_batch (session, "account disabled");
  mps_store_batch_set_account_number (
      batch, account->id, MPS_ACCOUNT_ACTIVE, 0, "account disabled");
  keep_last_administrator (batch);
  return commit (session, batch, error) && remove_password (session, account->login, error);
}

/**
 * mps_accounts_set_roles:
 * @session: who does it
 * @login: an account
 * @roles: what the person is from now on, not empty
 * @error: return location
 *
 * Blocks; a worker thread. Errors as of mps_accounts_disable().
 *
 * Returns: whether it has those roles
 */
gboolean
mps_accounts_set_roles (MpsSession *session, const char *login, MpsRoles roles, GError **error)
{
  g_autoptr (MpsStoreAccount) account = load_to_manage (session, login, error);
  g_autofree char *names = mps_roles_to_string (roles);
  g_autofree char *event = NULL;
  g_autoptr (MpsStoreBatch) batch = NULL;

  if (account == NULL)
    return FALSE;
  if (roles == 0)
    return refuse ("accounts: an account needs a role", error);

  event = g_strdup_printf ("roles changed from %s to %s", account->roles, names);
  batch = new_batch (session, event);
  mps_store_batch_set_account (batch, account->id, MPS_ACCOUNT_ROLES, names, event);
  keep_last_administrator (batch);
  if (!commit (session, batch, error))
    return FALSE;

  follow (session, account->id);
  return TRUE;
}

/**
 * mps_accounts_reset_password:
 * @session: who does it
 * @login: somebody else's account, which may be disabled
 * @password: the new password
 * @rule: whether it must be changed at the next sign-in
 * @error: return location
 *
 * For a forgotten password; a disabled account can be used again. Blocks for half a second; a
 * worker thread. Errors: REFUSED and NOT_FOUND of #MpsSessionError, #MpsSealError, #MpsStoreError.
 *
 * Returns: whether the person can sign in with it
 */
gboolean
mps_accounts_reset_password (MpsSession *session,
                             const char *login,
                             const MpsSecret *password,
                             MpsPasswordRule rule,
                             GError **error)
{
  g_autoptr (MpsStoreAccount) account = load_to_manage (session, login, error);
  g_autoptr (MpsStoreBatch) batch = NULL;

  if (account == NULL || !check_has_passwords (session, error) ||
      !mps_policy_check_password (account->login, password, error))
    return FALSE;
  if (g_strcmp0 (account->id, mps_session_peek_account_id (session)) == 0)
    return refuse ("accounts: one's own password is changed with the old one", error);

  /* First what limits the new password: a program that is killed in between leaves nothing open. */
  batch = new_batch (session, "password reset");
  mps_store_batch_set_account_number (batch,
                                      account->id,
                                      MPS_ACCOUNT_MUST_CHANGE,
                                      rule == MPS_PASSWORD_MUST_CHANGE ? 1 : 0,
                                      "password reset by somebody else");
  mps_store_batch_set_account_number (batch, account->id, MPS_ACCOUNT_PIN_FAILURES, 0, NULL);
  mps_store_batch_set_account_number (batch, account->id, MPS_ACCOUNT_HAS_PASSWORD, 1, NULL);
  mps_store_batch_set_account_number (
      batch, account->id, MPS_ACCOUNT_ACTIVE, 1, account->active ? NULL : "account enabled");
  return commit (session, batch, error) &&
         write_password (session, account->login, password, error);
}

/**
 * mps_accounts_set_person:
 * @session: who does it
 * @login: an account
 * @person: record of the same person, "Practitioner/…", or empty
 * @error: return location
 *
 * Blocks; a worker thread. Errors: REFUSED and NOT_FOUND of #MpsSessionError, #MpsStoreError.
 *
 * Returns: whether the account is linked to it
 */
gboolean
mps_accounts_set_person (MpsSession *session, const char *login, const char *person, GError **error)
{
  g_autoptr (MpsStoreAccount) account = load_to_manage (session, login, error);
  g_autoptr (MpsStoreBatch) batch = NULL;

  if (account == NULL)
    return FALSE;
  if (*person != '\0' && (!g_str_has_prefix (person, "Practitioner/") ||
                          !mps_fhir_id_is_valid (person + strlen ("Practitioner/"))))
    return refuse ("accounts: a person is a Practitioner/ID", error);

  batch = new_batch (session, "account linked to a practitioner");
  mps_store_batch_set_account (
      batch, account->id, MPS_ACCOUNT_PERSON, person, "linked to a practitioner");
  if (!commit (session, batch, error))
    return FALSE;

  follow (session, account->id);
  return TRUE;
}

/**
 * mps_accounts_set_guarded:
 * @session: who does it
 * @login: an account of a family member
 * @related_person: id of the RelatedPerson record that names the patient
 * @guarded: whether the account's person is the one that the record tells of
 * @error: return location
 *
 * The chart opens to the account only while a consent of the patient is in force too. Blocks; a
 * worker thread. Errors: REFUSED and NOT_FOUND of #MpsSessionError, #MpsStoreError.
 *
 * Returns: whether that is kept
 */
gboolean
mps_accounts_set_guarded (MpsSession *session,
                          const char *login,
                          const char *related_person,
                          gboolean guarded,
                          GError **error)
{
  g_autoptr (MpsStoreAccount) account = load_to_manage (session, login, error);
  g_autoptr (MpsStoreBatch) batch = NULL;
  g_autoptr (MpsResource) related = NULL;

  if (account == NULL)
    return FALSE;
  if (guarded) {
    related =
        mps_store_get (mps_session_peek_store (session), "RelatedPerson", related_person, 0, error);
    if (related == NULL)
      return FALSE;
  }

  batch = new_batch (session, guarded ? "named as guardian" : "no longer guardian");
  mps_store_batch_set_guarded (batch, account->id, related_person, guarded);
  return commit (session, batch, error);
}

static char *
ensure_badge_salt (MpsSession *session, MpsStoreBatch *batch)
{
  char *salt =
      mps_store_dup_setting (mps_session_peek_store (session), MPS_SETTING_BADGE_SALT, NULL);

  if (salt == NULL) {
    salt = mps_badge_salt_new ();
    mps_store_batch_set_setting (batch, MPS_SETTING_BADGE_SALT, salt);
  }
  return salt;
}

/**
 * mps_accounts_set_badge:
 * @session: who does it: the person, or who manages users
 * @login: an account
 * @tag: (array length=size) (nullable): what the badge's tag says it is; %NULL: no badge
 * @size: its bytes
 * @error: return location
 *
 * Only a hash of the tag is kept. Blocks; a worker thread. Errors: REFUSED and NOT_FOUND of
 * #MpsSessionError, #MpsStoreError.
 *
 * Returns: whether it is the account's badge
 */
gboolean
mps_accounts_set_badge (
    MpsSession *session, const char *login, const guint8 *tag, gsize size, GError **error)
{
  g_autoptr (MpsStoreAccount) account = load_account (session, login, error);
  g_autoptr (MpsStoreAccount) other = NULL;
  g_autoptr (MpsStoreBatch) batch = new_batch (session, "badge changed");
  g_autofree char *salt = NULL;
  g_autofree char *hash = g_strdup ("");

  if (account == NULL || !mps_session_check_ready (session, error) ||
      (g_strcmp0 (account->id, mps_session_peek_account_id (session)) != 0 &&
       !mps_session_require (session, MPS_ACTION_MANAGE_USERS, error)) ||
      !check_has_passwords (session, error))
    return FALSE;

  if (tag != NULL && size > 0) {
    salt = ensure_badge_salt (session, batch);
    g_free (hash);
    hash = mps_badge_hash_new (salt, tag, size);
    other = mps_store_load_account_by_badge (mps_session_peek_store (session), hash, NULL);
    if (other != NULL && g_strcmp0 (other->id, account->id) != 0)
      return refuse ("accounts: this badge is somebody else's", error);
  }
  mps_store_batch_set_account (batch,
                               account->id,
                               MPS_ACCOUNT_BADGE_HASH,
                               hash,
                               *hash != '\0' ? "badge set" : "badge taken away");
  return commit (session, batch, error);
}

/**
 * mps_accounts_renew_recovery:
 * @session: who does it
 * @error: return location
 *
 * Makes a new recovery key; the one before opens nothing any more. Blocks; a worker thread. Errors:
 * REFUSED of #MpsSessionError, #MpsSealError.
 *
 * Returns: (transfer full): the recovery key, to be shown once; wipe it after use
 */
char *
mps_accounts_renew_recovery (MpsSession *session, GError **error)
{
  g_autoptr (MpsKeyring) keyring = NULL;
  g_autoptr (MpsStoreBatch) batch = NULL;
  g_autofree char *text = NULL;

  if (!mps_session_require (session, MPS_ACTION_REKEY, error) ||
      !check_has_passwords (session, error))
    return NULL;
  keyring = open_keyring (session, error);
  if (keyring == NULL)
    return NULL;
  text = mps_keyring_renew_recovery (keyring, error);
  if (text == NULL)
    return NULL;

  batch = new_batch (session, "recovery key renewed");
  mps_store_batch_note_sign_in (batch, mps_session_peek_account_id (session));
  if (save_keyring (session, keyring, error) && commit (session, batch, error))
    return g_steal_pointer (&text);

  explicit_bzero (text, strlen (text));
  return NULL;
}

/* The account that opened without a password gets one, and a recovery key that is shown. */
static gboolean
close_open_door (MpsSession *session,
                 const MpsSecret *password,
                 char **recovery_key,
                 GError **error)
{
  g_autofree char *name = mps_store_fold_login (mps_session_peek_user (session));
  g_autoptr (MpsKeyring) keyring = open_keyring (session, error);
  g_autofree char *text = NULL;

  if (keyring == NULL || !mps_keyring_add (keyring, name, password, error) ||
      !mps_keyring_remove (keyring, MPS_SESSION_NO_PASSWORD, error))
    return FALSE;
  text = mps_keyring_renew_recovery (keyring, error);
  if (text == NULL)
    return FALSE;
  if (!save_keyring (session, keyring, error)) {
    explicit_bzero (text, strlen (text));
    return FALSE;
  }

  *recovery_key = g_steal_pointer (&text);
  return TRUE;
}

/* A profile of schema 1 was plain: from the first password on it is sealed. Where this is
 * interrupted, signing in with the password goes on with it. */
static gboolean
seal_plain (MpsSession *session, const MpsSecret *password, char **recovery_key, GError **error)
{
  g_autofree char *path = mps_session_dup_keyring_path (session->profile);
  g_autofree char *name = mps_store_fold_login (mps_session_peek_user (session));
  g_autoptr (MpsKeyring) keyring = mps_keyring_new ();
  g_autofree char *text = NULL;

  if (!mps_keyring_add (keyring, name, password, error))
    return FALSE;
  text = mps_keyring_renew_recovery (keyring, error);
  if (text == NULL || !mps_keyring_save (keyring, path, error))
    return FALSE;

  *recovery_key = g_steal_pointer (&text);
  mps_store_close (mps_session_peek_store (session));
  return mps_session_enter (session, keyring, mps_session_peek_user (session), 0, NULL, error);
}

static gboolean
give_first_password (MpsSession *session,
                     const MpsSecret *password,
                     char **recovery_key,
                     GError **error)
{
  g_autofree char *text = NULL;
  gboolean plain = mps_store_get_state (session->profile) == MPS_STORE_STATE_PLAIN;
  gboolean done = plain ? seal_plain (session, password, &text, error)
                        : close_open_door (session, password, &text, error);

  if (done && recovery_key != NULL)
    *recovery_key = g_steal_pointer (&text);
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  return done;
}

static gboolean
replace_password (MpsSession *session,
                  const MpsSecret *old,
                  const MpsSecret *password,
                  GError **error)
{
  if (session->by_recovery)
    return write_password (session, mps_session_peek_user (session), password, error);
  if (!mps_session_reauthenticate (session, old, error))
    return FALSE;
  if (old != NULL && mps_secret_equal (old, password))
    return refuse ("accounts: the new password is the old one", error);

  return write_password (session, mps_session_peek_user (session), password, error);
}

/**
 * mps_accounts_change_password:
 * @session: who changes their own password
 * @old: (nullable): the old password; not needed where there was none, or where the recovery key
 *   opened the session
 * @password: the new one
 * @recovery_key: (out) (optional) (transfer full): set where the profile had no password before: a
 *   recovery key, to be shown once. Wipe it after use
 * @error: return location
 *
 * Changes one's own password. A profile without a password has one from then on; a plain one of an
 * earlier version is sealed, which takes its time.
 *
 * Blocks for a second and more; a worker thread. Errors: REFUSED (the rules for passwords),
 * WRONG_SECRET, WAIT and LOCKED of #MpsSessionError; #MpsStoreError, #MpsSealError.
 *
 * Returns: whether the new password counts
 */
gboolean
mps_accounts_change_password (MpsSession *session,
                              const MpsSecret *old,
                              const MpsSecret *password,
                              char **recovery_key,
                              GError **error)
{
  const char *id = mps_session_peek_account_id (session);
  g_autoptr (MpsStoreBatch) batch = NULL;

  if (mps_session_is_locked (session)) {
    g_set_error_literal (
        error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_LOCKED, "session: it is locked");
    return FALSE;
  }
  if (!mps_policy_check_password (mps_session_peek_user (session), password, error) ||
      !(mps_session_has_password (session)
            ? replace_password (session, old, password, error)
            : give_first_password (session, password, recovery_key, error)))
    return FALSE;

  batch = new_batch (session, "password changed");
  mps_store_batch_set_account_number (
      batch, id, MPS_ACCOUNT_MUST_CHANGE, 0, "password changed by the person");
  mps_store_batch_set_account_number (batch, id, MPS_ACCOUNT_HAS_PASSWORD, 1, NULL);
  if (!commit (session, batch, error))
    return FALSE;

  follow (session, id);
  session->by_recovery = FALSE;
  return TRUE;
}

/**
 * mps_accounts_set_pin:
 * @session: whose PIN it is
 * @password: the person's password, once more
 * @pin: (nullable): the new PIN; %NULL: none
 * @error: return location
 *
 * Sets one's own PIN, for taking over a running session. Blocks for half a second; a worker thread.
 * Errors: REFUSED, WRONG_SECRET and WAIT of #MpsSessionError, #MpsStoreError.
 *
 * Returns: whether it counts
 */
gboolean
mps_accounts_set_pin (MpsSession *session,
                      const MpsSecret *password,
                      const MpsSecret *pin,
                      GError **error)
{
  g_autoptr (MpsStoreBatch) batch = NULL;
  g_autofree char *hash = NULL;

  if (!mps_session_check_ready (session, error) || !check_has_passwords (session, error) ||
      (pin != NULL && !mps_policy_check_pin (pin, error)) ||
      !mps_session_reauthenticate (session, password, error))
    return FALSE;
  hash = pin != NULL ? mps_secret_hash_new (pin, error) : g_strdup ("");
  if (hash == NULL)
    return FALSE;

  batch = new_batch (session, "PIN changed");
  mps_store_batch_set_account (batch,
                               mps_session_peek_account_id (session),
                               MPS_ACCOUNT_PIN_HASH,
                               hash,
                               pin != NULL ? "PIN set" : "PIN taken away");
  return commit (session, batch, error);
}

/**
 * mps_accounts_list_switchable:
 * @session: a session that can be taken over
 * @error: return location
 *
 * For the page behind the curtain. Blocks; a worker thread. Error: SIGN_IN of #MpsSessionError
 * where nobody gave a password yet.
 *
 * Returns: (transfer full) (element-type utf8): names of the active accounts with a PIN
 */
GPtrArray *
mps_accounts_list_switchable (MpsSession *session, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) accounts = NULL;

  if (!mps_session_can_switch (session)) {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_SIGN_IN,
                         "session: somebody has to sign in with a password first");
    return NULL;
  }
  accounts = mps_store_list_accounts (mps_session_peek_store (session), error);
  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len; i++) {
    const MpsStoreAccount *account = g_ptr_array_index (accounts, i);

    if (account->active && *account->pin_hash != '\0')
      g_ptr_array_add (names, g_strdup (account->login));
  }

  return g_steal_pointer (&names);
}
