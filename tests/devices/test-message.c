/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-bytes.h"
#include "devices/reader/mps-reader-frame.h"
#include "devices/reader/mps-reader-message.h"

#include <math.h>

/* Decodes @bytes cut to every length: refused and the output untouched below @needed, accepted from
 * there on, extra bytes included. */
#define CHECK_LENGTHS(Type, decode, bytes, needed)                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    mps_bytes_put_u32 ((bytes), 0xDEADBEEF);                                                       \
    for (gsize length_ = 0; length_ <= (bytes)->len; length_++) {                                  \
      g_autofree guint8 *exact_ = g_memdup2 ((bytes)->data, length_);                              \
      Type out_, before_;                                                                          \
      memset (&out_, 0xA5, sizeof out_);                                                           \
      memset (&before_, 0xA5, sizeof before_);                                                     \
      g_assert_cmpint (decode (exact_, length_, &out_), ==, length_ >= (needed));                  \
      if (length_ < (needed))                                                                      \
        g_assert_cmpmem (&out_, sizeof out_, &before_, sizeof before_);                            \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

static void
test_hello (void)
{
  MpsReaderHello hello = { 88, 1, 2, 3, 5, 1763720000000000, "MPS-0123ABCD", 77 };
  MpsReaderHello again;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  mps_reader_hello_encode (&hello, bytes);
  g_assert_cmpuint (bytes->len, ==, MPS_HELLO_WIRE_SIZE);
  g_assert_cmpmem (bytes->data + 20, 16, "MPS-0123ABCD\0\0\0\0", 16);
  g_assert_true (mps_reader_hello_decode (bytes->data, bytes->len, &again));
  g_assert_cmpuint (again.channels, ==, 88);
  g_assert_cmpuint (again.firmware_patch, ==, 3);
  g_assert_cmpuint (again.features, ==, 5);
  g_assert_cmpuint (again.clock_us, ==, hello.clock_us);
  g_assert_cmpstr (again.serial, ==, hello.serial);
  g_assert_cmpuint (again.boot_count, ==, 77);
  CHECK_LENGTHS (MpsReaderHello, mps_reader_hello_decode, bytes, MPS_HELLO_WIRE_SIZE);
}

/* A serial that fills its field has no NUL of its own. */
static void
test_hello_full_serial (void)
{
  MpsReaderHello hello = { .serial = "ABCDEFGHIJKLMNOP" };
  MpsReaderHello again;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  mps_reader_hello_encode (&hello, bytes);
  g_assert_true (mps_reader_hello_decode (bytes->data, bytes->len, &again));
  g_assert_cmpstr (again.serial, ==, "ABCDEFGHIJKLMNOP");
}

static void
test_status (void)
{
  MpsReaderStatus status = { MPS_READER_FAULT, 255, -1234, 4567, 0x15, 1763720000 };
  MpsReaderStatus again;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  mps_reader_status_encode (&status, bytes);
  g_assert_cmpuint (bytes->len, ==, MPS_STATUS_WIRE_SIZE);
  g_assert_true (mps_reader_status_decode (bytes->data, bytes->len, &again));
  g_assert_cmpint (again.temperature_centi_c, ==, -1234);
  g_assert_cmpuint (again.humidity_centi_percent, ==, 4567);
  g_assert_cmphex (again.faults, ==, 0x15);
  CHECK_LENGTHS (MpsReaderStatus, mps_reader_status_decode, bytes, MPS_STATUS_WIRE_SIZE);
  bytes->data[0] = 4;
  g_assert_false (mps_reader_status_decode (bytes->data, bytes->len, &again));
}

static gboolean
start_is_accepted (guint rate, guint programme, guint32 base, guint32 exposure, guint32 recovery)
{
  MpsReaderStart start = {
    { 1, 2, 3 }, (guint16)rate, (guint8)programme, base, exposure, recovery
  };
  MpsReaderStart again;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  mps_reader_start_encode (&start, bytes);
  return mps_reader_start_decode (bytes->data, bytes->len, &again);
}

static void
test_start (void)
{
  MpsReaderStart start = { "0123456789abcde", 100, 3, 10, 20, 30 };
  MpsReaderStart again;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  mps_reader_start_encode (&start, bytes);
  g_assert_cmpuint (bytes->len, ==, MPS_START_WIRE_SIZE);
  g_assert_cmpuint (bytes->data[19], ==, 0);
  bytes->data[19] = 77;
  g_assert_true (mps_reader_start_decode (bytes->data, bytes->len, &again));
  g_assert_cmpmem (again.run_id, 16, start.run_id, 16);
  g_assert_cmpuint (mps_reader_start_get_total (&again), ==, 240);
  CHECK_LENGTHS (MpsReaderStart, mps_reader_start_decode, bytes, MPS_START_WIRE_SIZE);
}

static void
test_start_arguments (void)
{
  g_assert_true (start_is_accepted (1, 1, 1, 0, 0));
  g_assert_true (start_is_accepted (1000, 1, 1000000, 0, 0));
  g_assert_true (start_is_accepted (10, 0, 100, 0, 0));
  g_assert_true (start_is_accepted (10, 3, 250000, 0, 0));
  g_assert_false (start_is_accepted (0, 1, 1, 1, 1));
  g_assert_false (start_is_accepted (1001, 1, 1, 1, 1));
  g_assert_false (start_is_accepted (10, 4, 1, 1, 1));
  g_assert_false (start_is_accepted (10, 1, 0, 0, 0));
  g_assert_false (start_is_accepted (10, 1, 1000000, 1, 0));
  g_assert_false (start_is_accepted (10, 3, 250000, 1, 0));
  g_assert_false (start_is_accepted (10, 0, 100, 1, 0));
  g_assert_false (start_is_accepted (10, 0, 100, 0, 1));
  g_assert_false (start_is_accepted (10, 1, G_MAXUINT32, 1, G_MAXUINT32));
}

static void
test_resend (void)
{
  MpsScanRange ranges[MPS_RESEND_MAX_RANGES], again[MPS_RESEND_MAX_RANGES];
  guint n = 0;

  for (guint i = 0; i < MPS_RESEND_MAX_RANGES; i++)
    ranges[i] = (MpsScanRange){ i * 2000, (guint16)(i * 16 + 1) };

  for (guint count = 1; count <= MPS_RESEND_MAX_RANGES; count++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    mps_reader_resend_encode (ranges, count, bytes);
    g_assert_cmpuint (bytes->len, ==, 1 + 6 * count);
    g_assert_true (mps_reader_resend_decode (bytes->data, bytes->len, again, &n));
    g_assert_cmpuint (n, ==, count);
    for (guint i = 0; i < n; i++) {
      g_assert_cmpuint (again[i].first, ==, ranges[i].first);
      g_assert_cmpuint (again[i].count, ==, ranges[i].count);
    }
    n = 99;
    for (gsize length = 0; length < bytes->len; length++) {
      g_autofree guint8 *exact = g_memdup2 (bytes->data, length);
      g_assert_false (mps_reader_resend_decode (exact, length, again, &n));
    }
    g_assert_cmpuint (n, ==, 99);
  }
}

static void
test_resend_arguments (void)
{
  const guint8 none[] = { 0, 0, 0, 0, 0, 1, 0 };
  const guint8 empty[] = { 1, 0, 0, 0, 0, 0, 0 };
  const guint8 long_range[] = { 1, 0, 0, 0, 0, 0x01, 0x04 };
  guint8 many[1 + 65 * 6];
  MpsScanRange ranges[MPS_RESEND_MAX_RANGES];
  guint n;

  memset (many, 1, sizeof many);
  many[0] = 65;
  g_assert_false (mps_reader_resend_decode (none, sizeof none, ranges, &n));
  g_assert_false (mps_reader_resend_decode (empty, sizeof empty, ranges, &n));
  g_assert_false (mps_reader_resend_decode (long_range, sizeof long_range, ranges, &n));
  g_assert_false (mps_reader_resend_decode (many, sizeof many, ranges, &n));
}

static void
test_resume (void)
{
  MpsReaderResume resume = { 17, 4711, 1 };
  MpsReaderResume again;
  guint8 id[MPS_RUN_ID_SIZE] = "abcdefghijklmno";
  guint8 id_again[MPS_RUN_ID_SIZE];
  guint32 first = 0;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) request = g_byte_array_new ();

  mps_reader_resume_encode (&resume, bytes);
  g_assert_true (mps_reader_resume_decode (bytes->data, bytes->len, &again));
  g_assert_cmpuint (again.first, ==, 17);
  g_assert_cmpuint (again.produced, ==, 4711);
  g_assert_cmpuint (again.ended, ==, 1);
  CHECK_LENGTHS (MpsReaderResume, mps_reader_resume_decode, bytes, MPS_RESUME_WIRE_SIZE);

  mps_reader_resume_request_encode (id, 123456, request);
  g_assert_cmpuint (request->len, ==, MPS_RESUME_REQUEST_WIRE_SIZE);
  g_assert_true (mps_reader_resume_request_decode (request->data, request->len, id_again, &first));
  g_assert_cmpmem (id, 16, id_again, 16);
  g_assert_cmpuint (first, ==, 123456);
  for (gsize length = 0; length < request->len; length++)
    g_assert_false (mps_reader_resume_request_decode (request->data, length, id_again, &first));
}

static void
test_end (void)
{
  MpsReaderEnd end = { "abcdefghijklmno", 1000000, MPS_END_FAULT };
  MpsReaderEnd again;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  mps_reader_end_encode (&end, bytes);
  g_assert_true (mps_reader_end_decode (bytes->data, bytes->len, &again));
  g_assert_cmpuint (again.produced, ==, 1000000);
  g_assert_cmpuint (again.reason, ==, MPS_END_FAULT);
  CHECK_LENGTHS (MpsReaderEnd, mps_reader_end_decode, bytes, MPS_END_WIRE_SIZE);
  bytes->data[20] = 4;
  g_assert_false (mps_reader_end_decode (bytes->data, bytes->len, &again));
  bytes->data[20] = 0;
  bytes->data[19] = 1;
  g_assert_false (mps_reader_end_decode (bytes->data, bytes->len, &again));
}

static void
make_scan (MpsScan *scan)
{
  memset (scan, 0, sizeof *scan);
  scan->index = 999999;
  scan->time_us = G_GUINT64_CONSTANT (0x0102030405060708);
  scan->phase = MPS_PHASE_RECOVERY;
  scan->level = 1;
  scan->step = 1;
  scan->flags = 0x87;
  scan->temperature_centi_c = MPS_SCAN_TEMPERATURE_ABSENT;
  scan->humidity_centi_percent = MPS_SCAN_HUMIDITY_ABSENT;
  scan->pressure_pa = 101325;
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    scan->det[c] = c % 2 ? -8388608 : 8388607;
    scan->ref[c] = (gint32)c - 44;
  }
}

static void
test_scan (void)
{
  MpsScan scan, again;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  make_scan (&scan);
  mps_scan_encode (&scan, bytes);
  g_assert_cmpuint (bytes->len, ==, MPS_SCAN_WIRE_SIZE);
  g_assert_cmpuint (bytes->data[4], ==, 0x08);
  g_assert_cmpuint (bytes->data[12], ==, MPS_PHASE_RECOVERY);
  g_assert_true (mps_scan_decode (bytes->data, bytes->len, &again));
  g_assert_true (mps_scan_equal (&scan, &again));
  CHECK_LENGTHS (MpsScan, mps_scan_decode, bytes, MPS_SCAN_WIRE_SIZE);
}

static void
test_scan_out_of_rule (void)
{
  static const struct {
    guint offset;
    guint8 value;
  } damage[] = { { 2, 0x10 }, { 12, 3 }, { 13, 2 }, { 14, 2 }, { 24 + 3, 0x01 }, { 727, 0x80 } };
  MpsScan scan, again;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  make_scan (&scan);
  mps_scan_encode (&scan, bytes);
  for (guint i = 0; i < G_N_ELEMENTS (damage); i++) {
    g_autofree guint8 *bad = g_memdup2 (bytes->data, bytes->len);

    bad[damage[i].offset] = damage[i].value;
    g_assert_false (mps_scan_decode (bad, bytes->len, &again));
  }
}

static void
make_calibration (MpsCalibration *calibration)
{
  calibration->made_s = 1763720000;
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    calibration->channel[c].gain = 1e-7f * (float)(c + 1);
    calibration->channel[c].offset = (float)c - 40.5f;
    calibration->channel[c].alpha = c == 5 ? NAN : 0.95f;
  }
}

static void
test_calibration (void)
{
  MpsCalibration calibration, again;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) second = g_byte_array_new ();

  make_calibration (&calibration);
  mps_calibration_encode (&calibration, bytes);
  g_assert_cmpuint (bytes->len, ==, MPS_CALIBRATION_WIRE_SIZE);
  g_assert_true (mps_calibration_decode (bytes->data, bytes->len, &again));
  g_assert_true (isnan (again.channel[5].alpha));
  mps_calibration_encode (&again, second);
  g_assert_cmpmem (bytes->data, bytes->len, second->data, second->len);

  for (guint i = 0; i < bytes->len; i++) {
    bytes->data[i] ^= 0x20;
    g_assert_false (mps_calibration_decode (bytes->data, bytes->len, &again));
    bytes->data[i] ^= 0x20;
  }
  CHECK_LENGTHS (MpsCalibration, mps_calibration_decode, bytes, MPS_CALIBRATION_WIRE_SIZE);
}

static gboolean
calibration_is_accepted (float gain, float offset, float alpha)
{
  MpsCalibration calibration, again;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  make_calibration (&calibration);
  calibration.channel[87].gain = gain;
  calibration.channel[87].offset = offset;
  calibration.channel[87].alpha = alpha;
  mps_calibration_encode (&calibration, bytes);
  return mps_calibration_decode (bytes->data, bytes->len, &again);
}

static void
test_calibration_values (void)
{
  g_assert_true (calibration_is_accepted (1e-7f, 0, NAN));
  g_assert_true (calibration_is_accepted (1e-7f, -1e6f, 7));
  g_assert_false (calibration_is_accepted (0, 0, 1));
  g_assert_false (calibration_is_accepted (-1e-7f, 0, 1));
  g_assert_false (calibration_is_accepted (NAN, 0, 1));
  g_assert_false (calibration_is_accepted (INFINITY, 0, 1));
  g_assert_false (calibration_is_accepted (1, NAN, 1));
  g_assert_false (calibration_is_accepted (1, -INFINITY, 1));
}

static void
test_serial (void)
{
  g_assert_true (mps_reader_serial_is_valid ("MPS-0123ABCD"));
  g_assert_false (mps_reader_serial_is_valid (NULL));
  g_assert_false (mps_reader_serial_is_valid (""));
  g_assert_false (mps_reader_serial_is_valid ("MPS-0123ABC"));
  g_assert_false (mps_reader_serial_is_valid ("MPS-0123ABCDE"));
  g_assert_false (mps_reader_serial_is_valid ("MPS-0123abcd"));
  g_assert_false (mps_reader_serial_is_valid ("MPS-0123ABCG"));
  g_assert_false (mps_reader_serial_is_valid ("mps-0123ABCD"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/hello", test_hello);
  g_test_add_func ("/message/hello-full-serial", test_hello_full_serial);
  g_test_add_func ("/message/status", test_status);
  g_test_add_func ("/message/start", test_start);
  g_test_add_func ("/message/start-arguments", test_start_arguments);
  g_test_add_func ("/message/resend", test_resend);
  g_test_add_func ("/message/resend-arguments", test_resend_arguments);
  g_test_add_func ("/message/resume", test_resume);
  g_test_add_func ("/message/end", test_end);
  g_test_add_func ("/message/scan", test_scan);
  g_test_add_func ("/message/scan-out-of-rule", test_scan_out_of_rule);
  g_test_add_func ("/message/calibration", test_calibration);
  g_test_add_func ("/message/calibration-values", test_calibration_values);
  g_test_add_func ("/message/serial", test_serial);
  return g_test_run ();
}
