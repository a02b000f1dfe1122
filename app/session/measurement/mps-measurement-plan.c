/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-measurement.h"

#include "devices/reader/mps-reader-message.h"

/* A block needs 2 baseline, 2 exposure and 1 recovery scans (measurement.md §1); with a quarter
 * each for baseline and recovery, 8 scans are the fewest that give all three. */
#define MIN_BLOCK_SCANS 8

/**
 * mps_measurement_plan_init:
 * @plan: (out caller-allocates): set to the standard programme: 10 scans a second, a baseline of 15
 * s, 30 s of exposure and 15 s of recovery
 */
void
mps_measurement_plan_init (MpsMeasurementPlan *plan)
{
  *plan = (MpsMeasurementPlan){
    .programme = MPS_PROGRAMME_STANDARD,
    .rate_hz = 10,
    .baseline_scans = 150,
    .exposure_scans = 300,
    .recovery_scans = 150,
  };
}

/**
 * mps_measurement_plan_set_total:
 * @plan: a plan whose programme is set
 * @scans: scans in all, over all blocks
 * @error: return location
 *
 * Shares @scans out: in each block a quarter is baseline and a quarter recovery. The scans must
 * divide among the programme's blocks, so that the number asked for is the number measured.
 *
 * Error: REFUSED of #MpsSessionError; @plan is untouched then.
 *
 * Returns: whether it could be done
 */
gboolean
mps_measurement_plan_set_total (MpsMeasurementPlan *plan, guint32 scans, GError **error)
{
  guint32 blocks = mps_programme_get_n_blocks (plan->programme);
  guint32 per_block = scans / blocks;
  guint32 quarter = per_block / 4;

  if (scans % blocks != 0 || per_block < MIN_BLOCK_SCANS || scans > MPS_RUN_MAX_SCANS) {
    g_set_error (error,
                 MPS_SESSION_ERROR,
                 MPS_SESSION_ERROR_REFUSED,
                 "plan: %u scans cannot be shared out: take a multiple of %u from %u to %u",
                 scans,
                 blocks,
                 blocks * MIN_BLOCK_SCANS,
                 MPS_RUN_MAX_SCANS / blocks * blocks);
    return FALSE;
  }

  plan->baseline_scans = quarter;
  plan->recovery_scans = quarter;
  plan->exposure_scans = per_block - 2 * quarter;
  return TRUE;
}
