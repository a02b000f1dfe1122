/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-namesakes.h"

/** NAMESAKES: how many others a banner names */
#define NAMESAKES 12

typedef struct {
  MpsSession *session;
  char *patient_id;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->session);
  g_free (question->patient_id);
  g_free (question);
}

static void
find (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  MpsNamesakes *found = NULL;

  if (mps_session_require (question->session, MPS_ACTION_FIND_PATIENT, &error))
    found = mps_store_find_namesakes (mps_session_peek_store (question->session),
                                      question->patient_id,
                                      NAMESAKES,
                                      cancellable,
                                      &error);
  if (found == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, found, (GDestroyNotify)mps_namesakes_free);
}

/**
 * mps_chart_load_namesakes_async:
 * @self: an open chart
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @data: for @callback
 *
 * Looks for other patients of the same name, so that the banner can warn of them.
 */
void
mps_chart_load_namesakes_async (MpsChart *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Question *question = g_new0 (Question, 1);

  question->session = g_object_ref (mps_chart_peek_session (self));
  question->patient_id = g_strdup (mps_chart_peek_patient_id (self));
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, find);
}

/**
 * mps_chart_load_namesakes_finish:
 * @self: a chart
 * @result: as handed to the callback
 * @error: %MPS_SESSION_ERROR_REFUSED, or one of the store
 *
 * Returns: (transfer full): others of the same name with the facts that tell them apart; %NULL:
 *   it could not be found out, which is not "there are none"
 */
MpsNamesakes *
mps_chart_load_namesakes_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
