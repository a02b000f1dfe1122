/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

/** MPS_IMPORT_MAX_BYTES: a file larger than this is refused, before it is read */
#define MPS_IMPORT_MAX_BYTES (1024 * G_GUINT64_CONSTANT (1024) * 1024)

MpsImportReport *mps_import_file (MpsSession *session,
                                  const char *path,
                                  MpsProgressFunc progress,
                                  gpointer progress_data,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsImportPreview:
 * @path: a file
 * @digest: (nullable): SHA-256 of what was looked at, hexadecimal; %NULL before
 * @report: (nullable): what would become of it; %NULL before
 *
 * A file that somebody looks at before it is taken in.
 */
typedef struct {
  char *path;
  char *digest;
  MpsImportReport *report;
} MpsImportPreview;

MpsImportPreview *mps_import_preview_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
void mps_import_preview_free (MpsImportPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsImportPreview, mps_import_preview_free)
gboolean mps_import_preview_look (MpsImportPreview *preview,
                                  MpsSession *session,
                                  MpsProgressFunc progress,
                                  gpointer progress_data,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsImportReport *mps_import_preview_take (const MpsImportPreview *preview,
                                          MpsSession *session,
                                          MpsProgressFunc progress,
                                          gpointer progress_data,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
