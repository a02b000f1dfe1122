/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-cipher-private.h"

#include <sodium.h>
#include <string.h>

struct _MpsSealCipher {
  MpsSealKey *boxes;
  MpsSealKey *hashes;
  guint8 id[MPS_SEAL_ID_SIZE];
};

/**
 * mps_seal_cipher_new:
 * @key: the key of the profile
 * @id: what tells this file from every other one under the same key
 *
 * Returns: (transfer full): the file's own cipher, XChaCha20-Poly1305
 */
MpsSealCipher *
mps_seal_cipher_new (MpsSealKey *key, const guint8 id[MPS_SEAL_ID_SIZE])
{
  MpsSealCipher *cipher = g_new0 (MpsSealCipher, 1);
  char text[2 * MPS_SEAL_ID_SIZE + 1];
  g_autofree char *boxes = NULL;
  g_autofree char *hashes = NULL;

  sodium_bin2hex (text, sizeof text, id, MPS_SEAL_ID_SIZE);
  boxes = g_strconcat ("pages of ", text, NULL);
  hashes = g_strconcat ("hashes of ", text, NULL);
  cipher->boxes = mps_seal_key_derive (key, boxes);
  cipher->hashes = mps_seal_key_derive (key, hashes);
  memcpy (cipher->id, id, MPS_SEAL_ID_SIZE);
  return cipher;
}

/**
 * mps_seal_cipher_free:
 * @cipher: (transfer full) (nullable): a cipher
 */
void
mps_seal_cipher_free (MpsSealCipher *cipher)
{
  if (cipher == NULL)
    return;

  mps_seal_key_unref (cipher->boxes);
  mps_seal_key_unref (cipher->hashes);
  g_free (cipher);
}

/**
 * mps_seal_cipher_peek_id:
 * @cipher: a cipher
 *
 * Returns: (transfer none) (array fixed-size=16): the id of its file
 */
const guint8 *
mps_seal_cipher_peek_id (const MpsSealCipher *cipher)
{
  return cipher->id;
}

/**
 * mps_seal_nonces_init:
 * @nonces: (out): nonces that no one else has
 */
void
mps_seal_nonces_init (MpsSealNonces *nonces)
{
  randombytes_buf (nonces->prefix, sizeof nonces->prefix);
  nonces->counter = 0;
}

/**
 * mps_seal_cipher_seal:
 * @cipher: the file's cipher
 * @nonces: nonces of this open file
 * @epoch: becomes the first part of the nonce, readable but not to be altered
 * @bound: (array length=n_bound): what the box belongs to: it opens only there
 * @n_bound: its size
 * @plain: (array length=size): what is sealed
 * @size: its size
 * @box: (out): @size bytes of ciphertext, then nonce and tag
 */
void
mps_seal_cipher_seal (const MpsSealCipher *cipher,
                      MpsSealNonces *nonces,
                      guint64 epoch,
                      const guint8 *bound,
                      gsize n_bound,
                      const guint8 *plain,
                      gsize size,
                      guint8 *box)
{
  guint8 *nonce = box + size;

  mps_seal_write_be64 (nonce, epoch);
  memcpy (nonce + 8, nonces->prefix, 8);
  mps_seal_write_be64 (nonce + 16, nonces->counter++);
  crypto_aead_xchacha20poly1305_ietf_encrypt_detached (box,
                                                       nonce + MPS_SEAL_NONCE_SIZE,
                                                       NULL,
                                                       plain,
                                                       size,
                                                       bound,
                                                       n_bound,
                                                       NULL,
                                                       nonce,
                                                       mps_seal_key_peek (cipher->boxes));
}

/**
 * mps_seal_cipher_open:
 * @cipher: the file's cipher
 * @bound: (array length=n_bound): what the box should belong to
 * @n_bound: its size
 * @box: a box
 * @size: bytes of ciphertext in it
 * @plain: (out): @size bytes; untouched where the box does not open
 *
 * Returns: whether the box is whole and belongs there
 */
gboolean
mps_seal_cipher_open (const MpsSealCipher *cipher,
                      const guint8 *bound,
                      gsize n_bound,
                      const guint8 *box,
                      gsize size,
                      guint8 *plain)
{
  const guint8 *nonce = box + size;

  return crypto_aead_xchacha20poly1305_ietf_decrypt_detached (plain,
                                                              NULL,
                                                              box,
                                                              size,
                                                              nonce + MPS_SEAL_NONCE_SIZE,
                                                              bound,
                                                              n_bound,
                                                              nonce,
                                                              mps_seal_key_peek (cipher->boxes)) ==
         0;
}

/**
 * mps_seal_box_get_epoch:
 * @box: a box
 * @size: bytes of ciphertext in it
 *
 * Returns: the epoch in its nonce, which is true only if the box opens
 */
guint64
mps_seal_box_get_epoch (const guint8 *box, gsize size)
{
  return mps_seal_read_be64 (box + size);
}

/**
 * mps_seal_cipher_hash:
 * @cipher: the file's cipher
 * @index: where the box lies
 * @box: a box
 * @size: bytes of ciphertext in it
 * @hash: (out): names this very box at this place, to those who have the key
 */
void
mps_seal_cipher_hash (const MpsSealCipher *cipher,
                      guint32 index,
                      const guint8 *box,
                      gsize size,
                      guint8 hash[MPS_SEAL_HASH_SIZE])
{
  guint8 named[4 + MPS_SEAL_OVERHEAD];

  mps_seal_write_be32 (named, index);
  memcpy (named + 4, box + size, MPS_SEAL_OVERHEAD);
  crypto_generichash (hash,
                      MPS_SEAL_HASH_SIZE,
                      named,
                      sizeof named,
                      mps_seal_key_peek (cipher->hashes),
                      MPS_SEAL_KEY_SIZE);
}

guint32
mps_seal_read_be32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_BE (value);
}

guint64
mps_seal_read_be64 (const guint8 *bytes)
{
  guint64 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT64_FROM_BE (value);
}

void
mps_seal_write_be32 (guint8 *bytes, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (bytes, &value, sizeof value);
}

void
mps_seal_write_be64 (guint8 *bytes, guint64 value)
{
  value = GUINT64_TO_BE (value);
  memcpy (bytes, &value, sizeof value);
}
