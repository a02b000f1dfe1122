/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/readers/mps-readers.h"

G_BEGIN_DECLS

/**
 * MpsReaderLock: held by the one thread that talks to a reader; shared by reference.
 */
typedef struct {
  GMutex mutex;
} MpsReaderLock;

void mps_reader_lock_unref (MpsReaderLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsReaderLock, mps_reader_lock_unref)

char *mps_readers_resolve (MpsReaders *self, const char *serial, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsReaderLock *mps_readers_ref_lock (MpsReaders *self, const char *serial)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_readers_claim (MpsReaders *self, const char *serial);
void mps_readers_release (MpsReaders *self, const char *serial);
void mps_readers_ask (MpsReaders *self, const char *serial);
MpsSession *mps_readers_peek_session (MpsReaders *self);

G_END_DECLS
