/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-bytes.h"
#include "tests/devices/driver-fixture.h"

#include <math.h>

static void
connect_and_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture_connect (fixture);
  g_assert_true (mps_reader_open (fixture->reader, NULL, &error));
  g_assert_no_error (error);
}

static void
test_identity (void)
{
  g_auto (Fixture) fixture;
  const MpsReaderHello *hello;
  MpsReaderStatus status;

  fixture_init (&fixture);
  connect_and_open (&fixture);
  hello = mps_reader_peek_hello (fixture.reader);
  g_assert_cmpuint (hello->channels, ==, MPS_CHANNELS);
  g_assert_cmpstr (hello->serial, ==, mps_virtual_reader_get_serial (fixture.device));
  g_assert_true (mps_reader_get_status (fixture.reader, &status, NULL, NULL));
  g_assert_cmpuint (status.state, ==, MPS_READER_IDLE);
  /* A second opening says nothing anew; closing and opening does. */
  g_assert_true (mps_reader_open (fixture.reader, NULL, NULL));
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_HELLO), ==, 1);
  mps_reader_close (fixture.reader);
  g_assert_false (mps_reader_get_status (fixture.reader, &status, NULL, NULL));
  g_assert_true (mps_reader_open (fixture.reader, NULL, NULL));
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_HELLO), ==, 2);
}

static void
test_clock (void)
{
  g_auto (Fixture) fixture;
  gint64 difference = 0;
  guint64 now_us = (guint64)g_get_real_time ();

  fixture_init (&fixture);
  fixture.config.clock_error_ms = 5000;
  connect_and_open (&fixture);
  g_assert_true (mps_reader_set_clock (fixture.reader, now_us, &difference, NULL, NULL));
  g_assert_cmpint (difference, >, 4 * G_USEC_PER_SEC);
  g_assert_true (mps_reader_set_clock (fixture.reader, now_us, &difference, NULL, NULL));
  g_assert_cmpint (difference, <, G_USEC_PER_SEC);
}

static void
test_calibration (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GBytes) block = NULL;
  g_autoptr (GError) error = NULL;
  MpsCalibration calibration, again;

  fixture_init (&fixture);
  connect_and_open (&fixture);
  g_assert_true (mps_reader_read_calibration (fixture.reader, &calibration, &block, NULL, NULL));
  g_assert_cmpuint (g_bytes_get_size (block), ==, MPS_CALIBRATION_WIRE_SIZE);

  calibration.channel[3].alpha = NAN;
  calibration.channel[4].gain *= 2;
  calibration.made_s = 1763720000;
  g_assert_true (mps_reader_write_calibration (fixture.reader, &calibration, NULL, NULL));
  g_assert_true (mps_reader_read_calibration (fixture.reader, &again, NULL, NULL, NULL));
  g_assert_true (isnan (again.channel[3].alpha));
  g_assert_cmpfloat (again.channel[4].gain, ==, calibration.channel[4].gain);
  g_assert_cmpuint (again.made_s, ==, 1763720000);

  calibration.channel[9].gain = 0;
  g_assert_false (mps_reader_write_calibration (fixture.reader, &calibration, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
}

static guint
damage_calibration (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  if (frame->type == (MPS_REQUEST_READ_CALIBRATION | MPS_REPLY_BIT))
    payload->data[500] ^= 1;
  return 1;
}

static void
test_bad_calibration (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsCalibration calibration;

  fixture_init (&fixture);
  connect_and_open (&fixture);
  wire_set_hooks (fixture.wire, NULL, damage_calibration, NULL);
  g_assert_false (mps_reader_read_calibration (fixture.reader, &calibration, NULL, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_CORRUPT);
}

static void
test_self_test (void)
{
  g_auto (Fixture) fixture;
  guint32 faults = 77;

  fixture_init (&fixture);
  connect_and_open (&fixture);
  g_assert_true (mps_reader_self_test (fixture.reader, &faults, NULL, NULL));
  g_assert_cmpuint (faults, ==, 0);
}

static void
test_events (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderStatus status = { .state = 99 };
  gboolean button = FALSE;

  fixture_init (&fixture);
  connect_and_open (&fixture);
  mps_virtual_reader_press_button (fixture.device, g_get_real_time ());
  while (!button)
    g_assert_true (mps_reader_wait_event (fixture.reader, 3000, &status, &button, NULL, &error));
  while (button)
    g_assert_true (mps_reader_wait_event (fixture.reader, 3000, &status, &button, NULL, &error));
  g_assert_cmpuint (status.state, ==, MPS_READER_IDLE);

  while (mps_reader_wait_event (fixture.reader, 0, &status, &button, NULL, &error))
    ;
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY);
}

static void
test_busy (void)
{
  g_auto (Fixture) fixture;

  fixture_init (&fixture);
  fixture.config.busy_requests = 4;
  fixture_connect (&fixture);
  g_assert_true (mps_reader_open (fixture.reader, NULL, NULL));
}

static void
test_busy_for_ever (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderStatus status;
  guint32 faults;
  gboolean busy;

  fixture_init (&fixture);
  fixture.config.busy_requests = 1000;
  fixture_connect (&fixture);
  /* Which requests can be busy is the reader's; one of these is. */
  busy = !mps_reader_open (fixture.reader, NULL, &error) ||
         !mps_reader_get_status (fixture.reader, &status, NULL, &error) ||
         !mps_reader_self_test (fixture.reader, &faults, NULL, &error);
  g_assert_true (busy);
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_BUSY);
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_HELLO) +
                        wire_get_sent (fixture.wire, MPS_REQUEST_GET_STATUS) +
                        wire_get_sent (fixture.wire, MPS_REQUEST_SELF_TEST),
                    <=,
                    2 + 6);
}

static void
test_other_version (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsTransport) transport = NULL;
  g_autoptr (MpsReader) reader = NULL;

  fixture_init (&fixture);
  fixture.config.protocol_version = 2;
  fixture_connect (&fixture);
  transport = mps_virtual_transport_new (fixture.device);
  reader = mps_reader_new (transport);
  g_assert_false (mps_reader_open (reader, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_VERSION);
}

static void
test_wrong_serial (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_serial (fixture.wire, "MPS-FFFFFFFF");
  g_assert_false (mps_reader_open (fixture.reader, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
}

static guint
change_channels (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  if (frame->type == (MPS_REQUEST_HELLO | MPS_REPLY_BIT))
    payload->data[1] = 87;
  return 1;
}

static void
test_wrong_channels (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, change_channels, NULL);
  g_assert_false (mps_reader_open (fixture.reader, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
}

/* The same frame once more, then reset, HELLO and the request once more, then "replug". */
static guint
swallow_status (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  guint *left = data;

  if (frame->type != MPS_REQUEST_GET_STATUS || *left == 0)
    return 1;

  (*left)--;
  return 0;
}

static void
check_silence (guint swallowed, guint sent, guint resets, guint hellos, gboolean answered)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderStatus status;

  fixture_init (&fixture);
  connect_and_open (&fixture);
  wire_set_hooks (fixture.wire, swallow_status, NULL, &swallowed);
  g_assert_cmpint (mps_reader_get_status (fixture.reader, &status, NULL, &error), ==, answered);
  if (!answered)
    g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE);
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_GET_STATUS), ==, sent);
  g_assert_cmpuint (wire_get_resets (fixture.wire), ==, resets);
  g_assert_cmpuint (wire_get_sent (fixture.wire, MPS_REQUEST_HELLO), ==, hellos);
}

static void
test_one_silence (void)
{
  check_silence (1, 2, 0, 1, TRUE);
}

static void
test_two_silences (void)
{
  check_silence (2, 3, 1, 2, TRUE);
}

static void
test_three_silences (void)
{
  check_silence (3, 3, 1, 2, FALSE);
}

/* Replies of another type or sequence stand before the right one. */
static guint
add_wrong_replies (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  guint8 refused = MPS_REPLY_HARDWARE_FAULT;
  g_autoptr (GByteArray) wrong = g_byte_array_new ();

  if (!(frame->type & MPS_REPLY_BIT))
    return 1;

  g_byte_array_append (wrong, &refused, 1);
  wire_add_to_host (wire, frame->type, (guint16)(frame->sequence - 1), wrong);
  wire_add_to_host (wire, frame->type, (guint16)(frame->sequence + 1), wrong);
  wire_add_to_host (wire, frame->type ^ 3, frame->sequence, wrong);
  return 1;
}

static void
test_wrong_replies (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderStatus status;

  fixture_init (&fixture);
  fixture_connect (&fixture);
  wire_set_hooks (fixture.wire, NULL, add_wrong_replies, NULL);
  g_assert_true (mps_reader_open (fixture.reader, NULL, &error));
  for (guint i = 0; i < 20; i++)
    g_assert_true (mps_reader_get_status (fixture.reader, &status, NULL, &error));
}

static guint
make_short (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  if (frame->type == (MPS_REQUEST_GET_STATUS | MPS_REPLY_BIT))
    g_byte_array_set_size (payload, payload->len - 1);
  return 1;
}

static guint
make_long (Wire *wire, const MpsFrame *frame, GByteArray *payload, gpointer data)
{
  g_byte_array_append (payload, (const guint8 *)"later", 5);
  return 1;
}

static void
test_reply_sizes (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderStatus status;

  fixture_init (&fixture);
  connect_and_open (&fixture);
  wire_set_hooks (fixture.wire, NULL, make_long, NULL);
  g_assert_true (mps_reader_get_status (fixture.reader, &status, NULL, &error));
  wire_set_hooks (fixture.wire, NULL, make_short, NULL);
  g_assert_false (mps_reader_get_status (fixture.reader, &status, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_CORRUPT);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (G_USEC_PER_SEC / 20);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel_request (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (GThread) thread = NULL;
  MpsReaderStatus status;
  gboolean button;

  fixture_init (&fixture);
  connect_and_open (&fixture);
  thread = g_thread_new ("cancel", cancel_soon, fixture.cancellable);
  while (
      mps_reader_wait_event (fixture.reader, 60000, &status, &button, fixture.cancellable, &error))
    ;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (g_steal_pointer (&thread));
  /* Cancelling one wait does not close the reader. */
  g_assert_true (mps_reader_get_status (fixture.reader, &status, NULL, NULL));
}

static void
test_unplugged (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  MpsReaderStatus status;

  fixture_init (&fixture);
  connect_and_open (&fixture);
  mps_virtual_reader_unplug (fixture.device, g_get_real_time ());
  g_assert_false (mps_reader_get_status (fixture.reader, &status, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE);
  g_clear_error (&error);
  g_assert_false (mps_reader_open (fixture.reader, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_NOT_FOUND);
  mps_virtual_reader_plug (fixture.device, g_get_real_time ());
  g_assert_true (mps_reader_open (fixture.reader, NULL, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/driver/identity", test_identity);
  g_test_add_func ("/driver/clock", test_clock);
  g_test_add_func ("/driver/calibration", test_calibration);
  g_test_add_func ("/driver/bad-calibration", test_bad_calibration);
  g_test_add_func ("/driver/self-test", test_self_test);
  g_test_add_func ("/driver/events", test_events);
  g_test_add_func ("/driver/busy", test_busy);
  g_test_add_func ("/driver/busy-for-ever", test_busy_for_ever);
  g_test_add_func ("/driver/other-version", test_other_version);
  g_test_add_func ("/driver/wrong-serial", test_wrong_serial);
  g_test_add_func ("/driver/wrong-channels", test_wrong_channels);
  g_test_add_func ("/driver/one-silence", test_one_silence);
  g_test_add_func ("/driver/two-silences", test_two_silences);
  g_test_add_func ("/driver/three-silences", test_three_silences);
  g_test_add_func ("/driver/wrong-replies", test_wrong_replies);
  g_test_add_func ("/driver/reply-sizes", test_reply_sizes);
  g_test_add_func ("/driver/cancel-request", test_cancel_request);
  g_test_add_func ("/driver/unplugged", test_unplugged);
  return g_test_run ();
}
