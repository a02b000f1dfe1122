/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-virtual-run-private.h"

#include <math.h>
#include <string.h>

/* Scans are gathered into one frame for no longer than this, so that slow runs stay lively. */
#define GATHER_US 20000.0
/* How far a run that is faster than the clock may be ahead of what was sent: a scan that got lost
 * on the way must still be there when the host asks for it again. */
#define MAX_LEAD (MPS_READER_BUFFERED_SCANS / 2)

void
mps_virtual_run_init (MpsVirtualRun *run)
{
  *run = (MpsVirtualRun){ .resend = g_array_new (FALSE, FALSE, sizeof (MpsScanRange)) };
}

void
mps_virtual_run_clear (MpsVirtualRun *run)
{
  g_clear_pointer (&run->resend, g_array_unref);
}

void
mps_virtual_run_begin (MpsVirtualRun *run, const MpsReaderStart *plan)
{
  mps_virtual_run_forget (run);
  run->exists = TRUE;
  run->plan = *plan;
  run->total = mps_reader_start_get_total (plan);
  run->streaming = TRUE;
  run->end_due = TRUE;
}

void
mps_virtual_run_forget (MpsVirtualRun *run)
{
  GArray *resend = run->resend;

  g_array_set_size (resend, 0);
  *run = (MpsVirtualRun){ .resend = resend };
}

void
mps_virtual_run_end (MpsVirtualRun *run, MpsEndReason reason)
{
  run->ended = TRUE;
  run->reason = reason;
}

/* Lets @wall_us of the clock pass. A run faster than the clock is a demonstration or a test, and
 * waits for the host instead of losing scans that no real reader would lose; without a link it runs
 * at the clock's pace. */
void
mps_virtual_run_pass_time (MpsVirtualRun *run, double wall_us, double speed)
{
  double per_scan_us = (double)G_USEC_PER_SEC / run->plan.rate_hz;
  double due;

  if (!run->exists || run->ended)
    return;

  run->time_us += wall_us * (run->streaming ? speed : MIN (speed, 1));
  if (speed > 1 && run->streaming)
    run->time_us = MIN (run->time_us, ((double)run->next + MAX_LEAD) * per_scan_us);
  due = floor (run->time_us / per_scan_us);
  if (due > run->produced)
    run->produced = (guint32)MIN (due, run->total);
}

/* The cable has gone: the run goes on, but nothing of it is sent until RESUME. */
void
mps_virtual_run_disconnect (MpsVirtualRun *run)
{
  run->streaming = FALSE;
  g_array_set_size (run->resend, 0);
}

gboolean
mps_virtual_run_is (const MpsVirtualRun *run, const guint8 id[MPS_RUN_ID_SIZE])
{
  return run->exists && memcmp (run->plan.run_id, id, MPS_RUN_ID_SIZE) == 0;
}

guint32
mps_virtual_run_get_oldest (const MpsVirtualRun *run)
{
  return run->produced > MPS_READER_BUFFERED_SCANS ? run->produced - MPS_READER_BUFFERED_SCANS : 0;
}

guint32
mps_virtual_run_resume (MpsVirtualRun *run, guint32 wanted)
{
  g_array_set_size (run->resend, 0);
  run->next = MAX (wanted, mps_virtual_run_get_oldest (run));
  run->streaming = TRUE;
  run->end_due = TRUE;
  return run->next;
}

/* Cuts a range to what is buffered. */
static gboolean
cut_range (const MpsVirtualRun *run, MpsScanRange *range)
{
  guint64 end = (guint64)range->first + range->count;
  guint32 first = MAX (range->first, mps_virtual_run_get_oldest (run));

  end = MIN (end, run->produced);
  if (end <= first)
    return FALSE;
  range->first = first;
  range->count = (guint16)(end - first);
  return TRUE;
}

guint32
mps_virtual_run_add_resend (MpsVirtualRun *run, const MpsScanRange *ranges, guint n)
{
  guint32 scans = 0;

  for (guint i = 0; run->exists && i < n; i++) {
    MpsScanRange range = ranges[i];

    if (!cut_range (run, &range))
      continue;
    scans += range.count;
    g_array_append_val (run->resend, range);
  }
  return scans;
}

/* Indices of the next frame of scans that were asked for again; what left the buffer meanwhile is
 * left out. */
guint
mps_virtual_run_take_resend (MpsVirtualRun *run, guint32 indices[MPS_SCANS_PER_FRAME])
{
  guint n = 0;

  while (n < MPS_SCANS_PER_FRAME && run->resend->len > 0) {
    MpsScanRange *range = &g_array_index (run->resend, MpsScanRange, 0);

    if (!cut_range (run, range)) {
      g_array_remove_index (run->resend, 0);
      continue;
    }
    indices[n++] = range->first++;
    if (--range->count == 0)
      g_array_remove_index (run->resend, 0);
  }
  return n;
}

static gboolean
is_frame_due (const MpsVirtualRun *run)
{
  double per_scan_us = (double)G_USEC_PER_SEC / run->plan.rate_hz;
  double gathered_us = run->time_us - ((double)run->next + 1) * per_scan_us;

  return run->produced > run->next &&
         (run->ended || run->produced - run->next >= MPS_SCANS_PER_FRAME ||
          gathered_us >= GATHER_US || per_scan_us >= GATHER_US);
}

/* Indices of the next frame of the stream, none after @stop_after where that is not yet sent. A
 * host that is slower than the buffer is long loses the oldest. */
guint
mps_virtual_run_take_live (MpsVirtualRun *run,
                           gint64 stop_after,
                           guint32 indices[MPS_SCANS_PER_FRAME],
                           gboolean *first_time)
{
  guint n = 0;

  if (!run->streaming)
    return 0;
  run->next = MAX (run->next, mps_virtual_run_get_oldest (run));
  if (!is_frame_due (run))
    return 0;

  *first_time = run->next >= run->first_unsent;
  while (n < MPS_SCANS_PER_FRAME && run->next < run->produced) {
    indices[n++] = run->next++;
    if (indices[n - 1] == stop_after)
      break;
    if (!*first_time && run->next >= run->first_unsent)
      break;
  }
  run->first_unsent = MAX (run->first_unsent, run->next);
  return n;
}

gboolean
mps_virtual_run_take_end (MpsVirtualRun *run)
{
  if (!run->exists || !run->streaming || !run->ended || !run->end_due || run->next < run->produced)
    return FALSE;

  run->end_due = FALSE;
  return TRUE;
}

/* How long until something of the run can be sent or it makes its last scan. */
gboolean
mps_virtual_run_get_wait (const MpsVirtualRun *run, double speed, gint64 *wait_us)
{
  double per_scan_us = (double)G_USEC_PER_SEC / run->plan.rate_hz;
  double until_us;

  if (!run->exists)
    return FALSE;
  if (run->resend->len > 0 ||
      (run->streaming && (is_frame_due (run) || (run->ended && run->end_due)))) {
    *wait_us = 0;
    return TRUE;
  }
  if (run->ended)
    return FALSE;

  until_us = run->total * per_scan_us;
  if (run->streaming) {
    double gather_us = MIN (MPS_SCANS_PER_FRAME * per_scan_us, per_scan_us + GATHER_US);

    if (per_scan_us >= GATHER_US)
      gather_us = per_scan_us;
    until_us = MIN (until_us, run->next * per_scan_us + gather_us);
  }
  *wait_us = 1 + (gint64)ceil (MAX (until_us - run->time_us, 0) /
                               (run->streaming ? speed : MIN (speed, 1)));
  return TRUE;
}
