/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-usbfs-bridge-private.h"

#include "devices/virtual/mps-usb-descriptors-private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define SETUP_SIZE 8
#define NODE_CAPACITY 4096

/* A URB, mapped into this process. It belongs to the one open file that submitted it: a program may
 * open the device several times at once, and each reaps only its own. */
typedef struct {
  const UMockdevIoctlClient *client;
  UMockdevIoctlData *data;
  UMockdevIoctlData *buffer;
  struct usbdevfs_urb *urb;
} Urb;

/**
 * MpsUsbfsBridge:
 * @mutex: guards all below; ioctls and the timer meet here
 * @bulk_in: URBs that wait for bytes
 * @interrupt_in: URBs that wait for a STATUS frame
 * @done: URBs to be reaped
 * @owner: (nullable): the open file that has claimed the reader's interface
 * @zero_packet_due: whether the last transfer ended with a full buffer, so that an empty packet
 * ends it
 * @gone: whether the cable is out
 * @node_fd: our end of the device node
 * @node_ready: whether the client's poll sees something to reap
 * @timer: wakes when the reader has something
 */
struct _MpsUsbfsBridge {
  UMockdevIoctlBase parent_instance;

  GMutex mutex;
  MpsVirtualReader *reader;
  GByteArray *descriptors;
  GQueue bulk_in;
  GQueue interrupt_in;
  GQueue done;
  const UMockdevIoctlClient *owner;
  gboolean zero_packet_due;
  gboolean gone;
  int node_fd;
  gboolean node_ready;
  GSource *timer;
  GSourceFunc unplugged;
  gpointer unplugged_data;
};

G_DEFINE_FINAL_TYPE (MpsUsbfsBridge, mps_usbfs_bridge, UMOCKDEV_TYPE_IOCTL_BASE)

static gint64 utc_ahead_us;

/* UTC in µs that never steps back. */
gint64
mps_usbfs_bridge_get_time (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once)) {
    utc_ahead_us = g_get_real_time () - g_get_monotonic_time ();
    g_once_init_leave (&once, 1);
  }
  return g_get_monotonic_time () + utc_ahead_us;
}

static void
urb_free (Urb *urb)
{
  g_clear_pointer (&urb->buffer, umockdev_ioctl_data_unref);
  g_clear_pointer (&urb->data, umockdev_ioctl_data_unref);
  g_free (urb);
}

/* usbfs says "something can be reaped" by POLLOUT. The node is a FIFO: full of bytes it cannot be
 * written, emptied it can. With an ordinary file the client would spin. */
static void
set_node_ready (MpsUsbfsBridge *self, gboolean ready)
{
  guint8 bytes[NODE_CAPACITY] = { 0 };

  if (self->node_fd < 0 || self->node_ready == ready)
    return;

  self->node_ready = ready;
  if (ready)
    while (read (self->node_fd, bytes, sizeof bytes) > 0)
      ;
  else
    while (write (self->node_fd, bytes, sizeof bytes) > 0)
      ;
}

static void
complete_urb (MpsUsbfsBridge *self, Urb *urb, int status, gsize length)
{
  urb->urb->status = status;
  urb->urb->actual_length = (int)length;
  g_queue_push_tail (&self->done, urb);
  set_node_ready (self, TRUE);
}

static void
complete_all (MpsUsbfsBridge *self, GQueue *queue, int status)
{
  Urb *urb;

  while ((urb = g_queue_pop_head (queue)) != NULL)
    complete_urb (self, urb, status, 0);
}

/* Gives the oldest waiting URB what the reader has. FALSE when it has nothing now. */
static gboolean
fill_bulk_in (MpsUsbfsBridge *self, gint64 now_us)
{
  Urb *urb = g_queue_peek_head (&self->bulk_in);
  gsize size = (gsize)urb->urb->buffer_length;
  gsize n;

  /* A packet that does not fit is babble: hosts read in whole packets. */
  if (size == 0 || size % MPS_EMULATED_BULK_PACKET != 0) {
    complete_urb (self, g_queue_pop_head (&self->bulk_in), -EOVERFLOW, 0);
    return TRUE;
  }
  n = mps_virtual_reader_send (self->reader, urb->buffer->data, size, now_us);
  if (n == 0 && !self->zero_packet_due)
    return FALSE;

  self->zero_packet_due = n == size;
  complete_urb (self, g_queue_pop_head (&self->bulk_in), 0, n);
  return TRUE;
}

static gboolean
fill_interrupt_in (MpsUsbfsBridge *self, gint64 now_us)
{
  Urb *urb = g_queue_peek_head (&self->interrupt_in);
  gsize n = mps_virtual_reader_send_interrupt (
      self->reader, urb->buffer->data, (gsize)urb->urb->buffer_length, now_us);

  if (n == 0)
    return FALSE;

  complete_urb (self, g_queue_pop_head (&self->interrupt_in), 0, n);
  return TRUE;
}

/* Moves what can be moved and sets the timer to when there will be more. */
static void
pump (MpsUsbfsBridge *self)
{
  gint64 now_us = mps_usbfs_bridge_get_time ();
  gint64 next_us;

  if (self->gone)
    return;
  while (self->interrupt_in.length > 0 && fill_interrupt_in (self, now_us))
    ;
  while (self->bulk_in.length > 0 && fill_bulk_in (self, now_us))
    ;

  if (!mps_virtual_reader_is_plugged (self->reader, now_us)) {
    g_source_set_ready_time (self->timer, 0);
    return;
  }
  next_us = mps_virtual_reader_next_us (self->reader, now_us);
  /* Bytes that no URB waits for are looked at when one comes. */
  if (next_us <= now_us && self->bulk_in.length == 0)
    next_us = G_MAXINT64;
  g_source_set_ready_time (self->timer,
                           next_us == G_MAXINT64 ? -1 : MAX (next_us - utc_ahead_us, 1));
}

static gboolean
on_timer (gpointer data)
{
  MpsUsbfsBridge *self = data;
  gboolean cut;

  g_mutex_lock (&self->mutex);
  g_source_set_ready_time (self->timer, -1);
  pump (self);
  cut = !self->gone && !mps_virtual_reader_is_plugged (self->reader, mps_usbfs_bridge_get_time ());
  if (cut)
    g_source_set_ready_time (self->timer, -1);
  g_mutex_unlock (&self->mutex);

  if (cut)
    self->unplugged (self->unplugged_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_timer (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };

static void
answer_control (MpsUsbfsBridge *self, Urb *urb)
{
  gsize size = (gsize)urb->urb->buffer_length;
  gssize n = -1;

  if (urb->buffer != NULL && size >= SETUP_SIZE)
    n = mps_usb_descriptors_answer (urb->buffer->data,
                                    self->descriptors->data,
                                    self->descriptors->len,
                                    mps_virtual_reader_get_serial (self->reader),
                                    urb->buffer->data + SETUP_SIZE,
                                    size - SETUP_SIZE);
  complete_urb (self, urb, n < 0 ? -EPIPE : 0, n < 0 ? 0 : (gsize)n);
}

static void
route_urb (MpsUsbfsBridge *self, Urb *urb)
{
  guint endpoint = urb->urb->endpoint;

  if (urb->urb->type == USBDEVFS_URB_TYPE_CONTROL) {
    answer_control (self, urb);
  } else if (endpoint == MPS_EMULATED_BULK_OUT) {
    gsize size = (gsize)urb->urb->buffer_length;

    if (size > 0)
      mps_virtual_reader_receive (
          self->reader, urb->buffer->data, size, mps_usbfs_bridge_get_time ());
    complete_urb (self, urb, 0, size);
  } else if (endpoint == MPS_EMULATED_BULK_IN) {
    g_queue_push_tail (&self->bulk_in, urb);
  } else if (endpoint == MPS_EMULATED_INTERRUPT_IN) {
    g_queue_push_tail (&self->interrupt_in, urb);
  } else {
    /* The first interface is only there to be passed over. */
    complete_urb (self, urb, -EPIPE, 0);
  }
}

static int
submit_urb (MpsUsbfsBridge *self, const UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  UMockdevIoctlData *data =
      umockdev_ioctl_data_resolve (arg, 0, sizeof (struct usbdevfs_urb), NULL);
  Urb *urb;

  if (data == NULL)
    return EFAULT;

  urb = g_new0 (Urb, 1);
  urb->client = client;
  urb->data = data;
  urb->urb = (struct usbdevfs_urb *)(gpointer)data->data;
  if (urb->urb->buffer_length > 0)
    urb->buffer = umockdev_ioctl_data_resolve (
        data, G_STRUCT_OFFSET (struct usbdevfs_urb, buffer), (gsize)urb->urb->buffer_length, NULL);
  if (urb->urb->buffer_length < 0 || (urb->urb->buffer_length > 0 && urb->buffer == NULL)) {
    urb_free (urb);
    return EFAULT;
  }
  route_urb (self, urb);
  pump (self);
  return 0;
}

static gboolean
discard_from (MpsUsbfsBridge *self,
              GQueue *queue,
              const UMockdevIoctlClient *client,
              gulong address)
{
  for (GList *link = queue->head; link != NULL; link = link->next) {
    Urb *urb = link->data;

    if (urb->client != client || urb->data->client_addr != address)
      continue;
    g_queue_delete_link (queue, link);
    complete_urb (self, urb, -ENOENT, 0);
    return TRUE;
  }
  return FALSE;
}

static int
discard_urb (MpsUsbfsBridge *self, const UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  gulong address;

  memcpy (&address, arg->data, sizeof address);
  if (discard_from (self, &self->bulk_in, client, address) ||
      discard_from (self, &self->interrupt_in, client, address))
    return 0;

  return EINVAL;
}

static Urb *
pop_done (MpsUsbfsBridge *self, const UMockdevIoctlClient *client)
{
  for (GList *link = self->done.head; link != NULL; link = link->next) {
    Urb *urb = link->data;

    if (urb->client != client)
      continue;
    g_queue_delete_link (&self->done, link);
    return urb;
  }
  return NULL;
}

static int
reap_urb (MpsUsbfsBridge *self, const UMockdevIoctlClient *client, UMockdevIoctlData *arg)
{
  Urb *urb = pop_done (self, client);
  g_autoptr (UMockdevIoctlData) pointer = NULL;

  if (urb == NULL) {
    /* There is one node for all who opened it: it stays ready while another has something to reap.
     */
    set_node_ready (self, self->gone || self->done.length > 0);
    return self->gone ? ENODEV : EAGAIN;
  }
  pointer = umockdev_ioctl_data_resolve (arg, 0, sizeof (gpointer), NULL);
  umockdev_ioctl_data_set_ptr (pointer, 0, urb->data);
  if (self->done.length == 0 && !self->gone)
    set_node_ready (self, FALSE);
  urb_free (urb);
  return 0;
}

/* Both arguments begin with the number of the interface. */
static gboolean
get_interface (UMockdevIoctlData *arg, guint *number)
{
  g_autoptr (UMockdevIoctlData) data = umockdev_ioctl_data_resolve (arg, 0, sizeof *number, NULL);

  G_STATIC_ASSERT (G_STRUCT_OFFSET (struct usbdevfs_disconnect_claim, interface) == 0);
  if (data == NULL)
    return FALSE;

  memcpy (number, data->data, sizeof *number);
  return TRUE;
}

/* One open file at a time has the interface. */
static int
claim_interface (MpsUsbfsBridge *self,
                 const UMockdevIoctlClient *client,
                 gulong request,
                 UMockdevIoctlData *arg)
{
  guint number = 0;

  if (!get_interface (arg, &number))
    return EFAULT;
  if (number != MPS_EMULATED_INTERFACE)
    return 0;

  if (request == USBDEVFS_RELEASEINTERFACE) {
    if (self->owner == client)
      self->owner = NULL;
    return 0;
  }
  if (self->owner != NULL && self->owner != client)
    return EBUSY;

  self->owner = client;
  return 0;
}

static int
get_capabilities (UMockdevIoctlData *arg)
{
  g_autoptr (UMockdevIoctlData) data = umockdev_ioctl_data_resolve (arg, 0, sizeof (guint32), NULL);
  const guint32 capabilities = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_NO_PACKET_SIZE_LIM |
                               USBDEVFS_CAP_REAP_AFTER_DISCONNECT;

  if (data == NULL)
    return EFAULT;

  memcpy (data->data, &capabilities, sizeof capabilities);
  return 0;
}

static int
reset_device (MpsUsbfsBridge *self)
{
  /* The kernel kills what is under way. */
  complete_all (self, &self->bulk_in, -ENOENT);
  complete_all (self, &self->interrupt_in, -ENOENT);
  self->zero_packet_due = FALSE;
  mps_virtual_reader_reset_usb (self->reader, mps_usbfs_bridge_get_time ());
  pump (self);
  return 0;
}

/* Returns an errno, 0 for success. */
static int
do_ioctl (MpsUsbfsBridge *self,
          const UMockdevIoctlClient *client,
          gulong request,
          UMockdevIoctlData *arg,
          gboolean *known)
{
  if (request == USBDEVFS_REAPURB || request == USBDEVFS_REAPURBNDELAY)
    return reap_urb (self, client, arg);
  if (self->gone)
    return ENODEV;

  switch (request) {
  case USBDEVFS_SUBMITURB:
    return submit_urb (self, client, arg);
  case USBDEVFS_DISCARDURB:
    return discard_urb (self, client, arg);
  case USBDEVFS_GET_CAPABILITIES:
    return get_capabilities (arg);
  case USBDEVFS_RESET:
    return reset_device (self);
  case USBDEVFS_GETDRIVER:
    return ENODATA;
  case USBDEVFS_CLAIMINTERFACE:
  case USBDEVFS_DISCONNECT_CLAIM:
  case USBDEVFS_RELEASEINTERFACE:
    return claim_interface (self, client, request, arg);
  case USBDEVFS_SETCONFIGURATION:
  case USBDEVFS_SETINTERFACE:
  case USBDEVFS_CLEAR_HALT:
  case USBDEVFS_RESETEP:
    return 0;
  default:
    *known = FALSE;
    return 0;
  }
}

static gboolean
mps_usbfs_bridge_handle_ioctl (UMockdevIoctlBase *base, UMockdevIoctlClient *client)
{
  MpsUsbfsBridge *self = MPS_USBFS_BRIDGE (base);
  gulong request = umockdev_ioctl_client_get_request (client);
  gboolean known = TRUE;
  int failure;

  g_mutex_lock (&self->mutex);
  failure = do_ioctl (self, client, request, umockdev_ioctl_client_get_arg (client), &known);
  g_mutex_unlock (&self->mutex);

  if (known)
    umockdev_ioctl_client_complete (client, failure == 0 ? 0 : -1, failure);
  return known;
}

static void
drop_from (GQueue *queue, const UMockdevIoctlClient *client)
{
  for (GList *link = queue->head; link != NULL;) {
    GList *next = link->next;
    Urb *urb = link->data;

    if (urb->client == client) {
      g_queue_delete_link (queue, link);
      urb_free (urb);
    }
    link = next;
  }
}

/* A closed file takes its URBs and its claim with it, also that of a program that was killed.
 * umockdev does not tell by its signal client_vanished, but lets go of the client in every case. */
static void
on_client_gone (gpointer data, GObject *where_the_client_was)
{
  MpsUsbfsBridge *self = data;
  const UMockdevIoctlClient *client = (const UMockdevIoctlClient *)where_the_client_was;

  g_mutex_lock (&self->mutex);
  drop_from (&self->bulk_in, client);
  drop_from (&self->interrupt_in, client);
  drop_from (&self->done, client);
  if (self->owner == client)
    self->owner = NULL;
  g_mutex_unlock (&self->mutex);
  g_object_unref (self);
}

static void
mps_usbfs_bridge_client_connected (UMockdevIoctlBase *base, UMockdevIoctlClient *client)
{
  g_object_weak_ref (G_OBJECT (client), on_client_gone, g_object_ref (base));
}

static void
mps_usbfs_bridge_finalize (GObject *object)
{
  MpsUsbfsBridge *self = MPS_USBFS_BRIDGE (object);

  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_queue_clear_full (&self->bulk_in, (GDestroyNotify)urb_free);
  g_queue_clear_full (&self->interrupt_in, (GDestroyNotify)urb_free);
  g_queue_clear_full (&self->done, (GDestroyNotify)urb_free);
  if (self->node_fd >= 0)
    close (self->node_fd);
  g_clear_pointer (&self->descriptors, g_byte_array_unref);
  g_clear_object (&self->reader);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (mps_usbfs_bridge_parent_class)->finalize (object);
}

static void
mps_usbfs_bridge_class_init (MpsUsbfsBridgeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mps_usbfs_bridge_finalize;
  UMOCKDEV_IOCTL_BASE_CLASS (klass)->handle_ioctl = mps_usbfs_bridge_handle_ioctl;
  UMOCKDEV_IOCTL_BASE_CLASS (klass)->client_connected = mps_usbfs_bridge_client_connected;
}

static void
mps_usbfs_bridge_init (MpsUsbfsBridge *self)
{
  g_mutex_init (&self->mutex);
  self->node_fd = -1;
  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_callback (self->timer, on_timer, self, NULL);
}

/* @unplugged is called with @data on the main thread when the reader has cut its cable itself. */
MpsUsbfsBridge *
mps_usbfs_bridge_new (MpsVirtualReader *reader,
                      const GByteArray *descriptors,
                      GSourceFunc unplugged,
                      gpointer data)
{
  MpsUsbfsBridge *self = g_object_new (MPS_TYPE_USBFS_BRIDGE, NULL);

  self->reader = g_object_ref (reader);
  self->descriptors = g_byte_array_new ();
  g_byte_array_append (self->descriptors, descriptors->data, descriptors->len);
  self->unplugged = unplugged;
  self->unplugged_data = data;
  /* Also settles the time base before another thread reads it. */
  mps_usbfs_bridge_get_time ();
  g_source_attach (self->timer, NULL);
  return self;
}

static gboolean
fail_node (GError **error, const char *what)
{
  int saved = errno;

  g_set_error (error,
               G_IO_ERROR,
               (int)g_io_error_from_errno (saved),
               "device node: %s: %s",
               what,
               g_strerror (saved));
  return FALSE;
}

gboolean
mps_usbfs_bridge_make_node (MpsUsbfsBridge *self, const char *path, GError **error)
{
  if (mkfifo (path, 0666) != 0)
    return fail_node (error, "mkfifo");
  self->node_fd = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (self->node_fd < 0)
    return fail_node (error, "open");

  /* A small FIFO is filled and emptied faster; if it stays large that works too. */
  (void)fcntl (self->node_fd, F_SETPIPE_SZ, NODE_CAPACITY);
  self->node_ready = TRUE;
  set_node_ready (self, FALSE);
  return TRUE;
}

/* All that waits fails as the kernel lets it fail, and later ioctls find no device. */
void
mps_usbfs_bridge_unplug (MpsUsbfsBridge *self)
{
  g_mutex_lock (&self->mutex);
  self->gone = TRUE;
  complete_all (self, &self->bulk_in, -ESHUTDOWN);
  complete_all (self, &self->interrupt_in, -ESHUTDOWN);
  set_node_ready (self, TRUE);
  g_source_set_ready_time (self->timer, -1);
  g_mutex_unlock (&self->mutex);
}
