/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-correction.h"

#include <math.h>

/* What every channel has until the reader is calibrated for the first time. */
#define ALPHA_BEFORE_CALIBRATION 0.95

#define ALPHA_MIN 0.5
#define ALPHA_MAX 1.5

/**
 * mps_alpha_is_usable:
 * @alpha: share of the reference
 *
 * Returns: whether a channel with this alpha may count (measurement rules §1); NaN may not
 */
gboolean
mps_alpha_is_usable (double alpha)
{
  return alpha >= ALPHA_MIN && alpha <= ALPHA_MAX;
}

/**
 * mps_correction_init:
 * @correction: (out): what to fill
 * @calibration: the reader's block
 */
void
mps_correction_init (MpsCorrection *correction, const MpsCalibration *calibration)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    const MpsChannelCalibration *channel = &calibration->channel[c];
    double alpha = calibration->made_s == 0 ? ALPHA_BEFORE_CALIBRATION : (double)channel->alpha;

    correction->gain[c] = (double)channel->gain;
    correction->offset[c] = (double)channel->offset;
    correction->usable[c] = mps_alpha_is_usable (alpha);
    /* Never NaN or infinite: what follows compares and sorts the signal. */
    correction->alpha[c] = isfinite (alpha) ? alpha : 0;
  }
}

/**
 * mps_correction_apply:
 * @correction: the reader's
 * @scan: raw counts
 * @signal: (out) (array fixed-size=88): s of each channel, V
 *
 * s = v_det − alpha·v_ref with v = (count − offset)·gain (measurement rules §1).
 */
void
mps_correction_apply (const MpsCorrection *correction, const MpsScan *scan, double *signal)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    double det = (scan->det[c] - correction->offset[c]) * correction->gain[c];
    double ref = (scan->ref[c] - correction->offset[c]) * correction->gain[c];

    signal[c] = det - correction->alpha[c] * ref;
  }
}
