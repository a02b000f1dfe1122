/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/people/mps-secret-hash.h"

#include "data/store/mps-store-error.h"

#include <sodium.h>
#include <string.h>

#define BADGE_HASH_SIZE 32

/**
 * mps_secret_hash_new:
 * @secret: a PIN
 * @error: return location
 *
 * Argon2id with the cost that libsodium advises for people who wait. For what is kept inside sealed
 * records and opens no key; passwords are the keyring's. Blocks for a tenth of a second.
 *
 * Returns: (transfer full): what @secret can be checked against
 */
char *
mps_secret_hash_new (const MpsSecret *secret, GError **error)
{
  g_autofree char *hash = g_malloc0 (crypto_pwhash_STRBYTES);

  if (crypto_pwhash_str (hash,
                         mps_secret_peek (secret),
                         mps_secret_get_length (secret),
                         crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0)
    return g_steal_pointer (&hash);

  g_set_error_literal (
      error,
      MPS_STORE_ERROR,
      MPS_STORE_ERROR_FAILED,
      "accounts: there is not enough memory to keep the PIN; close other programs, "
      "then try again");
  return NULL;
}

/**
 * mps_secret_hash_fits:
 * @hash: of mps_secret_hash_new(); nothing fits an empty one
 * @secret: what somebody typed
 *
 * Blocks for a tenth of a second.
 *
 * Returns: whether it is the same
 */
gboolean
mps_secret_hash_fits (const char *hash, const MpsSecret *secret)
{
  return *hash != '\0' && crypto_pwhash_str_verify (
                              hash, mps_secret_peek (secret), mps_secret_get_length (secret)) == 0;
}

/**
 * mps_badge_salt_new:
 *
 * Returns: (transfer full): a random salt for the badges of a profile, hexadecimal
 */
char *
mps_badge_salt_new (void)
{
  guint8 salt[crypto_generichash_KEYBYTES];
  char *hex = g_malloc (2 * sizeof salt + 1);

  randombytes_buf (salt, sizeof salt);
  return sodium_bin2hex (hex, 2 * sizeof salt + 1, salt, sizeof salt);
}

/**
 * mps_badge_hash_new:
 * @salt: the profile's
 * @tag: what the badge's tag says it is
 * @size: its bytes
 *
 * BLAKE2b keyed with @salt: the same badge has the same hash, so that its account can be looked up.
 *
 * Returns: (transfer full): the hash, hexadecimal
 */
char *
mps_badge_hash_new (const char *salt, const guint8 *tag, gsize size)
{
  guint8 hash[BADGE_HASH_SIZE];
  char *hex = g_malloc (2 * sizeof hash + 1);

  crypto_generichash (hash, sizeof hash, tag, size, (const guint8 *)salt, MIN (strlen (salt), 64));
  return sodium_bin2hex (hex, 2 * sizeof hash + 1, hash, sizeof hash);
}
