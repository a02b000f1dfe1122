/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-scan.h"

G_BEGIN_DECLS

/**
 * MpsChannelCalibration:
 * @gain: V per count, finite and > 0
 * @offset: counts, finite
 * @alpha: share of the reference that is taken off; NaN marks the channel unusable
 */
typedef struct {
  float gain;
  float offset;
  float alpha;
} MpsChannelCalibration;

/**
 * MpsCalibration:
 * @made_s: when it was made, s since 1970 UTC; 0: never calibrated
 * @channel: one entry per channel
 *
 * A reader's calibration block, decoded. Values stay binary32, as the reader keeps them; the
 * engine widens them.
 */
typedef struct {
  guint32 made_s;
  MpsChannelCalibration channel[MPS_CHANNELS];
} MpsCalibration;

G_END_DECLS
