/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/devices/driver-fixture.h"

#define SCANS 40

/* The cable is cut at every scan of a short run and comes back soon. */
static void
test_every_scan (void)
{
  for (gint64 scan = 0; scan < SCANS; scan++) {
    g_auto (Fixture) fixture;
    MpsReaderRunOutcome outcome;

    fixture_init (&fixture);
    fixture.config.unplug_at_scan = scan;
    fixture.config.replug_after_ms = 20;
    fixture_connect (&fixture);
    fixture_plan (&fixture, 1, 200, SCANS);
    fixture_run_complete (&fixture, &outcome);
    g_assert_cmpuint (outcome.stats.reconnects, ==, 1);
    g_assert_cmpuint (fixture.lost, ==, 1);
    g_assert_cmpuint (fixture.found, ==, 1);
  }
}

/* It comes back with the run over and its END waiting. */
static void
test_run_ends_meanwhile (void)
{
  g_auto (Fixture) fixture;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture.config.speed = 1;
  fixture.config.unplug_at_scan = 10;
  fixture.config.replug_after_ms = 500;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 200, SCANS);
  fixture_run_complete (&fixture, &outcome);
}

/* It is away for longer than the reader's memory lasts: which scans are lost is told. */
static void
test_too_long (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture.config.speed = 1;
  fixture.config.unplug_at_scan = 100;
  fixture.config.replug_after_ms = 5000;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 1000, 20000);
  g_assert_true (fixture_run (&fixture, &outcome, &error));
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_LOST_SCANS);
  g_assert_cmpuint (outcome.first_lost, ==, fixture.got->len);
  g_assert_cmpuint (outcome.n_lost, >, 0);
  fixture_check_scans (&fixture, outcome.first_lost);
}

/* Cancelling while the cable is away ends the run at once; the reader goes on, and the next run
 * stops it. */
static void
test_cancel_while_away (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture.config.speed = 1;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 100, 100000);
  fixture.unplug_after = 10;
  fixture.cancel_after = 10;
  g_assert_true (fixture_run (&fixture, &outcome, &error));
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_STOPPED);

  mps_virtual_reader_plug (fixture.device, g_get_real_time ());
  g_cancellable_reset (fixture.cancellable);
  fixture.cancel_after = 0;
  fixture.unplug_after = 0;
  fixture.started = 0;
  g_array_set_size (fixture.got, 0);
  fixture_plan (&fixture, 1, 1000, 100);
  fixture_run_complete (&fixture, &outcome);
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_STOP), >=, 1);
}

/* It does not come back: 30 s, then the run is over. */
static void
test_gone (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderRunOutcome outcome;
  gint64 before_us = g_get_monotonic_time ();

  fixture_init (&fixture);
  fixture.config.unplug_at_scan = 10;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 100, SCANS);
  g_assert_true (fixture_run (&fixture, &outcome, &error));
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_GONE);
  g_assert_cmpint (g_get_monotonic_time () - before_us, >=, 30 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture.lost, ==, 1);
  g_assert_cmpuint (fixture.found, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cable/every-scan", test_every_scan);
  g_test_add_func ("/cable/run-ends-meanwhile", test_run_ends_meanwhile);
  g_test_add_func ("/cable/too-long", test_too_long);
  g_test_add_func ("/cable/cancel-while-away", test_cancel_while_away);
  g_test_add_func ("/cable/gone", test_gone);
  return g_test_run ();
}
