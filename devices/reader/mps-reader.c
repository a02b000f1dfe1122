/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader.h"

#include "devices/reader/mps-reader-bytes.h"
#include "devices/reader/mps-reader-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (MpsReader, mps_reader, G_TYPE_OBJECT)

static void
mps_reader_finalize (GObject *object)
{
  MpsReader *self = MPS_READER (object);

  mps_reader_close (self);
  g_clear_object (&self->transport);
  g_clear_pointer (&self->bulk, mps_frame_parser_free);
  g_clear_pointer (&self->interrupt, mps_frame_parser_free);
  g_clear_pointer (&self->buffer, g_free);

  G_OBJECT_CLASS (mps_reader_parent_class)->finalize (object);
}

static void
mps_reader_class_init (MpsReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mps_reader_finalize;
}

static void
mps_reader_init (MpsReader *self)
{
  self->bulk = mps_frame_parser_new ();
  self->interrupt = mps_frame_parser_new ();
  self->sequence = (guint16)g_random_int ();
  mps_reader_set_sink (self, NULL, NULL);
}

/**
 * mps_reader_new:
 * @transport: (transfer none): the way to the reader
 *
 * Returns: (transfer full): a driver that is not open yet
 */
MpsReader *
mps_reader_new (MpsTransport *transport)
{
  MpsReader *self;

  g_return_val_if_fail (MPS_IS_TRANSPORT (transport), NULL);

  self = g_object_new (MPS_TYPE_READER, NULL);
  self->transport = g_object_ref (transport);
  return self;
}

/*
 * mps_reader_note_event:
 *
 * Keeps a STATUS or BUTTON event for mps_reader_wait_event().
 */
void
mps_reader_note_event (MpsReader *self, const MpsFrame *frame)
{
  if (frame->type == MPS_EVENT_STATUS)
    self->has_status |=
        mps_reader_status_decode (frame->payload, frame->payload_size, &self->status);
  else if (frame->type == MPS_EVENT_BUTTON && frame->payload_size >= 1 && frame->payload[0] == 0)
    self->has_button = TRUE;
}

static void
note_event (const MpsFrame *frame, gpointer data)
{
  mps_reader_note_event (data, frame);
}

/*
 * mps_reader_set_sink:
 * @sink: (nullable): who takes the events from now on; %NULL: kept for mps_reader_wait_event()
 */
void
mps_reader_set_sink (MpsReader *self, MpsReaderSink sink, gpointer data)
{
  self->sink = sink != NULL ? sink : note_event;
  self->sink_data = sink != NULL ? data : self;
}

static gboolean
check_identity (MpsReader *self, const MpsReaderHello *hello, GError **error)
{
  if (hello->channels != MPS_CHANNELS) {
    g_set_error (error,
                 MPS_DEVICE_ERROR,
                 MPS_DEVICE_ERROR_REFUSED,
                 _ ("reader: it has %u channels and this program measures with %u; use "
                    "another reader"),
                 (guint)hello->channels,
                 (guint)MPS_CHANNELS);
    return FALSE;
  }
  if (!mps_reader_serial_is_valid (hello->serial) ||
      g_strcmp0 (hello->serial, mps_transport_get_serial (self->transport)) != 0) {
    g_set_error (error,
                 MPS_DEVICE_ERROR,
                 MPS_DEVICE_ERROR_REFUSED,
                 _ ("reader: it says another serial number than its USB identity %s; have it "
                    "serviced"),
                 mps_transport_get_serial (self->transport));
    return FALSE;
  }

  return TRUE;
}

static GByteArray *
ask_hello (MpsReader *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) features = g_byte_array_new ();
  MpsReplyStatus status = MPS_REPLY_OK;
  g_autoptr (GByteArray) reply = NULL;

  mps_bytes_put_u32 (features, 0);
  reply = mps_reader_ask (
      self, MPS_REQUEST_HELLO, features, MPS_READER_AND_ONCE_MORE, &status, cancellable, error);
  if (reply == NULL)
    return NULL;
  if (status != MPS_REPLY_OK) {
    mps_reader_set_status_error (status, error);
    return NULL;
  }

  return g_steal_pointer (&reply);
}

/*
 * mps_reader_hello:
 *
 * Says HELLO and checks who answers. What was in the pipes before is dropped.
 */
gboolean
mps_reader_hello (MpsReader *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) reply = NULL;
  MpsReaderHello hello;

  mps_frame_parser_reset (self->bulk);
  mps_frame_parser_reset (self->interrupt);

  reply = ask_hello (self, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (!mps_reader_hello_decode (reply->data, reply->len, &hello)) {
    mps_reader_set_status_error (MPS_REPLY_OK, error);
    return FALSE;
  }
  if (!check_identity (self, &hello, error))
    return FALSE;

  self->hello = hello;
  self->clock_us = hello.clock_us;
  self->clock_at_us = g_get_monotonic_time ();
  return TRUE;
}

/*
 * mps_reader_reset:
 *
 * USB reset and HELLO; the reader sends nothing of a run until RESUME.
 */
gboolean
mps_reader_reset (MpsReader *self, GCancellable *cancellable, GError **error)
{
  if (!mps_transport_reset (self->transport, cancellable, error))
    return FALSE;

  return mps_reader_hello (self, cancellable, error);
}

static gboolean
hello_or_reset (MpsReader *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (mps_reader_hello (self, cancellable, &local))
    return TRUE;
  if (!g_error_matches (local, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }

  g_clear_error (&local);
  if (mps_reader_reset (self, cancellable, &local))
    return TRUE;
  if (!g_error_matches (local, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }

  g_set_error_literal (
      error,
      MPS_DEVICE_ERROR,
      MPS_DEVICE_ERROR_GONE,
      _ ("reader: it does not answer; unplug it, wait a moment and plug it in again"));
  return FALSE;
}

/**
 * mps_reader_open:
 * @self: a driver
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR: what mps_transport_open() gives, %MPS_DEVICE_ERROR_VERSION,
 *   %MPS_DEVICE_ERROR_REFUSED for a wrong identity, %MPS_DEVICE_ERROR_GONE when it must be
 * replugged
 *
 * Opens the transport, says HELLO and checks the reader's channels and serial number. A reader that
 * is refused is closed again. Open already: nothing happens.
 *
 * Returns: whether the reader can be used
 */
gboolean
mps_reader_open (MpsReader *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (MPS_IS_READER (self), FALSE);

  if (self->is_open)
    return TRUE;
  if (!mps_transport_open (self->transport, cancellable, error))
    return FALSE;

  self->has_status = FALSE;
  self->has_button = FALSE;
  self->is_open = TRUE;
  if (!hello_or_reset (self, cancellable, error)) {
    mps_reader_close (self);
    return FALSE;
  }

  return TRUE;
}

/**
 * mps_reader_close:
 * @self: a driver
 *
 * Lets the reader go. A run that is under way goes on inside it. Safe when closed.
 */
void
mps_reader_close (MpsReader *self)
{
  g_return_if_fail (MPS_IS_READER (self));

  self->is_open = FALSE;
  if (self->transport != NULL)
    mps_transport_close (self->transport);
}

/**
 * mps_reader_peek_transport:
 * @self: a driver
 *
 * Returns: (transfer none): the way to the reader
 */
MpsTransport *
mps_reader_peek_transport (MpsReader *self)
{
  g_return_val_if_fail (MPS_IS_READER (self), NULL);

  return self->transport;
}

/**
 * mps_reader_peek_hello:
 * @self: a driver that was opened
 *
 * Returns: (transfer none): what the reader said of itself at the last HELLO
 */
const MpsReaderHello *
mps_reader_peek_hello (MpsReader *self)
{
  g_return_val_if_fail (MPS_IS_READER (self), NULL);

  return &self->hello;
}

/**
 * mps_reader_peek_losses:
 * @self: a driver
 *
 * Returns: (transfer none): what was lost of the bulk stream since the driver was made
 */
const MpsFrameLosses *
mps_reader_peek_losses (MpsReader *self)
{
  g_return_val_if_fail (MPS_IS_READER (self), NULL);

  return mps_frame_parser_peek_losses (self->bulk);
}

/*
 * mps_reader_estimate_clock:
 * @at_us: a moment of the monotonic clock
 *
 * The reader's clock at that moment, by what it said last, µs since 1970 UTC.
 */
guint64
mps_reader_estimate_clock (MpsReader *self, gint64 at_us)
{
  return self->clock_us + (guint64)(at_us - self->clock_at_us);
}

/**
 * mps_reader_get_status:
 * @self: an open driver
 * @status: (out): the reader's state
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR; %MPS_DEVICE_ERROR_GONE asks the person to replug
 *
 * Returns: whether the reader answered
 */
gboolean
mps_reader_get_status (MpsReader *self,
                       MpsReaderStatus *status,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GByteArray) reply = NULL;

  g_return_val_if_fail (MPS_IS_READER (self), FALSE);

  reply = mps_reader_request (self, MPS_REQUEST_GET_STATUS, NULL, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (!mps_reader_status_decode (reply->data, reply->len, status)) {
    mps_reader_set_status_error (MPS_REPLY_OK, error);
    return FALSE;
  }

  return TRUE;
}

/**
 * mps_reader_set_clock:
 * @self: an open driver
 * @utc_us: the time, µs since 1970 UTC
 * @old_minus_new_us: (out) (optional): how far the reader's clock was ahead, µs
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR
 *
 * Returns: whether the reader took the time
 */
gboolean
mps_reader_set_clock (MpsReader *self,
                      guint64 utc_us,
                      gint64 *old_minus_new_us,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  g_autoptr (GByteArray) reply = NULL;
  MpsBytes bytes;
  gint64 difference;

  g_return_val_if_fail (MPS_IS_READER (self), FALSE);

  mps_bytes_put_u64 (payload, utc_us);
  reply = mps_reader_request (self, MPS_REQUEST_SET_CLOCK, payload, cancellable, error);
  if (reply == NULL)
    return FALSE;

  bytes = mps_bytes (reply->data, reply->len);
  if (!mps_bytes_left (&bytes, sizeof difference)) {
    mps_reader_set_status_error (MPS_REPLY_OK, error);
    return FALSE;
  }

  difference = (gint64)mps_bytes_take_u64 (&bytes);
  self->clock_us = utc_us;
  self->clock_at_us = g_get_monotonic_time ();
  if (old_minus_new_us != NULL)
    *old_minus_new_us = difference;
  return TRUE;
}

/**
 * mps_reader_read_calibration:
 * @self: an open driver
 * @calibration: (out) (optional): the block, decoded
 * @block: (out) (optional) (transfer full): its %MPS_CALIBRATION_WIRE_SIZE bytes
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR_CORRUPT when the block is refused, others
 *
 * Returns: whether the reader has a block that can be used
 */
gboolean
mps_reader_read_calibration (MpsReader *self,
                             MpsCalibration *calibration,
                             GBytes **block,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (GByteArray) reply = NULL;
  MpsCalibration found;

  g_return_val_if_fail (MPS_IS_READER (self), FALSE);

  reply = mps_reader_request (self, MPS_REQUEST_READ_CALIBRATION, NULL, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (!mps_calibration_decode (reply->data, reply->len, &found)) {
    g_set_error_literal (
        error,
        MPS_DEVICE_ERROR,
        MPS_DEVICE_ERROR_CORRUPT,
        _ ("reader: its calibration block is damaged; calibrate it again or have it serviced"));
    return FALSE;
  }

  if (calibration != NULL)
    *calibration = found;
  if (block != NULL)
    *block = g_bytes_new (reply->data, MPS_CALIBRATION_WIRE_SIZE);
  return TRUE;
}

/**
 * mps_reader_write_calibration:
 * @self: an open driver
 * @calibration: what the reader shall keep
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR_REFUSED when @calibration breaks the block's rules or the reader
 * refuses it, others
 *
 * Returns: whether the reader keeps it
 */
gboolean
mps_reader_write_calibration (MpsReader *self,
                              const MpsCalibration *calibration,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  g_autoptr (GByteArray) reply = NULL;
  MpsCalibration checked;

  g_return_val_if_fail (MPS_IS_READER (self), FALSE);

  mps_calibration_encode (calibration, payload);
  if (!mps_calibration_decode (payload->data, payload->len, &checked)) {
    g_set_error_literal (error,
                         MPS_DEVICE_ERROR,
                         MPS_DEVICE_ERROR_REFUSED,
                         _ ("reader: a calibration needs finite positive gains and finite "
                            "offsets; it was not written"));
    return FALSE;
  }

  reply = mps_reader_request (self, MPS_REQUEST_WRITE_CALIBRATION, payload, cancellable, error);
  return reply != NULL;
}

/**
 * mps_reader_self_test:
 * @self: an open driver
 * @faults: (out): fault bits; 0: none found
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR
 *
 * Takes up to 10 s.
 *
 * Returns: whether the test was made
 */
gboolean
mps_reader_self_test (MpsReader *self, guint32 *faults, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) reply = NULL;
  MpsBytes bytes;

  g_return_val_if_fail (MPS_IS_READER (self), FALSE);

  reply = mps_reader_request (self, MPS_REQUEST_SELF_TEST, NULL, cancellable, error);
  if (reply == NULL)
    return FALSE;

  bytes = mps_bytes (reply->data, reply->len);
  if (!mps_bytes_left (&bytes, sizeof *faults)) {
    mps_reader_set_status_error (MPS_REPLY_OK, error);
    return FALSE;
  }

  *faults = mps_bytes_take_u32 (&bytes);
  return TRUE;
}

/**
 * mps_reader_wait_event:
 * @self: an open driver
 * @timeout_ms: how long to wait, ms
 * @status: (out): the reader's state, unless it was the button
 * @button: (out): whether "measure" was pressed; else @status is filled
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR_RETRY when nothing happened, others
 *
 * Waits for a STATUS or BUTTON event while no run is under way. Events that came during requests
 * are told first.
 *
 * Returns: whether something happened
 */
gboolean
mps_reader_wait_event (MpsReader *self,
                       guint timeout_ms,
                       MpsReaderStatus *status,
                       gboolean *button,
                       GCancellable *cancellable,
                       GError **error)
{
  gint64 deadline_us = g_get_monotonic_time () + (gint64)timeout_ms * 1000;

  g_return_val_if_fail (MPS_IS_READER (self), FALSE);

  if (!self->is_open) {
    g_set_error_literal (
        error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE, _ ("reader: it is not connected"));
    return FALSE;
  }

  while (!self->has_button && !self->has_status)
    if (!mps_reader_listen (self, deadline_us, cancellable, error))
      return FALSE;

  *button = self->has_button;
  if (self->has_button) {
    self->has_button = FALSE;
  } else {
    *status = self->status;
    self->has_status = FALSE;
  }
  return TRUE;
}
