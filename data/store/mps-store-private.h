/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-owner-private.h"
#include "data/store/db/mps-pool-private.h"
#include "data/store/db/mps-writer-private.h"
#include "data/store/keep/mps-store-check.h"
#include "data/store/mps-store-options.h"
#include "data/store/seal/mps-seal-vfs.h"

G_BEGIN_DECLS

MpsLoan *mps_store_take_reader (MpsStore *self, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsOwner *mps_store_peek_owner (MpsStore *self);
const char *mps_store_peek_vfs (MpsStore *self);
MpsSealVfs *mps_store_peek_seal (MpsStore *self);
MpsSealKey *mps_store_peek_key (MpsStore *self);

/* mps-check.c */
MpsStoreCheck *mps_store_check_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_check_db (MpsDb *db, MpsStoreCheck *check, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* mps-check-seal.c */
gboolean
mps_check_seal (MpsStore *self, MpsStoreCheck *check, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* mps-run-end.c */
gboolean mps_runs_end_abandoned (MpsDb *db, MpsOwner *owner, MpsAuditPlace *place, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
