/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsOldRecord: a record that no one has changed for long.
 * @type: its type
 * @id: its id
 * @patient_id: whose chart it is in, or empty
 * @updated_us: when it was last written, µs since 1970 UTC
 */
typedef struct {
  char *type;
  char *id;
  char *patient_id;
  gint64 updated_us;
} MpsOldRecord;

void mps_old_record_free (MpsOldRecord *record);
GPtrArray *mps_store_list_old (MpsStore *self,
                               const char *type,
                               gint64 before_us,
                               guint limit,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_store_count_old (MpsStore *self,
                              const char *type,
                              gint64 before_us,
                              guint64 *records,
                              guint64 *old,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
