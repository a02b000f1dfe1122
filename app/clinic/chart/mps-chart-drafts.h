/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"
#include "data/store/record/mps-store-drafts.h"

G_BEGIN_DECLS

/* In an open chart. */
void mps_chart_save_draft_async (MpsChart *self,
                                 const char *kind,
                                 const char *text,
                                 gint64 caret,
                                 gint64 anchor,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
gboolean mps_chart_save_draft_finish (MpsChart *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_chart_load_draft_async (MpsChart *self,
                                 const char *kind,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
MpsDraft *mps_chart_load_draft_finish (MpsChart *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_chart_discard_draft_async (MpsChart *self,
                                    const char *kind,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
gboolean mps_chart_discard_draft_finish (MpsChart *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_chart_list_drafts_async (MpsChart *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
GPtrArray *mps_chart_list_drafts_finish (MpsChart *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Without a chart: somebody who is being registered. */
void mps_draft_save_async (MpsSession *session,
                           const char *patient_id,
                           const char *kind,
                           const char *text,
                           gint64 caret,
                           gint64 anchor,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
gboolean mps_draft_save_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_draft_load_async (MpsSession *session,
                           const char *patient_id,
                           const char *kind,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
MpsDraft *mps_draft_load_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_draft_discard_async (MpsSession *session,
                              const char *patient_id,
                              const char *kind,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
gboolean mps_draft_discard_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
