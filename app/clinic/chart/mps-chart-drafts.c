/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-drafts.h"

#include "app/session/mps-chart-error.h"
#include "app/session/mps-session-lock.h"

/* A draft of one person: in a chart, or before there is one (no patient). */
typedef struct {
  MpsSession *session;
  gboolean holds;
  MpsDraft draft;
} Job;

static void
let_go (Job *job)
{
  if (job->holds)
    mps_session_release (job->session);
  job->holds = FALSE;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  let_go (job);
  g_object_unref (job->session);
  g_free (job->draft.patient_id);
  g_free (job->draft.kind);
  g_free (job->draft.text);
  g_free (job);
}

static GTask *
new_task (gpointer source,
          MpsSession *session,
          const char *patient_id,
          const char *kind,
          gpointer tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer data)
{
  GTask *task = g_task_new (source, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  job->session = g_object_ref (session);
  job->draft.user = (char *)mps_session_peek_user (session);
  job->draft.patient_id = g_strdup (patient_id != NULL ? patient_id : "");
  job->draft.kind = g_strdup (kind != NULL ? kind : "");
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, job_free);
  return task;
}

static gboolean
require (const Job *job, GError **error)
{
  if (*job->draft.patient_id == '\0')
    return mps_session_require (job->session, MPS_ACTION_REGISTER_PATIENT, error);
  return mps_session_require_chart (
      job->session, MPS_ACTION_READ_CHART, job->draft.patient_id, error);
}

static void
return_boolean (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Where the lock came after the save was begun it is still written, for who began it. */
static gboolean
require_saving (const Job *job, GError **error)
{
  gboolean before_chart = *job->draft.patient_id == '\0';

  if (!job->holds)
    return require (job, error);
  return mps_session_require_begun (job->session,
                                    job->draft.user,
                                    before_chart ? MPS_ACTION_REGISTER_PATIENT
                                                 : MPS_ACTION_READ_CHART,
                                    job->draft.patient_id,
                                    error);
}

/* The lock waits for it. One that was asked for while it is locked already is refused. */
static void
hold (Job *job)
{
  job->holds = !mps_session_is_locked (job->session);
  if (job->holds)
    mps_session_hold (job->session);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean done = require_saving (job, &error) &&
                  mps_store_save_draft (mps_session_peek_store (job->session), &job->draft, &error);

  /* Here, since the main thread may wait for the lock. */
  let_go (job);
  return_boolean (task, done, error);
}

/**
 * mps_draft_save_async:
 * @session: whose draft it is
 * @patient_id: (nullable): in whose chart; %NULL for somebody who is being registered
 * @kind: what it is a draft of: "note", "note/ID", "patient"
 * @text: what was typed, to the byte: of a form mps_form_to_text(), of a note its text
 * @caret: place of the caret, in characters
 * @anchor: other end of the selection, in characters
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable
 * @data: for @callback
 *
 * Keeps unfinished work: sealed with the records, on this workstation only, no part of any record.
 * It takes the place of an earlier one of the same person, chart and kind.
 */
void
mps_draft_save_async (MpsSession *session,
                      const char *patient_id,
                      const char *kind,
                      const char *text,
                      gint64 caret,
                      gint64 anchor,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task =
      new_task (NULL, session, patient_id, kind, mps_draft_save_async, cancellable, callback, data);
  Job *job = g_task_get_task_data (task);

  job->draft.text = g_strdup (text);
  job->draft.caret = caret;
  job->draft.anchor = anchor;
  hold (job);
  g_task_run_in_thread (task, save_in_thread);
}

/**
 * mps_draft_save_finish:
 * @result: of mps_draft_save_async()
 * @error: return location
 *
 * Returns: whether it is durable
 */
gboolean
mps_draft_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  MpsDraft *draft = NULL;

  if (require (job, &error))
    draft = mps_store_load_draft (mps_session_peek_store (job->session),
                                  job->draft.user,
                                  job->draft.patient_id,
                                  job->draft.kind,
                                  &error);
  if (draft == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, draft, (GDestroyNotify)mps_draft_free);
}

/**
 * mps_draft_load_async:
 * @session: whose draft it is
 * @patient_id: (nullable): in whose chart; %NULL for somebody who is being registered
 * @kind: what it is a draft of
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is there
 * @data: for @callback
 *
 * Brings unfinished work back.
 */
void
mps_draft_load_async (MpsSession *session,
                      const char *patient_id,
                      const char *kind,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task =
      new_task (NULL, session, patient_id, kind, mps_draft_load_async, cancellable, callback, data);

  g_task_run_in_thread (task, load_in_thread);
}

/**
 * mps_draft_load_finish:
 * @result: of mps_draft_load_async()
 * @error: return location
 *
 * Errors: NOT_FOUND of #MpsStoreError where there is none.
 *
 * Returns: (transfer full): the draft, exactly as it was saved
 */
MpsDraft *
mps_draft_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
discard_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  gboolean done =
      require (job, &error) && mps_store_discard_draft (mps_session_peek_store (job->session),
                                                        job->draft.user,
                                                        job->draft.patient_id,
                                                        job->draft.kind,
                                                        &error);

  return_boolean (task, done, error);
}

/**
 * mps_draft_discard_async:
 * @session: whose draft it is
 * @patient_id: (nullable): in whose chart; %NULL for somebody who is being registered
 * @kind: what it is a draft of
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is gone
 * @data: for @callback
 *
 * Throws unfinished work away, as a person asked for.
 */
void
mps_draft_discard_async (MpsSession *session,
                         const char *patient_id,
                         const char *kind,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = new_task (
      NULL, session, patient_id, kind, mps_draft_discard_async, cancellable, callback, data);

  g_task_run_in_thread (task, discard_in_thread);
}

/**
 * mps_draft_discard_finish:
 * @result: of mps_draft_discard_async()
 * @error: return location
 *
 * Returns: whether there is none any more
 */
gboolean
mps_draft_discard_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  GPtrArray *drafts = NULL;

  if (require (job, &error))
    drafts = mps_store_list_drafts (
        mps_session_peek_store (job->session), job->draft.user, job->draft.patient_id, &error);
  if (drafts == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, drafts, (GDestroyNotify)g_ptr_array_unref);
}

/* In an open chart */

static GTask *
new_chart_task (MpsChart *self,
                const char *kind,
                gpointer tag,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer data)
{
  return new_task (self,
                   mps_chart_peek_session (self),
                   mps_chart_peek_patient_id (self),
                   kind,
                   tag,
                   cancellable,
                   callback,
                   data);
}

/**
 * mps_chart_save_draft_async:
 * @self: an open chart
 * @kind: what it is a draft of
 * @text: what was typed
 * @caret: place of the caret, in characters
 * @anchor: other end of the selection
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable
 * @data: for @callback
 *
 * mps_draft_save_async() in this chart. Fails with CLOSED of #MpsChartError in a closed one.
 */
void
mps_chart_save_draft_async (MpsChart *self,
                            const char *kind,
                            const char *text,
                            gint64 caret,
                            gint64 anchor,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task =
      new_chart_task (self, kind, mps_chart_save_draft_async, cancellable, callback, data);
  Job *job = g_task_get_task_data (task);

  job->draft.text = g_strdup (text);
  job->draft.caret = caret;
  job->draft.anchor = anchor;
  hold (job);
  if (mps_chart_is_open (self))
    g_task_run_in_thread (task, save_in_thread);
  else
    g_task_return_new_error (task,
                             MPS_CHART_ERROR,
                             MPS_CHART_ERROR_CLOSED,
                             "chart: it was closed before this draft was saved");
}

/**
 * mps_chart_save_draft_finish:
 * @self: a chart
 * @result: of mps_chart_save_draft_async()
 * @error: return location
 *
 * Returns: whether it is durable
 */
gboolean
mps_chart_save_draft_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mps_chart_load_draft_async:
 * @self: a chart
 * @kind: what it is a draft of
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is there
 * @data: for @callback
 *
 * mps_draft_load_async() in this chart.
 */
void
mps_chart_load_draft_async (MpsChart *self,
                            const char *kind,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task =
      new_chart_task (self, kind, mps_chart_load_draft_async, cancellable, callback, data);

  g_task_run_in_thread (task, load_in_thread);
}

/**
 * mps_chart_load_draft_finish:
 * @self: a chart
 * @result: of mps_chart_load_draft_async()
 * @error: return location
 *
 * Errors: NOT_FOUND of #MpsStoreError where there is none.
 *
 * Returns: (transfer full): the draft, exactly as it was saved
 */
MpsDraft *
mps_chart_load_draft_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mps_chart_discard_draft_async:
 * @self: a chart
 * @kind: what it is a draft of
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is gone
 * @data: for @callback
 *
 * mps_draft_discard_async() in this chart.
 */
void
mps_chart_discard_draft_async (MpsChart *self,
                               const char *kind,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task =
      new_chart_task (self, kind, mps_chart_discard_draft_async, cancellable, callback, data);

  g_task_run_in_thread (task, discard_in_thread);
}

/**
 * mps_chart_discard_draft_finish:
 * @self: a chart
 * @result: of mps_chart_discard_draft_async()
 * @error: return location
 *
 * Returns: whether there is none any more
 */
gboolean
mps_chart_discard_draft_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mps_chart_list_drafts_async:
 * @self: a chart
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when they are there
 * @data: for @callback
 *
 * Lists the person's own unfinished work in this chart.
 */
void
mps_chart_list_drafts_async (MpsChart *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task =
      new_chart_task (self, NULL, mps_chart_list_drafts_async, cancellable, callback, data);

  g_task_run_in_thread (task, list_in_thread);
}

/**
 * mps_chart_list_drafts_finish:
 * @self: a chart
 * @result: of mps_chart_list_drafts_async()
 * @error: return location
 *
 * Returns: (transfer full) (element-type MpsDraft): drafts, the last saved first
 */
GPtrArray *
mps_chart_list_drafts_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
