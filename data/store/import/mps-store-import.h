/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsImportRejection:
 * @index: entry of the bundle, or line of the NDJSON, from 0
 * @type: resource type, or empty
 * @id: id, or empty
 * @reason: what is wrong and where, in the program's fixed English; holds no value from the record
 */
typedef struct {
  guint64 index;
  char *type;
  char *id;
  char *reason;
} MpsImportRejection;

/**
 * MpsImportReport:
 * @accepted: entries stored (each durable)
 * @rejected: (element-type MpsImportRejection): entries left out, their neighbours stored
 */
typedef struct {
  guint64 accepted;
  GPtrArray *rejected;
} MpsImportReport;

typedef void (*MpsProgressFunc) (guint64 done, guint64 total, gpointer data);

void mps_import_report_free (MpsImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsImportReport, mps_import_report_free)
MpsImportReport *mps_store_import (MpsStore *self,
                                   GBytes *data,
                                   const char *who,
                                   const char *why,
                                   MpsProgressFunc progress,
                                   gpointer progress_data,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
