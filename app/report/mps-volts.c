/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-volts-private.h"

#include <math.h>

/**
 * mps_volts_get_factor:
 * @largest: the largest magnitude that is shown, in V
 * @unit: (out): the unit that suits it: "V", "mV" or "µV"
 *
 * Returns: what to multiply volts by
 */
double
mps_volts_get_factor (double largest, const char **unit)
{
  if (largest < 0.9999e-3) {
    *unit = "µV";
    return 1e6;
  }
  if (largest < 0.9999) {
    *unit = "mV";
    return 1e3;
  }
  *unit = "V";
  return 1;
}

/**
 * mps_volts_dup_label:
 * @volts: a voltage
 * @largest: the largest magnitude that is shown beside it, in V
 *
 * Returns: (transfer full): "50 mV"
 */
char *
mps_volts_dup_label (double volts, double largest)
{
  const char *unit;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  double value = volts * mps_volts_get_factor (largest, &unit);
  g_ascii_formatd (digits, sizeof digits, "%.3g", fabs (value));
  return g_strconcat (value < 0 ? "\u2212" : "", digits, " ", unit, NULL);
}
