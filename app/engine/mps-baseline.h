/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-rows.h"

G_BEGIN_DECLS

/*
 * MpsBaseline: of one block, from its cleaned baseline scans.
 * @rows: the scans that may still count
 * @sum: of all scans so far, V
 * @quarter: sum of the first quarter of the scans so far, V
 * @n_quarter: how many these are
 * @over: whether what follows is known
 * @mean: of the last 50 %, V
 * @sigma: standard deviation (n − 1) over the same scans, V; 0 of a single scan
 * @drift: mean of the last quarter minus mean of the first, V
 */
typedef struct {
  MpsRows rows;
  double sum[MPS_CHANNELS];
  double quarter[MPS_CHANNELS];
  guint32 n_quarter;
  gboolean over;
  double mean[MPS_CHANNELS];
  double sigma[MPS_CHANNELS];
  double drift[MPS_CHANNELS];
} MpsBaseline;

void mps_baseline_init (MpsBaseline *baseline);
void mps_baseline_clear (MpsBaseline *baseline);
void mps_baseline_add (MpsBaseline *baseline, const double *signal);
void
mps_baseline_subtract_so_far (const MpsBaseline *baseline, const double *signal, double *delta);
void mps_baseline_finish (MpsBaseline *baseline);

G_END_DECLS
