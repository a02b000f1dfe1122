/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-measurement.h"

#include "app/session/mps-measurement-private.h"
#include "app/session/mps-run-reasons.h"
#include "app/session/mps-settle.h"
#include "app/session/mps-tag-check.h"
#include "app/session/mps-words.h"

#include <glib/gi18n-lib.h>

/* How long a person is given to lay the cartridge on the antenna. */
#define TAG_TIMEOUT_MS 5000

/* How long the host waits for the cable to come back (reader-protocol.md). */
#define LINK_TIMEOUT_S 30.0

/* While the cable is out nothing arrives that would redraw the seconds left. */
#define LINK_TICK_MS 250

typedef struct {
  GArray *median;
  GArray *low;
  GArray *high;
} GroupTrace;

struct _MpsMeasurement {
  GObject parent_instance;

  MpsSession *session;
  MpsReaders *readers;
  char *patient_id;
  MpsMeasurementState state;
  MpsTag *tag;
  MpsPatient *patient;
  MpsCartridge *cartridge;
  MpsMeasurementPlan plan;
  GCancellable *cancellable;
  gulong outer_cancelled;
  GCancellable *outer;
  GTask *starting;
  GThread *thread;
  MpsMeasurementJob *job;
  char *reader_serial;

  MpsEngineLive live;
  GArray *seconds;
  GArray *phases;
  GroupTrace groups[MPS_CARTRIDGE_MAX_ANALYTES];
  guint shown;
  gboolean link_lost;
  gint64 link_lost_us;
  guint link_tick;

  MpsRun *run;
  GPtrArray *observation_ids;
  char *report_id;
  char *reason;
};

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
  signals[SIGNAL_CHANGED] = g_signal_new (
      "changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
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

static gboolean
enter (MpsMeasurement *self, MpsMeasurementState state)
{
  if (!mps_measurement_state_may_follow (self->state, state))
    return FALSE;

  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

/* The first reason wins. */
static void
enter_invalid (MpsMeasurement *self, const char *reason)
{
  if (self->reason == NULL)
    self->reason = g_strdup (reason);
  enter (self, MPS_MEASUREMENT_INVALID);
}

static gboolean
check_state (MpsMeasurement *self, MpsMeasurementState next, GError **error)
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

/* The cartridge */

static void
forget_cartridge (MpsMeasurement *self)
{
  g_clear_pointer (&self->cartridge, mps_cartridge_free);
  if (self->state == MPS_MEASUREMENT_TAG_CHECKED)
    enter (self, MPS_MEASUREMENT_READY);
  else
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * mps_measurement_set_tag:
 * @self: a measurement that was not started
 * @tag: (nullable): the tag on the antenna; %NULL: a demo profile's virtual cartridge
 *
 * Lays another cartridge on the antenna; it has to be checked anew. Ignored once started.
 */
void
mps_measurement_set_tag (MpsMeasurement *self, MpsTag *tag)
{
  if (self->state > MPS_MEASUREMENT_TAG_CHECKED)
    return;

  g_set_object (&self->tag, tag);
  forget_cartridge (self);
}

/**
 * mps_measurement_replace_virtual_cartridge:
 * @self: a measurement that was not started
 *
 * In a demo profile, lays a new virtual cartridge in the place of the old one, which is spent or
 * expired; it has to be checked anew. Does nothing elsewhere. When the file cannot be written the
 * old cartridge stays and is refused again, with its reason.
 */
void
mps_measurement_replace_virtual_cartridge (MpsMeasurement *self)
{
  if (self->state > MPS_MEASUREMENT_TAG_CHECKED ||
      !mps_tag_check_replace_virtual (self->session, NULL))
    return;

  g_clear_object (&self->tag);
  forget_cartridge (self);
}

/**
 * mps_measurement_peek_cartridge:
 * @self: a measurement
 *
 * Returns: (transfer none) (nullable): the cartridge that was read and accepted
 */
const MpsCartridge *
mps_measurement_peek_cartridge (MpsMeasurement *self)
{
  return self->cartridge;
}

typedef struct {
  MpsSession *session;
  char *patient_id;
  MpsTag *tag;
  MpsTagRefusal refusal;
  MpsPatient *patient;
  MpsCartridge *cartridge;
} TagCheck;

static void
tag_check_free (gpointer data)
{
  TagCheck *check = data;

  g_object_unref (check->session);
  g_free (check->patient_id);
  g_clear_object (&check->tag);
  mps_patient_free (check->patient);
  mps_cartridge_free (check->cartridge);
  g_free (check);
}

static MpsPatient *
load_patient (MpsSession *session, const char *id, GError **error)
{
  g_autoptr (MpsResource) resource =
      mps_store_get (mps_session_peek_store (session), "Patient", id, 0, error);

  return resource != NULL ? mps_patient_new_from_resource (resource, error) : NULL;
}

static void
check_tag_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TagCheck *check = data;
  GError *error = NULL;

  check->patient = load_patient (check->session, check->patient_id, &error);
  if (check->patient != NULL && check->tag == NULL)
    check->tag = mps_tag_check_open_default (check->session, &error);
  if (error == NULL)
    check->cartridge = mps_tag_check_read (
        check->session, check->tag, TAG_TIMEOUT_MS, &check->refusal, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
check_tag_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsMeasurement *self = MPS_MEASUREMENT (source);
  g_autoptr (GTask) outer = data;
  TagCheck *check = g_task_get_task_data (outer);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) ||
      !check_state (self, MPS_MEASUREMENT_TAG_CHECKED, &error)) {
    if (self->state == MPS_MEASUREMENT_TAG_CHECKED)
      forget_cartridge (self);
    g_task_return_error (outer, error);
    return;
  }

  mps_patient_free (self->patient);
  self->patient = g_steal_pointer (&check->patient);
  mps_cartridge_free (self->cartridge);
  self->cartridge = g_steal_pointer (&check->cartridge);
  g_set_object (&self->tag, check->tag);
  enter (self, MPS_MEASUREMENT_TAG_CHECKED);
  g_task_return_boolean (outer, TRUE);
}

/**
 * mps_measurement_check_tag_async:
 * @self: a measurement
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the cartridge was read
 * @data: for @callback
 *
 * Reads the cartridge's tag and checks it, and that the patient is on record.
 */
void
mps_measurement_check_tag_async (MpsMeasurement *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) outer = g_task_new (self, cancellable, callback, data);
  g_autoptr (GTask) inner = NULL;
  TagCheck *check;
  GError *error = NULL;

  g_task_set_source_tag (outer, mps_measurement_check_tag_async);
  if (!mps_session_require (self->session, MPS_ACTION_MEASURE, &error) ||
      !check_state (self, MPS_MEASUREMENT_TAG_CHECKED, &error)) {
    g_task_return_error (outer, error);
    return;
  }

  check = g_new0 (TagCheck, 1);
  check->session = g_object_ref (self->session);
  check->patient_id = g_strdup (self->patient_id);
  check->tag = self->tag != NULL ? g_object_ref (self->tag) : NULL;
  g_task_set_task_data (outer, check, tag_check_free);
  inner = g_task_new (self, cancellable, check_tag_done, g_object_ref (outer));
  g_task_set_task_data (inner, check, NULL);
  g_task_run_in_thread (inner, check_tag_in_thread);
}

/**
 * mps_measurement_check_tag_finish:
 * @self: a measurement
 * @result: of mps_measurement_check_tag_async()
 * @refusal: (out) (optional): %MPS_TAG_ACCEPTED, or why the cartridge is refused
 * @error: return location
 *
 * Errors: REFUSED of #MpsSessionError together with @refusal for a refused cartridge; NO_TAG;
 * NOT_FOUND of #MpsStoreError for an unknown patient; #MpsDeviceError.
 *
 * Returns: whether the cartridge may be used
 */
gboolean
mps_measurement_check_tag_finish (MpsMeasurement *self,
                                  GAsyncResult *result,
                                  MpsTagRefusal *refusal,
                                  GError **error)
{
  TagCheck *check = g_task_get_task_data (G_TASK (result));

  if (refusal != NULL)
    *refusal = check != NULL ? check->refusal : MPS_TAG_ACCEPTED;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The device thread's messages, on the main context */

typedef struct {
  MpsMeasurementJob *job;
  MpsMeasurementState state;
  gboolean lost;
} Post;

static void
post (MpsMeasurementJob *job, GSourceFunc run, MpsMeasurementState state, gboolean lost)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Post *message = g_new0 (Post, 1);

  message->job = job;
  message->state = state;
  message->lost = lost;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run, message, g_free);
  /* Not g_main_context_invoke(): that may run here, on the device thread. */
  g_source_attach (source, job->context);
}

static void
answer_start (MpsMeasurement *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->starting);

  if (task == NULL) {
    g_clear_error (&error);
    return;
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
run_state (gpointer data)
{
  Post *message = data;
  MpsMeasurement *self = message->job->measurement;

  enter (self, message->state);
  answer_start (self, NULL);
  return G_SOURCE_REMOVE;
}

void
mps_measurement_post_state (MpsMeasurementJob *job, MpsMeasurementState state)
{
  post (job, run_state, state, FALSE);
}

static void
fetch_live (MpsMeasurement *self, MpsMeasurementJob *job)
{
  g_mutex_lock (&job->mutex);
  self->live = job->live;
  job->live_posted = FALSE;
  for (guint i = self->seconds->len; i < job->points->len; i++) {
    const MpsTracePoint *point = &g_array_index (job->points, MpsTracePoint, i);

    g_array_append_val (self->seconds, point->seconds);
    g_array_append_val (self->phases, point->phase);
    for (guint j = 0; j < MPS_CARTRIDGE_MAX_ANALYTES; j++) {
      g_array_append_val (self->groups[j].median, point->median[j]);
      g_array_append_val (self->groups[j].low, point->low[j]);
      g_array_append_val (self->groups[j].high, point->high[j]);
    }
  }
  g_mutex_unlock (&job->mutex);
}

static gboolean
run_live (gpointer data)
{
  Post *message = data;
  MpsMeasurement *self = message->job->measurement;

  fetch_live (self, message->job);
  g_signal_emit (self, signals[SIGNAL_LIVE], 0);
  return G_SOURCE_REMOVE;
}

void
mps_measurement_post_live (MpsMeasurementJob *job)
{
  post (job, run_live, MPS_MEASUREMENT_READY, FALSE);
}

static gboolean
tick_link (gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_LIVE], 0);
  return G_SOURCE_CONTINUE;
}

static void
set_link_lost (MpsMeasurement *self, gboolean lost)
{
  if (self->link_lost == lost)
    return;

  self->link_lost = lost;
  self->link_lost_us = g_get_monotonic_time ();
  g_clear_handle_id (&self->link_tick, g_source_remove);
  if (lost)
    self->link_tick = g_timeout_add (LINK_TICK_MS, tick_link, self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
run_link (gpointer data)
{
  Post *message = data;

  set_link_lost (message->job->measurement, message->lost);
  return G_SOURCE_REMOVE;
}

void
mps_measurement_post_link (MpsMeasurementJob *job, gboolean lost)
{
  post (job, run_link, MPS_MEASUREMENT_READY, lost);
}

static GError *
take_end (MpsMeasurement *self, MpsMeasurementJob *job)
{
  mps_cartridge_free (self->cartridge);
  self->cartridge = g_steal_pointer (&job->cartridge);
  if (!job->stored)
    return job->error != NULL ? g_steal_pointer (&job->error)
                              : g_error_new_literal (G_IO_ERROR,
                                                     G_IO_ERROR_CANCELLED,
                                                     "measurement: cancelled");

  self->run = g_steal_pointer (&job->run);
  if (job->observation_ids != NULL) {
    g_ptr_array_unref (self->observation_ids);
    self->observation_ids = g_steal_pointer (&job->observation_ids);
  }
  self->report_id = g_steal_pointer (&job->report_id);
  return NULL;
}

static gboolean
run_end (gpointer data)
{
  Post *message = data;
  MpsMeasurementJob *job = message->job;
  g_autoptr (MpsMeasurement) self = job->measurement;
  GError *error;

  g_clear_pointer (&self->thread, g_thread_join);
  fetch_live (self, job);
  set_link_lost (self, FALSE);
  error = take_end (self, job);
  if (self->outer_cancelled != 0)
    g_cancellable_disconnect (self->outer, self->outer_cancelled);
  self->outer_cancelled = 0;
  mps_readers_release (self->readers, self->reader_serial);
  self->job = NULL;
  if (job->reason != NULL)
    enter_invalid (self, job->reason);
  else
    enter (self, MPS_MEASUREMENT_REVIEW);
  answer_start (self, error);
  mps_measurement_job_free (job);
  return G_SOURCE_REMOVE;
}

void
mps_measurement_post_end (MpsMeasurementJob *job)
{
  post (job, run_end, MPS_MEASUREMENT_READY, FALSE);
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

  g_set_error_literal (error,
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
      !check_state (self, MPS_MEASUREMENT_CONNECTING, &error) ||
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
    self->outer_cancelled = g_cancellable_connect (
        cancellable, G_CALLBACK (outer_cancelled), self->cancellable, NULL);
  }
  self->starting = g_steal_pointer (&task);
  self->reader_serial = g_steal_pointer (&serial);
  mps_readers_claim (self->readers, self->reader_serial);
  self->job = new_job (self, transport);
  enter (self, MPS_MEASUREMENT_CONNECTING);
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
    enter_invalid (self, MPS_REASON_CANCELLED);
}

/* The live picture */

/**
 * mps_measurement_peek_plan:
 * @self: a measurement
 *
 * Returns: (transfer none): what is measured
 */
const MpsMeasurementPlan *
mps_measurement_peek_plan (MpsMeasurement *self)
{
  return &self->plan;
}

/**
 * mps_measurement_peek_live:
 * @self: a measurement
 *
 * Returns: (transfer none): the newest picture; all zero before the first scan
 */
const MpsEngineLive *
mps_measurement_peek_live (MpsMeasurement *self)
{
  return &self->live;
}

/**
 * mps_measurement_get_trace:
 * @self: a measurement
 * @trace: (out caller-allocates): the trace of the shown analyte's group; valid until the next "live"
 */
void
mps_measurement_get_trace (MpsMeasurement *self, MpsLiveTrace *trace)
{
  const GroupTrace *group = &self->groups[self->shown];

  *trace = (MpsLiveTrace){
    .n = self->seconds->len,
    .seconds = (const double *)(void *)self->seconds->data,
    .median = (const double *)(void *)group->median->data,
    .low = (const double *)(void *)group->low->data,
    .high = (const double *)(void *)group->high->data,
    .phase = (const guint8 *)self->phases->data,
  };
}

/**
 * mps_measurement_show_analyte:
 * @self: a measurement
 * @analyte: whose channel group the trace shall show, counted in tag order
 */
void
mps_measurement_show_analyte (MpsMeasurement *self, guint analyte)
{
  if (analyte < MPS_CARTRIDGE_MAX_ANALYTES)
    self->shown = analyte;
}

static guint64
get_scans_per_block (const MpsMeasurement *self)
{
  return (guint64)self->plan.baseline_scans + self->plan.exposure_scans +
         (guint64)self->plan.recovery_scans;
}

/**
 * mps_measurement_get_phase_remaining_s:
 * @self: a measurement
 *
 * Returns: seconds until the phase under way ends, at the rate that was asked for; 0 when none is
 */
double
mps_measurement_get_phase_remaining_s (MpsMeasurement *self)
{
  guint64 done = self->live.scans % MAX (get_scans_per_block (self), 1);
  guint64 end;

  if (self->live.scans == 0)
    done = 0;
  switch (self->state) {
  case MPS_MEASUREMENT_BASELINE:
    end = self->plan.baseline_scans;
    break;
  case MPS_MEASUREMENT_EXPOSURE:
    end = (guint64)self->plan.baseline_scans + self->plan.exposure_scans;
    break;
  case MPS_MEASUREMENT_RECOVERY:
    end = get_scans_per_block (self);
    break;
  case MPS_MEASUREMENT_READY:
  case MPS_MEASUREMENT_TAG_CHECKED:
  case MPS_MEASUREMENT_CONNECTING:
  case MPS_MEASUREMENT_COMPUTING:
  case MPS_MEASUREMENT_REVIEW:
  case MPS_MEASUREMENT_SAVED:
  case MPS_MEASUREMENT_INVALID:
  default:
    return 0;
  }

  return end > done ? (double)(end - done) / self->plan.rate_hz : 0;
}

/**
 * mps_measurement_get_progress:
 * @self: a measurement
 *
 * Returns: share of the scans that are there, 0…1
 */
double
mps_measurement_get_progress (MpsMeasurement *self)
{
  guint64 total =
      get_scans_per_block (self) * mps_programme_get_n_blocks (self->plan.programme);

  return total > 0 ? MIN (1.0, (double)self->live.scans / (double)total) : 0;
}

/**
 * mps_measurement_is_link_lost:
 * @self: a measurement
 * @seconds_left: (out) (optional): how long the cable is still waited for; untouched while it is in
 *
 * Returns: whether the reader is unplugged just now
 */
gboolean
mps_measurement_is_link_lost (MpsMeasurement *self, double *seconds_left)
{
  if (!self->link_lost)
    return FALSE;

  if (seconds_left != NULL) {
    double gone_s = (double)(g_get_monotonic_time () - self->link_lost_us) / G_USEC_PER_SEC;

    *seconds_left = MAX (0, LINK_TIMEOUT_S - gone_s);
  }
  return TRUE;
}

/**
 * mps_measurement_dup_feedback:
 * @self: a measurement
 *
 * Returns: (transfer full): what to tell the person at the reader now, translated
 */
char *
mps_measurement_dup_feedback (MpsMeasurement *self)
{
  return mps_words_dup_feedback (&self->live);
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

/* Accepting and rejecting */

typedef struct {
  MpsSession *session;
  char *report_id;
  char *patient_id;
  char *why;
  MpsObservationStatus status;
} Settling;

static void
settling_free (gpointer data)
{
  Settling *settling = data;

  g_object_unref (settling->session);
  g_free (settling->report_id);
  g_free (settling->patient_id);
  g_free (settling->why);
  g_free (settling);
}

static void
settle_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Settling *settling = data;
  GError *error = NULL;

  if (mps_settle_report (settling->session,
                         settling->patient_id,
                         settling->report_id,
                         settling->status,
                         settling->why,
                         &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
settle_done (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsMeasurement *self = MPS_MEASUREMENT (source);
  g_autoptr (GTask) outer = data;
  Settling *settling = g_task_get_task_data (outer);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (outer, error);
    return;
  }

  if (settling->status == MPS_OBSERVATION_FINAL)
    enter (self, MPS_MEASUREMENT_SAVED);
  else
    enter_invalid (self, MPS_REASON_REJECTED);
  g_task_return_boolean (outer, TRUE);
}

static void
settle (MpsMeasurement *self, GTask *outer, MpsObservationStatus status, const char *why)
{
  MpsMeasurementState next =
      status == MPS_OBSERVATION_FINAL ? MPS_MEASUREMENT_SAVED : MPS_MEASUREMENT_INVALID;
  g_autoptr (GTask) inner = NULL;
  Settling *settling;
  GError *error = NULL;

  if (self->state != MPS_MEASUREMENT_REVIEW) {
    g_set_error (&error,
                 MPS_SESSION_ERROR,
                 MPS_SESSION_ERROR_REFUSED,
                 "measurement: from %s it cannot go to %s",
                 mps_measurement_state_to_string (self->state),
                 mps_measurement_state_to_string (next));
    g_task_return_error (outer, error);
    return;
  }

  settling = g_new0 (Settling, 1);
  settling->session = g_object_ref (self->session);
  settling->report_id = g_strdup (self->report_id);
  settling->patient_id = g_strdup (self->patient_id);
  settling->why = g_strdup (why);
  settling->status = status;
  g_task_set_task_data (outer, settling, settling_free);
  inner = g_task_new (self, NULL, settle_done, g_object_ref (outer));
  g_task_set_task_data (inner, settling, NULL);
  g_task_run_in_thread (inner, settle_in_thread);
}

/**
 * mps_measurement_accept_async:
 * @self: a measurement in %MPS_MEASUREMENT_REVIEW
 * @cancellable: (nullable): a #GCancellable; what was begun is carried through
 * @callback: called when it is stored
 * @data: for @callback
 *
 * Makes the observations and the report final.
 */
void
mps_measurement_accept_async (MpsMeasurement *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, mps_measurement_accept_async);
  settle (self, task, MPS_OBSERVATION_FINAL, "result accepted");
}

/**
 * mps_measurement_accept_finish:
 * @self: a measurement
 * @result: of mps_measurement_accept_async()
 * @error: return location
 *
 * Returns: whether the result is final now
 */
gboolean
mps_measurement_accept_finish (MpsMeasurement *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mps_measurement_reject_async:
 * @self: a measurement in %MPS_MEASUREMENT_REVIEW
 * @why: the person's reason, for the audit record
 * @cancellable: (nullable): a #GCancellable; what was begun is carried through
 * @callback: called when it is stored
 * @data: for @callback
 *
 * Marks the observations and the report as entered in error. Nothing is deleted: the run stays with
 * its scans.
 */
void
mps_measurement_reject_async (MpsMeasurement *self,
                              const char *why,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autofree char *reason = g_strconcat ("result rejected: ", why, NULL);

  g_task_set_source_tag (task, mps_measurement_reject_async);
  settle (self, task, MPS_OBSERVATION_ENTERED_IN_ERROR, reason);
}

/**
 * mps_measurement_reject_finish:
 * @self: a measurement
 * @result: of mps_measurement_reject_async()
 * @error: return location
 *
 * Returns: whether the result is marked as entered in error now
 */
gboolean
mps_measurement_reject_finish (MpsMeasurement *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
