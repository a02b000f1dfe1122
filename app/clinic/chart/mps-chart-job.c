/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-private.h"

#include "data/model/mps-tree.h"

#include <string.h>

/* On the main context: what a worker thread may know of the chart. */
void
mps_chart_job_init (MpsChartJob *job, MpsChart *chart)
{
  const MpsPatient *patient = mps_chart_peek_patient (chart);

  *job = (MpsChartJob){ 0 };
  job->token = mps_chart_token_ref (mps_chart_peek_token (chart));
  job->merged = g_strdupv ((char **)mps_chart_peek_merged_ids (chart));
  job->gender = g_strdup (patient->gender);
  job->birth_date = g_strdup (patient->birth_date);
}

void
mps_chart_job_clear (MpsChartJob *job)
{
  if (job->writes)
    mps_chart_token_end (job->token);
  g_clear_pointer (&job->token, mps_chart_token_unref);
  g_strfreev (job->merged);
  g_free (job->gender);
  g_free (job->birth_date);
  g_free (job->type);
  g_free (job->id);
  g_free (job->text);
}

MpsSession *
mps_chart_job_peek_session (const MpsChartJob *job)
{
  return mps_chart_token_peek_session (job->token);
}

MpsStore *
mps_chart_job_peek_store (const MpsChartJob *job)
{
  return mps_session_peek_store (mps_chart_job_peek_session (job));
}

const char *
mps_chart_job_peek_patient_id (const MpsChartJob *job)
{
  return mps_chart_token_peek_patient_id (job->token);
}

/* Whether records of @patient_id are in the chart: the patient's own and those of the merged. */
gboolean
mps_chart_job_owns (const MpsChartJob *job, const char *patient_id)
{
  return g_strcmp0 (patient_id, mps_chart_job_peek_patient_id (job)) == 0 ||
         (job->merged != NULL && patient_id != NULL &&
          g_strv_contains ((const char *const *)job->merged, patient_id));
}

static const char *
peek_owner (const MpsResource *resource, const MpsTree *tree)
{
  static const char *const paths[] = {
    "subject.reference", "patient.reference", "beneficiary.reference", "for.reference"
  };

  if (g_str_equal (mps_resource_peek_type (resource), "Patient"))
    return mps_resource_peek_id (resource);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    const char *reference = mps_tree_peek_path_string (tree, paths[i]);

    if (reference != NULL && g_str_has_prefix (reference, "Patient/"))
      return reference + strlen ("Patient/");
  }
  return NULL;
}

/* A chart shows nothing of anybody else. */
gboolean
mps_chart_job_require_own (const MpsChartJob *job, const MpsResource *resource, GError **error)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);

  if (mps_chart_job_owns (job, peek_owner (resource, tree)))
    return TRUE;

  g_set_error_literal (error,
                       MPS_CHART_ERROR,
                       MPS_CHART_ERROR_WRONG_CHART,
                       "chart: this record is not in this chart");
  return FALSE;
}

gboolean
mps_chart_job_audit (const MpsChartJob *job, const char *target, const char *why, GError **error)
{
  return mps_store_audit (mps_chart_job_peek_store (job),
                          MPS_AUDIT_READ,
                          mps_session_peek_user (mps_chart_job_peek_session (job)),
                          mps_chart_job_peek_patient_id (job),
                          target,
                          why,
                          error);
}
