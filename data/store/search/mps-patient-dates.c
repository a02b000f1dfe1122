/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-patient-query-private.h"

#include <string.h>

#define YEAR_DIGITS 4
#define PARTS_MAX 3

/* Year, month and day as they were typed: "1980-1", "80.1.2", "1980년1월2일". */
typedef struct {
  char digits[PARTS_MAX][YEAR_DIGITS + 1];
  guint n;
  gboolean is_closed;
} Parts;

static gboolean
is_separator (gunichar character)
{
  return character == '-' || character == '.' || character == '/' || character == 0xb144 ||
         character == 0xc6d4 || character == 0xc77c;
}

static gboolean
add_digit (Parts *parts, char digit)
{
  char *part = parts->digits[parts->n - 1];
  gsize length = strlen (part);

  if (length == (parts->n == 1 ? YEAR_DIGITS : 2))
    return FALSE;

  part[length] = digit;
  parts->is_closed = FALSE;
  return TRUE;
}

static gboolean
read_parts (const GArray *characters, Parts *parts)
{
  *parts = (Parts){ .n = 1 };
  for (guint i = 0; i < characters->len; i++) {
    gunichar character = g_array_index (characters, gunichar, i);
    gboolean is_digit = character < 0x80 && g_ascii_isdigit ((char)character);

    if (is_digit && parts->is_closed && parts->n < PARTS_MAX)
      parts->n++;
    else if (is_digit && parts->is_closed)
      return FALSE;
    if (is_digit ? !add_digit (parts, (char)character) : !is_separator (character))
      return FALSE;
    parts->is_closed |= !is_digit;
  }

  return parts->n > 1 || parts->is_closed;
}

static void
add_birth (MpsCriterion *criterion, const Parts *parts, const char *rest)
{
  const char *year = parts->digits[0];

  if (strlen (year) == YEAR_DIGITS)
    g_ptr_array_add (criterion->births, g_strconcat (year, rest, NULL));
  else if (strlen (year) == 2 && *rest != '\0')
    g_ptr_array_add (criterion->short_births, g_strconcat (year, rest, NULL));
}

/* A last part of one digit may be whole or not: "1980-1" is January, or October on its way. */
static void
add_parts (MpsCriterion *criterion, const Parts *parts)
{
  g_autoptr (GString) rest = g_string_new (NULL);

  for (guint i = 1; i < parts->n; i++) {
    const char *part = parts->digits[i];
    gboolean is_single = strlen (part) == 1;

    if (is_single && i == parts->n - 1 && !parts->is_closed) {
      g_autofree char *begun = g_strconcat (rest->str, part, NULL);

      add_birth (criterion, parts, begun);
    }
    g_string_append_printf (rest, "%s%s", is_single ? "0" : "", part);
  }
  add_birth (criterion, parts, rest->str);
}

/**
 * mps_criterion_add_births:
 * @criterion: its digits are there
 * @characters: (element-type gunichar): what was typed, digits and what stands between them
 *
 * Finds the birth dates that may be meant.
 */
void
mps_criterion_add_births (MpsCriterion *criterion, const GArray *characters)
{
  const char *digits = criterion->digits->str;
  gsize length = strlen (digits);
  Parts parts;

  if (length == characters->len && length >= YEAR_DIGITS && length <= 8)
    g_ptr_array_add (criterion->births, g_strdup (digits));
  if (length == characters->len && length >= YEAR_DIGITS && length <= 6)
    g_ptr_array_add (criterion->short_births, g_strdup (digits));
  if (length < characters->len && read_parts (characters, &parts))
    add_parts (criterion, &parts);
}
