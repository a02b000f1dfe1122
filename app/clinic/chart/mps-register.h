/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"
#include "data/model/mps-form.h"
#include "data/store/search/mps-store-namesakes.h"

G_BEGIN_DECLS

void mps_register_async (MpsSession *session,
                         const MpsForm *form,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data);
MpsPatient *mps_register_finish (GAsyncResult *result,
                                 GPtrArray **issues,
                                 GPtrArray **namesakes,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

GPtrArray *mps_register_check (const MpsForm *form) G_GNUC_WARN_UNUSED_RESULT;
void mps_register_find_namesakes_async (MpsSession *session,
                                        const MpsForm *form,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
GPtrArray *mps_register_find_namesakes_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void mps_chart_merge_async (MpsChart *survivor,
                            const char *duplicate_id,
                            const char *reason,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);
void mps_chart_unmerge_async (MpsChart *survivor,
                              const char *duplicate_id,
                              const char *reason,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);

G_END_DECLS
