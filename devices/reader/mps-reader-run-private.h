/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/reader/mps-reader-private.h"
#include "devices/reader/mps-scan-window.h"

G_BEGIN_DECLS

/**
 * MpsRunStep:
 * @MPS_RUN_STEP_START: START was not sent yet
 * @MPS_RUN_STEP_RESUME: the reader must be asked to go on from the first missing scan
 * @MPS_RUN_STEP_LISTEN: scans stream
 * @MPS_RUN_STEP_DONE: the outcome is known
 *
 * What the run does next.
 */
typedef enum {
  MPS_RUN_STEP_START,
  MPS_RUN_STEP_RESUME,
  MPS_RUN_STEP_LISTEN,
  MPS_RUN_STEP_DONE,
} MpsRunStep;

/**
 * MpsRunGap:
 * @since_us: since when a scan is missing below others; 0: none is
 * @again_us: RESEND is not repeated before
 * @asked_next: first missing scan when RESEND was sent last
 * @asked_seen: scans seen then
 * @fruitless: RESENDs in a row after which the same scan is still missing
 */
typedef struct {
  gint64 since_us;
  gint64 again_us;
  guint32 asked_next;
  guint32 asked_seen;
  guint fruitless;
} MpsRunGap;

/**
 * MpsReaderRun:
 * @sent: whether START left the host, so that the reader may be measuring
 * @begun: whether the reader is known to have the run
 * @listening: SCAN and END count; not before the reply to START or RESUME
 * @stopping: only END counts
 * @refused: the handler asked for the end
 * @ended: END came; @end is filled
 * @was_reset: no request was answered since the last USB reset
 * @quiet_us: when silence has lasted too long and RESUME is due
 * @quiet_resumes: RESUMEs in a row that brought nothing
 */
typedef struct {
  MpsReader *reader;
  const MpsReaderStart *start;
  const MpsReaderRunHandlers *handlers;
  GCancellable *cancellable;

  MpsRunStep step;
  MpsScanWindow *window;
  MpsReaderRunOutcome outcome;
  guint64 losses_before;
  gint64 sent_us;

  gboolean sent;
  gboolean begun;
  gboolean listening;
  gboolean stopping;
  gboolean refused;
  gboolean ended;
  MpsReaderEnd end;
  gboolean was_reset;

  MpsRunGap gap;
  gint64 quiet_us;
  guint quiet_resumes;
} MpsReaderRun;

gboolean mps_reader_run_start (MpsReaderRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_reader_run_resume (MpsReaderRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_reader_run_cope (MpsReaderRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_reader_run_begin (MpsReaderRun *run, guint64 clock_us);
void mps_reader_run_stop (MpsReaderRun *run);
void mps_reader_run_lose (MpsReaderRun *run, guint32 n_lost);
void mps_reader_run_finish (MpsReaderRun *run, MpsReaderRunEnd end);
void mps_reader_run_expect (MpsReaderRun *run);

gboolean mps_reader_run_chase_gap (MpsReaderRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
