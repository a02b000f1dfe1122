/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-db.h"

G_BEGIN_DECLS

/**
 * MpsPool:
 *
 * Connections that read. One is taken for the time of one question; when all are out, the next
 * waits.
 */
typedef struct _MpsPool MpsPool;

MpsPool *mps_pool_new (const char *path, const char *vfs, guint max) G_GNUC_WARN_UNUSED_RESULT;
void mps_pool_close (MpsPool *pool);
void mps_pool_free (MpsPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsPool, mps_pool_free)
void mps_pool_set_busy (MpsPool *pool, guint timeout_ms, MpsDbBusyFunc who, gpointer data);

/**
 * MpsLoan: a connection that was taken from its pool and goes back there.
 */
typedef struct _MpsLoan MpsLoan;

MpsLoan *mps_pool_take (MpsPool *pool, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsDb *mps_loan_peek_db (MpsLoan *loan);
void mps_loan_return (MpsLoan *loan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsLoan, mps_loan_return)

G_END_DECLS
