/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"
#include "data/store/record/mps-store-versions.h"

G_BEGIN_DECLS

/**
 * MpsDifferenceKind: what became of a field.
 */
typedef enum {
  MPS_DIFFERENCE_SAME,
  MPS_DIFFERENCE_CHANGED,
  MPS_DIFFERENCE_ADDED,
  MPS_DIFFERENCE_REMOVED,
} MpsDifferenceKind;

/**
 * MpsRecordDifference:
 * @kind: what became of it
 * @label: the field in clinical words, translated
 * @before: (nullable): what stood there
 * @after: (nullable): what stands there now
 */
typedef struct {
  MpsDifferenceKind kind;
  char *label;
  char *before;
  char *after;
} MpsRecordDifference;

void mps_record_difference_free (MpsRecordDifference *difference);
GPtrArray *mps_record_dup_differences (const MpsResource *before, const MpsResource *after)
    G_GNUC_WARN_UNUSED_RESULT;

void mps_chart_load_versions_async (MpsChart *self,
                                    const char *type,
                                    const char *id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
GPtrArray *mps_chart_load_versions_finish (MpsChart *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
