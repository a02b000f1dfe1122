/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-rise.h"

G_BEGIN_DECLS

/*
 * MpsExposure: of one block, from its cleaned exposure scans.
 * @rows: ΔS of the scans that the steady state may still need
 * @rise: feature 3
 * @peak: ΔS of largest magnitude so far, V
 * @area: trapezoids so far, V·s
 * @newest: ΔS of the newest scan, V
 * @newest_us: its time
 */
typedef struct {
  MpsRows rows;
  MpsRise rise;
  double peak[MPS_CHANNELS];
  double area[MPS_CHANNELS];
  double newest[MPS_CHANNELS];
  guint64 newest_us;
} MpsExposure;

void mps_exposure_init (MpsExposure *exposure);
void mps_exposure_clear (MpsExposure *exposure);
void mps_exposure_add (MpsExposure *exposure, guint64 time_us, const double *delta);

G_END_DECLS
