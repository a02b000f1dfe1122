/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-block.h"
#include "app/engine/mps-correction.h"
#include "app/engine/mps-engine.h"
#include "app/engine/mps-feedback-private.h"
#include "app/engine/mps-health-private.h"

G_BEGIN_DECLS

#define MPS_MAX_BLOCKS 4

/*
 * MpsEngineRun:
 * @programme: what the reader does
 * @analytes: (array length=n_analytes): the cartridge's
 * @uses_burnt: this run's included
 * @correction: the reader's
 * @health: what the raw counts say
 * @feedback: what the person at the reader is told
 * @blocks: by level + 2·step; %NULL before the first scan of a block
 * @current: (nullable): block of the newest scan
 * @contact_lost: scans with that flag
 * @temperature_out_of_range: whether a scan carries that flag
 * @scans: taken in, also those after a fault
 * @newest: labels and time of the newest scan
 * @replaced: points replaced in channels whose alpha is usable
 * @fault: (nullable): why the scans cannot be a run; from then on they are only counted
 * @finished: whether the last scan has come
 */
struct _MpsEngineRun {
  MpsProgramme programme;
  MpsAnalyte *analytes;
  guint n_analytes;
  guint uses_burnt;
  MpsCorrection correction;
  MpsHealth health;
  MpsFeedbackState feedback;
  MpsBlock *blocks[MPS_MAX_BLOCKS];
  MpsBlock *current;
  guint32 contact_lost;
  gboolean temperature_out_of_range;
  guint32 scans;
  struct {
    guint64 time_us;
    guint8 phase;
    guint8 level;
    guint8 step;
  } newest;
  guint64 replaced;
  char *fault;
  gboolean finished;
};

char *mps_verdict_find_fault (const MpsEngineRun *run, const MpsScan *scan)
    G_GNUC_WARN_UNUSED_RESULT;
char *mps_verdict_find_reason (const MpsEngineRun *run, const gboolean *usable)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
