/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/transport/mps-usb-private.h"

#include <glib/gi18n-lib.h>

/** The bus is looked at again after so long also without an event: a permission may have changed.
 */
#define LOOK_AGAIN_S 5

/* What the thread has; the object holds one reference, the thread and each pending notice another.
 */
typedef struct {
  GMutex mutex;
  GPtrArray *devices;
  GWeakRef object;
  GMainContext *main_context;
  libusb_context *context;
  gint stop;
  gboolean dirty;
} Watch;

struct _MpsUsbMonitor {
  GObject parent_instance;

  Watch *watch;
  GThread *thread;
};

G_DEFINE_FINAL_TYPE (MpsUsbMonitor, mps_usb_monitor, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
watch_clear (gpointer data)
{
  Watch *watch = data;

  g_mutex_clear (&watch->mutex);
  g_clear_pointer (&watch->devices, g_ptr_array_unref);
  g_weak_ref_clear (&watch->object);
  g_clear_pointer (&watch->main_context, g_main_context_unref);
}

static void
watch_unref (gpointer watch)
{
  g_atomic_rc_box_release_full (watch, watch_clear);
}

static gboolean
is_same (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++) {
    const MpsUsbDevice *one = g_ptr_array_index (a, i);
    const MpsUsbDevice *other = g_ptr_array_index (b, i);

    if (one->bus != other->bus || one->address != other->address ||
        one->problem != other->problem || g_strcmp0 (one->serial, other->serial) != 0)
      return FALSE;
  }

  return TRUE;
}

static gboolean
emit_changed (gpointer data)
{
  Watch *watch = data;
  g_autoptr (MpsUsbMonitor) self = g_weak_ref_get (&watch->object);

  if (self != NULL)
    g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
tell_main_context (Watch *watch)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, emit_changed, g_atomic_rc_box_acquire (watch), watch_unref);
  g_source_attach (source, watch->main_context);
}

static void
look (Watch *watch, GHashTable *serials, gboolean first)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gboolean same;

  mps_usb_claims_lock ();
  all = mps_usb_scan (watch->context, serials, NULL);
  mps_usb_claims_unlock ();
  if (all == NULL)
    return;

  list = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_usb_device_free);
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (list, mps_usb_device_copy (((MpsUsbFound *)g_ptr_array_index (all, i))->seen));

  g_mutex_lock (&watch->mutex);
  same = is_same (watch->devices, list);
  if (!same) {
    g_ptr_array_unref (watch->devices);
    watch->devices = g_ptr_array_ref (list);
  }
  g_mutex_unlock (&watch->mutex);

  if (!same || first)
    tell_main_context (watch);
}

static int LIBUSB_CALL
on_hotplug (libusb_context *context, libusb_device *device, libusb_hotplug_event event, void *data)
{
  Watch *watch = data;

  /* Nothing may be opened here: the thread looks after the event was handled. */
  watch->dirty = TRUE;
  return 0;
}

static gpointer
watch_bus (gpointer data)
{
  Watch *watch = data;
  g_autoptr (GHashTable) serials = mps_usb_serials_new ();
  gint64 looked_us = 0;

  for (gboolean first = TRUE; !g_atomic_int_get (&watch->stop); first = FALSE) {
    struct timeval timeout = { LOOK_AGAIN_S, 0 };

    if (first || watch->dirty ||
        g_get_monotonic_time () - looked_us >= LOOK_AGAIN_S * G_USEC_PER_SEC) {
      watch->dirty = FALSE;
      look (watch, serials, first);
      looked_us = g_get_monotonic_time ();
    }
    if (g_atomic_int_get (&watch->stop) || watch->dirty)
      continue;
    /* An error here would come back at once each time. */
    if (libusb_handle_events_timeout_completed (watch->context, &timeout, NULL) < 0)
      g_usleep (G_USEC_PER_SEC / 10);
  }

  watch_unref (watch);
  return NULL;
}

static void
mps_usb_monitor_dispose (GObject *object)
{
  MpsUsbMonitor *self = MPS_USB_MONITOR (object);

  if (self->thread != NULL) {
    g_atomic_int_set (&self->watch->stop, TRUE);
    libusb_interrupt_event_handler (self->watch->context);
    g_thread_join (g_steal_pointer (&self->thread));
    libusb_exit (g_steal_pointer (&self->watch->context));
  }
  g_clear_pointer (&self->watch, watch_unref);

  G_OBJECT_CLASS (mps_usb_monitor_parent_class)->dispose (object);
}

static void
mps_usb_monitor_class_init (MpsUsbMonitorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_usb_monitor_dispose;

  /**
   * MpsUsbMonitor::changed:
   *
   * mps_usb_monitor_dup_devices() gives something else than before. Emitted once after the first
   * look in any case, on the main context that made the monitor.
   */
  signals[CHANGED] = g_signal_new (
      "changed", MPS_TYPE_USB_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mps_usb_monitor_init (MpsUsbMonitor *self)
{
}

static gboolean
register_events (Watch *watch, GError **error)
{
  int code = libusb_hotplug_register_callback (watch->context,
                                               LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED |
                                                   LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT,
                                               0,
                                               LIBUSB_HOTPLUG_MATCH_ANY,
                                               LIBUSB_HOTPLUG_MATCH_ANY,
                                               LIBUSB_HOTPLUG_MATCH_ANY,
                                               on_hotplug,
                                               watch,
                                               NULL);

  if (code == LIBUSB_SUCCESS)
    return TRUE;

  g_set_error (error,
               MPS_DEVICE_ERROR,
               MPS_DEVICE_ERROR_NOT_FOUND,
               _ ("reader: plugging in cannot be watched on this computer (%s)"),
               libusb_error_name (code));
  return FALSE;
}

/**
 * mps_usb_monitor_new:
 * @error: %MPS_DEVICE_ERROR when USB cannot be used or watched
 *
 * Starts a thread that watches the bus; the first look happens there too, so that nothing blocks.
 * Letting the monitor go stops the thread.
 *
 * Returns: (transfer full): a monitor
 */
MpsUsbMonitor *
mps_usb_monitor_new (GError **error)
{
  libusb_context *context = mps_usb_context_new (error);
  MpsUsbMonitor *self;
  Watch *watch;

  if (context == NULL)
    return NULL;

  self = g_object_new (MPS_TYPE_USB_MONITOR, NULL);
  watch = g_atomic_rc_box_new0 (Watch);
  g_mutex_init (&watch->mutex);
  g_weak_ref_init (&watch->object, self);
  watch->devices = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_usb_device_free);
  watch->main_context = g_main_context_ref_thread_default ();
  watch->context = context;
  self->watch = watch;

  if (!register_events (watch, error)) {
    libusb_exit (context);
    g_object_unref (self);
    return NULL;
  }

  self->thread = g_thread_new ("mps-usb", watch_bus, g_atomic_rc_box_acquire (watch));
  return self;
}

/**
 * mps_usb_monitor_dup_devices:
 * @self: a monitor
 *
 * What is attached now, readers that are refused included; empty before the first
 * #MpsUsbMonitor::changed. Any thread.
 *
 * Returns: (transfer full) (element-type MpsUsbDevice): a copy
 */
GPtrArray *
mps_usb_monitor_dup_devices (MpsUsbMonitor *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_usb_device_free);

  g_return_val_if_fail (MPS_IS_USB_MONITOR (self), copy);

  g_mutex_lock (&self->watch->mutex);
  for (guint i = 0; i < self->watch->devices->len; i++)
    g_ptr_array_add (copy, mps_usb_device_copy (g_ptr_array_index (self->watch->devices, i)));
  g_mutex_unlock (&self->watch->mutex);
  return copy;
}
