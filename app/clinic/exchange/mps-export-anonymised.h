/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-export.h"

G_BEGIN_DECLS

/**
 * MpsAnonymisedReport:
 * @resources: records in the file
 * @other_types: records left out because of their type
 * @no_chart: records left out because they are in nobody's chart
 * @not_told: records left out because too little of them could be told
 * @elements: elements left out of those that are in the file
 * @generalised: patients of whom less is told, since too few are like them
 *
 * What a de-identified export holds and what it does not.
 */
typedef struct {
  guint64 resources;
  guint64 other_types;
  guint64 no_chart;
  guint64 not_told;
  guint64 elements;
  guint64 generalised;
} MpsAnonymisedReport;

gboolean mps_export_anonymised (MpsSession *session,
                                const MpsExportPlan *plan,
                                MpsAnonymisedReport *report,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
