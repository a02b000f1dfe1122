/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-owner-private.h"
#include "data/store/mps-pool-private.h"
#include "data/store/mps-store-options.h"
#include "data/store/mps-writer-private.h"

G_BEGIN_DECLS

MpsLoan *mps_store_take_reader (MpsStore *self, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsOwner *mps_store_peek_owner (MpsStore *self);

/* mps-run-end.c */
gboolean mps_runs_end_abandoned (MpsDb *db, MpsOwner *owner, MpsAuditPlace *place, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
