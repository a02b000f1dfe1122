/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart-documents.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsDocumentView: the pages of an attached PDF or picture, one at a time. It is read and drawn in
 * another thread and never leaves the sealed store as a file.
 */
#define MPS_TYPE_DOCUMENT_VIEW (mps_document_view_get_type ())
G_DECLARE_FINAL_TYPE (MpsDocumentView, mps_document_view, MPS, DOCUMENT_VIEW, GtkWidget)

void mps_document_view_show_document (MpsDocumentView *self, MpsChart *chart, const char *id);
void mps_document_view_clear (MpsDocumentView *self);
GdkPaintable *mps_document_view_get_picture (MpsDocumentView *self);

G_END_DECLS
