/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-csv-mapping.h"
#include "app/session/mps-session.h"

G_BEGIN_DECLS

/**
 * MpsCsvRow:
 * @line: of the file, from 1
 * @json: (nullable): the Observation that it becomes
 * @who: (nullable): whose result it is: name and chart number
 * @what: (nullable): analyte, value, unit and time as they were understood
 * @reason: (nullable): why it cannot be taken, in the program's fixed English, which
 *   is in the catalogue of translations; holds nothing of the file
 */
typedef struct {
  guint line;
  char *json;
  char *who;
  char *what;
  char *reason;
} MpsCsvRow;

/**
 * MpsCsvPreview:
 * @rows: (element-type MpsCsvRow): every row but the headings
 * @n_taken: how many can be taken
 *
 * What would become of a file.
 */
typedef struct {
  GPtrArray *rows;
  guint n_taken;
} MpsCsvPreview;

void mps_csv_preview_free (MpsCsvPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsCsvPreview, mps_csv_preview_free)

MpsCsvPreview *mps_csv_import_preview (MpsSession *session,
                                       const MpsCsv *csv,
                                       const MpsCsvMapping *mapping,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsImportReport *mps_csv_import_take (MpsSession *session,
                                      const MpsCsvPreview *preview,
                                      MpsProgressFunc progress,
                                      gpointer progress_data,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsCsv *mps_csv_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_csv_load_async (const char *path,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data);
MpsCsv *mps_csv_load_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void mps_csv_import_preview_async (MpsSession *session,
                                   MpsCsv *csv,
                                   MpsCsvMapping *mapping,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
MpsCsvPreview *mps_csv_import_preview_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
