/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-quantity.h"

#include <locale.h>
#include <math.h>
#include <string.h>

/**
 * mps_comparator_to_string:
 * @comparator: a comparator
 *
 * Returns: "<", ">" or the empty string
 */
const char *
mps_comparator_to_string (MpsComparator comparator)
{
  switch (comparator) {
  case MPS_COMPARATOR_LESS:
    return "<";
  case MPS_COMPARATOR_GREATER:
    return ">";
  case MPS_COMPARATOR_NONE:
  default:
    return "";
  }
}

/* Decimals that leave @significant figures before and after the point together. */
static int
get_decimals (double value, guint significant)
{
  double magnitude = fabs (value);
  int before;

  if (!isfinite (magnitude) || magnitude == 0)
    return 0;

  before = (int)floor (log10 (magnitude)) + 1;
  return CLAMP ((int)significant - before, 0, 15);
}

/**
 * mps_number_format:
 * @value: a number
 * @significant: significant figures to show, at least 1
 *
 * For display only: rounds, keeps trailing zeros (they say how exact the number is) and writes the
 * decimal separator of the process's locale. Digits before the point are never rounded away.
 *
 * Returns: (transfer full): the text
 */
char *
mps_number_format (double value, guint significant)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE + 512];
  char format[16];
  const char *separator = localeconv ()->decimal_point;
  char *point;

  g_snprintf (format, sizeof format, "%%.%df", get_decimals (value, significant));
  g_ascii_formatd (buffer, sizeof buffer, format, value);
  point = strchr (buffer, '.');
  if (point == NULL || strcmp (separator, ".") == 0)
    return g_strdup (buffer);

  *point = '\0';
  return g_strconcat (buffer, separator, point + 1, NULL);
}

/**
 * mps_unit_display:
 * @ucum: a UCUM code
 *
 * How people write the unit: "mg/dL" stays, "mm[Hg]" becomes "mmHg", "{score}" disappears.
 *
 * Returns: (transfer full): the text
 */
char *
mps_unit_display (const char *ucum)
{
  static const char *const names[][2] = {
    { "mm[Hg]", "mmHg" },
    { "Cel", "°C" },
    { "[degF]", "°F" },
    { "umol/L", "µmol/L" },
    { "ug/L", "µg/L" },
    { "u[IU]/mL", "µIU/mL" },
    { "uU/mL", "µU/mL" },
    { "[lb_av]", "lb" },
    { "[in_i]", "in" },
    { "kg/m2", "kg/m²" },
    { "10*3/uL", "10³/µL" },
    { "10*6/uL", "10⁶/µL" },
    { "1", "" },
    { "mL/min/{1.73_m2}", "mL/min/1.73 m²" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strcmp (ucum, names[i][0]) == 0)
      return g_strdup (names[i][1]);
  }
  if (*ucum == '{')
    return g_strdup ("");

  return g_strdup (ucum);
}

/**
 * mps_quantity_format:
 * @quantity: a quantity
 *
 * For display only: comparator, value to three significant figures, unit as people write it.
 *
 * Returns: (transfer full): such as "< 20.0 mg/dL"
 */
char *
mps_quantity_format (const MpsQuantity *quantity)
{
  g_autofree char *number = mps_number_format (quantity->value, 3);
  g_autofree char *unit = mps_unit_display (quantity->unit);
  const char *comparator = mps_comparator_to_string (quantity->comparator);

  return g_strconcat (
      comparator, *comparator != '\0' ? " " : "", number, *unit != '\0' ? " " : "", unit, NULL);
}
