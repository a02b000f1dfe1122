/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/people/mps-break-glass.h"

#include "app/session/mps-session-lock.h"
#include "app/session/mps-session-private.h"
#include "app/session/people/mps-policy.h"

static gboolean
check_reason (MpsSession *session, const char *patient_id, const char *reason, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (reason != NULL ? reason : ""));
  g_autofree char *message = NULL;

  if (g_utf8_validate (text, -1, NULL) &&
      g_utf8_strlen (text, -1) >= (glong)mps_policy_get ()->glass_min_reason)
    return TRUE;

  message = g_strdup_printf ("glass: a reason is needed, of %u characters at least",
                             mps_policy_get ()->glass_min_reason);
  return mps_session_refuse_for (session,
                                 "BreakGlass",
                                 patient_id,
                                 "refused: no reason was given",
                                 MPS_SESSION_ERROR_REFUSED,
                                 message,
                                 error);
}

static gboolean
check_patient (MpsSession *session, const char *patient_id, GError **error)
{
  g_autoptr (MpsResource) patient =
      mps_store_get (mps_session_peek_store (session), "Patient", patient_id, 0, error);

  return patient != NULL;
}

/**
 * mps_glass_break:
 * @session: who does it
 * @patient_id: whose chart is opened
 * @reason: why; ten characters at least
 * @password: (nullable): the person's own password, once more
 * @ends_us: (out) (optional): when the chart closes again by itself, µs since 1970 UTC
 * @error: return location
 *
 * Opens a chart that is closed to the person for a limited time. It is on the audit record before
 * the chart opens, and waits for somebody else's review.
 *
 * Blocks for half a second; a worker thread. Errors: REFUSED (role, reason), WRONG_SECRET and WAIT
 * of #MpsSessionError, #MpsStoreError.
 *
 * Returns: whether it is open
 */
gboolean
mps_glass_break (MpsSession *session,
                 const char *patient_id,
                 const char *reason,
                 const MpsSecret *password,
                 gint64 *ends_us,
                 GError **error)
{
  gint64 now_us = g_get_real_time ();
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *account_id = g_strdup (mps_session_peek_account_id (session));
  g_autofree char *patient = g_strdup (patient_id);
  g_autofree char *why = g_strdup (reason);
  g_autoptr (MpsStoreBatch) batch = NULL;
  const MpsGlass glass = {
    .id = id,
    .account_id = account_id,
    .patient_id = patient,
    .reason = why,
    .began_us = now_us,
    .ends_us = now_us + (gint64)mps_policy_get ()->glass_s * G_USEC_PER_SEC,
  };

  if (!mps_session_require (session, MPS_ACTION_BREAK_GLASS, error) ||
      !check_reason (session, patient_id, reason, error) ||
      !check_patient (session, patient_id, error) ||
      !mps_session_reauthenticate (session, password, error))
    return FALSE;

  batch = mps_store_batch_new (mps_session_peek_user (session), "glass broken");
  mps_store_batch_add_glass (batch, &glass);
  if (!mps_session_commit (session, batch, "BreakGlass", error))
    return FALSE;

  mps_session_watch_glass (session, patient_id, glass.ends_us);
  mps_session_emit_glass (session, patient_id);
  if (ends_us != NULL)
    *ends_us = glass.ends_us;
  return TRUE;
}

typedef struct {
  MpsSession *session;
  char *patient_id;
  char *reason;
  MpsSecret *password;
  gint64 ends_us;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->session);
  g_free (request->patient_id);
  g_free (request->reason);
  mps_secret_free (request->password);
  g_free (request);
}

static void
break_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;

  if (mps_glass_break (request->session,
                       request->patient_id,
                       request->reason,
                       request->password,
                       &request->ends_us,
                       &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mps_glass_break_async:
 * @session: who does it
 * @patient_id: whose chart is opened
 * @reason: why
 * @password: (nullable): the person's own password, which is copied
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_glass_break() on a worker thread.
 */
void
mps_glass_break_async (MpsSession *session,
                       const char *patient_id,
                       const char *reason,
                       const MpsSecret *password,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);

  request->session = g_object_ref (session);
  request->patient_id = g_strdup (patient_id);
  request->reason = g_strdup (reason);
  if (password != NULL)
    request->password =
        mps_secret_new (mps_secret_peek (password), (gssize)mps_secret_get_length (password));
  g_task_set_source_tag (task, mps_glass_break_async);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, break_in_thread);
}

/**
 * mps_glass_break_finish:
 * @result: of mps_glass_break_async()
 * @ends_us: (out) (optional): when the chart closes again by itself, µs since 1970 UTC
 * @error: return location
 *
 * Returns: whether the chart is open
 */
gboolean
mps_glass_break_finish (GAsyncResult *result, gint64 *ends_us, GError **error)
{
  const Request *request = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  if (ends_us != NULL)
    *ends_us = request->ends_us;
  return TRUE;
}

/**
 * mps_glass_get_end:
 * @session: who works
 * @patient_id: whose chart
 * @ends_us: (out): when it closes again, µs since 1970 UTC; 0 where no glass of it is broken
 * @error: return location
 *
 * For the countdown; at the end of it "glass-changed" is emitted. Blocks; a worker thread.
 *
 * Returns: whether that could be found out
 */
gboolean
mps_glass_get_end (MpsSession *session, const char *patient_id, gint64 *ends_us, GError **error)
{
  gint64 found_us = 0;

  if (!mps_store_get_glass_end (mps_session_peek_store (session),
                                mps_session_peek_account_id (session),
                                patient_id,
                                g_get_real_time (),
                                &found_us,
                                error))
    return FALSE;

  if (found_us != 0)
    mps_session_watch_glass (session, patient_id, found_us);
  *ends_us = found_us;
  return TRUE;
}

/**
 * mps_glass_close:
 * @session: who broke it
 * @patient_id: whose chart
 * @error: return location
 *
 * Closes the chart again before its time. Blocks; a worker thread.
 *
 * Returns: whether it is closed
 */
gboolean
mps_glass_close (MpsSession *session, const char *patient_id, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = NULL;

  if (!mps_session_require (session, MPS_ACTION_BREAK_GLASS, error))
    return FALSE;

  batch = mps_store_batch_new (mps_session_peek_user (session), "broken glass closed");
  mps_store_batch_end_glass (
      batch, mps_session_peek_account_id (session), patient_id, g_get_real_time ());
  if (!mps_session_commit (session, batch, "BreakGlass", error))
    return FALSE;

  mps_session_emit_glass (session, patient_id);
  return TRUE;
}

/**
 * mps_glass_list:
 * @session: who reviews
 * @to_review_only: whether only what nobody reviewed yet is wanted
 * @error: return location
 *
 * Blocks; a worker thread. Error: REFUSED of #MpsSessionError.
 *
 * Returns: (transfer full) (element-type MpsGlass): charts that were broken open, the newest first
 */
GPtrArray *
mps_glass_list (MpsSession *session, gboolean to_review_only, GError **error)
{
  if (!mps_session_require (session, MPS_ACTION_REVIEW_BREAK_GLASS, error))
    return NULL;

  return mps_store_list_glass (mps_session_peek_store (session), to_review_only, error);
}

/**
 * mps_glass_review:
 * @session: who reviews; never who broke it
 * @id: which one
 * @justified: whether it was right
 * @comment: what there is to say; needed where it was not right
 * @error: return location
 *
 * Judges it, once. A chart that is still open closes. Blocks; a worker thread. Errors: REFUSED of
 * #MpsSessionError and of #MpsStoreError.
 *
 * Returns: whether the judgement is kept
 */
gboolean
mps_glass_review (
    MpsSession *session, const char *id, gboolean justified, const char *comment, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = NULL;

  if (!mps_session_require (session, MPS_ACTION_REVIEW_BREAK_GLASS, error) ||
      (!justified && !check_reason (session, NULL, comment, error)))
    return FALSE;

  batch = mps_store_batch_new (mps_session_peek_user (session), "broken glass reviewed");
  mps_store_batch_review_glass (batch,
                                id,
                                mps_session_peek_account_id (session),
                                justified ? "justified" : "not-justified",
                                comment != NULL ? comment : "");
  if (!mps_session_commit (session, batch, "BreakGlass", error))
    return FALSE;

  mps_session_emit_glass (session, NULL);
  return TRUE;
}
