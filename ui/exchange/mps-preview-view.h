/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-csv-import.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsPreviewView: what each row of a file would become, those first that cannot be taken.
 */
#define MPS_TYPE_PREVIEW_VIEW (mps_preview_view_get_type ())
G_DECLARE_FINAL_TYPE (MpsPreviewView, mps_preview_view, MPS, PREVIEW_VIEW, GtkWidget)

void mps_preview_view_show (MpsPreviewView *self, const MpsCsvPreview *preview);
void mps_preview_view_clear (MpsPreviewView *self);

G_END_DECLS
