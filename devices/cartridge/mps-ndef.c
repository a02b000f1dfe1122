/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/cartridge/mps-ndef-private.h"

#include <string.h>

/* NFC Forum Type 2 Tag Operation Specification, TLV blocks */
enum {
  TLV_NULL = 0x00,
  TLV_NDEF_MESSAGE = 0x03,
  TLV_TERMINATOR = 0xFE,
  TLV_LONG_LENGTH = 0xFF,
};

/* NFC Data Exchange Format, record header */
enum {
  RECORD_BEGIN = 0x80,
  RECORD_END = 0x40,
  RECORD_CHUNK = 0x20,
  RECORD_SHORT = 0x10,
  RECORD_HAS_ID = 0x08,
  RECORD_TNF = 0x07,
  TNF_EXTERNAL = 0x04,
};

typedef struct {
  const guint8 *data;
  gsize size;
} Span;

static gboolean
take (Span *rest, gsize size, const guint8 **data)
{
  if (rest->size < size)
    return FALSE;

  *data = rest->data;
  rest->data += size;
  rest->size -= size;
  return TRUE;
}

static gboolean
take_tlv_length (Span *rest, gsize *length)
{
  const guint8 *p;

  if (!take (rest, 1, &p))
    return FALSE;
  if (*p != TLV_LONG_LENGTH) {
    *length = *p;
    return TRUE;
  }
  if (!take (rest, 2, &p))
    return FALSE;
  *length = ((gsize)p[0] << 8) | p[1];
  return TRUE;
}

/* The first NDEF message of the area. Lock control, memory control and unknown blocks are stepped
 * over. */
static gboolean
find_message (Span area, Span *message)
{
  while (area.size > 0) {
    const guint8 *tag;
    const guint8 *value;
    gsize length;

    if (!take (&area, 1, &tag) || *tag == TLV_TERMINATOR)
      return FALSE;
    if (*tag == TLV_NULL)
      continue;
    if (!take_tlv_length (&area, &length) || !take (&area, length, &value))
      return FALSE;
    if (*tag == TLV_NDEF_MESSAGE) {
      message->data = value;
      message->size = length;
      return TRUE;
    }
  }
  return FALSE;
}

typedef struct {
  guint8 flags;
  Span type;
  gsize payload_size;
} RecordHeader;

static gboolean
take_record_header (Span *rest, RecordHeader *header)
{
  const guint8 *p;
  gsize type_size;
  gsize id_size = 0;

  if (!take (rest, 2, &p))
    return FALSE;
  header->flags = p[0];
  type_size = p[1];
  if (header->flags & RECORD_SHORT) {
    if (!take (rest, 1, &p))
      return FALSE;
    header->payload_size = p[0];
  } else {
    if (!take (rest, 4, &p))
      return FALSE;
    header->payload_size =
        ((gsize)p[0] << 24) | ((gsize)p[1] << 16) | ((gsize)p[2] << 8) | (gsize)p[3];
  }
  if (header->flags & RECORD_HAS_ID) {
    if (!take (rest, 1, &p))
      return FALSE;
    id_size = p[0];
  }
  if (!take (rest, type_size, &header->type.data))
    return FALSE;
  header->type.size = type_size;
  return take (rest, id_size, &p);
}

static gboolean
is_of_type (const RecordHeader *header, const char *type)
{
  /* The NFC Forum compares the names of external types without regard to case. */
  return (header->flags & RECORD_TNF) == TNF_EXTERNAL && !(header->flags & RECORD_CHUNK) &&
         header->type.size == strlen (type) &&
         g_ascii_strncasecmp ((const char *)header->type.data, type, header->type.size) == 0;
}

/**
 * mps_ndef_find_external:
 * @area: the NDEF area of a type 2 tag
 * @area_size: its bytes
 * @type: name of an external type
 * @payload: (out): inside @area; untouched when not found
 * @payload_size: (out): bytes of @payload
 *
 * Finds the first record of a type. Chunked records are never of it. Total: any bytes give an
 * answer.
 *
 * Returns: whether it was found, or why not
 */
MpsNdefResult
mps_ndef_find_external (const guint8 *area,
                        gsize area_size,
                        const char *type,
                        const guint8 **payload,
                        gsize *payload_size)
{
  Span message;

  if (!find_message ((Span){ area, area_size }, &message))
    return MPS_NDEF_NO_MESSAGE;

  while (message.size > 0) {
    RecordHeader header;
    const guint8 *data;

    if (!take_record_header (&message, &header))
      return MPS_NDEF_NO_RECORD;
    if (!take (&message, header.payload_size, &data))
      return is_of_type (&header, type) ? MPS_NDEF_CUT_SHORT : MPS_NDEF_NO_RECORD;
    if (is_of_type (&header, type)) {
      *payload = data;
      *payload_size = header.payload_size;
      return MPS_NDEF_FOUND;
    }
    if (header.flags & RECORD_END)
      return MPS_NDEF_NO_RECORD;
  }
  return MPS_NDEF_NO_RECORD;
}

static void
append_byte (GByteArray *bytes, gsize value)
{
  guint8 byte = (guint8)(value & 0xFF);

  g_byte_array_append (bytes, &byte, 1);
}

/**
 * mps_ndef_append_external:
 * @bytes: where to append
 * @type: name of an external type, at most 255 bytes
 * @payload: what the record holds
 * @payload_size: bytes of @payload, small enough that the message stays under 65535
 *
 * Appends an NDEF message of one record, in its TLV and with the terminator.
 */
void
mps_ndef_append_external (GByteArray *bytes,
                          const char *type,
                          const guint8 *payload,
                          gsize payload_size)
{
  gboolean is_short = payload_size <= 0xFF;
  gsize type_size = strlen (type);
  gsize message_size = 2 + (is_short ? 1 : 4) + type_size + payload_size;

  append_byte (bytes, TLV_NDEF_MESSAGE);
  if (message_size < TLV_LONG_LENGTH) {
    append_byte (bytes, message_size);
  } else {
    append_byte (bytes, TLV_LONG_LENGTH);
    append_byte (bytes, message_size >> 8);
    append_byte (bytes, message_size);
  }

  append_byte (bytes, RECORD_BEGIN | RECORD_END | (is_short ? RECORD_SHORT : 0) | TNF_EXTERNAL);
  append_byte (bytes, type_size);
  for (int shift = is_short ? 0 : 24; shift >= 0; shift -= 8)
    append_byte (bytes, payload_size >> shift);
  g_byte_array_append (bytes, (const guint8 *)type, (guint)type_size);
  g_byte_array_append (bytes, payload, (guint)payload_size);
  append_byte (bytes, TLV_TERMINATOR);
}
