/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-idle.h"

#include "app/session/mps-session-lock.h"

#include <time.h>

struct _MpsIdle {
  GObject parent_instance;

  MpsSession *session;
  MpsPolicy policy;
  gint64 touched_us;
  guint source;
  guint seconds_left;
};

enum { PROP_SECONDS_LEFT = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MpsIdle, mps_idle, G_TYPE_OBJECT)

/* Goes on while the workstation sleeps: whoever wakes it up after lunch finds it locked. */
static gint64
get_time_us (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
mps_idle_dispose (GObject *object)
{
  MpsIdle *self = MPS_IDLE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mps_idle_parent_class)->dispose (object);
}

static void
mps_idle_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SECONDS_LEFT)
    g_value_set_uint (value, MPS_IDLE (object)->seconds_left);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mps_idle_class_init (MpsIdleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mps_idle_dispose;
  object_class->get_property = mps_idle_get_property;
  /**
   * MpsIdle:seconds-left: behind the curtain, seconds until the lock; otherwise 0.
   */
  properties[PROP_SECONDS_LEFT] =
      g_param_spec_uint ("seconds-left",
                         NULL,
                         NULL,
                         0,
                         G_MAXUINT,
                         0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mps_idle_init (MpsIdle *self)
{
  self->touched_us = get_time_us ();
}

/**
 * mps_idle_judge:
 * @policy: the rules
 * @idle_us: how long nobody touched anything
 * @next_s: (out): seconds until the next state, rounded up; 0 for the last
 *
 * Returns: what is due
 */
MpsIdleState
mps_idle_judge (const MpsPolicy *policy, gint64 idle_us, guint *next_s)
{
  const gint64 curtain_us = (gint64)policy->idle_curtain_s * G_USEC_PER_SEC;
  const gint64 lock_us = (gint64)policy->idle_lock_s * G_USEC_PER_SEC;
  gint64 left_us = 0;
  MpsIdleState state = MPS_IDLE_LOCK;

  if (idle_us < curtain_us && idle_us < lock_us) {
    state = MPS_IDLE_ACTIVE;
    left_us = MIN (curtain_us, lock_us) - idle_us;
  } else if (idle_us < lock_us) {
    state = MPS_IDLE_CURTAIN;
    left_us = lock_us - idle_us;
  }

  *next_s = (guint)((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  return state;
}

static void
set_seconds_left (MpsIdle *self, guint seconds)
{
  if (self->seconds_left == seconds)
    return;

  self->seconds_left = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
}

/* Where there is no password nothing locks: the curtain stays. */
static gboolean
look (gpointer data)
{
  MpsIdle *self = data;
  guint next_s = 0;
  MpsIdleState state = mps_idle_judge (&self->policy, get_time_us () - self->touched_us, &next_s);
  gboolean locks = mps_session_has_password (self->session);

  if (mps_session_is_locked (self->session)) {
    set_seconds_left (self, 0);
    return G_SOURCE_CONTINUE;
  }
  if (state == MPS_IDLE_LOCK && locks) {
    set_seconds_left (self, 0);
    mps_session_lock (self->session);
    return G_SOURCE_CONTINUE;
  }

  if (state != MPS_IDLE_ACTIVE)
    mps_session_draw_curtain (self->session);
  set_seconds_left (self, state == MPS_IDLE_CURTAIN && locks ? next_s : 0);
  return G_SOURCE_CONTINUE;
}

/**
 * mps_idle_new:
 * @session: what is to be guarded
 * @policy: (nullable): the rules; %NULL: mps_policy_get()
 *
 * Looks once a second, also whether the workstation slept meanwhile.
 *
 * Returns: (transfer full): a guard, on the main thread
 */
MpsIdle *
mps_idle_new (MpsSession *session, const MpsPolicy *policy)
{
  MpsIdle *self = g_object_new (MPS_TYPE_IDLE, NULL);

  self->session = g_object_ref (session);
  self->policy = policy != NULL ? *policy : *mps_policy_get ();
  g_signal_connect_swapped (session, "unlocked", G_CALLBACK (mps_idle_touch), self);
  self->source = g_timeout_add_seconds (1, look, self);
  return self;
}

/**
 * mps_idle_touch:
 * @self: a guard
 *
 * Somebody is there. A drawn curtain stays: whoever lifts it calls mps_session_lift_curtain().
 */
void
mps_idle_touch (MpsIdle *self)
{
  /* What comes after the time of the lock, as the key that woke the workstation, is too late. */
  look (self);
  self->touched_us = get_time_us ();
  set_seconds_left (self, 0);
}

/**
 * mps_idle_get_seconds_left:
 * @self: a guard
 *
 * Returns: behind the curtain, seconds until the lock; otherwise 0
 */
guint
mps_idle_get_seconds_left (MpsIdle *self)
{
  return self->seconds_left;
}
