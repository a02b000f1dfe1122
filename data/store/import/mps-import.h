/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MpsImportEntry:
 * @index: entry of the bundle or line of the file, from 0
 * @full_url: (nullable): what other entries call it
 * @method: (nullable): what the bundle asks to be done with it
 * @type: resource type, or empty
 * @id: id, or empty
 * @json: (nullable): the resource
 * @marks: (nullable): JSON with what names the FHIR version it was written for
 * @reason: (nullable): why it is left out
 * @first: (nullable): the entry before that says the same of the same record; what becomes of that
 * one becomes of this one
 * @other_version: (nullable): what says that it is of another FHIR version
 *
 * One resource of a file on its way in.
 */
typedef struct _MpsImportEntry MpsImportEntry;
struct _MpsImportEntry {
  guint64 index;
  char *full_url;
  char *method;
  char *type;
  char *id;
  char *json;
  char *marks;
  char *reason;
  const MpsImportEntry *first;
  char *other_version;
};

void mps_import_entry_free (MpsImportEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsImportEntry, mps_import_entry_free)
void mps_import_entry_reject (MpsImportEntry *entry, const char *reason);

GPtrArray *mps_import_split (GBytes *data, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_import_identify (GPtrArray *entries);
void mps_import_resolve (GPtrArray *entries);
gboolean mps_import_check (GPtrArray *entries, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
