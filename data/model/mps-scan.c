/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-scan.h"

#include <string.h>

/**
 * mps_scan_get_temperature:
 * @scan: a scan
 * @celsius: (out): the reading in °C; untouched without one
 *
 * Returns: whether the reader gave a temperature
 */
gboolean
mps_scan_get_temperature (const MpsScan *scan, double *celsius)
{
  if (scan->temperature_centi_c == MPS_SCAN_TEMPERATURE_ABSENT)
    return FALSE;

  *celsius = scan->temperature_centi_c / 100.0;
  return TRUE;
}

/**
 * mps_scan_get_humidity:
 * @scan: a scan
 * @percent: (out): relative humidity in %; untouched without a reading
 *
 * Returns: whether the reader gave a humidity
 */
gboolean
mps_scan_get_humidity (const MpsScan *scan, double *percent)
{
  if (scan->humidity_centi_percent == MPS_SCAN_HUMIDITY_ABSENT)
    return FALSE;

  *percent = scan->humidity_centi_percent / 100.0;
  return TRUE;
}

/**
 * mps_scan_get_pressure:
 * @scan: a scan
 * @hectopascal: (out): air pressure in hPa; untouched without a reading
 *
 * Returns: whether the reader gave a pressure
 */
gboolean
mps_scan_get_pressure (const MpsScan *scan, double *hectopascal)
{
  if (scan->pressure_pa == MPS_SCAN_PRESSURE_ABSENT)
    return FALSE;

  *hectopascal = scan->pressure_pa / 100.0;
  return TRUE;
}

/**
 * mps_scan_equal:
 * @a: a scan
 * @b: another
 *
 * Returns: whether every field and count is the same
 */
gboolean
mps_scan_equal (const MpsScan *a, const MpsScan *b)
{
  return a->index == b->index && a->time_us == b->time_us && a->phase == b->phase &&
         a->level == b->level && a->step == b->step && a->flags == b->flags &&
         a->temperature_centi_c == b->temperature_centi_c &&
         a->humidity_centi_percent == b->humidity_centi_percent &&
         a->pressure_pa == b->pressure_pa && memcmp (a->det, b->det, sizeof a->det) == 0 &&
         memcmp (a->ref, b->ref, sizeof a->ref) == 0;
}

/**
 * mps_programme_get_n_blocks:
 * @programme: a programme
 *
 * Returns: how many (level, temperature step) blocks the reader measures
 */
guint
mps_programme_get_n_blocks (MpsProgramme programme)
{
  switch (programme) {
  case MPS_PROGRAMME_TWO_LEVEL:
    return 2;
  case MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE:
    return 4;
  case MPS_PROGRAMME_BLANK:
  case MPS_PROGRAMME_STANDARD:
  default:
    return 1;
  }
}

/**
 * mps_programme_get_dimension:
 * @programme: a programme
 *
 * Returns: values in the fingerprint that is stored for it, 0 for a blank
 */
guint
mps_programme_get_dimension (MpsProgramme programme)
{
  if (programme == MPS_PROGRAMME_BLANK)
    return 0;

  return 448 * mps_programme_get_n_blocks (programme);
}
