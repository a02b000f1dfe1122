/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/patients/mps-search.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsRecordHitRow: a record that was found: whose it is, what it says, with what was typed marked.
 */
#define MPS_TYPE_RECORD_HIT_ROW (mps_record_hit_row_get_type ())
G_DECLARE_FINAL_TYPE (MpsRecordHitRow, mps_record_hit_row, MPS, RECORD_HIT_ROW, GtkListBoxRow)

GtkWidget *mps_record_hit_row_new (const MpsSearchHit *hit);
const char *mps_record_hit_row_peek_patient (MpsRecordHitRow *self);
const char *mps_record_hit_row_peek_reference (MpsRecordHitRow *self);

G_END_DECLS
