/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-private.h"

/* A clock that is put forward, or a workstation that slept, is noticed within so long. */
#define LOOK_AGAIN_MS 15000

typedef struct {
  GWeakRef session;
  char *patient_id;
  gint64 ends_us;
} Watch;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_weak_ref_clear (&watch->session);
  g_free (watch->patient_id);
  g_free (watch);
}

static char *
dup_key (const Watch *watch)
{
  return g_strdup_printf ("%s %" G_GINT64_FORMAT, watch->patient_id, watch->ends_us);
}

static void arm (Watch *watch);

static gboolean
on_time (gpointer data)
{
  Watch *watch = data;
  g_autoptr (MpsSession) session = g_weak_ref_get (&watch->session);
  g_autofree char *key = dup_key (watch);

  if (session == NULL) {
    watch_free (watch);
    return G_SOURCE_REMOVE;
  }
  if (g_get_real_time () < watch->ends_us) {
    arm (watch);
    return G_SOURCE_REMOVE;
  }

  g_mutex_lock (&session->guard);
  g_hash_table_remove (session->watched, key);
  g_mutex_unlock (&session->guard);
  mps_session_emit_glass (session, watch->patient_id);
  watch_free (watch);
  return G_SOURCE_REMOVE;
}

static void
arm (Watch *watch)
{
  gint64 left_ms = (watch->ends_us - g_get_real_time ()) / 1000 + 1;
  g_autoptr (GSource) source = g_timeout_source_new ((guint)CLAMP (left_ms, 1, LOOK_AGAIN_MS));

  g_source_set_callback (source, on_time, watch, NULL);
  g_source_attach (source, NULL);
}

/**
 * mps_session_watch_glass:
 * @self: a session
 * @patient_id: whose chart is open by a broken glass
 * @ends_us: until when, µs since 1970 UTC
 *
 * Emits "glass-changed" when that time has come, on the main context. Any thread; more than one
 * watch of the same is one.
 */
void
mps_session_watch_glass (MpsSession *self, const char *patient_id, gint64 ends_us)
{
  Watch *watch = g_new0 (Watch, 1);
  gboolean is_new;

  g_weak_ref_init (&watch->session, self);
  watch->patient_id = g_strdup (patient_id);
  watch->ends_us = ends_us;

  g_mutex_lock (&self->guard);
  is_new = g_hash_table_add (self->watched, dup_key (watch));
  g_mutex_unlock (&self->guard);
  if (is_new)
    arm (watch);
  else
    watch_free (watch);
}
