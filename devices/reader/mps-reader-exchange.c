/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-bytes.h"
#include "devices/reader/mps-reader-private.h"

#include <glib/gi18n-lib.h>

#define REPLY_TIMEOUT_MS 1000
#define STORE_TIMEOUT_MS 3000
#define SELF_TEST_TIMEOUT_MS 10000
#define COMMIT_TIMEOUT_MS 15000
#define WRITE_TIMEOUT_MS 1000
/** What waited in a buffer is still read after a deadline, but not for ever. */
#define GRACE_US G_USEC_PER_SEC
#define BUSY_PAUSE_MS 200
#define BUSY_REPEATS 5
/** A multiple of every packet size, and at least the 8704 bytes that the protocol asks for. */
#define READ_SIZE 32768

static guint
get_timeout_ms (MpsRequest request)
{
  switch ((int)request) {
  case MPS_REQUEST_WRITE_CALIBRATION:
  case MPS_REQUEST_FW_BLOCK:
    return STORE_TIMEOUT_MS;
  case MPS_REQUEST_SELF_TEST:
    return SELF_TEST_TIMEOUT_MS;
  case MPS_REQUEST_FW_COMMIT:
    return COMMIT_TIMEOUT_MS;
  default:
    return REPLY_TIMEOUT_MS;
  }
}

static gboolean
take_frame (MpsReader *self, MpsFrameParser *parser, MpsFrame *frame, GError **error)
{
  switch (mps_frame_parser_next (parser, self->listened_us, frame)) {
  case MPS_FRAME_READY:
    return TRUE;
  case MPS_FRAME_OTHER_VERSION:
    g_set_error (error,
                 MPS_DEVICE_ERROR,
                 MPS_DEVICE_ERROR_VERSION,
                 _ ("reader: it speaks protocol version %u and this program version %u; update "
                    "the program or the reader's firmware"),
                 (guint)frame->version,
                 (guint)MPS_READER_PROTOCOL_VERSION);
    return FALSE;
  case MPS_FRAME_NONE:
  default:
    return FALSE;
  }
}

static void
read_interrupt (MpsReader *self)
{
  gsize n = mps_transport_take_interrupt (self->transport, self->buffer, READ_SIZE);

  if (n > 0)
    mps_frame_parser_feed (self->interrupt, self->buffer, n, self->listened_us);
}

/* Reads what comes until the deadline, or until an incomplete frame must be given up. */
static gboolean
read_bytes (MpsReader *self, gint64 deadline_us, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 before = g_get_monotonic_time ();
  gint64 left_ms = MAX (0, (deadline_us - before + 999) / 1000);
  gssize n;

  if (self->buffer == NULL)
    self->buffer = g_malloc (READ_SIZE);
  if (mps_frame_parser_is_partial (self->bulk))
    left_ms = MIN (left_ms, MPS_FRAME_STALL_MS);

  n = mps_transport_read (
      self->transport, self->buffer, READ_SIZE, (guint)left_ms, cancellable, &local);
  self->listened_us += g_get_monotonic_time () - before;
  if (n > 0)
    mps_frame_parser_feed (self->bulk, self->buffer, (gsize)n, self->listened_us);
  if (n >= 0 || g_error_matches (local, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY)) {
    read_interrupt (self);
    return TRUE;
  }

  if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mps_reader_close (self);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/*
 * mps_reader_next_frame:
 *
 * Waits for a frame on either endpoint. What came already is still read after the deadline.
 * %MPS_DEVICE_ERROR_RETRY when none came; %MPS_DEVICE_ERROR_VERSION when the reader must not be
 * used any further.
 */
gboolean
mps_reader_next_frame (
    MpsReader *self, gint64 deadline_us, MpsFrame *frame, GCancellable *cancellable, GError **error)
{
  gboolean last = g_get_monotonic_time () > deadline_us + GRACE_US;

  for (;;) {
    g_autoptr (GError) local = NULL;

    if (take_frame (self, self->interrupt, frame, &local))
      return TRUE;
    if (local == NULL && take_frame (self, self->bulk, frame, &local))
      return TRUE;
    if (local != NULL) {
      mps_reader_close (self);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

    if (last) {
      g_set_error_literal (
          error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY, _ ("reader: nothing came in time"));
      return FALSE;
    }
    last = g_get_monotonic_time () >= deadline_us;
    if (!read_bytes (self, deadline_us, cancellable, error))
      return FALSE;
  }
}

static void
give_to_sink (MpsReader *self, const MpsFrame *frame)
{
  if (self->sink != NULL)
    self->sink (frame, self->sink_data);
}

/*
 * mps_reader_listen:
 *
 * Waits for one frame and gives it to the sink.
 */
gboolean
mps_reader_listen (MpsReader *self, gint64 deadline_us, GCancellable *cancellable, GError **error)
{
  MpsFrame frame;

  if (!mps_reader_next_frame (self, deadline_us, &frame, cancellable, error))
    return FALSE;

  give_to_sink (self, &frame);
  return TRUE;
}

/*
 * mps_reader_pause:
 *
 * Lets time go by without losing what the reader sends.
 */
gboolean
mps_reader_pause (MpsReader *self, guint ms, GCancellable *cancellable, GError **error)
{
  gint64 deadline_us = g_get_monotonic_time () + (gint64)ms * 1000;

  while (g_get_monotonic_time () < deadline_us) {
    g_autoptr (GError) local = NULL;

    if (mps_reader_listen (self, deadline_us, cancellable, &local))
      continue;
    if (!g_error_matches (local, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  }

  return TRUE;
}

static gboolean
send_frame (MpsReader *self, const GByteArray *frame, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (mps_transport_write (
          self->transport, frame->data, frame->len, WRITE_TIMEOUT_MS, cancellable, &local))
    return TRUE;
  /* A request that did not get through is silence like a reply that did not. */
  if (g_error_matches (local, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY))
    return TRUE;

  if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mps_reader_close (self);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Waits for the reply to @request under the present sequence; all else goes to the sink, except
 * that nothing counts before HELLO is answered. */
static GByteArray *
wait_reply (MpsReader *self, MpsRequest request, GCancellable *cancellable, GError **error)
{
  gint64 deadline_us = g_get_monotonic_time () + (gint64)get_timeout_ms (request) * 1000;
  MpsFrame frame;

  while (mps_reader_next_frame (self, deadline_us, &frame, cancellable, error)) {
    if (frame.type == ((guint)request | MPS_REPLY_BIT) && frame.sequence == self->sequence &&
        frame.payload_size >= 1) {
      GByteArray *reply = g_byte_array_new ();
      g_byte_array_append (reply, frame.payload, (guint)frame.payload_size);
      return reply;
    }
    if (!(frame.type & MPS_REPLY_BIT) && request != MPS_REQUEST_HELLO)
      give_to_sink (self, &frame);
  }

  return NULL;
}

/* One request with a sequence of its own: the same frame is sent once more after a silence. */
static GByteArray *
exchange (MpsReader *self,
          MpsRequest request,
          const GByteArray *payload,
          MpsReaderSends sends,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GByteArray) frame = g_byte_array_new ();

  self->sequence++;
  mps_frame_append (frame,
                    (guint8)request,
                    self->sequence,
                    payload != NULL ? payload->data : NULL,
                    payload != NULL ? payload->len : 0);

  for (guint sent = 1;; sent++) {
    g_autoptr (GError) local = NULL;
    GByteArray *reply;

    if (!send_frame (self, frame, cancellable, error))
      return NULL;

    reply = wait_reply (self, request, cancellable, &local);
    if (reply != NULL)
      return reply;
    if (sent >= (guint)sends ||
        !g_error_matches (local, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  }
}

/*
 * mps_reader_ask:
 * @sends: how often the same frame is sent
 * @status: (out): the reply's status, never %MPS_REPLY_BUSY
 *
 * Makes one request and asks again while the reader is busy. %MPS_DEVICE_ERROR_RETRY after the last
 * silence, %MPS_DEVICE_ERROR_BUSY when it stays busy.
 *
 * Returns: the reply after its status byte
 */
GByteArray *
mps_reader_ask (MpsReader *self,
                MpsRequest request,
                const GByteArray *payload,
                MpsReaderSends sends,
                MpsReplyStatus *status,
                GCancellable *cancellable,
                GError **error)
{
  for (guint busy = 0; busy <= BUSY_REPEATS; busy++) {
    g_autoptr (GByteArray) reply = NULL;

    if (busy > 0 && !mps_reader_pause (self, BUSY_PAUSE_MS, cancellable, error))
      return NULL;

    reply = exchange (self, request, payload, sends, cancellable, error);
    if (reply == NULL)
      return NULL;
    if (reply->data[0] == MPS_REPLY_BUSY)
      continue;

    *status = (MpsReplyStatus)reply->data[0];
    g_byte_array_remove_index (reply, 0);
    return g_steal_pointer (&reply);
  }

  g_set_error_literal (error,
                       MPS_DEVICE_ERROR,
                       MPS_DEVICE_ERROR_BUSY,
                       _ ("reader: it is busy; try again in a moment"));
  return NULL;
}

/*
 * mps_reader_set_status_error:
 *
 * The error that stands for a reply's status.
 */
void
mps_reader_set_status_error (MpsReplyStatus status, GError **error)
{
  MpsDeviceError code = MPS_DEVICE_ERROR_CORRUPT;
  const char *message = _ ("reader: its reply makes no sense; unplug it and plug it in again");

  switch ((int)status) {
  case MPS_REPLY_BUSY:
    code = MPS_DEVICE_ERROR_BUSY;
    message = _ ("reader: it is busy; try again in a moment");
    break;
  case MPS_REPLY_BAD_ARGUMENT:
    code = MPS_DEVICE_ERROR_REFUSED;
    message = _ ("reader: it refused an argument of the request");
    break;
  case MPS_REPLY_NOT_ALLOWED:
    code = MPS_DEVICE_ERROR_REFUSED;
    message = _ ("reader: it does not allow this in its present state");
    break;
  case MPS_REPLY_HARDWARE_FAULT:
    code = MPS_DEVICE_ERROR_FAULT;
    message = _ ("reader: it reports a hardware fault; run its self-test");
    break;
  case MPS_REPLY_NO_CARTRIDGE:
    code = MPS_DEVICE_ERROR_NO_CARTRIDGE;
    message = _ ("reader: no cartridge is in it; put one in and try again");
    break;
  case MPS_REPLY_UNKNOWN_REQUEST:
    code = MPS_DEVICE_ERROR_REFUSED;
    message = _ ("reader: its firmware does not know this request; update it");
    break;
  case MPS_REPLY_STORAGE_FAULT:
    code = MPS_DEVICE_ERROR_FAULT;
    message = _ ("reader: its storage is at fault; run its self-test");
    break;
  default:
    break;
  }

  g_set_error_literal (error, MPS_DEVICE_ERROR, code, message);
}

static GByteArray *
ask_again_after_reset (MpsReader *self,
                       MpsRequest request,
                       const GByteArray *payload,
                       MpsReplyStatus *status,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GError) local = NULL;
  GByteArray *reply = NULL;

  if (mps_reader_reset (self, cancellable, &local))
    reply = mps_reader_ask (self, request, payload, MPS_READER_ONCE, status, cancellable, &local);
  if (reply != NULL)
    return reply;

  if (g_error_matches (local, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY)) {
    mps_reader_close (self);
    g_clear_error (&local);
    g_set_error_literal (
        &local,
        MPS_DEVICE_ERROR,
        MPS_DEVICE_ERROR_GONE,
        _ ("reader: it does not answer; unplug it, wait a moment and plug it in again"));
  }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/*
 * mps_reader_request:
 *
 * A request outside a run: after two silences a USB reset, HELLO and the request once more, then
 * %MPS_DEVICE_ERROR_GONE, which asks the person to replug. A status other than ok is an error.
 *
 * Returns: the reply after its status byte
 */
GByteArray *
mps_reader_request (MpsReader *self,
                    MpsRequest request,
                    const GByteArray *payload,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GByteArray) reply = NULL;
  MpsReplyStatus status = MPS_REPLY_OK;

  if (!self->is_open) {
    g_set_error_literal (
        error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE, _ ("reader: it is not connected"));
    return NULL;
  }

  reply = mps_reader_ask (
      self, request, payload, MPS_READER_AND_ONCE_MORE, &status, cancellable, &local);
  if (g_error_matches (local, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY)) {
    g_clear_error (&local);
    reply = ask_again_after_reset (self, request, payload, &status, cancellable, &local);
  }
  if (reply == NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (status != MPS_REPLY_OK) {
    mps_reader_set_status_error (status, error);
    return NULL;
  }

  return g_steal_pointer (&reply);
}
