/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/devices/driver-fixture.h"

#include <string.h>

void
fixture_init (Fixture *fixture)
{
  memset (fixture, 0, sizeof *fixture);
  mps_virtual_config_init (&fixture->config);
  fixture->config.speed = 50;
  fixture->got = g_array_new (FALSE, FALSE, sizeof (MpsScan));
  fixture->cancellable = g_cancellable_new ();
}

/* Makes the virtual reader as configured, and a driver for it. */
void
fixture_connect (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsTransport) transport = NULL;

  fixture->device = mps_virtual_reader_new (&fixture->config, &error);
  g_assert_no_error (error);
  transport = mps_virtual_transport_new (fixture->device);
  fixture->wire = TEST_WIRE (wire_new (transport));
  fixture->reader = mps_reader_new (MPS_TRANSPORT (fixture->wire));
}

void
fixture_clear (Fixture *fixture)
{
  g_clear_object (&fixture->reader);
  g_clear_object (&fixture->wire);
  g_clear_object (&fixture->device);
  g_clear_object (&fixture->cancellable);
  g_clear_pointer (&fixture->got, g_array_unref);
  mps_virtual_config_clear (&fixture->config);
}

/* A quarter baseline and a quarter recovery in each block, as the command line does it. */
void
fixture_plan (Fixture *fixture, guint programme, guint rate_hz, guint32 scans)
{
  MpsReaderStart *start = &fixture->start;
  guint32 block = scans / mps_programme_get_n_blocks ((MpsProgramme)programme);

  for (guint i = 0; i < MPS_RUN_ID_SIZE; i++)
    start->run_id[i] = (guint8)g_random_int ();
  start->rate_hz = (guint16)rate_hz;
  start->programme = (guint8)programme;
  start->baseline_scans = programme == MPS_PROGRAMME_BLANK ? block : block / 4;
  start->recovery_scans = programme == MPS_PROGRAMME_BLANK ? 0 : block / 4;
  start->exposure_scans = block - start->baseline_scans - start->recovery_scans;
}

static void
on_started (guint64 clock_us, gpointer data)
{
  Fixture *fixture = data;

  fixture->started++;
  fixture->clock_us = clock_us;
}

static gboolean
on_scans (const MpsScan *scans, guint n, gpointer data)
{
  Fixture *fixture = data;
  guint before = fixture->got->len;

  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (fixture->started, ==, 1);
  g_array_append_vals (fixture->got, scans, n);
  if (fixture->sleep_ms_once > 0) {
    g_usleep (fixture->sleep_ms_once * 1000);
    fixture->sleep_ms_once = 0;
  }
  if (fixture->cancel_after > 0 && fixture->got->len >= fixture->cancel_after)
    g_cancellable_cancel (fixture->cancellable);
  if (fixture->unplug_after > before && fixture->unplug_after <= fixture->got->len)
    mps_virtual_reader_unplug (fixture->device, g_get_real_time ());
  return fixture->stop_after == 0 || fixture->got->len < fixture->stop_after;
}

static void
on_link (gboolean lost, gpointer data)
{
  Fixture *fixture = data;

  if (lost)
    fixture->lost++;
  else
    fixture->found++;
}

gboolean
fixture_run (Fixture *fixture, MpsReaderRunOutcome *outcome, GError **error)
{
  MpsReaderRunHandlers handlers = { on_started, on_scans, on_link, fixture };

  if (!mps_reader_open (fixture->reader, fixture->cancellable, error))
    return FALSE;

  memset (outcome, 0xA5, sizeof *outcome);
  return mps_reader_run (
      fixture->reader, &fixture->start, &handlers, outcome, fixture->cancellable, error);
}

/* Each scan once, in order, with the labels that its place in the plan asks for. */
void
fixture_check_scans (const Fixture *fixture, guint32 n)
{
  const MpsReaderStart *start = &fixture->start;
  guint32 block = start->baseline_scans + start->exposure_scans + start->recovery_scans;
  guint64 last_us = 0;

  g_assert_cmpuint (fixture->got->len, ==, n);
  for (guint32 i = 0; i < n; i++) {
    const MpsScan *scan = &g_array_index (fixture->got, MpsScan, i);
    guint32 at = i % block;

    g_assert_cmpuint (scan->index, ==, i);
    g_assert_true (i == 0 || scan->time_us > last_us);
    last_us = scan->time_us;
    g_assert_cmpuint (scan->phase,
                      ==,
                      at < start->baseline_scans                           ? MPS_PHASE_BASELINE
                      : at < start->baseline_scans + start->exposure_scans ? MPS_PHASE_EXPOSURE
                                                                           : MPS_PHASE_RECOVERY);
    g_assert_cmpuint (scan->level, ==, i / block % 2);
    g_assert_cmpuint (scan->step, ==, i / block / 2);
  }
}

/* Runs the plan and expects every scan of it, bit for bit as the reader measured it. */
void
fixture_run_complete (Fixture *fixture, MpsReaderRunOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  guint32 total = mps_reader_start_get_total (&fixture->start);

  g_assert_true (fixture_run (fixture, outcome, &error));
  g_assert_no_error (error);
  g_assert_cmpint (outcome->end, ==, MPS_READER_RUN_COMPLETE);
  g_assert_cmpuint (outcome->produced, ==, total);
  g_assert_cmpuint (outcome->stats.scans, ==, total);
  g_assert_cmpuint (outcome->n_lost, ==, 0);
  g_assert_cmpuint (outcome->clock_us, ==, fixture->clock_us);
  g_assert_cmpuint (fixture->started, ==, 1);
  fixture_check_scans (fixture, total);
}
