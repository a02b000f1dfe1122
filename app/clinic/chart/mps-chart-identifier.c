/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-identifier.h"

#include "app/clinic/chart/mps-chart-private.h"
#include "data/model/mps-rrn.h"
#include "data/model/mps-tree.h"

/* The whole resident number, on purpose. */

static void
job_free (gpointer data)
{
  mps_chart_job_clear (data);
  g_free (data);
}

static char *
find_number (const MpsResource *patient)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (patient);
  const MpsTree *list = mps_tree_peek (tree, "identifier");

  for (guint i = 0; list != NULL && i < mps_tree_get_size (list); i++) {
    const MpsTree *item = mps_tree_peek_item (list, i);

    if (g_strcmp0 (mps_tree_peek_string (item, "system"), MPS_RRN_SYSTEM) == 0)
      return g_strdup (mps_tree_peek_string (item, "value"));
  }
  return NULL;
}

static char *
reveal (const MpsChartJob *job, GError **error)
{
  const char *patient_id = mps_chart_job_peek_patient_id (job);
  g_autofree char *target = g_strconcat ("Patient/", patient_id, NULL);
  g_autofree char *why = g_strdup_printf ("resident number shown: %s", job->text);
  g_autoptr (MpsResource) patient = NULL;
  char *number = NULL;

  if (*job->text == '\0') {
    g_set_error_literal (
        error, MPS_CHART_ERROR, MPS_CHART_ERROR_REASON, "chart: this needs a reason");
    return NULL;
  }
  if (mps_session_require_chart (
          mps_chart_job_peek_session (job), MPS_ACTION_EDIT_PATIENT, patient_id, error))
    patient = mps_store_get (mps_chart_job_peek_store (job), "Patient", patient_id, 0, error);
  if (patient == NULL || !mps_chart_job_audit (job, target, why, error))
    return NULL;

  number = find_number (patient);
  if (number == NULL)
    g_set_error_literal (
        error, MPS_CHART_ERROR, MPS_CHART_ERROR_UNCHANGED, "chart: no resident number is recorded");
  return number;
}

static void
reveal_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const MpsChartJob *job = data;
  GError *error = NULL;
  char *number = reveal (job, &error);

  if (number == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, number, g_free);
}

/**
 * mps_chart_reveal_identifier_async:
 * @self: a chart
 * @reason: what it is needed for; goes on the audit record
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the number
 * @data: for @callback
 *
 * Everywhere else a resident number is masked. That it was shown, to whom and what for is on the
 * audit record before it is; the number itself never is.
 */
void
mps_chart_reveal_identifier_async (MpsChart *self,
                                   const char *reason,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  MpsChartJob *job = g_new0 (MpsChartJob, 1);

  mps_chart_job_init (job, self);
  job->text = g_strstrip (g_strdup (reason != NULL ? reason : ""));
  g_task_set_source_tag (task, mps_chart_reveal_identifier_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, reveal_in_thread);
}

/**
 * mps_chart_reveal_identifier_finish:
 * @self: a chart
 * @result: of mps_chart_reveal_identifier_async()
 * @error: return location
 *
 * Errors: REASON of #MpsChartError, UNCHANGED where none is recorded.
 *
 * Returns: (transfer full): the whole resident or foreign registration number
 */
char *
mps_chart_reveal_identifier_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
