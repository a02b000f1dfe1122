/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MpsExportFile:
 *
 * A file that is there whole or not at all: written beside its place under another name, for its
 * owner's eyes alone, and put in place when it is durable.
 */
typedef struct _MpsExportFile MpsExportFile;

MpsExportFile *mps_export_file_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_export_file_free (MpsExportFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsExportFile, mps_export_file_free)
gboolean
mps_export_file_write (MpsExportFile *file, const char *text, gssize length, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_export_file_sync (MpsExportFile *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_export_file_finish (MpsExportFile *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
