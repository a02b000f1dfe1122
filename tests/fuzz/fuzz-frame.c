/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-frame.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* Input: chunks of { u8 size, u8 ms until the next chunk, bytes }. What comes out must be frames
 * that were in the input, and no byte may be lost uncounted. */

static gsize
drain (MpsFrameParser *parser, const guint8 *data, gsize size, gint64 now_us)
{
  gsize taken = 0;
  MpsFrame frame;

  for (;;) {
    switch (mps_frame_parser_next (parser, now_us, &frame)) {
    case MPS_FRAME_READY: {
      g_autoptr (GByteArray) again = g_byte_array_new ();

      mps_frame_append (again, frame.type, frame.sequence, frame.payload, frame.payload_size);
      g_assert_nonnull (memmem (data, size, again->data, again->len));
      taken += again->len;
      break;
    }
    case MPS_FRAME_OTHER_VERSION:
      g_assert_cmpuint (frame.version, !=, MPS_READER_PROTOCOL_VERSION);
      break;
    case MPS_FRAME_NONE:
    default:
      return taken;
    }
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  gint64 now_us = 0;
  gsize taken = 0;
  gsize at = 0;

  while (at + 2 <= size) {
    gsize n = MIN ((gsize)data[at] * 8, size - at - 2);
    gint64 pause_us = data[at + 1] * 1000;

    g_byte_array_append (stream, data + at + 2, (guint)n);
    mps_frame_parser_feed (parser, data + at + 2, n, now_us);
    taken += drain (parser, stream->data, stream->len, now_us);
    now_us += pause_us;
    at += 2 + n;
  }

  taken += drain (parser, stream->data, stream->len, now_us + 60000);
  g_assert_false (mps_frame_parser_is_partial (parser));
  g_assert_cmpuint (taken + mps_frame_parser_peek_losses (parser)->skipped_bytes, <=, stream->len);
  return 0;
}

static void
add_chunk (GByteArray *seed, const GByteArray *bytes, guint8 pause_ms)
{
  guint8 head[2] = { (guint8)((bytes->len + 7) / 8), pause_ms };
  static const guint8 filler[8] = { 0 };

  g_byte_array_append (seed, head, 2);
  g_byte_array_append (seed, bytes->data, bytes->len);
  g_byte_array_append (seed, filler, head[0] * 8u - bytes->len);
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  guint8 payload[1500] = { 0 };

  for (guint kind = 0; kind < 6; kind++) {
    g_autoptr (GByteArray) seed = g_byte_array_new ();

    for (guint16 i = 0; i < 3; i++) {
      g_autoptr (GByteArray) frame = g_byte_array_new ();

      mps_frame_append_version (frame,
                                kind == 3 ? 2 : 1,
                                (guint8)(0x40 + i),
                                i,
                                payload,
                                kind == 1   ? 1000
                                : kind == 5 ? 0
                                            : 14);
      if (kind == 2)
        frame->data[frame->len - 1] ^= 1;
      if (kind == 4)
        g_byte_array_set_size (frame, frame->len / 2);
      add_chunk (seed, frame, kind == 4 ? 55 : 1);
    }
    g_ptr_array_add (seeds, g_byte_array_free_to_bytes (g_steal_pointer (&seed)));
  }

  return seeds;
}
