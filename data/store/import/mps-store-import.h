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
 * MpsImportKind:
 * @type: resource type, or empty where an entry says none
 * @added: records that were not there
 * @changed: records that got a new version
 * @same: records that say nothing new
 * @rejected: entries left out
 *
 * What became of the entries of one type, or would become of them.
 */
typedef struct {
  char *type;
  guint64 added;
  guint64 changed;
  guint64 same;
  guint64 rejected;
} MpsImportKind;

/**
 * MpsImportReport:
 * @accepted: entries stored (each durable), or that would be
 * @rejected: (element-type MpsImportRejection): entries left out, their neighbours stored
 * @kinds: (element-type MpsImportKind): all entries by type, in the order of the alphabet
 * @patients: (element-type utf8): a set of the patients whose charts got something new
 */
typedef struct {
  guint64 accepted;
  GPtrArray *rejected;
  GPtrArray *kinds;
  GHashTable *patients;
} MpsImportReport;

typedef void (*MpsProgressFunc) (guint64 done, guint64 total, gpointer data);

MpsImportReport *mps_import_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mps_import_report_add (MpsImportReport *report, const MpsImportReport *other);
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
MpsImportReport *mps_store_try_import (MpsStore *self,
                                       GBytes *data,
                                       const char *who,
                                       const char *why,
                                       MpsProgressFunc progress,
                                       gpointer progress_data,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
