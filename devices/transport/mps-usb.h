/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/transport/mps-transport.h"

G_BEGIN_DECLS

/**
 * MpsUsbProblem:
 * @MPS_USB_PROBLEM_NONE: it can be used
 * @MPS_USB_PROBLEM_PERMISSION: the user may not open it
 * @MPS_USB_PROBLEM_SERIAL: its serial number is malformed
 * @MPS_USB_PROBLEM_DUPLICATE: another reader has the same serial number
 * @MPS_USB_PROBLEM_INTERFACE: no interface of the reader's kind with its three endpoints
 *
 * Why an attached reader is shown but refused.
 */
typedef enum {
  MPS_USB_PROBLEM_NONE,
  MPS_USB_PROBLEM_PERMISSION,
  MPS_USB_PROBLEM_SERIAL,
  MPS_USB_PROBLEM_DUPLICATE,
  MPS_USB_PROBLEM_INTERFACE,
} MpsUsbProblem;

/**
 * MpsUsbDevice:
 * @serial: serial number; empty where it could not be read
 * @bus: USB bus
 * @address: address on it
 * @problem: why it is refused
 */
typedef struct {
  char *serial;
  guint bus;
  guint address;
  MpsUsbProblem problem;
} MpsUsbDevice;

void mps_usb_device_free (MpsUsbDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsUsbDevice, mps_usb_device_free)

GPtrArray *mps_usb_list_devices (GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mps_usb_problem_dup_message (MpsUsbProblem problem) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsUsbMonitor:
 *
 * Watches the bus for readers by hot-plug events on a thread of its own, and emits
 * #MpsUsbMonitor::changed on the main context that made it.
 */
#define MPS_TYPE_USB_MONITOR (mps_usb_monitor_get_type ())
G_DECLARE_FINAL_TYPE (MpsUsbMonitor, mps_usb_monitor, MPS, USB_MONITOR, GObject)

MpsUsbMonitor *mps_usb_monitor_new (GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_usb_monitor_dup_devices (MpsUsbMonitor *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsUsbTransport:
 *
 * The reader's bulk pipes over libusb: asynchronous transfers, several reads in flight.
 */
#define MPS_TYPE_USB_TRANSPORT (mps_usb_transport_get_type ())
G_DECLARE_FINAL_TYPE (MpsUsbTransport, mps_usb_transport, MPS, USB_TRANSPORT, MpsTransport)

MpsTransport *mps_usb_transport_new (const char *serial) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
