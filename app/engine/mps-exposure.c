/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-exposure.h"

#include "app/engine/mps-largest.h"
#include "app/engine/mps-share.h"

#include <string.h>

/**
 * mps_exposure_init:
 * @exposure: (out): an empty one; end with mps_exposure_clear()
 */
void
mps_exposure_init (MpsExposure *exposure)
{
  memset (exposure, 0, sizeof *exposure);
  mps_rows_init (&exposure->rows);
  mps_rise_init (&exposure->rise);
}

/**
 * mps_exposure_clear:
 * @exposure: an exposure
 */
void
mps_exposure_clear (MpsExposure *exposure)
{
  mps_rows_clear (&exposure->rows);
  mps_rise_clear (&exposure->rise);
}

static void
add_area (MpsExposure *exposure, guint64 time_us, const double *restrict delta)
{
  double seconds = (double)(time_us - exposure->newest_us) / 1e6;

  for (guint c = 0; c < MPS_CHANNELS; c++)
    exposure->area[c] += seconds * (exposure->newest[c] + delta[c]) / 2;
}

/**
 * mps_exposure_add:
 * @exposure: a block's
 * @time_us: time of its next scan, not before the one before it
 * @delta: (array fixed-size=88): ΔS of that scan, V
 *
 * Peak and area (measurement rules §3.2 and §3.4) grow with every scan; the scans of the last 20 %
 * are kept for the steady state.
 */
void
mps_exposure_add (MpsExposure *exposure, guint64 time_us, const double *delta)
{
  if (exposure->rows.n > 0)
    add_area (exposure, time_us, delta);

  for (guint c = 0; c < MPS_CHANNELS; c++)
    exposure->peak[c] = mps_keep_larger (exposure->peak[c], delta[c]);

  mps_rise_add (&exposure->rise, time_us, delta);
  mps_rows_append (&exposure->rows, delta);
  mps_rows_forget_before (&exposure->rows, exposure->rows.n - mps_share_of (exposure->rows.n, 5));

  memcpy (exposure->newest, delta, sizeof exposure->newest);
  exposure->newest_us = time_us;
}
