/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-private.h"

/* A refusal on its way to the audit record. */
typedef struct {
  MpsStore *store;
  const char *user;
  char *patient_id;
  const char *action;
} Refusal;

static void
write_refusal (gpointer data, gpointer unused)
{
  Refusal *refusal = data;
  g_autofree char *target = g_strconcat ("Action/", refusal->action, NULL);
  const MpsAuditNote note = {
    .action = MPS_AUDIT_EXECUTE,
    .outcome = MPS_AUDIT_REFUSED,
    .who = refusal->user,
    .patient_id = refusal->patient_id,
    .target = target,
    .why = "refused: the role does not allow it",
  };

  /* Where even this cannot be written there is nobody to tell: the caller was refused already. */
  if (!mps_store_audit_note (refusal->store, &note, NULL))
    (void)refusal;

  g_object_unref (refusal->store);
  g_free (refusal->patient_id);
  g_free (refusal);
}

/**
 * mps_session_start_refusals:
 * @self: a session that is being made
 *
 * Refusals go to the audit record one after the other on a thread of their own; the session waits
 * for them when it goes.
 */
void
mps_session_start_refusals (MpsSession *self)
{
  self->refusals = g_thread_pool_new (write_refusal, NULL, 1, FALSE, NULL);
}

static void
note_refusal (MpsSession *self, MpsAction action, const char *patient_id)
{
  Refusal *refusal;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  if (self->store == NULL)
    return;

  refusal = g_new0 (Refusal, 1);
  refusal->store = g_object_ref (self->store);
  refusal->user = self->user;
  refusal->patient_id = g_strdup (patient_id);
  refusal->action = mps_action_to_string (action);
  g_thread_pool_push (self->refusals, refusal, NULL);
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
  return mps_session_get_grant (self, action) != MPS_GRANT_NO;
}

static gboolean
refuse (MpsSession *self, MpsAction action, const char *patient_id, GError **error)
{
  g_autofree char *roles = mps_roles_to_string (mps_session_get_roles (self));

  note_refusal (self, action, patient_id);
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
 * Any thread. Error: REFUSED of #MpsSessionError.
 *
 * Returns: whether the person may do it for every patient
 */
gboolean
mps_session_require (MpsSession *self, MpsAction action, GError **error)
{
  if (mps_session_get_grant (self, action) == MPS_GRANT_ALL)
    return TRUE;

  return refuse (self, action, NULL, error);
}

/**
 * mps_session_require_chart:
 * @self: a session
 * @action: what somebody is about to do
 * @patient_id: to whose chart; FHIR id without "Patient/"
 * @error: return location
 *
 * mps_session_require() for one patient's chart.
 *
 * Blocks for as long as a record takes to be read; a worker thread. Errors: REFUSED and RESTRICTED
 * of #MpsSessionError.
 *
 * Returns: whether the person may do it
 */
gboolean
mps_session_require_chart (MpsSession *self,
                           MpsAction action,
                           const char *patient_id,
                           GError **error)
{
  if (mps_session_get_grant (self, action) == MPS_GRANT_ALL)
    return TRUE;

  return refuse (self, action, patient_id, error);
}

/**
 * mps_session_require_record:
 * @self: a session
 * @action: what somebody is about to do
 * @type: type of the record it is done to
 * @patient_id: (nullable): whose record; %NULL: nobody's
 * @error: return location
 *
 * mps_session_require_chart() for a record whose type is known: %MPS_ACTION_WRITE_RECORD is what
 * writing that type is, and what dispensing needs may be read with %MPS_ACTION_READ_DISPENSING.
 *
 * Blocks; a worker thread. Errors: REFUSED and RESTRICTED of #MpsSessionError.
 *
 * Returns: whether the person may do it
 */
gboolean
mps_session_require_record (
    MpsSession *self, MpsAction action, const char *type, const char *patient_id, GError **error)
{
  if (action == MPS_ACTION_WRITE_RECORD)
    action = mps_roles_get_write_action (type);
  if (action == MPS_ACTION_READ_CHART && mps_roles_is_for_dispensing (type) &&
      !mps_session_may (self, action))
    action = MPS_ACTION_READ_DISPENSING;

  return patient_id != NULL ? mps_session_require_chart (self, action, patient_id, error)
                            : mps_session_require (self, action, error);
}
