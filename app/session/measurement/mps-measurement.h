/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-engine.h"
#include "app/session/mps-session.h"
#include "app/session/readers/mps-readers.h"
#include "devices/cartridge/mps-cartridge-tag.h"

G_BEGIN_DECLS

/**
 * MpsMeasurementState:
 *
 * Where a measurement stands. Allowed edges are a table in mps-measurement-states.c; any other is
 * refused. Whatever goes wrong leads to %MPS_MEASUREMENT_INVALID through the same clean-up.
 */
typedef enum {
  MPS_MEASUREMENT_READY,
  MPS_MEASUREMENT_TAG_CHECKED,
  MPS_MEASUREMENT_CONNECTING,
  MPS_MEASUREMENT_BASELINE,
  MPS_MEASUREMENT_EXPOSURE,
  MPS_MEASUREMENT_RECOVERY,
  MPS_MEASUREMENT_COMPUTING,
  MPS_MEASUREMENT_REVIEW,
  MPS_MEASUREMENT_SAVED,
  MPS_MEASUREMENT_INVALID,
} MpsMeasurementState;

const char *mps_measurement_state_to_string (MpsMeasurementState state);
gboolean mps_measurement_state_may_follow (MpsMeasurementState from, MpsMeasurementState to);

/**
 * MpsMeasurementPlan:
 * @programme: what the reader shall do
 * @rate_hz: scans a second
 * @baseline_scans: per block
 * @exposure_scans: per block
 * @recovery_scans: per block
 */
typedef struct {
  MpsProgramme programme;
  guint rate_hz;
  guint32 baseline_scans;
  guint32 exposure_scans;
  guint32 recovery_scans;
} MpsMeasurementPlan;

void mps_measurement_plan_init (MpsMeasurementPlan *plan);
gboolean mps_measurement_plan_set_total (MpsMeasurementPlan *plan, guint32 scans, GError **error);

/**
 * MpsLiveTrace:
 * @n: points
 * @seconds: time of each since scan 0
 * @median: median of ΔS over the shown group's usable channels, V
 * @low: lower quartile, V
 * @high: upper quartile, V
 * @phase: #MpsPhase of each
 *
 * What the chart under the 88 cells draws: at most some 2000 points, thinned as the run goes on.
 */
typedef struct {
  guint n;
  const double *seconds;
  const double *median;
  const double *low;
  const double *high;
  const guint8 *phase;
} MpsLiveTrace;

/**
 * MpsMeasurement:
 *
 * One measurement of one patient, from the tag to the stored record; never re-bound. Belongs to the
 * main context; the device has a thread of its own.
 *
 * Signals: "changed" (state, messages, cartridge, run) and "live" (the live picture and the trace,
 * at most 30 times a second).
 *
 * The run is on disk from its first scan: %MPS_MEASUREMENT_REVIEW means stored with preliminary
 * observations; accepting makes them final, rejecting marks them entered in error.
 */
#define MPS_TYPE_MEASUREMENT (mps_measurement_get_type ())
G_DECLARE_FINAL_TYPE (MpsMeasurement, mps_measurement, MPS, MEASUREMENT, GObject)

MpsMeasurement *mps_measurement_new (MpsSession *session,
                                     MpsReaders *readers,
                                     const char *patient_id) G_GNUC_WARN_UNUSED_RESULT;
MpsMeasurementState mps_measurement_get_state (MpsMeasurement *self);
const char *mps_measurement_peek_patient_id (MpsMeasurement *self);

void mps_measurement_set_tag (MpsMeasurement *self, MpsTag *tag);
void mps_measurement_check_tag_async (MpsMeasurement *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
gboolean mps_measurement_check_tag_finish (MpsMeasurement *self,
                                           GAsyncResult *result,
                                           MpsTagRefusal *refusal,
                                           GError **error);
void mps_measurement_replace_virtual_cartridge (MpsMeasurement *self);
const MpsCartridge *mps_measurement_peek_cartridge (MpsMeasurement *self);

void mps_measurement_start_async (MpsMeasurement *self,
                                  const MpsMeasurementPlan *plan,
                                  const char *reader_serial,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
gboolean mps_measurement_start_finish (MpsMeasurement *self, GAsyncResult *result, GError **error);
void mps_measurement_cancel (MpsMeasurement *self);

const MpsMeasurementPlan *mps_measurement_peek_plan (MpsMeasurement *self);
const MpsEngineLive *mps_measurement_peek_live (MpsMeasurement *self);
void mps_measurement_get_trace (MpsMeasurement *self, MpsLiveTrace *trace);
void mps_measurement_show_analyte (MpsMeasurement *self, guint analyte);
double mps_measurement_get_phase_remaining_s (MpsMeasurement *self);
double mps_measurement_get_progress (MpsMeasurement *self);
gboolean mps_measurement_is_link_lost (MpsMeasurement *self, double *seconds_left);
char *mps_measurement_dup_feedback (MpsMeasurement *self) G_GNUC_WARN_UNUSED_RESULT;

const MpsRun *mps_measurement_peek_run (MpsMeasurement *self);
GPtrArray *mps_measurement_peek_observation_ids (MpsMeasurement *self);
const char *mps_measurement_peek_report_id (MpsMeasurement *self);
const char *mps_measurement_peek_invalid_reason (MpsMeasurement *self);
const GError *mps_measurement_peek_error (MpsMeasurement *self);

void mps_measurement_accept_async (MpsMeasurement *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
gboolean mps_measurement_accept_finish (MpsMeasurement *self, GAsyncResult *result, GError **error);
void mps_measurement_reject_async (MpsMeasurement *self,
                                   const char *why,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
gboolean mps_measurement_reject_finish (MpsMeasurement *self, GAsyncResult *result, GError **error);

G_END_DECLS
