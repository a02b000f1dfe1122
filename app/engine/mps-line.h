/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-scan.h"

G_BEGIN_DECLS

/*
 * MpsLine: least-squares lines of all channels over one stretch of scans, as means and sums about
 * the means. Two neighbouring stretches join to one without any difference of large sums (Chan,
 * Golub and LeVeque 1979), so nothing is ever taken out of a line again.
 * @n: scans
 * @x: mean time, s
 * @xx: sum of squares of time about its mean, s²
 * @y: mean of each channel, V
 * @xy: sum of products about the means, V·s
 */
typedef struct {
  double n;
  double x;
  double xx;
  double y[MPS_CHANNELS];
  double xy[MPS_CHANNELS];
} MpsLine;

void mps_line_set_point (MpsLine *line, double x, const double *y);
void mps_line_join (const MpsLine *left, const MpsLine *right, MpsLine *joined);
void mps_line_add_point (MpsLine *line, double x, const double *y);
void mps_line_keep_steeper (const MpsLine *line, double *slope);

G_END_DECLS
