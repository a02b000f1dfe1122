/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-time.h"

#include "data/model/mps-time-private.h"

#include <string.h>

/* Days are counted in the proleptic Gregorian calendar from 1970-01-01, as FHIR and POSIX do. */

typedef struct {
  const char *at;
  const char *end;
} Cursor;

static gboolean
take_digits (Cursor *cursor, guint n, guint *value)
{
  if (cursor->end - cursor->at < (gssize)n)
    return FALSE;

  guint sum = 0;
  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit (cursor->at[i]))
      return FALSE;
    sum = sum * 10 + (guint)(cursor->at[i] - '0');
  }
  cursor->at += n;
  *value = sum;
  return TRUE;
}

static gboolean
take (Cursor *cursor, char wanted)
{
  if (cursor->at == cursor->end || *cursor->at != wanted)
    return FALSE;

  cursor->at++;
  return TRUE;
}

/* "hh:mm:ss" with an optional fraction; 60 is a leap second. */
static gboolean
take_clock (Cursor *cursor, MpsTimeParts *parts)
{
  guint hour, minute, second;
  if (!take_digits (cursor, 2, &hour) || !take (cursor, ':') || !take_digits (cursor, 2, &minute) ||
      !take (cursor, ':') || !take_digits (cursor, 2, &second))
    return FALSE;
  if (hour > 23 || minute > 59 || second > 60)
    return FALSE;

  parts->second = hour * 3600 + minute * 60 + second;
  parts->microsecond = 0;
  if (!take (cursor, '.'))
    return TRUE;

  guint scale = 100000, n = 0;
  for (; cursor->at < cursor->end && g_ascii_isdigit (*cursor->at); cursor->at++, n++) {
    parts->microsecond += (guint)(*cursor->at - '0') * scale;
    scale /= 10;
  }
  return n > 0;
}

/* FHIR allows offsets of −13:59…+13:59 and +14:00. */
static gboolean
take_zone (Cursor *cursor, MpsTimeParts *parts)
{
  guint hours, minutes;
  parts->zone = 0;
  if (take (cursor, 'Z'))
    return TRUE;

  gboolean west = take (cursor, '-');
  if (!west && !take (cursor, '+'))
    return FALSE;
  if (!take_digits (cursor, 2, &hours) || !take (cursor, ':') || !take_digits (cursor, 2, &minutes))
    return FALSE;
  if (minutes > 59 || hours > 14 || (hours == 14 && minutes > 0))
    return FALSE;

  int zone = (int)(hours * 60 + minutes);
  parts->zone = west ? -zone : zone;
  return TRUE;
}

static gboolean
take_date (Cursor *cursor, MpsTimeParts *parts)
{
  parts->precision = MPS_TIME_YEAR;
  if (!take_digits (cursor, 4, &parts->year) || parts->year == 0)
    return FALSE;
  if (!take (cursor, '-'))
    return TRUE;

  parts->precision = MPS_TIME_MONTH;
  if (!take_digits (cursor, 2, &parts->month) || parts->month < 1 || parts->month > 12)
    return FALSE;
  if (!take (cursor, '-'))
    return TRUE;

  parts->precision = MPS_TIME_DAY;
  return take_digits (cursor, 2, &parts->day) &&
         g_date_valid_dmy ((GDateDay)parts->day, (GDateMonth)parts->month, (GDateYear)parts->year);
}

/**
 * mps_time_read:
 * @text: a FHIR date or dateTime
 * @length: its bytes
 * @parts: (out): what it says; untouched on failure
 *
 * Reads every precision that R4 allows: a year, a month, a day, or a date and a time to the
 * second with a zone. A day must exist in its month.
 *
 * Returns: whether it is one
 */
gboolean
mps_time_read (const char *text, gsize length, MpsTimeParts *parts)
{
  Cursor cursor = { text, text + length };
  MpsTimeParts read = { .month = 1, .day = 1 };
  if (!take_date (&cursor, &read))
    return FALSE;
  if (read.precision == MPS_TIME_DAY && take (&cursor, 'T')) {
    read.precision = MPS_TIME_SECOND;
    if (!take_clock (&cursor, &read) || !take_zone (&cursor, &read))
      return FALSE;
  }
  if (cursor.at != cursor.end)
    return FALSE;

  *parts = read;
  return TRUE;
}

/**
 * mps_time_read_clock:
 * @text: a FHIR time
 * @length: its bytes
 *
 * Returns: whether it is a time of day without a zone
 */
gboolean
mps_time_read_clock (const char *text, gsize length)
{
  Cursor cursor = { text, text + length };
  MpsTimeParts parts;
  return take_clock (&cursor, &parts) && cursor.at == cursor.end;
}

/* Days from 1970-01-01 to a date of the proleptic Gregorian calendar; the year begins in March,
 * so that the leap day is its last. 719468 days lie between 0000-03-01 and 1970-01-01. */
static gint64
days_from_date (guint year, guint month, guint day)
{
  gint64 y = month <= 2 ? (gint64)year - 1 : (gint64)year;
  gint64 day_of_year = (153 * ((gint64)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

/**
 * mps_time_parse:
 * @text: a FHIR date, dateTime or instant
 * @time_us: (out): µs since 1970 UTC; untouched on failure
 *
 * A date without a time means its first moment in UTC, a year its first day, a month likewise. A
 * leap second is the first moment after it.
 *
 * Returns: whether @text is one
 */
gboolean
mps_time_parse (const char *text, gint64 *time_us)
{
  MpsTimeParts parts;
  if (text == NULL || !mps_time_read (text, strlen (text), &parts))
    return FALSE;

  gint64 seconds = days_from_date (parts.year, parts.month, parts.day) * 86400 + parts.second;
  seconds -= (gint64)parts.zone * 60;
  *time_us = seconds * G_USEC_PER_SEC + parts.microsecond;
  return TRUE;
}

/**
 * mps_time_format_utc:
 * @time_us: µs since 1970 UTC, of the years 1 to 9999; others give the nearest moment of those
 *
 * Returns: (transfer full): a FHIR instant in UTC, with milliseconds or microseconds only where
 *   there are any: "2026-11-21T10:30:00Z", "2026-11-21T10:30:00.250Z"
 */
char *
mps_time_format_utc (gint64 time_us)
{
  gint64 first = days_from_date (1, 1, 1) * 86400 * G_USEC_PER_SEC;
  gint64 last = (days_from_date (9999, 12, 31) + 1) * 86400 * G_USEC_PER_SEC - 1;
  gint64 us = CLAMP (time_us, first, last);
  gint64 fraction = (us % G_USEC_PER_SEC + G_USEC_PER_SEC) % G_USEC_PER_SEC;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc ((us - fraction) / G_USEC_PER_SEC);
  g_autofree char *whole = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d",
                                            g_date_time_get_year (time),
                                            g_date_time_get_month (time),
                                            g_date_time_get_day_of_month (time),
                                            g_date_time_get_hour (time),
                                            g_date_time_get_minute (time),
                                            g_date_time_get_second (time));
  if (fraction == 0)
    return g_strconcat (whole, "Z", NULL);
  if (fraction % 1000 == 0)
    return g_strdup_printf ("%s.%03dZ", whole, (int)(fraction / 1000));
  return g_strdup_printf ("%s.%06dZ", whole, (int)fraction);
}
