/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-private.h"

/* An audit entry on its way. */
typedef struct {
  MpsStore *store;
  const char *user;
  MpsAuditOutcome outcome;
  char *patient_id;
  char *target;
  char *why;
} Note;

static void
write_note (gpointer data, gpointer unused)
{
  Note *note = data;
  const MpsAuditNote entry = {
    .action = MPS_AUDIT_EXECUTE,
    .outcome = note->outcome,
    .who = note->user,
    .patient_id = note->patient_id,
    .target = note->target,
    .why = note->why,
  };

  /* Where even this cannot be written there is nobody to tell: the caller has its answer already.
   */
  if (!mps_store_audit_note (note->store, &entry, NULL))
    note->outcome = MPS_AUDIT_FAILED;

  g_object_unref (note->store);
  g_free (note->patient_id);
  g_free (note->target);
  g_free (note->why);
  g_free (note);
}

/**
 * mps_session_start_refusals:
 * @self: a session, its guard held once others know it
 *
 * What nobody waits for goes to the audit record one after the other on a thread of its own; the
 * session waits for that when it locks and when it goes.
 */
void
mps_session_start_refusals (MpsSession *self)
{
  self->refusals = g_thread_pool_new (write_note, NULL, 1, FALSE, NULL);
}

/**
 * mps_session_note:
 * @self: a session
 * @outcome: whether it came to it
 * @target: to what
 * @patient_id: (nullable): whose record
 * @why: what for
 *
 * Puts something on the audit record without waiting for it.
 */
void
mps_session_note (MpsSession *self,
                  MpsAuditOutcome outcome,
                  const char *target,
                  const char *patient_id,
                  const char *why)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);
  Note *note;

  if (self->store == NULL)
    return;

  note = g_new0 (Note, 1);
  note->store = g_object_ref (self->store);
  note->user = self->user;
  note->outcome = outcome;
  note->target = g_strdup (target);
  note->patient_id = g_strdup (patient_id);
  note->why = g_strdup (why);
  g_thread_pool_push (self->refusals, note, NULL);
}

/**
 * mps_session_get_roles:
 * @self: a session
 *
 * Returns: every role of who works
 */
MpsRoles
mps_session_get_roles (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  return self->roles;
}

/**
 * mps_session_get_role:
 * @self: a session
 *
 * Returns: the role of who works; of several, the one that stands first in #MpsRole
 */
MpsRole
mps_session_get_role (MpsSession *self)
{
  return mps_roles_get_first (mps_session_get_roles (self));
}

/**
 * mps_session_get_grant:
 * @self: a session
 * @action: what somebody may want to do
 *
 * For lists that show only part to those who may see only their own. Never blocks.
 *
 * Returns: how far the person may
 */
MpsGrant
mps_session_get_grant (MpsSession *self, MpsAction action)
{
  return mps_roles_get_grant (mps_session_get_roles (self), action);
}

/**
 * mps_session_is_ready:
 * @self: a session
 * @error: return location
 *
 * mps_session_check_ready() that writes nothing.
 *
 * Returns: whether anything may be done at all
 */
gboolean
mps_session_is_ready (MpsSession *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  if (self->locked) {
    g_set_error_literal (
        error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_LOCKED, "session: it is locked");
    return FALSE;
  }
  if (self->must_change) {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_CHANGE_PASSWORD,
                         "session: the password must be changed first");
    return FALSE;
  }

  return TRUE;
}

/* While it is locked there is nothing to write into and nobody to name: they are counted, and the
 * number goes on the audit record when it is unlocked. */
static void
note_not_ready (MpsSession *self)
{
  gboolean locked;

  g_mutex_lock (&self->guard);
  locked = self->locked;
  if (locked)
    self->refused_while_locked++;
  g_mutex_unlock (&self->guard);
  if (!locked)
    mps_session_note (
        self, MPS_AUDIT_REFUSED, "Session", NULL, "refused: the password must be changed first");
}

/* Another program may have disabled the account or changed its roles since: looked up at most once
 * a second. Where that cannot be read, what is known goes on; the work itself will say why. */
static void
follow_account (MpsSession *self)
{
  gint64 now_us = g_get_monotonic_time ();
  g_autoptr (MpsStoreAccount) account = NULL;
  MpsRoles roles = 0;
  gboolean changed;

  g_mutex_lock (&self->guard);
  changed = self->locked || now_us - self->followed_us < G_USEC_PER_SEC;
  if (!changed)
    self->followed_us = now_us;
  g_mutex_unlock (&self->guard);
  if (changed)
    return;

  account =
      mps_store_load_account (mps_session_peek_store (self), mps_session_peek_user (self), NULL);
  if (account == NULL || (account->active && !mps_roles_from_string (account->roles, &roles)))
    return;

  g_mutex_lock (&self->guard);
  changed = self->roles != roles && g_strcmp0 (self->account_id, account->id) == 0;
  if (changed)
    self->roles = roles;
  g_mutex_unlock (&self->guard);
  if (changed)
    mps_session_emit (self, "user-changed");
}

/**
 * mps_session_check_ready:
 * @self: a session
 * @error: return location
 *
 * A refusal goes on the audit record.
 *
 * Returns: whether anything may be done at all: it is not locked, and the password is the person's
 *   own
 */
gboolean
mps_session_check_ready (MpsSession *self, GError **error)
{
  if (mps_session_is_ready (self, error)) {
    follow_account (self);
    return TRUE;
  }

  note_not_ready (self);
  return FALSE;
}

/**
 * mps_session_refuse_for:
 * @self: a session
 * @target: what was refused
 * @patient_id: (nullable): whose chart
 * @why: for the audit record, beginning with "refused: "
 * @code: of the error
 * @message: of the error
 * @error: return location
 *
 * Refuses for a reason that is not the role, and puts that on the audit record.
 *
 * Returns: %FALSE
 */
gboolean
mps_session_refuse_for (MpsSession *self,
                        const char *target,
                        const char *patient_id,
                        const char *why,
                        MpsSessionError code,
                        const char *message,
                        GError **error)
{
  mps_session_note (self, MPS_AUDIT_REFUSED, target, patient_id, why);
  g_set_error_literal (error, MPS_SESSION_ERROR, (int)code, message);
  return FALSE;
}

/**
 * mps_session_commit:
 * @self: a session
 * @batch: what is to be written
 * @target: what it is, for the audit record
 * @error: return location
 *
 * mps_store_commit() whose refusal goes on the audit record: the last administrator, one's own
 * request, what somebody else decided meanwhile.
 *
 * Returns: whether it is durable
 */
gboolean
mps_session_commit (MpsSession *self, MpsStoreBatch *batch, const char *target, GError **error)
{
  g_autoptr (GError) store_error = NULL;

  if (mps_store_commit (mps_session_peek_store (self), batch, NULL, NULL, &store_error))
    return TRUE;

  if (g_error_matches (store_error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED)) {
    g_autofree char *why = g_strconcat ("refused: ", store_error->message, NULL);

    mps_session_note (self, MPS_AUDIT_REFUSED, target, NULL, why);
  }
  g_propagate_error (error, g_steal_pointer (&store_error));
  return FALSE;
}

/**
 * mps_session_may:
 * @self: a session
 * @action: what somebody may want to do
 *
 * For greying out what is not for this person. Never blocks and writes nothing; the use case asks
 * mps_session_require() all the same.
 *
 * Returns: whether the person may do it for at least some patients
 */
gboolean
mps_session_may (MpsSession *self, MpsAction action)
{
  return mps_session_is_ready (self, NULL) && mps_session_get_grant (self, action) != MPS_GRANT_NO;
}

/**
 * mps_session_refuse:
 * @self: a session
 * @action: what somebody was about to do
 * @patient_id: (nullable): to whose chart
 * @error: return location
 *
 * Refuses and puts that on the audit record.
 *
 * Returns: %FALSE
 */
gboolean
mps_session_refuse (MpsSession *self, MpsAction action, const char *patient_id, GError **error)
{
  g_autofree char *roles = mps_roles_to_string (mps_session_get_roles (self));
  g_autofree char *target = g_strconcat ("Action/", mps_action_to_string (action), NULL);

  mps_session_note (
      self, MPS_AUDIT_REFUSED, target, patient_id, "refused: the role does not allow it");
  g_set_error (error,
               MPS_SESSION_ERROR,
               MPS_SESSION_ERROR_REFUSED,
               "session: the role %s may not do this (%s)",
               roles,
               mps_action_to_string (action));
  return FALSE;
}

/**
 * mps_session_require:
 * @self: a session
 * @action: what somebody is about to do, for no patient in particular
 * @error: return location
 *
 * The one place that decides who may do what, with mps_session_require_chart() for what is done to
 * one patient's chart. Every use case asks one of the two in the function that does the work. A
 * refusal goes on the audit record; the caller does not wait for that.
 *
 * Any thread. Errors: REFUSED, LOCKED and CHANGE_PASSWORD of #MpsSessionError.
 *
 * Returns: whether the person may do it for every patient
 */
gboolean
mps_session_require (MpsSession *self, MpsAction action, GError **error)
{
  if (!mps_session_check_ready (self, error))
    return FALSE;
  if (mps_session_get_grant (self, action) == MPS_GRANT_ALL)
    return TRUE;

  return mps_session_refuse (self, action, NULL, error);
}
