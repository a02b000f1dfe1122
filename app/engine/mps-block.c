/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-block.h"

#include "app/engine/mps-share.h"

#include <math.h>
#include <string.h>

/* A steady state within this many σ of the baseline has no recovery to speak of. */
#define MIN_STEADY_SIGMAS 3

/**
 * mps_block_new:
 * @one_count: (array fixed-size=88): one count of each channel, V
 *
 * Returns: (transfer full): a block without scans
 */
MpsBlock *
mps_block_new (const double *one_count)
{
  MpsBlock *block = g_new0 (MpsBlock, 1);

  mps_hampel_init (&block->hampel, one_count);
  mps_baseline_init (&block->baseline);
  mps_exposure_init (&block->exposure);
  mps_rows_init (&block->recovery);
  return block;
}

/**
 * mps_block_free:
 * @block: (nullable) (transfer full): a block
 */
void
mps_block_free (MpsBlock *block)
{
  if (block == NULL)
    return;

  mps_baseline_clear (&block->baseline);
  mps_exposure_clear (&block->exposure);
  mps_rows_clear (&block->recovery);
  g_free (block);
}

static void
take_cleaned (MpsBlock *block, const MpsCleaned *cleaned)
{
  for (guint c = 0; c < MPS_CHANNELS; c++)
    block->replaced[c] += cleaned->replaced[c];

  if (cleaned->phase == MPS_PHASE_BASELINE)
    mps_baseline_add (&block->baseline, cleaned->signal);
  else
    mps_baseline_finish (&block->baseline);

  mps_baseline_subtract_so_far (&block->baseline, cleaned->signal, block->delta);

  if (cleaned->phase == MPS_PHASE_EXPOSURE)
    mps_exposure_add (&block->exposure, cleaned->time_us, block->delta);
  if (cleaned->phase != MPS_PHASE_RECOVERY)
    return;

  mps_rows_append (&block->recovery, block->delta);
  mps_rows_forget_before (&block->recovery,
                          block->recovery.n - mps_share_of (block->recovery.n, 5));
}

/**
 * mps_block_add:
 * @block: a block
 * @scan: its next scan; its phase is not before that of the scan before it
 * @signal: (array fixed-size=88): s of that scan, V
 * @cleaned: (out): scratch for what leaves the outlier filter
 *
 * Returns: (nullable): @cleaned when a scan left the filter
 */
const MpsCleaned *
mps_block_add (MpsBlock *block, const MpsScan *scan, const double *signal, MpsCleaned *cleaned)
{
  mps_climate_add (&block->climate, scan);
  block->scans[scan->phase]++;
  block->phase = scan->phase;

  if (!mps_hampel_push (&block->hampel, scan->time_us, scan->phase, signal, cleaned))
    return NULL;

  take_cleaned (block, cleaned);
  return cleaned;
}

static void
compute_recovery (MpsBlock *block)
{
  const double *steady = block->feature[MPS_FEATURE_STEADY];
  double *recovery = block->feature[MPS_FEATURE_RECOVERY];
  double end[MPS_CHANNELS];
  guint32 n = block->recovery.n;

  mps_rows_mean (&block->recovery, n - mps_share_of (n, 5), n, end);
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    gboolean stands_out = fabs (steady[c]) > MIN_STEADY_SIGMAS * block->baseline.sigma[c];

    recovery[c] = stands_out ? 1 - end[c] / steady[c] : 0;
  }
}

/**
 * mps_block_finish:
 * @block: a block to which no scan comes any more; may be finished again
 *
 * Lets the outlier filter run empty and computes the five features of every channel (measurement
 * rules §3).
 */
void
mps_block_finish (MpsBlock *block)
{
  guint32 n;
  MpsCleaned cleaned;

  while (mps_hampel_drain (&block->hampel, &cleaned))
    take_cleaned (block, &cleaned);

  mps_baseline_finish (&block->baseline);
  mps_rise_finish (&block->exposure.rise);

  n = block->exposure.rows.n;
  mps_rows_mean (
      &block->exposure.rows, n - mps_share_of (n, 5), n, block->feature[MPS_FEATURE_STEADY]);
  memcpy (block->feature[MPS_FEATURE_PEAK], block->exposure.peak, sizeof block->exposure.peak);
  memcpy (block->feature[MPS_FEATURE_SLOPE],
          block->exposure.rise.slope,
          sizeof block->exposure.rise.slope);
  memcpy (block->feature[MPS_FEATURE_AREA], block->exposure.area, sizeof block->exposure.area);
  compute_recovery (block);
}

/**
 * mps_block_count_scans:
 * @block: a block
 *
 * Returns: its scans in all phases
 */
guint32
mps_block_count_scans (const MpsBlock *block)
{
  return block->scans[MPS_PHASE_BASELINE] + block->scans[MPS_PHASE_EXPOSURE] +
         block->scans[MPS_PHASE_RECOVERY];
}
