/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-hampel.h"

#include <math.h>
#include <string.h>

#define MIDDLE (MPS_HAMPEL_WINDOW / 2)

/* A point may be this many times max (MAD, floor) away: 4 standard deviations of normal noise. */
#define LIMIT (4 * 1.4826)

/**
 * mps_hampel_init:
 * @hampel: (out): a filter that has seen nothing
 * @floor: (array fixed-size=88): smallest MAD of each channel, one count in V
 */
void
mps_hampel_init (MpsHampel *hampel, const double *floor)
{
  memset (hampel, 0, sizeof *hampel);
  memcpy (hampel->floor, floor, sizeof hampel->floor);
}

static void
replace_if_far (const MpsHampel *hampel,
                const double *restrict median,
                const double *restrict mad,
                MpsCleaned *cleaned)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    double spread = mad[c] > hampel->floor[c] ? mad[c] : hampel->floor[c];
    double x = cleaned->signal[c];
    gboolean far = fabs (x - median[c]) > LIMIT * spread;

    cleaned->signal[c] = far ? median[c] : x;
    cleaned->replaced[c] = far ? 1 : 0;
  }
}

/*
 * The deviations left of the median of a sorted window ascend, and so do those right of it. The MAD
 * is the 7th smallest of these 14 (the median's own 0 comes before all): the least over k of the
 * larger of the k-th on the left and the (7 − k)-th on the right.
 */
static void
clean_with_full_window (const MpsHampel *hampel, MpsCleaned *cleaned)
{
  double rows[MPS_HAMPEL_WINDOW][MPS_CHANNELS];
  double mad[MPS_CHANNELS];
  const double *median = rows[MIDDLE];

  memcpy (rows, hampel->signal, sizeof rows);
  mps_sort15 (rows);

  for (guint c = 0; c < MPS_CHANNELS; c++)
    mad[c] = rows[MPS_HAMPEL_WINDOW - 1][c] - median[c];

  for (guint k = 1; k <= MIDDLE; k++) {
    const double *restrict below = rows[MIDDLE - k];
    const double *restrict above = rows[MPS_HAMPEL_WINDOW - 1 - k];

    for (guint c = 0; c < MPS_CHANNELS; c++) {
      double left = median[c] - below[c], right = above[c] - median[c];
      double larger = left > right ? left : right;

      mad[c] = larger < mad[c] ? larger : mad[c];
    }
  }

  replace_if_far (hampel, median, mad, cleaned);
}

static void
sort_few (double *values, guint n)
{
  for (guint i = 1; i < n; i++) {
    double value = values[i];
    guint j = i;

    for (; j > 0 && values[j - 1] > value; j--)
      values[j] = values[j - 1];
    values[j] = value;
  }
}

static double
median_of_sorted (const double *values, guint n)
{
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* At the ends of a block, where the window is cut. */
static void
clean_with_cut_window (const MpsHampel *hampel, guint32 first, guint32 end, MpsCleaned *cleaned)
{
  double median[MPS_CHANNELS], mad[MPS_CHANNELS];
  guint n = end - first;

  for (guint c = 0; c < MPS_CHANNELS; c++) {
    double window[MPS_HAMPEL_WINDOW];

    for (guint i = 0; i < n; i++)
      window[i] = hampel->signal[(first + i) % MPS_HAMPEL_WINDOW][c];
    sort_few (window, n);
    median[c] = median_of_sorted (window, n);

    for (guint i = 0; i < n; i++)
      window[i] = fabs (window[i] - median[c]);
    sort_few (window, n);
    mad[c] = median_of_sorted (window, n);
  }

  replace_if_far (hampel, median, mad, cleaned);
}

static void
give_next (MpsHampel *hampel, MpsCleaned *cleaned)
{
  guint32 centre = hampel->n_out++;
  guint32 first = centre > MPS_HAMPEL_DELAY ? centre - MPS_HAMPEL_DELAY : 0;
  guint slot = centre % MPS_HAMPEL_WINDOW;

  cleaned->time_us = hampel->time_us[slot];
  cleaned->phase = hampel->phase[slot];
  memcpy (cleaned->signal, hampel->signal[slot], sizeof cleaned->signal);

  if (hampel->n_in - first == MPS_HAMPEL_WINDOW)
    clean_with_full_window (hampel, cleaned);
  else
    clean_with_cut_window (hampel, first, hampel->n_in, cleaned);
}

/**
 * mps_hampel_push:
 * @hampel: a block's filter
 * @time_us: time of the new scan
 * @phase: its phase
 * @signal: (array fixed-size=88): its s, V
 * @cleaned: (out): the scan seven before it, cleaned; untouched when there is none yet
 *
 * The window of a point is the 15 scans around it, as they came (measurement rules §2).
 *
 * Returns: whether a scan came out
 */
gboolean
mps_hampel_push (
    MpsHampel *hampel, guint64 time_us, guint8 phase, const double *signal, MpsCleaned *cleaned)
{
  guint slot = hampel->n_in % MPS_HAMPEL_WINDOW;

  memcpy (hampel->signal[slot], signal, sizeof hampel->signal[slot]);
  hampel->time_us[slot] = time_us;
  hampel->phase[slot] = phase;
  hampel->n_in++;

  if (hampel->n_in - hampel->n_out <= MPS_HAMPEL_DELAY)
    return FALSE;

  give_next (hampel, cleaned);
  return TRUE;
}

/**
 * mps_hampel_drain:
 * @hampel: the filter of a block that is over
 * @cleaned: (out): the next of the scans still inside; untouched when there is none
 *
 * Returns: whether a scan came out
 */
gboolean
mps_hampel_drain (MpsHampel *hampel, MpsCleaned *cleaned)
{
  if (hampel->n_out == hampel->n_in)
    return FALSE;

  give_next (hampel, cleaned);
  return TRUE;
}
