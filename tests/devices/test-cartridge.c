/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every refusal of a cartridge tag, in the order of the rules: each test builds a good tag and
 * spoils one thing, or two to see which is told. */
#include "devices/cartridge/mps-cartridge-tag.h"
#include "devices/virtual/mps-virtual-maker.h"
#include "devices/virtual/mps-virtual-tag.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#define NDEF_START 16
#define NDEF_SIZE 496
#define USES_START (MPS_CARTRIDGE_USES_PAGE * 4)
/* 2026-06-01T12:00:00Z */
#define NOW_US G_GINT64_CONSTANT (1780315200000000)
#define BUILT_US (NOW_US - 30 * G_TIME_SPAN_DAY)
/* days from 2000-01-01 to 2026-06-01 */
#define TODAY 9648

typedef struct {
  MpsCartridge *cartridge;
  guint8 secret_key[MPS_SECRET_KEY_SIZE];
  guint8 public_key[MPS_PUBLIC_KEY_SIZE];
  MpsTrustedKeys *keys;
  MpsTagPolicy policy;
  guint highest_uses;
  gboolean type_allowed;
  GByteArray *payload;
  guint8 memory[540];
} Fixture;

static guint
get_highest_uses (const char *cartridge_id, gpointer data)
{
  g_assert_cmpstr (cartridge_id, ==, "00112233-4455-6677-8899-aabbccddeeff");
  return ((Fixture *)data)->highest_uses;
}

static gboolean
is_type_allowed (guint type, gpointer data)
{
  g_assert_cmpuint (type, ==, 0x1234);
  return ((Fixture *)data)->type_allowed;
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  static const guint8 uid[] = { 0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6 };
  const char *key_file = mps_virtual_maker_peek_key_file (MPS_KEY_USE_CARTRIDGE);
  MpsAnalyte *analyte;

  mps_virtual_maker_get_keys (MPS_KEY_USE_CARTRIDGE, fixture->secret_key, fixture->public_key);
  fixture->keys = mps_trusted_keys_new ();
  g_assert_true (mps_trusted_keys_add_data (fixture->keys, key_file, strlen (key_file), NULL));
  fixture->type_allowed = TRUE;
  fixture->policy = (MpsTagPolicy){
    .keys = fixture->keys,
    .now_us = NOW_US,
    .built_us = BUILT_US,
    .highest_uses = get_highest_uses,
    .type_allowed = is_type_allowed,
    .data = fixture,
  };

  fixture->cartridge = mps_cartridge_new ();
  memcpy (fixture->cartridge->uid, uid, sizeof uid);
  fixture->cartridge->id = g_strdup ("00112233-4455-6677-8899-aabbccddeeff");
  fixture->cartridge->type = 0x1234;
  fixture->cartridge->lot = g_strdup ("롯트-7");
  fixture->cartridge->expiry_days = TODAY;
  fixture->cartridge->uses_allowed = 3;
  fixture->cartridge->n_analytes = 1;
  analyte = &fixture->cartridge->analytes[0];
  strcpy (analyte->code, "2339-0");
  strcpy (analyte->unit, "mg/dL");
  analyte->first_channel = 80;
  analyte->n_channels = 8;
  analyte->curve = MPS_CURVE_4PL;
  analyte->parameters[0] = 0.25;
  analyte->parameters[1] = 1.5;
  analyte->parameters[2] = 100;
  analyte->parameters[3] = 2;
  analyte->low = 10;
  analyte->high = 500;
  analyte->temperature_coefficient = 0.0078125;
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->cartridge, mps_cartridge_free);
  g_clear_pointer (&fixture->keys, mps_trusted_keys_free);
  g_clear_pointer (&fixture->payload, g_byte_array_unref);
}

/* Payload and memory from the cartridge. */
static void
build (Fixture *fixture, guint uses)
{
  g_autoptr (GBytes) payload =
      mps_cartridge_payload_build (fixture->cartridge, fixture->secret_key, fixture->public_key);
  g_autoptr (GBytes) memory = mps_cartridge_memory_build (fixture->cartridge->uid, payload, uses);

  g_clear_pointer (&fixture->payload, g_byte_array_unref);
  fixture->payload = g_byte_array_new ();
  g_byte_array_append (
      fixture->payload, g_bytes_get_data (payload, NULL), (guint)g_bytes_get_size (payload));
  g_assert_cmpuint (g_bytes_get_size (memory), ==, sizeof fixture->memory);
  memcpy (fixture->memory, g_bytes_get_data (memory, NULL), sizeof fixture->memory);
}

/* Signs the payload again after a byte before the signature was changed. */
static void
sign_and_store (Fixture *fixture)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) memory = NULL;
  guint signed_size = fixture->payload->len - 64;

  g_byte_array_append (message, fixture->cartridge->uid, 7);
  g_byte_array_append (message, fixture->payload->data, signed_size);
  crypto_sign_detached (
      fixture->payload->data + signed_size, NULL, message->data, message->len, fixture->secret_key);
  payload = g_bytes_new (fixture->payload->data, fixture->payload->len);
  memory = mps_cartridge_memory_build (fixture->cartridge->uid, payload, 0);
  memcpy (fixture->memory, g_bytes_get_data (memory, NULL), sizeof fixture->memory);
}

static MpsTagRefusal
decode_sized (Fixture *fixture, gsize uid_size, gsize memory_size, MpsCartridge **cartridge)
{
  /* Exactly as long as said, so that a sanitizer sees every step beyond. */
  g_autofree guint8 *uid = g_memdup2 (fixture->cartridge->uid, MAX (uid_size, 1));
  g_autofree guint8 *memory = g_memdup2 (fixture->memory, MAX (memory_size, 1));

  return mps_cartridge_tag_decode (uid, uid_size, memory, memory_size, &fixture->policy, cartridge);
}

static MpsTagRefusal
decode (Fixture *fixture)
{
  return decode_sized (fixture, 7, sizeof fixture->memory, NULL);
}

static void
put_ndef (Fixture *fixture, const guint8 *data, gsize size)
{
  g_assert_cmpuint (size, <=, NDEF_SIZE);
  memset (fixture->memory + NDEF_START, 0, NDEF_SIZE);
  memcpy (fixture->memory + NDEF_START, data, size);
}

static void
test_accepted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsCartridge) cartridge = NULL;

  build (fixture, 2);
  g_assert_cmpint (
      decode_sized (fixture, 7, sizeof fixture->memory, &cartridge), ==, MPS_TAG_ACCEPTED);
  g_assert_cmpmem (cartridge->uid, 7, fixture->cartridge->uid, 7);
  g_assert_cmpstr (cartridge->id, ==, fixture->cartridge->id);
  g_assert_cmpuint (cartridge->type, ==, 0x1234);
  g_assert_cmpstr (cartridge->lot, ==, "롯트-7");
  g_assert_cmpuint (cartridge->expiry_days, ==, TODAY);
  g_assert_cmpuint (cartridge->uses_allowed, ==, 3);
  g_assert_cmpuint (cartridge->uses_burnt, ==, 2);
  g_assert_cmpuint (cartridge->n_analytes, ==, 1);
  g_assert_cmpstr (cartridge->analytes[0].code, ==, "2339-0");
  g_assert_cmpstr (cartridge->analytes[0].unit, ==, "mg/dL");
  g_assert_cmpuint (cartridge->analytes[0].first_channel, ==, 80);
  g_assert_cmpfloat (cartridge->analytes[0].parameters[1], ==, 1.5);
  g_assert_cmpfloat (cartridge->analytes[0].high, ==, 500);
  g_assert_cmpfloat (cartridge->analytes[0].temperature_coefficient, ==, 0.0078125);
  g_assert_cmpuint (strlen (cartridge->key_id), ==, 16);
  g_assert_cmpmem (g_bytes_get_data (cartridge->payload, NULL),
                   g_bytes_get_size (cartridge->payload),
                   fixture->payload->data,
                   fixture->payload->len);
}

/* The bytes of the format, spelled out: whoever writes tags from the page must be understood. */
static void
test_bytes (Fixture *fixture, gconstpointer data)
{
  static const guint8 begin[] = { 0x03, 3 + 22 + 148, 0xD4, 22, 148 };
  static const guint8 head[] = {
    1,    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC,
    0xDD, 0xEE, 0xFF, 0x12, 0x34, 4,    'L',  'O',  'T',  '7',  0x25, 0xB0, 3,    1,
  };
  static const guint8 floats[] = { 80, 8, 2, 0x3E, 0x80, 0, 0, 0x3F, 0xC0, 0, 0, 0x42, 0xC8, 0, 0 };

  g_free (fixture->cartridge->lot);
  fixture->cartridge->lot = g_strdup ("LOT7");
  build (fixture, 0);
  g_assert_cmpuint (fixture->payload->len, ==, 148);
  g_assert_cmpmem (fixture->payload->data, sizeof head, head, sizeof head);
  g_assert_cmpmem (fixture->payload->data + 41, sizeof floats, floats, sizeof floats);
  g_assert_cmpmem (fixture->memory + NDEF_START, sizeof begin, begin, sizeof begin);
  g_assert_cmpmem (fixture->memory + NDEF_START + 5, 22, "manpasik.org:cartridge", 22);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_ACCEPTED);
}

static void
test_chip (Fixture *fixture, gconstpointer data)
{
  build (fixture, 0);
  g_assert_cmpint (
      decode_sized (fixture, 4, sizeof fixture->memory, NULL), ==, MPS_TAG_REFUSED_CHIP);
  g_assert_cmpint (decode_sized (fixture, 0, 0, NULL), ==, MPS_TAG_REFUSED_CHIP);
  for (guint i = 12; i < 16; i++) {
    fixture->memory[i] ^= 0x01;
    g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_CHIP);
    fixture->memory[i] ^= 0x01;
  }
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_ACCEPTED);
}

static void
test_not_ndef (Fixture *fixture, gconstpointer data)
{
  static const guint8 terminator[] = { 0xFE };
  static const guint8 too_long[] = { 0x03, 0xFF, 0x02, 0x00, 0xD4 };
  static const guint8 lock_only[] = { 0x01, 0x03, 0xA0, 0x10, 0x44, 0xFE };
  static const guint8 damaged_lock[] = { 0x01, 0xFF, 0xFF, 0xFF };
  guint8 at_end[NDEF_SIZE] = { 0 };

  build (fixture, 0);
  put_ndef (fixture, terminator, 0);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NOT_NDEF);
  put_ndef (fixture, terminator, sizeof terminator);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NOT_NDEF);
  put_ndef (fixture, too_long, sizeof too_long);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NOT_NDEF);
  put_ndef (fixture, lock_only, sizeof lock_only);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NOT_NDEF);
  put_ndef (fixture, damaged_lock, sizeof damaged_lock);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NOT_NDEF);
  /* A length that would be in the pages of the uses, were it read from there. */
  at_end[NDEF_SIZE - 1] = 0x03;
  put_ndef (fixture, at_end, sizeof at_end);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NOT_NDEF);
}

static void
test_no_record (Fixture *fixture, gconstpointer data)
{
  static const guint8 empty[] = { 0x03, 0x00, 0xFE };
  static const guint8 empty_record[] = { 0x03, 0x03, 0xD0, 0x00, 0x00, 0xFE };
  static const guint8 text[] = { 0x03, 0x08, 0xD1, 0x01, 0x04, 'T', 0x02, 'k', 'o', 'x', 0xFE };
  static const guint8 half_header[] = { 0x03, 0x01, 0xD4, 0xFE };

  build (fixture, 0);
  fixture->memory[NDEF_START + 2] = 0xF4;
  /* Chunked records are never ours. */
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NO_RECORD);
  build (fixture, 0);
  fixture->memory[NDEF_START + 5] ^= 0x80;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NO_RECORD);
  put_ndef (fixture, empty, sizeof empty);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NO_RECORD);
  put_ndef (fixture, empty_record, sizeof empty_record);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NO_RECORD);
  put_ndef (fixture, text, sizeof text);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NO_RECORD);
  put_ndef (fixture, half_header, sizeof half_header);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_NO_RECORD);
}

static GByteArray *
make_message (const char *type, GByteArray *payload, guint8 flags, gboolean id)
{
  GByteArray *message = g_byte_array_new ();
  gboolean is_short = (flags & 0x10) != 0;
  guint8 byte = (guint8)(flags | 0x04 | (id ? 0x08 : 0));

  g_byte_array_append (message, &byte, 1);
  byte = (guint8)strlen (type);
  g_byte_array_append (message, &byte, 1);
  if (!is_short) {
    const guint8 high[] = { 0, 0, (guint8)(payload->len >> 8) };
    g_byte_array_append (message, high, sizeof high);
  }
  byte = (guint8)payload->len;
  g_byte_array_append (message, &byte, 1);
  if (id)
    g_byte_array_append (message, (const guint8 *)"\x02", 1);
  g_byte_array_append (message, (const guint8 *)type, (guint)strlen (type));
  if (id)
    g_byte_array_append (message, (const guint8 *)"id", 2);
  g_byte_array_append (message, payload->data, payload->len);
  return message;
}

/* Records and blocks around ours, long forms, an id, and a second cartridge record that does not
 * count. */
static void
test_shapes (Fixture *fixture, gconstpointer data)
{
  static const guint8 before[] = { 0x00, 0x00, 0x01, 0x03, 0xA0, 0x10, 0x44, 0x02,
                                   0x03, 0x00, 0x00, 0x00, 0xFD, 0x02, 9,    9 };
  g_autoptr (GByteArray) area = g_byte_array_new ();
  g_autoptr (GByteArray) other = g_byte_array_new ();
  g_autoptr (GByteArray) first = NULL;
  g_autoptr (GByteArray) ours = NULL;
  g_autoptr (GByteArray) second = NULL;
  guint8 length[4] = { 0x03, 0xFF };
  guint total;

  build (fixture, 0);
  g_byte_array_append (other, (const guint8 *)"hello", 5);
  first = make_message ("example.org:other", other, 0x80, TRUE);
  ours = make_message ("manpasik.org:cartridge", fixture->payload, 0x00, TRUE);
  second = make_message ("manpasik.org:cartridge", other, 0x50, FALSE);
  total = first->len + ours->len + second->len;
  length[2] = (guint8)(total >> 8);
  length[3] = (guint8)total;
  g_byte_array_append (area, before, sizeof before);
  g_byte_array_append (area, length, sizeof length);
  g_byte_array_append (area, first->data, first->len);
  g_byte_array_append (area, ours->data, ours->len);
  g_byte_array_append (area, second->data, second->len);
  put_ndef (fixture, area->data, area->len);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_ACCEPTED);
}

static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  build (fixture, 0);
  fixture->payload->data[0] = 2;
  sign_and_store (fixture);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_MALFORMED);

  /* A record of ours that runs over the end of its message. */
  build (fixture, 0);
  fixture->memory[NDEF_START + 4]++;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_MALFORMED);

  /* The payload cut at every length is malformed, and so is a memory without the uses. */
  build (fixture, 0);
  for (guint size = 0; size < fixture->payload->len; size++) {
    g_autoptr (GBytes) payload = g_bytes_new (fixture->payload->data, size);
    g_autoptr (GBytes) memory = mps_cartridge_memory_build (fixture->cartridge->uid, payload, 0);

    memcpy (fixture->memory, g_bytes_get_data (memory, NULL), sizeof fixture->memory);
    g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_MALFORMED);
  }
  build (fixture, 0);
  g_assert_cmpint (decode_sized (fixture, 7, 519, NULL), ==, MPS_TAG_REFUSED_MALFORMED);
  g_assert_cmpint (decode_sized (fixture, 7, 520, NULL), ==, MPS_TAG_ACCEPTED);
}

static void
test_truncation (Fixture *fixture, gconstpointer data)
{
  build (fixture, 0);
  for (gsize size = 0; size < 520; size++) {
    MpsTagRefusal refusal = decode_sized (fixture, 7, size, NULL);

    g_assert_cmpint (refusal, !=, MPS_TAG_ACCEPTED);
    g_assert_cmpint (refusal, <=, MPS_TAG_REFUSED_MALFORMED);
  }
}

/* What follows the signature is unsigned and no part of version 1. */
static void
test_extra_bytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsCartridge) cartridge = NULL;
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) memory = NULL;

  build (fixture, 0);
  g_byte_array_append (longer, fixture->payload->data, fixture->payload->len);
  g_byte_array_append (longer, (const guint8 *)"later", 5);
  payload = g_bytes_new (longer->data, longer->len);
  memory = mps_cartridge_memory_build (fixture->cartridge->uid, payload, 0);
  memcpy (fixture->memory, g_bytes_get_data (memory, NULL), sizeof fixture->memory);
  g_assert_cmpint (
      decode_sized (fixture, 7, sizeof fixture->memory, &cartridge), ==, MPS_TAG_ACCEPTED);
  g_assert_cmpuint (g_bytes_get_size (cartridge->payload), ==, fixture->payload->len);
}

static void
test_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsTrustedKeys) nobody = mps_trusted_keys_new ();
  g_autoptr (MpsTrustedKeys) builtin = mps_trusted_keys_new ();
  g_autoptr (MpsTrustedKeys) firmware = mps_trusted_keys_new ();
  const char *file = mps_virtual_maker_peek_key_file (MPS_KEY_USE_CARTRIDGE);
  g_autoptr (GString) other_use = g_string_new (file);

  build (fixture, 0);
  fixture->policy.keys = nobody;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_KEY);

  /* A clinic never trusts the demo maker. */
  mps_trusted_keys_add_builtin (builtin);
  g_assert_cmpuint (mps_trusted_keys_get_n_keys (builtin), >=, 1);
  fixture->policy.keys = builtin;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_KEY);

  /* A firmware signer may not sign cartridges. */
  g_string_replace (other_use, "use=cartridge", "use=firmware", 0);
  g_assert_true (mps_trusted_keys_add_data (firmware, other_use->str, other_use->len, NULL));
  fixture->policy.keys = firmware;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_KEY);

  /* Key before signature. */
  fixture->memory[NDEF_START + 60] ^= 1;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_KEY);
}

static void
test_key_dates (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *from;
    const char *until;
    gboolean trusted;
  } dates[] = {
    { "2026-06-01", "2026-06-01", TRUE },
    { "2026-05-01", "2026-05-31", FALSE },
    { "2026-06-02", "2026-07-01", FALSE },
    { "2026-06-01T12:00:00Z", "2026-06-01T12:00:01Z", TRUE },
    { "2026-06-01T12:00:01Z", "2026-06-02", FALSE },
    { "2026-01-01", "2026-06-01T20:59:59+09:00", FALSE },
  };

  build (fixture, 0);
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++) {
    g_autoptr (MpsTrustedKeys) keys = mps_trusted_keys_new ();
    g_autoptr (GString) file =
        g_string_new (mps_virtual_maker_peek_key_file (MPS_KEY_USE_CARTRIDGE));

    g_string_replace (file, "2020-01-01", dates[i].from, 0);
    g_string_replace (file, "2099-12-31", dates[i].until, 0);
    g_assert_true (mps_trusted_keys_add_data (keys, file->str, file->len, NULL));
    fixture->policy.keys = keys;
    g_assert_cmpint (
        decode (fixture), ==, dates[i].trusted ? MPS_TAG_ACCEPTED : MPS_TAG_REFUSED_KEY);
  }
}

static void
test_key_files (void)
{
  static const char *const bad[] = {
    "",
    "[key]\n",
    "[other]\nname=x\n",
    "[key]\nname=x\npublic-key=AAAA\nuse=cartridge\nvalid-from=2020-01-01\nvalid-until=2030-01-"
    "01\n",
    "[key]\nname=x\npublic-key=pAylYkO3xKlQlc+Gv8/w8+mKpZTnApCR3y/yaYhlyF4=\nuse=both\n"
    "valid-from=2020-01-01\nvalid-until=2030-01-01\n",
    "[key]\nname=x\npublic-key=pAylYkO3xKlQlc+Gv8/w8+mKpZTnApCR3y/yaYhlyF4=\nuse=cartridge\n"
    "valid-from=soon\nvalid-until=2030-01-01\n",
    "[key]\nname=x\npublic-key=pAylYkO3xKlQlc+Gv8/w8+mKpZTnApCR3y/yaYhlyF4=\nuse=cartridge\n"
    "valid-from=2020-01-01\n",
    "[key]\nname=x\npublic-key=pAylYkO3xKlQlc+Gv8/w8+mKpZTnApCR3y/yaYhlyF4=\nuse=cartridge\n"
    "valid-from=2030-01-02\nvalid-until=2030-01-01\n",
    "[key]\nname=x\npublic-key=pAylYkO3xKlQlc+Gv8/w8+mKpZTnApCR3y/yaYhlyF4=?\nuse=cartridge\n"
    "valid-from=2020-01-01\nvalid-until=2030-01-01\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (MpsTrustedKeys) keys = mps_trusted_keys_new ();
    g_autoptr (GError) error = NULL;

    g_assert_false (mps_trusted_keys_add_data (keys, bad[i], strlen (bad[i]), &error));
    g_assert_nonnull (error);
    g_assert_cmpuint (mps_trusted_keys_get_n_keys (keys), ==, 0);
  }
}

static void
test_signature (Fixture *fixture, gconstpointer data)
{
  guint8 uid[7];

  /* Every byte of the payload counts, but for those that change the key or the shape. */
  build (fixture, 0);
  for (guint at = 1; at < fixture->payload->len; at++) {
    MpsTagRefusal refusal;

    fixture->memory[NDEF_START + 27 + at] ^= 0x40;
    refusal = decode (fixture);
    g_assert_true (refusal == MPS_TAG_REFUSED_SIGNATURE || refusal == MPS_TAG_REFUSED_KEY ||
                   refusal == MPS_TAG_REFUSED_MALFORMED);
    fixture->memory[NDEF_START + 27 + at] ^= 0x40;
  }
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_ACCEPTED);

  /* The same payload on another chip is a copy. */
  memcpy (uid, fixture->cartridge->uid, 7);
  fixture->cartridge->uid[6] ^= 1;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_SIGNATURE);
  memcpy (fixture->cartridge->uid, uid, 7);

  /* Signature before fields. */
  fixture->cartridge->uses_allowed = 0;
  build (fixture, 0);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_FIELDS);
  fixture->memory[NDEF_START + 27 + fixture->payload->len - 1] ^= 1;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_SIGNATURE);
}

typedef void (*Spoil) (MpsCartridge *cartridge);

static void
no_uses (MpsCartridge *cartridge)
{
  cartridge->uses_allowed = 0;
}

static void
many_uses (MpsCartridge *cartridge)
{
  cartridge->uses_allowed = 33;
}

static void
no_lot (MpsCartridge *cartridge)
{
  cartridge->lot[0] = '\0';
}

static void
long_lot (MpsCartridge *cartridge)
{
  g_free (cartridge->lot);
  cartridge->lot = g_strdup ("123456789012345678901");
}

static void
bad_lot (MpsCartridge *cartridge)
{
  cartridge->lot[1] = (char)0xC0;
}

static void
no_code (MpsCartridge *cartridge)
{
  cartridge->analytes[0].code[0] = '\0';
}

static void
long_code (MpsCartridge *cartridge)
{
  strcpy (cartridge->analytes[0].code, "12345678901");
}

static void
long_unit (MpsCartridge *cartridge)
{
  strcpy (cartridge->analytes[0].unit, "12345678901234567");
}

static void
bad_unit (MpsCartridge *cartridge)
{
  strcpy (cartridge->analytes[0].unit, "\xFF");
}

static void
no_channels (MpsCartridge *cartridge)
{
  cartridge->analytes[0].n_channels = 0;
}

static void
many_channels (MpsCartridge *cartridge)
{
  cartridge->analytes[0].n_channels = 9;
}

static void
bad_curve (MpsCartridge *cartridge)
{
  cartridge->analytes[0].curve = (MpsCurveKind)4;
}

static void
nan_parameter (MpsCartridge *cartridge)
{
  cartridge->analytes[0].parameters[0] = NAN;
}

static void
unused_parameter (MpsCartridge *cartridge)
{
  cartridge->analytes[0].parameters[4] = 1;
}

static void
flat_curve (MpsCartridge *cartridge)
{
  cartridge->analytes[0].parameters[3] = 0.25;
}

static void
negative_c (MpsCartridge *cartridge)
{
  cartridge->analytes[0].parameters[2] = -1;
}

static void
zero_b (MpsCartridge *cartridge)
{
  cartridge->analytes[0].parameters[1] = 0;
}

static void
low_is_high (MpsCartridge *cartridge)
{
  cartridge->analytes[0].high = 10;
}

static void
nan_low (MpsCartridge *cartridge)
{
  cartridge->analytes[0].low = NAN;
}

static void
endless_high (MpsCartridge *cartridge)
{
  cartridge->analytes[0].high = INFINITY;
}

static void
nan_coefficient (MpsCartridge *cartridge)
{
  cartridge->analytes[0].temperature_coefficient = NAN;
}

static void
flat_line (MpsCartridge *cartridge)
{
  cartridge->analytes[0].curve = MPS_CURVE_LINEAR;
  memset (cartridge->analytes[0].parameters, 0, sizeof cartridge->analytes[0].parameters);
}

static void
test_fields (Fixture *fixture, gconstpointer data)
{
  static const Spoil spoils[] = {
    no_uses,       many_uses,        no_lot,          long_lot,    bad_lot,       no_code,
    long_code,     long_unit,        bad_unit,        no_channels, many_channels, bad_curve,
    nan_parameter, flat_curve,       negative_c,      zero_b,      low_is_high,   nan_low,
    endless_high,  unused_parameter, nan_coefficient, flat_line,
  };

  for (guint i = 0; i < G_N_ELEMENTS (spoils); i++) {
    Fixture own = { 0 };

    fixture_set_up (&own, NULL);
    spoils[i](own.cartridge);
    build (&own, 0);
    g_assert_cmpint (decode (&own), ==, MPS_TAG_REFUSED_FIELDS);
    fixture_tear_down (&own, NULL);
  }
}

/* Five analytes are a count out of rule, not a shape that cannot be read. */
static void
test_five_analytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) five = g_byte_array_new ();
  guint start, size;

  strcpy (fixture->cartridge->analytes[0].unit, "g");
  strcpy (fixture->cartridge->analytes[0].code, "1");
  build (fixture, 0);
  start = fixture->payload->len - 72 - 39;
  size = 39;
  g_byte_array_append (five, fixture->payload->data, start + size);
  for (guint i = 0; i < 4; i++)
    g_byte_array_append (five, fixture->payload->data + start, size);
  g_byte_array_append (five, fixture->payload->data + start + size, 72);
  five->data[start - 1] = 5;
  g_byte_array_unref (fixture->payload);
  fixture->payload = g_steal_pointer (&five);
  sign_and_store (fixture);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_FIELDS);
}

static void
test_expiry_and_clock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsCartridge) cartridge = NULL;
  gint64 midnight_us = NOW_US + G_TIME_SPAN_DAY / 2;

  build (fixture, 0);
  fixture->policy.now_us = midnight_us - 1;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_ACCEPTED);
  fixture->policy.now_us = midnight_us;
  g_assert_cmpint (
      decode_sized (fixture, 7, sizeof fixture->memory, &cartridge), ==, MPS_TAG_REFUSED_EXPIRED);
  /* It is genuine, so it can be shown. */
  g_assert_nonnull (cartridge);
  fixture->policy.now_us = BUILT_US - 1;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_CLOCK);
  fixture->policy.now_us = BUILT_US;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_ACCEPTED);
  /* Before the program and before the key: it is the clock that is wrong. */
  fixture->policy.now_us = 0;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_CLOCK);
}

static void
test_uses_and_plan (Fixture *fixture, gconstpointer data)
{
  build (fixture, 3);
  fixture->highest_uses = 4;
  fixture->type_allowed = FALSE;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_SPENT);
  build (fixture, 2);
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_ROLLED_BACK);
  fixture->highest_uses = 2;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_PLAN);
  fixture->type_allowed = TRUE;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_ACCEPTED);
  fixture->policy.highest_uses = NULL;
  fixture->policy.type_allowed = NULL;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_ACCEPTED);
  fixture->memory[USES_START + 3] = 0x80;
  g_assert_cmpint (decode (fixture), ==, MPS_TAG_REFUSED_SPENT);
}

static void
test_words (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = MPS_TAG_ACCEPTED; i <= MPS_TAG_REFUSED_PLAN; i++) {
    g_assert_true (g_hash_table_add (seen, g_strdup (mps_tag_refusal_to_code ((MpsTagRefusal)i))));
    g_assert_true (g_hash_table_add (seen, mps_tag_refusal_dup_message ((MpsTagRefusal)i)));
  }
  g_assert_cmpstr (mps_tag_refusal_to_code (MPS_TAG_REFUSED_ROLLED_BACK), ==, "rolled-back");
}

static void
test_payload_parse (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MpsCartridge) cartridge = NULL;

  build (fixture, 0);
  /* The signature is not looked at. */
  fixture->payload->data[fixture->payload->len - 1] ^= 1;
  g_assert_cmpint (
      mps_cartridge_payload_parse (fixture->payload->data, fixture->payload->len, &cartridge),
      ==,
      MPS_TAG_ACCEPTED);
  g_assert_cmpstr (cartridge->lot, ==, "롯트-7");
  for (gsize size = 0; size < fixture->payload->len; size++) {
    g_autofree guint8 *cut = g_memdup2 (fixture->payload->data, MAX (size, 1));
    MpsCartridge *none = NULL;

    g_assert_cmpint (mps_cartridge_payload_parse (cut, size, &none), ==, MPS_TAG_REFUSED_MALFORMED);
    g_assert_null (none);
  }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/cartridge/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("accepted", test_accepted);
  ADD ("bytes", test_bytes);
  ADD ("chip", test_chip);
  ADD ("not-ndef", test_not_ndef);
  ADD ("no-record", test_no_record);
  ADD ("shapes", test_shapes);
  ADD ("malformed", test_malformed);
  ADD ("truncation", test_truncation);
  ADD ("extra-bytes", test_extra_bytes);
  ADD ("key", test_key);
  ADD ("key-dates", test_key_dates);
  g_test_add_func ("/cartridge/key-files", test_key_files);
  ADD ("signature", test_signature);
  ADD ("fields", test_fields);
  ADD ("five-analytes", test_five_analytes);
  ADD ("expiry-and-clock", test_expiry_and_clock);
  ADD ("uses-and-plan", test_uses_and_plan);
  g_test_add_func ("/cartridge/words", test_words);
  ADD ("payload-parse", test_payload_parse);
  return g_test_run ();
}
