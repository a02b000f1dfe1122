/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-seal-key.h"

G_BEGIN_DECLS

#define MPS_SEAL_ID_SIZE 16
#define MPS_SEAL_HASH_SIZE 16
#define MPS_SEAL_NONCE_SIZE 24
#define MPS_SEAL_TAG_SIZE 16
#define MPS_SEAL_OVERHEAD (MPS_SEAL_NONCE_SIZE + MPS_SEAL_TAG_SIZE)

/**
 * MpsSealCipher:
 *
 * Seals and opens boxes of one file: a box is ciphertext, nonce and tag. Any thread.
 */
typedef struct _MpsSealCipher MpsSealCipher;

/**
 * MpsSealNonces:
 * @prefix: random, so that no two open files share nonces
 * @counter: number of the next one
 */
typedef struct {
  guint8 prefix[8];
  guint64 counter;
} MpsSealNonces;

MpsSealCipher *mps_seal_cipher_new (MpsSealKey *key, const guint8 id[MPS_SEAL_ID_SIZE]);
void mps_seal_cipher_free (MpsSealCipher *cipher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsSealCipher, mps_seal_cipher_free)
const guint8 *mps_seal_cipher_peek_id (const MpsSealCipher *cipher);

void mps_seal_nonces_init (MpsSealNonces *nonces);
void mps_seal_cipher_seal (const MpsSealCipher *cipher,
                           MpsSealNonces *nonces,
                           guint64 epoch,
                           const guint8 *bound,
                           gsize n_bound,
                           const guint8 *plain,
                           gsize size,
                           guint8 *box);
gboolean mps_seal_cipher_open (const MpsSealCipher *cipher,
                               const guint8 *bound,
                               gsize n_bound,
                               const guint8 *box,
                               gsize size,
                               guint8 *plain);
guint64 mps_seal_box_get_epoch (const guint8 *box, gsize size);
void mps_seal_cipher_hash (const MpsSealCipher *cipher,
                           guint32 index,
                           const guint8 *box,
                           gsize size,
                           guint8 hash[MPS_SEAL_HASH_SIZE]);

guint32 mps_seal_read_be32 (const guint8 *bytes);
guint64 mps_seal_read_be64 (const guint8 *bytes);
void mps_seal_write_be32 (guint8 *bytes, guint32 value);
void mps_seal_write_be64 (guint8 *bytes, guint64 value);

G_END_DECLS
