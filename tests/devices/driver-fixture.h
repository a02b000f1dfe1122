/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/reader/mps-reader.h"
#include "devices/virtual/mps-virtual.h"
#include "tests/devices/wire.h"

G_BEGIN_DECLS

/**
 * Fixture:
 * @device: the virtual reader behind the wire
 * @got: scans in the order in which the driver delivered them
 * @stop_after: the handler ends the run after so many scans; 0 never
 * @cancel_after: @cancellable is cancelled after so many scans; 0 never
 * @started: times that the driver told the start
 * @lost: times that it told a lost cable
 * @found: times that it told that the cable is back
 *
 * A driver over a wire over a virtual reader, and all that a run tells.
 */
typedef struct {
  MpsVirtualConfig config;
  MpsVirtualReader *device;
  Wire *wire;
  MpsReader *reader;
  GCancellable *cancellable;
  MpsReaderStart start;
  GArray *got;
  guint stop_after;
  guint cancel_after;
  guint unplug_after;
  guint sleep_ms_once;
  guint started;
  guint64 clock_us;
  guint lost;
  guint found;
} Fixture;

void fixture_init (Fixture *fixture);
void fixture_connect (Fixture *fixture);
void fixture_clear (Fixture *fixture);
void fixture_plan (Fixture *fixture, guint programme, guint rate_hz, guint32 scans);
gboolean fixture_run (Fixture *fixture, MpsReaderRunOutcome *outcome, GError **error);
void fixture_run_complete (Fixture *fixture, MpsReaderRunOutcome *outcome);
void fixture_check_scans (const Fixture *fixture, guint32 n);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

G_END_DECLS
