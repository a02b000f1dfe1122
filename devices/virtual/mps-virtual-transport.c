/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-virtual-transport.h"

/* Someone may plug or press from another thread, which wakes nobody: look at least this often. */
#define LOOK_MS 20

struct _MpsVirtualTransport {
  MpsTransport parent_instance;

  MpsVirtualReader *reader;
  gint64 to_utc_us;
  gboolean is_open;
  guint connection;
};

G_DEFINE_FINAL_TYPE (MpsVirtualTransport, mps_virtual_transport, MPS_TYPE_TRANSPORT)

/* UTC that never steps back, whatever is done to the computer's clock meanwhile. */
static gint64
now_us (MpsVirtualTransport *self)
{
  return g_get_monotonic_time () + self->to_utc_us;
}

static gboolean
check_link (MpsVirtualTransport *self, GError **error)
{
  if (self->is_open && mps_virtual_reader_is_plugged (self->reader, now_us (self)) &&
      mps_virtual_reader_get_connection (self->reader) == self->connection)
    return TRUE;

  self->is_open = FALSE;
  g_set_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE, "reader: it was unplugged");
  return FALSE;
}

static gboolean
mps_virtual_transport_open (MpsTransport *transport, GCancellable *cancellable, GError **error)
{
  MpsVirtualTransport *self = MPS_VIRTUAL_TRANSPORT (transport);

  if (!mps_virtual_reader_is_plugged (self->reader, now_us (self))) {
    g_set_error (error,
                 MPS_DEVICE_ERROR,
                 MPS_DEVICE_ERROR_NOT_FOUND,
                 "reader: %s is not attached",
                 mps_virtual_reader_get_serial (self->reader));
    return FALSE;
  }
  self->connection = mps_virtual_reader_get_connection (self->reader);
  self->is_open = TRUE;
  return TRUE;
}

static void
mps_virtual_transport_close (MpsTransport *transport)
{
  MPS_VIRTUAL_TRANSPORT (transport)->is_open = FALSE;
}

/* Sleeps until something may be there, or less. Cancelling ends the sleep at once. */
static void
wait_for_more (MpsVirtualTransport *self, gint64 until_us, GCancellable *cancellable)
{
  gint64 now = now_us (self);
  gint64 next = MIN (until_us, mps_virtual_reader_next_us (self->reader, now));
  gint64 ms = CLAMP ((next - now + 999) / 1000, 1, LOOK_MS);
  GPollFD poll_fd;

  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &poll_fd)) {
    g_usleep ((gulong)ms * 1000);
    return;
  }
  g_poll (&poll_fd, 1, (gint)ms);
  g_cancellable_release_fd (cancellable);
}

static gssize
mps_virtual_transport_read (MpsTransport *transport,
                            guint8 *buffer,
                            gsize size,
                            guint timeout_ms,
                            GCancellable *cancellable,
                            GError **error)
{
  MpsVirtualTransport *self = MPS_VIRTUAL_TRANSPORT (transport);
  gint64 until_us = now_us (self) + (gint64)timeout_ms * 1000;

  for (;;) {
    gsize n;

    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !check_link (self, error))
      return -1;
    n = mps_virtual_reader_send (self->reader, buffer, size, now_us (self));
    if (n > 0)
      return (gssize)n;
    if (now_us (self) >= until_us)
      break;
    wait_for_more (self, until_us, cancellable);
  }
  g_set_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY, "reader: nothing came in time");
  return -1;
}

static gboolean
mps_virtual_transport_write (MpsTransport *transport,
                             const guint8 *data,
                             gsize size,
                             guint timeout_ms,
                             GCancellable *cancellable,
                             GError **error)
{
  MpsVirtualTransport *self = MPS_VIRTUAL_TRANSPORT (transport);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !check_link (self, error))
    return FALSE;

  mps_virtual_reader_receive (self->reader, data, size, now_us (self));
  return TRUE;
}

static gboolean
mps_virtual_transport_reset (MpsTransport *transport, GCancellable *cancellable, GError **error)
{
  MpsVirtualTransport *self = MPS_VIRTUAL_TRANSPORT (transport);

  if (!check_link (self, error))
    return FALSE;

  mps_virtual_reader_reset_usb (self->reader, now_us (self));
  return TRUE;
}

static const char *
mps_virtual_transport_get_kind (MpsTransport *transport)
{
  return "virtual";
}

static const char *
mps_virtual_transport_get_serial (MpsTransport *transport)
{
  return mps_virtual_reader_get_serial (MPS_VIRTUAL_TRANSPORT (transport)->reader);
}

static void
mps_virtual_transport_finalize (GObject *object)
{
  g_clear_object (&MPS_VIRTUAL_TRANSPORT (object)->reader);

  G_OBJECT_CLASS (mps_virtual_transport_parent_class)->finalize (object);
}

static void
mps_virtual_transport_class_init (MpsVirtualTransportClass *klass)
{
  MpsTransportClass *transport_class = MPS_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mps_virtual_transport_finalize;
  transport_class->open = mps_virtual_transport_open;
  transport_class->close = mps_virtual_transport_close;
  transport_class->read = mps_virtual_transport_read;
  transport_class->write = mps_virtual_transport_write;
  transport_class->reset = mps_virtual_transport_reset;
  transport_class->get_kind = mps_virtual_transport_get_kind;
  transport_class->get_serial = mps_virtual_transport_get_serial;
}

static void
mps_virtual_transport_init (MpsVirtualTransport *self)
{
  self->to_utc_us = g_get_real_time () - g_get_monotonic_time ();
}

/**
 * mps_virtual_transport_new:
 * @reader: a virtual reader; shared, it may be plugged and unplugged from any thread
 *
 * Returns: (transfer full): a link to it, closed
 */
MpsTransport *
mps_virtual_transport_new (MpsVirtualReader *reader)
{
  MpsVirtualTransport *self = g_object_new (MPS_TYPE_VIRTUAL_TRANSPORT, NULL);

  self->reader = g_object_ref (reader);
  return MPS_TRANSPORT (self);
}
