/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-csv-import.h"

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  MpsCsv *csv = mps_csv_load (data, &error);

  if (csv == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, csv, (GDestroyNotify)mps_csv_free);
}

/**
 * mps_csv_load_async:
 * @path: a file
 * @cancellable: (nullable): ends it
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_csv_load() on a worker thread.
 */
void
mps_csv_load_async (const char *path,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, mps_csv_load_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * mps_csv_load_finish:
 * @result: of mps_csv_load_async()
 * @error: return location
 *
 * Returns: (transfer full): the table, or %NULL
 */
MpsCsv *
mps_csv_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  MpsCsv *csv;
  MpsCsvMapping *mapping;
} Arguments;

static void
arguments_free (gpointer data)
{
  Arguments *arguments = data;

  mps_csv_free (arguments->csv);
  mps_csv_mapping_free (arguments->mapping);
  g_free (arguments);
}

static void
preview_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Arguments *arguments = data;
  GError *error = NULL;
  MpsCsvPreview *preview =
      mps_csv_import_preview (source, arguments->csv, arguments->mapping, cancellable, &error);

  if (preview == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, preview, (GDestroyNotify)mps_csv_preview_free);
}

/**
 * mps_csv_import_preview_async:
 * @session: who imports
 * @csv: (transfer full): a table
 * @mapping: (transfer full): which column is what
 * @cancellable: (nullable): ends it
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_csv_import_preview() on a worker thread.
 */
void
mps_csv_import_preview_async (MpsSession *session,
                              MpsCsv *csv,
                              MpsCsvMapping *mapping,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);
  Arguments *arguments = g_new0 (Arguments, 1);

  arguments->csv = csv;
  arguments->mapping = mapping;
  g_task_set_source_tag (task, mps_csv_import_preview_async);
  g_task_set_task_data (task, arguments, arguments_free);
  g_task_run_in_thread (task, preview_in_thread);
}

/**
 * mps_csv_import_preview_finish:
 * @result: of mps_csv_import_preview_async()
 * @error: return location
 *
 * Returns: (transfer full): the preview, or %NULL
 */
MpsCsvPreview *
mps_csv_import_preview_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
