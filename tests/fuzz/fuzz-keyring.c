/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-keyring.h"
#include "tests/fuzz/fuzz.h"

#include <sodium.h>

/* Input: a byte that chooses: the file as it is, or with the checksum of all but the last 32 bytes
 * put right, which a fuzzer would never guess; then the file. What is accepted is written back the
 * same, and opens for no other key. */

#define CHECKSUM_SIZE 32

static MpsSealKey *
peek_key (void)
{
  static MpsSealKey *key = NULL;

  if (key == NULL)
    key = mps_seal_key_new ();
  return key;
}

static void
read_back (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsKeyring) keyring = mps_keyring_new_from_bytes (bytes, &error);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (MpsKeyring) twice = NULL;
  gint64 last_us;

  if (keyring == NULL) {
    g_assert_true (error->domain == MPS_SEAL_ERROR);
    return;
  }

  g_assert_cmpuint (mps_keyring_get_failures (keyring, "kim", &last_us), <=, 1000);
  g_assert_cmpint (last_us, >=, 0);
  g_assert_false (mps_keyring_unlock_with_key (keyring, peek_key (), NULL, NULL));
  g_assert_null (mps_keyring_peek_key (keyring));
  again = mps_keyring_to_bytes (keyring);
  twice = mps_keyring_new_from_bytes (again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mps_keyring_get_n_accounts (twice), ==, mps_keyring_get_n_accounts (keyring));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = NULL;

  if (size < 1)
    return 0;

  bytes = g_bytes_new (data + 1, size - 1);
  if (data[0] % 2 == 1 && size > 1 + CHECKSUM_SIZE) {
    guint8 *file = g_memdup2 (data + 1, size - 1);

    crypto_generichash (
        file + size - 1 - CHECKSUM_SIZE, CHECKSUM_SIZE, file, size - 1 - CHECKSUM_SIZE, NULL, 0);
    g_bytes_unref (bytes);
    bytes = g_bytes_new_take (file, size - 1);
  }
  read_back (bytes);
  return 0;
}

static void
add_seed (GPtrArray *seeds, guint8 choice, const guint8 *data, gsize size)
{
  GByteArray *seed = g_byte_array_new ();

  g_byte_array_append (seed, &choice, 1);
  g_byte_array_append (seed, data, (guint)size);
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (seed));
}

static void
add_seeds (GPtrArray *seeds, MpsKeyring *keyring)
{
  g_autoptr (GBytes) bytes = mps_keyring_to_bytes (keyring);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gsize lockout = 12 * mps_keyring_get_n_accounts (keyring) + CHECKSUM_SIZE;

  add_seed (seeds, 0, data, size);
  add_seed (seeds, 1, data, size - lockout);
}

GPtrArray *
fuzz_make_seeds (void)
{
  const MpsKeyringCost cheap = { .passes = 1, .memory_kib = 8 };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (MpsKeyring) keyring = mps_keyring_new ();
  g_autoptr (MpsSecret) secret = mps_secret_new ("x", -1);
  g_autofree char *text = NULL;

  mps_keyring_set_cost (keyring, &cheap);
  add_seeds (seeds, keyring);
  g_assert_true (mps_keyring_add (keyring, "kim", secret, NULL));
  g_assert_true (mps_keyring_add (keyring, "lee", secret, NULL));
  add_seeds (seeds, keyring);
  text = mps_keyring_renew_recovery (keyring, NULL);
  g_assert_nonnull (text);
  g_assert_true (mps_keyring_begin_rekey (keyring, NULL));
  add_seeds (seeds, keyring);
  return seeds;
}
