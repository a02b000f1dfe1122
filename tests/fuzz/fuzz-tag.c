/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/cartridge/mps-cartridge-tag.h"
#include "devices/virtual/mps-virtual-maker.h"
#include "devices/virtual/mps-virtual-tag.h"
#include "tests/fuzz/fuzz.h"

#include <sodium.h>
#include <string.h>

/* Input: a byte that chooses what the rest is. A wrong signature would hide the fields from any
 * fuzzer, so one kind is signed before it is judged. */

typedef enum {
  MEMORY,
  PAYLOAD,
  PAYLOAD_TO_SIGN,
  N_KINDS,
} Kind;

#define KEY_AND_SIGNATURE (8 + 64)
/* 2026-06-01T12:00:00Z */
#define NOW_US G_GINT64_CONSTANT (1780315200000000)

static const guint8 uid[MPS_CARTRIDGE_UID_SIZE] = { 0x04, 1, 2, 3, 4, 5, 6 };

static const MpsTrustedKeys *
peek_keys (void)
{
  static MpsTrustedKeys *keys = NULL;
  const char *file = mps_virtual_tag_peek_key_file ();

  if (keys == NULL) {
    keys = mps_trusted_keys_new ();
    g_assert_true (mps_trusted_keys_add_data (keys, file, strlen (file), NULL));
  }
  return keys;
}

/* What was accepted is in rule and builds the bytes that it was read from. */
static void
check_cartridge (const MpsCartridge *cartridge)
{
  guint8 secret_key[MPS_SECRET_KEY_SIZE];
  guint8 public_key[MPS_PUBLIC_KEY_SIZE];
  g_autoptr (GBytes) again = NULL;
  gsize size = g_bytes_get_size (cartridge->payload);

  g_assert_true (g_utf8_validate (cartridge->lot, -1, NULL));
  g_assert_cmpuint (cartridge->uses_allowed, >=, 1);
  g_assert_cmpuint (cartridge->uses_allowed, <=, 32);
  g_assert_cmpuint (cartridge->n_analytes, <=, MPS_CARTRIDGE_MAX_ANALYTES);
  for (guint i = 0; i < cartridge->n_analytes; i++) {
    const MpsAnalyte *analyte = &cartridge->analytes[i];

    g_assert_cmpuint (analyte->first_channel + analyte->n_channels, <=, 88);
    g_assert_cmpfloat (analyte->low, <, analyte->high);
  }
  mps_virtual_maker_get_keys (MPS_KEY_USE_CARTRIDGE, secret_key, public_key);
  again = mps_cartridge_payload_build (cartridge, secret_key, public_key);
  g_assert_cmpuint (g_bytes_get_size (again), ==, size);
  g_assert_cmpmem (g_bytes_get_data (again, NULL),
                   size - KEY_AND_SIGNATURE,
                   g_bytes_get_data (cartridge->payload, NULL),
                   size - KEY_AND_SIGNATURE);
}

static MpsTagRefusal
judge (const guint8 *memory, gsize size)
{
  const MpsTagPolicy policy = { .keys = peek_keys (), .now_us = NOW_US };
  g_autoptr (MpsCartridge) cartridge = NULL;
  MpsTagRefusal refusal =
      mps_cartridge_tag_decode (uid, sizeof uid, memory, size, &policy, &cartridge);

  g_assert_true (refusal != MPS_TAG_ACCEPTED || cartridge != NULL);
  g_assert_true (refusal > MPS_TAG_REFUSED_FIELDS || refusal == MPS_TAG_ACCEPTED ||
                 cartridge == NULL);
  if (cartridge != NULL)
    check_cartridge (cartridge);
  return refusal;
}

static MpsTagRefusal
parse (const guint8 *payload, gsize size)
{
  g_autoptr (MpsCartridge) cartridge = NULL;
  MpsTagRefusal refusal = mps_cartridge_payload_parse (payload, size, &cartridge);

  g_assert_true ((refusal == MPS_TAG_ACCEPTED) == (cartridge != NULL));
  if (cartridge != NULL)
    check_cartridge (cartridge);
  return refusal;
}

/* Appends key id and signature, so that only the fields can be wrong. */
static void
sign_and_judge (const guint8 *fields, gsize size)
{
  guint8 secret_key[MPS_SECRET_KEY_SIZE];
  guint8 public_key[MPS_PUBLIC_KEY_SIZE];
  guint8 key_id[MPS_KEY_ID_SIZE];
  guint8 signature[64];
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) memory = NULL;
  MpsTagRefusal parsed;

  if (size > 300)
    return;
  mps_virtual_maker_get_keys (MPS_KEY_USE_CARTRIDGE, secret_key, public_key);
  mps_public_key_get_id (public_key, key_id);
  g_byte_array_append (message, uid, sizeof uid);
  g_byte_array_append (message, fields, (guint)size);
  g_byte_array_append (message, key_id, sizeof key_id);
  crypto_sign_detached (signature, NULL, message->data, message->len, secret_key);
  g_byte_array_append (message, signature, sizeof signature);

  parsed = parse (message->data + sizeof uid, message->len - sizeof uid);
  payload = g_bytes_new (message->data + sizeof uid, message->len - sizeof uid);
  memory = mps_cartridge_memory_build (uid, payload, 0);
  if (judge (g_bytes_get_data (memory, NULL), g_bytes_get_size (memory)) == MPS_TAG_ACCEPTED)
    g_assert_cmpint (parsed, ==, MPS_TAG_ACCEPTED);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 1)
    return 0;

  switch ((Kind)(data[0] % N_KINDS)) {
  case MEMORY:
    judge (data + 1, size - 1);
    break;
  case PAYLOAD:
    parse (data + 1, size - 1);
    break;
  case PAYLOAD_TO_SIGN:
  case N_KINDS:
  default:
    sign_and_judge (data + 1, size - 1);
    break;
  }
  return 0;
}

static void
add_seed (GPtrArray *seeds, Kind kind, const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) seed = g_byte_array_new ();
  guint8 choice = (guint8)kind;

  g_byte_array_append (seed, &choice, 1);
  g_byte_array_append (seed, data, (guint)size);
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (g_steal_pointer (&seed)));
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint64 i = 0; i < 3; i++) {
    g_autoptr (GBytes) memory = mps_virtual_tag_make_memory (i, NOW_US);
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (memory, &size);
    /* A block with a three-byte length, then a short record with a type of 22 bytes. */
    gsize start = 16 + 4 + 3 + 22;
    gsize payload = data[16 + 4 + 2];

    g_assert_cmpuint (data[17], ==, 0xFF);
    g_assert_cmpint (parse (data + start, payload), ==, MPS_TAG_ACCEPTED);
    add_seed (seeds, MEMORY, data, size);
    add_seed (seeds, PAYLOAD, data + start, payload);
    add_seed (seeds, PAYLOAD_TO_SIGN, data + start, payload - KEY_AND_SIGNATURE);
  }
  return seeds;
}
