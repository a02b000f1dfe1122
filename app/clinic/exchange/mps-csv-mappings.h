/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-csv-mapping.h"
#include "app/session/mps-session.h"

G_BEGIN_DECLS

/**
 * MpsCsvKept: a mapping that is kept under a name.
 */
typedef struct {
  char *name;
  MpsCsvMapping *mapping;
} MpsCsvKept;

void mps_csv_kept_free (MpsCsvKept *kept);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsCsvKept, mps_csv_kept_free)

gboolean mps_csv_mapping_name_is_valid (const char *name);
GPtrArray *mps_csv_mappings_load (MpsSession *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsCsvMapping *mps_csv_mappings_find (MpsSession *session, const char *name, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_csv_mappings_keep (MpsSession *session,
                                const char *name,
                                const MpsCsvMapping *mapping,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

void mps_csv_mappings_load_async (MpsSession *session,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
GPtrArray *mps_csv_mappings_load_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_csv_mappings_keep_async (MpsSession *session,
                                  const char *name,
                                  const MpsCsvMapping *mapping,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
gboolean mps_csv_mappings_keep_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
