/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-baseline.h"
#include "app/engine/mps-climate.h"
#include "app/engine/mps-exposure.h"
#include "app/engine/mps-hampel.h"

G_BEGIN_DECLS

#define MPS_FEATURES 5

/* MpsFeature: order within a channel of the fingerprint. */
typedef enum {
  MPS_FEATURE_STEADY,
  MPS_FEATURE_PEAK,
  MPS_FEATURE_SLOPE,
  MPS_FEATURE_AREA,
  MPS_FEATURE_RECOVERY,
} MpsFeature;

/*
 * MpsBlock: the scans of one (level, temperature step) as they stream.
 * @hampel: its outlier filter
 * @climate: its readings
 * @scans: per MpsPhase
 * @phase: of the newest scan
 * @replaced: points replaced per channel
 * @baseline: one per block
 * @exposure: what the features 1 to 4 need
 * @recovery: ΔS of the scans that feature 5 may still need
 * @delta: ΔS of the newest cleaned scan, V
 * @feature: (array): known once the block is finished
 */
typedef struct {
  MpsHampel hampel;
  MpsClimate climate;
  guint32 scans[3];
  guint8 phase;
  guint32 replaced[MPS_CHANNELS];
  MpsBaseline baseline;
  MpsExposure exposure;
  MpsRows recovery;
  double delta[MPS_CHANNELS];
  double feature[MPS_FEATURES][MPS_CHANNELS];
} MpsBlock;

MpsBlock *mps_block_new (const double *one_count);
void mps_block_free (MpsBlock *block);
const MpsCleaned *
mps_block_add (MpsBlock *block, const MpsScan *scan, const double *signal, MpsCleaned *cleaned);
void mps_block_finish (MpsBlock *block);
guint32 mps_block_count_scans (const MpsBlock *block);

G_END_DECLS
