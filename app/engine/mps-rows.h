/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-scan.h"

G_BEGIN_DECLS

/*
 * MpsRows: rows of one value per channel, appended at the end and forgotten from the front; a row
 * keeps its number for ever. How long a phase will be is not known while it streams, so what may
 * still count is kept and no more.
 * @chunks: (element-type MpsRowsChunk): NULL once forgotten
 * @n: rows ever appended
 * @forgotten: chunks that are gone
 */
typedef struct {
  GPtrArray *chunks;
  guint32 n;
  guint32 forgotten;
} MpsRows;

void mps_rows_init (MpsRows *rows);
void mps_rows_clear (MpsRows *rows);
void mps_rows_append (MpsRows *rows, const double *values);
const double *mps_rows_peek (const MpsRows *rows, guint32 row);
void mps_rows_forget_before (MpsRows *rows, guint32 row);
void mps_rows_mean (const MpsRows *rows, guint32 first, guint32 end, double *mean);

G_END_DECLS
