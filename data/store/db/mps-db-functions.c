/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-fold.h"
#include "data/model/mps-time.h"
#include "data/store/db/mps-db.h"

#include <math.h>
#include <string.h>

#define PURE (SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS)

/* mps_time_us (text): µs since 1970 UTC of a FHIR date, dateTime or instant; NULL if it is none. */
static void
time_us (sqlite3_context *context, int n_arguments, sqlite3_value **arguments)
{
  const char *text = (const char *)sqlite3_value_text (arguments[0]);
  gint64 time = 0;

  if (mps_time_parse (text, &time))
    sqlite3_result_int64 (context, time);
}

/* mps_number (literal): the nearest double to a JSON number, which SQLite's own reader does not
 * promise; NULL if it is none. */
static void
number (sqlite3_context *context, int n_arguments, sqlite3_value **arguments)
{
  const char *text = (const char *)sqlite3_value_text (arguments[0]);
  char *end = NULL;
  double value;

  if (text == NULL || *text == '\0' || *text == '"')
    return;

  value = g_ascii_strtod (text, &end);
  if (*end == '\0' && isfinite (value))
    sqlite3_result_double (context, value);
}

/* Longer numbers than this come from arithmetic; no instrument reads that finely. */
#define PLAIN_NUMBER_MAX 8
#define SHOWN_FIGURES 4

/* mps_number_text (literal): a JSON number for a line of text, shortened to four figures where it
 * is long; digits before the point always stay. The record keeps the whole. */
static void
number_text (sqlite3_context *context, int n_arguments, sqlite3_value **arguments)
{
  const char *text = (const char *)sqlite3_value_text (arguments[0]);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE + 512];
  char format[16];
  double value;
  int before;

  if (text == NULL || strlen (text) <= PLAIN_NUMBER_MAX) {
    sqlite3_result_value (context, arguments[0]);
    return;
  }

  value = g_ascii_strtod (text, NULL);
  before = value != 0 && isfinite (value) ? (int)floor (log10 (fabs (value))) + 1 : 1;
  g_snprintf (format, sizeof format, "%%.%df", CLAMP (SHOWN_FIGURES - before, 0, 15));
  sqlite3_result_text (
      context, g_ascii_formatd (buffer, sizeof buffer, format, value), -1, SQLITE_TRANSIENT);
}

/* mps_fold (text): for comparing as people do, whatever the locale: width, case and composition
 * do not count. */
static void
fold (sqlite3_context *context, int n_arguments, sqlite3_value **arguments)
{
  const char *text = (const char *)sqlite3_value_text (arguments[0]);

  if (text != NULL)
    sqlite3_result_text (context, mps_text_fold (text), -1, g_free);
}

static const struct {
  const char *name;
  int n_arguments;
  void (*call) (sqlite3_context *, int, sqlite3_value **);
} functions[] = {
  { "mps_time_us", 1, time_us },
  { "mps_number", 1, number },
  { "mps_number_text", 1, number_text },
  { "mps_fold", 1, fold },
};

/**
 * mps_db_add_functions:
 * @handle: a connection of SQLite
 *
 * Adds what the projections need beyond SQL: `mps_time_us`, `mps_number`, `mps_number_text` and
 * `mps_fold`. All of them are pure and independent of the locale.
 *
 * Returns: SQLite's result code
 */
int
mps_db_add_functions (sqlite3 *handle)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++) {
    int code = sqlite3_create_function_v2 (handle,
                                           functions[i].name,
                                           functions[i].n_arguments,
                                           PURE,
                                           NULL,
                                           functions[i].call,
                                           NULL,
                                           NULL,
                                           NULL);

    if (code != SQLITE_OK)
      return code;
  }

  return SQLITE_OK;
}
