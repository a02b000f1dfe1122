/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-csv-import.h"
#include "app/clinic/exchange/mps-export.h"
#include "app/clinic/exchange/mps-import.h"
#include "app/clinic/mps-tasks.h"

G_BEGIN_DECLS

/**
 * MpsExportKind:
 * @MPS_EXPORT_KIND_NDJSON: FHIR R4 resources, one a line
 * @MPS_EXPORT_KIND_BUNDLE: one FHIR R4 Bundle
 * @MPS_EXPORT_KIND_CSV: results as a table
 * @MPS_EXPORT_KIND_PDF: one chart, printed
 * @MPS_EXPORT_KIND_ANONYMISED: for research, without what says whose they are
 */
typedef enum {
  MPS_EXPORT_KIND_NDJSON,
  MPS_EXPORT_KIND_BUNDLE,
  MPS_EXPORT_KIND_CSV,
  MPS_EXPORT_KIND_PDF,
  MPS_EXPORT_KIND_ANONYMISED,
} MpsExportKind;

MpsTask *mps_tasks_export (MpsTasks *self,
                           MpsExportKind kind,
                           const char *path,
                           const char *patient_id,
                           const char *reason,
                           const char *language);
MpsTask *mps_tasks_look (MpsTasks *self, GPtrArray *previews);
MpsTask *mps_tasks_import (MpsTasks *self, GPtrArray *previews);
MpsTask *mps_tasks_import_csv (MpsTasks *self, MpsCsvPreview *preview);

G_END_DECLS
