/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-keyring-private.h"

#include <string.h>

/* The file, numbers little-endian:
 *
 *   body       magic 8, version 2, algorithms 4, generation 8, salt 32, cost 8,
 *              number of epochs 1, each: number 4, nonce 24, check 32,
 *              recovery 1 (0 or 1), then: public half 32, a box of 80 for each epoch,
 *              number of accounts 2, each: id 32, cost 8, salt 16, nonce 24, wrapped 48,
 *              public half 32, a box of 80 for each epoch, MAC 32
 *   MACs       of the body, 32 for each epoch
 *   checksum   of everything so far, 32: tells damage from tampering
 *   lock-out   for each account: failures 4, last 8; then a checksum of its own, 32
 */

#define VERSION 1
#define CHECKSUM_SIZE 32
/* No file of this version is longer, with room to spare. */
#define FILE_MAX (1024 * 1024)

static const guint8 magic[8] = { 0x89, 'M', 'P', 'S', 'K', 'E', 'Y', '\n' };

/* Argon2id 1.3; XChaCha20-Poly1305; sealed box of X25519 and XSalsa20-Poly1305; pages of the
 * database by XChaCha20-Poly1305. */
static const guint8 algorithms[4] = { 1, 1, 1, 1 };

static void
put_number (GByteArray *out, guint64 value, guint size)
{
  for (guint i = 0; i < size; i++) {
    guint8 byte = (guint8)(value >> (8 * i));

    g_byte_array_append (out, &byte, 1);
  }
}

static void
put_cost (GByteArray *out, const MpsKeyringCost *cost)
{
  put_number (out, cost->passes, 4);
  put_number (out, cost->memory_kib, 4);
}

static void
put_holder (GByteArray *out, const MpsKeyringHolder *holder, guint n_epochs)
{
  g_byte_array_append (out, holder->public_half, sizeof holder->public_half);
  for (guint i = 0; i < n_epochs; i++)
    g_byte_array_append (out, holder->boxes[i], sizeof holder->boxes[i]);
}

static void
put_account (GByteArray *out, const MpsKeyringAccount *account, guint n_epochs)
{
  g_byte_array_append (out, account->id, sizeof account->id);
  put_cost (out, &account->cost);
  g_byte_array_append (out, account->salt, sizeof account->salt);
  g_byte_array_append (out, account->nonce, sizeof account->nonce);
  g_byte_array_append (out, account->wrapped, sizeof account->wrapped);
  put_holder (out, &account->holder, n_epochs);
}

/**
 * mps_keyring_encode_account:
 * @self: a keyring
 * @account: one of its accounts
 *
 * Returns: (transfer full): what the account's MAC is made over: it and whose file it belongs to
 */
GByteArray *
mps_keyring_encode_account (const MpsKeyring *self, const MpsKeyringAccount *account)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, self->salt, sizeof self->salt);
  put_account (out, account, self->n_epochs);
  return out;
}

static void
put_epochs (GByteArray *out, const MpsKeyring *self)
{
  put_number (out, self->n_epochs, 1);
  for (guint i = 0; i < self->n_epochs; i++) {
    const MpsKeyringEpoch *epoch = &self->epochs[i];

    put_number (out, epoch->number, 4);
    g_byte_array_append (out, epoch->nonce, sizeof epoch->nonce);
    g_byte_array_append (out, epoch->check, sizeof epoch->check);
  }
}

/**
 * mps_keyring_encode_body:
 * @self: a keyring
 *
 * Returns: (transfer full): everything that decides who can open, which the MACs are made over
 */
GByteArray *
mps_keyring_encode_body (const MpsKeyring *self)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, magic, sizeof magic);
  put_number (out, VERSION, 2);
  g_byte_array_append (out, algorithms, sizeof algorithms);
  put_number (out, self->generation, 8);
  g_byte_array_append (out, self->salt, sizeof self->salt);
  put_cost (out, &self->cost);
  put_epochs (out, self);
  put_number (out, self->has_recovery, 1);
  if (self->has_recovery)
    put_holder (out, &self->recovery, self->n_epochs);

  put_number (out, self->accounts->len, 2);
  for (guint i = 0; i < self->accounts->len; i++) {
    const MpsKeyringAccount *account = g_ptr_array_index (self->accounts, i);

    put_account (out, account, self->n_epochs);
    g_byte_array_append (out, account->mac, sizeof account->mac);
  }
  return out;
}

static void
put_checksum (GByteArray *out, gsize from)
{
  guint8 checksum[CHECKSUM_SIZE];

  crypto_generichash (checksum, sizeof checksum, out->data + from, out->len - from, NULL, 0);
  g_byte_array_append (out, checksum, sizeof checksum);
}

/**
 * mps_keyring_encode:
 * @self: a keyring
 *
 * Returns: (transfer full): the whole file
 */
GBytes *
mps_keyring_encode (const MpsKeyring *self)
{
  GByteArray *out = mps_keyring_encode_body (self);
  gsize lockout;

  for (guint i = 0; i < self->n_epochs; i++)
    g_byte_array_append (out, self->macs[i], sizeof self->macs[i]);
  put_checksum (out, 0);

  lockout = out->len;
  for (guint i = 0; i < self->accounts->len; i++) {
    const MpsKeyringAccount *account = g_ptr_array_index (self->accounts, i);

    put_number (out, account->failures, 4);
    put_number (out, (guint64)account->last_us, 8);
  }
  put_checksum (out, lockout);
  return g_byte_array_free_to_bytes (out);
}

/**
 * mps_keyring_hash_bytes:
 * @bytes: a whole file
 * @hash: (out): tells it from every other
 */
void
mps_keyring_hash_bytes (GBytes *bytes, guint8 *hash)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  crypto_generichash (hash, MPS_KEYRING_HASH_SIZE, data, size, NULL, 0);
}

/* What was not read yet; once it is too short, all that follows reads as zero. */
typedef struct {
  const guint8 *data;
  gsize left;
  gboolean cut;
} Cursor;

static void
take (Cursor *cursor, void *out, gsize size)
{
  if (cursor->cut || cursor->left < size) {
    cursor->cut = TRUE;
    memset (out, 0, size);
    return;
  }

  memcpy (out, cursor->data, size);
  cursor->data += size;
  cursor->left -= size;
}

static guint64
take_number (Cursor *cursor, guint size)
{
  guint8 bytes[8];
  guint64 value = 0;

  take (cursor, bytes, size);
  for (guint i = 0; i < size; i++)
    value |= (guint64)bytes[i] << (8 * i);
  return value;
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error,
                       MPS_SEAL_ERROR,
                       MPS_SEAL_ERROR_DAMAGED,
                       "keys: the file is damaged; nothing was changed: restore it, or restore a "
                       "backup");
  return FALSE;
}

static gboolean
set_version (GError **error)
{
  g_set_error_literal (error,
                       MPS_SEAL_ERROR,
                       MPS_SEAL_ERROR_VERSION,
                       "keys: the file was written by a newer version of the program; install "
                       "that version");
  return FALSE;
}

static gboolean
check_start (Cursor *cursor, GError **error)
{
  guint8 found[sizeof magic];
  guint8 used[sizeof algorithms];
  guint64 version;

  take (cursor, found, sizeof found);
  version = take_number (cursor, 2);
  if (cursor->cut || memcmp (found, magic, sizeof magic) != 0 || version == 0)
    return set_damaged (error);
  if (version != VERSION)
    return set_version (error);

  take (cursor, used, sizeof used);
  return memcmp (used, algorithms, sizeof used) == 0 || set_version (error);
}

/* A hostile file must not make a sign-in take for ever or all of the memory. */
static gboolean
take_cost (Cursor *cursor, MpsKeyringCost *cost)
{
  cost->passes = (guint32)take_number (cursor, 4);
  cost->memory_kib = (guint32)take_number (cursor, 4);
  return cost->passes >= 1 && cost->passes <= 64 && cost->memory_kib >= 8 &&
         cost->memory_kib <= 1024 * 1024;
}

static gboolean
take_epochs (Cursor *cursor, MpsKeyring *self)
{
  self->n_epochs = (guint)take_number (cursor, 1);
  if (self->n_epochs < 1 || self->n_epochs > MPS_KEYRING_N_SLOTS)
    return FALSE;

  for (guint i = 0; i < self->n_epochs; i++) {
    MpsKeyringEpoch *epoch = &self->epochs[i];

    epoch->number = (guint32)take_number (cursor, 4);
    take (cursor, epoch->nonce, sizeof epoch->nonce);
    take (cursor, epoch->check, sizeof epoch->check);
    if (epoch->number == 0 || (i > 0 && epoch->number <= self->epochs[i - 1].number))
      return FALSE;
  }
  return TRUE;
}

static void
take_holder (Cursor *cursor, MpsKeyringHolder *holder, guint n_epochs)
{
  take (cursor, holder->public_half, sizeof holder->public_half);
  for (guint i = 0; i < n_epochs; i++)
    take (cursor, holder->boxes[i], sizeof holder->boxes[i]);
}

static gboolean
take_recovery (Cursor *cursor, MpsKeyring *self)
{
  guint64 has = take_number (cursor, 1);

  self->has_recovery = has == 1;
  if (self->has_recovery)
    take_holder (cursor, &self->recovery, self->n_epochs);
  return has <= 1;
}

static gboolean
take_account (Cursor *cursor, MpsKeyring *self)
{
  MpsKeyringAccount *account = g_new0 (MpsKeyringAccount, 1);
  guint n = self->accounts->len;
  const MpsKeyringAccount *before = n > 0 ? g_ptr_array_index (self->accounts, n - 1) : NULL;
  gboolean sound;

  g_ptr_array_add (self->accounts, account);
  take (cursor, account->id, sizeof account->id);
  sound = take_cost (cursor, &account->cost);
  take (cursor, account->salt, sizeof account->salt);
  take (cursor, account->nonce, sizeof account->nonce);
  take (cursor, account->wrapped, sizeof account->wrapped);
  take_holder (cursor, &account->holder, self->n_epochs);
  take (cursor, account->mac, sizeof account->mac);
  /* Ordered, so that the same accounts are always the same bytes and none is there twice. */
  return sound && !cursor->cut &&
         (before == NULL || memcmp (before->id, account->id, sizeof account->id) < 0);
}

static gboolean
take_accounts (Cursor *cursor, MpsKeyring *self)
{
  guint64 n = take_number (cursor, 2);

  if (n > MPS_KEYRING_MAX_ACCOUNTS)
    return FALSE;
  for (guint64 i = 0; i < n; i++)
    if (!take_account (cursor, self))
      return FALSE;

  return TRUE;
}

static gboolean
take_body (Cursor *cursor, MpsKeyring *self)
{
  self->generation = take_number (cursor, 8);
  take (cursor, self->salt, sizeof self->salt);
  if (!take_cost (cursor, &self->cost) || !take_epochs (cursor, self) ||
      !take_recovery (cursor, self) || !take_accounts (cursor, self))
    return FALSE;

  for (guint i = 0; i < self->n_epochs; i++)
    take (cursor, self->macs[i], sizeof self->macs[i]);
  return !cursor->cut;
}

static gboolean
take_checksum (Cursor *cursor, const guint8 *from)
{
  gsize size = (gsize)(cursor->data - from);
  guint8 found[CHECKSUM_SIZE];
  guint8 right[CHECKSUM_SIZE];

  crypto_generichash (right, sizeof right, from, size, NULL, 0);
  take (cursor, found, sizeof found);
  return !cursor->cut && memcmp (found, right, sizeof right) == 0;
}

static void
take_lockout_of (Cursor *cursor, MpsKeyringAccount *account)
{
  guint64 failures = take_number (cursor, 4);
  gint64 last_us = (gint64)take_number (cursor, 8);

  account->failures = (guint)MIN (failures, MPS_KEYRING_MAX_FAILURES);
  account->last_us = MAX (last_us, 0);
}

/* Whoever can write the file can also set the failures back, so that damage here must not keep
 * anyone out: what cannot be read counts as none. */
static void
take_lockout (Cursor *cursor, MpsKeyring *self)
{
  const gsize size = 12;
  Cursor tail = *cursor;

  if (cursor->left != self->accounts->len * size + CHECKSUM_SIZE)
    return;
  tail.data += self->accounts->len * size;
  tail.left = CHECKSUM_SIZE;
  if (!take_checksum (&tail, cursor->data))
    return;

  for (guint i = 0; i < self->accounts->len; i++)
    take_lockout_of (cursor, g_ptr_array_index (self->accounts, i));
}

/**
 * mps_keyring_decode:
 * @bytes: a whole file
 * @error: return location
 *
 * Errors: %MPS_SEAL_ERROR_DAMAGED, %MPS_SEAL_ERROR_VERSION. That no one meddled with it shows only
 * when it is unlocked.
 *
 * Returns: (transfer full): the keyring, locked, or %NULL
 */
MpsKeyring *
mps_keyring_decode (GBytes *bytes, GError **error)
{
  g_autoptr (MpsKeyring) self = mps_keyring_new_blank ();
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  Cursor cursor = { .data = data, .left = size };

  if (size > FILE_MAX) {
    set_damaged (error);
    return NULL;
  }
  if (!check_start (&cursor, error))
    return NULL;
  if (!take_body (&cursor, self) || !take_checksum (&cursor, data)) {
    set_damaged (error);
    return NULL;
  }

  take_lockout (&cursor, self);
  mps_keyring_hash_bytes (bytes, self->file_hash);
  self->has_file = TRUE;
  return g_steal_pointer (&self);
}

/**
 * mps_keyring_get_cost:
 * @self: a keyring
 *
 * Returns: the cost of the accounts that are added from now on
 */
MpsKeyringCost
mps_keyring_get_cost (MpsKeyring *self)
{
  return self->cost;
}
