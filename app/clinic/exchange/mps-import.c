/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-import.h"

/* For the audit record. */
#define WHY "import of a file"

static GBytes *
read_file (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file,
                         G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                         G_FILE_QUERY_INFO_NONE,
                         cancellable,
                         error);

  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY) {
    g_set_error_literal (
        error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "import: it is a folder, not a file");
    return NULL;
  }
  if ((guint64)g_file_info_get_size (info) > MPS_IMPORT_MAX_BYTES) {
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_INVALID_DATA,
                 "import: the file is larger than %" G_GUINT64_FORMAT " MiB; split it",
                 (guint64)MPS_IMPORT_MAX_BYTES / 1024 / 1024);
    return NULL;
  }

  return g_file_load_bytes (file, cancellable, NULL, error);
}

static GBytes *
load (MpsSession *session, const char *path, GCancellable *cancellable, GError **error)
{
  return mps_session_require (session, MPS_ACTION_IMPORT, error)
             ? read_file (path, cancellable, error)
             : NULL;
}

/**
 * mps_import_file:
 * @session: who imports
 * @path: a FHIR R4 Bundle as JSON, or resources as NDJSON
 * @progress: (nullable): told how far it is, on this thread
 * @progress_data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Stores every valid entry of the file; one that is not valid is left out with its reason and does
 * not take its neighbours with it.
 *
 * Blocks; a worker thread. Errors: #MpsModelError for a file that is no FHIR R4 at all,
 * #MpsStoreError, #GIOErrorEnum for a file that cannot be read.
 *
 * Returns: (transfer full): what was taken in and what was not
 */
MpsImportReport *
mps_import_file (MpsSession *session,
                 const char *path,
                 MpsProgressFunc progress,
                 gpointer progress_data,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GBytes) bytes = load (session, path, cancellable, error);

  return bytes != NULL ? mps_store_import (mps_session_peek_store (session),
                                           bytes,
                                           mps_session_peek_user (session),
                                           WHY,
                                           progress,
                                           progress_data,
                                           cancellable,
                                           error)
                       : NULL;
}

/**
 * mps_import_preview_new:
 * @path: a FHIR R4 Bundle as JSON, or resources as NDJSON
 *
 * Returns: (transfer full): the file, not looked at yet
 */
MpsImportPreview *
mps_import_preview_new (const char *path)
{
  MpsImportPreview *preview = g_new0 (MpsImportPreview, 1);

  preview->path = g_strdup (path);
  return preview;
}

/**
 * mps_import_preview_free:
 * @preview: (transfer full) (nullable): a file that was looked at
 */
void
mps_import_preview_free (MpsImportPreview *preview)
{
  if (preview == NULL)
    return;

  g_free (preview->path);
  g_free (preview->digest);
  mps_import_report_free (preview->report);
  g_free (preview);
}

/**
 * mps_import_preview_look:
 * @preview: a file
 * @session: who looks
 * @progress: (nullable): told how far it is, on this thread
 * @progress_data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Goes all the way of mps_import_file() and takes everything back, so that the report says what
 * importing the file now would do. Nothing is stored.
 *
 * Blocks; a worker thread. Errors as of mps_import_file().
 *
 * Returns: whether @preview has a report now
 */
gboolean
mps_import_preview_look (MpsImportPreview *preview,
                         MpsSession *session,
                         MpsProgressFunc progress,
                         gpointer progress_data,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GBytes) bytes = load (session, preview->path, cancellable, error);
  MpsImportReport *report = bytes != NULL ? mps_store_try_import (mps_session_peek_store (session),
                                                                  bytes,
                                                                  mps_session_peek_user (session),
                                                                  WHY,
                                                                  progress,
                                                                  progress_data,
                                                                  cancellable,
                                                                  error)
                                          : NULL;

  if (report == NULL)
    return FALSE;

  g_clear_pointer (&preview->report, mps_import_report_free);
  g_free (preview->digest);
  preview->report = report;
  preview->digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return TRUE;
}

static gboolean
check_unchanged (const MpsImportPreview *preview, GBytes *bytes, GError **error)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  if (g_strcmp0 (digest, preview->digest) == 0)
    return TRUE;

  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_WRONG_ETAG,
                       "import: the file has changed since it was looked at; nothing was written: "
                       "look at it again");
  return FALSE;
}

/**
 * mps_import_preview_take:
 * @preview: a file that was looked at
 * @session: who imports
 * @progress: (nullable): told how far it is, on this thread
 * @progress_data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * mps_import_file() of the very file that was looked at.
 *
 * Blocks; a worker thread. Errors as of mps_import_file(); %G_IO_ERROR_WRONG_ETAG, and nothing
 * written, for a file that has changed since.
 *
 * Returns: (transfer full): what was taken in and what was not
 */
MpsImportReport *
mps_import_preview_take (const MpsImportPreview *preview,
                         MpsSession *session,
                         MpsProgressFunc progress,
                         gpointer progress_data,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GBytes) bytes = load (session, preview->path, cancellable, error);

  if (bytes == NULL || !check_unchanged (preview, bytes, error))
    return NULL;

  return mps_store_import (mps_session_peek_store (session),
                           bytes,
                           mps_session_peek_user (session),
                           WHY,
                           progress,
                           progress_data,
                           cancellable,
                           error);
}
