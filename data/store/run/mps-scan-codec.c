/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/run/mps-scan-codec.h"

#include "data/store/mps-store-error.h"

#include <gio/gio.h>
#include <string.h>

/* Version 1: this byte, then deflated (zlib, which ends with a checksum) columns one after another:
 * index, time, phase, level, step, flags, temperature, humidity, pressure, then each channel's det,
 * then each channel's ref. A column holds the difference of every scan to the one before, modulo
 * its width, as one plane a byte: first all low bytes, then the next. Neighbouring counts differ
 * little, so that their upper planes nearly vanish; the noise in the lowest stays as it is. */
#define FORMAT 1

/* Level 1 loses a few percent against 6 and takes a third of the time of the live path. */
#define DEFLATE_LEVEL 1

#define COUNT_MIN (-8388608)
#define COUNT_MAX 8388607

typedef enum {
  COLUMN_INDEX,
  COLUMN_TIME,
  COLUMN_PHASE,
  COLUMN_LEVEL,
  COLUMN_STEP,
  COLUMN_FLAGS,
  COLUMN_TEMPERATURE,
  COLUMN_HUMIDITY,
  COLUMN_PRESSURE,
  COLUMN_DET,
  COLUMN_REF = COLUMN_DET + MPS_CHANNELS,
  N_COLUMNS = COLUMN_REF + MPS_CHANNELS,
} Column;

static const guint8 widths[COLUMN_DET] = { 4, 8, 1, 1, 1, 1, 2, 2, 4 };

static guint
column_width (guint column)
{
  return column < COLUMN_DET ? widths[column] : 3;
}

static gsize
encoded_size (gsize n_scans)
{
  gsize size = 0;

  for (guint column = 0; column < N_COLUMNS; column++)
    size += column_width (column) * n_scans;
  return size;
}

static guint64
get_field (const MpsScan *scan, guint column)
{
  switch (column) {
  case COLUMN_INDEX:
    return scan->index;
  case COLUMN_TIME:
    return scan->time_us;
  case COLUMN_PHASE:
    return scan->phase;
  case COLUMN_LEVEL:
    return scan->level;
  case COLUMN_STEP:
    return scan->step;
  case COLUMN_FLAGS:
    return scan->flags;
  case COLUMN_TEMPERATURE:
    return (guint16)scan->temperature_centi_c;
  case COLUMN_HUMIDITY:
    return scan->humidity_centi_percent;
  case COLUMN_PRESSURE:
    return scan->pressure_pa;
  default:
    return column < COLUMN_REF ? (guint32)scan->det[column - COLUMN_DET]
                               : (guint32)scan->ref[column - COLUMN_REF];
  }
}

static gint32
sign_extend (guint64 value)
{
  guint32 low = (guint32)value & 0xffffff;

  return (low & 0x800000) != 0 ? (gint32)(low | 0xff000000) : (gint32)low;
}

static void
set_field (MpsScan *scan, guint column, guint64 value)
{
  switch (column) {
  case COLUMN_INDEX:
    scan->index = (guint32)value;
    return;
  case COLUMN_TIME:
    scan->time_us = value;
    return;
  case COLUMN_PHASE:
    scan->phase = (guint8)value;
    return;
  case COLUMN_LEVEL:
    scan->level = (guint8)value;
    return;
  case COLUMN_STEP:
    scan->step = (guint8)value;
    return;
  case COLUMN_FLAGS:
    scan->flags = (guint8)value;
    return;
  case COLUMN_TEMPERATURE:
    scan->temperature_centi_c = (gint16)(guint16)value;
    return;
  case COLUMN_HUMIDITY:
    scan->humidity_centi_percent = (guint16)value;
    return;
  case COLUMN_PRESSURE:
    scan->pressure_pa = (guint32)value;
    return;
  default:
    if (column < COLUMN_REF)
      scan->det[column - COLUMN_DET] = sign_extend (value);
    else
      scan->ref[column - COLUMN_REF] = sign_extend (value);
  }
}

static void
write_column (const MpsScan *scans, gsize n_scans, guint column, guint8 *planes)
{
  guint width = column_width (column);
  guint64 previous = 0;

  for (gsize i = 0; i < n_scans; i++) {
    guint64 value = get_field (&scans[i], column);
    guint64 difference = value - previous;

    for (guint plane = 0; plane < width; plane++)
      planes[plane * n_scans + i] = (guint8)(difference >> (8 * plane));
    previous = value;
  }
}

static void
read_column (MpsScan *scans, gsize n_scans, guint column, const guint8 *planes)
{
  guint width = column_width (column);
  guint64 previous = 0;

  for (gsize i = 0; i < n_scans; i++) {
    guint64 difference = 0;

    for (guint plane = 0; plane < width; plane++)
      difference |= (guint64)planes[plane * n_scans + i] << (8 * plane);
    previous += difference;
    set_field (&scans[i], column, previous);
  }
}

static gboolean
set_error (MpsStoreError code, const char *what, GError **error)
{
  g_set_error (error, MPS_STORE_ERROR, code, "records: %s", what);
  return FALSE;
}

static gboolean
counts_fit (const gint32 *counts)
{
  for (guint channel = 0; channel < MPS_CHANNELS; channel++)
    if (counts[channel] < COUNT_MIN || counts[channel] > COUNT_MAX)
      return FALSE;

  return TRUE;
}

static GBytes *
convert (GConverter *converter, const void *data, gsize size, gsize limit)
{
  g_autofree guint8 *out = g_malloc (limit);
  gsize done = 0;
  gsize read = 0;
  gsize written = 0;
  GConverterResult result = G_CONVERTER_CONVERTED;

  for (gsize at = 0; result == G_CONVERTER_CONVERTED; at += read) {
    if (done == limit)
      return NULL;

    result = g_converter_convert (converter,
                                  (const guint8 *)data + at,
                                  size - at,
                                  out + done,
                                  limit - done,
                                  G_CONVERTER_INPUT_AT_END,
                                  &read,
                                  &written,
                                  NULL);
    if (result == G_CONVERTER_ERROR)
      return NULL;
    done += written;
  }

  return g_bytes_new_take (g_steal_pointer (&out), done);
}

/**
 * mps_scan_codec_encode:
 * @scans: (array length=n_scans): scans with counts of 24 bits
 * @n_scans: 1…MPS_SCAN_CHUNK_MAX
 * @error: return location
 *
 * Pure. Fails with %MPS_STORE_ERROR_INPUT where a count has more than 24 bits.
 *
 * Returns: (transfer full): the chunk
 */
GBytes *
mps_scan_codec_encode (const MpsScan *scans, gsize n_scans, GError **error)
{
  gsize size = encoded_size (n_scans);
  g_autofree guint8 *columns = g_malloc (size);
  g_autoptr (GZlibCompressor) compressor =
      g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, DEFLATE_LEVEL);
  g_autoptr (GBytes) deflated = NULL;
  g_autoptr (GByteArray) chunk = g_byte_array_new ();
  const guint8 format = FORMAT;
  guint8 *at = columns;

  for (gsize i = 0; i < n_scans; i++)
    if (!counts_fit (scans[i].det) || !counts_fit (scans[i].ref)) {
      set_error (MPS_STORE_ERROR_INPUT, "a scan has counts of more than 24 bits", error);
      return NULL;
    }

  for (guint column = 0; column < N_COLUMNS; column++) {
    write_column (scans, n_scans, column, at);
    at += column_width (column) * n_scans;
  }

  /* Deflate never grows data by more than a few bytes a block. */
  deflated = convert (G_CONVERTER (compressor), columns, size, size + size / 1000 + 1024);
  if (deflated == NULL) {
    set_error (MPS_STORE_ERROR_FAILED, "scans could not be compressed", error);
    return NULL;
  }

  g_byte_array_append (chunk, &format, 1);
  g_byte_array_append (
      chunk, g_bytes_get_data (deflated, NULL), (guint)g_bytes_get_size (deflated));
  return g_byte_array_free_to_bytes (g_steal_pointer (&chunk));
}

/* One byte of room more than is right shows a chunk that holds too much. */
static GBytes *
inflate (const guint8 *data, gsize size, gsize expected)
{
  g_autoptr (GZlibDecompressor) decompressor =
      g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr (GBytes) columns = convert (G_CONVERTER (decompressor), data, size, expected + 1);

  if (columns == NULL || g_bytes_get_size (columns) != expected)
    return NULL;

  return g_steal_pointer (&columns);
}

/**
 * mps_scan_codec_decode:
 * @data: a chunk
 * @n_scans: how many scans it must hold
 * @scans: (element-type MpsScan): gets them at its end; untouched on failure
 * @error: return location
 *
 * Pure and total: any bytes are either a chunk or %MPS_STORE_ERROR_CORRUPT (a format that only a
 * newer program knows: %MPS_STORE_ERROR_VERSION).
 *
 * Returns: whether it was a chunk
 */
gboolean
mps_scan_codec_decode (GBytes *data, gsize n_scans, GArray *scans, GError **error)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (data, &size);
  g_autoptr (GBytes) columns = NULL;
  guint before = scans->len;
  const guint8 *at;

  if (size < 1 || n_scans < 1 || n_scans > MPS_SCAN_CHUNK_MAX)
    return set_error (MPS_STORE_ERROR_CORRUPT, "stored scans are damaged", error);
  if (bytes[0] != FORMAT)
    return set_error (
        MPS_STORE_ERROR_VERSION, "stored scans are in a format of a newer program", error);

  columns = inflate (bytes + 1, size - 1, encoded_size (n_scans));
  if (columns == NULL)
    return set_error (MPS_STORE_ERROR_CORRUPT, "stored scans are damaged", error);

  g_array_set_size (scans, before + (guint)n_scans);
  at = g_bytes_get_data (columns, NULL);
  for (guint column = 0; column < N_COLUMNS; column++) {
    read_column (&g_array_index (scans, MpsScan, before), n_scans, column, at);
    at += column_width (column) * n_scans;
  }
  return TRUE;
}
