/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-keyring-private.h"

#include <string.h>

#define PURPOSE_FILE "keyring-mac"
#define PURPOSE_ACCOUNT "keyring-account"
#define PURPOSE_CHECK "keyring-check"

static const guint8 known[MPS_KEYRING_CHECK_SIZE] = "manpasik-key-001";

static void
compute_mac (GByteArray *message, MpsSealKey *key, const char *purpose, guint8 *mac)
{
  g_autoptr (MpsSealKey) subkey = mps_seal_key_derive (key, purpose);

  crypto_generichash (mac,
                      MPS_KEYRING_HASH_SIZE,
                      message->data,
                      message->len,
                      mps_seal_key_peek (subkey),
                      MPS_SEAL_KEY_SIZE);
}

static void
compute_account_mac (const MpsKeyring *self, const MpsKeyringAccount *account, guint8 *mac)
{
  g_autoptr (GByteArray) message = mps_keyring_encode_account (self, account);

  compute_mac (message, self->keys[MPS_KEYRING_CURRENT], PURPOSE_ACCOUNT, mac);
}

/**
 * mps_keyring_sign:
 * @self: a keyring that is unlocked and was changed
 *
 * Makes the MACs anew: what is in memory is what shall stand.
 */
void
mps_keyring_sign (MpsKeyring *self)
{
  g_autoptr (GByteArray) body = NULL;

  self->generation++;
  for (guint i = 0; i < self->accounts->len; i++) {
    MpsKeyringAccount *account = g_ptr_array_index (self->accounts, i);

    compute_account_mac (self, account, account->mac);
  }

  body = mps_keyring_encode_body (self);
  for (guint i = 0; i < self->n_epochs; i++)
    compute_mac (body, self->keys[i], PURPOSE_FILE, self->macs[i]);
}

static gboolean
verify_accounts (MpsKeyring *self, GError **error)
{
  for (guint i = 0; i < self->accounts->len; i++) {
    const MpsKeyringAccount *account = g_ptr_array_index (self->accounts, i);
    guint8 mac[MPS_KEYRING_HASH_SIZE];

    compute_account_mac (self, account, mac);
    if (sodium_memcmp (mac, account->mac, sizeof mac) == 0)
      continue;

    g_set_error (error,
                 MPS_SEAL_ERROR,
                 MPS_SEAL_ERROR_ALTERED,
                 "keys: account %u of %u in the file was added or altered outside this program; "
                 "nothing was opened: restore the file, or restore a backup",
                 i + 1,
                 self->accounts->len);
    return FALSE;
  }
  return TRUE;
}

/**
 * mps_keyring_verify:
 * @self: a keyring with its keys
 * @error: return location
 *
 * Error: %MPS_SEAL_ERROR_ALTERED, which says what can be said.
 *
 * Returns: whether everything that decides who can open is as this program wrote it
 */
gboolean
mps_keyring_verify (MpsKeyring *self, GError **error)
{
  g_autoptr (GByteArray) body = NULL;

  if (!verify_accounts (self, error))
    return FALSE;

  body = mps_keyring_encode_body (self);
  for (guint i = 0; i < self->n_epochs; i++) {
    guint8 mac[MPS_KEYRING_HASH_SIZE];

    if (self->keys[i] == NULL)
      continue;
    compute_mac (body, self->keys[i], PURPOSE_FILE, mac);
    if (sodium_memcmp (mac, self->macs[i], sizeof mac) == 0)
      continue;

    g_set_error_literal (error,
                         MPS_SEAL_ERROR,
                         MPS_SEAL_ERROR_ALTERED,
                         "keys: an account or the recovery key was taken away or exchanged outside "
                         "this program; nothing was opened: restore the file, or restore a backup");
    return FALSE;
  }
  return TRUE;
}

/* Which key it is is part of what is sealed. */
static void
describe_epoch (const MpsKeyring *self, MpsKeyringSlot slot, guint8 *out)
{
  guint32 number = self->epochs[slot].number;

  memcpy (out, self->salt, MPS_KEYRING_HASH_SIZE);
  for (guint i = 0; i < 4; i++)
    out[MPS_KEYRING_HASH_SIZE + i] = (guint8)(number >> (8 * i));
}

/**
 * mps_keyring_make_check:
 * @self: a keyring
 * @slot: an epoch with its number and its key
 *
 * Makes the record by which a wrong key is told from damage.
 */
void
mps_keyring_make_check (MpsKeyring *self, MpsKeyringSlot slot)
{
  MpsKeyringEpoch *epoch = &self->epochs[slot];
  g_autoptr (MpsSealKey) subkey = mps_seal_key_derive (self->keys[slot], PURPOSE_CHECK);
  guint8 about[MPS_KEYRING_HASH_SIZE + 4];

  describe_epoch (self, slot, about);
  randombytes_buf (epoch->nonce, sizeof epoch->nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt (epoch->check,
                                              NULL,
                                              known,
                                              sizeof known,
                                              about,
                                              sizeof about,
                                              NULL,
                                              epoch->nonce,
                                              mps_seal_key_peek (subkey));
}

/**
 * mps_keyring_test_check:
 * @self: a keyring
 * @slot: an epoch
 * @key: what may be its key
 *
 * Returns: whether it is
 */
gboolean
mps_keyring_test_check (MpsKeyring *self, MpsKeyringSlot slot, MpsSealKey *key)
{
  const MpsKeyringEpoch *epoch = &self->epochs[slot];
  g_autoptr (MpsSealKey) subkey = mps_seal_key_derive (key, PURPOSE_CHECK);
  guint8 about[MPS_KEYRING_HASH_SIZE + 4];
  guint8 found[MPS_KEYRING_CHECK_SIZE];

  describe_epoch (self, slot, about);
  return crypto_aead_xchacha20poly1305_ietf_decrypt (found,
                                                     NULL,
                                                     NULL,
                                                     epoch->check,
                                                     sizeof epoch->check,
                                                     about,
                                                     sizeof about,
                                                     epoch->nonce,
                                                     mps_seal_key_peek (subkey)) == 0 &&
         memcmp (found, known, sizeof known) == 0;
}
