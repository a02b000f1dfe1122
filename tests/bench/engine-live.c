/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the live path costs: microseconds of processor time for each scan of 88 channels, beside
 * those of copying the same scans, measured in turns in the same run.
 */
#include "tests/engine/engine-synth.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define ROUNDS 5
#define BUDGET_US 50 /* 5 % of one core at 1000 scans a second */

static double
get_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double
time_copy (const GArray *scans, MpsScan *copy)
{
  double start = get_cpu_us ();

  for (guint i = 0; i < scans->len; i++) {
    memcpy (&copy[i % 64], &g_array_index (scans, MpsScan, i), sizeof *copy);
    __asm__ volatile("" : : "r"(copy) : "memory");
  }

  return (get_cpu_us () - start) / scans->len;
}

static double
time_live (const MpsEngineInput *input, const GArray *scans, double *finish_us)
{
  g_autoptr (MpsEngineRun) run = mps_engine_run_new (input);
  g_autoptr (MpsAnalysis) analysis = NULL;
  double start = get_cpu_us (), live_us;

  for (guint i = 0; i < scans->len; i++) {
    mps_engine_run_add (run, &g_array_index (scans, MpsScan, i));
    if (i % 33 == 0) {
      MpsEngineLive live;

      mps_engine_run_get_live (run, &live);
    }
  }
  live_us = (get_cpu_us () - start) / scans->len;

  start = get_cpu_us ();
  analysis = mps_engine_run_finish (run);
  *finish_us = get_cpu_us () - start;
  return live_us;
}

int
main (void)
{
  static const EngineSynth synth = { 1, MPS_PROGRAMME_STANDARD, { 5000, 10000, 5000 }, 1000, 200 };
  g_autoptr (GArray) scans = engine_synth_make_scans (&synth);
  g_autofree MpsScan *copy = g_new (MpsScan, 64);
  MpsCalibration calibration;
  MpsAnalyte analytes[4];
  MpsEngineInput input = { .programme = synth.programme, .calibration = &calibration };
  double copy_us = G_MAXDOUBLE, live_us = G_MAXDOUBLE, finish_us = 0;

  engine_synth_make_calibration (1, &calibration);
  input.n_analytes = engine_synth_make_analytes (analytes);
  input.analytes = analytes;

  for (guint i = 0; i < ROUNDS; i++) {
    copy_us = MIN (copy_us, time_copy (scans, copy));
    live_us = MIN (live_us, time_live (&input, scans, &finish_us));
  }

  printf ("scans: %u of %d channels at 1000 a second\n", scans->len, MPS_CHANNELS);
  printf ("copy: %.3f us a scan\n", copy_us);
  printf ("live: %.3f us a scan, %.0f copies, %.2f %% of one core (budget %d us, 5 %%)\n",
          live_us,
          live_us / copy_us,
          live_us / 10,
          BUDGET_US);
  printf ("finish: %.0f us after the last scan\n", finish_us);
  return 0;
}
