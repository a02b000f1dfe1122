/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-csv.h"

#include <string.h>

#define BYTES_MAX (256 * 1024 * 1024)
#define ROWS_MAX 1000000
#define COLUMNS_MAX 500

G_DEFINE_QUARK (mps - csv - error - quark, mps_csv_error)

/* Where the reader is. */
typedef struct {
  const char *p;
  const char *end;
  char delimiter;
  guint line;
  GString *field;
} Reader;

static void
clear (gpointer data)
{
  MpsCsv *csv = data;

  g_ptr_array_unref (csv->rows);
  g_array_unref (csv->lines);
}

/**
 * mps_csv_ref:
 * @csv: a table
 *
 * Any thread.
 *
 * Returns: (transfer full): the table
 */
MpsCsv *
mps_csv_ref (MpsCsv *csv)
{
  return g_atomic_rc_box_acquire (csv);
}

/**
 * mps_csv_free:
 * @csv: (transfer full) (nullable): a table, gone with its last reference
 *
 * Any thread.
 */
void
mps_csv_free (MpsCsv *csv)
{
  if (csv != NULL)
    g_atomic_rc_box_release_full (csv, clear);
}

/**
 * mps_csv_peek:
 * @csv: a table
 * @row: which, from 0
 * @column: which, from 0
 *
 * Returns: (transfer none): what stands there; empty where the row is shorter
 */
const char *
mps_csv_peek (const MpsCsv *csv, guint row, guint column)
{
  const GPtrArray *fields = row < csv->rows->len ? g_ptr_array_index (csv->rows, row) : NULL;

  return fields != NULL && column < fields->len ? g_ptr_array_index (fields, column) : "";
}

/* Spreadsheets in Korea save UTF-8 with or without a mark, or code page 949. */
static char *
dup_utf8 (const char *data, gsize length, const char **encoding, GError **error)
{
  static const char mark[] = "\xef\xbb\xbf";
  g_autofree char *converted = NULL;
  gsize written = 0;

  *encoding = "UTF-8";
  if (length >= 3 && memcmp (data, mark, 3) == 0) {
    data += 3;
    length -= 3;
  }
  if (g_utf8_validate (data, (gssize)length, NULL))
    return g_strndup (data, length);

  converted = g_convert (data, (gssize)length, "UTF-8", "CP949", NULL, &written, NULL);
  if (converted == NULL || strlen (converted) != written) {
    g_set_error_literal (error,
                         MPS_CSV_ERROR,
                         MPS_CSV_ERROR_ENCODING,
                         "csv: the file is neither UTF-8 nor CP949; save it as CSV UTF-8");
    return NULL;
  }

  *encoding = "CP949";
  return g_steal_pointer (&converted);
}

/* What stands most often outside quotes in the first line; a comma where nothing does. */
static char
sniff (const char *text)
{
  static const char candidates[] = ",;\t|";
  guint counts[sizeof candidates] = { 0 };
  gboolean quoted = FALSE;
  guint best = 0;

  for (const char *p = text; *p != '\0' && (quoted || (*p != '\n' && *p != '\r')); p++) {
    const char *found = strchr (candidates, *p);

    if (*p == '"')
      quoted = !quoted;
    else if (!quoted && found != NULL)
      counts[found - candidates]++;
  }
  for (guint i = 1; candidates[i] != '\0'; i++)
    if (counts[i] > counts[best])
      best = i;
  return candidates[best];
}

static gboolean
fail_at (const Reader *reader, const char *what, GError **error)
{
  g_set_error (
      error, MPS_CSV_ERROR, MPS_CSV_ERROR_SYNTAX, "csv: %s in line %u", what, reader->line);
  return FALSE;
}

/* From behind the opening quote to behind the closing one. */
static gboolean
read_quoted (Reader *reader, GError **error)
{
  while (reader->p < reader->end) {
    char c = *reader->p++;

    if (c == '\n')
      reader->line++;
    if (c != '"') {
      g_string_append_c (reader->field, c);
      continue;
    }
    if (reader->p == reader->end || *reader->p != '"')
      return TRUE;
    g_string_append_c (reader->field, *reader->p++);
  }
  return fail_at (reader, "quotes are not closed; the last of the text is", error);
}

static gboolean
is_end_of_field (const Reader *reader)
{
  return reader->p == reader->end || *reader->p == reader->delimiter || *reader->p == '\n' ||
         *reader->p == '\r';
}

static gboolean
read_field (Reader *reader, GError **error)
{
  g_string_truncate (reader->field, 0);
  if (reader->p < reader->end && *reader->p == '"') {
    reader->p++;
    if (!read_quoted (reader, error))
      return FALSE;
    return is_end_of_field (reader) || fail_at (reader, "text stands behind closing quotes", error);
  }

  while (!is_end_of_field (reader)) {
    if (*reader->p == '"')
      return fail_at (reader, "quotes stand in a field that does not begin with them", error);
    g_string_append_c (reader->field, *reader->p++);
  }
  return TRUE;
}

static void
skip_line_end (Reader *reader)
{
  if (reader->p < reader->end && *reader->p == '\r')
    reader->p++;
  if (reader->p < reader->end && *reader->p == '\n')
    reader->p++;
  reader->line++;
}

static gboolean
read_row (Reader *reader, GPtrArray *fields, GError **error)
{
  for (;;) {
    if (!read_field (reader, error))
      return FALSE;
    if (fields->len == COLUMNS_MAX) {
      g_set_error (error,
                   MPS_CSV_ERROR,
                   MPS_CSV_ERROR_SIZE,
                   "csv: line %u has more than %d columns",
                   reader->line,
                   COLUMNS_MAX);
      return FALSE;
    }
    g_ptr_array_add (fields, g_strndup (reader->field->str, reader->field->len));
    if (reader->p == reader->end || *reader->p != reader->delimiter)
      break;
    reader->p++;
  }

  skip_line_end (reader);
  return TRUE;
}

static gboolean
is_empty (const GPtrArray *fields)
{
  return fields->len == 1 && *(const char *)g_ptr_array_index (fields, 0) == '\0';
}

static gboolean
read_rows (Reader *reader, MpsCsv *csv, GError **error)
{
  while (reader->p < reader->end) {
    g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
    guint line = reader->line;

    if (!read_row (reader, fields, error))
      return FALSE;
    if (is_empty (fields))
      continue;
    if (csv->rows->len == ROWS_MAX) {
      g_set_error (error,
                   MPS_CSV_ERROR,
                   MPS_CSV_ERROR_SIZE,
                   "csv: the file has more than %d rows; split it",
                   ROWS_MAX);
      return FALSE;
    }
    g_ptr_array_add (csv->rows, g_steal_pointer (&fields));
    g_array_append_val (csv->lines, line);
  }
  return TRUE;
}

/**
 * mps_csv_parse:
 * @data: a file
 * @length: its bytes
 * @delimiter: what stands between fields; 0: comma, semicolon, tab or bar, whichever the first line
 *   has most of
 * @error: return location
 *
 * Reads a table strictly after RFC 4180, in UTF-8 with or without its mark, or in CP949. Lines end
 * with LF or CR LF. Any thread. Errors: #MpsCsvError; the message holds nothing of the file.
 *
 * Returns: (transfer full): the table, or %NULL
 */
MpsCsv *
mps_csv_parse (const char *data, gsize length, char delimiter, GError **error)
{
  g_autoptr (MpsCsv) csv = g_atomic_rc_box_new0 (MpsCsv);
  g_autoptr (GString) field = g_string_new (NULL);
  g_autofree char *text = NULL;
  Reader reader;

  csv->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  csv->lines = g_array_new (FALSE, FALSE, sizeof (guint));
  if (length > BYTES_MAX) {
    g_set_error_literal (
        error, MPS_CSV_ERROR, MPS_CSV_ERROR_SIZE, "csv: the file is bigger than 256 MB; split it");
    return NULL;
  }
  text = dup_utf8 (length > 0 ? data : "", length, &csv->encoding, error);
  if (text == NULL)
    return NULL;

  csv->delimiter = delimiter != 0 ? delimiter : sniff (text);
  reader = (Reader){
    .p = text, .end = text + strlen (text), .delimiter = csv->delimiter, .line = 1, .field = field
  };
  return read_rows (&reader, csv, error) ? g_steal_pointer (&csv) : NULL;
}

static void
append_field (GString *line, const char *text)
{
  if (line->len > 0 && line->str[line->len - 1] != '\n')
    g_string_append_c (line, ',');
  g_string_append_c (line, '"');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (line, '"');
    g_string_append_c (line, *p);
  }
  g_string_append_c (line, '"');
}

/**
 * mps_csv_append_text:
 * @line: what is written so far
 * @text: a field
 *
 * Adds a field in quotes. One that a spreadsheet would take for a formula gets an apostrophe before
 * it (OWASP, CSV injection).
 */
void
mps_csv_append_text (GString *line, const char *text)
{
  g_autofree char *harmless = NULL;

  if (*text != '\0' && strchr ("=+-@\t\r\n", *text) != NULL)
    harmless = g_strconcat ("'", text, NULL);
  append_field (line, harmless != NULL ? harmless : text);
}

/**
 * mps_csv_append_number:
 * @line: what is written so far
 * @number: a number as JSON writes it
 *
 * Adds a number, its sign and digits as they are; what is no number is added as a text.
 */
void
mps_csv_append_number (GString *line, const char *number)
{
  if (strspn (number, "+-0123456789.eE") == strlen (number))
    append_field (line, number);
  else
    mps_csv_append_text (line, number);
}

/**
 * mps_csv_end_line:
 * @line: what is written so far
 */
void
mps_csv_end_line (GString *line)
{
  g_string_append (line, "\r\n");
}
