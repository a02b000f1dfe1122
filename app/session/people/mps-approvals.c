/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/people/mps-approvals.h"

#include "app/session/mps-session-private.h"
#include "app/session/people/mps-policy.h"

/* Of who asked, decided or used; others see it when they look. */
static gboolean
commit (MpsSession *session, MpsStoreBatch *batch, GError **error)
{
  if (!mps_session_commit (session, batch, "Approval", error))
    return FALSE;

  mps_session_emit (session, "approvals-changed");
  return TRUE;
}

static gboolean
check_request (
    MpsSession *session, const char *action, const char *target, const char *reason, GError **error)
{
  g_autofree char *message = NULL;
  g_autofree char *text = g_strstrip (g_strdup (reason != NULL ? reason : ""));

  if (*action != '\0' && *target != '\0' && g_utf8_validate (text, -1, NULL) &&
      g_utf8_strlen (text, -1) >= (glong)mps_policy_get ()->approval_min_reason)
    return TRUE;

  message = g_strdup_printf ("approvals: what for is needed, in %u characters at least",
                             mps_policy_get ()->approval_min_reason);
  return mps_session_refuse_for (session,
                                 "Approval",
                                 NULL,
                                 "refused: no reason was given",
                                 MPS_SESSION_ERROR_REFUSED,
                                 message,
                                 error);
}

/**
 * mps_approval_request:
 * @session: who wants to do something risky
 * @action: what, a name of the program's such as "merge-patients"
 * @target: to what, as "Patient/…"
 * @reason: why; ten characters at least
 * @error: return location
 *
 * Asks for a second person. Whether the person may do it at all is asked by the use case, before
 * and again when it is done. Blocks; a worker thread. Errors: REFUSED, LOCKED of #MpsSessionError,
 * #MpsStoreError.
 *
 * Returns: (transfer full): id of the request
 */
char *
mps_approval_request (
    MpsSession *session, const char *action, const char *target, const char *reason, GError **error)
{
  gint64 now_us = g_get_real_time ();
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *what = g_strdup (action);
  g_autofree char *where = g_strdup (target);
  g_autofree char *why = g_strdup (reason);
  g_autofree char *requester = g_strdup (mps_session_peek_account_id (session));
  g_autoptr (MpsStoreBatch) batch = NULL;
  const MpsApproval approval = {
    .id = id,
    .action = what,
    .target = where,
    .reason = why,
    .requester_id = requester,
    .requested_us = now_us,
    .expires_us = now_us + (gint64)mps_policy_get ()->approval_s * G_USEC_PER_SEC,
  };

  if (!mps_session_check_ready (session, error) ||
      !check_request (session, action, target, reason, error))
    return NULL;

  batch = mps_store_batch_new (mps_session_peek_user (session), "approval requested");
  mps_store_batch_request_approval (batch, &approval);
  if (!commit (session, batch, error))
    return NULL;

  return g_steal_pointer (&id);
}

/**
 * mps_approval_list:
 * @session: who may approve
 * @open_only: whether only what nobody decided yet is wanted
 * @error: return location
 *
 * Blocks; a worker thread. Error: REFUSED of #MpsSessionError.
 *
 * Returns: (transfer full) (element-type MpsApproval): requests, the newest first
 */
GPtrArray *
mps_approval_list (MpsSession *session, gboolean open_only, GError **error)
{
  if (!mps_session_require (session, MPS_ACTION_APPROVE, error))
    return NULL;

  return mps_store_list_approvals (mps_session_peek_store (session), open_only, error);
}

/**
 * mps_approval_decide:
 * @session: who decides; never who asked, nor another account of the same person
 * @id: a request
 * @approve: whether it is approved
 * @comment: (nullable): what there is to say
 * @error: return location
 *
 * Decides, once. Blocks; a worker thread. Errors: REFUSED of #MpsSessionError and of
 * #MpsStoreError (one's own, expired, decided already).
 *
 * Returns: whether the decision is kept
 */
gboolean
mps_approval_decide (
    MpsSession *session, const char *id, gboolean approve, const char *comment, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = NULL;

  if (!mps_session_require (session, MPS_ACTION_APPROVE, error))
    return FALSE;

  batch = mps_store_batch_new (mps_session_peek_user (session), approve ? "approved" : "refused");
  mps_store_batch_decide_approval (
      batch, id, mps_session_peek_account_id (session), approve, comment != NULL ? comment : "");
  return commit (session, batch, error);
}

/**
 * mps_approval_use_in:
 * @session: who asked
 * @batch: what was approved
 * @action: as it was requested
 * @target: likewise
 *
 * Uses the approval up in the same transaction: the commit is refused where there is none.
 */
void
mps_approval_use_in (MpsSession *session,
                     MpsStoreBatch *batch,
                     const char *action,
                     const char *target)
{
  mps_store_batch_use_approval (batch, mps_session_peek_account_id (session), action, target);
}

/**
 * mps_approval_use:
 * @session: who asked
 * @action: as it was requested
 * @target: likewise
 * @error: return location
 *
 * Uses an approval up, for what is no write of records. Blocks; a worker thread. Errors: REFUSED of
 * #MpsStoreError where there is none that was approved, in time, and not used yet; LOCKED of
 * #MpsSessionError.
 *
 * Returns: whether the action may be done now, once
 */
gboolean
mps_approval_use (MpsSession *session, const char *action, const char *target, GError **error)
{
  g_autoptr (MpsStoreBatch) batch =
      mps_store_batch_new (mps_session_peek_user (session), "approval used");

  if (!mps_session_check_ready (session, error))
    return FALSE;

  mps_approval_use_in (session, batch, action, target);
  return commit (session, batch, error);
}
