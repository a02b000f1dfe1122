/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/reader/mps-reader.h"

G_BEGIN_DECLS

/* Takes the frames that are no reply to the outstanding request. The frame is valid during the
 * call. */
typedef void (*MpsReaderSink) (const MpsFrame *frame, gpointer data);

struct _MpsReader {
  GObject parent_instance;

  MpsTransport *transport;
  MpsFrameParser *bulk;
  MpsFrameParser *interrupt;
  /* Time spent listening, µs: the clock of the stall rule. Bytes that wait in a buffer while the
   * host is busy elsewhere are no silence of the reader. */
  gint64 listened_us;
  guint8 *buffer;
  guint16 sequence;

  MpsReaderHello hello;
  gboolean is_open;
  /* The reader's clock at one moment of the monotonic clock. */
  guint64 clock_us;
  gint64 clock_at_us;

  MpsReaderSink sink;
  gpointer sink_data;

  MpsReaderStatus status;
  gboolean has_status;
  gboolean has_button;
};

/* How often the same frame is sent. */
typedef enum {
  MPS_READER_ONCE = 1,
  MPS_READER_AND_ONCE_MORE = 2,
} MpsReaderSends;

gboolean mps_reader_next_frame (MpsReader *self,
                                gint64 deadline_us,
                                MpsFrame *frame,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_reader_listen (MpsReader *self, gint64 deadline_us, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_reader_pause (MpsReader *self, guint ms, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GByteArray *mps_reader_ask (MpsReader *self,
                            MpsRequest request,
                            const GByteArray *payload,
                            MpsReaderSends sends,
                            MpsReplyStatus *status,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
GByteArray *mps_reader_request (MpsReader *self,
                                MpsRequest request,
                                const GByteArray *payload,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_reader_set_status_error (MpsReplyStatus status, GError **error);
gboolean mps_reader_hello (MpsReader *self, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_reader_reset (MpsReader *self, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
guint64 mps_reader_estimate_clock (MpsReader *self, gint64 at_us);
void mps_reader_set_sink (MpsReader *self, MpsReaderSink sink, gpointer data);
void mps_reader_note_event (MpsReader *self, const MpsFrame *frame);

G_END_DECLS
