/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MPS_SEAL_KEY_SIZE 32

/**
 * MpsSealKey:
 *
 * 32 secret bytes in memory that is locked, guarded and wiped. It is never changed, so that any
 * thread may read it.
 */
typedef struct _MpsSealKey MpsSealKey;

MpsSealKey *mps_seal_key_new (void);
MpsSealKey *mps_seal_key_new_take (guint8 bytes[MPS_SEAL_KEY_SIZE]);
MpsSealKey *mps_seal_key_derive (MpsSealKey *key, const char *purpose);
MpsSealKey *mps_seal_key_ref (MpsSealKey *key);
void mps_seal_key_unref (MpsSealKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsSealKey, mps_seal_key_unref)
const guint8 *mps_seal_key_peek (MpsSealKey *key);

void mps_seal_protect_process (void);

G_END_DECLS
