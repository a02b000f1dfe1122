/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-analyte-info.h"
#include "data/model/mps-quantity.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsRangeBar: the reference range as a bar with the value on it; the same stands beside it in
 * words.
 */
#define MPS_TYPE_RANGE_BAR (mps_range_bar_get_type ())
G_DECLARE_FINAL_TYPE (MpsRangeBar, mps_range_bar, MPS, RANGE_BAR, GtkWidget)

void mps_range_bar_set (MpsRangeBar *self,
                        const MpsReferenceRange *range,
                        const MpsQuantity *quantity,
                        MpsInterpretation interpretation);

G_END_DECLS
