/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/import/mps-store-import.h"
#include "data/store/mps-store-object.h"
#include "data/store/seal/mps-seal-key.h"

G_BEGIN_DECLS

/**
 * MpsSalvageReport: what became of a damaged database.
 * @pages: pages that it has
 * @lost_pages: those of them that cannot be read any more
 * @records: resources in the new database
 * @versions: versions of them
 * @lost: (element-type utf8): what is known to be lost, "Observation/1: version 2", as the audit
 *   record tells; entries of the audit record that are lost themselves tell nothing
 * @set_aside: the damaged file's new name; nothing of it was changed
 */
typedef struct {
  guint32 pages;
  guint32 lost_pages;
  guint64 records;
  guint64 versions;
  GPtrArray *lost;
  char *set_aside;
} MpsSalvageReport;

void mps_salvage_report_free (MpsSalvageReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsSalvageReport, mps_salvage_report_free)
MpsSalvageReport *mps_store_salvage (const char *directory,
                                     MpsSealKey *key,
                                     const char *program,
                                     MpsProgressFunc progress,
                                     gpointer data,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
