/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"
#include "data/model/mps-form.h"

G_BEGIN_DECLS

/* Everything here writes through the chart's token (mps-chart-token.h) and answers on the main
 * context. After a save that went well the chart reads itself anew. */

void mps_chart_save_async (MpsChart *self,
                           const MpsForm *form,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
GPtrArray *
mps_chart_save_finish (MpsChart *self, GAsyncResult *result, GPtrArray **issues, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void mps_chart_mark_error_async (MpsChart *self,
                                 const char *type,
                                 const char *id,
                                 gint64 version,
                                 const char *reason,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
void mps_chart_withdraw_consent_async (MpsChart *self,
                                       const char *id,
                                       gint64 version,
                                       const char *reason,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
gboolean mps_chart_can_undo (MpsChart *self);
void mps_chart_undo_async (MpsChart *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
GPtrArray *mps_chart_write_finish (MpsChart *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void mps_chart_load_list_async (MpsChart *self,
                                MpsFormKind kind,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
GPtrArray *mps_chart_load_list_finish (MpsChart *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

GPtrArray *mps_chart_check_form (MpsChart *self, const MpsForm *form) G_GNUC_WARN_UNUSED_RESULT;

/* Words for people, translated. */
char *mps_form_issue_dup_text (MpsFormKind kind, const MpsFormIssue *issue)
    G_GNUC_WARN_UNUSED_RESULT;
char *mps_form_field_dup_label (MpsFormKind kind, const char *field) G_GNUC_WARN_UNUSED_RESULT;
char *mps_form_code_dup_label (MpsFormKind kind, const char *field, const char *code)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
