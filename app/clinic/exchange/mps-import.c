/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-import.h"

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
  g_autoptr (GBytes) bytes = NULL;

  if (!mps_session_require (session, MPS_ACTION_IMPORT, error))
    return NULL;

  bytes = read_file (path, cancellable, error);
  if (bytes == NULL)
    return NULL;

  return mps_store_import (mps_session_peek_store (session),
                           bytes,
                           mps_session_peek_user (session),
                           "import of a file",
                           progress,
                           progress_data,
                           cancellable,
                           error);
}
