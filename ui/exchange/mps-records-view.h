/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-import.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsRecordsView:
 *
 * What importing files would do: how many records of each kind are new, changed or known already,
 * how many charts that concerns, and what would be left out.
 */
#define MPS_TYPE_RECORDS_VIEW (mps_records_view_get_type ())
G_DECLARE_FINAL_TYPE (MpsRecordsView, mps_records_view, MPS, RECORDS_VIEW, GtkWidget)

void mps_records_view_clear (MpsRecordsView *self);
void mps_records_view_show (MpsRecordsView *self, const MpsImportReport *report);

G_END_DECLS
