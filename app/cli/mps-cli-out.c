/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli-out.h"

#include <math.h>
#include <string.h>

struct _MpsOut {
  GString *text;
  gboolean comma;
};

/**
 * mps_out_new:
 *
 * Returns: (transfer full): an empty line
 */
MpsOut *
mps_out_new (void)
{
  MpsOut *out = g_new0 (MpsOut, 1);

  out->text = g_string_new (NULL);
  return out;
}

/**
 * mps_out_free:
 * @out: (transfer full) (nullable): a line
 */
void
mps_out_free (MpsOut *out)
{
  if (out == NULL)
    return;

  g_string_free (out->text, TRUE);
  g_free (out);
}

static void
append_string (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (const char *c = value; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\')
      g_string_append_printf (text, "\\%c", *c);
    else if (*c == '\n')
      g_string_append (text, "\\n");
    else if ((guchar)*c < 0x20 || *c == 0x7f)
      g_string_append_printf (text, "\\u%04x", (guint)(guchar)*c);
    else
      g_string_append_c (text, *c);
  }
  g_string_append_c (text, '"');
}

static void
begin_value (MpsOut *out, const char *name)
{
  if (out->comma)
    g_string_append_c (out->text, ',');
  out->comma = TRUE;
  if (name == NULL)
    return;

  append_string (out->text, name);
  g_string_append_c (out->text, ':');
}

static void
begin_container (MpsOut *out, const char *name, char bracket)
{
  begin_value (out, name);
  g_string_append_c (out->text, bracket);
  out->comma = FALSE;
}

static void
end_container (MpsOut *out, char bracket)
{
  g_string_append_c (out->text, bracket);
  out->comma = TRUE;
}

void
mps_out_begin_object (MpsOut *out, const char *name)
{
  begin_container (out, name, '{');
}

void
mps_out_end_object (MpsOut *out)
{
  end_container (out, '}');
}

void
mps_out_begin_array (MpsOut *out, const char *name)
{
  begin_container (out, name, '[');
}

void
mps_out_end_array (MpsOut *out)
{
  end_container (out, ']');
}

/* value: (nullable): null; text that is no UTF-8 is repaired, so that the line stays JSON */
void
mps_out_string (MpsOut *out, const char *name, const char *value)
{
  g_autofree char *valid = NULL;

  if (value == NULL) {
    mps_out_null (out, name);
    return;
  }

  valid = g_utf8_make_valid (value, -1);
  begin_value (out, name);
  append_string (out->text, valid);
}

/* The fewest digits of 15, 16 or 17 that read back as the same double. */
static void
format_double (char buffer[G_ASCII_DTOSTR_BUF_SIZE], double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    double back;

    g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, formats[i], value);
    back = g_ascii_strtod (buffer, NULL);
    if (memcmp (&back, &value, sizeof back) == 0)
      return;
  }
}

void
mps_out_number (MpsOut *out, const char *name, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value)) {
    mps_out_null (out, name);
    return;
  }

  format_double (buffer, value);
  begin_value (out, name);
  g_string_append (out->text, buffer);
}

/* A binary32 value, exactly: read as a double it is the widened value. */
void
mps_out_single (MpsOut *out, const char *name, float value)
{
  mps_out_number (out, name, (double)value);
}

void
mps_out_integer (MpsOut *out, const char *name, gint64 value)
{
  begin_value (out, name);
  g_string_append_printf (out->text, "%" G_GINT64_FORMAT, value);
}

void
mps_out_boolean (MpsOut *out, const char *name, gboolean value)
{
  begin_value (out, name);
  g_string_append (out->text, value ? "true" : "false");
}

void
mps_out_null (MpsOut *out, const char *name)
{
  begin_value (out, name);
  g_string_append (out->text, "null");
}

/**
 * mps_out_peek:
 * @out: a line
 *
 * Returns: (transfer none): what was written so far
 */
const char *
mps_out_peek (MpsOut *out)
{
  return out->text->str;
}

/**
 * mps_out_dup_one_line:
 * @json: valid JSON
 *
 * Returns: (transfer full): the same without white space between its parts; every number and string
 *   keeps its exact text
 */
char *
mps_out_dup_one_line (const char *json)
{
  GString *line = g_string_sized_new (strlen (json));
  gboolean in_string = FALSE;
  gboolean escaped = FALSE;

  for (const char *c = json; *c != '\0'; c++) {
    if (!in_string && strchr (" \t\r\n", *c) != NULL)
      continue;
    g_string_append_c (line, *c);
    if (in_string && !escaped && *c == '\\') {
      escaped = TRUE;
      continue;
    }
    if (*c == '"' && !escaped)
      in_string = !in_string;
    escaped = FALSE;
  }

  return g_string_free (line, FALSE);
}
