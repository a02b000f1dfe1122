/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-store-extract.h"
#include "data/store/mps-store-private.h"

#include <sodium.h>
#include <string.h>

/* A sealed file: magic 8, nonce 24, what is sealed, tag 16. The magic and the purpose are sealed
 * with it, so that a file of one kind is never taken for another. */

#define MAGIC_SIZE 8
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES
#define HEAD_SIZE (MAGIC_SIZE + NONCE_SIZE)

static const guint8 magic[MAGIC_SIZE] = { 0x89, 'M', 'P', 'S', 'F', 'I', 'L', '\n' };

static MpsSealKey *
derive (MpsStore *self, const char *purpose, GError **error)
{
  g_autofree char *full = g_strconcat ("file ", purpose, NULL);

  if (mps_store_peek_key (self) != NULL)
    return mps_seal_key_derive (mps_store_peek_key (self), full);

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_REFUSED,
                       "records: this profile is not sealed, and nothing readable is written; "
                       "seal it first");
  return NULL;
}

/**
 * mps_store_write_sealed:
 * @self: a store with sealed files
 * @path: file to write; it is there whole or not at all
 * @purpose: what for, as a word; it is read back with the same
 * @bytes: what is sealed
 * @error: return location
 *
 * Blocks. Errors: %MPS_STORE_ERROR_REFUSED (a plain profile), #GFileError.
 *
 * Returns: whether it is written
 */
gboolean
mps_store_write_sealed (
    MpsStore *self, const char *path, const char *purpose, GBytes *bytes, GError **error)
{
  g_autoptr (MpsSealKey) key = derive (self, purpose, error);
  gsize size;
  const guint8 *plain = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *out = NULL;

  if (key == NULL)
    return FALSE;

  out = g_malloc (HEAD_SIZE + size + TAG_SIZE);
  memcpy (out, magic, MAGIC_SIZE);
  randombytes_buf (out + MAGIC_SIZE, NONCE_SIZE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (out + HEAD_SIZE,
                                              NULL,
                                              plain,
                                              size,
                                              magic,
                                              MAGIC_SIZE,
                                              NULL,
                                              out + MAGIC_SIZE,
                                              mps_seal_key_peek (key));
  return g_file_set_contents_full (path,
                                   (const char *)out,
                                   (gssize)(HEAD_SIZE + size + TAG_SIZE),
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600,
                                   error);
}

/**
 * mps_store_read_sealed:
 * @self: a store with sealed files
 * @path: a file of mps_store_write_sealed(), made with the same key
 * @purpose: what for
 * @error: return location
 *
 * Blocks. Errors: %MPS_STORE_ERROR_CORRUPT (altered, cut, of another profile or purpose),
 * %MPS_STORE_ERROR_REFUSED, #GFileError.
 *
 * Returns: (transfer full): what was sealed, or %NULL
 */
GBytes *
mps_store_read_sealed (MpsStore *self, const char *path, const char *purpose, GError **error)
{
  g_autoptr (MpsSealKey) key = derive (self, purpose, error);
  g_autofree char *content = NULL;
  g_autofree guint8 *plain = NULL;
  const guint8 *data;
  gsize size = 0;

  if (key == NULL || !g_file_get_contents (path, &content, &size, error))
    return NULL;

  data = (const guint8 *)content;
  if (size >= HEAD_SIZE + TAG_SIZE && memcmp (data, magic, MAGIC_SIZE) == 0) {
    plain = g_malloc (size - HEAD_SIZE - TAG_SIZE + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt (plain,
                                                    NULL,
                                                    NULL,
                                                    data + HEAD_SIZE,
                                                    size - HEAD_SIZE,
                                                    magic,
                                                    MAGIC_SIZE,
                                                    data + MAGIC_SIZE,
                                                    mps_seal_key_peek (key)) == 0)
      return g_bytes_new_take (g_steal_pointer (&plain), size - HEAD_SIZE - TAG_SIZE);
  }

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_CORRUPT,
                       "records: the sealed file is damaged, was altered, or belongs to another "
                       "profile");
  return NULL;
}
