/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-line.h"

#include "app/engine/mps-largest.h"

#include <string.h>

/**
 * mps_line_set_point:
 * @line: (out): becomes the line of one scan
 * @x: its time, s
 * @y: (array fixed-size=88): its values, V
 */
void
mps_line_set_point (MpsLine *line, double x, const double *y)
{
  line->n = 1;
  line->x = x;
  line->xx = 0;
  memcpy (line->y, y, sizeof line->y);
  memset (line->xy, 0, sizeof line->xy);
}

/**
 * mps_line_join:
 * @left: one stretch
 * @right: the stretch after it
 * @joined: (out): both together; may be @left or @right
 */
void
mps_line_join (const MpsLine *left, const MpsLine *right, MpsLine *joined)
{
  double n = left->n + right->n;
  double share = right->n / n;
  double dx = right->x - left->x;
  double weighted_dx = dx * left->n * share;

  joined->xx = left->xx + right->xx + dx * weighted_dx;
  joined->x = left->x + dx * share;
  joined->n = n;

  for (guint c = 0; c < MPS_CHANNELS; c++) {
    double dy = right->y[c] - left->y[c];

    joined->xy[c] = left->xy[c] + right->xy[c] + dy * weighted_dx;
    joined->y[c] = left->y[c] + dy * share;
  }
}

/**
 * mps_line_add_point:
 * @line: a line of at least one scan
 * @x: time of the scan after it, s
 * @y: (array fixed-size=88): its values, V
 */
void
mps_line_add_point (MpsLine *line, double x, const double *y)
{
  double n = line->n + 1;
  double share = 1 / n;
  double dx = x - line->x;
  double weighted_dx = dx * line->n * share;

  line->xx += dx * weighted_dx;
  line->x += dx * share;
  line->n = n;

  for (guint c = 0; c < MPS_CHANNELS; c++) {
    double dy = y[c] - line->y[c];

    line->xy[c] += dy * weighted_dx;
    line->y[c] += dy * share;
  }
}

/**
 * mps_line_keep_steeper:
 * @line: a line
 * @slope: (inout) (array fixed-size=88): slope of largest magnitude so far, V/s
 *
 * A line whose scans all have one time has the slope 0.
 */
void
mps_line_keep_steeper (const MpsLine *line, double *slope)
{
  if (!(line->xx > 0))
    return;

  for (guint c = 0; c < MPS_CHANNELS; c++)
    slope[c] = mps_keep_larger (slope[c], line->xy[c] / line->xx);
}
