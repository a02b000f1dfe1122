/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-lock.h"

#include "app/session/mps-session-private.h"
#include "app/session/people/mps-attempts.h"
#include "app/session/people/mps-policy.h"
#include "data/store/people/mps-secret-hash.h"

/* Whether there is something to close and nothing holds it; a session that was unlocked meanwhile
 * keeps its records. */
static gboolean
wait_for_holds (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  while (self->holds > 0 && self->locked)
    g_cond_wait (&self->released, &self->guard);
  return self->locked && self->holds == 0;
}

/* Refusals that wait for the audit record are written before it closes. */
static void
flush_notes (MpsSession *self)
{
  GThreadPool *old;

  g_mutex_lock (&self->guard);
  old = self->refusals;
  mps_session_start_refusals (self);
  g_mutex_unlock (&self->guard);
  g_thread_pool_free (old, FALSE, TRUE);
}

static void
close_records (MpsSession *self)
{
  g_autoptr (MpsStore) store = NULL;

  flush_notes (self);
  g_mutex_lock (&self->guard);
  store = g_object_ref (self->store);
  g_clear_pointer (&self->key, mps_seal_key_unref);
  g_clear_pointer (&self->next_key, mps_seal_key_unref);
  g_mutex_unlock (&self->guard);
  mps_store_close (store);
}

static void
close_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  MpsSession *self = source;

  if (wait_for_holds (self)) {
    g_mutex_lock (&self->change);
    if (wait_for_holds (self))
      close_records (self);
    g_mutex_unlock (&self->change);
  }
  g_task_return_boolean (task, TRUE);
}

/**
 * mps_session_lock:
 * @self: a session
 *
 * Locks: everything is refused and "locked" is emitted. The records are closed and the key is wiped
 * on a worker thread, after drafts that were begun before and a measurement that is running. What
 * is typed and not saved is the caller's: the one who locks is the window (mps_window_lock()),
 * which has its pages keep their drafts first. Does nothing where there is no password to unlock
 * with, since that would protect nothing.
 *
 * The main thread; never blocks.
 */
void
mps_session_lock (MpsSession *self)
{
  g_autoptr (GTask) task = NULL;

  g_mutex_lock (&self->guard);
  if (self->locked || !self->has_password) {
    g_mutex_unlock (&self->guard);
    return;
  }
  self->locked = TRUE;
  self->curtain = FALSE;
  g_mutex_unlock (&self->guard);

  mps_session_note (self, MPS_AUDIT_DONE, "Session", NULL, "locked");
  mps_session_emit (self, "locked");
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, mps_session_lock);
  g_task_run_in_thread (task, close_in_thread);
}

/**
 * mps_session_is_locked:
 * @self: a session
 *
 * Returns: whether everything is refused until mps_session_unlock()
 */
gboolean
mps_session_is_locked (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  return self->locked;
}

/**
 * mps_session_wait_until_closed:
 * @self: a locked session
 *
 * Blocks until nothing holds the records and the key is wiped; returns at once for a session that
 * is not locked.
 */
void
mps_session_wait_until_closed (MpsSession *self)
{
  while (wait_for_holds (self)) {
    gboolean closed;

    g_mutex_lock (&self->change);
    g_mutex_lock (&self->guard);
    closed = self->key == NULL;
    g_mutex_unlock (&self->guard);
    g_mutex_unlock (&self->change);
    if (closed)
      return;
    g_usleep (1000);
  }
}

/**
 * mps_session_hold:
 * @self: a session
 *
 * Keeps the records open, also when the session locks, until mps_session_release().
 */
void
mps_session_hold (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  self->holds++;
}

/**
 * mps_session_release:
 * @self: a session that was held
 */
void
mps_session_release (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  g_return_if_fail (self->holds > 0);
  self->holds--;
  g_cond_broadcast (&self->released);
}

static gboolean
is_closed (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  return self->key == NULL;
}

static gboolean
return_to_open (MpsSession *self, const char *user, GError **error)
{
  MpsStore *store = mps_session_peek_store (self);
  g_autoptr (MpsStoreAccount) account = mps_store_load_account (store, user, error);
  g_autoptr (GError) report_error = NULL;

  if (account == NULL)
    return FALSE;
  if (!account->active) {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_WRONG_SECRET,
                         "session: the name and the password do not fit together");
    return FALSE;
  }

  mps_session_become (self, account, TRUE);
  mps_session_note (self, MPS_AUDIT_DONE, "Session", NULL, "unlocked");
  /* What cannot be written now stays noted for the next time; nobody is kept out for that. */
  if (!mps_attempts_report (self->profile, store, &report_error))
    g_clear_error (&report_error);
  return TRUE;
}

static void
note_refused_while_locked (MpsSession *self)
{
  g_autofree char *why = NULL;
  guint n;

  g_mutex_lock (&self->guard);
  n = self->refused_while_locked;
  self->refused_while_locked = 0;
  g_mutex_unlock (&self->guard);
  if (n == 0)
    return;

  why = g_strdup_printf ("refused: %u attempts while it was locked", n);
  mps_session_note (self, MPS_AUDIT_REFUSED, "Session", NULL, why);
}

/* While it is locked there is no audit record to write into. */
static void
note_wrong_password (MpsSession *self, const char *user, const GError *error)
{
  if (mps_session_is_locked (self))
    mps_session_note_attempt (self->profile, user, error);
  else
    mps_session_note (self, MPS_AUDIT_REFUSED, "Session", NULL, "refused: wrong password");
}

static gboolean
unlock_as (MpsSession *self,
           const char *user,
           const MpsSecret *password,
           GCancellable *cancellable,
           GError **error)
{
  guint failures = 0;
  GError *key_error = NULL;
  g_autoptr (MpsKeyring) keyring =
      mps_session_unlock_keyring (self->profile, user, password, &failures, &key_error);
  gboolean done;

  if (keyring == NULL) {
    note_wrong_password (self, user, key_error);
    g_propagate_error (error, key_error);
    return FALSE;
  }

  g_mutex_lock (&self->change);
  done = is_closed (self) ? mps_session_enter (self, keyring, user, failures, cancellable, error)
                          : return_to_open (self, user, error);
  if (done) {
    g_mutex_lock (&self->guard);
    self->locked = FALSE;
    self->curtain = FALSE;
    g_cond_broadcast (&self->released);
    g_mutex_unlock (&self->guard);
    note_refused_while_locked (self);
  }
  g_mutex_unlock (&self->change);
  return done;
}

/**
 * mps_session_unlock:
 * @self: a session, locked or not
 * @user: (nullable): who; %NULL: who worked before
 * @password: that person's password
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Opens the records again. Another person takes the session over: "user-changed" comes before
 * "unlocked".
 *
 * Blocks for half a second and more; any thread but a window's main one. Errors as of
 * mps_session_sign_in().
 *
 * Returns: whether the session is unlocked
 */
gboolean
mps_session_unlock (MpsSession *self,
                    const char *user,
                    const MpsSecret *password,
                    GCancellable *cancellable,
                    GError **error)
{
  const char *before = mps_session_peek_user (self);

  if (!unlock_as (self, user != NULL ? user : before, password, cancellable, error))
    return FALSE;

  if (mps_session_peek_user (self) != before)
    mps_session_emit (self, "user-changed");
  mps_session_emit (self, "unlocked");
  return TRUE;
}

/**
 * mps_session_reauthenticate:
 * @self: a session
 * @password: (nullable): the password of who works; not looked at where the account has none
 * @error: return location
 *
 * Makes sure that it is still the same person, before something risky. Wrong passwords count as at
 * sign-in.
 *
 * Blocks for half a second. Errors: WRONG_SECRET and WAIT of #MpsSessionError.
 *
 * Returns: whether it is
 */
gboolean
mps_session_reauthenticate (MpsSession *self, const MpsSecret *password, GError **error)
{
  g_autoptr (MpsSecret) nothing = mps_secret_new ("", 0);
  g_autoptr (MpsKeyring) keyring = NULL;

  if (!mps_session_has_password (self))
    return TRUE;

  keyring = mps_session_unlock_keyring (self->profile,
                                        mps_session_peek_user (self),
                                        password != NULL ? password : nothing,
                                        NULL,
                                        error);
  if (keyring == NULL)
    mps_session_note (
        self, MPS_AUDIT_REFUSED, "Session", NULL, "refused: the password was not given again");
  return keyring != NULL;
}

static void
set_curtain (MpsSession *self, gboolean drawn)
{
  gboolean changed;

  g_mutex_lock (&self->guard);
  changed = self->curtain != drawn && !self->locked;
  if (changed)
    self->curtain = drawn;
  g_mutex_unlock (&self->guard);
  if (changed)
    mps_session_emit (self, "curtain");
}

/**
 * mps_session_draw_curtain:
 * @self: a session
 *
 * Hides the screen from who walks by; nothing is locked. Emits "curtain".
 */
void
mps_session_draw_curtain (MpsSession *self)
{
  set_curtain (self, TRUE);
}

/**
 * mps_session_lift_curtain:
 * @self: a session
 *
 * Emits "curtain" where it was drawn.
 */
void
mps_session_lift_curtain (MpsSession *self)
{
  set_curtain (self, FALSE);
}

/**
 * mps_session_has_curtain:
 * @self: a session
 *
 * Returns: whether the curtain is drawn
 */
gboolean
mps_session_has_curtain (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  return self->curtain;
}

/**
 * mps_session_can_switch:
 * @self: a session
 *
 * Returns: whether another person can take over by PIN or badge: somebody gave a password in this
 *   program today (see mps_policy_takes_pin()), and the session is not locked
 */
gboolean
mps_session_can_switch (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  return self->by_password && !self->locked &&
         mps_policy_takes_pin (self->password_us, g_get_real_time ());
}

static gboolean
check_can_switch (MpsSession *self, GError **error)
{
  if (mps_session_can_switch (self))
    return TRUE;

  return mps_session_refuse_for (
      self,
      "Session",
      NULL,
      "refused: a PIN or badge before a password",
      MPS_SESSION_ERROR_SIGN_IN,
      "session: a PIN or badge is taken after somebody signed in with a password; "
      "sign in with yours",
      error);
}

static gboolean
take_over (MpsSession *self, const MpsStoreAccount *account, const char *how, GError **error)
{
  MpsStore *store = mps_session_peek_store (self);
  const char *before = mps_session_peek_user (self);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (account->login, how);

  mps_store_name_person (store, account->login, account->id);
  mps_store_batch_note_sign_in (batch, account->id);
  if (account->pin_failures > 0)
    mps_store_batch_set_account_number (batch, account->id, MPS_ACCOUNT_PIN_FAILURES, 0, NULL);
  if (!mps_store_commit (store, batch, NULL, NULL, error))
    return FALSE;

  mps_session_become (self, account, FALSE);
  if (mps_session_peek_user (self) != before)
    mps_session_emit (self, "user-changed");
  mps_session_lift_curtain (self);
  return TRUE;
}

static gboolean
refuse_switch (MpsSession *self, const char *account_id, gboolean pin, GError **error)
{
  MpsStore *store = mps_session_peek_store (self);
  g_autoptr (MpsStoreBatch) batch =
      mps_store_batch_new (mps_session_peek_user (self), pin ? "wrong PIN" : "unknown badge");

  if (account_id != NULL)
    mps_store_batch_set_account_number (
        batch, account_id, MPS_ACCOUNT_PIN_FAILURES, 1, "wrong PIN");
  else
    mps_store_batch_note_sign_in (batch, "unknown");
  /* A failure that could not be counted is no free attempt. */
  if (!mps_store_commit (store, batch, NULL, NULL, error))
    return FALSE;

  g_set_error_literal (error,
                       MPS_SESSION_ERROR,
                       MPS_SESSION_ERROR_WRONG_SECRET,
                       pin ? "session: the name and the PIN do not fit together"
                           : "session: this badge belongs to nobody here");
  return FALSE;
}

static gboolean
check_pin_usable (MpsSession *self, const MpsStoreAccount *account, GError **error)
{
  if (account->pin_failures < mps_policy_get ()->pin_max_failures)
    return TRUE;

  return mps_session_refuse_for (self,
                                 account->id,
                                 NULL,
                                 "refused: too many wrong PINs",
                                 MPS_SESSION_ERROR_SIGN_IN,
                                 "session: too many wrong PINs; sign in with the password",
                                 error);
}

/* The name of an account without a PIN takes as long as one with. */
static gboolean
pin_fits (const MpsStoreAccount *account, const MpsSecret *pin)
{
  if (account != NULL && account->active && *account->pin_hash != '\0')
    return mps_secret_hash_fits (account->pin_hash, pin);

  g_free (mps_secret_hash_new (pin, NULL));
  return FALSE;
}

/**
 * mps_session_switch_by_pin:
 * @self: a session
 * @user: who takes over
 * @pin: that person's PIN
 * @error: return location
 *
 * Another person takes the running session over; see mps_session_can_switch(). After three wrong
 * PINs only that person's password is taken. Emits "user-changed".
 *
 * Blocks for a tenth of a second; any thread but a window's main one. Errors: WRONG_SECRET and
 * SIGN_IN of #MpsSessionError.
 *
 * Returns: whether that person works now
 */
gboolean
mps_session_switch_by_pin (MpsSession *self, const char *user, const MpsSecret *pin, GError **error)
{
  g_autoptr (MpsStoreAccount) account = NULL;
  g_autoptr (GError) store_error = NULL;

  if (!check_can_switch (self, error))
    return FALSE;
  account = mps_store_load_account (mps_session_peek_store (self), user, &store_error);
  if (account == NULL && store_error->code != MPS_STORE_ERROR_NOT_FOUND) {
    g_propagate_error (error, g_steal_pointer (&store_error));
    return FALSE;
  }
  if (account != NULL && !check_pin_usable (self, account, error))
    return FALSE;
  if (!pin_fits (account, pin))
    return refuse_switch (self, account != NULL ? account->id : NULL, TRUE, error);

  return take_over (self, account, "took over by PIN", error);
}

/**
 * mps_session_switch_by_badge:
 * @self: a session
 * @tag: (array length=size): what the badge's tag says it is
 * @size: its bytes
 * @error: return location
 *
 * mps_session_switch_by_pin() by a badge.
 *
 * Returns: whether the badge's person works now
 */
gboolean
mps_session_switch_by_badge (MpsSession *self, const guint8 *tag, gsize size, GError **error)
{
  MpsStore *store = mps_session_peek_store (self);
  g_autoptr (MpsStoreAccount) account = NULL;
  g_autofree char *salt = NULL;
  g_autofree char *hash = NULL;

  if (!check_can_switch (self, error))
    return FALSE;
  salt = mps_store_dup_setting (store, MPS_SETTING_BADGE_SALT, NULL);
  if (salt != NULL && size > 0) {
    hash = mps_badge_hash_new (salt, tag, size);
    account = mps_store_load_account_by_badge (store, hash, NULL);
  }
  if (account == NULL || !account->active)
    return refuse_switch (self, NULL, FALSE, error);

  return take_over (self, account, "took over by badge", error);
}

typedef struct {
  char *user;
  MpsSecret *secret;
  GBytes *tag;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->user);
  mps_secret_free (request->secret);
  g_clear_pointer (&request->tag, g_bytes_unref);
  g_free (request);
}

static GTask *
new_request (MpsSession *self,
             const char *user,
             const MpsSecret *secret,
             GBytes *tag,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);

  request->user = g_strdup (user);
  if (secret != NULL)
    request->secret =
        mps_secret_new (mps_secret_peek (secret), (gssize)mps_secret_get_length (secret));
  request->tag = tag != NULL ? g_bytes_ref (tag) : NULL;
  g_task_set_task_data (task, request, request_free);
  return task;
}

static void
finish_request (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
unlock_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  gboolean done = mps_session_unlock (source, request->user, request->secret, cancellable, &error);

  finish_request (task, done, error);
}

/**
 * mps_session_unlock_async:
 * @self: a session
 * @user: (nullable): who; %NULL: who worked before
 * @password: that person's password, which is copied
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_session_unlock() on a worker thread.
 */
void
mps_session_unlock_async (MpsSession *self,
                          const char *user,
                          const MpsSecret *password,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = new_request (self, user, password, NULL, cancellable, callback, data);

  g_task_set_source_tag (task, mps_session_unlock_async);
  g_task_run_in_thread (task, unlock_in_thread);
}

/**
 * mps_session_unlock_finish:
 * @self: a session
 * @result: of mps_session_unlock_async()
 * @error: return location
 *
 * Returns: whether the session is unlocked
 */
gboolean
mps_session_unlock_finish (MpsSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
switch_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  gsize size = 0;
  const guint8 *tag = request->tag != NULL ? g_bytes_get_data (request->tag, &size) : NULL;
  gboolean done = request->tag != NULL
                      ? mps_session_switch_by_badge (source, tag, size, &error)
                      : mps_session_switch_by_pin (source, request->user, request->secret, &error);

  finish_request (task, done, error);
}

/**
 * mps_session_switch_by_pin_async:
 * @self: a session
 * @user: who takes over
 * @pin: that person's PIN, which is copied
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_session_switch_by_pin() on a worker thread; ends with mps_session_switch_finish().
 */
void
mps_session_switch_by_pin_async (MpsSession *self,
                                 const char *user,
                                 const MpsSecret *pin,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = new_request (self, user, pin, NULL, cancellable, callback, data);

  g_task_set_source_tag (task, mps_session_switch_by_pin_async);
  g_task_run_in_thread (task, switch_in_thread);
}

/**
 * mps_session_switch_by_badge_async:
 * @self: a session
 * @tag: what the badge's tag says it is
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_session_switch_by_badge() on a worker thread; ends with mps_session_switch_finish().
 */
void
mps_session_switch_by_badge_async (MpsSession *self,
                                   GBytes *tag,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autoptr (GTask) task = new_request (self, NULL, NULL, tag, cancellable, callback, data);

  g_task_set_source_tag (task, mps_session_switch_by_badge_async);
  g_task_run_in_thread (task, switch_in_thread);
}

/**
 * mps_session_switch_finish:
 * @self: a session
 * @result: of mps_session_switch_by_pin_async() or mps_session_switch_by_badge_async()
 * @error: return location
 *
 * Returns: whether the other person works now
 */
gboolean
mps_session_switch_finish (MpsSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
