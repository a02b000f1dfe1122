/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-climate.h"

static void
add_reading (MpsReadings *readings, gint64 value)
{
  readings->sum += value;
  readings->n++;
}

/**
 * mps_climate_add:
 * @climate: a block's, zeroed before the first scan
 * @scan: its next scan
 */
void
mps_climate_add (MpsClimate *climate, const MpsScan *scan)
{
  if (scan->temperature_centi_c != MPS_SCAN_TEMPERATURE_ABSENT)
    add_reading (&climate->temperature, scan->temperature_centi_c);
  if (scan->humidity_centi_percent != MPS_SCAN_HUMIDITY_ABSENT)
    add_reading (&climate->humidity, scan->humidity_centi_percent);
  if (scan->pressure_pa != MPS_SCAN_PRESSURE_ABSENT)
    add_reading (&climate->pressure, scan->pressure_pa);
}

/**
 * mps_readings_mean:
 * @readings: of one kind
 * @mean: (out): their mean in °C, % or hPa; untouched without any
 *
 * All three kinds come in hundredths of the unit that is reported.
 *
 * Returns: whether there is any reading
 */
gboolean
mps_readings_mean (const MpsReadings *readings, double *mean)
{
  if (readings->n == 0)
    return FALSE;

  *mean = (double)readings->sum / (100.0 * readings->n);
  return TRUE;
}
