/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-scan.h"

G_BEGIN_DECLS

/*
 * MpsHealth: what the raw counts of a run say about each channel.
 * @scans: scans seen
 * @det_first: first count, to see whether another ever comes
 * @ref_first: likewise
 * @det_changed: not 0 once another came
 * @ref_changed: likewise
 * @det_rail: scans at a rail
 * @ref_rail: likewise
 * @at_rail: whether either stands at a rail in the newest scan
 */
typedef struct {
  guint32 scans;
  gint32 det_first[MPS_CHANNELS];
  gint32 ref_first[MPS_CHANNELS];
  gint32 det_changed[MPS_CHANNELS];
  gint32 ref_changed[MPS_CHANNELS];
  gint32 det_rail[MPS_CHANNELS];
  gint32 ref_rail[MPS_CHANNELS];
  gint32 at_rail[MPS_CHANNELS];
} MpsHealth;

void mps_health_add (MpsHealth *health, const MpsScan *scan);
gboolean mps_health_is_usable (const MpsHealth *health, guint channel);

G_END_DECLS
