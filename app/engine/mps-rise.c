/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-rise.h"

#include <string.h>

#define WINDOW_US G_GUINT64_CONSTANT (1000000)

/* The start of a window and at least 8 scans after it. */
#define MIN_SCANS 9

/* Times of scans that left the window are cut off when this many are there. */
#define SPARE_TIMES 4096

/**
 * mps_rise_init:
 * @rise: (out): one that has seen nothing; end with mps_rise_clear()
 */
void
mps_rise_init (MpsRise *rise)
{
  memset (rise, 0, sizeof *rise);
  rise->suffix = g_array_new (FALSE, FALSE, sizeof (MpsLine));
  rise->times_us = g_array_new (FALSE, FALSE, sizeof (guint64));
  mps_rows_init (&rise->rows);
}

/**
 * mps_rise_clear:
 * @rise: a rise
 */
void
mps_rise_clear (MpsRise *rise)
{
  g_clear_pointer (&rise->suffix, g_array_unref);
  g_clear_pointer (&rise->times_us, g_array_unref);
  mps_rows_clear (&rise->rows);
}

static guint
count_scans (const MpsRise *rise)
{
  return rise->times_us->len - rise->first;
}

/* @nth: of the window, from 0 */
static guint64
get_time_us (const MpsRise *rise, guint nth)
{
  return g_array_index (rise->times_us, guint64, rise->first + nth);
}

static double
to_seconds (const MpsRise *rise, guint64 time_us)
{
  return (double)(time_us - rise->origin_us) / 1e6;
}

/* The newer scans become the older ones: a line from each of them to the newest of now. */
static void
turn_over (MpsRise *rise)
{
  guint n = rise->rows.n;

  rise->origin_us = get_time_us (rise, 0);
  g_array_set_size (rise->suffix, n);
  for (guint i = 0; i < n; i++) {
    MpsLine *line = &g_array_index (rise->suffix, MpsLine, i);
    guint row = n - 1 - i;

    mps_line_set_point (
        line, to_seconds (rise, get_time_us (rise, row)), mps_rows_peek (&rise->rows, row));
    if (i > 0)
      mps_line_join (line, line - 1, line);
  }

  mps_rows_clear (&rise->rows);
  mps_rows_init (&rise->rows);
}

static void
judge_window (MpsRise *rise)
{
  MpsLine line;
  const MpsLine *older;

  if (rise->suffix->len == 0)
    turn_over (rise);

  older = &g_array_index (rise->suffix, MpsLine, rise->suffix->len - 1);
  if (rise->rows.n == 0) {
    mps_line_keep_steeper (older, rise->slope);
  } else {
    mps_line_join (older, &rise->newer, &line);
    mps_line_keep_steeper (&line, rise->slope);
  }

  g_array_set_size (rise->suffix, rise->suffix->len - 1);
  rise->first++;
  rise->judged++;
}

static void
append (MpsRise *rise, guint64 time_us, const double *delta)
{
  if (rise->first >= SPARE_TIMES) {
    g_array_remove_range (rise->times_us, 0, rise->first);
    rise->first = 0;
  }
  g_array_append_val (rise->times_us, time_us);

  if (rise->times_us->len == 1 && rise->judged == 0)
    rise->origin_us = time_us;

  if (rise->rows.n == 0)
    mps_line_set_point (&rise->newer, to_seconds (rise, time_us), delta);
  else
    mps_line_add_point (&rise->newer, to_seconds (rise, time_us), delta);
  mps_rows_append (&rise->rows, delta);
}

/**
 * mps_rise_add:
 * @rise: a block's
 * @time_us: time of the exposure's next scan, not before the one before it
 * @delta: (array fixed-size=88): its ΔS, V
 *
 * A window from start i is complete when a scan more than 1 s after i comes and at least 8 others
 * lie between: its last scan is then the one before (measurement rules §3.3).
 */
void
mps_rise_add (MpsRise *rise, guint64 time_us, const double *delta)
{
  while (count_scans (rise) >= MIN_SCANS && time_us - get_time_us (rise, 0) > WINDOW_US)
    judge_window (rise);

  append (rise, time_us, delta);
}

/**
 * mps_rise_finish:
 * @rise: that of an exposure which is over
 *
 * Judges the windows that end with the exposure. When no start is outlasted by 1 s and 8 scans, no
 * scan has left the window yet, and the line through it is the one through all of the exposure.
 */
void
mps_rise_finish (MpsRise *rise)
{
  guint n = count_scans (rise);

  while (n >= MIN_SCANS && get_time_us (rise, n - 1) - get_time_us (rise, 0) >= WINDOW_US) {
    judge_window (rise);
    n--;
  }

  if (rise->judged == 0 && n > 0)
    mps_line_keep_steeper (&rise->newer, rise->slope);
}
