/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/reader/mps-reader-frame.h"
#include "devices/reader/mps-reader-message.h"
#include "devices/virtual/mps-virtual-firmware-private.h"
#include "devices/virtual/mps-virtual-reader.h"
#include "devices/virtual/mps-virtual-run-private.h"
#include "devices/virtual/mps-virtual-signal.h"

G_BEGIN_DECLS

/**
 * MpsVirtualReader:
 * @mutex: held in every public function
 * @now_us: newest time that was handed in
 * @clock_ahead_us: the reader's clock less @now_us
 * @state: what the reader does
 * @faults: fault bits
 * @cartridge_out: whether there is no cartridge, until @cartridge_back_us
 * @plugged: whether the cable is in
 * @replug_us: when it comes back by itself, where @replugs
 * @connection: counts the times the cable was cut
 * @out: bytes to send, from @out_head on
 * @cut_when_sent: cut the cable when @out is empty
 * @status: newest STATUS frame that is not sent yet
 * @interrupt: newest STATUS frame for the interrupt endpoint
 * @scratch: payload under construction
 * @last_request: payload of the last request, with @last_type and @last_sequence
 * @last_reply: its reply; %NULL while no request is remembered
 */
struct _MpsVirtualReader {
  GObject parent_instance;

  GMutex mutex;
  MpsVirtualConfig config;
  MpsVirtualSignal *signal;
  GArray *recording;

  gint64 now_us;
  gint64 clock_ahead_us;
  gboolean has_time;
  MpsReaderState state;
  guint32 faults;
  guint32 self_test_s;
  guint32 boot_count;
  MpsVirtualFirmware firmware;
  guint8 calibration[MPS_CALIBRATION_WIRE_SIZE];
  gboolean cartridge_out;
  gint64 cartridge_back_us;
  guint busy_left;

  gboolean plugged;
  gboolean replugs;
  gint64 replug_us;
  guint connection;
  gboolean unplug_done;
  gboolean remove_done;
  gboolean fault_done;

  MpsFrameParser *parser;
  GByteArray *out;
  gsize out_head;
  gboolean cut_when_sent;
  gint64 cut_for_ms;
  guint16 event_counter;
  guint64 frames_made;
  GByteArray *scratch;
  gint64 next_status_us;
  GByteArray *status;
  guint buttons;
  GByteArray *interrupt;

  guint8 last_type;
  guint16 last_sequence;
  GByteArray *last_request;
  GByteArray *last_reply;

  MpsVirtualRun run;
};

void mps_virtual_reader_set_state (MpsVirtualReader *self, MpsReaderState state);
void mps_virtual_reader_finish_run (MpsVirtualReader *self, MpsEndReason reason);
void mps_virtual_reader_get_status (MpsVirtualReader *self, MpsReaderStatus *status);
void mps_virtual_reader_answer (MpsVirtualReader *self, const MpsFrame *request);
void mps_virtual_reader_append_frame (
    MpsVirtualReader *self, guint8 type, guint16 sequence, const guint8 *payload, gsize size);
gint64 mps_virtual_reader_get_clock (MpsVirtualReader *self);

G_END_DECLS
