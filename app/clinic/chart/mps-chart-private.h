/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart-banner-private.h"
#include "app/clinic/chart/mps-chart-token-private.h"

G_BEGIN_DECLS

GPtrArray *mps_chart_peek_last (MpsChart *self);
void mps_chart_set_last (MpsChart *self, GPtrArray *records);
void mps_chart_written (MpsChart *self, GPtrArray *written);

/**
 * MpsChartJob:
 * @token: the chart's, on which a write was begun where @writes
 * @writes: whether mps_chart_token_begin() went well
 * @merged: who was merged into the patient
 * @gender: the patient's, for ranges
 * @birth_date: likewise
 * @type: of the record that it is about
 * @id: likewise
 * @version: likewise
 * @text: reason, kind of a draft, …
 *
 * What a use case takes into its worker thread.
 */
typedef struct {
  MpsChartToken *token;
  gboolean writes;
  GStrv merged;
  char *gender;
  char *birth_date;
  char *type;
  char *id;
  gint64 version;
  char *text;
} MpsChartJob;

void mps_chart_job_init (MpsChartJob *job, MpsChart *chart);
void mps_chart_job_clear (MpsChartJob *job);
MpsSession *mps_chart_job_peek_session (const MpsChartJob *job);
MpsStore *mps_chart_job_peek_store (const MpsChartJob *job);
const char *mps_chart_job_peek_patient_id (const MpsChartJob *job);
gboolean mps_chart_job_owns (const MpsChartJob *job, const char *patient_id);
gboolean mps_chart_job_require_own (const MpsChartJob *job,
                                    const MpsResource *resource,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_chart_job_audit (const MpsChartJob *job, const char *target, const char *why, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
