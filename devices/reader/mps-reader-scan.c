/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader-bytes.h"
#include "devices/reader/mps-reader-message.h"

#define COUNT_MIN (-8388608)
#define COUNT_MAX 8388607

static gboolean
take_counts (MpsBytes *bytes, gint32 counts[MPS_CHANNELS])
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    counts[c] = (gint32)mps_bytes_take_u32 (bytes);
    if (counts[c] < COUNT_MIN || counts[c] > COUNT_MAX)
      return FALSE;
  }

  return TRUE;
}

static void
put_counts (const gint32 counts[MPS_CHANNELS], GByteArray *bytes)
{
  for (guint c = 0; c < MPS_CHANNELS; c++)
    mps_bytes_put_u32 (bytes, (guint32)counts[c]);
}

/**
 * mps_scan_decode:
 * @data: (array length=size): one scan as in a SCAN event
 * @size: bytes of @data
 * @scan: (out): the scan
 *
 * Returns: %FALSE and @scan untouched when it is shorter than %MPS_SCAN_WIRE_SIZE or a field is out
 *   of rule: the index of no run, an unknown phase, level or step, a count of more than 24 bits
 */
gboolean
mps_scan_decode (const guint8 *data, gsize size, MpsScan *scan)
{
  MpsBytes bytes = mps_bytes (data, size);
  MpsScan found = { 0 };

  if (!mps_bytes_left (&bytes, MPS_SCAN_WIRE_SIZE))
    return FALSE;

  found.index = mps_bytes_take_u32 (&bytes);
  found.time_us = mps_bytes_take_u64 (&bytes);
  found.phase = mps_bytes_take_u8 (&bytes);
  found.level = mps_bytes_take_u8 (&bytes);
  found.step = mps_bytes_take_u8 (&bytes);
  found.flags = mps_bytes_take_u8 (&bytes);
  found.temperature_centi_c = (gint16)mps_bytes_take_u16 (&bytes);
  found.humidity_centi_percent = mps_bytes_take_u16 (&bytes);
  found.pressure_pa = mps_bytes_take_u32 (&bytes);
  if (found.index >= MPS_RUN_MAX_SCANS || found.phase > MPS_PHASE_RECOVERY || found.level > 1 ||
      found.step > 1)
    return FALSE;
  if (!take_counts (&bytes, found.det) || !take_counts (&bytes, found.ref))
    return FALSE;

  *scan = found;
  return TRUE;
}

/**
 * mps_scan_encode:
 * @scan: a scan
 * @bytes: where its %MPS_SCAN_WIRE_SIZE bytes are added
 */
void
mps_scan_encode (const MpsScan *scan, GByteArray *bytes)
{
  mps_bytes_put_u32 (bytes, scan->index);
  mps_bytes_put_u64 (bytes, scan->time_us);
  mps_bytes_put_u8 (bytes, scan->phase);
  mps_bytes_put_u8 (bytes, scan->level);
  mps_bytes_put_u8 (bytes, scan->step);
  mps_bytes_put_u8 (bytes, scan->flags);
  mps_bytes_put_u16 (bytes, (guint16)scan->temperature_centi_c);
  mps_bytes_put_u16 (bytes, scan->humidity_centi_percent);
  mps_bytes_put_u32 (bytes, scan->pressure_pa);
  put_counts (scan->det, bytes);
  put_counts (scan->ref, bytes);
}
