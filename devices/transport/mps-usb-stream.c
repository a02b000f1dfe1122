/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/transport/mps-usb-stream-private.h"

#include <string.h>

/** Failures in a row after which a device is taken for gone, although libusb does not say so. */
#define MAX_FAILURES 5

/* One transfer and its buffer; it belongs to libusb while it is in flight. */
typedef struct {
  MpsUsbStream *stream;
  struct libusb_transfer *transfer;
  gsize taken;
  gboolean in_flight;
} Slot;

/**
 * MpsUsbStream:
 * @full: slots that brought bytes (or a zero-length packet), in the order in which they came
 * @failures: transfers in a row that failed
 * @running: FALSE while transfers are being taken back
 */
struct _MpsUsbStream {
  libusb_device_handle *handle;
  guint8 endpoint;
  Slot *slots;
  guint n_slots;
  guint in_flight;
  GQueue full;
  guint failures;
  gboolean running;
  MpsUsbStreamState state;
};

static void
submit (Slot *slot)
{
  MpsUsbStream *stream = slot->stream;
  int code;

  if (!stream->running || stream->state != MPS_USB_STREAM_OPEN)
    return;

  slot->taken = 0;
  code = libusb_submit_transfer (slot->transfer);
  if (code != LIBUSB_SUCCESS) {
    stream->state = MPS_USB_STREAM_GONE;
    return;
  }
  slot->in_flight = TRUE;
  stream->in_flight++;
}

/* A failure may be the cable going: then submitting again says so. A device that only fails is not
 * asked for ever. */
static void
note_failure (Slot *slot)
{
  MpsUsbStream *stream = slot->stream;

  if (++stream->failures > MAX_FAILURES)
    stream->state = MPS_USB_STREAM_GONE;
  else
    submit (slot);
}

static void LIBUSB_CALL
on_transfer (struct libusb_transfer *transfer)
{
  Slot *slot = transfer->user_data;
  MpsUsbStream *stream = slot->stream;

  slot->in_flight = FALSE;
  stream->in_flight--;

  switch (transfer->status) {
  case LIBUSB_TRANSFER_COMPLETED:
    stream->failures = 0;
    g_queue_push_tail (&stream->full, slot);
    break;
  case LIBUSB_TRANSFER_NO_DEVICE:
    stream->state = MPS_USB_STREAM_GONE;
    break;
  case LIBUSB_TRANSFER_STALL:
    if (stream->state == MPS_USB_STREAM_OPEN)
      stream->state = MPS_USB_STREAM_HALTED;
    break;
  case LIBUSB_TRANSFER_CANCELLED:
    break;
  case LIBUSB_TRANSFER_ERROR:
  case LIBUSB_TRANSFER_TIMED_OUT:
  case LIBUSB_TRANSFER_OVERFLOW:
  default:
    note_failure (slot);
    break;
  }
}

/*
 * mps_usb_stream_new:
 * @handle: (transfer none): an open device whose interface is claimed
 * @packet_size: of the endpoint; buffers are a multiple of it
 * @n_transfers: how many are in flight
 * @min_size: bytes that each buffer holds at least
 */
MpsUsbStream *
mps_usb_stream_new (libusb_device_handle *handle,
                    guint8 endpoint,
                    gboolean interrupt,
                    guint packet_size,
                    guint n_transfers,
                    gsize min_size)
{
  MpsUsbStream *stream = g_new0 (MpsUsbStream, 1);
  int size = (int)((min_size + packet_size - 1) / packet_size * packet_size);

  stream->handle = handle;
  stream->endpoint = endpoint;
  stream->slots = g_new0 (Slot, n_transfers);
  stream->n_slots = n_transfers;
  g_queue_init (&stream->full);

  for (guint i = 0; i < n_transfers; i++) {
    Slot *slot = &stream->slots[i];

    slot->stream = stream;
    slot->transfer = libusb_alloc_transfer (0);
    g_assert (slot->transfer != NULL);
    libusb_fill_bulk_transfer (
        slot->transfer, handle, endpoint, g_malloc ((gsize)size), size, on_transfer, slot, 0);
    if (interrupt)
      slot->transfer->type = LIBUSB_TRANSFER_TYPE_INTERRUPT;
  }

  return stream;
}

/*
 * mps_usb_stream_free:
 * @stream: (transfer full) (nullable): a stream with nothing in flight
 */
void
mps_usb_stream_free (MpsUsbStream *stream)
{
  if (stream == NULL)
    return;

  g_assert (stream->in_flight == 0);
  for (guint i = 0; i < stream->n_slots; i++) {
    g_free (stream->slots[i].transfer->buffer);
    libusb_free_transfer (stream->slots[i].transfer);
  }
  g_queue_clear (&stream->full);
  g_free (stream->slots);
  g_free (stream);
}

/*
 * mps_usb_stream_start:
 *
 * Puts all transfers in flight; what had come before is forgotten.
 */
void
mps_usb_stream_start (MpsUsbStream *stream)
{
  g_assert (stream->in_flight == 0);

  mps_usb_stream_forget (stream);
  stream->failures = 0;
  stream->state = MPS_USB_STREAM_OPEN;
  stream->running = TRUE;
  for (guint i = 0; i < stream->n_slots; i++)
    submit (&stream->slots[i]);
}

/*
 * mps_usb_stream_cancel:
 *
 * Takes all transfers back. They have come when mps_usb_stream_get_in_flight() is 0.
 */
void
mps_usb_stream_cancel (MpsUsbStream *stream)
{
  stream->running = FALSE;
  for (guint i = 0; i < stream->n_slots; i++)
    if (stream->slots[i].in_flight)
      libusb_cancel_transfer (stream->slots[i].transfer);
}

/*
 * mps_usb_stream_forget:
 *
 * Drops what has come.
 */
void
mps_usb_stream_forget (MpsUsbStream *stream)
{
  Slot *slot;

  while ((slot = g_queue_pop_head (&stream->full)) != NULL)
    submit (slot);
}

/*
 * mps_usb_stream_clear_halt:
 *
 * After a STALL: clears it and starts again. Blocks for a control transfer. Nothing may be in
 * flight.
 */
void
mps_usb_stream_clear_halt (MpsUsbStream *stream)
{
  guint failures = stream->failures + 1;

  if (failures > MAX_FAILURES ||
      libusb_clear_halt (stream->handle, stream->endpoint) != LIBUSB_SUCCESS) {
    stream->state = MPS_USB_STREAM_GONE;
    return;
  }

  stream->state = MPS_USB_STREAM_OPEN;
  stream->failures = failures;
  for (guint i = 0; i < stream->n_slots; i++)
    if (!stream->slots[i].in_flight && g_queue_find (&stream->full, &stream->slots[i]) == NULL)
      submit (&stream->slots[i]);
}

guint
mps_usb_stream_get_in_flight (const MpsUsbStream *stream)
{
  return stream->in_flight;
}

MpsUsbStreamState
mps_usb_stream_get_state (const MpsUsbStream *stream)
{
  return stream->state;
}

/*
 * mps_usb_stream_take:
 *
 * Returns: bytes copied to @buffer, 0 for a zero-length packet, -1 when nothing has come
 */
gssize
mps_usb_stream_take (MpsUsbStream *stream, guint8 *buffer, gsize size)
{
  Slot *slot = g_queue_peek_head (&stream->full);
  gsize n;

  if (slot == NULL)
    return -1;

  n = MIN (size, (gsize)slot->transfer->actual_length - slot->taken);
  memcpy (buffer, slot->transfer->buffer + slot->taken, n);
  slot->taken += n;
  if (slot->taken == (gsize)slot->transfer->actual_length) {
    g_queue_pop_head (&stream->full);
    submit (slot);
  }

  return (gssize)n;
}
