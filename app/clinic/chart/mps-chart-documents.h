/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"
#include "data/model/mps-form.h"
#include "data/store/record/mps-store-attachments.h"

G_BEGIN_DECLS

/** MPS_DOCUMENT_MAX: bytes of the largest file that is taken */
#define MPS_DOCUMENT_MAX (64 * 1024 * 1024)

void mps_chart_attach_async (MpsChart *self,
                             const MpsForm *form,
                             GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
MpsResource *
mps_chart_attach_finish (MpsChart *self, GAsyncResult *result, GPtrArray **issues, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void mps_chart_find_attachment_async (MpsChart *self,
                                      const char *document_id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
MpsAttachment *mps_chart_find_attachment_finish (MpsChart *self,
                                                 GAsyncResult *result,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_chart_load_chunk_async (MpsChart *self,
                                 const MpsAttachment *attachment,
                                 guint position,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
GBytes *mps_chart_load_chunk_finish (MpsChart *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_chart_load_document_async (MpsChart *self,
                                    const char *document_id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
GBytes *mps_chart_load_document_finish (MpsChart *self,
                                        GAsyncResult *result,
                                        char **media_type,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

const char *mps_document_sniff (const guint8 *bytes, gsize size);

G_END_DECLS
