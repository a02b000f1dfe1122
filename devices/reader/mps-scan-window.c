/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-scan-window.h"

#include <string.h>

/* What is known of the slot of one index; slots of taken scans are cleared for reuse. */
enum {
  MARK_PRESENT = 1 << 0,
  MARK_ASKED = 1 << 1,
};

static guint32
slot (guint32 index)
{
  return index % MPS_SCAN_WINDOW_SIZE;
}

/* One more than the last index that has a slot. */
static guint32
limit (const MpsScanWindow *window)
{
  return MIN (window->total, window->next + MPS_SCAN_WINDOW_SIZE);
}

static gboolean
is_present (const MpsScanWindow *window, guint32 index)
{
  return (window->marks[slot (index)] & MARK_PRESENT) != 0;
}

/**
 * mps_scan_window_new:
 * @total: scans of the run, at most %MPS_RUN_MAX_SCANS
 *
 * Returns: (transfer full): a window that waits for scan 0
 */
MpsScanWindow *
mps_scan_window_new (guint32 total)
{
  MpsScanWindow *window = g_new0 (MpsScanWindow, 1);

  window->total = MIN (total, MPS_RUN_MAX_SCANS);
  window->scans = g_new (MpsScan, MPS_SCAN_WINDOW_SIZE);
  window->marks = g_new0 (guint8, MPS_SCAN_WINDOW_SIZE);
  return window;
}

/**
 * mps_scan_window_free:
 * @window: (transfer full) (nullable): a window
 */
void
mps_scan_window_free (MpsScanWindow *window)
{
  if (window == NULL)
    return;

  g_free (window->scans);
  g_free (window->marks);
  g_free (window);
}

/**
 * mps_scan_window_add:
 * @window: a window
 * @scan: a scan that came
 *
 * Returns: what became of it
 */
MpsScanWindowResult
mps_scan_window_add (MpsScanWindow *window, const MpsScan *scan)
{
  guint8 *mark;

  if (scan->index >= window->total)
    return MPS_SCAN_WINDOW_OUTSIDE;

  window->seen = MAX (window->seen, scan->index + 1);
  if (scan->index < window->next) {
    window->duplicates++;
    return MPS_SCAN_WINDOW_DUPLICATE;
  }
  if (scan->index >= limit (window))
    return MPS_SCAN_WINDOW_OUTSIDE;

  mark = &window->marks[slot (scan->index)];
  if (*mark & MARK_PRESENT) {
    window->duplicates++;
    return MPS_SCAN_WINDOW_DUPLICATE;
  }

  if (*mark & MARK_ASKED)
    window->resent++;
  *mark |= MARK_PRESENT;
  window->scans[slot (scan->index)] = *scan;
  return MPS_SCAN_WINDOW_ADDED;
}

/**
 * mps_scan_window_peek:
 * @window: a window
 * @scans: (out) (array) (transfer none): scans in index order from @next, valid until the next call
 *
 * Returns: how many stand at @scans; call again after mps_scan_window_take() until it is 0
 */
guint
mps_scan_window_peek (const MpsScanWindow *window, const MpsScan **scans)
{
  guint32 end = limit (window);
  guint n = 0;

  /* A stretch ends where the ring wraps, so that it is one array. */
  while (window->next + n < end && slot (window->next) + n < MPS_SCAN_WINDOW_SIZE &&
         is_present (window, window->next + n))
    n++;

  *scans = &window->scans[slot (window->next)];
  return n;
}

/**
 * mps_scan_window_take:
 * @window: a window
 * @n: at most as many as mps_scan_window_peek() gave
 *
 * The first @n scans were used: the window moves on.
 */
void
mps_scan_window_take (MpsScanWindow *window, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_assert (is_present (window, window->next));
    window->marks[slot (window->next)] = 0;
    window->next++;
  }
}

/**
 * mps_scan_window_find_missing:
 * @window: a window
 * @end: one more than the last index of interest
 * @ranges: (out caller-allocates) (array length=max_ranges): gaps in index order, each of at most
 *   %MPS_RESEND_MAX_SCANS scans
 * @max_ranges: room in @ranges
 * @n_scans: (out): scans in all of @ranges
 *
 * Returns: how many ranges there are; those that found no room or slot come another time
 */
guint
mps_scan_window_find_missing (const MpsScanWindow *window,
                              guint32 end,
                              MpsScanRange *ranges,
                              guint max_ranges,
                              guint32 *n_scans)
{
  guint32 stop = MIN (end, limit (window));
  guint n = 0;

  *n_scans = 0;
  for (guint32 i = window->next; i < stop; i++) {
    if (is_present (window, i))
      continue;

    if (n > 0 && ranges[n - 1].first + ranges[n - 1].count == i &&
        ranges[n - 1].count < MPS_RESEND_MAX_SCANS) {
      ranges[n - 1].count++;
    } else if (n == max_ranges) {
      break;
    } else {
      ranges[n].first = i;
      ranges[n].count = 1;
      n++;
    }
    (*n_scans)++;
  }

  return n;
}

/**
 * mps_scan_window_count_missing:
 * @window: a window
 * @end: one more than the last index of interest
 *
 * Returns: how many scans below @end did not come
 */
guint32
mps_scan_window_count_missing (const MpsScanWindow *window, guint32 end)
{
  guint32 wanted = MIN (end, window->total);
  guint32 stop = MIN (wanted, limit (window));
  guint32 n = 0;

  if (wanted <= window->next)
    return 0;

  for (guint32 i = window->next; i < stop; i++)
    if (!is_present (window, i))
      n++;

  return n + (wanted - stop);
}

/**
 * mps_scan_window_mark_asked:
 * @window: a window
 * @ranges: (array length=n): gaps that the reader was asked to send again
 * @n: how many
 *
 * Those that come from now on count as resent.
 */
void
mps_scan_window_mark_asked (MpsScanWindow *window, const MpsScanRange *ranges, guint n)
{
  for (guint r = 0; r < n; r++) {
    for (guint32 i = ranges[r].first; i < ranges[r].first + ranges[r].count; i++) {
      if (i >= window->next && i < limit (window) && !is_present (window, i))
        window->marks[slot (i)] |= MARK_ASKED;
    }
  }
}
