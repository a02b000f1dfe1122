/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-ticks-private.h"

#include <math.h>
#include <string.h>

/**
 * mps_nice_above:
 * @value: a positive number
 *
 * Returns: the smallest of 1, 2 and 5 times a power of ten that is not below it
 */
double
mps_nice_above (double value)
{
  double power = pow (10, floor (log10 (value)));
  static const double steps[] = { 1, 2, 5 };
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power >= value * (1 - 1e-9))
      return steps[i] * power;
  return 10 * power;
}

/**
 * mps_ticks_init:
 * @ticks: (out): ticks from @low to @high, both included
 * @low: lower end
 * @high: upper end, above @low
 * @at_most: how many there may be, at least 2
 */
void
mps_ticks_init (MpsTicks *ticks, double low, double high, guint at_most)
{
  /* The finest step that does not give too many; the ends of the axis need no tick. */
  double step = mps_nice_above ((high - low) / MAX (at_most, 2));
  if (floor (high / step) - ceil (low / step) + 1 > MAX (at_most, 2))
    step = mps_nice_above (step * 1.01);
  double first = ceil (low / step - 1e-9) * step;
  ticks->step = step;
  ticks->first = first;
  ticks->n = (guint)MAX (0, floor ((high - first) / step + 1e-9) + 1);
  ticks->decimals = CLAMP ((int)ceil (-log10 (step) - 1e-9), 0, 9);
}

/**
 * mps_ticks_init_seconds:
 * @ticks: (out): ticks from 0 to @seconds
 * @seconds: length of the axis, above 0
 * @at_most: how many there may be, at least 2
 *
 * Like mps_ticks_init(), but with steps that people count time in.
 */
void
mps_ticks_init_seconds (MpsTicks *ticks, double seconds, guint at_most)
{
  static const double steps[] = { 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600 };
  mps_ticks_init (ticks, 0, seconds, at_most);
  if (ticks->step < 1)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (floor (seconds / steps[i]) + 1 > at_most)
      continue;
    ticks->step = steps[i];
    break;
  }
  ticks->n = (guint)floor (seconds / ticks->step + 1e-9) + 1;
  ticks->decimals = 0;
}

/**
 * mps_ticks_dup_label:
 * @ticks: ticks
 * @i: which
 *
 * Returns: (transfer full): its number, with a true minus sign
 */
char *
mps_ticks_dup_label (const MpsTicks *ticks, guint i)
{
  char format[16], digits[G_ASCII_DTOSTR_BUF_SIZE];
  double value = ticks->first + i * ticks->step;
  /* Sums of steps miss zero by a hair, which would be written as −0. */
  if (fabs (value) < ticks->step * 1e-6)
    value = 0;
  g_snprintf (format, sizeof format, "%%.%df", ticks->decimals);
  g_ascii_formatd (digits, sizeof digits, format, fabs (value));
  return g_strconcat (value < 0 ? "\u2212" : "", digits, NULL);
}

/**
 * mps_ticks_dup_seconds_label:
 * @ticks: ticks of mps_ticks_init_seconds()
 * @i: which
 *
 * Returns: (transfer full): "45 s", or "1:30" once the axis is longer than two minutes
 */
char *
mps_ticks_dup_seconds_label (const MpsTicks *ticks, guint i)
{
  double last = ticks->first + (ticks->n - 1) * ticks->step;
  guint seconds = (guint)(ticks->first + i * ticks->step + 0.5);
  if (ticks->step < 1 || last <= 120) {
    g_autofree char *number = mps_ticks_dup_label (ticks, i);
    return g_strconcat (number, " s", NULL);
  }
  if (last >= 3600)
    return g_strdup_printf ("%u:%02u:%02u", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return g_strdup_printf ("%u:%02u", seconds / 60, seconds % 60);
}

/* Steps along a calendar: so many minutes, days or months. */
typedef struct {
  guint minutes, days, months;
  const char *label;
  const char *detail;
} TimeStep;

static const TimeStep time_steps[] = {
  { 1, 0, 0, "%H:%M", "%Y-%m-%d" },
  { 5, 0, 0, "%H:%M", "%Y-%m-%d" },
  { 15, 0, 0, "%H:%M", "%Y-%m-%d" },
  { 60, 0, 0, "%H:%M", "%Y-%m-%d" },
  { 180, 0, 0, "%H:%M", "%m-%d" },
  { 720, 0, 0, "%H:%M", "%m-%d" },
  { 0, 1, 0, "%m-%d", "%Y" },
  { 0, 2, 0, "%m-%d", "%Y" },
  { 0, 7, 0, "%m-%d", "%Y" },
  { 0, 14, 0, "%m-%d", "%Y" },
  { 0, 0, 1, "%Y-%m", "" },
  { 0, 0, 2, "%Y-%m", "" },
  { 0, 0, 3, "%Y-%m", "" },
  { 0, 0, 6, "%Y-%m", "" },
  { 0, 0, 12, "%Y", "" },
  { 0, 0, 24, "%Y", "" },
  { 0, 0, 60, "%Y", "" },
  { 0, 0, 120, "%Y", "" },
  { 0, 0, 600, "%Y", "" },
  { 0, 0, 1200, "%Y", "" },
};

/* The last moment of the step's grid that is not after @from, in local time. */
static GDateTime *
floor_time (const TimeStep *step, GDateTime *from)
{
  int year, month, day;
  g_date_time_get_ymd (from, &year, &month, &day);
  if (step->months > 0) {
    int n = (int)step->months, at = year * 12 + month - 1;
    at -= at % n;
    return g_date_time_new_local (MAX (at / 12, 1), at % 12 + 1, 1, 0, 0, 0);
  }
  if (step->days > 0)
    return g_date_time_new_local (year, month, day, 0, 0, 0);

  int minute = g_date_time_get_hour (from) * 60 + g_date_time_get_minute (from);
  minute -= minute % (int)step->minutes;
  return g_date_time_new_local (year, month, day, minute / 60, minute % 60, 0);
}

static GDateTime *
add_step (const TimeStep *step, GDateTime *time)
{
  if (step->months > 0)
    return g_date_time_add_months (time, (int)step->months);
  if (step->days > 0)
    return g_date_time_add_days (time, (int)step->days);
  return g_date_time_add_minutes (time, (int)step->minutes);
}

static const TimeStep *
choose_step (gint64 span_us, guint at_most)
{
  double minutes = (double)span_us / 60e6;
  for (guint i = 0; i < G_N_ELEMENTS (time_steps); i++) {
    const TimeStep *step = &time_steps[i];
    double length = step->minutes + step->days * 1440.0 + step->months * 43829.0;
    if (minutes / length <= at_most - 1)
      return step;
  }
  return &time_steps[G_N_ELEMENTS (time_steps) - 1];
}

static void
append_time_tick (GArray *ticks, const TimeStep *step, GDateTime *time, gint64 us, char *before)
{
  MpsTimeTick tick = { .us = us };
  g_autofree char *label = g_date_time_format (time, step->label);
  g_autofree char *detail = g_date_time_format (time, *step->detail != '\0' ? step->detail : "%%");
  g_strlcpy (tick.label, label, sizeof tick.label);
  if (*step->detail != '\0' && strcmp (before, detail) != 0) {
    g_strlcpy (tick.detail, detail, sizeof tick.detail);
    g_strlcpy (before, detail, sizeof tick.detail);
  }
  g_array_append_val (ticks, tick);
}

/**
 * mps_time_ticks_new:
 * @from_us: left end, µs since 1970 UTC
 * @to_us: right end, after it
 * @at_most: how many there may be, at least 2
 *
 * Returns: (transfer full) (element-type MpsTimeTick): moments that a calendar or clock would
 *   name, in local time
 */
GArray *
mps_time_ticks_new (gint64 from_us, gint64 to_us, guint at_most)
{
  GArray *ticks = g_array_new (FALSE, TRUE, sizeof (MpsTimeTick));
  const TimeStep *step = choose_step (to_us - from_us, MAX (at_most, 2));
  char before[24] = "";
  g_autoptr (GDateTime) from = g_date_time_new_from_unix_local (from_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) time = from == NULL ? NULL : floor_time (step, from);
  while (time != NULL) {
    gint64 us = g_date_time_to_unix (time) * G_USEC_PER_SEC;
    if (us > to_us || ticks->len > 64)
      break;
    if (us >= from_us)
      append_time_tick (ticks, step, time, us, before);
    GDateTime *next = add_step (step, time);
    g_date_time_unref (time);
    time = next;
  }
  return ticks;
}
