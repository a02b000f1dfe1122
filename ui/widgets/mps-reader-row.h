/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/readers/mps-readers.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsReaderRow:
 *
 * One attached reader as a row to choose from: a radio button where there are several. Signal
 * "chosen" (serial: string).
 */
#define MPS_TYPE_READER_ROW (mps_reader_row_get_type ())
G_DECLARE_FINAL_TYPE (MpsReaderRow, mps_reader_row, MPS, READER_ROW, GtkListBoxRow)

GtkWidget *mps_reader_row_new (MpsReaders *readers, MpsReaderItem *item, GtkWidget *group);

G_END_DECLS
