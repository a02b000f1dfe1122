/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-measurement-private.h"

#include "app/session/measurement/mps-judge.h"
#include "data/model/mps-observation.h"

static MpsStoreBatch *
new_batch (MpsMeasurementJob *job, const char *why)
{
  MpsStoreBatch *batch = mps_store_batch_new (job->user, why);

  mps_store_batch_bind_patient (batch, job->patient->id);
  return batch;
}

/* The run is on disk before the reader is told to start: whatever happens afterwards, there is a
 * record of it. Not cancellable, like every write here: what was measured is kept. */
gboolean
mps_measurement_job_open_run (MpsMeasurementJob *job, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = new_batch (job, "measurement started");

  mps_store_batch_put_run (batch, job->run);
  if (!mps_store_commit (job->store, batch, NULL, NULL, error))
    return FALSE;

  job->stored = TRUE;
  job->flushed_us = 0;
  return TRUE;
}

gboolean
mps_measurement_job_flush (MpsMeasurementJob *job, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = NULL;

  if (job->pending->len == 0 && !job->run_changed)
    return TRUE;

  batch = new_batch (job, "measurement under way");
  if (job->run_changed)
    mps_store_batch_put_run (batch, job->run);
  if (job->pending->len > 0)
    mps_store_batch_append_scans (
        batch, job->run->id, (const MpsScan *)(void *)job->pending->data, job->pending->len);
  if (!mps_store_commit (job->store, batch, NULL, NULL, error))
    return FALSE;

  job->run->n_scans += job->pending->len;
  g_array_set_size (job->pending, 0);
  job->run_changed = FALSE;
  job->flushed_us = g_get_monotonic_time ();
  return TRUE;
}

static void
note_analysis (MpsRun *run, MpsAnalysis *analysis)
{
  run->status = MPS_RUN_COMPLETE;
  run->replaced = (guint)MIN (analysis->replaced, G_MAXUINT);
  for (guint i = 0; i < MPS_CHANNELS; i++) {
    if (!analysis->usable[i])
      g_array_append_val (run->unusable, i);
  }
  for (guint i = analysis->fingerprints->len; i-- > 0;)
    g_ptr_array_add (run->fingerprints,
                     mps_fingerprint_copy (g_ptr_array_index (analysis->fingerprints, i)));
  for (guint i = 0; i < analysis->results->len; i++)
    g_ptr_array_add (run->results, mps_result_copy (g_ptr_array_index (analysis->results, i)));
}

static MpsResource *
new_observation (MpsMeasurementJob *job, const char *id, const MpsResult *result)
{
  MpsReferenceRange range;
  gboolean has_range = mps_judge_find_range (result, job->patient, job->run->started_us, &range);

  return mps_observation_new_from_result (id,
                                          job->run,
                                          result,
                                          MPS_OBSERVATION_PRELIMINARY,
                                          has_range ? &range : NULL,
                                          mps_judge_result (result, has_range ? &range : NULL));
}

static void
clear_result (MpsMeasurementJob *job)
{
  job->run->status = MPS_RUN_INVALID;
  g_ptr_array_set_size (job->run->results, 0);
  g_ptr_array_set_size (job->run->fingerprints, 0);
  g_clear_pointer (&job->observation_ids, g_ptr_array_unref);
  g_clear_pointer (&job->report_id, g_free);
}

/* Run, fingerprints, results, observations and report: all of them or none, for one patient. */
gboolean
mps_measurement_job_store_complete (MpsMeasurementJob *job, MpsAnalysis *analysis, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = new_batch (job, "measurement complete");
  g_autoptr (MpsResource) report = NULL;

  note_analysis (job->run, analysis);
  job->observation_ids = g_ptr_array_new_with_free_func (g_free);
  /* One report a run, found by the same id. */
  job->report_id = g_strdup (job->run->id);
  mps_store_batch_put_run (batch, job->run);
  for (guint i = 0; i < job->run->results->len; i++) {
    char *id = g_uuid_string_random ();
    g_autoptr (MpsResource) observation =
        new_observation (job, id, g_ptr_array_index (job->run->results, i));

    g_ptr_array_add (job->observation_ids, id);
    mps_store_batch_put (batch, observation, MPS_VERSION_NEW);
  }
  report = mps_diagnostic_report_new (
      job->report_id, job->run, job->observation_ids, MPS_OBSERVATION_PRELIMINARY);
  mps_store_batch_put (batch, report, MPS_VERSION_NEW);
  if (!mps_store_commit (job->store, batch, NULL, NULL, error)) {
    clear_result (job);
    return FALSE;
  }

  return TRUE;
}

gboolean
mps_measurement_job_store_invalid (MpsMeasurementJob *job, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = new_batch (job, "measurement invalid");

  clear_result (job);
  g_free (job->run->reason);
  job->run->reason = g_strdup (job->reason);
  mps_store_batch_put_run (batch, job->run);
  return mps_store_commit (job->store, batch, NULL, NULL, error);
}
