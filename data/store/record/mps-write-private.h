/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/audit/mps-audit-place-private.h"
#include "data/store/audit/mps-audit.h"
#include "data/store/db/mps-db.h"
#include "data/store/record/mps-batch-private.h"

G_BEGIN_DECLS

/**
 * MpsWriteContext:
 * @db: the writing connection, inside a transaction
 * @batch: what is being written
 * @owner: the open store that writes
 * @place: where it is written from
 * @time_us: now, the same for the whole batch
 * @written: (element-type MpsResource): records as they were stored, in order
 *
 * What every write of a batch needs.
 */
struct _MpsWriteContext {
  MpsDb *db;
  const MpsStoreBatch *batch;
  const char *owner;
  MpsAuditPlace *place;
  gint64 time_us;
  GPtrArray *written;
};

gboolean mps_write_batch (MpsWriteContext *context, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_write_audit (MpsWriteContext *context,
                          MpsAuditAction action,
                          const char *patient,
                          const char *target,
                          const guint8 *digest,
                          gint64 *seq,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_write_note (MpsWriteContext *context, const MpsWrite *write, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_write_change (MpsWriteContext *context,
                           const char *type,
                           const char *id,
                           gint64 version,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_write_refuse_patient (MpsWriteContext *context, const char *patient, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

gboolean mps_write_record (MpsWriteContext *context, const MpsWrite *write, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_write_run (MpsWriteContext *context, const MpsWrite *write, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_write_scans (MpsWriteContext *context, const MpsWrite *write, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* mps-clock.c */
gboolean mps_clock_note (MpsWriteContext *context, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* mps-project.c */
gboolean mps_project_record (MpsDb *db,
                             gint64 key,
                             const char *type,
                             const char *id,
                             const char *patient,
                             const char *json,
                             gint64 now_us,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_project_run (MpsDb *db, gint64 key, const char *patient, gint64 now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
