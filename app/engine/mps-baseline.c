/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-baseline.h"

#include "app/engine/mps-share.h"

#include <math.h>
#include <string.h>

/**
 * mps_baseline_init:
 * @baseline: (out): an empty one; end with mps_baseline_clear()
 */
void
mps_baseline_init (MpsBaseline *baseline)
{
  memset (baseline, 0, sizeof *baseline);
  mps_rows_init (&baseline->rows);
}

/**
 * mps_baseline_clear:
 * @baseline: a baseline
 */
void
mps_baseline_clear (MpsBaseline *baseline)
{
  mps_rows_clear (&baseline->rows);
}

static void
add_to (double *restrict sum, const double *restrict values)
{
  for (guint c = 0; c < MPS_CHANNELS; c++)
    sum[c] += values[c];
}

/**
 * mps_baseline_add:
 * @baseline: one that is not over
 * @signal: (array fixed-size=88): s of its next scan, cleaned, V
 */
void
mps_baseline_add (MpsBaseline *baseline, const double *signal)
{
  guint32 half, n;

  mps_rows_append (&baseline->rows, signal);
  add_to (baseline->sum, signal);

  n = baseline->rows.n;
  for (; baseline->n_quarter < mps_share_of (n, 4); baseline->n_quarter++)
    add_to (baseline->quarter, mps_rows_peek (&baseline->rows, baseline->n_quarter));

  half = n - mps_share_of (n, 2);
  mps_rows_forget_before (&baseline->rows, MIN (half, baseline->n_quarter));
}

/**
 * mps_baseline_subtract_so_far:
 * @baseline: a baseline with at least one scan
 * @signal: (array fixed-size=88): s, V
 * @delta: (out) (array fixed-size=88): ΔS once the baseline is over, before that s minus the mean
 * of the scans so far, V
 */
void
mps_baseline_subtract_so_far (const MpsBaseline *baseline, const double *signal, double *delta)
{
  if (baseline->over) {
    for (guint c = 0; c < MPS_CHANNELS; c++)
      delta[c] = signal[c] - baseline->mean[c];
    return;
  }

  for (guint c = 0; c < MPS_CHANNELS; c++)
    delta[c] = signal[c] - baseline->sum[c] / baseline->rows.n;
}

static void
compute_sigma (MpsBaseline *baseline, guint32 first, guint32 end)
{
  if (end - first < 2)
    return;

  for (guint32 i = first; i < end; i++) {
    const double *restrict row = mps_rows_peek (&baseline->rows, i);

    for (guint c = 0; c < MPS_CHANNELS; c++) {
      double deviation = row[c] - baseline->mean[c];

      baseline->sigma[c] += deviation * deviation;
    }
  }

  for (guint c = 0; c < MPS_CHANNELS; c++)
    baseline->sigma[c] = sqrt (baseline->sigma[c] / (end - first - 1));
}

/**
 * mps_baseline_finish:
 * @baseline: a baseline; nothing happens when it is over already
 *
 * Mean and σ over the last 50 % of the scans, drift from the first quarter to the last (measurement
 * rules §2). All are 0 without scans; such a run is invalid.
 */
void
mps_baseline_finish (MpsBaseline *baseline)
{
  guint32 n = baseline->rows.n;

  if (baseline->over)
    return;

  baseline->over = TRUE;
  mps_rows_mean (&baseline->rows, n - mps_share_of (n, 2), n, baseline->mean);
  compute_sigma (baseline, n - mps_share_of (n, 2), n);

  mps_rows_mean (&baseline->rows, n - mps_share_of (n, 4), n, baseline->drift);
  for (guint c = 0; c < MPS_CHANNELS && n > 0; c++)
    baseline->drift[c] -= baseline->quarter[c] / baseline->n_quarter;

  mps_rows_clear (&baseline->rows);
}
