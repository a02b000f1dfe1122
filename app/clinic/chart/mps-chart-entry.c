/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-entry.h"

typedef struct {
  MpsSession *session;
  char *patient_id;
  char *reference;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->session);
  g_free (question->patient_id);
  g_free (question->reference);
  g_free (question);
}

static MpsTimelineEntry *
load_entry (const Question *question, GError **error)
{
  g_autoptr (GPtrArray) references = g_ptr_array_new ();
  g_autoptr (GPtrArray) entries = NULL;

  if (!mps_session_require_chart (
          question->session, MPS_ACTION_READ_CHART, question->patient_id, error))
    return NULL;

  g_ptr_array_add (references, question->reference);
  entries = mps_store_load_entries (
      mps_session_peek_store (question->session), question->patient_id, references, error);
  if (entries == NULL)
    return NULL;
  if (entries->len == 0) {
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_NOT_FOUND,
                 "chart: this record is not on the timeline of this patient");
    return NULL;
  }

  g_ptr_array_set_free_func (entries, NULL);
  return g_ptr_array_index (entries, 0);
}

static void
load_in_thread (GTask *task, gpointer chart, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  MpsTimelineEntry *entry = load_entry (data, &error);

  if (entry == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, entry, (GDestroyNotify)mps_timeline_entry_free);
}

/**
 * mps_chart_load_entry_async:
 * @chart: an open chart
 * @type: resource type
 * @id: its id
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is there
 * @data: for @callback
 *
 * Reads what the timeline says of one record, however far back it is.
 */
void
mps_chart_load_entry_async (MpsChart *chart,
                            const char *type,
                            const char *id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (chart, cancellable, callback, data);
  Question *question = g_new0 (Question, 1);

  question->session = g_object_ref (mps_chart_peek_session (chart));
  question->patient_id = g_strdup (mps_chart_peek_patient_id (chart));
  question->reference = g_strconcat (type, "/", id, NULL);
  g_task_set_source_tag (task, mps_chart_load_entry_async);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * mps_chart_load_entry_finish:
 * @chart: the chart
 * @result: of mps_chart_load_entry_async()
 * @error: return location
 *
 * Errors: NOT_FOUND of #MpsStoreError where the record is in no entry of this chart.
 *
 * Returns: (transfer full): the entry
 */
MpsTimelineEntry *
mps_chart_load_entry_finish (MpsChart *chart, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
