/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/reader/mps-reader-message.h"

G_BEGIN_DECLS

/**
 * MpsVirtualRun:
 * @exists: whether there has been a run since power-on
 * @plan: what was asked for
 * @total: scans of the plan
 * @time_us: nominal time since scan 0
 * @produced: scans made so far; the newest %MPS_READER_BUFFERED_SCANS of them are buffered
 * @ended: whether no more will be made
 * @reason: why not
 * @streaming: whether scans are sent; not after a reconnect until RESUME
 * @next: next scan to stream
 * @first_unsent: scans from here on were never sent
 * @end_due: whether END follows the last scan
 * @resend: (element-type MpsScanRange): what was asked for again
 *
 * The current or last run. Scans are a function of their index, so the buffer is only its bounds.
 */
typedef struct {
  gboolean exists;
  MpsReaderStart plan;
  guint32 total;
  double time_us;
  guint32 produced;
  gboolean ended;
  MpsEndReason reason;
  gboolean streaming;
  guint32 next;
  guint32 first_unsent;
  gboolean end_due;
  GArray *resend;
} MpsVirtualRun;

void mps_virtual_run_init (MpsVirtualRun *run);
void mps_virtual_run_clear (MpsVirtualRun *run);
void mps_virtual_run_begin (MpsVirtualRun *run, const MpsReaderStart *plan);
void mps_virtual_run_forget (MpsVirtualRun *run);
void mps_virtual_run_end (MpsVirtualRun *run, MpsEndReason reason);
void mps_virtual_run_pass_time (MpsVirtualRun *run, double wall_us, double speed);
void mps_virtual_run_disconnect (MpsVirtualRun *run);
gboolean mps_virtual_run_is (const MpsVirtualRun *run, const guint8 id[MPS_RUN_ID_SIZE]);
guint32 mps_virtual_run_get_oldest (const MpsVirtualRun *run);
guint32 mps_virtual_run_resume (MpsVirtualRun *run, guint32 wanted);
guint32 mps_virtual_run_add_resend (MpsVirtualRun *run, const MpsScanRange *ranges, guint n);
guint mps_virtual_run_take_resend (MpsVirtualRun *run, guint32 indices[MPS_SCANS_PER_FRAME]);
guint mps_virtual_run_take_live (MpsVirtualRun *run,
                                 gint64 stop_after,
                                 guint32 indices[MPS_SCANS_PER_FRAME],
                                 gboolean *first_time);
gboolean mps_virtual_run_take_end (MpsVirtualRun *run);
gboolean mps_virtual_run_get_wait (const MpsVirtualRun *run, double speed, gint64 *wait_us);

G_END_DECLS
