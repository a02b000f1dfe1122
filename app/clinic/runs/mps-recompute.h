/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

/**
 * MpsRecomputeDifference:
 * @run: run id
 * @first: the first value that differs, by name, with both values and both versions
 */
typedef struct {
  char *run;
  char *first;
} MpsRecomputeDifference;

/**
 * MpsRecomputeReport:
 * @runs: runs computed again
 * @identical: of those, the ones with the same bits
 * @differences: (element-type MpsRecomputeDifference)
 */
typedef struct {
  guint runs;
  guint identical;
  GPtrArray *differences;
} MpsRecomputeReport;

void mps_recompute_report_free (MpsRecomputeReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsRecomputeReport, mps_recompute_report_free)

MpsRecomputeReport *mps_recompute_runs (MpsSession *session,
                                        const char *const *run_ids,
                                        MpsProgressFunc progress,
                                        gpointer progress_data,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
