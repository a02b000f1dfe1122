/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-key.h"

#include "data/store/seal/mps-seal-error.h"

#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct _MpsSealKey {
  gatomicrefcount references;
  guint8 *bytes;
};

GQuark
mps_seal_error_quark (void)
{
  return g_quark_from_static_string ("mps-seal-error-quark");
}

static MpsSealKey *
make (void)
{
  MpsSealKey *key;

  /* Both fail only where a process can do nothing useful any more. */
  if (sodium_init () < 0)
    g_error ("libsodium cannot be used");

  key = g_new0 (MpsSealKey, 1);
  g_atomic_ref_count_init (&key->references);
  key->bytes = sodium_malloc (MPS_SEAL_KEY_SIZE);
  if (key->bytes == NULL)
    g_error ("no memory that can be locked is left for a key");
  return key;
}

static MpsSealKey *
finish (MpsSealKey *key)
{
  sodium_mprotect_readonly (key->bytes);
  return key;
}

/**
 * mps_seal_key_new:
 *
 * Returns: (transfer full): a new random key
 */
MpsSealKey *
mps_seal_key_new (void)
{
  MpsSealKey *key = make ();

  randombytes_buf (key->bytes, MPS_SEAL_KEY_SIZE);
  return finish (key);
}

/**
 * mps_seal_key_new_take:
 * @bytes: (array fixed-size=32): the key; wiped
 *
 * Returns: (transfer full): the key
 */
MpsSealKey *
mps_seal_key_new_take (guint8 bytes[MPS_SEAL_KEY_SIZE])
{
  MpsSealKey *key = make ();

  memcpy (key->bytes, bytes, MPS_SEAL_KEY_SIZE);
  sodium_memzero (bytes, MPS_SEAL_KEY_SIZE);
  return finish (key);
}

/**
 * mps_seal_key_derive:
 * @key: a key
 * @purpose: what for; each purpose gives a key of its own
 *
 * Keyed BLAKE2b of @purpose (RFC 7693).
 *
 * Returns: (transfer full): the key for that purpose
 */
MpsSealKey *
mps_seal_key_derive (MpsSealKey *key, const char *purpose)
{
  MpsSealKey *derived = make ();

  crypto_generichash (derived->bytes,
                      MPS_SEAL_KEY_SIZE,
                      (const guint8 *)purpose,
                      strlen (purpose),
                      key->bytes,
                      MPS_SEAL_KEY_SIZE);
  return finish (derived);
}

/**
 * mps_seal_key_ref:
 * @key: a key
 *
 * Any thread.
 *
 * Returns: (transfer full): @key
 */
MpsSealKey *
mps_seal_key_ref (MpsSealKey *key)
{
  g_atomic_ref_count_inc (&key->references);
  return key;
}

/**
 * mps_seal_key_unref:
 * @key: (transfer full) (nullable): a key; wiped with its last reference
 *
 * Any thread.
 */
void
mps_seal_key_unref (MpsSealKey *key)
{
  if (key == NULL || !g_atomic_ref_count_dec (&key->references))
    return;

  sodium_free (key->bytes);
  g_free (key);
}

/**
 * mps_seal_key_peek:
 * @key: a key
 *
 * Returns: (transfer none) (array fixed-size=32): its bytes, which may not be copied into memory
 *   that is not locked
 */
const guint8 *
mps_seal_key_peek (MpsSealKey *key)
{
  return key->bytes;
}

/**
 * mps_seal_protect_process:
 *
 * Forbids core dumps and debuggers of the same user, which would show keys and records. For the
 * main function of programs, before a key is read.
 */
void
mps_seal_protect_process (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}
