/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/import/mps-json-scan-private.h"

#include <string.h>

/* Where the reader stands, and what closes the objects and arrays that are open. */
typedef struct {
  const char *text;
  gsize length;
  gsize at;
  char open[MPS_JSON_SCAN_DEPTH];
  guint depth;
} Scan;

static void
skip_space (Scan *scan)
{
  while (scan->at < scan->length && strchr (" \t\r\n", scan->text[scan->at]) != NULL &&
         scan->text[scan->at] != '\0')
    scan->at++;
}

static gboolean
take (Scan *scan, char wanted)
{
  if (scan->at >= scan->length || scan->text[scan->at] != wanted)
    return FALSE;

  scan->at++;
  return TRUE;
}

static gboolean
scan_escape (Scan *scan)
{
  if (scan->at >= scan->length)
    return FALSE;
  if (scan->text[scan->at] != 'u')
    return scan->text[scan->at] != '\0' && strchr ("\"\\/bfnrt", scan->text[scan->at++]) != NULL;

  scan->at++;
  for (guint i = 0; i < 4; i++, scan->at++)
    if (scan->at >= scan->length || !g_ascii_isxdigit (scan->text[scan->at]))
      return FALSE;
  return TRUE;
}

static const char *
scan_string (Scan *scan)
{
  if (!take (scan, '"'))
    return "a text in quotes is missing";

  while (scan->at < scan->length) {
    guchar byte = (guchar)scan->text[scan->at];

    if (byte < 0x20)
      return "there is a control character inside a text";
    scan->at++;
    if (byte == '"')
      return NULL;
    if (byte == '\\' && !scan_escape (scan))
      return scan->at >= scan->length ? "it ends inside a text" : "an escape does not exist";
  }
  return "it ends inside a text";
}

static gboolean
scan_digits (Scan *scan)
{
  gsize start = scan->at;

  while (scan->at < scan->length && g_ascii_isdigit (scan->text[scan->at]))
    scan->at++;
  return scan->at > start;
}

static const char *
scan_number (Scan *scan)
{
  take (scan, '-');
  if (!take (scan, '0') && !scan_digits (scan))
    return "a number is malformed";
  if (take (scan, '.') && !scan_digits (scan))
    return "a number is malformed";
  if (take (scan, 'e') || take (scan, 'E')) {
    if (!take (scan, '+'))
      take (scan, '-');
    if (!scan_digits (scan))
      return "a number is malformed";
  }
  return NULL;
}

static const char *
scan_word (Scan *scan)
{
  const char *const words[] = { "true", "false", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize n = strlen (words[i]);

    if (scan->length - scan->at >= n && memcmp (scan->text + scan->at, words[i], n) == 0) {
      scan->at += n;
      return NULL;
    }
  }
  return "there is something that is not JSON";
}

static const char *
scan_name (Scan *scan)
{
  const char *wrong;

  skip_space (scan);
  wrong = scan_string (scan);
  skip_space (scan);
  if (wrong == NULL && !take (scan, ':'))
    return "a colon is missing";
  return wrong;
}

/* Opens an object or array; one with something in it is left standing before its first value. */
static const char *
open_container (Scan *scan, gboolean *empty)
{
  char close = scan->text[scan->at] == '{' ? '}' : ']';

  if (scan->depth == MPS_JSON_SCAN_DEPTH)
    return "it is nested too deep";

  scan->at++;
  skip_space (scan);
  *empty = take (scan, close);
  if (*empty)
    return NULL;

  scan->open[scan->depth++] = close;
  return close == '}' ? scan_name (scan) : NULL;
}

/* After a value: closes what ends here, or stops before the next value. */
static const char *
continue_container (Scan *scan, gboolean *finished)
{
  *finished = FALSE;
  while (scan->depth > 0) {
    skip_space (scan);
    if (take (scan, ','))
      return scan->open[scan->depth - 1] == '}' ? scan_name (scan) : NULL;
    if (!take (scan, scan->open[scan->depth - 1]))
      return scan->at >= scan->length ? "it ends too early"
                                      : "a comma or closing bracket is missing";
    scan->depth--;
  }

  *finished = TRUE;
  return NULL;
}

static const char *
scan_value (Scan *scan, gboolean *opened)
{
  gboolean empty = FALSE;
  const char *wrong;
  char first;

  *opened = FALSE;
  skip_space (scan);
  if (scan->at >= scan->length)
    return "it ends too early";

  first = scan->text[scan->at];
  if (first == '{' || first == '[') {
    wrong = open_container (scan, &empty);
    *opened = !empty;
    return wrong;
  }
  if (first == '"')
    return scan_string (scan);
  return first == '-' || g_ascii_isdigit (first) ? scan_number (scan) : scan_word (scan);
}

/**
 * mps_json_scan:
 * @text: bytes
 * @length: their number
 * @start: where a value begins, spaces apart
 * @end: (out): the first byte after the value; where it is damaged: the byte that cannot be
 * @wrong: (out): what is wrong there; untouched if nothing is
 *
 * Reads one JSON value (RFC 8259) without keeping anything of it. Does not recurse. Whether the
 * bytes are UTF-8 is not looked at.
 *
 * Returns: whether the value is whole
 */
gboolean
mps_json_scan (const char *text, gsize length, gsize start, gsize *end, const char **wrong)
{
  Scan scan = { .text = text, .length = length, .at = start };
  gboolean finished = FALSE;
  const char *problem = NULL;

  while (!finished && problem == NULL) {
    gboolean opened = FALSE;

    problem = scan_value (&scan, &opened);
    if (problem == NULL && !opened)
      problem = continue_container (&scan, &finished);
  }

  *end = scan.at;
  if (problem != NULL)
    *wrong = problem;
  return problem == NULL;
}

/**
 * mps_json_scan_locate:
 * @text: UTF-8
 * @offset: a byte in it
 * @line: (out): its line, from 1
 * @column: (out): its character in that line, from 1
 */
void
mps_json_scan_locate (const char *text, gsize offset, gsize *line, gsize *column)
{
  *line = 1;
  *column = 1;
  for (gsize i = 0; i < offset; i++) {
    if (text[i] == '\n') {
      (*line)++;
      *column = 1;
    } else if (((guchar)text[i] & 0xc0) != 0x80) {
      (*column)++;
    }
  }
}
