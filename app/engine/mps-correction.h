/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-calibration.h"

G_BEGIN_DECLS

/*
 * MpsCorrection: the reader's calibration widened to double, one array per idea so that a loop over
 * the channels runs on vectors.
 * @gain: V per count
 * @offset: counts
 * @alpha: share of the reference that is taken off; 0 where the block holds no finite one
 * @usable: whether alpha lies in 0.5…1.5
 */
typedef struct {
  double gain[MPS_CHANNELS];
  double offset[MPS_CHANNELS];
  double alpha[MPS_CHANNELS];
  gboolean usable[MPS_CHANNELS];
} MpsCorrection;

void mps_correction_init (MpsCorrection *correction, const MpsCalibration *calibration);
void mps_correction_apply (const MpsCorrection *correction, const MpsScan *scan, double *signal);
gboolean mps_alpha_is_usable (double alpha);

G_END_DECLS
