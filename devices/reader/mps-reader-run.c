/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-run-private.h"

#include "devices/reader/mps-reader-bytes.h"

#include <glib/gi18n-lib.h>

/** No END so long after the last expected scan: RESUME. */
#define QUIET_MS 1000
#define MAX_QUIET_RESUMES 5
/** How long the loop listens at most before it looks at gaps and silence again. */
#define TICK_MS 50

/* Sets when the next frame is due: a reader may fill whole frames before it sends them. */
void
mps_reader_run_expect (MpsReaderRun *run)
{
  gint64 frame_us = (gint64)MPS_SCANS_PER_FRAME * G_USEC_PER_SEC / run->start->rate_hz;
  gboolean all = run->window->seen == run->window->total;

  run->quiet_us = g_get_monotonic_time () + QUIET_MS * 1000 + (all ? 0 : frame_us);
}

static void
deliver (MpsReaderRun *run)
{
  const MpsScan *scans;
  guint n;

  while (!run->refused && (n = mps_scan_window_peek (run->window, &scans)) > 0) {
    run->outcome.stats.scans += n;
    run->refused = !run->handlers->scans (scans, n, run->handlers->data);
    mps_scan_window_take (run->window, n);
  }
}

static void
take_scans (MpsReaderRun *run, const MpsFrame *frame)
{
  gboolean news = FALSE;

  for (gsize at = 0; at + MPS_SCAN_WIRE_SIZE <= frame->payload_size; at += MPS_SCAN_WIRE_SIZE) {
    MpsScan scan;

    /* A scan that breaks the rules is no good copy: it stays missing and is asked for again. */
    if (mps_scan_decode (frame->payload + at, MPS_SCAN_WIRE_SIZE, &scan))
      news |= mps_scan_window_add (run->window, &scan) == MPS_SCAN_WINDOW_ADDED;
  }

  mps_reader_run_expect (run);
  if (news)
    run->quiet_resumes = 0;
  deliver (run);
}

static void
take_end (MpsReaderRun *run, const MpsFrame *frame)
{
  MpsReaderEnd end;

  if (!mps_reader_end_decode (frame->payload, frame->payload_size, &end))
    return;
  if (memcmp (end.run_id, run->start->run_id, MPS_RUN_ID_SIZE) != 0)
    return;

  run->end = end;
  run->ended = TRUE;
}

/* A reader that is no longer running has sent END, or is about to. */
static void
take_status (MpsReaderRun *run, const MpsFrame *frame)
{
  MpsReaderStatus status;

  if (!mps_reader_status_decode (frame->payload, frame->payload_size, &status))
    return;
  if (status.state != MPS_READER_RUNNING)
    run->quiet_us = MIN (run->quiet_us, g_get_monotonic_time () + QUIET_MS * 1000);
}

static void
take_frame (const MpsFrame *frame, gpointer data)
{
  MpsReaderRun *run = data;

  mps_reader_note_event (run->reader, frame);
  if (!run->listening)
    return;

  if (frame->type == MPS_EVENT_SCAN && !run->stopping)
    take_scans (run, frame);
  else if (frame->type == MPS_EVENT_END)
    take_end (run, frame);
  else if (frame->type == MPS_EVENT_STATUS)
    take_status (run, frame);
}

/*
 * mps_reader_run_begin:
 * @clock_us: reader clock at scan 0
 *
 * The reader has the run: scans count from now on.
 */
void
mps_reader_run_begin (MpsReaderRun *run, guint64 clock_us)
{
  run->begun = TRUE;
  run->outcome.clock_us = clock_us;
  if (run->handlers->started != NULL)
    run->handlers->started (clock_us, run->handlers->data);
}

void
mps_reader_run_finish (MpsReaderRun *run, MpsReaderRunEnd end)
{
  run->outcome.end = end;
  run->step = MPS_RUN_STEP_DONE;
}

/* Scans are missing for ever: the run is invalid, so the reader need not go on with it. */
void
mps_reader_run_lose (MpsReaderRun *run, guint32 n_lost)
{
  run->outcome.first_lost = run->window->next;
  run->outcome.n_lost = n_lost;
  if (!run->ended)
    mps_reader_run_stop (run);
  mps_reader_run_finish (run, MPS_READER_RUN_LOST_SCANS);
}

static void
conclude (MpsReaderRun *run)
{
  MpsScanWindow *window = run->window;

  switch ((MpsEndReason)run->end.reason) {
  case MPS_END_STOPPED:
    mps_reader_run_finish (run, MPS_READER_RUN_STOPPED);
    return;
  case MPS_END_CARTRIDGE_REMOVED:
    mps_reader_run_finish (run, MPS_READER_RUN_CARTRIDGE_REMOVED);
    return;
  case MPS_END_FAULT:
    mps_reader_run_finish (run, MPS_READER_RUN_FAULT);
    return;
  case MPS_END_COMPLETE:
  default:
    break;
  }

  /* "Complete" is believed only with every planned scan in hand. */
  if (window->next == window->total)
    mps_reader_run_finish (run, MPS_READER_RUN_COMPLETE);
  else
    mps_reader_run_lose (run, mps_scan_window_count_missing (window, window->total));
}

static gboolean
is_concluded (const MpsReaderRun *run)
{
  if (!run->ended)
    return FALSE;

  return run->end.reason != MPS_END_COMPLETE || run->window->next >= run->end.produced;
}

static gboolean
handle_quiet (MpsReaderRun *run, GError **error)
{
  gboolean all = run->window->next == run->window->total;

  if (g_get_monotonic_time () < run->quiet_us || run->ended)
    return TRUE;

  if (run->quiet_resumes >= MAX_QUIET_RESUMES) {
    if (!all) {
      mps_reader_run_lose (
          run, MAX (1, mps_scan_window_count_missing (run->window, run->outcome.produced)));
      return TRUE;
    }
    g_set_error_literal (error,
                         MPS_DEVICE_ERROR,
                         MPS_DEVICE_ERROR_CORRUPT,
                         _ ("reader: it never told how the run ended; measure again"));
    return FALSE;
  }

  run->step = MPS_RUN_STEP_RESUME;
  return TRUE;
}

static gboolean
listen_once (MpsReaderRun *run, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 deadline_us = MIN (run->quiet_us, g_get_monotonic_time () + TICK_MS * 1000);

  if (!mps_reader_listen (run->reader, deadline_us, run->cancellable, &local) &&
      !g_error_matches (local, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }

  if (run->refused) {
    mps_reader_run_stop (run);
    mps_reader_run_finish (run, MPS_READER_RUN_STOPPED);
    return TRUE;
  }
  if (is_concluded (run)) {
    conclude (run);
    return TRUE;
  }
  if (!handle_quiet (run, error))
    return FALSE;
  if (run->step != MPS_RUN_STEP_LISTEN)
    return TRUE;

  return mps_reader_run_chase_gap (run, error);
}

static gboolean
do_step (MpsReaderRun *run, GError **error)
{
  switch (run->step) {
  case MPS_RUN_STEP_START:
    return mps_reader_run_start (run, error);
  case MPS_RUN_STEP_RESUME:
    return mps_reader_run_resume (run, error);
  case MPS_RUN_STEP_LISTEN:
    return listen_once (run, error);
  case MPS_RUN_STEP_DONE:
  default:
    return TRUE;
  }
}

static gboolean
run_to_end (MpsReaderRun *run, GError **error)
{
  while (run->step != MPS_RUN_STEP_DONE) {
    g_autoptr (GError) local = NULL;

    if (do_step (run, &local) || mps_reader_run_cope (run, &local))
      continue;

    mps_reader_run_stop (run);
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }

  return TRUE;
}

static guint64
count_losses (MpsReader *reader)
{
  const MpsFrameLosses *losses = mps_reader_peek_losses (reader);

  return losses->bad_header + losses->bad_crc + losses->stalled;
}

/**
 * mps_reader_run:
 * @self: an open driver
 * @start: what to measure
 * @handlers: who gets the scans; called on this thread, must not call @self
 * @outcome: (out): how it ended; filled when %TRUE is returned
 * @cancellable: (nullable): ends the run with STOP
 * @error: %MPS_DEVICE_ERROR_REFUSED when @start breaks the rules or the reader refuses it,
 *   %MPS_DEVICE_ERROR_NO_CARTRIDGE, %MPS_DEVICE_ERROR_FAULT, %MPS_DEVICE_ERROR_BUSY,
 *   %MPS_DEVICE_ERROR_VERSION, %MPS_DEVICE_ERROR_CORRUPT
 *
 * Measures: START, scans in index order each exactly once, RESEND for gaps, RESUME after a silence
 * or a lost cable, which may be away for 30 s. A run of another host that is still going on inside
 * the reader is stopped first: nobody can be listening to it. Blocks until the end.
 *
 * Returns: %TRUE when the outcome is known, also when the run is invalid by it. %FALSE: nothing
 *   could be measured, or no more; what was delivered is no result
 */
gboolean
mps_reader_run (MpsReader *self,
                const MpsReaderStart *start,
                const MpsReaderRunHandlers *handlers,
                MpsReaderRunOutcome *outcome,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (MpsScanWindow) window = NULL;
  MpsReaderRun run = { 0 };
  gboolean known;

  g_return_val_if_fail (MPS_IS_READER (self), FALSE);
  g_return_val_if_fail (handlers != NULL && handlers->scans != NULL, FALSE);

  if (!mps_reader_start_is_valid (start)) {
    mps_reader_set_status_error (MPS_REPLY_BAD_ARGUMENT, error);
    return FALSE;
  }
  if (!self->is_open) {
    g_set_error_literal (
        error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE, _ ("reader: it is not connected"));
    return FALSE;
  }

  window = mps_scan_window_new (mps_reader_start_get_total (start));
  run.reader = self;
  run.start = start;
  run.handlers = handlers;
  run.cancellable = cancellable;
  run.window = window;
  run.losses_before = count_losses (self);

  mps_reader_set_sink (self, take_frame, &run);
  known = run_to_end (&run, error);
  mps_reader_set_sink (self, NULL, NULL);
  if (!known)
    return FALSE;

  if (run.ended)
    run.outcome.produced = run.end.produced;
  run.outcome.stats.resent = window->resent;
  run.outcome.stats.duplicates = window->duplicates;
  run.outcome.stats.frame_losses = (guint32)(count_losses (self) - run.losses_before);
  *outcome = run.outcome;
  return TRUE;
}
