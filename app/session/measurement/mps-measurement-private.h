/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/measurement/mps-measurement.h"
#include "app/session/readers/mps-readers-private.h"
#include "data/model/mps-patient.h"
#include "devices/reader/mps-reader.h"

G_BEGIN_DECLS

/**
 * MpsTracePoint: the live picture of every analyte's channel group at one moment.
 */
typedef struct {
  double seconds;
  guint8 phase;
  double median[MPS_CARTRIDGE_MAX_ANALYTES];
  double low[MPS_CARTRIDGE_MAX_ANALYTES];
  double high[MPS_CARTRIDGE_MAX_ANALYTES];
} MpsTracePoint;

/**
 * MpsMeasurementJob:
 *
 * What the device thread works on. The first part is set before it starts and never changes, the
 * second is the thread's own until it has ended, the third is shared under @mutex.
 */
typedef struct {
  MpsMeasurement *measurement;
  GMainContext *context;
  MpsSession *session;
  MpsStore *store;
  char *user;
  MpsTransport *transport;
  MpsReaderLock *lock;
  MpsTag *tag;
  MpsPatient *patient;
  MpsMeasurementPlan plan;
  GCancellable *cancellable;

  MpsCartridge *cartridge;
  MpsReader *reader;
  MpsCalibration calibration;
  MpsEngineRun *engine;
  MpsRun *run;
  gboolean stored;
  gboolean run_changed;
  gboolean burnt;
  MpsMeasurementState phase;
  GArray *pending;
  gint64 flushed_us;
  gint64 published_us;
  guint64 taken;
  guint64 trace_every;
  char *reason;
  GError *error;
  GPtrArray *observation_ids;
  char *report_id;

  GMutex mutex;
  MpsEngineLive live;
  GArray *points;
  gboolean live_posted;
} MpsMeasurementJob;

void mps_measurement_job_free (MpsMeasurementJob *job);
gpointer mps_measurement_job_run (gpointer job);
void mps_measurement_job_fail (MpsMeasurementJob *job, const char *reason, GError *error);

/* mps-measurement-records.c: what is kept of a run; on the device thread */
gboolean mps_measurement_job_open_run (MpsMeasurementJob *job, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_measurement_job_flush (MpsMeasurementJob *job, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_measurement_job_store_complete (MpsMeasurementJob *job,
                                             MpsAnalysis *analysis,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_measurement_job_store_invalid (MpsMeasurementJob *job, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* mps-measurement-live.c: what is shown of it; on the device thread */
void mps_measurement_job_note_trace (MpsMeasurementJob *job);
void mps_measurement_job_publish (MpsMeasurementJob *job);

/* mps-measurement.c: posts to the main context, any thread */
void mps_measurement_post_state (MpsMeasurementJob *job, MpsMeasurementState state);
void mps_measurement_post_live (MpsMeasurementJob *job);
void mps_measurement_post_link (MpsMeasurementJob *job, gboolean lost);
void mps_measurement_post_end (MpsMeasurementJob *job);

G_END_DECLS
