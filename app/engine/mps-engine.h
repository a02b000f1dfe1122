/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-calibration.h"
#include "data/model/mps-cartridge.h"
#include "data/model/mps-run.h"

G_BEGIN_DECLS

#define MPS_ENGINE_ERROR (mps_engine_error_quark ())
GQuark mps_engine_error_quark (void);

typedef enum {
  MPS_ENGINE_ERROR_INPUT,
} MpsEngineError;

/** MPS_ENGINE_VERSION: changes whenever a formula or the order of its operations changes. */
#define MPS_ENGINE_VERSION "1"

/**
 * MpsEngineInput:
 * @programme: what the reader did
 * @calibration: the reader's block
 * @analytes: (nullable): the cartridge's, in tag order
 * @n_analytes: how many
 * @uses_burnt: uses burnt on the cartridge, this run's included
 * @noise: (nullable): noise of each channel from the reader's last blank, V; %NULL: unknown, then
 *   "needs calibration" is judged against σ(baseline)-free zero and never raised
 */
typedef struct {
  MpsProgramme programme;
  const MpsCalibration *calibration;
  const MpsAnalyte *analytes;
  guint n_analytes;
  guint uses_burnt;
  const double *noise;
} MpsEngineInput;

typedef enum {
  MPS_FEEDBACK_NORMAL,
  MPS_FEEDBACK_OUTLIER,
  MPS_FEEDBACK_NEEDS_CALIBRATION,
  MPS_FEEDBACK_SATURATED,
  MPS_FEEDBACK_CONTACT_LOST,
} MpsFeedback;

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
 * @delta: ΔS of each channel at the newest cleaned scan, V; before the baseline is over, s minus the
 *   running mean of the block's baseline so far
 * @state: of each channel
 * @feedback: of the last whole second
 * @feedback_channels: channels that led to it
 * @replaced: points replaced so far
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
 */
typedef struct _MpsEngineRun MpsEngineRun;

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

const char *mps_feedback_to_string (MpsFeedback feedback);

G_END_DECLS
