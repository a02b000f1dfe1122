/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-frame.h"

#include <string.h>

#define MS 1000

static GByteArray *
make_frame (guint8 version, guint8 type, guint16 sequence, guint payload_size)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autofree guint8 *payload = g_malloc0 (payload_size + 1);

  for (guint i = 0; i < payload_size; i++)
    payload[i] = (guint8)(i * 7 + type);
  mps_frame_append_version (bytes, version, type, sequence, payload, payload_size);
  return bytes;
}

static void
append (GByteArray *bytes, GByteArray *other)
{
  g_byte_array_append (bytes, other->data, other->len);
}

static void
feed (MpsFrameParser *parser, const GByteArray *bytes, gint64 now_us)
{
  mps_frame_parser_feed (parser, bytes->data, bytes->len, now_us);
}

static void
expect_frame (MpsFrameParser *parser, gint64 now_us, guint8 type, guint16 sequence, guint size)
{
  MpsFrame frame = { 0 };

  g_assert_cmpint (mps_frame_parser_next (parser, now_us, &frame), ==, MPS_FRAME_READY);
  g_assert_cmpuint (frame.version, ==, MPS_READER_PROTOCOL_VERSION);
  g_assert_cmpuint (frame.type, ==, type);
  g_assert_cmpuint (frame.sequence, ==, sequence);
  g_assert_cmpuint (frame.payload_size, ==, size);
  for (guint i = 0; i < size; i++)
    g_assert_cmpuint (frame.payload[i], ==, (guint8)(i * 7 + type));
}

static void
expect_none (MpsFrameParser *parser, gint64 now_us)
{
  MpsFrame frame = { 0 };

  g_assert_cmpint (mps_frame_parser_next (parser, now_us, &frame), ==, MPS_FRAME_NONE);
}

static void
test_crc (void)
{
  guint8 zeros[32] = { 0 };

  /* RFC 3720 B.4 for the 32 zeros; the other is the catalogue's check value. */
  g_assert_cmphex (mps_crc32c ((const guint8 *)"123456789", 9), ==, 0xE3069283);
  g_assert_cmphex (mps_crc32c (zeros, sizeof zeros), ==, 0x8A9136AA);
  g_assert_cmphex (mps_crc32c (zeros, 0), ==, 0);
}

static void
test_bytes (void)
{
  /* Worked by hand from the table of the page, with the CRC checked above. */
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const guint8 head[] = { 0x4D, 0x50, 0x01, 0x02, 0x34, 0x12, 0x03, 0x00 };
  guint32 crc;

  mps_frame_append (bytes, 0x02, 0x1234, (const guint8 *)"abc", 3);
  g_assert_cmpuint (bytes->len, ==, 10 + 3 + 4);
  g_assert_cmpmem (bytes->data, 8, head, 8);
  crc = mps_crc32c (head, sizeof head);
  g_assert_cmpuint (bytes->data[8], ==, crc & 0xFF);
  g_assert_cmpuint (bytes->data[9], ==, crc >> 8 & 0xFF);
  g_assert_cmpmem (bytes->data + 10, 3, "abc", 3);
  crc = mps_crc32c (bytes->data, 13);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (bytes->data[13 + i], ==, crc >> (8 * i) & 0xFF);
}

static void
test_split_everywhere (void)
{
  g_autoptr (GByteArray) bytes = make_frame (1, 0x40, 7, 40);

  for (guint cut = 0; cut <= bytes->len; cut++) {
    g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();

    mps_frame_parser_feed (parser, bytes->data, cut, 0);
    if (cut < bytes->len)
      expect_none (parser, 0);
    mps_frame_parser_feed (parser, bytes->data + cut, bytes->len - cut, 10 * MS);
    expect_frame (parser, 10 * MS, 0x40, 7, 40);
    expect_none (parser, 10 * MS);
    g_assert_false (mps_frame_parser_is_partial (parser));
    g_assert_cmpuint (mps_frame_parser_peek_losses (parser)->skipped_bytes, ==, 0);
  }
}

static void
test_byte_by_byte (void)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) bytes = make_frame (1, 0x81, 65535, 8192);
  MpsFrame frame;

  for (guint i = 0; i + 1 < bytes->len; i++) {
    mps_frame_parser_feed (parser, bytes->data + i, 1, i * MS);
    g_assert_cmpint (mps_frame_parser_next (parser, i * MS, &frame), ==, MPS_FRAME_NONE);
  }
  mps_frame_parser_feed (parser, bytes->data + bytes->len - 1, 1, bytes->len * MS);
  expect_frame (parser, bytes->len * MS, 0x81, 65535, 8192);
}

static void
test_shared_transfer (void)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint16 i = 0; i < 100; i++) {
    g_autoptr (GByteArray) frame = make_frame (1, 0x42, i, i * 13 % 700);
    append (bytes, frame);
  }
  feed (parser, bytes, 0);
  for (guint16 i = 0; i < 100; i++)
    expect_frame (parser, 0, 0x42, i, i * 13 % 700);
  expect_none (parser, 0);
}

static void
test_resync_after_garbage (void)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) frame = make_frame (1, 0x42, 3, 14);
  /* Magics without headers, and one right before the real one. */
  const guint8 garbage[] = "xxMPMPM.MP0123456789MMP";

  mps_frame_parser_feed (parser, garbage, sizeof garbage - 1, 0);
  feed (parser, frame, 0);
  expect_frame (parser, 0, 0x42, 3, 14);
  g_assert_cmpuint (mps_frame_parser_peek_losses (parser)->skipped_bytes, ==, sizeof garbage - 1);
  g_assert_cmpuint (mps_frame_parser_peek_losses (parser)->bad_header, ==, 4);
}

/* A frame whose CRC is wrong costs one byte, not its length: what lies inside is found. */
static void
test_frame_inside_bad_frame (void)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) inner = make_frame (1, 0x43, 9, 1);
  g_autoptr (GByteArray) outer = g_byte_array_new ();

  mps_frame_append (outer, 0x40, 1, inner->data, inner->len);
  outer->data[outer->len - 1] ^= 1;
  feed (parser, outer, 0);
  expect_frame (parser, 0, 0x43, 9, 1);
  expect_none (parser, 0);
  g_assert_cmpuint (mps_frame_parser_peek_losses (parser)->bad_crc, ==, 1);
  g_assert_cmpuint (mps_frame_parser_peek_losses (parser)->skipped_bytes, ==, 10 + 4);
}

static void
test_every_bit_matters (void)
{
  g_autoptr (GByteArray) good = make_frame (1, 0x40, 5, 20);
  g_autoptr (GByteArray) next = make_frame (1, 0x42, 6, 3);

  for (guint bit = 0; bit < good->len * 8; bit++) {
    g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    append (bytes, good);
    bytes->data[bit / 8] ^= (guint8)(1 << bit % 8);
    append (bytes, next);
    feed (parser, bytes, 0);
    expect_frame (parser, 0, 0x42, 6, 3);
    expect_none (parser, 0);
  }
}

static void
test_length_over_limit (void)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) next = make_frame (1, 0x42, 6, 3);
  guint8 header[] = { 0x4D, 0x50, 1, 0x40, 0, 0, 0x01, 0x20, 0, 0 };
  guint32 crc = mps_crc32c (header, 8);

  /* 8193 bytes, the header check right: refused at once, not waited for. */
  header[8] = (guint8)crc;
  header[9] = (guint8)(crc >> 8);
  mps_frame_parser_feed (parser, header, sizeof header, 0);
  feed (parser, next, 0);
  expect_frame (parser, 0, 0x42, 6, 3);
  g_assert_cmpuint (mps_frame_parser_peek_losses (parser)->bad_header, ==, 1);
}

static void
test_other_version (void)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) other = make_frame (2, 0x81, 4, 33);
  g_autoptr (GByteArray) next = make_frame (1, 0x42, 5, 3);
  MpsFrame frame = { 0 };

  /* Its trailer may be anything: another version, another trailer. */
  other->data[other->len - 1] ^= 0xFF;
  mps_frame_parser_feed (parser, other->data, 12, 0);
  g_assert_cmpint (mps_frame_parser_next (parser, 0, &frame), ==, MPS_FRAME_OTHER_VERSION);
  g_assert_cmpuint (frame.version, ==, 2);
  g_assert_cmpuint (frame.type, ==, 0x81);
  g_assert_null (frame.payload);
  expect_none (parser, 0);
  mps_frame_parser_feed (parser, other->data + 12, other->len - 12, 0);
  feed (parser, next, 0);
  expect_frame (parser, 0, 0x42, 5, 3);
  g_assert_cmpuint (mps_frame_parser_peek_losses (parser)->skipped_bytes, ==, 0);
}

static void
test_stall (void)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) cut = make_frame (1, 0x40, 1, 500);
  g_autoptr (GByteArray) next = make_frame (1, 0x42, 2, 3);

  mps_frame_parser_feed (parser, cut->data, 200, 0);
  expect_none (parser, 49 * MS + 999);
  g_assert_true (mps_frame_parser_is_partial (parser));
  g_assert_cmpuint (mps_frame_parser_peek_losses (parser)->stalled, ==, 0);
  expect_none (parser, 50 * MS);
  g_assert_false (mps_frame_parser_is_partial (parser));
  g_assert_cmpuint (mps_frame_parser_peek_losses (parser)->stalled, >=, 1);
  feed (parser, next, 51 * MS);
  expect_frame (parser, 51 * MS, 0x42, 2, 3);
}

/* The rest that comes too late belongs to no frame, also when nobody asked in between. */
static void
test_stall_seen_by_feed (void)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) cut = make_frame (1, 0x40, 1, 60);
  g_autoptr (GByteArray) next = make_frame (1, 0x42, 2, 3);

  mps_frame_parser_feed (parser, cut->data, 30, 0);
  expect_none (parser, 0);
  mps_frame_parser_feed (parser, cut->data + 30, cut->len - 30, 60 * MS);
  feed (parser, next, 60 * MS);
  expect_frame (parser, 60 * MS, 0x42, 2, 3);
  expect_none (parser, 60 * MS);
  g_assert_cmpuint (mps_frame_parser_peek_losses (parser)->stalled, >=, 1);
}

/* Bytes of zero length add nothing: the frame stalls all the same. */
static void
test_empty_feed_is_no_byte (void)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) cut = make_frame (1, 0x40, 1, 60);

  mps_frame_parser_feed (parser, cut->data, 30, 0);
  mps_frame_parser_feed (parser, cut->data, 0, 40 * MS);
  expect_none (parser, 55 * MS);
  g_assert_false (mps_frame_parser_is_partial (parser));
}

static void
test_whole_frame_behind_stall (void)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) bytes = make_frame (1, 0x40, 1, 500);
  g_autoptr (GByteArray) inner = make_frame (1, 0x43, 8, 1);

  g_byte_array_set_size (bytes, 100);
  append (bytes, inner);
  feed (parser, bytes, 0);
  expect_none (parser, 10 * MS);
  expect_frame (parser, 60 * MS, 0x43, 8, 1);
}

static void
test_reset (void)
{
  g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
  g_autoptr (GByteArray) frame = make_frame (1, 0x42, 2, 3);

  mps_frame_parser_feed (parser, frame->data, 9, 0);
  mps_frame_parser_reset (parser);
  feed (parser, frame, 0);
  expect_frame (parser, 0, 0x42, 2, 3);
}

/* Damaged streams, cut at random: every frame that was not touched comes out, in order. */
static void
test_random_streams (void)
{
  for (guint round = 0; round < 300; round++) {
    g_autoptr (MpsFrameParser) parser = mps_frame_parser_new ();
    g_autoptr (GByteArray) stream = g_byte_array_new ();
    g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (guint16));
    guint got = 0;
    gsize at = 0;

    for (guint16 i = 0; i < 20; i++) {
      g_autoptr (GByteArray) frame = make_frame (1, 0x40, i, (guint)g_test_rand_int_range (0, 300));
      guint damage = (guint)g_test_rand_int_range (0, 4);

      if (damage == 0)
        frame->data[g_test_rand_int_range (0, (gint32)frame->len)] ^= 0x10;
      else if (damage == 1) /* the next magic must not happen to complete the CRC */
        g_byte_array_set_size (frame, (guint)g_test_rand_int_range (0, (gint32)frame->len - 3));
      else
        g_array_append_val (wanted, i);
      append (stream, frame);
    }

    while (at < stream->len) {
      gsize n = (gsize)g_test_rand_int_range (1, 600);
      MpsFrame frame;

      n = MIN (n, stream->len - at);
      mps_frame_parser_feed (parser, stream->data + at, n, 0);
      at += n;
      if (at == stream->len)
        break;
      while (mps_frame_parser_next (parser, 0, &frame) == MPS_FRAME_READY)
        g_assert_cmpuint (frame.sequence, ==, g_array_index (wanted, guint16, got++));
    }

    for (;;) {
      MpsFrame frame;

      if (mps_frame_parser_next (parser, 60 * MS, &frame) != MPS_FRAME_READY)
        break;
      g_assert_cmpuint (frame.sequence, ==, g_array_index (wanted, guint16, got++));
    }
    g_assert_cmpuint (got, ==, wanted->len);
    g_assert_false (mps_frame_parser_is_partial (parser));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/crc", test_crc);
  g_test_add_func ("/frame/bytes", test_bytes);
  g_test_add_func ("/frame/split-everywhere", test_split_everywhere);
  g_test_add_func ("/frame/byte-by-byte", test_byte_by_byte);
  g_test_add_func ("/frame/shared-transfer", test_shared_transfer);
  g_test_add_func ("/frame/resync-after-garbage", test_resync_after_garbage);
  g_test_add_func ("/frame/frame-inside-bad-frame", test_frame_inside_bad_frame);
  g_test_add_func ("/frame/every-bit-matters", test_every_bit_matters);
  g_test_add_func ("/frame/length-over-limit", test_length_over_limit);
  g_test_add_func ("/frame/other-version", test_other_version);
  g_test_add_func ("/frame/stall", test_stall);
  g_test_add_func ("/frame/stall-seen-by-feed", test_stall_seen_by_feed);
  g_test_add_func ("/frame/empty-feed", test_empty_feed_is_no_byte);
  g_test_add_func ("/frame/whole-frame-behind-stall", test_whole_frame_behind_stall);
  g_test_add_func ("/frame/reset", test_reset);
  g_test_add_func ("/frame/random-streams", test_random_streams);
  return g_test_run ();
}
