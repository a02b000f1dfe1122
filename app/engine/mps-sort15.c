/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-sort15.h"

/*
 * Batcher's merge exchange (Knuth, The Art of Computer Programming 3, 5.2.2, algorithm M): which
 * elements are compared does not depend on the data, so all channels are sorted side by side.
 */

static inline void
order_rows (double *restrict low, double *restrict high)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    double a = low[c], b = high[c];

    low[c] = a < b ? a : b;
    high[c] = a < b ? b : a;
  }
}

static void
compare_pass (double rows[MPS_SORT15_N][MPS_CHANNELS], guint p, guint r, guint d)
{
  for (guint i = 0; i + d < MPS_SORT15_N; i++)
    if ((i & p) == r)
      order_rows (rows[i], rows[i + d]);
}

/**
 * mps_sort15:
 * @rows: fifteen rows of 88 values without NaN; afterwards each channel ascends from row to row
 */
void
mps_sort15 (double rows[MPS_SORT15_N][MPS_CHANNELS])
{
  for (guint p = 8; p > 0; p /= 2) {
    compare_pass (rows, p, 0, p);
    for (guint q = 8; q > p; q /= 2)
      compare_pass (rows, p, p, q - p);
  }
}
