/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-csv-mapping.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsMappingView:
 *
 * Which column of a file is what, and what its words for analytes and units mean. Signal
 * "changed": somebody chose otherwise.
 */
#define MPS_TYPE_MAPPING_VIEW (mps_mapping_view_get_type ())
G_DECLARE_FINAL_TYPE (MpsMappingView, mps_mapping_view, MPS, MAPPING_VIEW, GtkWidget)

void mps_mapping_view_show (MpsMappingView *self, MpsCsv *csv, const MpsCsvMapping *mapping);
const MpsCsvMapping *mps_mapping_view_peek (MpsMappingView *self);
gboolean mps_mapping_view_is_complete (MpsMappingView *self);
const char *mps_csv_column_peek_label (MpsCsvColumn column);

G_END_DECLS
