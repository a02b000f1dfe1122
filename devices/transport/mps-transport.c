/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/transport/mps-transport.h"

GQuark
mps_device_error_quark (void)
{
  return g_quark_from_static_string ("mps-device-error-quark");
}

G_DEFINE_ABSTRACT_TYPE (MpsTransport, mps_transport, G_TYPE_OBJECT)

static gsize
no_interrupt (MpsTransport *self, guint8 *buffer, gsize size)
{
  return 0;
}

static void
mps_transport_class_init (MpsTransportClass *klass)
{
  klass->take_interrupt = no_interrupt;
}

static void
mps_transport_init (MpsTransport *self)
{
}

/**
 * mps_transport_open:
 * @self: a transport
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR, %G_IO_ERROR_CANCELLED
 *
 * Finds the device by its serial number and claims it. Bytes of an earlier opening that the device
 * still sends may follow: the reader protocol drops them. Open already: nothing happens.
 *
 * Returns: whether it is open
 */
gboolean
mps_transport_open (MpsTransport *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (MPS_IS_TRANSPORT (self), FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  return MPS_TRANSPORT_GET_CLASS (self)->open (self, cancellable, error);
}

/**
 * mps_transport_close:
 * @self: a transport
 *
 * Lets the device go. Safe when closed.
 */
void
mps_transport_close (MpsTransport *self)
{
  g_return_if_fail (MPS_IS_TRANSPORT (self));

  MPS_TRANSPORT_GET_CLASS (self)->close (self);
}

/**
 * mps_transport_read:
 * @self: an open transport
 * @buffer: (out caller-allocates) (array length=size): where bytes go
 * @size: room in @buffer, at least 1
 * @timeout_ms: how long to wait, ms; 0 takes only what is there
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR_RETRY when nothing came in time, %MPS_DEVICE_ERROR_GONE, others
 *
 * Returns: bytes read, 0 for a zero-length packet; -1 with @error
 */
gssize
mps_transport_read (MpsTransport *self,
                    guint8 *buffer,
                    gsize size,
                    guint timeout_ms,
                    GCancellable *cancellable,
                    GError **error)
{
  g_return_val_if_fail (MPS_IS_TRANSPORT (self), -1);
  g_return_val_if_fail (size > 0, -1);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;

  return MPS_TRANSPORT_GET_CLASS (self)->read (self, buffer, size, timeout_ms, cancellable, error);
}

/**
 * mps_transport_take_interrupt:
 * @self: an open transport
 * @buffer: (out caller-allocates) (array length=size): where bytes go
 * @size: room in @buffer
 *
 * Takes bytes of the interrupt endpoint that have come since the last call, without waiting. They
 * are a stream of their own and never stand among those of mps_transport_read().
 *
 * Returns: bytes taken, 0 without any
 */
gsize
mps_transport_take_interrupt (MpsTransport *self, guint8 *buffer, gsize size)
{
  g_return_val_if_fail (MPS_IS_TRANSPORT (self), 0);

  return MPS_TRANSPORT_GET_CLASS (self)->take_interrupt (self, buffer, size);
}

/**
 * mps_transport_write:
 * @self: an open transport
 * @data: (array length=size): bytes
 * @size: how many
 * @timeout_ms: how long it may take, ms
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR_RETRY when it took too long, %MPS_DEVICE_ERROR_GONE, others
 *
 * Writes all bytes, and the zero-length packet that the protocol asks for after a multiple of the
 * packet size.
 *
 * Returns: whether all were written
 */
gboolean
mps_transport_write (MpsTransport *self,
                     const guint8 *data,
                     gsize size,
                     guint timeout_ms,
                     GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (MPS_IS_TRANSPORT (self), FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  return MPS_TRANSPORT_GET_CLASS (self)->write (self, data, size, timeout_ms, cancellable, error);
}

/**
 * mps_transport_reset:
 * @self: an open transport
 * @cancellable: (nullable): cancels
 * @error: %MPS_DEVICE_ERROR
 *
 * Resets the device at the USB level, which counts as a reconnect: what it answered from memory is
 * forgotten and it sends nothing of a run until RESUME. The transport stays open on success.
 *
 * Returns: whether the device is back
 */
gboolean
mps_transport_reset (MpsTransport *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (MPS_IS_TRANSPORT (self), FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  return MPS_TRANSPORT_GET_CLASS (self)->reset (self, cancellable, error);
}

/**
 * mps_transport_get_kind:
 * @self: a transport
 *
 * Returns: (transfer none): "usb" or "virtual"
 */
const char *
mps_transport_get_kind (MpsTransport *self)
{
  g_return_val_if_fail (MPS_IS_TRANSPORT (self), NULL);

  return MPS_TRANSPORT_GET_CLASS (self)->get_kind (self);
}

/**
 * mps_transport_get_serial:
 * @self: a transport
 *
 * Returns: (transfer none): the serial number of the device that it looks for
 */
const char *
mps_transport_get_serial (MpsTransport *self)
{
  g_return_val_if_fail (MPS_IS_TRANSPORT (self), NULL);

  return MPS_TRANSPORT_GET_CLASS (self)->get_serial (self);
}
