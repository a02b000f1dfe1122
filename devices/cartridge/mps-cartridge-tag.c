/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/cartridge/mps-cartridge-tag.h"

#include "devices/cartridge/mps-cartridge-payload-private.h"
#include "devices/cartridge/mps-ndef-private.h"

#include <sodium.h>
#include <string.h>

#define RECORD_TYPE "manpasik.org:cartridge"
#define CC_PAGE 3
#define NDEF_FIRST_PAGE 4
#define NDEF_LAST_PAGE 127

/* 2000-01-01T00:00:00Z in days since 1970-01-01 */
#define DAYS_TO_2000 10957

static const guint8 capability_container[MPS_TAG_PAGE_SIZE] = { 0xE1, 0x10, 0x3E, 0x00 };

static gsize
page_offset (guint page)
{
  return (gsize)page * MPS_TAG_PAGE_SIZE;
}

static gboolean
is_right_chip (gsize uid_size, const guint8 *memory, gsize memory_size)
{
  return uid_size == MPS_CARTRIDGE_UID_SIZE && memory_size >= page_offset (CC_PAGE + 1) &&
         memcmp (memory + page_offset (CC_PAGE), capability_container, MPS_TAG_PAGE_SIZE) == 0;
}

static MpsTagRefusal
find_payload (const guint8 *memory, gsize memory_size, const guint8 **payload, gsize *payload_size)
{
  gsize end = MIN (memory_size, page_offset (NDEF_LAST_PAGE + 1));
  const guint8 *area = memory + page_offset (NDEF_FIRST_PAGE);

  switch (mps_ndef_find_external (
      area, end - page_offset (NDEF_FIRST_PAGE), RECORD_TYPE, payload, payload_size)) {
  case MPS_NDEF_FOUND:
    return MPS_TAG_ACCEPTED;
  case MPS_NDEF_NO_MESSAGE:
    return MPS_TAG_REFUSED_NOT_NDEF;
  case MPS_NDEF_NO_RECORD:
    return MPS_TAG_REFUSED_NO_RECORD;
  case MPS_NDEF_CUT_SHORT:
  default:
    return MPS_TAG_REFUSED_MALFORMED;
  }
}

/* A key's dates are judged by the clock; before the program was built the clock says nothing, and
 * the cartridge is refused for that in its turn, with the sentence that helps. */
static const guint8 *
find_key (const MpsTagPolicy *policy, const guint8 *key_id)
{
  if (policy->now_us < policy->built_us)
    return mps_trusted_keys_find_undated (policy->keys, MPS_KEY_USE_CARTRIDGE, key_id);

  return mps_trusted_keys_find (policy->keys, MPS_KEY_USE_CARTRIDGE, key_id, policy->now_us);
}

static gboolean
is_signature_right (const guint8 *uid,
                    const guint8 *payload,
                    const MpsPayload *split,
                    const guint8 *key)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  g_byte_array_append (message, uid, MPS_CARTRIDGE_UID_SIZE);
  g_byte_array_append (message, payload, (guint)split->signed_size);
  return crypto_sign_verify_detached (split->signature, message->data, message->len, key) == 0;
}

static MpsTagRefusal
check_origin (const guint8 *uid,
              const guint8 *payload,
              const MpsPayload *split,
              const MpsTagPolicy *policy)
{
  const guint8 *key = find_key (policy, split->key_id);

  if (key == NULL)
    return MPS_TAG_REFUSED_KEY;
  if (!is_signature_right (uid, payload, split, key))
    return MPS_TAG_REFUSED_SIGNATURE;
  if (!split->in_rule)
    return MPS_TAG_REFUSED_FIELDS;
  return MPS_TAG_ACCEPTED;
}

static gboolean
is_expired (const MpsCartridge *cartridge, gint64 now_us)
{
  gint64 first_invalid_day = DAYS_TO_2000 + (gint64)cartridge->expiry_days + 1;

  return now_us >= first_invalid_day * G_TIME_SPAN_DAY;
}

static MpsTagRefusal
check_use (const MpsCartridge *cartridge, const MpsTagPolicy *policy)
{
  if (is_expired (cartridge, policy->now_us))
    return MPS_TAG_REFUSED_EXPIRED;
  if (policy->now_us < policy->built_us)
    return MPS_TAG_REFUSED_CLOCK;
  if (cartridge->uses_burnt >= cartridge->uses_allowed)
    return MPS_TAG_REFUSED_SPENT;
  if (policy->highest_uses != NULL &&
      policy->highest_uses (cartridge->id, policy->data) > cartridge->uses_burnt)
    return MPS_TAG_REFUSED_ROLLED_BACK;
  if (policy->type_allowed != NULL && !policy->type_allowed (cartridge->type, policy->data))
    return MPS_TAG_REFUSED_PLAN;
  return MPS_TAG_ACCEPTED;
}

static guint
count_uses (const guint8 *memory)
{
  const guint8 *page = memory + page_offset (MPS_CARTRIDGE_USES_PAGE);
  guint uses = 0;

  for (guint i = 0; i < MPS_TAG_PAGE_SIZE; i++)
    uses += (guint)__builtin_popcount (page[i]);
  return uses;
}

/**
 * mps_cartridge_tag_decode:
 * @uid: the tag's UID as the chip answered
 * @uid_size: its bytes
 * @memory: the tag's memory from page 0, through page 129 at least
 * @memory_size: its bytes
 * @policy: whom and what to believe
 * @cartridge: (out) (optional): the cartridge when accepted, and also when it is genuine but
 * refused as expired, clock, spent, rolled back or plan, so that it can be shown; else untouched
 *
 * Judges a cartridge by the rules of the tag format in their order; the first that fails is the
 * answer. Total: any bytes give an answer. Only %MPS_TAG_ACCEPTED allows a measurement.
 *
 * Returns: the verdict
 */
MpsTagRefusal
mps_cartridge_tag_decode (const guint8 *uid,
                          gsize uid_size,
                          const guint8 *memory,
                          gsize memory_size,
                          const MpsTagPolicy *policy,
                          MpsCartridge **cartridge)
{
  g_auto (MpsPayload) split = { 0 };
  const guint8 *payload = NULL;
  gsize payload_size = 0;
  MpsTagRefusal refusal;

  if (!is_right_chip (uid_size, memory, memory_size))
    return MPS_TAG_REFUSED_CHIP;
  refusal = find_payload (memory, memory_size, &payload, &payload_size);
  if (refusal != MPS_TAG_ACCEPTED)
    return refusal;
  if (memory_size < page_offset (MPS_CARTRIDGE_USES_PAGE + 1) ||
      !mps_payload_split (payload, payload_size, &split))
    return MPS_TAG_REFUSED_MALFORMED;
  refusal = check_origin (uid, payload, &split, policy);
  if (refusal != MPS_TAG_ACCEPTED)
    return refusal;

  memcpy (split.cartridge->uid, uid, MPS_CARTRIDGE_UID_SIZE);
  split.cartridge->uses_burnt = count_uses (memory);
  refusal = check_use (split.cartridge, policy);
  if (cartridge != NULL)
    *cartridge = g_steal_pointer (&split.cartridge);
  return refusal;
}

/**
 * mps_cartridge_memory_build:
 * @uid: UID of the tag
 * @payload: a signed payload
 * @uses_burnt: uses that are spent already, at most 32
 *
 * Returns: (transfer full): the memory of an NTAG215 with the cartridge on it, 540 bytes
 */
GBytes *
mps_cartridge_memory_build (const guint8 uid[MPS_CARTRIDGE_UID_SIZE],
                            GBytes *payload,
                            guint uses_burnt)
{
  gsize size = page_offset (MPS_CARTRIDGE_TAG_PAGES);
  g_autofree guint8 *memory = g_malloc0 (size);
  g_autoptr (GByteArray) ndef = g_byte_array_new ();
  guint8 *uses = memory + page_offset (MPS_CARTRIDGE_USES_PAGE);

  /* ISO/IEC 14443-3: the UID stands in two halves, each with its check byte. */
  memcpy (memory, uid, 3);
  memory[3] = 0x88 ^ uid[0] ^ uid[1] ^ uid[2];
  memcpy (memory + 4, uid + 3, 4);
  memory[8] = uid[3] ^ uid[4] ^ uid[5] ^ uid[6];
  memory[9] = 0x48;
  memcpy (memory + page_offset (CC_PAGE), capability_container, sizeof capability_container);

  mps_ndef_append_external (
      ndef, RECORD_TYPE, g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));
  memcpy (memory + page_offset (NDEF_FIRST_PAGE),
          ndef->data,
          MIN (ndef->len, page_offset (NDEF_LAST_PAGE + 1) - page_offset (NDEF_FIRST_PAGE)));

  for (guint i = 0; i < MIN (uses_burnt, 8 * MPS_TAG_PAGE_SIZE); i++)
    uses[i / 8] |= (guint8)(1 << (i % 8));
  return g_bytes_new_take (g_steal_pointer (&memory), size);
}
