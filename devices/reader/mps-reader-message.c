/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-message.h"

#include "devices/reader/mps-reader-bytes.h"

#define SERIAL_PREFIX "MPS-"
#define SERIAL_DIGITS 8
#define RATE_MAX_HZ 1000
#define RANGE_WIRE_SIZE 6

/**
 * mps_reader_hello_decode:
 * @data: (array length=size): HELLO's reply after its status byte
 * @size: bytes of @data
 * @hello: (out): who answered
 *
 * Whether the serial number and the channels are the right ones is the driver's to judge.
 *
 * Returns: %FALSE and @hello untouched when the payload is too short
 */
gboolean
mps_reader_hello_decode (const guint8 *data, gsize size, MpsReaderHello *hello)
{
  MpsBytes bytes = mps_bytes (data, size);
  MpsReaderHello found = { 0 };

  if (!mps_bytes_left (&bytes, MPS_HELLO_WIRE_SIZE))
    return FALSE;

  found.channels = mps_bytes_take_u16 (&bytes);
  found.firmware_major = mps_bytes_take_u16 (&bytes);
  found.firmware_minor = mps_bytes_take_u16 (&bytes);
  found.firmware_patch = mps_bytes_take_u16 (&bytes);
  found.features = mps_bytes_take_u32 (&bytes);
  found.clock_us = mps_bytes_take_u64 (&bytes);
  mps_bytes_take (&bytes, found.serial, MPS_SERIAL_WIRE_SIZE);
  found.boot_count = mps_bytes_take_u32 (&bytes);

  *hello = found;
  return TRUE;
}

/**
 * mps_reader_hello_encode:
 * @hello: who answers
 * @bytes: where the reply, without its status byte, is added
 */
void
mps_reader_hello_encode (const MpsReaderHello *hello, GByteArray *bytes)
{
  char serial[MPS_SERIAL_WIRE_SIZE + 1] = { 0 };

  g_strlcpy (serial, hello->serial, sizeof serial);
  mps_bytes_put_u16 (bytes, hello->channels);
  mps_bytes_put_u16 (bytes, hello->firmware_major);
  mps_bytes_put_u16 (bytes, hello->firmware_minor);
  mps_bytes_put_u16 (bytes, hello->firmware_patch);
  mps_bytes_put_u32 (bytes, hello->features);
  mps_bytes_put_u64 (bytes, hello->clock_us);
  g_byte_array_append (bytes, (const guint8 *)serial, MPS_SERIAL_WIRE_SIZE);
  mps_bytes_put_u32 (bytes, hello->boot_count);
}

/**
 * mps_reader_status_decode:
 * @data: (array length=size): a STATUS event's payload, or GET_STATUS's reply after its status byte
 * @size: bytes of @data
 * @status: (out): state of the reader
 *
 * Returns: %FALSE and @status untouched when the payload is too short or the state is none of a
 *   reader's four
 */
gboolean
mps_reader_status_decode (const guint8 *data, gsize size, MpsReaderStatus *status)
{
  MpsBytes bytes = mps_bytes (data, size);
  MpsReaderStatus found = { 0 };

  if (!mps_bytes_left (&bytes, MPS_STATUS_WIRE_SIZE))
    return FALSE;

  found.state = mps_bytes_take_u8 (&bytes);
  found.battery_percent = mps_bytes_take_u8 (&bytes);
  found.temperature_centi_c = (gint16)mps_bytes_take_u16 (&bytes);
  found.humidity_centi_percent = mps_bytes_take_u16 (&bytes);
  found.faults = mps_bytes_take_u32 (&bytes);
  found.self_test_s = mps_bytes_take_u32 (&bytes);
  if (found.state > MPS_READER_FAULT)
    return FALSE;

  *status = found;
  return TRUE;
}

/**
 * mps_reader_status_encode:
 * @status: state of the reader
 * @bytes: where the payload is added
 */
void
mps_reader_status_encode (const MpsReaderStatus *status, GByteArray *bytes)
{
  mps_bytes_put_u8 (bytes, status->state);
  mps_bytes_put_u8 (bytes, status->battery_percent);
  mps_bytes_put_u16 (bytes, (guint16)status->temperature_centi_c);
  mps_bytes_put_u16 (bytes, status->humidity_centi_percent);
  mps_bytes_put_u32 (bytes, status->faults);
  mps_bytes_put_u32 (bytes, status->self_test_s);
}

static guint64
total_scans (const MpsReaderStart *start)
{
  guint64 block = (guint64)start->baseline_scans + start->exposure_scans + start->recovery_scans;

  return block * mps_programme_get_n_blocks ((MpsProgramme)start->programme);
}

/**
 * mps_reader_start_get_total:
 * @start: what a run shall be, as mps_reader_start_decode() accepts it
 *
 * Returns: scans of all blocks
 */
guint32
mps_reader_start_get_total (const MpsReaderStart *start)
{
  return (guint32)MIN (total_scans (start), G_MAXUINT32);
}

/**
 * mps_reader_start_is_valid:
 * @start: what a run shall be
 *
 * The argument rules of START: 1…1000 Hz, a known programme, a blank of baseline scans only,
 * 1…1 000 000 scans in all.
 *
 * Returns: whether a reader may accept it
 */
gboolean
mps_reader_start_is_valid (const MpsReaderStart *start)
{
  guint64 total;

  if (start->programme > MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE)
    return FALSE;
  if (start->rate_hz < 1 || start->rate_hz > RATE_MAX_HZ)
    return FALSE;
  if (start->programme == MPS_PROGRAMME_BLANK &&
      (start->exposure_scans != 0 || start->recovery_scans != 0))
    return FALSE;

  total = total_scans (start);
  return total >= 1 && total <= MPS_RUN_MAX_SCANS;
}

/**
 * mps_reader_start_decode:
 * @data: (array length=size): START's payload
 * @size: bytes of @data
 * @start: (out): what the run shall be
 *
 * Returns: %FALSE and @start untouched when the payload is shorter than %MPS_START_WIRE_SIZE or an
 *   argument breaks the rules of mps_reader_start_is_valid()
 */
gboolean
mps_reader_start_decode (const guint8 *data, gsize size, MpsReaderStart *start)
{
  MpsBytes bytes = mps_bytes (data, size);
  MpsReaderStart found = { 0 };

  if (!mps_bytes_left (&bytes, MPS_START_WIRE_SIZE))
    return FALSE;

  mps_bytes_take (&bytes, found.run_id, sizeof found.run_id);
  found.rate_hz = mps_bytes_take_u16 (&bytes);
  found.programme = mps_bytes_take_u8 (&bytes);
  mps_bytes_take_u8 (&bytes);
  found.baseline_scans = mps_bytes_take_u32 (&bytes);
  found.exposure_scans = mps_bytes_take_u32 (&bytes);
  found.recovery_scans = mps_bytes_take_u32 (&bytes);
  if (!mps_reader_start_is_valid (&found))
    return FALSE;

  *start = found;
  return TRUE;
}

/**
 * mps_reader_start_encode:
 * @start: what the run shall be
 * @bytes: where the payload is added
 */
void
mps_reader_start_encode (const MpsReaderStart *start, GByteArray *bytes)
{
  g_byte_array_append (bytes, start->run_id, sizeof start->run_id);
  mps_bytes_put_u16 (bytes, start->rate_hz);
  mps_bytes_put_u8 (bytes, start->programme);
  mps_bytes_put_u8 (bytes, 0);
  mps_bytes_put_u32 (bytes, start->baseline_scans);
  mps_bytes_put_u32 (bytes, start->exposure_scans);
  mps_bytes_put_u32 (bytes, start->recovery_scans);
}

/**
 * mps_reader_resend_decode:
 * @data: (array length=size): RESEND's payload
 * @size: bytes of @data
 * @ranges: (out caller-allocates): room for %MPS_RESEND_MAX_RANGES ranges
 * @n: (out): how many ranges there are
 *
 * Returns: %FALSE and both untouched when the payload is too short, there are not 1…64 ranges, or
 *   one has not 1…1024 scans
 */
gboolean
mps_reader_resend_decode (const guint8 *data, gsize size, MpsScanRange *ranges, guint *n)
{
  MpsBytes bytes = mps_bytes (data, size);
  MpsScanRange found[MPS_RESEND_MAX_RANGES];
  guint count;

  if (!mps_bytes_left (&bytes, 1))
    return FALSE;

  count = mps_bytes_take_u8 (&bytes);
  if (count < 1 || count > MPS_RESEND_MAX_RANGES)
    return FALSE;
  if (!mps_bytes_left (&bytes, (gsize)count * RANGE_WIRE_SIZE))
    return FALSE;

  for (guint i = 0; i < count; i++) {
    found[i].first = mps_bytes_take_u32 (&bytes);
    found[i].count = mps_bytes_take_u16 (&bytes);
    if (found[i].count < 1 || found[i].count > MPS_RESEND_MAX_SCANS)
      return FALSE;
  }

  memcpy (ranges, found, count * sizeof *ranges);
  *n = count;
  return TRUE;
}

/**
 * mps_reader_resend_encode:
 * @ranges: (array length=n): scans that are wanted again
 * @n: 1…%MPS_RESEND_MAX_RANGES
 * @bytes: where the payload is added
 */
void
mps_reader_resend_encode (const MpsScanRange *ranges, guint n, GByteArray *bytes)
{
  g_return_if_fail (n >= 1 && n <= MPS_RESEND_MAX_RANGES);

  mps_bytes_put_u8 (bytes, (guint8)n);
  for (guint i = 0; i < n; i++) {
    mps_bytes_put_u32 (bytes, ranges[i].first);
    mps_bytes_put_u16 (bytes, ranges[i].count);
  }
}

/**
 * mps_reader_resume_request_decode:
 * @data: (array length=size): RESUME's payload
 * @size: bytes of @data
 * @run_id: (out caller-allocates): the run
 * @first: (out): first scan that is wanted
 *
 * Returns: %FALSE and both untouched when the payload is too short
 */
gboolean
mps_reader_resume_request_decode (const guint8 *data,
                                  gsize size,
                                  guint8 run_id[MPS_RUN_ID_SIZE],
                                  guint32 *first)
{
  MpsBytes bytes = mps_bytes (data, size);

  if (!mps_bytes_left (&bytes, MPS_RESUME_REQUEST_WIRE_SIZE))
    return FALSE;

  mps_bytes_take (&bytes, run_id, MPS_RUN_ID_SIZE);
  *first = mps_bytes_take_u32 (&bytes);
  return TRUE;
}

/**
 * mps_reader_resume_request_encode:
 * @run_id: the run
 * @first: first scan that is wanted
 * @bytes: where the payload is added
 */
void
mps_reader_resume_request_encode (const guint8 run_id[MPS_RUN_ID_SIZE],
                                  guint32 first,
                                  GByteArray *bytes)
{
  g_byte_array_append (bytes, run_id, MPS_RUN_ID_SIZE);
  mps_bytes_put_u32 (bytes, first);
}

/**
 * mps_reader_resume_decode:
 * @data: (array length=size): RESUME's reply after its status byte
 * @size: bytes of @data
 * @resume: (out): where the reader goes on
 *
 * Returns: %FALSE and @resume untouched when the payload is too short
 */
gboolean
mps_reader_resume_decode (const guint8 *data, gsize size, MpsReaderResume *resume)
{
  MpsBytes bytes = mps_bytes (data, size);

  if (!mps_bytes_left (&bytes, MPS_RESUME_WIRE_SIZE))
    return FALSE;

  resume->first = mps_bytes_take_u32 (&bytes);
  resume->produced = mps_bytes_take_u32 (&bytes);
  resume->ended = mps_bytes_take_u8 (&bytes);
  return TRUE;
}

/**
 * mps_reader_resume_encode:
 * @resume: where the reader goes on
 * @bytes: where the reply, without its status byte, is added
 */
void
mps_reader_resume_encode (const MpsReaderResume *resume, GByteArray *bytes)
{
  mps_bytes_put_u32 (bytes, resume->first);
  mps_bytes_put_u32 (bytes, resume->produced);
  mps_bytes_put_u8 (bytes, resume->ended);
}

/**
 * mps_reader_end_decode:
 * @data: (array length=size): END's payload
 * @size: bytes of @data
 * @end: (out): how the run ended
 *
 * Returns: %FALSE and @end untouched when the payload is too short, more scans were produced than a
 *   run may have, or the reason is none of the four
 */
gboolean
mps_reader_end_decode (const guint8 *data, gsize size, MpsReaderEnd *end)
{
  MpsBytes bytes = mps_bytes (data, size);
  MpsReaderEnd found = { 0 };

  if (!mps_bytes_left (&bytes, MPS_END_WIRE_SIZE))
    return FALSE;

  mps_bytes_take (&bytes, found.run_id, sizeof found.run_id);
  found.produced = mps_bytes_take_u32 (&bytes);
  found.reason = mps_bytes_take_u8 (&bytes);
  if (found.produced > MPS_RUN_MAX_SCANS || found.reason > MPS_END_FAULT)
    return FALSE;

  *end = found;
  return TRUE;
}

/**
 * mps_reader_end_encode:
 * @end: how the run ended
 * @bytes: where the payload is added
 */
void
mps_reader_end_encode (const MpsReaderEnd *end, GByteArray *bytes)
{
  g_byte_array_append (bytes, end->run_id, sizeof end->run_id);
  mps_bytes_put_u32 (bytes, end->produced);
  mps_bytes_put_u8 (bytes, end->reason);
}

/**
 * mps_reader_serial_is_valid:
 * @serial: (nullable): a serial number
 *
 * Returns: whether it is "MPS-" and 8 upper-case hexadecimal digits
 */
gboolean
mps_reader_serial_is_valid (const char *serial)
{
  const char *digit;

  if (serial == NULL || strlen (serial) != strlen (SERIAL_PREFIX) + SERIAL_DIGITS)
    return FALSE;
  if (!g_str_has_prefix (serial, SERIAL_PREFIX))
    return FALSE;

  for (digit = serial + strlen (SERIAL_PREFIX); *digit != '\0'; digit++)
    if (!g_ascii_isdigit (*digit) && !(*digit >= 'A' && *digit <= 'F'))
      return FALSE;

  return TRUE;
}
