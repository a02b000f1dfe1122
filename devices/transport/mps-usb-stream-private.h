/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/transport/mps-usb-private.h"

G_BEGIN_DECLS

/**
 * MpsUsbStreamState:
 * @MPS_USB_STREAM_OPEN: bytes may come
 * @MPS_USB_STREAM_HALTED: the endpoint says STALL; it must be cleared
 * @MPS_USB_STREAM_GONE: the device is gone, or fails so often that it must be taken for gone
 */
typedef enum {
  MPS_USB_STREAM_OPEN,
  MPS_USB_STREAM_HALTED,
  MPS_USB_STREAM_GONE,
} MpsUsbStreamState;

/**
 * MpsUsbStream:
 *
 * One IN endpoint with several transfers in flight, so that the device never waits for the host
 * between two of them. Filled while libusb handles events on the owner's thread.
 */
typedef struct _MpsUsbStream MpsUsbStream;

MpsUsbStream *mps_usb_stream_new (libusb_device_handle *handle,
                                  guint8 endpoint,
                                  gboolean interrupt,
                                  guint packet_size,
                                  guint n_transfers,
                                  gsize min_size) G_GNUC_WARN_UNUSED_RESULT;
void mps_usb_stream_free (MpsUsbStream *stream);
void mps_usb_stream_start (MpsUsbStream *stream);
void mps_usb_stream_cancel (MpsUsbStream *stream);
void mps_usb_stream_forget (MpsUsbStream *stream);
void mps_usb_stream_clear_halt (MpsUsbStream *stream);
guint mps_usb_stream_get_in_flight (const MpsUsbStream *stream);
MpsUsbStreamState mps_usb_stream_get_state (const MpsUsbStream *stream);
gssize mps_usb_stream_take (MpsUsbStream *stream, guint8 *buffer, gsize size);

G_END_DECLS
