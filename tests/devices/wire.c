/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/devices/wire.h"

#include "devices/reader/mps-reader-message.h"

#include <string.h>

struct _Wire {
  MpsTransport parent_instance;

  MpsTransport *inner;
  char *serial;
  MpsFrameParser *down;
  MpsFrameParser *up;
  GByteArray *ready;
  GPtrArray *held;
  guint shuffle;
  WireHook to_reader;
  WireHook to_host;
  gpointer data;
  guint sent[256];
  guint resets;
  guint opens;
};

G_DEFINE_FINAL_TYPE (Wire, wire, MPS_TYPE_TRANSPORT)

static void
clear (Wire *self)
{
  mps_frame_parser_reset (self->down);
  mps_frame_parser_reset (self->up);
  g_byte_array_set_size (self->ready, 0);
  g_ptr_array_set_size (self->held, 0);
}

static gboolean
wire_open (MpsTransport *transport, GCancellable *cancellable, GError **error)
{
  Wire *self = TEST_WIRE (transport);

  self->opens++;
  clear (self);
  return mps_transport_open (self->inner, cancellable, error);
}

static void
wire_close (MpsTransport *transport)
{
  mps_transport_close (TEST_WIRE (transport)->inner);
}

/* SCAN frames are held back and let go in random order; anything else lets all go. */
static void
release (Wire *self, guint keep)
{
  while (self->held->len > keep) {
    guint i = (guint)g_test_rand_int_range (0, (gint32)self->held->len);
    GByteArray *frame = g_ptr_array_index (self->held, i);

    g_byte_array_append (self->ready, frame->data, frame->len);
    g_ptr_array_remove_index_fast (self->held, i);
  }
}

static void
pass_to_host (Wire *self, const MpsFrame *frame)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  guint copies = 1;

  g_byte_array_append (payload, frame->payload, (guint)frame->payload_size);
  if (self->to_host != NULL)
    copies = self->to_host (self, frame, payload, self->data);

  for (guint i = 0; i < copies; i++) {
    GByteArray *bytes = g_byte_array_new ();

    mps_frame_append (bytes, frame->type, frame->sequence, payload->data, payload->len);
    g_ptr_array_add (self->held, bytes);
  }
  release (self, frame->type == MPS_EVENT_SCAN ? self->shuffle : 0);
}

static gssize
wire_read (MpsTransport *transport,
           guint8 *buffer,
           gsize size,
           guint timeout_ms,
           GCancellable *cancellable,
           GError **error)
{
  Wire *self = TEST_WIRE (transport);
  gint64 deadline_us = g_get_monotonic_time () + (gint64)timeout_ms * 1000;

  while (self->ready->len == 0) {
    guint8 raw[20000];
    gint64 left_ms = MAX (0, (deadline_us - g_get_monotonic_time ()) / 1000);
    MpsFrame frame;
    gssize n;

    n = mps_transport_read (self->inner, raw, sizeof raw, (guint)left_ms, cancellable, error);
    if (n < 0)
      return -1;
    mps_frame_parser_feed (self->down, raw, (gsize)n, g_get_monotonic_time ());
    while (mps_frame_parser_next (self->down, g_get_monotonic_time (), &frame) == MPS_FRAME_READY)
      pass_to_host (self, &frame);
  }

  size = MIN (size, self->ready->len);
  memcpy (buffer, self->ready->data, size);
  g_byte_array_remove_range (self->ready, 0, (guint)size);
  return (gssize)size;
}

static gboolean
wire_write (MpsTransport *transport,
            const guint8 *data,
            gsize size,
            guint timeout_ms,
            GCancellable *cancellable,
            GError **error)
{
  Wire *self = TEST_WIRE (transport);
  gint64 now_us = g_get_monotonic_time ();
  MpsFrame frame;

  mps_frame_parser_feed (self->up, data, size, now_us);
  while (mps_frame_parser_next (self->up, now_us, &frame) == MPS_FRAME_READY) {
    g_autoptr (GByteArray) payload = g_byte_array_new ();
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    guint copies = 1;

    self->sent[frame.type]++;
    g_byte_array_append (payload, frame.payload, (guint)frame.payload_size);
    if (self->to_reader != NULL)
      copies = self->to_reader (self, &frame, payload, self->data);
    for (guint i = 0; i < copies; i++)
      mps_frame_append (bytes, frame.type, frame.sequence, payload->data, payload->len);
    if (bytes->len > 0 &&
        !mps_transport_write (self->inner, bytes->data, bytes->len, timeout_ms, cancellable, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
wire_reset (MpsTransport *transport, GCancellable *cancellable, GError **error)
{
  Wire *self = TEST_WIRE (transport);

  self->resets++;
  clear (self);
  return mps_transport_reset (self->inner, cancellable, error);
}

static const char *
wire_get_kind (MpsTransport *transport)
{
  return mps_transport_get_kind (TEST_WIRE (transport)->inner);
}

static const char *
wire_get_serial (MpsTransport *transport)
{
  Wire *self = TEST_WIRE (transport);

  return self->serial != NULL ? self->serial : mps_transport_get_serial (self->inner);
}

static void
wire_finalize (GObject *object)
{
  Wire *self = TEST_WIRE (object);

  g_clear_object (&self->inner);
  g_free (self->serial);
  mps_frame_parser_free (self->down);
  mps_frame_parser_free (self->up);
  g_byte_array_unref (self->ready);
  g_ptr_array_unref (self->held);

  G_OBJECT_CLASS (wire_parent_class)->finalize (object);
}

static void
wire_class_init (WireClass *klass)
{
  MpsTransportClass *transport_class = MPS_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = wire_finalize;
  transport_class->open = wire_open;
  transport_class->close = wire_close;
  transport_class->read = wire_read;
  transport_class->write = wire_write;
  transport_class->reset = wire_reset;
  transport_class->get_kind = wire_get_kind;
  transport_class->get_serial = wire_get_serial;
}

static void
wire_init (Wire *self)
{
  self->down = mps_frame_parser_new ();
  self->up = mps_frame_parser_new ();
  self->ready = g_byte_array_new ();
  self->held = g_ptr_array_new_with_free_func ((GDestroyNotify)g_byte_array_unref);
}

MpsTransport *
wire_new (MpsTransport *inner)
{
  Wire *self = g_object_new (TYPE_WIRE, NULL);

  self->inner = g_object_ref (inner);
  return MPS_TRANSPORT (self);
}

void
wire_set_hooks (Wire *self, WireHook to_reader, WireHook to_host, gpointer data)
{
  self->to_reader = to_reader;
  self->to_host = to_host;
  self->data = data;
}

void
wire_set_serial (Wire *self, const char *serial)
{
  g_free (self->serial);
  self->serial = g_strdup (serial);
}

/* Adds a frame before the one that a hook is being asked about. */
void
wire_add_to_host (Wire *self, guint8 type, guint16 sequence, const GByteArray *payload)
{
  mps_frame_append (self->ready, type, sequence, payload->data, payload->len);
}

void
wire_set_shuffle (Wire *self, guint depth)
{
  self->shuffle = depth;
}

guint
wire_get_sent (Wire *self, guint8 type)
{
  return self->sent[type];
}

guint
wire_get_resets (Wire *self)
{
  return self->resets;
}

guint
wire_get_opens (Wire *self)
{
  return self->opens;
}
