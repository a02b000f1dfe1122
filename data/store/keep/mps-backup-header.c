/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-backup-private.h"

#include "data/store/seal/mps-seal-vfs.h"

#include <string.h>

/* A backup file, numbers little-endian:
 *
 *   magic 8, version 2, size of the keyring 4, the keyring,
 *   number of parts 1, each: length of the suffix 1, the suffix, size 8,
 *   nonce 24, the sealed manifest 96: records 8, made 8, head 32, hash of the parts 32, tag 16
 *   the parts, one after another: the sealed database, then what belongs to it
 *
 * The manifest is sealed together with all that stands before it, so that header, keyring and parts
 * of different backups cannot be mixed. */

#define VERSION 1
#define PURPOSE_MANIFEST "backup-manifest"
#define PURPOSE_PARTS "backup-parts"
#define KEYRING_MAX (1024 * 1024)

static const guint8 magic[8] = { 0x89, 'M', 'P', 'S', 'B', 'A', 'K', '\n' };

/**
 * mps_backup_header_clear:
 * @header: a header, which is emptied
 */
void
mps_backup_header_clear (MpsBackupHeader *header)
{
  g_clear_pointer (&header->keyring, g_bytes_unref);
}

static void
put_number (GByteArray *out, guint64 value, guint size)
{
  for (guint i = 0; i < size; i++) {
    guint8 byte = (guint8)(value >> (8 * i));

    g_byte_array_append (out, &byte, 1);
  }
}

static GByteArray *
encode_open_part (const MpsBackupHeader *header)
{
  GByteArray *out = g_byte_array_new ();
  gsize size;
  const guint8 *keyring = g_bytes_get_data (header->keyring, &size);

  g_byte_array_append (out, magic, sizeof magic);
  put_number (out, VERSION, 2);
  put_number (out, size, 4);
  g_byte_array_append (out, keyring, (guint)size);
  put_number (out, header->n_parts, 1);
  for (guint i = 0; i < header->n_parts; i++) {
    const MpsBackupPart *part = &header->parts[i];

    put_number (out, strlen (part->suffix), 1);
    g_byte_array_append (out, (const guint8 *)part->suffix, (guint)strlen (part->suffix));
    put_number (out, part->size, 8);
  }
  return out;
}

/**
 * mps_backup_header_encode:
 * @header: a sealed header
 *
 * Returns: (transfer full): what the file begins with
 */
GBytes *
mps_backup_header_encode (const MpsBackupHeader *header)
{
  GByteArray *out = encode_open_part (header);

  g_byte_array_append (out, header->nonce, sizeof header->nonce);
  g_byte_array_append (out, header->manifest, sizeof header->manifest);
  return g_byte_array_free_to_bytes (out);
}

typedef struct {
  const guint8 *data;
  gsize left;
  gboolean cut;
} Cursor;

static const guint8 *
take (Cursor *cursor, gsize size)
{
  const guint8 *at = cursor->data;

  if (cursor->cut || cursor->left < size) {
    cursor->cut = TRUE;
    return NULL;
  }

  cursor->data += size;
  cursor->left -= size;
  return at;
}

static guint64
take_number (Cursor *cursor, guint size)
{
  const guint8 *bytes = take (cursor, size);
  guint64 value = 0;

  for (guint i = 0; bytes != NULL && i < size; i++)
    value |= (guint64)bytes[i] << (8 * i);
  return value;
}

/**
 * mps_backup_set_damaged:
 * @error: return location
 *
 * Returns: %FALSE
 */
gboolean
mps_backup_set_damaged (GError **error)
{
  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_CORRUPT,
                       "backup: the file is damaged or was altered; nothing was restored: use "
                       "another backup");
  return FALSE;
}

static gboolean
check_start (Cursor *cursor, GError **error)
{
  const guint8 *found = take (cursor, sizeof magic);
  guint64 version = take_number (cursor, 2);

  if (found == NULL || memcmp (found, magic, sizeof magic) != 0) {
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_INPUT,
                         "backup: the file is no backup of this program");
    return FALSE;
  }
  if (cursor->cut || version == 0)
    return mps_backup_set_damaged (error);
  if (version == VERSION)
    return TRUE;

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_VERSION,
                       "backup: the file was written by a newer version of the program; install "
                       "that version");
  return FALSE;
}

/* Only names that this program gives: a path never comes out of a file. */
static const char *
find_suffix (const guint8 *text, gsize length)
{
  const char *const *companions = mps_seal_list_companions ();

  if (length == 0)
    return "";
  for (gsize i = 0; text != NULL && companions[i] != NULL; i++)
    if (strlen (companions[i]) == length && memcmp (companions[i], text, length) == 0)
      return companions[i];

  return NULL;
}

static gboolean
take_part (Cursor *cursor, MpsBackupHeader *header)
{
  MpsBackupPart *part = &header->parts[header->n_parts];
  gsize length = (gsize)take_number (cursor, 1);
  const guint8 *text = take (cursor, length);

  part->suffix = find_suffix (text, length);
  part->size = take_number (cursor, 8);
  /* The database itself comes first, and nothing twice. */
  if (cursor->cut || part->suffix == NULL || part->size > G_MAXINT64 / MPS_BACKUP_MAX_PARTS ||
      (*part->suffix == '\0') != (header->n_parts == 0))
    return FALSE;
  for (guint i = 0; i < header->n_parts; i++)
    if (header->parts[i].suffix == part->suffix)
      return FALSE;

  header->n_parts++;
  return TRUE;
}

static gboolean
take_parts (Cursor *cursor, MpsBackupHeader *header)
{
  guint64 n = take_number (cursor, 1);

  if (n < 1 || n > MPS_BACKUP_MAX_PARTS)
    return FALSE;
  for (guint64 i = 0; i < n; i++)
    if (!take_part (cursor, header))
      return FALSE;

  return TRUE;
}

static gboolean
take_rest (Cursor *cursor, MpsBackupHeader *header)
{
  gsize size = (gsize)take_number (cursor, 4);
  const guint8 *keyring = size <= KEYRING_MAX ? take (cursor, size) : NULL;
  const guint8 *nonce;
  const guint8 *manifest;

  if (keyring == NULL || !take_parts (cursor, header))
    return FALSE;

  nonce = take (cursor, sizeof header->nonce);
  manifest = take (cursor, sizeof header->manifest);
  if (cursor->cut)
    return FALSE;

  header->keyring = g_bytes_new (keyring, size);
  memcpy (header->nonce, nonce, sizeof header->nonce);
  memcpy (header->manifest, manifest, sizeof header->manifest);
  return TRUE;
}

static gboolean
check_size (const MpsBackupHeader *header, guint64 file_size, GError **error)
{
  guint64 size = header->start;

  for (guint i = 0; i < header->n_parts; i++)
    size += header->parts[i].size;
  if (size == file_size)
    return TRUE;
  if (size < file_size)
    return mps_backup_set_damaged (error);

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_CORRUPT,
               "backup: the file was cut off: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
               " bytes are there; nothing was restored: copy it again, or use another backup",
               file_size,
               size);
  return FALSE;
}

/**
 * mps_backup_header_decode:
 * @header: (out): the header, to be cleared; empty on failure
 * @bytes: the file, or its first %MPS_BACKUP_HEADER_MAX bytes
 * @file_size: size of the whole file
 * @error: return location
 *
 * Errors: %MPS_STORE_ERROR_INPUT (no backup), %MPS_STORE_ERROR_CORRUPT (damaged, cut),
 * %MPS_STORE_ERROR_VERSION.
 *
 * Returns: whether the file can be a whole backup
 */
gboolean
mps_backup_header_decode (MpsBackupHeader *header, GBytes *bytes, guint64 file_size, GError **error)
{
  MpsBackupHeader found = { 0 };
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  Cursor cursor = { .data = data, .left = size };

  *header = found;
  if (!check_start (&cursor, error))
    return FALSE;
  if (!take_rest (&cursor, &found))
    return mps_backup_set_damaged (error);

  found.start = size - cursor.left;
  if (!check_size (&found, file_size, error)) {
    mps_backup_header_clear (&found);
    return FALSE;
  }

  *header = found;
  return TRUE;
}

static void
write_number (guint8 *out, guint64 value)
{
  for (guint i = 0; i < 8; i++)
    out[i] = (guint8)(value >> (8 * i));
}

static guint64
read_number (const guint8 *bytes)
{
  guint64 value = 0;

  for (guint i = 0; i < 8; i++)
    value |= (guint64)bytes[i] << (8 * i);
  return value;
}

/**
 * mps_backup_header_seal:
 * @header: a header with keyring and parts
 * @manifest: what is told of the backup
 * @key: the data key
 */
void
mps_backup_header_seal (MpsBackupHeader *header, const MpsBackupManifest *manifest, MpsSealKey *key)
{
  g_autoptr (MpsSealKey) subkey = mps_seal_key_derive (key, PURPOSE_MANIFEST);
  g_autoptr (GByteArray) about = encode_open_part (header);
  guint8 plain[MPS_BACKUP_MANIFEST_SIZE];

  write_number (plain, manifest->records);
  write_number (plain + 8, (guint64)manifest->made_us);
  memcpy (plain + 16, manifest->head, MPS_DIGEST_SIZE);
  memcpy (plain + 16 + MPS_DIGEST_SIZE, manifest->hash, MPS_BACKUP_HASH_SIZE);
  randombytes_buf (header->nonce, sizeof header->nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt (header->manifest,
                                              NULL,
                                              plain,
                                              sizeof plain,
                                              about->data,
                                              about->len,
                                              NULL,
                                              header->nonce,
                                              mps_seal_key_peek (subkey));
}

/**
 * mps_backup_header_open:
 * @header: a header
 * @key: the data key
 * @manifest: (out): what is told of the backup
 * @error: return location
 *
 * Error: %MPS_STORE_ERROR_CORRUPT.
 *
 * Returns: whether the header is as it was written
 */
gboolean
mps_backup_header_open (const MpsBackupHeader *header,
                        MpsSealKey *key,
                        MpsBackupManifest *manifest,
                        GError **error)
{
  g_autoptr (MpsSealKey) subkey = mps_seal_key_derive (key, PURPOSE_MANIFEST);
  g_autoptr (GByteArray) about = encode_open_part (header);
  guint8 plain[MPS_BACKUP_MANIFEST_SIZE];

  if (crypto_aead_xchacha20poly1305_ietf_decrypt (plain,
                                                  NULL,
                                                  NULL,
                                                  header->manifest,
                                                  sizeof header->manifest,
                                                  about->data,
                                                  about->len,
                                                  header->nonce,
                                                  mps_seal_key_peek (subkey)) != 0)
    return mps_backup_set_damaged (error);

  manifest->records = read_number (plain);
  manifest->made_us = (gint64)read_number (plain + 8);
  memcpy (manifest->head, plain + 16, MPS_DIGEST_SIZE);
  memcpy (manifest->hash, plain + 16 + MPS_DIGEST_SIZE, MPS_BACKUP_HASH_SIZE);
  return TRUE;
}

/**
 * mps_backup_hash_init:
 * @hash: (out): a hash over nothing yet
 * @key: the data key
 */
void
mps_backup_hash_init (MpsBackupHash *hash, MpsSealKey *key)
{
  g_autoptr (MpsSealKey) subkey = mps_seal_key_derive (key, PURPOSE_PARTS);

  crypto_generichash_init (
      &hash->state, mps_seal_key_peek (subkey), MPS_SEAL_KEY_SIZE, MPS_BACKUP_HASH_SIZE);
}

/**
 * mps_backup_hash_finish:
 * @hash: a hash, which ends
 * @out: (out) (array fixed-size=32): its value
 */
void
mps_backup_hash_finish (MpsBackupHash *hash, guint8 *out)
{
  crypto_generichash_final (&hash->state, out, MPS_BACKUP_HASH_SIZE);
}
