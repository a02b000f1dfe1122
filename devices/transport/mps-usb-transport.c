/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/transport/mps-usb-stream-private.h"

#include <glib/gi18n-lib.h>

/** Transfers in flight and the least size of each; the protocol asks for at least 8704 bytes. */
#define BULK_TRANSFERS 8
#define BULK_SIZE 16384
#define INTERRUPT_TRANSFERS 2
#define INTERRUPT_SIZE 64
/** How long transfers that were taken back may need: rounds of 100 ms. */
#define TAKE_BACK_ROUNDS 50

/**
 * MpsUsbTransport:
 * @context: libusb context of the present opening; its events are handled by the calls themselves,
 *   on the caller's thread
 * @left: the hot-plug event said that the device is gone
 */
struct _MpsUsbTransport {
  MpsTransport parent_instance;

  char *serial;
  libusb_context *context;
  libusb_device_handle *handle;
  MpsUsbPipes pipes;
  MpsUsbStream *bulk;
  MpsUsbStream *interrupt;
  gboolean left;
};

G_DEFINE_FINAL_TYPE (MpsUsbTransport, mps_usb_transport, MPS_TYPE_TRANSPORT)

/* One round of libusb's events, of @timeout_us at most. Never returns at once for nothing: it waits
 * for the kernel, for the cancellable, or for the time to pass. */
static gboolean
handle_events (MpsUsbTransport *self, gint64 timeout_us)
{
  struct timeval timeout = { timeout_us / G_USEC_PER_SEC, timeout_us % G_USEC_PER_SEC };
  int code = libusb_handle_events_timeout_completed (self->context, &timeout, NULL);

  return code == LIBUSB_SUCCESS || code == LIBUSB_ERROR_INTERRUPTED || code == LIBUSB_ERROR_TIMEOUT;
}

static void
wake (GCancellable *cancellable, gpointer context)
{
  libusb_interrupt_event_handler (context);
}

static gulong
connect_cancellable (MpsUsbTransport *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return 0;

  return g_cancellable_connect (cancellable, G_CALLBACK (wake), self->context, NULL);
}

static int LIBUSB_CALL
on_left (libusb_context *context, libusb_device *device, libusb_hotplug_event event, void *data)
{
  MpsUsbTransport *self = data;

  if (self->handle != NULL && device == libusb_get_device (self->handle))
    self->left = TRUE;
  return 0;
}

static void
watch_left (MpsUsbTransport *self)
{
  /* Without hot-plug events the failing transfer tells it alone. */
  if (libusb_has_capability (LIBUSB_CAP_HAS_HOTPLUG))
    (void)libusb_hotplug_register_callback (self->context,
                                            LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT,
                                            0,
                                            LIBUSB_HOTPLUG_MATCH_ANY,
                                            LIBUSB_HOTPLUG_MATCH_ANY,
                                            LIBUSB_HOTPLUG_MATCH_ANY,
                                            on_left,
                                            self,
                                            NULL);
}

static MpsUsbFound *
choose (MpsUsbTransport *self, GPtrArray *all, GError **error)
{
  gboolean denied = FALSE;

  for (guint i = 0; i < all->len; i++) {
    MpsUsbFound *found = g_ptr_array_index (all, i);
    g_autofree char *message = NULL;

    denied |= found->seen->problem == MPS_USB_PROBLEM_PERMISSION;
    if (g_strcmp0 (found->seen->serial, self->serial) != 0)
      continue;
    if (found->seen->problem == MPS_USB_PROBLEM_NONE)
      return found;

    message = mps_usb_problem_dup_message (found->seen->problem);
    g_set_error (
        error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED, "reader %s: %s", self->serial, message);
    return NULL;
  }

  /* The serial number of a reader that may not be opened is unknown: it may be this one. */
  if (denied) {
    mps_usb_set_error (LIBUSB_ERROR_ACCESS, "open", error);
    return NULL;
  }

  g_set_error (error,
               MPS_DEVICE_ERROR,
               MPS_DEVICE_ERROR_NOT_FOUND,
               _ ("reader: %s is not connected; plug it in"),
               self->serial);
  return NULL;
}

static gboolean
claim (MpsUsbTransport *self, const MpsUsbFound *found, GError **error)
{
  int code = mps_usb_claims_peek (found->device) != NULL
                 ? LIBUSB_ERROR_BUSY
                 : libusb_open (found->device, &self->handle);

  if (code != LIBUSB_SUCCESS) {
    self->handle = NULL;
    mps_usb_set_error (code, "open", error);
    return FALSE;
  }

  (void)libusb_set_auto_detach_kernel_driver (self->handle, 1);
  code = libusb_claim_interface (self->handle, found->pipes.interface);
  if (code == LIBUSB_SUCCESS && found->pipes.has_alternates)
    code = libusb_set_interface_alt_setting (self->handle, found->pipes.interface, 0);
  if (code != LIBUSB_SUCCESS) {
    libusb_close (self->handle);
    self->handle = NULL;
    mps_usb_set_error (code, "claim", error);
    return FALSE;
  }

  mps_usb_claims_add (found->device, found->seen->serial);
  self->pipes = found->pipes;
  return TRUE;
}

static void
make_streams (MpsUsbTransport *self)
{
  self->bulk = mps_usb_stream_new (self->handle,
                                   self->pipes.bulk_in,
                                   FALSE,
                                   self->pipes.bulk_in_packet,
                                   BULK_TRANSFERS,
                                   BULK_SIZE);
  self->interrupt = mps_usb_stream_new (self->handle,
                                        self->pipes.interrupt_in,
                                        TRUE,
                                        self->pipes.interrupt_in_packet,
                                        INTERRUPT_TRANSFERS,
                                        INTERRUPT_SIZE);
}

static void
start_streams (MpsUsbTransport *self)
{
  mps_usb_stream_start (self->bulk);
  mps_usb_stream_start (self->interrupt);
}

static gboolean
find_and_claim (MpsUsbTransport *self, GError **error)
{
  g_autoptr (GPtrArray) all = NULL;
  MpsUsbFound *found = NULL;
  gboolean ok;

  mps_usb_claims_lock ();
  all = mps_usb_scan (self->context, NULL, error);
  if (all != NULL)
    found = choose (self, all, error);
  ok = found != NULL && claim (self, found, error);
  mps_usb_claims_unlock ();
  return ok;
}

static gboolean
usb_open (MpsTransport *transport, GCancellable *cancellable, GError **error)
{
  MpsUsbTransport *self = MPS_USB_TRANSPORT (transport);

  if (self->handle != NULL)
    return TRUE;
  if (!mps_usb_serial_is_valid (self->serial)) {
    g_set_error (error,
                 MPS_DEVICE_ERROR,
                 MPS_DEVICE_ERROR_REFUSED,
                 _ ("reader: %s is no serial number of a reader; it is MPS- and 8 hexadecimal "
                    "digits"),
                 self->serial);
    return FALSE;
  }

  self->context = mps_usb_context_new (error);
  if (self->context == NULL)
    return FALSE;
  if (!find_and_claim (self, error)) {
    libusb_exit (g_steal_pointer (&self->context));
    return FALSE;
  }

  self->left = FALSE;
  watch_left (self);
  make_streams (self);
  start_streams (self);
  return TRUE;
}

/* Waits until nothing is in flight. The kernel gives every transfer back that is taken back, also
 * when the device is gone. */
static gboolean
take_back (MpsUsbTransport *self)
{
  mps_usb_stream_cancel (self->bulk);
  mps_usb_stream_cancel (self->interrupt);

  for (guint round = 0; round < TAKE_BACK_ROUNDS; round++) {
    if (mps_usb_stream_get_in_flight (self->bulk) == 0 &&
        mps_usb_stream_get_in_flight (self->interrupt) == 0)
      return TRUE;
    handle_events (self, G_USEC_PER_SEC / 10);
  }

  return FALSE;
}

static void
let_go (MpsUsbTransport *self)
{
  g_clear_pointer (&self->bulk, mps_usb_stream_free);
  g_clear_pointer (&self->interrupt, mps_usb_stream_free);
  (void)libusb_release_interface (self->handle, self->pipes.interface);
  libusb_close (g_steal_pointer (&self->handle));
}

static void
usb_close (MpsTransport *transport)
{
  MpsUsbTransport *self = MPS_USB_TRANSPORT (transport);
  gboolean empty;

  if (self->handle == NULL)
    return;

  empty = take_back (self);
  mps_usb_claims_lock ();
  mps_usb_claims_remove (libusb_get_device (self->handle));
  if (empty)
    let_go (self);
  mps_usb_claims_unlock ();

  if (empty) {
    libusb_exit (g_steal_pointer (&self->context));
    return;
  }
  /* Memory that the kernel may still write to is given up rather than used again. */
  self->bulk = NULL;
  self->interrupt = NULL;
  self->handle = NULL;
  self->context = NULL;
}

static void
set_gone (MpsUsbTransport *self, GError **error)
{
  usb_close (MPS_TRANSPORT (self));
  mps_usb_set_error (LIBUSB_ERROR_NO_DEVICE, "", error);
}

static gboolean
ensure_open (MpsUsbTransport *self, GError **error)
{
  if (self->handle != NULL)
    return TRUE;

  g_set_error_literal (
      error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE, _ ("reader: it is not connected"));
  return FALSE;
}

/* A halted endpoint is cleared when its transfers have come back. */
static void
heal (MpsUsbStream *stream)
{
  if (mps_usb_stream_get_state (stream) == MPS_USB_STREAM_HALTED &&
      mps_usb_stream_get_in_flight (stream) == 0)
    mps_usb_stream_clear_halt (stream);
}

static gboolean
is_gone (MpsUsbTransport *self)
{
  return self->left || mps_usb_stream_get_state (self->bulk) == MPS_USB_STREAM_GONE;
}

static gssize
wait_bytes (MpsUsbTransport *self,
            guint8 *buffer,
            gsize size,
            gint64 deadline_us,
            GCancellable *cancellable,
            GError **error)
{
  for (gboolean first = TRUE;; first = FALSE) {
    gint64 left_us = deadline_us - g_get_monotonic_time ();
    gssize n = mps_usb_stream_take (self->bulk, buffer, size);

    if (n >= 0)
      return n;
    heal (self->bulk);
    heal (self->interrupt);
    if (is_gone (self)) {
      set_gone (self, error);
      return -1;
    }
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return -1;
    if (left_us <= 0 && !first) {
      g_set_error_literal (
          error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY, _ ("reader: nothing came in time"));
      return -1;
    }
    if (!handle_events (self, MAX (0, left_us)))
      self->left = TRUE;
  }
}

static gssize
usb_read (MpsTransport *transport,
          guint8 *buffer,
          gsize size,
          guint timeout_ms,
          GCancellable *cancellable,
          GError **error)
{
  MpsUsbTransport *self = MPS_USB_TRANSPORT (transport);
  gint64 deadline_us = g_get_monotonic_time () + (gint64)timeout_ms * 1000;
  gulong handler;
  gssize n;

  if (!ensure_open (self, error))
    return -1;

  handler = connect_cancellable (self, cancellable);
  n = wait_bytes (self, buffer, size, deadline_us, cancellable, error);
  g_cancellable_disconnect (cancellable, handler);
  return n;
}

static gsize
usb_take_interrupt (MpsTransport *transport, guint8 *buffer, gsize size)
{
  MpsUsbTransport *self = MPS_USB_TRANSPORT (transport);
  gsize total = 0;
  gssize n;

  if (self->handle == NULL)
    return 0;

  while (total < size &&
         (n = mps_usb_stream_take (self->interrupt, buffer + total, size - total)) >= 0)
    total += (gsize)n;
  return total;
}

typedef struct {
  enum libusb_transfer_status status;
  int actual_length;
  int done;
} Written;

static void LIBUSB_CALL
on_written (struct libusb_transfer *transfer)
{
  Written *written = transfer->user_data;

  written->status = transfer->status;
  written->actual_length = transfer->actual_length;
  written->done = 1;
}

/* Handles events until the transfer has come back, which it is told to at the deadline, when
 * cancelled and when the device is gone. */
static void
wait_written (MpsUsbTransport *self,
              struct libusb_transfer *transfer,
              const Written *written,
              gint64 deadline_us,
              GCancellable *cancellable)
{
  gboolean taken_back = FALSE;

  while (!written->done) {
    gint64 left_us = deadline_us - g_get_monotonic_time ();

    if (!taken_back && (left_us <= 0 || self->left || g_cancellable_is_cancelled (cancellable))) {
      taken_back = TRUE;
      (void)libusb_cancel_transfer (transfer);
    }
    if (!handle_events (self, taken_back ? G_USEC_PER_SEC / 10 : left_us)) {
      self->left = TRUE;
      g_usleep (G_USEC_PER_SEC / 100);
    }
  }
}

static gboolean
check_written (MpsUsbTransport *self,
               const Written *written,
               gsize size,
               GCancellable *cancellable,
               GError **error)
{
  switch (written->status) {
  case LIBUSB_TRANSFER_COMPLETED:
    if ((gsize)written->actual_length == size)
      return TRUE;
    break;
  case LIBUSB_TRANSFER_STALL:
    if (libusb_clear_halt (self->handle, self->pipes.bulk_out) != LIBUSB_SUCCESS)
      self->left = TRUE;
    break;
  case LIBUSB_TRANSFER_CANCELLED:
    if (!self->left && g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    break;
  case LIBUSB_TRANSFER_NO_DEVICE:
  case LIBUSB_TRANSFER_ERROR:
    /* The cable may be going; a device that is still there shows itself when it is opened again. */
    self->left = TRUE;
    break;
  case LIBUSB_TRANSFER_TIMED_OUT:
  case LIBUSB_TRANSFER_OVERFLOW:
  default:
    break;
  }

  if (is_gone (self)) {
    set_gone (self, error);
    return FALSE;
  }
  g_set_error_literal (error,
                       MPS_DEVICE_ERROR,
                       MPS_DEVICE_ERROR_RETRY,
                       _ ("reader: it did not take the request in time"));
  return FALSE;
}

static gboolean
write_transfer (MpsUsbTransport *self,
                const guint8 *data,
                gsize size,
                gint64 deadline_us,
                GCancellable *cancellable,
                GError **error)
{
  struct libusb_transfer *transfer = libusb_alloc_transfer (0);
  g_autofree guint8 *copy = g_memdup2 (data, size);
  Written written = { 0 };
  int code;

  g_assert (transfer != NULL);
  libusb_fill_bulk_transfer (
      transfer, self->handle, self->pipes.bulk_out, copy, (int)size, on_written, &written, 0);
  code = libusb_submit_transfer (transfer);
  if (code != LIBUSB_SUCCESS) {
    libusb_free_transfer (transfer);
    set_gone (self, error);
    return FALSE;
  }

  wait_written (self, transfer, &written, deadline_us, cancellable);
  libusb_free_transfer (transfer);
  return check_written (self, &written, size, cancellable, error);
}

static gboolean
usb_write (MpsTransport *transport,
           const guint8 *data,
           gsize size,
           guint timeout_ms,
           GCancellable *cancellable,
           GError **error)
{
  MpsUsbTransport *self = MPS_USB_TRANSPORT (transport);
  gint64 deadline_us = g_get_monotonic_time () + (gint64)timeout_ms * 1000;
  gulong handler;
  gboolean ok;

  if (!ensure_open (self, error))
    return FALSE;
  if (is_gone (self)) {
    set_gone (self, error);
    return FALSE;
  }

  handler = connect_cancellable (self, cancellable);
  ok = write_transfer (self, data, size, deadline_us, cancellable, error);
  /* The device knows that a write is whole by its last packet being short. */
  if (ok && size % self->pipes.bulk_out_packet == 0)
    ok = write_transfer (self, NULL, 0, deadline_us, cancellable, error);
  g_cancellable_disconnect (cancellable, handler);
  return ok;
}

static gboolean
usb_reset (MpsTransport *transport, GCancellable *cancellable, GError **error)
{
  MpsUsbTransport *self = MPS_USB_TRANSPORT (transport);

  if (!ensure_open (self, error))
    return FALSE;

  /* LIBUSB_ERROR_NOT_FOUND: it came back as another device and must be found again. */
  if (!take_back (self) || libusb_reset_device (self->handle) != LIBUSB_SUCCESS) {
    set_gone (self, error);
    return FALSE;
  }

  start_streams (self);
  return TRUE;
}

static const char *
usb_get_kind (MpsTransport *transport)
{
  return "usb";
}

static const char *
usb_get_serial (MpsTransport *transport)
{
  return MPS_USB_TRANSPORT (transport)->serial;
}

static void
mps_usb_transport_finalize (GObject *object)
{
  MpsUsbTransport *self = MPS_USB_TRANSPORT (object);

  usb_close (MPS_TRANSPORT (self));
  g_clear_pointer (&self->serial, g_free);

  G_OBJECT_CLASS (mps_usb_transport_parent_class)->finalize (object);
}

static void
mps_usb_transport_class_init (MpsUsbTransportClass *klass)
{
  MpsTransportClass *transport_class = MPS_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mps_usb_transport_finalize;
  transport_class->open = usb_open;
  transport_class->close = usb_close;
  transport_class->read = usb_read;
  transport_class->take_interrupt = usb_take_interrupt;
  transport_class->write = usb_write;
  transport_class->reset = usb_reset;
  transport_class->get_kind = usb_get_kind;
  transport_class->get_serial = usb_get_serial;
}

static void
mps_usb_transport_init (MpsUsbTransport *self)
{
}

/**
 * mps_usb_transport_new:
 * @serial: serial number of the reader
 *
 * A way to the reader with that serial number over libusb. Nothing is opened yet. A malformed
 * serial number, and one that two attached readers have, is refused when it is opened.
 *
 * Returns: (transfer full): a closed transport
 */
MpsTransport *
mps_usb_transport_new (const char *serial)
{
  MpsUsbTransport *self = g_object_new (MPS_TYPE_USB_TRANSPORT, NULL);

  self->serial = g_strdup (serial != NULL ? serial : "");
  return MPS_TRANSPORT (self);
}
