/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-chart-error.h"
#include "app/session/mps-session.h"

G_BEGIN_DECLS

/**
 * MpsChartToken:
 *
 * The right to write into one patient's chart, for as long as that chart is open. It is made when
 * a chart is opened and ends when the chart is closed, when another one takes its place, when the
 * patient is merged with another, and with the last reference to the chart. A save that was begun
 * before that is finished, for that same patient; none can be begun afterwards. Any thread.
 */
typedef struct _MpsChartToken MpsChartToken;

MpsChartToken *mps_chart_token_ref (MpsChartToken *token);
void mps_chart_token_unref (MpsChartToken *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsChartToken, mps_chart_token_unref)
const char *mps_chart_token_peek_patient_id (const MpsChartToken *token);
gboolean mps_chart_token_is_open (MpsChartToken *token);

G_END_DECLS
