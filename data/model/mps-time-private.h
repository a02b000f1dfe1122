/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MpsTimePrecision: how much of a date and time was written. */
typedef enum {
  MPS_TIME_YEAR,
  MPS_TIME_MONTH,
  MPS_TIME_DAY,
  MPS_TIME_SECOND,
} MpsTimePrecision;

/**
 * MpsTimeParts:
 * @precision: which of the following count
 * @year: 1…9999
 * @month: 1…12; 1 where it was not written
 * @day: 1…31, one that the month has; 1 where it was not written
 * @second: seconds since midnight, 0…86400 (the last only for a leap second)
 * @microsecond: 0…999999; further digits are cut off
 * @zone: minutes east of UTC
 *
 * A FHIR date or dateTime, taken apart.
 */
typedef struct {
  MpsTimePrecision precision;
  guint year, month, day;
  guint second, microsecond;
  int zone;
} MpsTimeParts;

gboolean mps_time_read (const char *text, gsize length, MpsTimeParts *parts)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_time_read_clock (const char *text, gsize length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
