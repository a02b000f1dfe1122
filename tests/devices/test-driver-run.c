/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-bytes.h"
#include "tests/devices/driver-fixture.h"

static void
test_complete (void)
{
  for (guint programme = 0; programme <= 3; programme++) {
    g_auto (Fixture) fixture;
    MpsReaderRunOutcome outcome;

    fixture_init (&fixture);
    fixture_connect (&fixture);
    fixture_plan (&fixture, programme, 100, 160);
    fixture_run_complete (&fixture, &outcome);
    g_assert_cmpuint (outcome.stats.resent, ==, 0);
    g_assert_cmpuint (outcome.stats.frame_losses, ==, 0);
    g_assert_cmpuint (outcome.stats.reconnects, ==, 0);
  }
}

static void
test_twice (void)
{
  g_auto (Fixture) fixture;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  for (guint i = 0; i < 3; i++) {
    fixture_plan (&fixture, 1, 100, 60);
    g_array_set_size (fixture.got, 0);
    fixture.started = 0;
    fixture_run_complete (&fixture, &outcome);
  }
}

static void
test_long (void)
{
  g_auto (Fixture) fixture;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 1000, 3 * MPS_READER_BUFFERED_SCANS + 7);
  fixture_run_complete (&fixture, &outcome);
}

/* The scans of a run with faults are bit for bit those of a run without. */
static void
check_same_as_clean (const Fixture *fixture)
{
  g_auto (Fixture) clean;
  MpsReaderRunOutcome outcome;

  fixture_init (&clean);
  fixture_connect (&clean);
  clean.start = fixture->start;
  fixture_run_complete (&clean, &outcome);
  g_assert_cmpuint (clean.got->len, ==, fixture->got->len);
  for (guint i = 0; i < clean.got->len; i++)
    g_assert_true (mps_scan_equal (&g_array_index (clean.got, MpsScan, i),
                                   &g_array_index (fixture->got, MpsScan, i)));
}

static void
test_dropped (void)
{
  g_auto (Fixture) fixture;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture.config.drop_rate = 0.2;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 200, 2000);
  fixture_run_complete (&fixture, &outcome);
  g_assert_cmpuint (outcome.stats.resent, >, 0);
  check_same_as_clean (&fixture);
}

/* Far faster than the clock, a gap must be asked for before the reader has forgotten it. */
static void
test_dropped_fast (void)
{
  g_auto (Fixture) fixture;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture.config.speed = 1000;
  fixture.config.drop_rate = 0.1;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 1000, 5 * MPS_READER_BUFFERED_SCANS);
  fixture_run_complete (&fixture, &outcome);
}

static void
test_bad_crc (void)
{
  g_auto (Fixture) fixture;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture.config.bad_crc_rate = 0.1;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 200, 1000);
  fixture_run_complete (&fixture, &outcome);
  g_assert_cmpuint (outcome.stats.resent, >, 0);
  check_same_as_clean (&fixture);
}

static guint
repeat_scans (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  return frame->type == MPS_EVENT_SCAN ? (guint)g_test_rand_int_range (1, 4) : 1;
}

static void
test_any_order (void)
{
  g_auto (Fixture) fixture;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, repeat_scans, NULL);
  wire_set_shuffle (fixture.wire, 8);
  fixture_plan (&fixture, 1, 200, 1200);
  fixture_run_complete (&fixture, &outcome);
  g_assert_cmpuint (outcome.stats.duplicates, >, 0);
  check_same_as_clean (&fixture);
}

/* A frame with holes: every other scan is made unreadable the first time. */
static guint
punch_holes (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  guint8 *seen = data;

  if (frame->type != MPS_EVENT_SCAN)
    return 1;

  for (guint at = 0; at + MPS_SCAN_WIRE_SIZE <= payload->len; at += MPS_SCAN_WIRE_SIZE) {
    guint32 index = payload->data[at] + 256u * payload->data[at + 1];

    if (index % 2 == 0 && !seen[index])
      payload->data[at + 12] = 99;
    seen[index] = 1;
  }
  return 1;
}

static void
test_gaps_in_frames (void)
{
  g_auto (Fixture) fixture;
  g_autofree guint8 *seen = g_malloc0 (65536);
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, punch_holes, seen);
  fixture_plan (&fixture, 1, 200, 400);
  fixture_run_complete (&fixture, &outcome);
  g_assert_cmpuint (outcome.stats.resent, ==, 200);
  check_same_as_clean (&fixture);
}

/* What stands before START's reply is of another run, whatever it says. */
static guint
add_stale (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  const guint8 *run_id = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) end = g_byte_array_new ();
  MpsScan scan = { .index = 0, .time_us = 424242, .det = { 4711 } };
  MpsReaderEnd stale = { .produced = 1, .reason = MPS_END_FAULT };

  if (frame->type != (MPS_REQUEST_START | MPS_REPLY_BIT))
    return 1;

  mps_scan_encode (&scan, bytes);
  wire_add_to_host (wire, MPS_EVENT_SCAN, 1, bytes);
  memcpy (stale.run_id, run_id, MPS_RUN_ID_SIZE);
  mps_reader_end_encode (&stale, end);
  wire_add_to_host (wire, MPS_EVENT_END, 2, end);
  return 1;
}

static void
test_stale_before_start (void)
{
  g_auto (Fixture) fixture;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 100, 40);
  wire_set_hooks (fixture.wire, NULL, add_stale, fixture.start.run_id);
  fixture_run_complete (&fixture, &outcome);
  check_same_as_clean (&fixture);
}

/* END of another run means nothing. */
static guint
add_foreign_end (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  g_autoptr (GByteArray) end = g_byte_array_new ();
  MpsReaderEnd foreign = { .produced = 1, .reason = MPS_END_CARTRIDGE_REMOVED };

  if (frame->type == MPS_EVENT_SCAN) {
    mps_reader_end_encode (&foreign, end);
    wire_add_to_host (wire, MPS_EVENT_END, 2, end);
  }
  return 1;
}

static void
test_foreign_end (void)
{
  g_auto (Fixture) fixture;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, add_foreign_end, NULL);
  fixture_plan (&fixture, 1, 100, 40);
  fixture_run_complete (&fixture, &outcome);
}

static guint
swallow (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  guint *what = data;

  if (frame->type != what[0] || what[1] == 0)
    return 1;

  what[1]--;
  return 0;
}

static void
test_start_reply_lost (void)
{
  g_auto (Fixture) fixture;
  guint what[] = { MPS_REQUEST_START | MPS_REPLY_BIT, 1 };
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, swallow, what);
  fixture_plan (&fixture, 1, 100, 400);
  fixture_run_complete (&fixture, &outcome);
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_START), ==, 2);
  g_assert_cmpuint (wire_get_resets (fixture.wire), ==, 0);
}

static void
test_start_never_answered (void)
{
  g_auto (Fixture) fixture;
  guint what[] = { MPS_REQUEST_START | MPS_REPLY_BIT, 2 };
  MpsReaderRunOutcome outcome;
  guint64 now_us = (guint64)g_get_real_time ();

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, swallow, what);
  fixture_plan (&fixture, 1, 100, 400);
  fixture_run_complete (&fixture, &outcome);
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_START), ==, 2);
  g_assert_cmpuint (wire_get_resets (fixture.wire), ==, 1);
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_RESUME), ==, 1);
  /* Its reply would have had the clock: what is told instead is near. */
  g_assert_cmpuint (outcome.clock_us, >=, now_us - G_USEC_PER_SEC);
  g_assert_cmpuint (outcome.clock_us, <=, now_us + 5 * G_USEC_PER_SEC);
}

static void
test_never_began (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  guint what[] = { MPS_REQUEST_START, 2 };
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, swallow, NULL, what);
  fixture_plan (&fixture, 1, 100, 400);
  g_assert_true (fixture_run (&fixture, &outcome, &error));
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_NEVER_BEGAN);
  g_assert_cmpuint (fixture.started, ==, 0);
  g_assert_cmpuint (fixture.got->len, ==, 0);
}

static void
test_end_lost (void)
{
  g_auto (Fixture) fixture;
  guint what[] = { MPS_EVENT_END, 1 };
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, swallow, what);
  fixture_plan (&fixture, 1, 100, 200);
  fixture_run_complete (&fixture, &outcome);
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_RESUME), ==, 1);
}

static void
test_end_never_comes (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  guint what[] = { MPS_EVENT_END, 1000 };
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, swallow, what);
  fixture_plan (&fixture, 1, 100, 40);
  g_assert_false (fixture_run (&fixture, &outcome, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_CORRUPT);
}

/* END of a run that ended early is lost together with its last scans: STATUS tells. */
static void
test_early_end_lost (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  guint what[] = { MPS_EVENT_END, 1 };
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture.config.remove_cartridge_at_scan = 50;
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, swallow, what);
  fixture_plan (&fixture, 1, 100, 4000);
  g_assert_true (fixture_run (&fixture, &outcome, &error));
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_CARTRIDGE_REMOVED);
}

typedef struct {
  guint32 first;
  guint32 n;
} Hole;

/* Takes the frames that hold certain scans, always. */
static guint
swallow_scans (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  const Hole *hole = data;

  if (frame->type != MPS_EVENT_SCAN)
    return 1;

  for (guint at = 0; at + MPS_SCAN_WIRE_SIZE <= payload->len; at += MPS_SCAN_WIRE_SIZE) {
    guint32 index = payload->data[at] + 256u * payload->data[at + 1];

    if (index >= hole->first && index < hole->first + hole->n)
      payload->data[at + 12] = 99;
  }
  return 1;
}

static void
test_never_resent (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  Hole hole = { 123, 3 };
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, swallow_scans, &hole);
  fixture_plan (&fixture, 1, 100, 400);
  g_assert_true (fixture_run (&fixture, &outcome, &error));
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_LOST_SCANS);
  g_assert_cmpuint (outcome.first_lost, ==, 123);
  g_assert_cmpuint (outcome.n_lost, ==, 3);
  fixture_check_scans (&fixture, 123);
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_RESEND), <, 20);
}

/* A host that sleeps for longer than the reader's memory lasts: the reader skips forward. */
static void
test_slow_host (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderRunOutcome outcome;
  MpsReaderStatus status;

  fixture_init (&fixture);
  fixture.config.speed = 1;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 1000, 20000);
  fixture.sleep_ms_once = 5000;
  g_assert_true (fixture_run (&fixture, &outcome, &error));
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_LOST_SCANS);
  g_assert_cmpuint (outcome.first_lost, ==, fixture.got->len);
  g_assert_cmpuint (outcome.n_lost, >, 500);
  g_assert_cmpuint (outcome.n_lost, <, 1500);
  fixture_check_scans (&fixture, outcome.first_lost);
  /* It was stopped, so that the cartridge is not used up for nothing. */
  g_assert_true (mps_reader_get_status (fixture.reader, &status, NULL, NULL));
  g_assert_cmpuint (status.state, ==, MPS_READER_IDLE);
}

static void
test_cartridge_removed (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture.config.remove_cartridge_at_scan = 50;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 100, 400);
  g_assert_true (fixture_run (&fixture, &outcome, &error));
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_CARTRIDGE_REMOVED);
  g_assert_cmpuint (outcome.produced, ==, 50);
}

static void
test_fault (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderRunOutcome outcome;
  guint32 faults = 0;

  fixture_init (&fixture);
  fixture.config.fault_at_scan = 50;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 100, 400);
  g_assert_true (fixture_run (&fixture, &outcome, &error));
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_FAULT);
  /* In the fault state the next run is refused, until the self-test finds nothing. */
  g_assert_false (fixture_run (&fixture, &outcome, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_FAULT);
  g_assert_true (mps_reader_self_test (fixture.reader, &faults, NULL, NULL));
}

static void
check_idle (Fixture *fixture)
{
  MpsReaderStatus status;

  g_assert_true (mps_reader_get_status (fixture->reader, &status, NULL, NULL));
  g_assert_cmpuint (status.state, ==, MPS_READER_IDLE);
}

static void
test_handler_stops (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture.config.speed = 1;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 1000, 100000);
  fixture.stop_after = 200;
  g_assert_true (fixture_run (&fixture, &outcome, &error));
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_STOPPED);
  g_assert_cmpuint (fixture.got->len, >=, 200);
  g_assert_cmpuint (outcome.stats.scans, ==, fixture.got->len);
  check_idle (&fixture);
}

static void
test_cancel (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture.config.speed = 1;
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 1000, 100000);
  fixture.cancel_after = 200;
  g_assert_true (fixture_run (&fixture, &outcome, &error));
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_STOPPED);
  check_idle (&fixture);
}

static void
test_refused_plan (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderRunOutcome outcome;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  fixture_plan (&fixture, 1, 2000, 100);
  g_assert_false (fixture_run (&fixture, &outcome, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_START), ==, 0);
}

/* After some frames the reader falls silent, until it is reset. */
static guint
fall_silent (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  guint *left = data;

  if (wire_get_resets (wire) > 0)
    return 1;
  if (*left == 0)
    return 0;

  (*left)--;
  return 1;
}

static void
test_silence_in_run (void)
{
  g_auto (Fixture) fixture;
  MpsReaderRunOutcome outcome;
  guint left = 12;

  fixture_init (&fixture);
  fixture.config.speed = 2;
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, fall_silent, &left);
  fixture_plan (&fixture, 1, 100, 1200);
  fixture_run_complete (&fixture, &outcome);
  g_assert_cmpuint (wire_get_resets (fixture.wire), ==, 1);
  check_same_as_clean (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/complete", test_complete);
  g_test_add_func ("/run/twice", test_twice);
  g_test_add_func ("/run/long", test_long);
  g_test_add_func ("/run/dropped", test_dropped);
  g_test_add_func ("/run/dropped-fast", test_dropped_fast);
  g_test_add_func ("/run/bad-crc", test_bad_crc);
  g_test_add_func ("/run/any-order", test_any_order);
  g_test_add_func ("/run/gaps-in-frames", test_gaps_in_frames);
  g_test_add_func ("/run/stale-before-start", test_stale_before_start);
  g_test_add_func ("/run/foreign-end", test_foreign_end);
  g_test_add_func ("/run/start-reply-lost", test_start_reply_lost);
  g_test_add_func ("/run/start-never-answered", test_start_never_answered);
  g_test_add_func ("/run/never-began", test_never_began);
  g_test_add_func ("/run/end-lost", test_end_lost);
  g_test_add_func ("/run/end-never-comes", test_end_never_comes);
  g_test_add_func ("/run/early-end-lost", test_early_end_lost);
  g_test_add_func ("/run/never-resent", test_never_resent);
  g_test_add_func ("/run/slow-host", test_slow_host);
  g_test_add_func ("/run/cartridge-removed", test_cartridge_removed);
  g_test_add_func ("/run/fault", test_fault);
  g_test_add_func ("/run/handler-stops", test_handler_stops);
  g_test_add_func ("/run/cancel", test_cancel);
  g_test_add_func ("/run/refused-plan", test_refused_plan);
  g_test_add_func ("/run/silence-in-run", test_silence_in_run);
  return g_test_run ();
}
