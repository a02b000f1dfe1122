/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

/**
 * mps_format_when:
 * @when_us: µs since 1970 UTC; 0: no time is known
 *
 * A time as a table shows it: relative within a day, the local date beyond. Any thread.
 *
 * Returns: (transfer full): text, empty where no time is known
 */
char *
mps_format_when (gint64 when_us)
{
  g_autoptr (GDateTime) when = NULL;
  g_autoptr (GDateTime) local = NULL;
  gint64 ago_s = (g_get_real_time () - when_us) / G_USEC_PER_SEC;

  if (when_us == 0)
    return g_strdup ("");
  if (ago_s >= 0 && ago_s < 60)
    return g_strdup (_ ("just now"));
  if (ago_s >= 0 && ago_s < 3600)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%d minute ago", "%d minutes ago", (gulong)(ago_s / 60)),
        (int)(ago_s / 60));
  if (ago_s >= 0 && ago_s < 24 * 3600)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%d hour ago", "%d hours ago", (gulong)(ago_s / 3600)),
        (int)(ago_s / 3600));

  when = g_date_time_new_from_unix_utc (when_us / G_USEC_PER_SEC);
  local = when != NULL ? g_date_time_to_local (when) : NULL;
  return local != NULL ? g_date_time_format (local, "%Y-%m-%d") : g_strdup ("");
}

/**
 * mps_format_when_full:
 * @when_us: µs since 1970 UTC; 0: no time is known
 *
 * A time to the second with its zone, for tooltips and records. Any thread.
 *
 * Returns: (transfer full): text, empty where no time is known
 */
char *
mps_format_when_full (gint64 when_us)
{
  g_autoptr (GDateTime) when = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (when_us == 0)
    return g_strdup ("");
  when = g_date_time_new_from_unix_utc (when_us / G_USEC_PER_SEC);
  local = when != NULL ? g_date_time_to_local (when) : NULL;
  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S %Z") : g_strdup ("");
}

/**
 * mps_format_gender:
 * @code: FHIR administrative gender, or empty
 *
 * Returns: (transfer full): the word for it; "not recorded" is said, never guessed
 */
char *
mps_format_gender (const char *code)
{
  if (g_strcmp0 (code, "female") == 0)
    return g_strdup (_ ("Female"));
  if (g_strcmp0 (code, "male") == 0)
    return g_strdup (_ ("Male"));
  if (g_strcmp0 (code, "other") == 0)
    return g_strdup (C_ ("sex of a patient", "Other"));
  return g_strdup (_ ("Sex not recorded"));
}

/**
 * mps_format_age:
 * @birth_date: FHIR date, or empty
 *
 * Age today: months under two years, years beyond. Any thread.
 *
 * Returns: (transfer full): text, empty where it cannot be told
 */
char *
mps_format_age (const char *birth_date)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  MpsPatient patient = { .birth_date = (char *)birth_date };
  guint years = 0;
  guint months = 0;

  if (birth_date == NULL || *birth_date == '\0')
    return g_strdup ("");
  if (!mps_patient_get_age (&patient, now, &years, &months))
    return g_strdup ("");
  if (years < 2)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u month", "%u months", years * 12 + months),
        years * 12 + months);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u year", "%u years", years), years);
}

/**
 * mps_format_duration:
 * @seconds: time that is left, s
 *
 * Returns: (transfer full): "12 s" or "3:05"
 */
char *
mps_format_duration (double seconds)
{
  guint whole = seconds > 0 ? (guint)(seconds + 0.5) : 0;

  if (whole < 60)
    /* TRANSLATORS: seconds left */
    return g_strdup_printf (_ ("%u s"), whole);
  return g_strdup_printf ("%u:%02u", whole / 60, whole % 60);
}
