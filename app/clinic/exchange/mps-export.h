/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

/**
 * MpsExportFormat:
 * @MPS_EXPORT_NDJSON: FHIR R4 resources, one a line
 * @MPS_EXPORT_BUNDLE: one FHIR R4 Bundle of type collection
 */
typedef enum {
  MPS_EXPORT_NDJSON,
  MPS_EXPORT_BUNDLE,
} MpsExportFormat;

/**
 * MpsExportPlan:
 * @path: file to write, readable for its owner alone; there whole or not at all
 * @format: of the file
 * @patient_id: (nullable): only this patient's chart
 * @reason: why, for the audit record; never empty
 * @progress: (nullable): told how far it is, on the working thread
 * @progress_data: for @progress
 *
 * What to export.
 */
typedef struct {
  const char *path;
  MpsExportFormat format;
  const char *patient_id;
  const char *reason;
  MpsProgressFunc progress;
  gpointer progress_data;
} MpsExportPlan;

gboolean mps_export_records (MpsSession *session,
                             const MpsExportPlan *plan,
                             guint64 *n_resources,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
