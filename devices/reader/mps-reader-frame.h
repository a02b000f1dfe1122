/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MPS_READER_PROTOCOL_VERSION 1
#define MPS_FRAME_HEADER_SIZE 10
#define MPS_FRAME_CHECK_SIZE 4
#define MPS_FRAME_PAYLOAD_MAX 8192
#define MPS_FRAME_SIZE_MAX (MPS_FRAME_HEADER_SIZE + MPS_FRAME_PAYLOAD_MAX + MPS_FRAME_CHECK_SIZE)
/** MPS_FRAME_STALL_MS: an incomplete frame to which no byte is added for so long has failed */
#define MPS_FRAME_STALL_MS 50

/**
 * MpsFrame:
 * @version: protocol version; other than 1 only together with %MPS_FRAME_OTHER_VERSION
 * @type: see the MPS_REQUEST_, MPS_EVENT_ constants
 * @sequence: of the request, or the event counter
 * @payload: points into the parser; valid until its next call
 * @payload_size: bytes of @payload
 */
typedef struct {
  guint8 version;
  guint8 type;
  guint16 sequence;
  const guint8 *payload;
  gsize payload_size;
} MpsFrame;

/**
 * MpsFrameEvent:
 * @MPS_FRAME_NONE: no whole frame yet: feed more bytes
 * @MPS_FRAME_READY: a frame whose header and CRC are right
 * @MPS_FRAME_OTHER_VERSION: a well-formed header of another protocol version; its bytes are skipped
 */
typedef enum {
  MPS_FRAME_NONE,
  MPS_FRAME_READY,
  MPS_FRAME_OTHER_VERSION,
} MpsFrameEvent;

/**
 * MpsFrameLosses:
 * @bad_header: headers that failed after a magic
 * @bad_crc: whole frames whose CRC failed
 * @stalled: incomplete frames that no byte was added to in time
 * @skipped_bytes: bytes given up in search of a frame
 */
typedef struct {
  guint64 bad_header;
  guint64 bad_crc;
  guint64 stalled;
  guint64 skipped_bytes;
} MpsFrameLosses;

typedef struct _MpsFrameParser MpsFrameParser;

MpsFrameParser *mps_frame_parser_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mps_frame_parser_free (MpsFrameParser *parser);
void mps_frame_parser_feed (MpsFrameParser *parser, const guint8 *data, gsize size, gint64 now_us);
MpsFrameEvent mps_frame_parser_next (MpsFrameParser *parser, gint64 now_us, MpsFrame *frame);
gboolean mps_frame_parser_is_partial (const MpsFrameParser *parser);
void mps_frame_parser_reset (MpsFrameParser *parser);
const MpsFrameLosses *mps_frame_parser_peek_losses (const MpsFrameParser *parser);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsFrameParser, mps_frame_parser_free)

void mps_frame_append (
    GByteArray *bytes, guint8 type, guint16 sequence, const guint8 *payload, gsize payload_size);

void mps_frame_append_version (GByteArray *bytes,
                               guint8 version,
                               guint8 type,
                               guint16 sequence,
                               const guint8 *payload,
                               gsize payload_size);

guint32 mps_crc32c (const guint8 *data, gsize size);

G_END_DECLS
