/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/cartridge/mps-cartridge-payload-private.h"

#include "data/model/mps-scan.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#define ID_SIZE 16
#define MAX_LOT 20
#define MAX_CODE 10
#define MAX_UNIT 16

/* A reader that remembers having run over the end, so that a record is checked once, at its end. */
typedef struct {
  const guint8 *data;
  gsize size;
  gsize at;
  gboolean over;
} Cursor;

static const guint8 *
take (Cursor *cursor, gsize size)
{
  const guint8 *data = cursor->data + cursor->at;

  if (cursor->over || cursor->size - cursor->at < size) {
    cursor->over = TRUE;
    return NULL;
  }
  cursor->at += size;
  return data;
}

static guint
take_u8 (Cursor *cursor)
{
  const guint8 *p = take (cursor, 1);

  return p != NULL ? p[0] : 0;
}

static guint
take_u16 (Cursor *cursor)
{
  const guint8 *p = take (cursor, 2);

  return p != NULL ? ((guint)p[0] << 8) | p[1] : 0;
}

static double
take_f32 (Cursor *cursor)
{
  const guint8 *p = take (cursor, 4);
  guint32 bits;
  float value;

  if (p == NULL)
    return 0;
  bits = ((guint32)p[0] << 24) | ((guint32)p[1] << 16) | ((guint32)p[2] << 8) | p[3];
  memcpy (&value, &bits, sizeof value);
  return (double)value;
}

/* A counted text. FALSE when its length or its UTF-8 is out of rule; @text is then empty. */
static gboolean
take_text (Cursor *cursor, guint max, char *text)
{
  guint size = take_u8 (cursor);
  const guint8 *p = take (cursor, size);

  text[0] = '\0';
  if (p == NULL || size == 0 || size > max || !g_utf8_validate_len ((const char *)p, size, NULL))
    return FALSE;

  memcpy (text, p, size);
  text[size] = '\0';
  return TRUE;
}

static gboolean
are_parameters_in_rule (const MpsAnalyte *analyte)
{
  const double *p = analyte->parameters;

  for (guint i = 0; i < MPS_CURVE_MAX_PARAMETERS; i++)
    if (!isfinite (p[i]))
      return FALSE;
  for (guint i = mps_curve_kind_get_n_parameters (analyte->curve); i < MPS_CURVE_MAX_PARAMETERS;
       i++)
    if (p[i] != 0)
      return FALSE;

  return mps_curve_is_valid (analyte->curve, p);
}

static gboolean
take_analyte (Cursor *cursor, MpsAnalyte *analyte)
{
  gboolean in_rule = TRUE;
  guint curve;

  if (!take_text (cursor, MAX_CODE, analyte->code))
    in_rule = FALSE;
  if (!take_text (cursor, MAX_UNIT, analyte->unit))
    in_rule = FALSE;
  analyte->first_channel = take_u8 (cursor);
  analyte->n_channels = take_u8 (cursor);
  curve = take_u8 (cursor);
  for (guint i = 0; i < MPS_CURVE_MAX_PARAMETERS; i++)
    analyte->parameters[i] = take_f32 (cursor);
  analyte->low = take_f32 (cursor);
  analyte->high = take_f32 (cursor);
  analyte->temperature_coefficient = take_f32 (cursor);

  if (analyte->n_channels == 0 || analyte->first_channel + analyte->n_channels > MPS_CHANNELS ||
      curve > MPS_CURVE_5PL)
    return FALSE;
  analyte->curve = (MpsCurveKind)curve;
  return in_rule && are_parameters_in_rule (analyte) && isfinite (analyte->low) &&
         isfinite (analyte->high) && analyte->low < analyte->high &&
         isfinite (analyte->temperature_coefficient);
}

static char *
dup_uuid (const guint8 *id)
{
  GString *text = g_string_sized_new (37);

  for (guint i = 0; i < ID_SIZE; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      g_string_append_c (text, '-');
    g_string_append_printf (text, "%02x", id[i]);
  }
  return g_string_free (text, FALSE);
}

static char *
dup_hex (const guint8 *data, gsize size)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", data[i]);
  return g_string_free (text, FALSE);
}

static gboolean
take_fields (Cursor *cursor, MpsCartridge *cartridge)
{
  char lot[MAX_LOT + 1];
  gboolean in_rule = TRUE;
  guint n_analytes;

  cartridge->type = take_u16 (cursor);
  if (!take_text (cursor, MAX_LOT, lot))
    in_rule = FALSE;
  cartridge->lot = g_strdup (lot);
  cartridge->expiry_days = take_u16 (cursor);
  cartridge->uses_allowed = take_u8 (cursor);
  if (cartridge->uses_allowed < 1 || cartridge->uses_allowed > MPS_CARTRIDGE_MAX_USES)
    in_rule = FALSE;

  n_analytes = take_u8 (cursor);
  if (n_analytes > MPS_CARTRIDGE_MAX_ANALYTES)
    in_rule = FALSE;
  for (guint i = 0; i < n_analytes; i++) {
    MpsAnalyte scratch = { 0 };
    gboolean fits = i < MPS_CARTRIDGE_MAX_ANALYTES;

    if (!take_analyte (cursor, fits ? &cartridge->analytes[i] : &scratch))
      in_rule = FALSE;
  }
  cartridge->n_analytes = MIN (n_analytes, MPS_CARTRIDGE_MAX_ANALYTES);
  return in_rule;
}

/* Takes a payload apart. FALSE, and @payload untouched, when it is cut short or of another version.
 * Lengths out of rule are still followed, because the signature is judged before the fields. */
gboolean
mps_payload_split (const guint8 *data, gsize size, MpsPayload *payload)
{
  g_autoptr (MpsCartridge) cartridge = NULL;
  Cursor cursor = { .data = data, .size = size };
  const guint8 *id;
  const guint8 *key_id;
  const guint8 *signature;
  gboolean in_rule;
  gsize signed_size;

  if (take_u8 (&cursor) != MPS_CARTRIDGE_PAYLOAD_VERSION)
    return FALSE;
  id = take (&cursor, ID_SIZE);
  if (id == NULL)
    return FALSE;

  cartridge = mps_cartridge_new ();
  cartridge->id = dup_uuid (id);
  in_rule = take_fields (&cursor, cartridge);
  key_id = take (&cursor, MPS_KEY_ID_SIZE);
  signed_size = cursor.at;
  signature = take (&cursor, MPS_CARTRIDGE_SIGNATURE_SIZE);
  if (key_id == NULL || signature == NULL)
    return FALSE;

  cartridge->key_id = dup_hex (key_id, MPS_KEY_ID_SIZE);
  /* What follows the signature is unsigned and no part of version 1. */
  cartridge->payload = g_bytes_new (data, cursor.at);
  payload->in_rule = in_rule;
  memcpy (payload->key_id, key_id, MPS_KEY_ID_SIZE);
  payload->signed_size = signed_size;
  payload->signature = signature;
  payload->cartridge = g_steal_pointer (&cartridge);
  return TRUE;
}

void
mps_payload_clear (MpsPayload *payload)
{
  g_clear_pointer (&payload->cartridge, mps_cartridge_free);
}

/**
 * mps_cartridge_payload_parse:
 * @payload: a payload as it was stored with a run
 * @size: its bytes
 * @cartridge: (out): the cartridge without UID and uses; untouched when refused
 *
 * Reads a payload that was accepted when it was measured, to compute or print it again. The
 * signature is not checked.
 *
 * Returns: %MPS_TAG_ACCEPTED, %MPS_TAG_REFUSED_MALFORMED or %MPS_TAG_REFUSED_FIELDS
 */
MpsTagRefusal
mps_cartridge_payload_parse (const guint8 *payload, gsize size, MpsCartridge **cartridge)
{
  g_auto (MpsPayload) split = { 0 };

  if (!mps_payload_split (payload, size, &split))
    return MPS_TAG_REFUSED_MALFORMED;
  if (!split.in_rule)
    return MPS_TAG_REFUSED_FIELDS;

  *cartridge = g_steal_pointer (&split.cartridge);
  return MPS_TAG_ACCEPTED;
}

static void
put_number (GByteArray *bytes, guint32 value, guint size)
{
  for (guint i = 0; i < size; i++) {
    guint8 byte = (guint8)(value >> (8 * (size - 1 - i)));
    g_byte_array_append (bytes, &byte, 1);
  }
}

static void
put_f32 (GByteArray *bytes, double value)
{
  float narrow = (float)value;
  guint32 bits;

  memcpy (&bits, &narrow, sizeof bits);
  put_number (bytes, bits, 4);
}

static void
put_text (GByteArray *bytes, const char *text)
{
  gsize size = strlen (text);

  put_number (bytes, (guint32)size, 1);
  g_byte_array_append (bytes, (const guint8 *)text, (guint)size);
}

static void
put_uuid (GByteArray *bytes, const char *uuid)
{
  guint8 byte = 0;
  guint n = 0;

  for (const char *c = uuid; *c != '\0' && n < 2 * ID_SIZE; c++) {
    if (!g_ascii_isxdigit (*c))
      continue;
    byte = (guint8)((byte << 4) | g_ascii_xdigit_value (*c));
    if (++n % 2 == 0)
      g_byte_array_append (bytes, &byte, 1);
  }
}

static void
put_analyte (GByteArray *bytes, const MpsAnalyte *analyte)
{
  put_text (bytes, analyte->code);
  put_text (bytes, analyte->unit);
  put_number (bytes, analyte->first_channel, 1);
  put_number (bytes, analyte->n_channels, 1);
  put_number (bytes, (guint32)analyte->curve, 1);
  for (guint i = 0; i < MPS_CURVE_MAX_PARAMETERS; i++)
    put_f32 (bytes, analyte->parameters[i]);
  put_f32 (bytes, analyte->low);
  put_f32 (bytes, analyte->high);
  put_f32 (bytes, analyte->temperature_coefficient);
}

/**
 * mps_cartridge_payload_build:
 * @cartridge: what to write, with UID and a UUID as id; taken as it is, also out of rule
 * @secret_key: the maker's Ed25519 secret key as libsodium keeps it
 * @public_key: its public half
 *
 * Returns: (transfer full): the payload, signed for the tag of the cartridge's UID
 */
GBytes *
mps_cartridge_payload_build (const MpsCartridge *cartridge,
                             const guint8 secret_key[64],
                             const guint8 public_key[32])
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint8 key_id[MPS_KEY_ID_SIZE];
  guint8 signature[MPS_CARTRIDGE_SIGNATURE_SIZE];

  put_number (bytes, MPS_CARTRIDGE_PAYLOAD_VERSION, 1);
  put_uuid (bytes, cartridge->id);
  put_number (bytes, cartridge->type, 2);
  put_text (bytes, cartridge->lot);
  put_number (bytes, cartridge->expiry_days, 2);
  put_number (bytes, cartridge->uses_allowed, 1);
  put_number (bytes, cartridge->n_analytes, 1);
  for (guint i = 0; i < MIN (cartridge->n_analytes, MPS_CARTRIDGE_MAX_ANALYTES); i++)
    put_analyte (bytes, &cartridge->analytes[i]);
  mps_public_key_get_id (public_key, key_id);
  g_byte_array_append (bytes, key_id, sizeof key_id);

  g_byte_array_append (message, cartridge->uid, MPS_CARTRIDGE_UID_SIZE);
  g_byte_array_append (message, bytes->data, bytes->len);
  crypto_sign_detached (signature, NULL, message->data, message->len, secret_key);
  g_byte_array_append (bytes, signature, sizeof signature);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
