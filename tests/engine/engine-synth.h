/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-engine.h"

/*
 * EngineSynth: a run made of whole numbers only, so that it is the same on every machine.
 * @seed: of everything that varies
 * @programme: which blocks
 * @counts: scans of each phase in a block
 * @interval_us: between scans
 * @spike_share: one point in this many is a spike; 0: none
 */
typedef struct {
  guint32 seed;
  MpsProgramme programme;
  guint counts[3];
  guint interval_us;
  guint spike_share;
} EngineSynth;

GArray *engine_synth_make_scans (const EngineSynth *synth);
void engine_synth_make_calibration (guint32 seed, MpsCalibration *calibration);
guint engine_synth_make_analytes (MpsAnalyte *analytes);
