/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/reader/mps-reader-message.h"
#include "devices/virtual/mps-virtual-config.h"

G_BEGIN_DECLS

/**
 * MpsVirtualSignal:
 *
 * The 88 pairs of electrodes, as a function: the same seed, plan and index give the same counts,
 * whenever and in whatever order they are asked for. Nothing is remembered.
 */
typedef struct _MpsVirtualSignal MpsVirtualSignal;

MpsVirtualSignal *mps_virtual_signal_new (const MpsVirtualConfig *config) G_GNUC_WARN_UNUSED_RESULT;
void mps_virtual_signal_free (MpsVirtualSignal *signal);
void mps_virtual_signal_get_calibration (const MpsVirtualSignal *signal,
                                         gboolean calibrated,
                                         MpsCalibration *calibration);
void mps_virtual_signal_make_scan (const MpsVirtualSignal *signal,
                                   const MpsReaderStart *plan,
                                   guint32 index,
                                   MpsScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsVirtualSignal, mps_virtual_signal_free)

G_END_DECLS
