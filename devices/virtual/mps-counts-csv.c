/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-counts-csv.h"

#include "devices/reader/mps-reader-message.h"
#include "devices/transport/mps-transport.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define COUNT_MIN (-(MPS_COUNT_RAIL + 1))

static const char *const scan_columns[] = {
  "index",
  "time_us",
  "phase",
  "level",
  "step",
  "flags",
  "temperature_centi_c",
  "humidity_centi_percent",
  "pressure_pa",
};

#define N_SCAN_COLUMNS G_N_ELEMENTS (scan_columns)
#define N_COLUMNS (N_SCAN_COLUMNS + 2 * MPS_CHANNELS)

static const struct {
  gint64 low;
  gint64 high;
} scan_limits[N_SCAN_COLUMNS] = {
  { 0, MPS_RUN_MAX_SCANS - 1 },
  { 0, G_MAXINT64 },
  { MPS_PHASE_BASELINE, MPS_PHASE_RECOVERY },
  { 0, 1 },
  { 0, 1 },
  { 0, G_MAXUINT8 },
  { G_MININT16, G_MAXINT16 },
  { 0, G_MAXUINT16 },
  { 0, G_MAXUINT32 },
};

typedef struct {
  const char *at;
  const char *end;
  guint line;
} Lines;

static void
append_column_name (GString *text, guint column)
{
  if (column < N_SCAN_COLUMNS)
    g_string_append (text, scan_columns[column]);
  else if (column < N_SCAN_COLUMNS + MPS_CHANNELS)
    g_string_append_printf (text, "det%u", column - (guint)N_SCAN_COLUMNS);
  else
    g_string_append_printf (text, "ref%u", column - (guint)N_SCAN_COLUMNS - MPS_CHANNELS);
}

static gboolean
fail (GError **error, guint line, const char *what)
{
  g_set_error (error,
               MPS_DEVICE_ERROR,
               MPS_DEVICE_ERROR_CORRUPT,
               /* TRANSLATORS: a line number, then what is wrong with the line */
               _ ("recorded counts: line %u: %s"),
               line,
               what);
  return FALSE;
}

static gboolean
fail_column (GError **error, guint line, guint column, const char *what)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_column_name (text, column);
  g_string_append_printf (text, ": %s", what);
  return fail (error, line, text->str);
}

/* The next line without its end, LF or CR LF. FALSE after the last. */
static gboolean
next_line (Lines *lines, const char **line, gsize *size)
{
  const char *end;

  if (lines->at == lines->end)
    return FALSE;

  end = memchr (lines->at, '\n', (gsize)(lines->end - lines->at));
  *line = lines->at;
  *size = (gsize)((end != NULL ? end : lines->end) - lines->at);
  lines->at = end != NULL ? end + 1 : lines->end;
  lines->line++;
  if (*size > 0 && (*line)[*size - 1] == '\r')
    (*size)--;
  return TRUE;
}

/* A whole number and nothing else; no sign but a minus, no spaces. */
static gboolean
parse_number (const char **at, const char *end, gint64 *number)
{
  gboolean negative = *at < end && **at == '-';
  const char *p = *at + (negative ? 1 : 0);
  const char *first = p;
  gint64 value = 0;

  for (; p < end && g_ascii_isdigit (*p); p++) {
    if (value > (G_MAXINT64 - 9) / 10)
      return FALSE;
    value = value * 10 + (*p - '0');
  }
  if (p == first || (p < end && *p != ','))
    return FALSE;

  *at = p;
  *number = negative ? -value : value;
  return TRUE;
}

static gboolean
parse_row (const char *line, gsize size, guint number, gint64 *values, GError **error)
{
  const char *at = line;
  const char *end = line + size;

  for (guint column = 0; column < N_COLUMNS; column++) {
    gboolean is_count = column >= N_SCAN_COLUMNS;
    gint64 low = is_count ? COUNT_MIN : scan_limits[column].low;
    gint64 high = is_count ? MPS_COUNT_RAIL : scan_limits[column].high;

    if (column > 0) {
      if (at == end)
        return fail_column (error, number, column, _ ("the line ends before this column"));
      at++;
    }
    if (!parse_number (&at, end, &values[column]))
      return fail_column (error, number, column, _ ("not a whole number"));
    if (values[column] < low || values[column] > high)
      return fail_column (error, number, column, _ ("out of range"));
  }
  if (at != end)
    return fail (error, number, _ ("more columns than the header"));
  return TRUE;
}

static void
fill_scan (const gint64 *values, MpsScan *scan)
{
  scan->index = (guint32)values[0];
  scan->time_us = (guint64)values[1];
  scan->phase = (guint8)values[2];
  scan->level = (guint8)values[3];
  scan->step = (guint8)values[4];
  scan->flags = (guint8)values[5];
  scan->temperature_centi_c = (gint16)values[6];
  scan->humidity_centi_percent = (guint16)values[7];
  scan->pressure_pa = (guint32)values[8];
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    scan->det[c] = (gint32)values[N_SCAN_COLUMNS + c];
    scan->ref[c] = (gint32)values[N_SCAN_COLUMNS + MPS_CHANNELS + c];
  }
}

static gboolean
check_header (Lines *lines, GError **error)
{
  g_autoptr (GString) header = g_string_new (NULL);
  const char *line;
  gsize size;

  mps_counts_csv_append_header (header);
  if (!next_line (lines, &line, &size))
    return fail (error, 1, _ ("the file is empty"));
  if (size + 1 != header->len || memcmp (line, header->str, size) != 0)
    return fail (error, 1, _ ("this is not the header of recorded counts"));
  return TRUE;
}

/**
 * mps_counts_csv_parse:
 * @data: text of a recording; the columns are in devices/virtual/README.md
 * @size: its bytes
 * @error: return location; %MPS_DEVICE_ERROR_CORRUPT with the line and the column
 *
 * Strict: the header as it is written, each column in range, indices from 0 without gaps, times
 * that never step back.
 *
 * Returns: (transfer full) (element-type MpsScan): at least one scan
 */
GArray *
mps_counts_csv_parse (const char *data, gsize size, GError **error)
{
  g_autoptr (GArray) scans = g_array_new (FALSE, FALSE, sizeof (MpsScan));
  Lines lines = { data, data + size, 0 };
  guint64 before_us = 0;
  const char *line;
  gsize line_size;

  if (!check_header (&lines, error))
    return NULL;

  while (next_line (&lines, &line, &line_size)) {
    gint64 values[N_COLUMNS];
    MpsScan scan;

    /* A number that was cut would be another number. */
    if (data[size - 1] != '\n' && lines.at == lines.end) {
      fail (error, lines.line, _ ("the file ends within the line"));
      return NULL;
    }
    if (!parse_row (line, line_size, lines.line, values, error))
      return NULL;
    fill_scan (values, &scan);
    if (scan.index != scans->len) {
      fail (error, lines.line, _ ("the index does not follow that of the line before"));
      return NULL;
    }
    if (scan.time_us < before_us) {
      fail (error, lines.line, _ ("the time steps back"));
      return NULL;
    }
    before_us = scan.time_us;
    g_array_append_val (scans, scan);
  }
  if (scans->len == 0) {
    fail (error, 2, _ ("there is no scan"));
    return NULL;
  }
  return g_steal_pointer (&scans);
}

/**
 * mps_counts_csv_load:
 * @path: a recording
 * @error: return location; a #GFileError, or what mps_counts_csv_parse() gives
 *
 * Returns: (transfer full) (element-type MpsScan): at least one scan
 */
GArray *
mps_counts_csv_load (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &data, &size, error)) {
    g_prefix_error (error, "recorded counts: ");
    return NULL;
  }
  return mps_counts_csv_parse (data, size, error);
}

/**
 * mps_counts_csv_append_header:
 * @text: where to append the first line of a recording
 */
void
mps_counts_csv_append_header (GString *text)
{
  for (guint column = 0; column < N_COLUMNS; column++) {
    if (column > 0)
      g_string_append_c (text, ',');
    append_column_name (text, column);
  }
  g_string_append_c (text, '\n');
}

/**
 * mps_counts_csv_append_scan:
 * @text: where to append a line
 * @scan: the next scan
 */
void
mps_counts_csv_append_scan (GString *text, const MpsScan *scan)
{
  g_string_append_printf (text,
                          "%u,%" G_GUINT64_FORMAT ",%u,%u,%u,%u,%d,%u,%u",
                          scan->index,
                          scan->time_us,
                          scan->phase,
                          scan->level,
                          scan->step,
                          scan->flags,
                          scan->temperature_centi_c,
                          scan->humidity_centi_percent,
                          scan->pressure_pa);
  for (guint c = 0; c < MPS_CHANNELS; c++)
    g_string_append_printf (text, ",%d", scan->det[c]);
  for (guint c = 0; c < MPS_CHANNELS; c++)
    g_string_append_printf (text, ",%d", scan->ref[c]);
  g_string_append_c (text, '\n');
}
