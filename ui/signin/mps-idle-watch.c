/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/signin/mps-idle-watch.h"

#include <math.h>
#include <time.h>

/** TICK_S: how often it looks, s */
#define TICK_S 1

struct _MpsIdleWatch {
  GObject parent_instance;

  guint curtain_s;
  guint lock_s;
  gint64 last_us;
  gboolean drawn;
  gboolean locked;
  double x;
  double y;
  guint tick;
};

enum {
  SIGNAL_CURTAIN,
  SIGNAL_LOCK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsIdleWatch, mps_idle_watch, G_TYPE_OBJECT)

/**
 * mps_idle_watch_get_time:
 *
 * Returns: the time of mps_idle_watch_check(), µs: a clock that goes on while the workstation
 *   sleeps, so that whoever wakes it up after lunch finds it locked
 */
gint64
mps_idle_watch_get_time (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
on_tick (gpointer data)
{
  mps_idle_watch_check (data, mps_idle_watch_get_time ());
  return G_SOURCE_CONTINUE;
}

/* What lies below a pointer that rests may move; that is no movement of a person's. */
static gboolean
has_moved (MpsIdleWatch *self, GdkEvent *event)
{
  double x = 0;
  double y = 0;
  gboolean moved;

  if (!gdk_event_get_position (event, &x, &y))
    return FALSE;
  moved = fabs (x - self->x) >= 1 || fabs (y - self->y) >= 1;
  self->x = x;
  self->y = y;
  return moved;
}

static gboolean
is_touch_of_person (MpsIdleWatch *self, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_MOTION_NOTIFY)
    return has_moved (self, event);
  return type == GDK_KEY_PRESS || type == GDK_BUTTON_PRESS || type == GDK_SCROLL ||
         type == GDK_TOUCH_BEGIN || type == GDK_TOUCH_UPDATE || type == GDK_TOUCHPAD_SWIPE;
}

static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, MpsIdleWatch *self)
{
  gint64 now_us = mps_idle_watch_get_time ();

  /* What comes after the time of the lock, as the key that woke the workstation, is too late. */
  mps_idle_watch_check (self, now_us);
  if (is_touch_of_person (self, event))
    mps_idle_watch_touch (self, now_us);
  return GDK_EVENT_PROPAGATE;
}

static void
mps_idle_watch_finalize (GObject *object)
{
  MpsIdleWatch *self = MPS_IDLE_WATCH (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  G_OBJECT_CLASS (mps_idle_watch_parent_class)->finalize (object);
}

static guint
new_signal (MpsIdleWatchClass *klass, const char *name)
{
  return g_signal_new (
      name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mps_idle_watch_class_init (MpsIdleWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mps_idle_watch_finalize;
  signals[SIGNAL_CURTAIN] = new_signal (klass, "curtain");
  signals[SIGNAL_LOCK] = new_signal (klass, "lock");
}

static void
mps_idle_watch_init (MpsIdleWatch *self)
{
  self->last_us = mps_idle_watch_get_time ();
  self->tick = g_timeout_add_seconds (TICK_S, on_tick, self);
}

/**
 * mps_idle_watch_new:
 * @window: whose keys, clicks and movements count
 * @curtain_s: seconds until "curtain"
 * @lock_s: seconds until "lock"
 *
 * Returns: (transfer full): a watch that begins now
 */
MpsIdleWatch *
mps_idle_watch_new (GtkWidget *window, guint curtain_s, guint lock_s)
{
  MpsIdleWatch *self = g_object_new (MPS_TYPE_IDLE_WATCH, NULL);
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  self->curtain_s = curtain_s;
  self->lock_s = lock_s;
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_event), self, 0);
  gtk_widget_add_controller (window, controller);
  return self;
}

/**
 * mps_idle_watch_touch:
 * @self: a watch
 * @now_us: mps_idle_watch_get_time()
 *
 * Somebody is there.
 */
void
mps_idle_watch_touch (MpsIdleWatch *self, gint64 now_us)
{
  self->last_us = now_us;
  self->drawn = FALSE;
  self->locked = FALSE;
}

/**
 * mps_idle_watch_check:
 * @self: a watch
 * @now_us: mps_idle_watch_get_time()
 *
 * Emits what is due.
 */
void
mps_idle_watch_check (MpsIdleWatch *self, gint64 now_us)
{
  gint64 idle_us = now_us - self->last_us;

  if (!self->locked && idle_us >= (gint64)self->lock_s * G_USEC_PER_SEC) {
    self->locked = TRUE;
    self->drawn = TRUE;
    g_signal_emit (self, signals[SIGNAL_LOCK], 0);
  } else if (!self->drawn && idle_us >= (gint64)self->curtain_s * G_USEC_PER_SEC) {
    self->drawn = TRUE;
    g_signal_emit (self, signals[SIGNAL_CURTAIN], 0);
  }
}
