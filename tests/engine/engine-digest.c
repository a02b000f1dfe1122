/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints the SHA-256 of all bits that the engine gives for a few runs. Builds with other
 * optimisation, sanitizers or compilers must print the same.
 */
#include "tests/engine/engine-synth.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static void
add_bytes (GChecksum *sum, gconstpointer data, gsize length)
{
  g_checksum_update (sum, data, (gssize)length);
}

static void
add_text (GChecksum *sum, const char *text)
{
  add_bytes (sum, text, strlen (text) + 1);
}

static void
add_result (GChecksum *sum, const MpsResult *result)
{
  add_text (sum, result->code);
  add_text (sum, result->flag);
  add_bytes (sum, &result->has_value, sizeof result->has_value);
  add_bytes (sum, &result->quantity.value, sizeof result->quantity.value);
  add_bytes (sum, &result->quantity.comparator, sizeof result->quantity.comparator);
  add_bytes (sum, &result->quantity.expanded_uncertainty, sizeof (double));
}

static void
add_analysis (GChecksum *sum, const MpsAnalysis *analysis)
{
  add_text (sum, analysis->reason);
  add_bytes (sum, analysis->usable, sizeof analysis->usable);
  add_bytes (sum, &analysis->replaced, sizeof analysis->replaced);

  for (guint i = 0; i < analysis->fingerprints->len; i++) {
    const MpsFingerprint *fingerprint = g_ptr_array_index (analysis->fingerprints, i);

    add_bytes (sum, fingerprint->values, fingerprint->dimension * sizeof (float));
    add_bytes (sum, &fingerprint->norm, sizeof fingerprint->norm);
  }

  for (guint i = 0; i < analysis->results->len; i++)
    add_result (sum, g_ptr_array_index (analysis->results, i));
}

static void
add_live (GChecksum *sum, const MpsEngineLive *live)
{
  add_bytes (sum, live->delta, sizeof live->delta);
  add_bytes (sum, live->state, sizeof live->state);
  add_bytes (sum, &live->feedback, sizeof live->feedback);
  add_bytes (sum, &live->feedback_channels, sizeof live->feedback_channels);
  add_bytes (sum, &live->replaced, sizeof live->replaced);
}

static void
add_run (GChecksum *sum, const EngineSynth *synth)
{
  MpsCalibration calibration;
  MpsAnalyte analytes[4];
  MpsEngineInput input = {
    .programme = synth->programme,
    .calibration = &calibration,
    .analytes = analytes,
    .n_analytes = engine_synth_make_analytes (analytes),
    .uses_burnt = 2,
  };
  g_autoptr (GArray) scans = engine_synth_make_scans (synth);
  g_autoptr (MpsEngineRun) run = NULL;
  g_autoptr (MpsAnalysis) analysis = NULL;

  engine_synth_make_calibration (synth->seed, &calibration);
  run = mps_engine_run_new (&input);
  for (guint i = 0; i < scans->len; i++) {
    MpsEngineLive live;

    mps_engine_run_add (run, &g_array_index (scans, MpsScan, i));
    mps_engine_run_get_live (run, &live);
    add_live (sum, &live);
  }

  analysis = mps_engine_run_finish (run);
  add_analysis (sum, analysis);
}

static void
add_blank (GChecksum *sum, const EngineSynth *synth)
{
  g_autoptr (GArray) scans = engine_synth_make_scans (synth);
  MpsCalibration calibration;
  MpsBlankAnalysis blank;

  engine_synth_make_calibration (synth->seed, &calibration);
  mps_engine_analyse_blank (
      &calibration, (const MpsScan *)(const void *)scans->data, scans->len, &blank);
  add_bytes (sum, blank.alpha, sizeof blank.alpha);
  add_bytes (sum, blank.alpha_se, sizeof blank.alpha_se);
  add_bytes (sum, blank.noise, sizeof blank.noise);
  add_bytes (sum, blank.rejection_db, sizeof blank.rejection_db);
}

int
main (void)
{
  static const EngineSynth runs[] = {
    { 1, MPS_PROGRAMME_STANDARD, { 40, 80, 40 }, 10000, 50 },
    { 2, MPS_PROGRAMME_TWO_LEVEL, { 21, 47, 13 }, 33333, 9 },
    { 3, MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE, { 20, 33, 11 }, 100000, 0 },
    { 4, MPS_PROGRAMME_STANDARD, { 300, 2600, 100 }, 1000, 200 },
  };
  static const EngineSynth blank = { 5, MPS_PROGRAMME_BLANK, { 200, 0, 0 }, 10000, 0 };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  setlocale (LC_ALL, "");
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    add_run (sum, &runs[i]);
  add_blank (sum, &blank);

  printf ("%s\n", g_checksum_get_string (sum));
  return 0;
}
