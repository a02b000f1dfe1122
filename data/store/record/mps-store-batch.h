/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-resource.h"
#include "data/model/mps-run.h"
#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsStoreBatch:
 *
 * Writes that happen together or not at all, with their audit entries and change-log lines.
 */
typedef struct _MpsStoreBatch MpsStoreBatch;

/** MPS_VERSION_ANY: write whatever version is stored, or a new record */
#define MPS_VERSION_ANY (-1)
/** MPS_VERSION_NEW: the record must not exist yet */
#define MPS_VERSION_NEW 0

MpsStoreBatch *mps_store_batch_new (const char *who, const char *why) G_GNUC_WARN_UNUSED_RESULT;
void mps_store_batch_free (MpsStoreBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsStoreBatch, mps_store_batch_free)
void mps_store_batch_bind_patient (MpsStoreBatch *batch, const char *patient_id);
void mps_store_batch_put (MpsStoreBatch *batch, MpsResource *resource, gint64 expected_version);
void mps_store_batch_put_run (MpsStoreBatch *batch, const MpsRun *run);
void mps_store_batch_append_scans (MpsStoreBatch *batch,
                                   const char *run_id,
                                   const MpsScan *scans,
                                   gsize n_scans);
void mps_store_batch_set_setting (MpsStoreBatch *batch, const char *key, const char *value);
gboolean mps_store_commit (MpsStore *self,
                           MpsStoreBatch *batch,
                           GPtrArray **written,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
