/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsMergePage: another chart of the same person becomes part of this one, and can be taken out
 * again. Signals: "back"; "merged", the chart has to be read again.
 */
#define MPS_TYPE_MERGE_PAGE (mps_merge_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsMergePage, mps_merge_page, MPS, MERGE_PAGE, GtkWidget)

void mps_merge_page_set_chart (MpsMergePage *self, MpsChart *chart);

G_END_DECLS
