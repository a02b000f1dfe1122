/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/patients/mps-namesakes.h"

typedef struct {
  MpsSession *session;
  char *patient_id;
  guint limit;
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
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  GError *error = NULL;
  MpsNamesakes *found = NULL;

  if (mps_session_require (question->session, MPS_ACTION_FIND_PATIENT, &error))
    found = mps_store_find_namesakes (mps_session_peek_store (question->session),
                                      question->patient_id,
                                      question->limit,
                                      cancellable,
                                      &error);
  if (found == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, found, (GDestroyNotify)mps_namesakes_free);
}

/**
 * mps_namesakes_load_async:
 * @session: who chooses a patient
 * @patient_id: FHIR id of the patient
 * @limit: how many others are named; that there are more is said
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * Looks for other patients of the same name, and for the facts that tell them apart.
 */
void
mps_namesakes_load_async (MpsSession *session,
                          const char *patient_id,
                          guint limit,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Question *question = g_new0 (Question, 1);

  question->session = g_object_ref (session);
  question->patient_id = g_strdup (patient_id);
  question->limit = limit;
  g_task_set_source_tag (task, mps_namesakes_load_async);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * mps_namesakes_load_finish:
 * @result: of mps_namesakes_load_async()
 * @error: return location
 *
 * Returns: (transfer full): the patient's own facts and those of the others
 */
MpsNamesakes *
mps_namesakes_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
