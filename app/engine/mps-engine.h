/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-calibration.h"
#include "data/model/mps-cartridge.h"
#include "data/model/mps-run.h"

G_BEGIN_DECLS

#define MPS_ENGINE_ERROR (mps_engine_error_quark ())
GQuark mps_engine_error_quark (void);

/**
 * MpsEngineError:
 * @MPS_ENGINE_ERROR_INPUT: the calibration block or the tag breaks a rule; with these nothing can
 * be measured, so refuse the tag or calibrate the reader
 */
typedef enum {
  MPS_ENGINE_ERROR_INPUT,
} MpsEngineError;

/** MPS_ENGINE_VERSION: changes whenever a formula or the order of its operations changes. */
#define MPS_ENGINE_VERSION "1"

/* Words of #MpsResult.flag, in the order in which they are joined by "; ". */
#define MPS_FLAG_BEYOND_ASYMPTOTE "beyond asymptote"
#define MPS_FLAG_TEMPERATURE_OUT_OF_RANGE "temperature out of range"
#define MPS_FLAG_TEMPERATURE_UNKNOWN "temperature unknown"
#define MPS_FLAG_NO_USABLE_CHANNEL "no usable channel"
/* Why there is no result although the group has usable channels: 1 + k·(T − 25) ≤ 0. */
#define MPS_FLAG_TEMPERATURE_TERM "temperature correction is not positive"

/**
 * MpsEngineInput:
 * @programme: what the reader did
 * @calibration: the reader's block
 * @analytes: (nullable): the cartridge's, in tag order
 * @n_analytes: how many
 * @uses_burnt: uses burnt on the cartridge, this run's included
 * @noise: (nullable): noise of each of the 88 channels from the reader's last blank, V; NaN where
 * it is unknown, %NULL when all of it is. Without it "needs calibration" cannot be judged, and
 *   #MpsEngineLive.calibration_checked says so
 *
 * What a run is computed with, beside its scans. mps_engine_check_input() says whether it may be.
 */
typedef struct {
  MpsProgramme programme;
  const MpsCalibration *calibration;
  const MpsAnalyte *analytes;
  guint n_analytes;
  guint uses_burnt;
  const double *noise;
} MpsEngineInput;

/**
 * MpsFeedback:
 * @MPS_FEEDBACK_NORMAL: nothing of what follows was seen
 * @MPS_FEEDBACK_OUTLIER: over 5 % of the points of more than 8 channels were replaced
 * @MPS_FEEDBACK_NEEDS_CALIBRATION: the baseline of more than 8 channels drifts by over 3 × the
 *   blank's noise
 * @MPS_FEEDBACK_SATURATED: more than 8 channels touched a rail
 * @MPS_FEEDBACK_CONTACT_LOST: a scan carries "contact lost"
 *
 * What the person at the reader is told once a second; of several the last in this list counts.
 */
typedef enum {
  MPS_FEEDBACK_NORMAL,
  MPS_FEEDBACK_OUTLIER,
  MPS_FEEDBACK_NEEDS_CALIBRATION,
  MPS_FEEDBACK_SATURATED,
  MPS_FEEDBACK_CONTACT_LOST,
} MpsFeedback;

/**
 * MpsChannelState:
 * @MPS_CHANNEL_GOOD: counts
 * @MPS_CHANNEL_SATURATED: stands at a rail in the newest scan
 * @MPS_CHANNEL_UNUSABLE: its alpha is no good, or, once 20 scans are there, would not count if the
 *   run ended now
 */
typedef enum {
  MPS_CHANNEL_GOOD,
  MPS_CHANNEL_SATURATED,
  MPS_CHANNEL_UNUSABLE,
} MpsChannelState;

/**
 * MpsEngineLive:
 * @scans: scans taken in
 * @time_us: time of the newest
 * @phase: its #MpsPhase
 * @level: its excitation level
 * @step: its temperature step
 * @delta: ΔS of each channel at the newest cleaned scan, V; before the baseline is over, s minus
 * the running mean of the block's baseline so far
 * @state: of each channel
 * @feedback: of the last whole second of the scans' own time
 * @feedback_channels: channels that led to it; 0 for "normal" and "contact lost"
 * @calibration_checked: whether "needs calibration" could be judged in this block: FALSE until its
 *   baseline is over, and after it while the noise of too many channels is unknown to tell. Then
 *   "normal" does not mean that the calibration is good, and the page must not say so
 * @replaced: points replaced so far in channels whose alpha is usable
 *
 * What the live picture shows.
 */
typedef struct {
  guint32 scans;
  guint64 time_us;
  guint8 phase;
  guint8 level;
  guint8 step;
  double delta[MPS_CHANNELS];
  MpsChannelState state[MPS_CHANNELS];
  MpsFeedback feedback;
  guint feedback_channels;
  gboolean calibration_checked;
  guint64 replaced;
} MpsEngineLive;

/**
 * MpsAnalysis:
 * @status: complete or invalid
 * @reason: why invalid, fixed English; empty otherwise
 * @usable: of each channel, over all blocks
 * @fingerprints: (element-type MpsFingerprint): 88 and every larger one that the programme gives,
 *   smallest first; empty when invalid
 * @results: (element-type MpsResult): in tag order; empty when invalid
 * @replaced: points replaced in usable channels over all blocks
 */
typedef struct {
  MpsRunStatus status;
  char *reason;
  gboolean usable[MPS_CHANNELS];
  GPtrArray *fingerprints;
  GPtrArray *results;
  guint64 replaced;
} MpsAnalysis;

void mps_analysis_free (MpsAnalysis *analysis);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsAnalysis, mps_analysis_free)

/**
 * MpsBlankAnalysis:
 * @alpha: NaN where it does not exist
 * @alpha_se: standard errors, NaN where they do not exist
 * @noise: V, NaN where it does not exist
 * @rejection_db: NaN where it does not exist
 * @usable: of each channel
 * @n_unusable: how many are not
 * @accepted: whether the calibration may be written
 */
typedef struct {
  double alpha[MPS_CHANNELS];
  double alpha_se[MPS_CHANNELS];
  double noise[MPS_CHANNELS];
  double rejection_db[MPS_CHANNELS];
  gboolean usable[MPS_CHANNELS];
  guint n_unusable;
  gboolean accepted;
} MpsBlankAnalysis;

/**
 * MpsEngineRun: a run being computed while it is measured. One thread at a time.
 *
 * Memory: 704 bytes for three in four scans of the block's baseline so far, set free when the
 * baseline is over; then for one scan in five of its exposure and recovery, and 2.1 kB for each
 * scan of the last second. A run of a million scans needs about 140 MB at most, one of 1000 needs 2
 * MB.
 */
typedef struct _MpsEngineRun MpsEngineRun;

gboolean mps_engine_check_input (const MpsEngineInput *input, GError **error);

MpsEngineRun *mps_engine_run_new (const MpsEngineInput *input) G_GNUC_WARN_UNUSED_RESULT;
void mps_engine_run_free (MpsEngineRun *run);
void mps_engine_run_set_uses_burnt (MpsEngineRun *run, guint uses_burnt);
void mps_engine_run_add (MpsEngineRun *run, const MpsScan *scan);
void mps_engine_run_get_live (const MpsEngineRun *run, MpsEngineLive *live);
MpsAnalysis *mps_engine_run_finish (MpsEngineRun *run) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsEngineRun, mps_engine_run_free)

MpsAnalysis *mps_engine_analyse (const MpsEngineInput *input, const MpsScan *scans, gsize n_scans)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_engine_analyse_blank (const MpsCalibration *calibration,
                               const MpsScan *scans,
                               gsize n_scans,
                               MpsBlankAnalysis *blank);

char *mps_engine_find_difference (const MpsAnalysis *a, const MpsAnalysis *b)
    G_GNUC_WARN_UNUSED_RESULT;
char *mps_engine_compare_with_run (const MpsAnalysis *analysis, const MpsRun *run)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_engine_gave_reason (const char *reason);

const char *mps_feedback_to_string (MpsFeedback feedback);

G_END_DECLS
