/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-frame.h"

#include "devices/reader/mps-reader-bytes.h"

#define MAGIC_0 0x4D
#define MAGIC_1 0x50
#define STALL_US (MPS_FRAME_STALL_MS * 1000)
/** How many consumed bytes may stand before the unread ones until they are moved to the front. */
#define COMPACT_AT 65536

/**
 * MpsFrameParser:
 * @bytes: what was fed; the unread part begins at @head
 * @head: offset of the first unread byte
 * @taken: bytes of the frame that was handed out last; dropped by the next call, not before,
 *   because its payload points into @bytes
 * @stale: unread bytes (from @head) after which no byte came in time: a frame that begins in them
 *   and does not end in them has failed
 * @announced: the header at @head is of another version and was already reported
 * @fed_us: when bytes were added last
 */
struct _MpsFrameParser {
  GByteArray *bytes;
  gsize head;
  gsize taken;
  gsize stale;
  gboolean announced;
  gint64 fed_us;
  MpsFrameLosses losses;
};

typedef enum {
  HEAD_INCOMPLETE,
  HEAD_NO_MAGIC,
  HEAD_BAD_HEADER,
  HEAD_BAD_CRC,
  HEAD_FRAME,
  HEAD_OTHER_VERSION,
} Head;

/**
 * mps_frame_parser_new:
 *
 * A parser of one byte stream. It is total: any bytes are allowed, it reads no clock, and after any
 * failed check it gives up one byte and searches again from the next (reader protocol, §1 Frame).
 * Belongs to one thread at a time.
 *
 * Returns: (transfer full): an empty parser
 */
MpsFrameParser *
mps_frame_parser_new (void)
{
  MpsFrameParser *parser = g_new0 (MpsFrameParser, 1);

  parser->bytes = g_byte_array_new ();
  return parser;
}

/**
 * mps_frame_parser_free:
 * @parser: (transfer full) (nullable): a parser
 */
void
mps_frame_parser_free (MpsFrameParser *parser)
{
  if (parser == NULL)
    return;

  g_byte_array_unref (parser->bytes);
  g_free (parser);
}

static gsize
unread (const MpsFrameParser *parser)
{
  return parser->bytes->len - parser->head;
}

static void
drop (MpsFrameParser *parser, gsize n)
{
  if (n == 0)
    return;

  parser->head += n;
  parser->stale -= MIN (parser->stale, n);
  parser->announced = FALSE;
}

static void
drop_taken (MpsFrameParser *parser)
{
  drop (parser, parser->taken);
  parser->taken = 0;

  if (parser->head == parser->bytes->len) {
    g_byte_array_set_size (parser->bytes, 0);
    parser->head = 0;
  } else if (parser->head >= COMPACT_AT) {
    g_byte_array_remove_range (parser->bytes, 0, (guint)parser->head);
    parser->head = 0;
  }
}

static void
note_silence (MpsFrameParser *parser, gint64 now_us)
{
  if (now_us - parser->fed_us >= STALL_US)
    parser->stale = unread (parser);
}

/**
 * mps_frame_parser_feed:
 * @parser: a parser
 * @data: (array length=size): bytes as they came; none is allowed and adds none
 * @size: how many
 * @now_us: when they came, µs on any clock that never runs backwards
 *
 * Adds bytes. Take the frames out with mps_frame_parser_next() until it gives %MPS_FRAME_NONE.
 */
void
mps_frame_parser_feed (MpsFrameParser *parser, const guint8 *data, gsize size, gint64 now_us)
{
  drop_taken (parser);
  if (size == 0)
    return;

  note_silence (parser, now_us);
  g_byte_array_append (parser->bytes, data, (guint)size);
  parser->fed_us = now_us;
}

/* What stands at the head, of which @size bytes, at least 1, are believed. The order of the checks
 * is the protocol's: magic, length, header check, and only then is the version or the length used.
 */
static Head
examine (const guint8 *at, gsize size, MpsFrame *frame, gsize *frame_size)
{
  MpsBytes header;
  guint8 version, type;
  guint16 sequence, length, check;
  gsize whole;

  if (at[0] != MAGIC_0 || (size > 1 && at[1] != MAGIC_1))
    return HEAD_NO_MAGIC;
  if (size < MPS_FRAME_HEADER_SIZE)
    return HEAD_INCOMPLETE;

  header = mps_bytes (at + 2, MPS_FRAME_HEADER_SIZE - 2);
  version = mps_bytes_take_u8 (&header);
  type = mps_bytes_take_u8 (&header);
  sequence = mps_bytes_take_u16 (&header);
  length = mps_bytes_take_u16 (&header);
  check = mps_bytes_take_u16 (&header);
  if (length > MPS_FRAME_PAYLOAD_MAX || check != (mps_crc32c (at, 8) & 0xFFFF))
    return HEAD_BAD_HEADER;

  whole = MPS_FRAME_HEADER_SIZE + (gsize)length + MPS_FRAME_CHECK_SIZE;
  frame->version = version;
  frame->type = type;
  frame->sequence = sequence;
  frame->payload = at + MPS_FRAME_HEADER_SIZE;
  frame->payload_size = length;
  *frame_size = whole;
  if (version != MPS_READER_PROTOCOL_VERSION)
    return HEAD_OTHER_VERSION;
  if (size < whole)
    return HEAD_INCOMPLETE;

  header = mps_bytes (at + whole - MPS_FRAME_CHECK_SIZE, MPS_FRAME_CHECK_SIZE);
  if (mps_bytes_take_u32 (&header) != mps_crc32c (at, whole - MPS_FRAME_CHECK_SIZE))
    return HEAD_BAD_CRC;

  return HEAD_FRAME;
}

static void
give_up_byte (MpsFrameParser *parser)
{
  parser->losses.skipped_bytes++;
  drop (parser, 1);
}

/* An incomplete frame waits for more bytes, unless it begins among those that stalled. */
static gboolean
wait_or_give_up (MpsFrameParser *parser)
{
  if (parser->stale == 0)
    return TRUE;

  parser->losses.stalled++;
  give_up_byte (parser);
  return FALSE;
}

/* Reports another version's header once, then skips its bytes when all are there. */
static gboolean
skip_other_version (MpsFrameParser *parser, gsize size, gsize whole, gboolean *report)
{
  *report = !parser->announced;
  parser->announced = TRUE;
  if (*report)
    return TRUE;

  if (size < whole)
    return wait_or_give_up (parser);

  drop (parser, whole);
  return FALSE;
}

/**
 * mps_frame_parser_next:
 * @parser: a parser
 * @now_us: the present moment on the clock of mps_frame_parser_feed(); an incomplete frame to which
 *   no byte was added for %MPS_FRAME_STALL_MS has failed
 * @frame: (out): filled unless %MPS_FRAME_NONE; its payload is valid until the parser's next call.
 *   With %MPS_FRAME_OTHER_VERSION it has no payload
 *
 * Returns: what was found
 */
MpsFrameEvent
mps_frame_parser_next (MpsFrameParser *parser, gint64 now_us, MpsFrame *frame)
{
  drop_taken (parser);
  note_silence (parser, now_us);

  for (;;) {
    gsize size = parser->stale > 0 ? parser->stale : unread (parser);
    MpsFrame found = { 0 };
    gsize whole = 0;
    gboolean report = FALSE;

    if (size == 0)
      return MPS_FRAME_NONE;

    switch (examine (parser->bytes->data + parser->head, size, &found, &whole)) {
    case HEAD_INCOMPLETE:
      if (wait_or_give_up (parser))
        return MPS_FRAME_NONE;
      break;
    case HEAD_BAD_HEADER:
      parser->losses.bad_header++;
      give_up_byte (parser);
      break;
    case HEAD_BAD_CRC:
      parser->losses.bad_crc++;
      give_up_byte (parser);
      break;
    case HEAD_FRAME:
      parser->taken = whole;
      *frame = found;
      return MPS_FRAME_READY;
    case HEAD_OTHER_VERSION:
      if (skip_other_version (parser, size, whole, &report)) {
        if (!report)
          return MPS_FRAME_NONE;
        found.payload = NULL;
        found.payload_size = 0;
        *frame = found;
        return MPS_FRAME_OTHER_VERSION;
      }
      break;
    case HEAD_NO_MAGIC:
    default:
      give_up_byte (parser);
      break;
    }
  }
}

/**
 * mps_frame_parser_is_partial:
 * @parser: a parser
 *
 * Returns: whether bytes wait for more, so that the stall must be watched
 */
gboolean
mps_frame_parser_is_partial (const MpsFrameParser *parser)
{
  return unread (parser) > parser->taken;
}

/**
 * mps_frame_parser_reset:
 * @parser: a parser
 *
 * Forgets all bytes, as after a new opening. Counted losses stay.
 */
void
mps_frame_parser_reset (MpsFrameParser *parser)
{
  g_byte_array_set_size (parser->bytes, 0);
  parser->head = 0;
  parser->taken = 0;
  parser->stale = 0;
  parser->announced = FALSE;
}

/**
 * mps_frame_parser_peek_losses:
 * @parser: a parser
 *
 * Returns: (transfer none): what was lost since the parser was made
 */
const MpsFrameLosses *
mps_frame_parser_peek_losses (const MpsFrameParser *parser)
{
  return &parser->losses;
}

/**
 * mps_frame_append_version:
 * @bytes: where the frame is added
 * @version: protocol version of the header
 * @type: type
 * @sequence: sequence
 * @payload: (array length=payload_size) (nullable): payload
 * @payload_size: 0…%MPS_FRAME_PAYLOAD_MAX
 *
 * As mps_frame_append() with a version of choice: for a virtual reader that speaks another one.
 */
void
mps_frame_append_version (GByteArray *bytes,
                          guint8 version,
                          guint8 type,
                          guint16 sequence,
                          const guint8 *payload,
                          gsize payload_size)
{
  guint start = bytes->len;

  g_return_if_fail (payload_size <= MPS_FRAME_PAYLOAD_MAX);

  mps_bytes_put_u8 (bytes, MAGIC_0);
  mps_bytes_put_u8 (bytes, MAGIC_1);
  mps_bytes_put_u8 (bytes, version);
  mps_bytes_put_u8 (bytes, type);
  mps_bytes_put_u16 (bytes, sequence);
  mps_bytes_put_u16 (bytes, (guint16)payload_size);
  mps_bytes_put_u16 (bytes, (guint16)(mps_crc32c (bytes->data + start, 8) & 0xFFFF));
  if (payload_size > 0)
    g_byte_array_append (bytes, payload, (guint)payload_size);
  mps_bytes_put_u32 (bytes, mps_crc32c (bytes->data + start, bytes->len - start));
}

/**
 * mps_frame_append:
 * @bytes: where the frame is added
 * @type: request, reply or event
 * @sequence: sequence
 * @payload: (array length=payload_size) (nullable): payload
 * @payload_size: 0…%MPS_FRAME_PAYLOAD_MAX
 *
 * Encodes one frame of this protocol version.
 */
void
mps_frame_append (
    GByteArray *bytes, guint8 type, guint16 sequence, const guint8 *payload, gsize payload_size)
{
  mps_frame_append_version (
      bytes, MPS_READER_PROTOCOL_VERSION, type, sequence, payload, payload_size);
}
