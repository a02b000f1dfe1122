/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/readers/mps-readers.h"
#include "ui/widgets/mps-meaning.h"

G_BEGIN_DECLS

/**
 * MpsReaderSummary: what the header says of all readers together.
 */
typedef enum {
  MPS_READER_SUMMARY_NONE,
  MPS_READER_SUMMARY_READY,
  MPS_READER_SUMMARY_BUSY,
  MPS_READER_SUMMARY_CHOOSE,
  MPS_READER_SUMMARY_ASKING,
  MPS_READER_SUMMARY_PROBLEM,
} MpsReaderSummary;

MpsReaderSummary mps_readers_summarise (MpsReaders *readers);
const char *mps_reader_summary_peek_word (MpsReaderSummary summary);
const char *mps_reader_state_peek_word (MpsReaderItemState state);
MpsMeaning mps_reader_state_get_meaning (MpsReaderItemState state);
const char *mps_reader_transport_peek_word (const char *transport);
guint mps_readers_count_usable (MpsReaders *readers);

G_END_DECLS
