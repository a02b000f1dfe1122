/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart-token.h"

G_BEGIN_DECLS

MpsChartToken *mps_chart_token_new (MpsSession *session, const char *patient_id)
    G_GNUC_WARN_UNUSED_RESULT;
MpsSession *mps_chart_token_peek_session (const MpsChartToken *token);
void mps_chart_token_close (MpsChartToken *token);
void mps_chart_token_supersede (MpsStore *store, const char *patient_id);
gboolean mps_chart_token_begin (MpsChartToken *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_chart_token_end (MpsChartToken *token);
gboolean mps_chart_token_commit (MpsChartToken *token,
                                 MpsStoreBatch *batch,
                                 const char *target,
                                 GPtrArray **written,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
