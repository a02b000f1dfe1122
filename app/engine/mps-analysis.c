/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-engine.h"

/**
 * mps_analysis_free:
 * @analysis: (nullable) (transfer full): an analysis
 */
void
mps_analysis_free (MpsAnalysis *analysis)
{
  if (analysis == NULL)
    return;

  g_free (analysis->reason);
  g_ptr_array_unref (analysis->fingerprints);
  g_ptr_array_unref (analysis->results);
  g_free (analysis);
}

/**
 * mps_engine_analyse:
 * @input: what the run is computed with
 * @scans: (array length=n_scans): all its scans, in index order
 * @n_scans: how many
 *
 * The scans go through the very code that they go through while the run is measured, so the bits
 * are the same. Any thread; 1000 scans take some milliseconds.
 *
 * Returns: (transfer full): the analysis
 */
MpsAnalysis *
mps_engine_analyse (const MpsEngineInput *input, const MpsScan *scans, gsize n_scans)
{
  g_autoptr (MpsEngineRun) run = mps_engine_run_new (input);

  for (gsize i = 0; i < n_scans; i++)
    mps_engine_run_add (run, &scans[i]);

  return mps_engine_run_finish (run);
}
