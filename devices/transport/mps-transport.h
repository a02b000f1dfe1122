/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MPS_DEVICE_ERROR (mps_device_error_quark ())
GQuark mps_device_error_quark (void);

/**
 * MpsDeviceError:
 * @MPS_DEVICE_ERROR_RETRY: nothing came in time; asking again may help
 * @MPS_DEVICE_ERROR_GONE: the device was unplugged; wait for it or replug it
 * @MPS_DEVICE_ERROR_NOT_FOUND: no such device is attached
 * @MPS_DEVICE_ERROR_PERMISSION: the user may not open it; the message names the udev rule
 * @MPS_DEVICE_ERROR_BUSY: another program has it
 * @MPS_DEVICE_ERROR_VERSION: it speaks another protocol version; stop using it
 * @MPS_DEVICE_ERROR_REFUSED: it refused the request in its present state, or its identity was
 * refused
 * @MPS_DEVICE_ERROR_FAULT: it reports a hardware fault; run its self-test
 * @MPS_DEVICE_ERROR_NO_CARTRIDGE: no cartridge is in it
 * @MPS_DEVICE_ERROR_CORRUPT: what it sent cannot be right
 *
 * What the caller can do about a device that failed. Cancelling gives %G_IO_ERROR_CANCELLED.
 */
typedef enum {
  MPS_DEVICE_ERROR_RETRY,
  MPS_DEVICE_ERROR_GONE,
  MPS_DEVICE_ERROR_NOT_FOUND,
  MPS_DEVICE_ERROR_PERMISSION,
  MPS_DEVICE_ERROR_BUSY,
  MPS_DEVICE_ERROR_VERSION,
  MPS_DEVICE_ERROR_REFUSED,
  MPS_DEVICE_ERROR_FAULT,
  MPS_DEVICE_ERROR_NO_CARTRIDGE,
  MPS_DEVICE_ERROR_CORRUPT,
} MpsDeviceError;

/**
 * MpsTransport:
 *
 * A byte stream to one device, known by its serial number. All calls block, belong to one thread at
 * a time and can be cancelled. After %MPS_DEVICE_ERROR_GONE the transport is closed; opening it
 * again finds the same device when it has come back.
 */
#define MPS_TYPE_TRANSPORT (mps_transport_get_type ())
G_DECLARE_DERIVABLE_TYPE (MpsTransport, mps_transport, MPS, TRANSPORT, GObject)

/**
 * MpsTransportClass:
 * @open: find and claim the device
 * @close: let it go; safe when closed
 * @read: wait up to @timeout_ms for at least one byte; 0 bytes only for a zero-length packet;
 *   %MPS_DEVICE_ERROR_RETRY when nothing came
 * @take_interrupt: (nullable): take what the interrupt endpoint brought, without waiting; a
 *   transport without one leaves it alone
 * @write: write all bytes, with the zero-length packet that the protocol asks for
 * @reset: USB reset, or what stands for it
 * @get_kind: "usb" or "virtual"
 * @get_serial: the serial number it looks for
 */
struct _MpsTransportClass {
  GObjectClass parent_class;

  gboolean (*open) (MpsTransport *self, GCancellable *cancellable, GError **error);
  void (*close) (MpsTransport *self);
  gssize (*read) (MpsTransport *self,
                  guint8 *buffer,
                  gsize size,
                  guint timeout_ms,
                  GCancellable *cancellable,
                  GError **error);
  gsize (*take_interrupt) (MpsTransport *self, guint8 *buffer, gsize size);
  gboolean (*write) (MpsTransport *self,
                     const guint8 *data,
                     gsize size,
                     guint timeout_ms,
                     GCancellable *cancellable,
                     GError **error);
  gboolean (*reset) (MpsTransport *self, GCancellable *cancellable, GError **error);
  const char *(*get_kind) (MpsTransport *self);
  const char *(*get_serial) (MpsTransport *self);
};

gboolean mps_transport_open (MpsTransport *self, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_transport_close (MpsTransport *self);
gssize mps_transport_read (MpsTransport *self,
                           guint8 *buffer,
                           gsize size,
                           guint timeout_ms,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gsize mps_transport_take_interrupt (MpsTransport *self, guint8 *buffer, gsize size)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_transport_write (MpsTransport *self,
                              const guint8 *data,
                              gsize size,
                              guint timeout_ms,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_transport_reset (MpsTransport *self, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
const char *mps_transport_get_kind (MpsTransport *self);
const char *mps_transport_get_serial (MpsTransport *self);

G_END_DECLS
