/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/audit/mps-audit-place-private.h"
#include "data/store/db/mps-db.h"
#include "data/store/record/mps-store-batch.h"

G_BEGIN_DECLS

/**
 * MpsWriter:
 *
 * The one thread of a store that writes. Batches are carried out in the order they come; those that
 * wait together share one commit, but each still succeeds or fails alone.
 */
typedef struct _MpsWriter MpsWriter;

MpsWriter *mps_writer_new (MpsDb *db, const char *owner, MpsAuditPlace *place)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_writer_close (MpsWriter *writer);
void mps_writer_free (MpsWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsWriter, mps_writer_free)
gboolean mps_writer_commit (MpsWriter *writer,
                            const MpsStoreBatch *batch,
                            GPtrArray **written,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
