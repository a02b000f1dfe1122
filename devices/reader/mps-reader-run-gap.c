/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-bytes.h"
#include "devices/reader/mps-reader-run-private.h"

/** Scans may come in any order: a gap is asked for when it has stood so long … */
#define GAP_MS 100
/** … or when so many scans came behind it, because fast runs leave the reader's memory soon. */
#define GAP_SCANS 64
#define AGAIN_MS 250
#define AGAIN_SCANS 512
/** RESENDs that bring the first missing scan no nearer until it is given up. */
#define MAX_FRUITLESS 8
/** The same when the reader says that it no longer has it; late copies may be under way. */
#define MAX_FRUITLESS_SHORT 1

/* One more than the last scan that should have come. */
static guint32
get_expected_end (const MpsReaderRun *run)
{
  guint32 seen = run->window->seen;

  return run->ended ? MAX (seen, MIN (run->end.produced, run->window->total)) : seen;
}

static gboolean
is_due (MpsReaderRun *run)
{
  const MpsScanWindow *window = run->window;
  gint64 now_us = g_get_monotonic_time ();

  if (run->gap.since_us == 0)
    run->gap.since_us = now_us;

  if (window->next == run->gap.asked_next && run->gap.again_us > 0)
    return now_us >= run->gap.again_us || window->seen >= run->gap.asked_seen + AGAIN_SCANS;

  return run->ended || now_us - run->gap.since_us >= GAP_MS * 1000 ||
         window->seen - window->next >= GAP_SCANS;
}

/* Index after the @n-th scan of the ranges. */
static guint32
end_of_first (const MpsScanRange *ranges, guint n_ranges, guint32 n)
{
  for (guint i = 0; i < n_ranges; i++) {
    if (n <= ranges[i].count)
      return ranges[i].first + n;
    n -= ranges[i].count;
  }

  return ranges[n_ranges - 1].first + ranges[n_ranges - 1].count;
}

static gboolean
ask_resend (
    MpsReaderRun *run, const MpsScanRange *ranges, guint n_ranges, guint32 *sent, GError **error)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  g_autoptr (GByteArray) reply = NULL;
  MpsReplyStatus status = MPS_REPLY_OK;
  MpsBytes bytes;

  mps_scan_window_mark_asked (run->window, ranges, n_ranges);
  mps_reader_resend_encode (ranges, n_ranges, payload);
  reply = mps_reader_ask (run->reader,
                          MPS_REQUEST_RESEND,
                          payload,
                          MPS_READER_AND_ONCE_MORE,
                          &status,
                          run->cancellable,
                          error);
  if (reply == NULL)
    return FALSE;

  run->was_reset = FALSE;
  bytes = mps_bytes (reply->data, reply->len);
  if (status != MPS_REPLY_OK || !mps_bytes_left (&bytes, sizeof *sent)) {
    mps_reader_set_status_error (status, error);
    return FALSE;
  }

  *sent = mps_bytes_take_u32 (&bytes);
  return TRUE;
}

/*
 * mps_reader_run_chase_gap:
 *
 * Asks for scans that are missing below others, and gives them up when asking is of no use: when
 * the reader left them out of what it will send, or they never come.
 */
gboolean
mps_reader_run_chase_gap (MpsReaderRun *run, GError **error)
{
  MpsScanRange ranges[MPS_RESEND_MAX_RANGES];
  MpsScanWindow *window = run->window;
  guint32 end = get_expected_end (run);
  guint32 next = window->next;
  guint32 wanted = 0, sent = 0;
  guint n_ranges;
  gboolean is_short;

  if (next >= end) {
    run->gap.since_us = 0;
    return TRUE;
  }
  if (!is_due (run))
    return TRUE;

  run->gap.fruitless =
      next == run->gap.asked_next && run->gap.again_us > 0 ? run->gap.fruitless + 1 : 0;
  n_ranges = mps_scan_window_find_missing (window, end, ranges, G_N_ELEMENTS (ranges), &wanted);
  if (!ask_resend (run, ranges, n_ranges, &sent, error))
    return FALSE;

  run->gap.asked_next = next;
  run->gap.asked_seen = window->seen;
  run->gap.again_us = g_get_monotonic_time () + AGAIN_MS * 1000;
  if (window->next != next || run->refused)
    return TRUE;

  is_short = sent < wanted;
  if (run->gap.fruitless < (is_short ? MAX_FRUITLESS_SHORT : MAX_FRUITLESS))
    return TRUE;

  /* The reader keeps the newest scans, so those that it leaves out are the first of the missing. */
  if (is_short)
    end = MIN (end, end_of_first (ranges, n_ranges, wanted - sent));
  mps_reader_run_lose (run, mps_scan_window_count_missing (window, end));
  return TRUE;
}
