/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/reader/mps-reader-message.h"

G_BEGIN_DECLS

/** MPS_SCAN_WINDOW_SIZE: scans that may wait behind a gap; a gap older than
 * %MPS_READER_BUFFERED_SCANS is lost, so that twice as many are enough for any order */
#define MPS_SCAN_WINDOW_SIZE (2 * MPS_READER_BUFFERED_SCANS)

/**
 * MpsScanWindow:
 * @total: scans of the run
 * @next: index of the first scan that was not taken yet
 * @seen: one more than the highest index that came
 * @duplicates: good copies that came again
 * @resent: scans that came only after mps_scan_window_mark_asked()
 *
 * Brings scans that come in any order, more than once and with gaps into index order. The index is
 * the identity and the first good copy wins. Read the fields, change them only by the functions.
 */
typedef struct {
  guint32 total;
  guint32 next;
  guint32 seen;
  guint32 duplicates;
  guint32 resent;
  /*< private >*/
  MpsScan *scans;
  guint8 *marks;
} MpsScanWindow;

/**
 * MpsScanWindowResult:
 * @MPS_SCAN_WINDOW_ADDED: it is new
 * @MPS_SCAN_WINDOW_DUPLICATE: it came before
 * @MPS_SCAN_WINDOW_OUTSIDE: it is no scan of the run, or too far ahead of the first gap
 */
typedef enum {
  MPS_SCAN_WINDOW_ADDED,
  MPS_SCAN_WINDOW_DUPLICATE,
  MPS_SCAN_WINDOW_OUTSIDE,
} MpsScanWindowResult;

MpsScanWindow *mps_scan_window_new (guint32 total) G_GNUC_WARN_UNUSED_RESULT;
void mps_scan_window_free (MpsScanWindow *window);
MpsScanWindowResult mps_scan_window_add (MpsScanWindow *window, const MpsScan *scan);
guint mps_scan_window_peek (const MpsScanWindow *window, const MpsScan **scans);
void mps_scan_window_take (MpsScanWindow *window, guint n);
guint mps_scan_window_find_missing (const MpsScanWindow *window,
                                    guint32 end,
                                    MpsScanRange *ranges,
                                    guint max_ranges,
                                    guint32 *n_scans);
guint32 mps_scan_window_count_missing (const MpsScanWindow *window, guint32 end);
void mps_scan_window_mark_asked (MpsScanWindow *window, const MpsScanRange *ranges, guint n);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsScanWindow, mps_scan_window_free)

G_END_DECLS
