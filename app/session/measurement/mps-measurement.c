/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-measurement-object-private.h"
#include "app/session/measurement/mps-run-reasons.h"
#include "app/session/mps-session-lock.h"

typedef enum {
  SIGNAL_CHANGED,
  SIGNAL_LIVE,
  N_SIGNALS,
} Signal;

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsMeasurement, mps_measurement, G_TYPE_OBJECT)

static void
mps_measurement_finalize (GObject *object)
{
  MpsMeasurement *self = MPS_MEASUREMENT (object);

  g_clear_handle_id (&self->link_tick, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->readers);
  g_free (self->patient_id);
  g_clear_object (&self->tag);
  mps_patient_free (self->patient);
  mps_cartridge_free (self->cartridge);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->outer);
  g_free (self->reader_serial);
  g_array_unref (self->seconds);
  g_array_unref (self->phases);
  for (guint i = 0; i < MPS_CARTRIDGE_MAX_ANALYTES; i++) {
    g_array_unref (self->groups[i].median);
    g_array_unref (self->groups[i].low);
    g_array_unref (self->groups[i].high);
  }
  mps_run_free (self->run);
  g_ptr_array_unref (self->observation_ids);
  g_free (self->report_id);
  g_free (self->reason);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (mps_measurement_parent_class)->finalize (object);
}

static void
mps_measurement_class_init (MpsMeasurementClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mps_measurement_finalize;
  /**
   * MpsMeasurement::changed: the state, what is said of it, the cartridge or the run is another.
   */
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * MpsMeasurement::live: the live picture and the trace are newer; at most 30 times a second.
   */
  signals[SIGNAL_LIVE] =
      g_signal_new ("live", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mps_measurement_init (MpsMeasurement *self)
{
  self->cancellable = g_cancellable_new ();
  self->seconds = g_array_new (FALSE, FALSE, sizeof (double));
  self->phases = g_array_new (FALSE, FALSE, sizeof (guint8));
  self->observation_ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < MPS_CARTRIDGE_MAX_ANALYTES; i++) {
    self->groups[i].median = g_array_new (FALSE, FALSE, sizeof (double));
    self->groups[i].low = g_array_new (FALSE, FALSE, sizeof (double));
    self->groups[i].high = g_array_new (FALSE, FALSE, sizeof (double));
  }
  mps_measurement_plan_init (&self->plan);
}

/**
 * mps_measurement_new:
 * @session: who measures
 * @readers: the attached readers
 * @patient_id: FHIR id of the patient, without "Patient/"; for ever
 *
 * Returns: (transfer full): a measurement in %MPS_MEASUREMENT_READY
 */
MpsMeasurement *
mps_measurement_new (MpsSession *session, MpsReaders *readers, const char *patient_id)
{
  MpsMeasurement *self = g_object_new (MPS_TYPE_MEASUREMENT, NULL);

  self->session = g_object_ref (session);
  self->readers = g_object_ref (readers);
  self->patient_id = g_strdup (patient_id);
  return self;
}

/**
 * mps_measurement_get_state:
 * @self: a measurement
 *
 * Returns: where it stands
 */
MpsMeasurementState
mps_measurement_get_state (MpsMeasurement *self)
{
  return self->state;
}

/**
 * mps_measurement_peek_patient_id:
 * @self: a measurement
 *
 * Returns: (transfer none): FHIR id of the one patient it belongs to
 */
const char *
mps_measurement_peek_patient_id (MpsMeasurement *self)
{
  return self->patient_id;
}

void
mps_measurement_emit_changed (MpsMeasurement *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
mps_measurement_emit_live (MpsMeasurement *self)
{
  g_signal_emit (self, signals[SIGNAL_LIVE], 0);
}

gboolean
mps_measurement_enter (MpsMeasurement *self, MpsMeasurementState state)
{
  if (!mps_measurement_state_may_follow (self->state, state))
    return FALSE;

  self->state = state;
  mps_measurement_emit_changed (self);
  return TRUE;
}

/* The first reason wins. */
void
mps_measurement_enter_invalid (MpsMeasurement *self, const char *reason)
{
  if (self->reason == NULL)
    self->reason = g_strdup (reason);
  mps_measurement_enter (self, MPS_MEASUREMENT_INVALID);
}

gboolean
mps_measurement_check_state (MpsMeasurement *self, MpsMeasurementState next, GError **error)
{
  if (mps_measurement_state_may_follow (self->state, next))
    return TRUE;

  g_set_error (error,
               MPS_SESSION_ERROR,
               MPS_SESSION_ERROR_REFUSED,
               "measurement: from %s it cannot go to %s",
               mps_measurement_state_to_string (self->state),
               mps_measurement_state_to_string (next));
  return FALSE;
}

/* Starting and stopping */

static MpsRun *
new_run (MpsMeasurement *self, const char *transport)
{
  g_autofree char *id = g_uuid_string_random ();
  MpsRun *run = mps_run_new (id);

  g_free (run->patient_id);
  run->patient_id = g_strdup (self->patient_id);
  g_free (run->transport);
  run->transport = g_strdup (transport);
  run->cartridge_uid = g_bytes_new (self->cartridge->uid, sizeof self->cartridge->uid);
  g_free (run->cartridge_id);
  run->cartridge_id = g_strdup (self->cartridge->id);
  run->cartridge_payload = g_bytes_ref (self->cartridge->payload);
  run->uses_burnt = self->cartridge->uses_burnt;
  run->programme = self->plan.programme;
  run->rate_hz = self->plan.rate_hz;
  run->baseline_scans = self->plan.baseline_scans;
  run->exposure_scans = self->plan.exposure_scans;
  run->recovery_scans = self->plan.recovery_scans;
  run->started_us = g_get_real_time ();
  run->status = MPS_RUN_IN_PROGRESS;
  g_free (run->engine_version);
  run->engine_version = g_strdup (MPS_ENGINE_VERSION);
  return run;
}

static MpsMeasurementJob *
new_job (MpsMeasurement *self, MpsTransport *transport)
{
  MpsMeasurementJob *job = g_new0 (MpsMeasurementJob, 1);

  g_mutex_init (&job->mutex);
  job->measurement = g_object_ref (self);
  job->context = g_main_context_ref_thread_default ();
  /* A lock in the middle hides the run, and closes the records after it. */
  mps_session_hold (self->session);
  job->session = g_object_ref (self->session);
  job->store = g_object_ref (mps_session_peek_store (self->session));
  job->user = g_strdup (mps_session_peek_user (self->session));
  job->transport = g_object_ref (transport);
  job->lock = mps_readers_ref_lock (self->readers, self->reader_serial);
  job->tag = g_object_ref (self->tag);
  job->patient = mps_patient_copy (self->patient);
  job->plan = self->plan;
  job->cancellable = g_object_ref (self->cancellable);
  job->cartridge = mps_cartridge_copy (self->cartridge);
  job->reader = mps_reader_new (transport);
  job->run = new_run (self, mps_transport_get_kind (transport));
  job->phase = MPS_MEASUREMENT_CONNECTING;
  job->pending = g_array_new (FALSE, FALSE, sizeof (MpsScan));
  job->points = g_array_new (FALSE, FALSE, sizeof (MpsTracePoint));
  return job;
}

static gboolean
check_plan (const MpsMeasurementPlan *plan, GError **error)
{
  guint64 per_block =
      (guint64)plan->baseline_scans + plan->exposure_scans + (guint64)plan->recovery_scans;
  guint64 total = per_block * mps_programme_get_n_blocks (plan->programme);

  if (plan->programme >= MPS_PROGRAMME_STANDARD &&
      plan->programme <= MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE && plan->rate_hz >= 1 &&
      plan->rate_hz <= 1000 && plan->baseline_scans >= 2 && plan->exposure_scans >= 2 &&
      plan->recovery_scans >= 1 && total <= MPS_RUN_MAX_SCANS)
    return TRUE;

  g_set_error_literal (
      error,
      MPS_SESSION_ERROR,
      MPS_SESSION_ERROR_REFUSED,
      "plan: needs programme 1 to 3, 1 to 1000 scans a second, and in each block 2 "
      "baseline, 2 exposure and 1 recovery scans");
  return FALSE;
}

static void
outer_cancelled (GCancellable *outer, gpointer data)
{
  g_cancellable_cancel (data);
}

/**
 * mps_measurement_start_async:
 * @self: a measurement whose cartridge was checked
 * @plan: (nullable): what to measure; %NULL: the standard programme
 * @reader_serial: (nullable): which reader; %NULL: the chosen or the only one
 * @cancellable: (nullable): cancels the measurement, also after it was started
 * @callback: called when the first scan is there, or when it could not be started
 * @data: for @callback
 *
 * From here on the state tells how it goes. What can be refused without touching the reader is
 * refused without leaving %MPS_MEASUREMENT_TAG_CHECKED.
 */
void
mps_measurement_start_async (MpsMeasurement *self,
                             const MpsMeasurementPlan *plan,
                             const char *reader_serial,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr (MpsTransport) transport = NULL;
  g_autofree char *serial = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, mps_measurement_start_async);
  if (!mps_session_require (self->session, MPS_ACTION_MEASURE, &error) ||
      !mps_measurement_check_state (self, MPS_MEASUREMENT_CONNECTING, &error) ||
      (plan != NULL && !check_plan (plan, &error)) ||
      (serial = mps_readers_resolve (self->readers, reader_serial, &error)) == NULL ||
      (transport = mps_readers_dup_transport (self->readers, serial, &error)) == NULL) {
    g_task_return_error (task, error);
    return;
  }

  if (plan != NULL)
    self->plan = *plan;
  if (cancellable != NULL) {
    self->outer = g_object_ref (cancellable);
    self->outer_cancelled =
        g_cancellable_connect (cancellable, G_CALLBACK (outer_cancelled), self->cancellable, NULL);
  }
  self->starting = g_steal_pointer (&task);
  self->reader_serial = g_steal_pointer (&serial);
  mps_readers_claim (self->readers, self->reader_serial);
  self->job = new_job (self, transport);
  mps_measurement_enter (self, MPS_MEASUREMENT_CONNECTING);
  self->thread = g_thread_new ("mps-reader", mps_measurement_job_run, self->job);
}

/**
 * mps_measurement_start_finish:
 * @self: a measurement
 * @result: of mps_measurement_start_async()
 * @error: return location
 *
 * Errors: CHOOSE_READER, NO_READER and REFUSED of #MpsSessionError, #MpsDeviceError,
 * #MpsStoreError. A run that failed after the reader was told to start is no error here: it is
 * stored as invalid, and the state says so.
 *
 * Returns: whether the reader was told to start and the run is on record
 */
gboolean
mps_measurement_start_finish (MpsMeasurement *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mps_measurement_cancel:
 * @self: a measurement
 *
 * Stops it: a run that was begun ends as invalid, "cancelled", with the scans that came. A result
 * that is stored already is not touched: it has to be accepted or rejected.
 */
void
mps_measurement_cancel (MpsMeasurement *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->state < MPS_MEASUREMENT_CONNECTING)
    mps_measurement_enter_invalid (self, MPS_REASON_CANCELLED);
}

/* What came of it */

/**
 * mps_measurement_peek_run:
 * @self: a measurement
 *
 * Returns: (transfer none) (nullable): the stored run, without its scans; %NULL until it has ended
 *   and where none was begun
 */
const MpsRun *
mps_measurement_peek_run (MpsMeasurement *self)
{
  return self->run;
}

/**
 * mps_measurement_peek_observation_ids:
 * @self: a measurement
 *
 * Returns: (transfer none) (element-type utf8): FHIR ids of the stored observations, in tag order
 */
GPtrArray *
mps_measurement_peek_observation_ids (MpsMeasurement *self)
{
  return self->observation_ids;
}

/**
 * mps_measurement_peek_report_id:
 * @self: a measurement
 *
 * Returns: (transfer none) (nullable): FHIR id of the stored diagnostic report
 */
const char *
mps_measurement_peek_report_id (MpsMeasurement *self)
{
  return self->report_id;
}

/**
 * mps_measurement_peek_error:
 * @self: a measurement
 *
 * Returns: (transfer none) (nullable): the error behind the reason, where there was one:
 *   mps_sentence_new_for_error() has the words, and the details
 */
const GError *
mps_measurement_peek_error (MpsMeasurement *self)
{
  return self->error;
}

/**
 * mps_measurement_peek_invalid_reason:
 * @self: a measurement
 *
 * Returns: (transfer none) (nullable): why it is invalid, fixed English; mps_words_dup_run_reason()
 *   translates it
 */
const char *
mps_measurement_peek_invalid_reason (MpsMeasurement *self)
{
  return self->reason;
}
