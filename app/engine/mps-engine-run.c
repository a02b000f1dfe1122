/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-engine-run-private.h"

#include "app/engine/mps-concentration.h"
#include "app/engine/mps-fingerprint-private.h"

#include <string.h>

/* So many scans before a channel is drawn as unusable for what its counts do. */
#define MIN_SCANS_TO_JUDGE 20

/**
 * mps_engine_run_new:
 * @input: what the run is computed with; copied
 *
 * An @input that mps_engine_check_input() refuses makes a run that is invalid for that reason.
 *
 * Returns: (transfer full): a run without scans
 */
MpsEngineRun *
mps_engine_run_new (const MpsEngineInput *input)
{
  MpsEngineRun *run = g_new0 (MpsEngineRun, 1);
  g_autoptr (GError) error = NULL;

  run->programme = input->programme;
  run->analytes = g_memdup2 (input->analytes, input->n_analytes * sizeof *input->analytes);
  run->n_analytes = input->n_analytes;
  run->uses_burnt = input->uses_burnt;
  mps_correction_init (&run->correction, input->calibration);
  mps_feedback_state_init (&run->feedback, input->noise);

  if (!mps_engine_check_input (input, &error))
    run->fault = g_strdup (error->message);
  return run;
}

/**
 * mps_engine_run_free:
 * @run: (nullable) (transfer full): a run
 */
void
mps_engine_run_free (MpsEngineRun *run)
{
  if (run == NULL)
    return;

  for (guint b = 0; b < MPS_MAX_BLOCKS; b++)
    mps_block_free (run->blocks[b]);
  g_free (run->analytes);
  g_free (run->fault);
  g_free (run);
}

/**
 * mps_engine_run_set_uses_burnt:
 * @run: a run
 * @uses_burnt: uses burnt on the cartridge, this run's included; known once the use is recorded
 */
void
mps_engine_run_set_uses_burnt (MpsEngineRun *run, guint uses_burnt)
{
  run->uses_burnt = uses_burnt;
}

static void
note_newest (MpsEngineRun *run, const MpsScan *scan)
{
  run->scans++;
  run->newest.time_us = scan->time_us;
  run->newest.phase = scan->phase;
  run->newest.level = scan->level;
  run->newest.step = scan->step;
}

static void
enter_block (MpsEngineRun *run, const MpsScan *scan)
{
  MpsBlock **block = &run->blocks[scan->level + 2 * scan->step];

  if (*block == NULL)
    *block = mps_block_new (run->correction.gain);
  if (run->current == *block)
    return;

  run->current = *block;
  mps_feedback_state_judge_baseline (&run->feedback, &run->current->baseline);
}

static void
compute_scan (MpsEngineRun *run, const MpsScan *scan)
{
  double signal[MPS_CHANNELS];
  MpsCleaned scratch;
  const MpsCleaned *cleaned;
  gboolean was_over = run->current->baseline.over;

  mps_correction_apply (&run->correction, scan, signal);
  cleaned = mps_block_add (run->current, scan, signal, &scratch);
  if (cleaned == NULL)
    return;

  mps_feedback_state_add_cleaned (&run->feedback, cleaned);
  for (guint c = 0; c < MPS_CHANNELS; c++)
    run->replaced += run->correction.usable[c] ? cleaned->replaced[c] : 0;
  if (run->current->baseline.over != was_over)
    mps_feedback_state_judge_baseline (&run->feedback, &run->current->baseline);
}

/**
 * mps_engine_run_add:
 * @run: a run that is not finished
 * @scan: its next scan, in index order
 *
 * A scan that cannot be the next (index, labels or time) makes the run invalid; the scans after it
 * are only counted.
 */
void
mps_engine_run_add (MpsEngineRun *run, const MpsScan *scan)
{
  g_return_if_fail (!run->finished);

  if (run->fault == NULL)
    run->fault = mps_verdict_find_fault (run, scan);
  note_newest (run, scan);
  if (run->fault != NULL)
    return;

  mps_health_add (&run->health, scan);
  run->contact_lost += (scan->flags & MPS_SCAN_CONTACT_LOST) != 0 ? 1 : 0;
  if ((scan->flags & MPS_SCAN_TEMPERATURE_OUT_OF_RANGE) != 0)
    run->temperature_out_of_range = TRUE;

  mps_feedback_state_add (&run->feedback, scan, &run->health);
  enter_block (run, scan);
  compute_scan (run, scan);
}

static MpsChannelState
get_channel_state (const MpsEngineRun *run, guint channel)
{
  if (!run->correction.usable[channel])
    return MPS_CHANNEL_UNUSABLE;
  if (run->health.scans >= MIN_SCANS_TO_JUDGE && !mps_health_is_usable (&run->health, channel))
    return MPS_CHANNEL_UNUSABLE;

  return run->health.at_rail[channel] != 0 ? MPS_CHANNEL_SATURATED : MPS_CHANNEL_GOOD;
}

/**
 * mps_engine_run_get_live:
 * @run: a run
 * @live: (out): what it looks like now; all zero before the first scan
 */
void
mps_engine_run_get_live (const MpsEngineRun *run, MpsEngineLive *live)
{
  *live = (MpsEngineLive){
    .scans = run->scans,
    .time_us = run->newest.time_us,
    .phase = run->newest.phase,
    .level = run->newest.level,
    .step = run->newest.step,
    .feedback = run->feedback.feedback,
    .feedback_channels = run->feedback.channels,
    .calibration_checked = run->feedback.calibration_checked,
    .replaced = run->replaced,
  };

  if (run->current != NULL)
    memcpy (live->delta, run->current->delta, sizeof live->delta);
  for (guint c = 0; c < MPS_CHANNELS; c++)
    live->state[c] = get_channel_state (run, c);
}

static void
add_results (const MpsEngineRun *run, MpsAnalysis *analysis)
{
  MpsConcentrationInput input = {
    .block = run->blocks[0],
    .usable = analysis->usable,
    .temperature_out_of_range = run->temperature_out_of_range,
  };

  for (guint i = 0; i < run->n_analytes; i++)
    g_ptr_array_add (analysis->results, mps_concentration_new (&input, &run->analytes[i]));
}

static void
add_fingerprints (const MpsEngineRun *run, MpsAnalysis *analysis)
{
  MpsFingerprintInput input = {
    .n_blocks = mps_programme_get_n_blocks (run->programme),
    .usable = analysis->usable,
    .correction = &run->correction,
    .uses_burnt = run->uses_burnt,
  };

  memcpy (input.blocks, run->blocks, sizeof input.blocks);
  g_ptr_array_unref (analysis->fingerprints);
  analysis->fingerprints = mps_fingerprints_new (&input);
}

static void
count_replaced (const MpsEngineRun *run, MpsAnalysis *analysis)
{
  for (guint b = 0; b < MPS_MAX_BLOCKS; b++)
    for (guint c = 0; c < MPS_CHANNELS && run->blocks[b] != NULL; c++)
      analysis->replaced += analysis->usable[c] ? run->blocks[b]->replaced[c] : 0;
}

/**
 * mps_engine_run_finish:
 * @run: a run whose last scan has come; finishing it again gives the same once more
 *
 * A blank that has its scans is complete and has neither fingerprints nor results; its numbers come
 * from mps_engine_analyse_blank().
 *
 * Returns: (transfer full): the analysis
 */
MpsAnalysis *
mps_engine_run_finish (MpsEngineRun *run)
{
  MpsAnalysis *analysis = g_new0 (MpsAnalysis, 1);
  char *reason;

  run->finished = TRUE;
  for (guint b = 0; b < MPS_MAX_BLOCKS; b++)
    if (run->blocks[b] != NULL)
      mps_block_finish (run->blocks[b]);

  analysis->fingerprints = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_fingerprint_free);
  analysis->results = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_result_free);
  for (guint c = 0; c < MPS_CHANNELS; c++)
    analysis->usable[c] = run->correction.usable[c] && mps_health_is_usable (&run->health, c);
  count_replaced (run, analysis);

  reason = mps_verdict_find_reason (run, analysis->usable);
  analysis->status = reason == NULL ? MPS_RUN_COMPLETE : MPS_RUN_INVALID;
  analysis->reason = reason == NULL ? g_strdup ("") : reason;
  if (analysis->status != MPS_RUN_COMPLETE || run->programme == MPS_PROGRAMME_BLANK)
    return analysis;

  add_fingerprints (run, analysis);
  add_results (run, analysis);
  return analysis;
}
