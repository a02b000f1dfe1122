/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-measurement-private.h"

#include "app/session/measurement/mps-run-reasons.h"
#include "app/session/mps-session-lock.h"

/* Scans go to the store in batches: at most so many at once, and at least so often. */
#define FLUSH_SCANS 1024
#define FLUSH_US (G_USEC_PER_SEC / 2)

/* A clock that is further off is set before the run, so that results carry the right time. */
#define CLOCK_TOLERANCE_US G_USEC_PER_SEC

void
mps_measurement_job_free (MpsMeasurementJob *job)
{
  if (job == NULL)
    return;

  g_main_context_unref (job->context);
  g_clear_object (&job->store);
  mps_session_release (job->session);
  g_clear_object (&job->session);
  g_free (job->user);
  g_clear_object (&job->transport);
  g_clear_pointer (&job->lock, mps_reader_lock_unref);
  g_clear_object (&job->tag);
  mps_patient_free (job->patient);
  g_clear_object (&job->cancellable);
  mps_cartridge_free (job->cartridge);
  g_clear_object (&job->reader);
  g_clear_pointer (&job->engine, mps_engine_run_free);
  mps_run_free (job->run);
  g_clear_pointer (&job->pending, g_array_unref);
  g_free (job->reason);
  g_clear_error (&job->error);
  g_clear_pointer (&job->observation_ids, g_ptr_array_unref);
  g_free (job->report_id);
  g_mutex_clear (&job->mutex);
  g_clear_pointer (&job->points, g_array_unref);
  g_free (job);
}

/* The first error wins: what comes after it is a consequence. */
void
mps_measurement_job_fail (MpsMeasurementJob *job, const char *reason, GError *error)
{
  if (job->reason == NULL) {
    job->reason = g_strdup (reason);
    g_clear_error (&job->error);
    job->error = error;
  } else {
    g_clear_error (&error);
  }
}

/* A use is burnt on the first scan with phase 1 (reader-protocol.md): from there the sample is in
 * the cartridge. If it cannot be recorded there must be no result. */
static gboolean
burn_use (MpsMeasurementJob *job)
{
  GError *error = NULL;

  if (job->burnt)
    return TRUE;
  /* Not cancellable: a burn that was begun is carried through. */
  if (!mps_cartridge_tag_burn_use (job->tag, job->cartridge, NULL, &error)) {
    mps_measurement_job_fail (job, MPS_REASON_USE_NOT_RECORDED, error);
    return FALSE;
  }

  job->burnt = TRUE;
  job->run->uses_burnt = job->cartridge->uses_burnt;
  job->run_changed = TRUE;
  mps_engine_run_set_uses_burnt (job->engine, job->cartridge->uses_burnt);
  return TRUE;
}

static gboolean
follow_phase (MpsMeasurementJob *job, const MpsScan *scan)
{
  static const MpsMeasurementState states[] = {
    [MPS_PHASE_BASELINE] = MPS_MEASUREMENT_BASELINE,
    [MPS_PHASE_EXPOSURE] = MPS_MEASUREMENT_EXPOSURE,
    [MPS_PHASE_RECOVERY] = MPS_MEASUREMENT_RECOVERY,
  };
  MpsMeasurementState state =
      scan->phase < G_N_ELEMENTS (states) ? states[scan->phase] : MPS_MEASUREMENT_INVALID;

  if (state == job->phase)
    return TRUE;
  if (state == MPS_MEASUREMENT_INVALID || !mps_measurement_state_may_follow (job->phase, state)) {
    mps_measurement_job_fail (job, MPS_REASON_PHASE_ORDER, NULL);
    return FALSE;
  }
  if (state == MPS_MEASUREMENT_EXPOSURE && !burn_use (job))
    return FALSE;

  job->phase = state;
  mps_measurement_post_state (job, state);
  return TRUE;
}

static gboolean
flush (MpsMeasurementJob *job)
{
  GError *error = NULL;

  if (mps_measurement_job_flush (job, &error))
    return TRUE;

  mps_measurement_job_fail (job, MPS_REASON_SCANS_NOT_STORED, error);
  return FALSE;
}

static gboolean
is_flush_due (const MpsMeasurementJob *job)
{
  return job->pending->len >= FLUSH_SCANS ||
         (job->pending->len > 0 && g_get_monotonic_time () - job->flushed_us >= FLUSH_US);
}

/* Called by the driver with scans in order, each once. */
static gboolean
take_scans (const MpsScan *scans, guint n, gpointer data)
{
  MpsMeasurementJob *job = data;

  if (job->reason != NULL)
    return FALSE;

  for (guint i = 0; i < n; i++) {
    /* Kept before it is judged: what led to an invalid run can be looked at. */
    g_array_append_val (job->pending, scans[i]);
    if (!follow_phase (job, &scans[i]))
      return FALSE;
    mps_engine_run_add (job->engine, &scans[i]);
    job->taken++;
    mps_measurement_job_note_trace (job);
  }
  if (is_flush_due (job) && !flush (job))
    return FALSE;

  mps_measurement_job_publish (job);
  return !g_cancellable_is_cancelled (job->cancellable);
}

static void
note_started (guint64 clock_us, gpointer data)
{
  MpsMeasurementJob *job = data;

  job->run->started_us = (gint64)clock_us;
  job->run_changed = TRUE;
}

static void
note_link (gboolean lost, gpointer data)
{
  mps_measurement_post_link (data, lost);
}

static gboolean
set_clock_if_off (MpsMeasurementJob *job, GError **error)
{
  gint64 now = g_get_real_time ();
  gint64 off = (gint64)mps_reader_peek_hello (job->reader)->clock_us - now;

  if (off >= -CLOCK_TOLERANCE_US && off <= CLOCK_TOLERANCE_US)
    return TRUE;

  return mps_reader_set_clock (job->reader, (guint64)now, NULL, job->cancellable, error);
}

static gboolean
prepare (MpsMeasurementJob *job, GError **error)
{
  g_autoptr (GBytes) block = NULL;
  const MpsReaderHello *hello;
  MpsEngineInput input = {
    .programme = job->plan.programme,
    .calibration = &job->calibration,
    .analytes = job->cartridge->analytes,
    .n_analytes = job->cartridge->n_analytes,
    .uses_burnt = job->cartridge->uses_burnt + 1,
  };

  /* Also where the cartridge was checked by the person before. */
  if (!mps_session_require_begun (
          job->session, job->user, MPS_ACTION_MEASURE, job->patient->id, error) ||
      !mps_reader_open (job->reader, job->cancellable, error) || !set_clock_if_off (job, error) ||
      !mps_reader_read_calibration (
          job->reader, &job->calibration, &block, job->cancellable, error) ||
      !mps_engine_check_input (&input, error))
    return FALSE;

  hello = mps_reader_peek_hello (job->reader);
  job->engine = mps_engine_run_new (&input);
  job->run->calibration = g_steal_pointer (&block);
  g_free (job->run->reader_serial);
  job->run->reader_serial = g_strdup (hello->serial);
  g_free (job->run->reader_firmware);
  job->run->reader_firmware = g_strdup_printf (
      "%u.%u.%u", hello->firmware_major, hello->firmware_minor, hello->firmware_patch);
  return mps_measurement_job_open_run (job, error);
}

static const char *
reason_of_end (const MpsMeasurementJob *job, const MpsReaderRunOutcome *outcome)
{
  switch (outcome->end) {
  case MPS_READER_RUN_COMPLETE:
    return job->taken == mps_run_get_planned_scans (job->run) ? NULL : MPS_REASON_LOST_SCANS;
  case MPS_READER_RUN_CARTRIDGE_REMOVED:
    return MPS_REASON_CARTRIDGE_REMOVED;
  case MPS_READER_RUN_FAULT:
    return MPS_REASON_READER_FAULT;
  case MPS_READER_RUN_LOST_SCANS:
    return MPS_REASON_LOST_SCANS;
  case MPS_READER_RUN_GONE:
    return MPS_REASON_GONE;
  case MPS_READER_RUN_NEVER_BEGAN:
    return MPS_REASON_NEVER_BEGAN;
  case MPS_READER_RUN_STOPPED:
  default:
    return MPS_REASON_STOPPED;
  }
}

static void
judge_end (MpsMeasurementJob *job, const MpsReaderRunOutcome *outcome)
{
  const char *reason = reason_of_end (job, outcome);

  job->run->resent = outcome->stats.resent;
  if (g_cancellable_is_cancelled (job->cancellable)) {
    mps_measurement_job_fail (job, MPS_REASON_CANCELLED, NULL);
  } else if (reason != NULL && outcome->end == MPS_READER_RUN_LOST_SCANS) {
    g_autofree char *which =
        g_strdup_printf ("%s: %u from scan %u on", reason, outcome->n_lost, outcome->first_lost);

    mps_measurement_job_fail (job, which, NULL);
  } else if (reason != NULL) {
    mps_measurement_job_fail (job, reason, NULL);
  }
}

static void
measure (MpsMeasurementJob *job)
{
  MpsReaderRunHandlers handlers = {
    .started = note_started, .scans = take_scans, .link = note_link, .data = job
  };
  MpsReaderStart start = {
    .rate_hz = (guint16)job->plan.rate_hz,
    .programme = (guint8)job->plan.programme,
    .baseline_scans = job->plan.baseline_scans,
    .exposure_scans = job->plan.exposure_scans,
    .recovery_scans = job->plan.recovery_scans,
  };
  MpsReaderRunOutcome outcome = { 0 };
  GError *error = NULL;

  mps_run_id_to_bytes (job->run->id, start.run_id);
  if (mps_reader_run (job->reader, &start, &handlers, &outcome, job->cancellable, &error))
    judge_end (job, &outcome);
  else
    mps_measurement_job_fail (job, mps_run_reason_for_error (error), error);
  flush (job);
}

static void
compute (MpsMeasurementJob *job)
{
  g_autoptr (MpsAnalysis) analysis = NULL;
  GError *error = NULL;

  mps_measurement_post_state (job, MPS_MEASUREMENT_COMPUTING);
  analysis = mps_engine_run_finish (job->engine);
  if (analysis->status != MPS_RUN_COMPLETE) {
    mps_measurement_job_fail (job, analysis->reason, NULL);
  } else if (g_cancellable_is_cancelled (job->cancellable)) {
    mps_measurement_job_fail (job, MPS_REASON_CANCELLED, NULL);
  } else if (!mps_measurement_job_store_complete (job, analysis, &error)) {
    mps_measurement_job_fail (job, MPS_REASON_RESULT_NOT_STORED, error);
  }
}

/* Clean-up, whatever happened before: no run is left open that this thread began. */
static void
finish (MpsMeasurementJob *job)
{
  if (job->reason != NULL && job->stored) {
    g_autoptr (GError) error = NULL;

    /* If even this cannot be written, the run stands as in-progress, and the store marks it invalid
     * the next time the profile is opened. */
    if (!mps_measurement_job_store_invalid (job, &error))
      job->run->status = MPS_RUN_INVALID;
  }
  mps_reader_close (job->reader);
}

/**
 * mps_measurement_job_run:
 * @data: the job
 *
 * The device thread: opens the reader, measures, computes, stores, and tells the main context.
 *
 * Returns: %NULL
 */
gpointer
mps_measurement_job_run (gpointer data)
{
  MpsMeasurementJob *job = data;
  GError *error = NULL;

  g_mutex_lock (&job->lock->mutex);
  if (!prepare (job, &error)) {
    mps_measurement_job_fail (job, mps_run_reason_for_error (error), error);
  } else {
    measure (job);
    if (job->reason == NULL)
      compute (job);
  }
  finish (job);
  g_mutex_unlock (&job->lock->mutex);
  mps_measurement_post_end (job);
  return NULL;
}
