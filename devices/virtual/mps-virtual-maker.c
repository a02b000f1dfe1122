/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-virtual-maker.h"

#include <sodium.h>
#include <string.h>

/* Everyone can read these seeds and sign with them: that is why only demo profiles may trust the
 * keys. */
static const char *const seeds[] = {
  [MPS_KEY_USE_CARTRIDGE] = "ManPaSik virtual demo cartridges",
  [MPS_KEY_USE_FIRMWARE] = "ManPaSik virtual demo firmware 1",
};

/**
 * mps_virtual_maker_get_keys:
 * @use: which of the two key pairs
 * @secret_key: (out caller-allocates) (optional): as libsodium keeps it
 * @public_key: (out caller-allocates): its public half
 *
 * The virtual demo maker's Ed25519 keys. Their secret is public.
 */
void
mps_virtual_maker_get_keys (MpsKeyUse use,
                            guint8 secret_key[MPS_SECRET_KEY_SIZE],
                            guint8 public_key[MPS_PUBLIC_KEY_SIZE])
{
  guint8 secret[crypto_sign_SECRETKEYBYTES];

  g_assert (strlen (seeds[use]) == crypto_sign_SEEDBYTES);
  crypto_sign_seed_keypair (public_key, secret, (const guint8 *)seeds[use]);
  if (secret_key != NULL)
    memcpy (secret_key, secret, sizeof secret);
}

static gpointer
make_key_file (gpointer data)
{
  MpsKeyUse use = (MpsKeyUse)GPOINTER_TO_INT (data);
  guint8 public_key[MPS_PUBLIC_KEY_SIZE];
  g_autofree char *base64 = NULL;

  mps_virtual_maker_get_keys (use, NULL, public_key);
  base64 = g_base64_encode (public_key, sizeof public_key);
  return g_strdup_printf ("[key]\n"
                          "name=virtual demo maker\n"
                          "public-key=%s\n"
                          "use=%s\n"
                          "valid-from=2020-01-01\n"
                          "valid-until=2099-12-31\n",
                          base64,
                          use == MPS_KEY_USE_CARTRIDGE ? "cartridge" : "firmware");
}

/**
 * mps_virtual_maker_peek_key_file:
 * @use: which of the two keys
 *
 * Returns: (transfer none): text of the key file, for demo profiles and tests only
 */
const char *
mps_virtual_maker_peek_key_file (MpsKeyUse use)
{
  static GOnce once[] = { G_ONCE_INIT, G_ONCE_INIT };

  return g_once (&once[use], make_key_file, GINT_TO_POINTER (use));
}
