/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-message.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* Input: a byte that chooses the structure, then its payload. What is accepted must encode to the
 * bytes that were accepted, save those that the protocol says are ignored. */

typedef enum {
  HELLO,
  STATUS,
  START,
  RESEND,
  RESUME,
  RESUME_REQUEST,
  END,
  SCAN,
  CALIBRATION,
  N_KINDS,
} Kind;

static gboolean
code_again (Kind kind, const guint8 *data, gsize size, GByteArray *again)
{
  MpsReaderHello hello;
  MpsReaderStatus status;
  MpsReaderStart start;
  MpsScanRange ranges[MPS_RESEND_MAX_RANGES];
  MpsReaderResume resume;
  MpsReaderEnd end;
  MpsScan scan;
  MpsCalibration calibration;
  guint8 run_id[MPS_RUN_ID_SIZE];
  guint32 first;
  guint n;

  switch (kind) {
  case HELLO:
    if (!mps_reader_hello_decode (data, size, &hello))
      return FALSE;
    g_assert_cmpuint (strlen (hello.serial), <=, MPS_SERIAL_WIRE_SIZE);
    mps_reader_hello_encode (&hello, again);
    return strlen (hello.serial) == MPS_SERIAL_WIRE_SIZE;
  case STATUS:
    if (!mps_reader_status_decode (data, size, &status))
      return FALSE;
    mps_reader_status_encode (&status, again);
    return TRUE;
  case START:
    if (!mps_reader_start_decode (data, size, &start))
      return FALSE;
    g_assert_cmpuint (mps_reader_start_get_total (&start), >=, 1);
    g_assert_cmpuint (mps_reader_start_get_total (&start), <=, MPS_RUN_MAX_SCANS);
    mps_reader_start_encode (&start, again);
    /* The byte that is sent 0 and ignored. */
    again->data[19] = data[19];
    return TRUE;
  case RESEND:
    if (!mps_reader_resend_decode (data, size, ranges, &n))
      return FALSE;
    mps_reader_resend_encode (ranges, n, again);
    return TRUE;
  case RESUME:
    if (!mps_reader_resume_decode (data, size, &resume))
      return FALSE;
    mps_reader_resume_encode (&resume, again);
    return TRUE;
  case RESUME_REQUEST:
    if (!mps_reader_resume_request_decode (data, size, run_id, &first))
      return FALSE;
    mps_reader_resume_request_encode (run_id, first, again);
    return TRUE;
  case END:
    if (!mps_reader_end_decode (data, size, &end))
      return FALSE;
    mps_reader_end_encode (&end, again);
    return TRUE;
  case SCAN:
    if (!mps_scan_decode (data, size, &scan))
      return FALSE;
    mps_scan_encode (&scan, again);
    return TRUE;
  case CALIBRATION:
    if (!mps_calibration_decode (data, size, &calibration))
      return FALSE;
    mps_calibration_encode (&calibration, again);
    return TRUE;
  case N_KINDS:
  default:
    return FALSE;
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) again = g_byte_array_new ();

  if (size < 1 || !code_again ((Kind)(data[0] % N_KINDS), data + 1, size - 1, again))
    return 0;

  g_assert_cmpuint (again->len, <=, size - 1);
  g_assert_cmpmem (again->data, again->len, data + 1, again->len);
  return 0;
}

static void
add_seed (GPtrArray *seeds, Kind kind, const GByteArray *payload)
{
  g_autoptr (GByteArray) seed = g_byte_array_new ();
  guint8 choice = (guint8)kind;

  g_byte_array_append (seed, &choice, 1);
  g_byte_array_append (seed, payload->data, payload->len);
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (g_steal_pointer (&seed)));
}

static void
encode_sample (Kind kind, GByteArray *payload)
{
  MpsReaderHello hello = { 88, 1, 2, 3, 5, 1, "ABCDEFGHIJKLMNOP", 7 };
  MpsReaderStatus status = { 1, 100, 2500, 4000, 0, 1 };
  MpsReaderStart start = { { 1 }, 10, 1, 10, 20, 10 };
  MpsScanRange ranges[2] = { { 1, 2 }, { 7, 1024 } };
  MpsReaderResume resume = { 1, 2, 0 };
  MpsReaderEnd end = { { 1 }, 40, 0 };
  MpsScan scan = { .index = 3, .det = { 5, -5 } };
  MpsCalibration calibration = { 0 };

  for (guint c = 0; c < MPS_CHANNELS; c++)
    calibration.channel[c].gain = 1;

  switch (kind) {
  case HELLO:
    mps_reader_hello_encode (&hello, payload);
    break;
  case STATUS:
    mps_reader_status_encode (&status, payload);
    break;
  case START:
    mps_reader_start_encode (&start, payload);
    break;
  case RESEND:
    mps_reader_resend_encode (ranges, G_N_ELEMENTS (ranges), payload);
    break;
  case RESUME:
    mps_reader_resume_encode (&resume, payload);
    break;
  case RESUME_REQUEST:
    mps_reader_resume_request_encode (start.run_id, 3, payload);
    break;
  case END:
    mps_reader_end_encode (&end, payload);
    break;
  case SCAN:
    mps_scan_encode (&scan, payload);
    break;
  case CALIBRATION:
    mps_calibration_encode (&calibration, payload);
    break;
  case N_KINDS:
  default:
    break;
  }
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint kind = 0; kind < N_KINDS; kind++) {
    g_autoptr (GByteArray) payload = g_byte_array_new ();

    encode_sample ((Kind)kind, payload);
    add_seed (seeds, (Kind)kind, payload);
  }

  return seeds;
}
