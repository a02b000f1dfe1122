/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-rrn.h"

#include <string.h>

#define N_DIGITS 13
#define SHOWN_DIGITS 7

/* What the seventh digit says: 1-4 Korean, 5-8 foreign, 9 and 0 born in the 1800s. */
static const struct {
  guint century;
  const char *gender;
  gboolean foreign;
} sevenths[] = {
  { 1800, "female", FALSE }, { 1900, "male", FALSE },   { 1900, "female", FALSE },
  { 2000, "male", FALSE },   { 2000, "female", FALSE }, { 1900, "male", TRUE },
  { 1900, "female", TRUE },  { 2000, "male", TRUE },    { 2000, "female", TRUE },
  { 1800, "male", FALSE },
};

/* 13 digits, with or without one dash after the sixth, spaces apart. */
static gboolean
read_digits (const char *text, char *digits)
{
  gsize n = 0;
  gboolean dash = FALSE;

  for (const char *p = text; *p != '\0'; p++) {
    if (*p == ' ')
      continue;
    if (*p == '-' && n == 6 && !dash) {
      dash = TRUE;
      continue;
    }
    if (!g_ascii_isdigit (*p) || n == N_DIGITS)
      return FALSE;
    digits[n++] = *p;
  }
  digits[n] = '\0';
  return n == N_DIGITS;
}

static guint
two (const char *digits)
{
  return (guint)(digits[0] - '0') * 10 + (guint)(digits[1] - '0');
}

/**
 * mps_rrn_parse:
 * @text: a Korean resident registration number or foreign registration number, as it was typed
 * @rrn: (out): what it says; untouched unless it can be one
 *
 * Only the date and the seventh digit are checked. The last digit was a checksum until the numbers
 * given out since 5 October 2020, whose last six digits are random: it proves nothing and must not
 * refuse anybody.
 *
 * Returns: what is wrong with it
 */
MpsRrnProblem
mps_rrn_parse (const char *text, MpsRrn *rrn)
{
  MpsRrn found = { 0 };
  guint seventh;
  guint year;

  if (!read_digits (text, found.digits))
    return MPS_RRN_SHAPE;

  seventh = (guint)(found.digits[6] - '0');
  year = sevenths[seventh].century + two (found.digits);
  if (!g_date_valid_dmy (
          (GDateDay)two (found.digits + 4), (GDateMonth)two (found.digits + 2), (GDateYear)year))
    return MPS_RRN_DATE;

  g_snprintf (found.birth_date,
              sizeof found.birth_date,
              "%04u-%02u-%02u",
              year % 10000,
              two (found.digits + 2) % 100,
              two (found.digits + 4) % 100);
  found.gender = sevenths[seventh].gender;
  found.foreign = sevenths[seventh].foreign;
  *rrn = found;
  return MPS_RRN_OK;
}

/**
 * mps_rrn_mask:
 * @text: a number, with or without a dash
 *
 * Returns: (transfer full): how it is shown: "800102-1******"; of what is no such number nothing
 * but stars is left
 */
char *
mps_rrn_mask (const char *text)
{
  char digits[N_DIGITS + 1];

  if (!read_digits (text, digits))
    return g_strdup ("******-*******");
  return g_strdup_printf ("%.6s-%c******", digits, digits[SHOWN_DIGITS - 1]);
}

/**
 * mps_rrn_format:
 * @rrn: a number
 *
 * Returns: (transfer full): the whole number as it is written, "800102-1234567"
 */
char *
mps_rrn_format (const MpsRrn *rrn)
{
  return g_strdup_printf ("%.6s-%s", rrn->digits, rrn->digits + 6);
}
