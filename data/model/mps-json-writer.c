/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-json-writer-private.h"

#include <math.h>
#include <string.h>

/**
 * mps_json_writer_init:
 * @writer: (out): a writer without text
 */
void
mps_json_writer_init (MpsJsonWriter *writer)
{
  writer->text = g_string_new (NULL);
  writer->comma = FALSE;
}

/**
 * mps_json_writer_finish:
 * @writer: a writer; emptied
 *
 * Returns: (transfer full): the text
 */
char *
mps_json_writer_finish (MpsJsonWriter *writer)
{
  return g_string_free (g_steal_pointer (&writer->text), FALSE);
}

/* Text from a device may hold anything; what FHIR forbids becomes U+FFFD. */
static void
append_quoted (GString *text, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  g_string_append_c (text, '"');
  for (const char *p = valid; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_printf (text, "\\%c", *p);
    else if (*p == '\n' || *p == '\r' || *p == '\t')
      g_string_append (text, *p == '\n' ? "\\n" : *p == '\r' ? "\\r" : "\\t");
    else if ((guchar)*p < 0x20)
      g_string_append (text, "\xef\xbf\xbd");
    else
      g_string_append_c (text, *p);
  }
  g_string_append_c (text, '"');
}

static void
begin (MpsJsonWriter *writer, const char *name)
{
  if (writer->comma)
    g_string_append_c (writer->text, ',');
  writer->comma = TRUE;
  if (name == NULL)
    return;

  append_quoted (writer->text, name);
  g_string_append_c (writer->text, ':');
}

/**
 * mps_json_writer_open:
 * @writer: a writer
 * @name: (nullable): name of the member
 * @bracket: '{' or '['
 */
void
mps_json_writer_open (MpsJsonWriter *writer, const char *name, char bracket)
{
  begin (writer, name);
  g_string_append_c (writer->text, bracket);
  writer->comma = FALSE;
}

/**
 * mps_json_writer_close:
 * @writer: a writer
 * @bracket: '}' or ']'
 */
void
mps_json_writer_close (MpsJsonWriter *writer, char bracket)
{
  g_string_append_c (writer->text, bracket);
  writer->comma = TRUE;
}

/**
 * mps_json_writer_string:
 * @writer: a writer
 * @name: (nullable): name of the member
 * @value: (nullable): UTF-8; nothing is written for %NULL and the empty text, which FHIR forbids
 */
void
mps_json_writer_string (MpsJsonWriter *writer, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  begin (writer, name);
  append_quoted (writer->text, value);
}

/**
 * mps_json_writer_number:
 * @writer: a writer
 * @name: (nullable): name of the member
 * @value: a finite number
 *
 * Writes the fewest digits, of 15 or more, that read back as the same number.
 */
void
mps_json_writer_number (MpsJsonWriter *writer, const char *name, double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_return_if_fail (isfinite (value));

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_ascii_formatd (digits, sizeof digits, formats[i], value);
    if (memcmp (&(double){ g_ascii_strtod (digits, NULL) }, &value, sizeof value) == 0)
      break;
  }
  begin (writer, name);
  g_string_append (writer->text, digits);
}

/**
 * mps_json_writer_literal:
 * @writer: a writer
 * @name: (nullable): name of the member
 * @literal: a number, true, false or null as JSON writes it
 */
void
mps_json_writer_literal (MpsJsonWriter *writer, const char *name, const char *literal)
{
  begin (writer, name);
  g_string_append (writer->text, literal);
}
