/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-rows.h"

#include <string.h>

#define ROWS_PER_CHUNK 64

typedef struct {
  double row[ROWS_PER_CHUNK][MPS_CHANNELS];
} MpsRowsChunk;

/**
 * mps_rows_init:
 * @rows: (out): empty rows; end with mps_rows_clear()
 */
void
mps_rows_init (MpsRows *rows)
{
  *rows = (MpsRows){ .chunks = g_ptr_array_new_with_free_func (g_free) };
}

/**
 * mps_rows_clear:
 * @rows: rows; may be cleared twice, or zeroed memory
 *
 * Frees what they hold.
 */
void
mps_rows_clear (MpsRows *rows)
{
  g_clear_pointer (&rows->chunks, g_ptr_array_unref);
  rows->n = 0;
  rows->forgotten = 0;
}

/**
 * mps_rows_append:
 * @rows: rows
 * @values: (array fixed-size=88): copied
 */
void
mps_rows_append (MpsRows *rows, const double *values)
{
  guint slot = rows->n % ROWS_PER_CHUNK;
  MpsRowsChunk *chunk;

  if (slot == 0)
    g_ptr_array_add (rows->chunks, g_new (MpsRowsChunk, 1));

  chunk = g_ptr_array_index (rows->chunks, rows->chunks->len - 1);
  memcpy (chunk->row[slot], values, sizeof chunk->row[slot]);
  rows->n++;
}

/**
 * mps_rows_peek:
 * @rows: rows
 * @row: number of one that is not forgotten
 *
 * Returns: (array fixed-size=88): its values
 */
const double *
mps_rows_peek (const MpsRows *rows, guint32 row)
{
  const MpsRowsChunk *chunk = g_ptr_array_index (rows->chunks, row / ROWS_PER_CHUNK);

  g_assert (row < rows->n && chunk != NULL);
  return chunk->row[row % ROWS_PER_CHUNK];
}

/**
 * mps_rows_forget_before:
 * @rows: rows
 * @row: the first that is still needed, at most the number of rows
 */
void
mps_rows_forget_before (MpsRows *rows, guint32 row)
{
  for (; rows->forgotten < row / ROWS_PER_CHUNK; rows->forgotten++)
    g_clear_pointer (&g_ptr_array_index (rows->chunks, rows->forgotten), g_free);
}

/**
 * mps_rows_mean:
 * @rows: rows
 * @first: first row that counts
 * @end: the one after the last
 * @mean: (out) (array fixed-size=88): mean of each channel, summed in order; 0 of no rows
 */
void
mps_rows_mean (const MpsRows *rows, guint32 first, guint32 end, double *mean)
{
  memset (mean, 0, MPS_CHANNELS * sizeof *mean);
  if (first == end)
    return;

  for (guint32 i = first; i < end; i++) {
    const double *restrict row = mps_rows_peek (rows, i);

    for (guint c = 0; c < MPS_CHANNELS; c++)
      mean[c] += row[c];
  }

  for (guint c = 0; c < MPS_CHANNELS; c++)
    mean[c] /= end - first;
}
