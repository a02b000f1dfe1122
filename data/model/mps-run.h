/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-quantity.h"
#include "data/model/mps-scan.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MpsRunStatus:
 * @MPS_RUN_IN_PROGRESS: being measured by the process that owns it
 * @MPS_RUN_COMPLETE: every scan is there and the result is computed
 * @MPS_RUN_INVALID: no result; #MpsRun.reason says why
 */
typedef enum {
  MPS_RUN_IN_PROGRESS,
  MPS_RUN_COMPLETE,
  MPS_RUN_INVALID,
} MpsRunStatus;

/**
 * MpsResult:
 * @code: LOINC code of the analyte (or its name, for `analyse`)
 * @has_value: FALSE: there is no result, @flag says why
 * @quantity: the value, its unit, comparator and uncertainty; without a value only the unit
 * @flag: words joined by "; " in the engine's fixed English, or empty; pages translate them
 *
 * One concentration of a run.
 */
typedef struct {
  char *code;
  gboolean has_value;
  MpsQuantity quantity;
  char *flag;
} MpsResult;

MpsResult *mps_result_new (const char *code, const char *unit) G_GNUC_WARN_UNUSED_RESULT;
MpsResult *mps_result_copy (const MpsResult *result) G_GNUC_WARN_UNUSED_RESULT;
void mps_result_free (MpsResult *result);
void mps_result_add_flag (MpsResult *result, const char *flag);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsResult, mps_result_free)

/**
 * MpsFingerprint:
 * @dimension: 88, 448, 896 or 1792
 * @values: @dimension binary32 values
 * @norm: Euclidean norm of the binary32 values, in double
 */
typedef struct {
  guint dimension;
  float *values;
  double norm;
} MpsFingerprint;

MpsFingerprint *mps_fingerprint_new (guint dimension) G_GNUC_WARN_UNUSED_RESULT;
MpsFingerprint *mps_fingerprint_copy (const MpsFingerprint *fingerprint) G_GNUC_WARN_UNUSED_RESULT;
void mps_fingerprint_free (MpsFingerprint *fingerprint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsFingerprint, mps_fingerprint_free)

/**
 * MpsRun:
 * @id: run id, a UUID in text
 * @patient_id: FHIR id of the one patient that the run is bound to, without "Patient/"
 * @reader_serial: serial number of the reader
 * @reader_firmware: its firmware, "1.2.3"
 * @transport: how the reader was connected: "usb" or "virtual"
 * @cartridge_uid: the tag's UID; %NULL for a blank
 * @cartridge_id: cartridge id
 * @cartridge_payload: the tag's signed payload, whole
 * @uses_burnt: uses burnt on the cartridge, this run's included
 * @calibration: the reader's calibration block, 1068 bytes as the reader gave it
 * @programme: a #MpsProgramme
 * @rate_hz: scans a second that were asked for
 * @baseline_scans: per block
 * @exposure_scans: per block
 * @recovery_scans: per block
 * @started_us: reader clock at scan 0, µs since 1970 UTC
 * @status: how far it came
 * @reason: why it is invalid, in the program's fixed English; empty while it is not
 * @engine_version: version of the formulas that made the results
 * @resent: scans that came only when asked for again
 * @replaced: points that the outlier filter replaced in usable channels
 * @results: (element-type MpsResult): in tag order
 * @fingerprints: (element-type MpsFingerprint): largest first
 * @unusable: (element-type guint): channels that did not count
 * @n_scans: scans stored
 * @scans: (element-type MpsScan) (nullable): in index order; only where asked for
 *
 * Everything that is kept of one measurement, enough to compute it again years later.
 */
typedef struct {
  char *id;
  char *patient_id;
  char *reader_serial;
  char *reader_firmware;
  char *transport;
  GBytes *cartridge_uid;
  char *cartridge_id;
  GBytes *cartridge_payload;
  guint uses_burnt;
  GBytes *calibration;
  MpsProgramme programme;
  guint rate_hz;
  guint32 baseline_scans;
  guint32 exposure_scans;
  guint32 recovery_scans;
  gint64 started_us;
  MpsRunStatus status;
  char *reason;
  char *engine_version;
  guint resent;
  guint replaced;
  GPtrArray *results;
  GPtrArray *fingerprints;
  GArray *unusable;
  guint n_scans;
  GArray *scans;
} MpsRun;

#define MPS_TYPE_RUN (mps_run_get_type ())
GType mps_run_get_type (void);
MpsRun *mps_run_new (const char *id) G_GNUC_WARN_UNUSED_RESULT;
MpsRun *mps_run_copy (const MpsRun *run) G_GNUC_WARN_UNUSED_RESULT;
void mps_run_free (MpsRun *run);
const char *mps_run_status_to_string (MpsRunStatus status);
guint64 mps_run_get_planned_scans (const MpsRun *run);
const MpsFingerprint *mps_run_peek_fingerprint (const MpsRun *run, guint dimension);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsRun, mps_run_free)

G_END_DECLS
