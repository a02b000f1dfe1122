/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/readers/mps-readers.h"

G_BEGIN_DECLS

/**
 * MpsReaderProbe:
 * @state: what it said of itself
 * @firmware: "1.2.3", or empty
 * @problem: translated, or empty
 * @battery: %, -1 for mains or unknown
 * @temperature: °C, NaN unknown
 * @calibrated_s: s since 1970, 0 never, -1 unknown
 * @clock_offset_us: reader minus workstation
 *
 * What a reader answered when it was asked who it is.
 */
typedef struct {
  MpsReaderItemState state;
  char *firmware;
  char *problem;
  int battery;
  double temperature;
  gint64 calibrated_s;
  gint64 clock_offset_us;
} MpsReaderProbe;

void mps_reader_probe_free (MpsReaderProbe *probe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsReaderProbe, mps_reader_probe_free)
MpsReaderProbe *mps_reader_probe_run (MpsTransport *transport, GCancellable *cancellable)
    G_GNUC_WARN_UNUSED_RESULT;

MpsReaderItem *mps_reader_item_new (const char *key, const char *serial, const char *transport)
    G_GNUC_WARN_UNUSED_RESULT;
const char *mps_reader_item_peek_key (MpsReaderItem *self);
void mps_reader_item_apply (MpsReaderItem *self, const MpsReaderProbe *probe);
void mps_reader_item_refuse (MpsReaderItem *self, const char *problem);
void mps_reader_item_set_busy (MpsReaderItem *self);

G_END_DECLS
