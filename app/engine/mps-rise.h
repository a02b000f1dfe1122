/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-line.h"
#include "app/engine/mps-rows.h"

G_BEGIN_DECLS

/*
 * MpsRise: feature 3 of all channels while the exposure streams: the steepest line over the windows
 * of one second that slide through it. Windows only ever move forward, so the window is kept as two
 * stacks: lines from each of its older scans up to the middle, and one growing line from there on.
 * Any window is one join of the two.
 * @suffix: (element-type MpsLine): of older scans, the oldest last
 * @newer: line over the scans after those, of @rows.n scans
 * @rows: these scans themselves
 * @times_us: (element-type guint64): of every scan from the oldest of the window
 * @first: where the oldest of the window stands in @times_us
 * @origin_us: what the lines count time from
 * @judged: windows that were complete
 * @slope: steepest so far, V/s
 */
typedef struct {
  GArray *suffix;
  MpsLine newer;
  MpsRows rows;
  GArray *times_us;
  guint first;
  guint64 origin_us;
  guint32 judged;
  double slope[MPS_CHANNELS];
} MpsRise;

void mps_rise_init (MpsRise *rise);
void mps_rise_clear (MpsRise *rise);
void mps_rise_add (MpsRise *rise, guint64 time_us, const double *delta);
void mps_rise_finish (MpsRise *rise);

G_END_DECLS
