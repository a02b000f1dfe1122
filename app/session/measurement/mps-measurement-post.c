/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-measurement-object-private.h"

/* While the cable is out nothing arrives that would redraw the seconds left. */
#define LINK_TICK_MS 250

/* The device thread's messages, on the main context */

typedef struct {
  MpsMeasurementJob *job;
  MpsMeasurementState state;
  gboolean lost;
} Post;

static void
post (MpsMeasurementJob *job, GSourceFunc run, MpsMeasurementState state, gboolean lost)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Post *message = g_new0 (Post, 1);

  message->job = job;
  message->state = state;
  message->lost = lost;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run, message, g_free);
  /* Not g_main_context_invoke(): that may run here, on the device thread. */
  g_source_attach (source, job->context);
}

static void
answer_start (MpsMeasurement *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->starting);

  if (task == NULL) {
    g_clear_error (&error);
    return;
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
run_state (gpointer data)
{
  Post *message = data;
  MpsMeasurement *self = message->job->measurement;

  mps_measurement_enter (self, message->state);
  answer_start (self, NULL);
  return G_SOURCE_REMOVE;
}

void
mps_measurement_post_state (MpsMeasurementJob *job, MpsMeasurementState state)
{
  post (job, run_state, state, FALSE);
}

static void
fetch_live (MpsMeasurement *self, MpsMeasurementJob *job)
{
  g_mutex_lock (&job->mutex);
  self->live = job->live;
  job->live_posted = FALSE;
  for (guint i = self->seconds->len; i < job->points->len; i++) {
    const MpsTracePoint *point = &g_array_index (job->points, MpsTracePoint, i);

    g_array_append_val (self->seconds, point->seconds);
    g_array_append_val (self->phases, point->phase);
    for (guint j = 0; j < MPS_CARTRIDGE_MAX_ANALYTES; j++) {
      g_array_append_val (self->groups[j].median, point->median[j]);
      g_array_append_val (self->groups[j].low, point->low[j]);
      g_array_append_val (self->groups[j].high, point->high[j]);
    }
  }
  g_mutex_unlock (&job->mutex);
}

static gboolean
run_live (gpointer data)
{
  Post *message = data;
  MpsMeasurement *self = message->job->measurement;

  fetch_live (self, message->job);
  mps_measurement_emit_live (self);
  return G_SOURCE_REMOVE;
}

void
mps_measurement_post_live (MpsMeasurementJob *job)
{
  post (job, run_live, MPS_MEASUREMENT_READY, FALSE);
}

static gboolean
tick_link (gpointer data)
{
  mps_measurement_emit_live (data);
  return G_SOURCE_CONTINUE;
}

static void
set_link_lost (MpsMeasurement *self, gboolean lost)
{
  if (self->link_lost == lost)
    return;

  self->link_lost = lost;
  self->link_lost_us = g_get_monotonic_time ();
  g_clear_handle_id (&self->link_tick, g_source_remove);
  if (lost)
    self->link_tick = g_timeout_add (LINK_TICK_MS, tick_link, self);
  mps_measurement_emit_changed (self);
}

static gboolean
run_link (gpointer data)
{
  Post *message = data;

  set_link_lost (message->job->measurement, message->lost);
  return G_SOURCE_REMOVE;
}

void
mps_measurement_post_link (MpsMeasurementJob *job, gboolean lost)
{
  post (job, run_link, MPS_MEASUREMENT_READY, lost);
}

static GError *
take_end (MpsMeasurement *self, MpsMeasurementJob *job)
{
  mps_cartridge_free (self->cartridge);
  self->cartridge = g_steal_pointer (&job->cartridge);
  self->error = job->error != NULL ? g_error_copy (job->error) : NULL;
  if (!job->stored)
    return job->error != NULL
               ? g_steal_pointer (&job->error)
               : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "measurement: cancelled");

  self->run = g_steal_pointer (&job->run);
  if (job->observation_ids != NULL) {
    g_ptr_array_unref (self->observation_ids);
    self->observation_ids = g_steal_pointer (&job->observation_ids);
  }
  self->report_id = g_steal_pointer (&job->report_id);
  return NULL;
}

static gboolean
run_end (gpointer data)
{
  Post *message = data;
  MpsMeasurementJob *job = message->job;
  g_autoptr (MpsMeasurement) self = job->measurement;
  GError *error;

  g_clear_pointer (&self->thread, g_thread_join);
  fetch_live (self, job);
  set_link_lost (self, FALSE);
  error = take_end (self, job);
  if (self->outer_cancelled != 0)
    g_cancellable_disconnect (self->outer, self->outer_cancelled);
  self->outer_cancelled = 0;
  mps_readers_release (self->readers, self->reader_serial);
  self->job = NULL;
  if (job->reason != NULL)
    mps_measurement_enter_invalid (self, job->reason);
  else
    mps_measurement_enter (self, MPS_MEASUREMENT_REVIEW);
  answer_start (self, error);
  mps_measurement_job_free (job);
  return G_SOURCE_REMOVE;
}

void
mps_measurement_post_end (MpsMeasurementJob *job)
{
  post (job, run_end, MPS_MEASUREMENT_READY, FALSE);
}
