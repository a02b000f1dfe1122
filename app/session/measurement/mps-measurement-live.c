/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-measurement-private.h"

#include <math.h>

/* More is not seen on a chart, and the picture is copied 30 times a second. */
#define TRACE_POINTS 2000
#define PUBLISH_US (G_USEC_PER_SEC / 30)

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Linear between the two nearest of n sorted values. */
static double
get_quantile (const double *sorted, guint n, double share)
{
  double at = share * (n - 1);
  guint below = (guint)at;
  guint above = MIN (below + 1, n - 1);

  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

static void
set_group (MpsTracePoint *point, guint analyte, const MpsAnalyte *group, const MpsEngineLive *live)
{
  double values[MPS_CHANNELS];
  guint n = 0;
  guint end = MIN (group->first_channel + group->n_channels, MPS_CHANNELS);

  for (guint i = group->first_channel; i < end; i++) {
    if (live->state[i] != MPS_CHANNEL_UNUSABLE && isfinite (live->delta[i]))
      values[n++] = live->delta[i];
  }
  if (n == 0) {
    point->median[analyte] = point->low[analyte] = point->high[analyte] = NAN;
    return;
  }

  qsort (values, n, sizeof values[0], compare_doubles);
  point->median[analyte] = get_quantile (values, n, 0.5);
  point->low[analyte] = get_quantile (values, n, 0.25);
  point->high[analyte] = get_quantile (values, n, 0.75);
}

/* Adds a point of the trace when its turn has come. */
void
mps_measurement_job_note_trace (MpsMeasurementJob *job)
{
  MpsTracePoint point = { 0 };
  MpsEngineLive live;

  if (job->trace_every == 0)
    job->trace_every = mps_run_get_planned_scans (job->run) / TRACE_POINTS + 1;
  if (job->taken % job->trace_every != 0)
    return;

  mps_engine_run_get_live (job->engine, &live);
  point.seconds = (double)live.time_us / G_USEC_PER_SEC;
  point.phase = live.phase;
  for (guint i = 0; i < job->cartridge->n_analytes; i++)
    set_group (&point, i, &job->cartridge->analytes[i], &live);

  g_mutex_lock (&job->mutex);
  g_array_append_val (job->points, point);
  g_mutex_unlock (&job->mutex);
}

/* Hands the newest picture over, at most 30 times a second; one that was not fetched yet is
 * replaced. */
void
mps_measurement_job_publish (MpsMeasurementJob *job)
{
  gint64 now = g_get_monotonic_time ();
  MpsEngineLive live;
  gboolean post;

  if (now - job->published_us < PUBLISH_US && job->taken != mps_run_get_planned_scans (job->run))
    return;

  job->published_us = now;
  mps_engine_run_get_live (job->engine, &live);
  g_mutex_lock (&job->mutex);
  job->live = live;
  post = !job->live_posted;
  job->live_posted = TRUE;
  g_mutex_unlock (&job->mutex);
  if (post)
    mps_measurement_post_live (job);
}
