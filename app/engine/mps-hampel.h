/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-sort15.h"

G_BEGIN_DECLS

#define MPS_HAMPEL_WINDOW MPS_SORT15_N
#define MPS_HAMPEL_DELAY 7

/*
 * MpsCleaned: a scan that left the filter.
 * @time_us: its time
 * @phase: its MpsPhase
 * @signal: s of each channel, cleaned, V
 * @replaced: 1 where the point was replaced, else 0
 */
typedef struct {
  guint64 time_us;
  guint8 phase;
  double signal[MPS_CHANNELS];
  guint32 replaced[MPS_CHANNELS];
} MpsCleaned;

/*
 * MpsHampel: the outlier filter of one block.
 * @floor: smallest MAD of each channel, V
 * @signal: the newest scans as they came, a ring
 * @time_us: their times
 * @phase: their phases
 * @n_in: scans taken in
 * @n_out: scans given out
 */
typedef struct {
  double floor[MPS_CHANNELS];
  double signal[MPS_HAMPEL_WINDOW][MPS_CHANNELS];
  guint64 time_us[MPS_HAMPEL_WINDOW];
  guint8 phase[MPS_HAMPEL_WINDOW];
  guint32 n_in;
  guint32 n_out;
} MpsHampel;

void mps_hampel_init (MpsHampel *hampel, const double *floor);
gboolean mps_hampel_push (
    MpsHampel *hampel, guint64 time_us, guint8 phase, const double *signal, MpsCleaned *cleaned);
gboolean mps_hampel_drain (MpsHampel *hampel, MpsCleaned *cleaned);

G_END_DECLS
