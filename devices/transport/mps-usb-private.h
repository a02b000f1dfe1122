/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/transport/mps-usb.h"

#include <libusb.h>

G_BEGIN_DECLS

/**
 * MpsUsbPipes:
 * @interface: number of the reader's interface
 * @has_alternates: whether it has alternate settings besides 0
 * @bulk_out: endpoint address
 * @bulk_out_packet: its packet size, bytes
 * @bulk_in: endpoint address
 * @bulk_in_packet: its packet size, bytes
 * @interrupt_in: endpoint address
 * @interrupt_in_packet: its packet size, bytes
 *
 * Where a reader is spoken to, as its descriptors say.
 */
typedef struct {
  int interface;
  gboolean has_alternates;
  guint8 bulk_out;
  guint bulk_out_packet;
  guint8 bulk_in;
  guint bulk_in_packet;
  guint8 interrupt_in;
  guint interrupt_in_packet;
} MpsUsbPipes;

/**
 * MpsUsbFound:
 * @device: the device
 * @seen: what people are told of it
 * @pipes: valid unless @seen has a problem of permission or interface
 */
typedef struct {
  libusb_device *device;
  MpsUsbDevice *seen;
  MpsUsbPipes pipes;
} MpsUsbFound;

void mps_usb_found_free (MpsUsbFound *found);
GPtrArray *mps_usb_scan (libusb_context *context, GHashTable *serials, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GHashTable *mps_usb_serials_new (void) G_GNUC_WARN_UNUSED_RESULT;
MpsUsbDevice *mps_usb_device_copy (const MpsUsbDevice *device) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_usb_is_reader (guint16 vendor, guint16 product);
gboolean mps_usb_serial_is_valid (const char *serial);
libusb_context *mps_usb_context_new (GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_usb_claims_lock (void);
void mps_usb_claims_unlock (void);
void mps_usb_claims_add (libusb_device *device, const char *serial);
void mps_usb_claims_remove (libusb_device *device);
const char *mps_usb_claims_peek (libusb_device *device);
void mps_usb_set_error (int code, const char *doing, GError **error);

G_END_DECLS
