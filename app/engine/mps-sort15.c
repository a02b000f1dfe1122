/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-sort15.h"

/*
 * Batcher's merge exchange (Knuth, The Art of Computer Programming 3, 5.2.2, algorithm M): which
 * elements are compared does not depend on the data, so all channels are sorted side by side.
 */

/* Two channels at once on any processor with vectors of 128 bits, and the same values without them.
 */
typedef double MpsPair __attribute__ ((vector_size (16), aligned (8)));
typedef gint64 MpsPairMask __attribute__ ((vector_size (16), aligned (8)));

G_STATIC_ASSERT (MPS_CHANNELS % 2 == 0);

/* The bits in which the two differ go to both of them where they stand the wrong way round:
 * outliers come at random, so a branch would be guessed wrongly half of the time. */
static inline void
order_rows (double *low, double *high)
{
  MpsPair *lower = (MpsPair *)low, *upper = (MpsPair *)high;

  for (guint i = 0; i < MPS_CHANNELS / 2; i++) {
    MpsPair a = lower[i], b = upper[i];
    MpsPairMask wrong = b < a;
    MpsPairMask swap = ((MpsPairMask)a ^ (MpsPairMask)b) & wrong;

    lower[i] = (MpsPair)((MpsPairMask)a ^ swap);
    upper[i] = (MpsPair)((MpsPairMask)b ^ swap);
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
