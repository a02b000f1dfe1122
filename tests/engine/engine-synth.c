/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/engine-synth.h"

#include <string.h>

/* The generator of "Numerical Recipes"; its upper bits are good enough to look like noise. */
static guint32
draw (guint32 *state, guint32 below)
{
  *state = *state * 1664525u + 1013904223u;
  return (*state >> 8) % below;
}

/* A triangle between −100 000 and 100 000 counts: the common mode. */
static gint32
get_common_mode (guint32 index)
{
  gint32 place = (gint32)(index % 80);

  return (place < 40 ? place : 80 - place) * 5000 - 100000;
}

static gint32
get_response (MpsPhase phase, guint i, guint c)
{
  gint32 height = 150000 + 1000 * (gint32)(c % 7);

  switch (phase) {
  case MPS_PHASE_EXPOSURE:
    return height * (gint32)MIN (i, 30) / 30;
  case MPS_PHASE_RECOVERY:
    return height * (gint32)(10 - MIN (i, 10)) / 10;
  case MPS_PHASE_BASELINE:
  default:
    return 0;
  }
}

static void
fill_counts (const EngineSynth *synth, guint32 *state, guint i, MpsScan *scan)
{
  gint32 common = get_common_mode (scan->index);

  for (guint c = 0; c < MPS_CHANNELS; c++) {
    gint32 response = get_response (scan->phase, i, c) * (1 + scan->level);

    scan->ref[c] = common + (gint32)draw (state, 61) - 30;
    scan->det[c] = common / 20 * 19 + response + (gint32)draw (state, 61) - 30;
    if (synth->spike_share > 0 && draw (state, synth->spike_share) == 0)
      scan->det[c] += 40000 + (gint32)draw (state, 90000);
  }
}

static void
add_block (const EngineSynth *synth, guint32 *state, guint block, GArray *scans)
{
  for (guint phase = 0; phase < G_N_ELEMENTS (synth->counts); phase++) {
    for (guint i = 0; i < synth->counts[phase]; i++) {
      MpsScan scan = {
        .index = scans->len,
        .time_us = (guint64)scans->len * synth->interval_us,
        .phase = (guint8)phase,
        .level = block % 2,
        .step = (guint8)(block / 2),
        .temperature_centi_c = (gint16)(2480 + (gint16)draw (state, 40)),
        .humidity_centi_percent = (guint16)(4500 + draw (state, 50)),
        .pressure_pa = 101000 + draw (state, 300),
      };

      fill_counts (synth, state, i, &scan);
      g_array_append_val (scans, scan);
    }
  }
}

/* Returns: (transfer full) (element-type MpsScan): all scans of a run */
GArray *
engine_synth_make_scans (const EngineSynth *synth)
{
  GArray *scans = g_array_new (FALSE, FALSE, sizeof (MpsScan));
  guint32 state = synth->seed;

  for (guint block = 0; block < mps_programme_get_n_blocks (synth->programme); block++)
    add_block (synth, &state, block, scans);

  return scans;
}

void
engine_synth_make_calibration (guint32 seed, MpsCalibration *calibration)
{
  guint32 state = seed;

  calibration->made_s = 1700000000;
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    calibration->channel[c].gain = (float)(290 + draw (&state, 20)) * 1e-9f;
    calibration->channel[c].offset = (float)draw (&state, 1000) - 500.0f;
    calibration->channel[c].alpha = 0.95f + (float)draw (&state, 100) * 1e-5f;
  }
}

/* One analyte for each curve, on 22 channels each. Returns: how many */
guint
engine_synth_make_analytes (MpsAnalyte *analytes)
{
  static const MpsAnalyte four[] = {
    { "2093-3", "mg/dL", 0, 22, MPS_CURVE_LINEAR, { 0.001, 0.0005 }, 1, 400, 0.01 },
    { "2345-7", "mg/dL", 22, 22, MPS_CURVE_QUADRATIC, { 0.001, 0.0004, 1e-7 }, 1, 400, -0.005 },
    { "1988-5", "mg/L", 44, 22, MPS_CURVE_4PL, { 0.005, 1.25, 120, 0.5 }, 1, 900, 0.002 },
    { "4548-4", "%", 66, 22, MPS_CURVE_5PL, { 0.005, 1.25, 120, 0.5, 0.75 }, 1, 900, 0 },
  };

  memcpy (analytes, four, sizeof four);
  return G_N_ELEMENTS (four);
}
