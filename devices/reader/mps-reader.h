/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/reader/mps-reader-frame.h"
#include "devices/reader/mps-reader-message.h"
#include "devices/transport/mps-transport.h"

G_BEGIN_DECLS

/**
 * MpsReader:
 *
 * Driver of one ManPaSik reader over a #MpsTransport. Straight-line and blocking: all calls belong
 * to one thread, the caller's device thread.
 */
#define MPS_TYPE_READER (mps_reader_get_type ())
G_DECLARE_FINAL_TYPE (MpsReader, mps_reader, MPS, READER, GObject)

/**
 * MpsReaderRunStats:
 * @scans: scans delivered, each once
 * @resent: of those, the ones that came only when asked for again
 * @duplicates: good copies that came again and were dropped
 * @frame_losses: bad headers, bad CRCs and stalls
 * @reconnects: times the cable came back during the run
 */
typedef struct {
  guint32 scans;
  guint32 resent;
  guint32 duplicates;
  guint32 frame_losses;
  guint32 reconnects;
} MpsReaderRunStats;

/**
 * MpsReaderRunEnd:
 * @MPS_READER_RUN_COMPLETE: every planned scan was delivered
 * @MPS_READER_RUN_STOPPED: stopped on request
 * @MPS_READER_RUN_CARTRIDGE_REMOVED: the cartridge was taken out
 * @MPS_READER_RUN_FAULT: the reader reports a fault
 * @MPS_READER_RUN_LOST_SCANS: scans are missing for ever; which, is in the outcome
 * @MPS_READER_RUN_GONE: the cable did not come back in 30 s
 * @MPS_READER_RUN_NEVER_BEGAN: the reader knows nothing of the run
 */
typedef enum {
  MPS_READER_RUN_COMPLETE,
  MPS_READER_RUN_STOPPED,
  MPS_READER_RUN_CARTRIDGE_REMOVED,
  MPS_READER_RUN_FAULT,
  MPS_READER_RUN_LOST_SCANS,
  MPS_READER_RUN_GONE,
  MPS_READER_RUN_NEVER_BEGAN,
} MpsReaderRunEnd;

/**
 * MpsReaderRunOutcome:
 * @end: how it ended
 * @produced: scans the reader produced, as END said
 * @first_lost: first scan that is lost, with %MPS_READER_RUN_LOST_SCANS
 * @n_lost: how many are
 * @clock_us: reader clock at scan 0, µs since 1970 UTC
 * @stats: what it took
 */
typedef struct {
  MpsReaderRunEnd end;
  guint32 produced;
  guint32 first_lost;
  guint32 n_lost;
  guint64 clock_us;
  MpsReaderRunStats stats;
} MpsReaderRunOutcome;

/**
 * MpsReaderRunHandlers:
 * @started: START was accepted; the clock at scan 0
 * @scans: scans in index order without gaps, each once. FALSE ends the run with STOP (a use that
 *   could not be burnt); delivered until then
 * @link: the cable was lost (TRUE) or has come back (FALSE)
 * @data: for all of them
 *
 * Called on the device thread.
 */
typedef struct {
  void (*started) (guint64 clock_us, gpointer data);
  gboolean (*scans) (const MpsScan *scans, guint n, gpointer data);
  void (*link) (gboolean lost, gpointer data);
  gpointer data;
} MpsReaderRunHandlers;

MpsReader *mps_reader_new (MpsTransport *transport) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_reader_open (MpsReader *self, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_reader_close (MpsReader *self);
MpsTransport *mps_reader_peek_transport (MpsReader *self);
const MpsReaderHello *mps_reader_peek_hello (MpsReader *self);
const MpsFrameLosses *mps_reader_peek_losses (MpsReader *self);

gboolean mps_reader_get_status (MpsReader *self,
                                MpsReaderStatus *status,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_reader_set_clock (MpsReader *self,
                               guint64 utc_us,
                               gint64 *old_minus_new_us,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_reader_read_calibration (MpsReader *self,
                                      MpsCalibration *calibration,
                                      GBytes **block,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_reader_write_calibration (MpsReader *self,
                                       const MpsCalibration *calibration,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_reader_self_test (MpsReader *self, guint32 *faults, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_reader_wait_event (MpsReader *self,
                                guint timeout_ms,
                                MpsReaderStatus *status,
                                gboolean *button,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_reader_run (MpsReader *self,
                         const MpsReaderStart *start,
                         const MpsReaderRunHandlers *handlers,
                         MpsReaderRunOutcome *outcome,
                         GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
