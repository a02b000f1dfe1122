/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-form-private.h"

#include "data/model/mps-time-private.h"
#include "data/model/mps-time.h"

#include <string.h>

/* FHIR allows a million characters in a text; more in one field is no typing. */
#define MAX_LINE 1000
#define MAX_LINES 200000

#define OLDEST_YEARS 130

/* Dates */

static gboolean
is_plain_date (const char *text)
{
  MpsTimeParts parts;

  return strlen (text) <= strlen ("2026-11-21") && mps_time_read (text, strlen (text), &parts) &&
         parts.precision != MPS_TIME_SECOND;
}

/* 20261121 → 2026-11-21; 2026.11.21, 2026/11/21 and "2026. 1. 2." likewise. */
static char *
dup_with_dashes (const char *text)
{
  guint parts[3] = { 0 };
  guint n = 0;
  const char *p = text;

  if (strlen (text) == strlen ("20261121") && strspn (text, "0123456789") == strlen (text))
    return g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);

  while (*p != '\0' && n < G_N_ELEMENTS (parts)) {
    char *end = NULL;
    guint64 part = g_ascii_isdigit (*p) ? g_ascii_strtoull (p, &end, 10) : G_MAXUINT64;

    if (part > 9999 || (n == 0 && end - p != 4))
      return NULL;
    parts[n++] = (guint)part;
    p = end + strspn (end, " ./-");
  }
  if (*p != '\0' || n == 0)
    return NULL;
  if (n == 1)
    return g_strdup_printf ("%04u", parts[0]);
  if (n == 2)
    return g_strdup_printf ("%04u-%02u", parts[0], parts[1]);
  return g_strdup_printf ("%04u-%02u-%02u", parts[0], parts[1], parts[2]);
}

/**
 * mps_form_date_parse:
 * @text: a date as people type it: 2026-11-21, 20261121, 2026.11.21, 2026/11/21, 2026-11, 2026
 * @date: (out) (transfer full): the FHIR date; untouched unless it is one
 *
 * Returns: whether it is a date of the calendar
 */
gboolean
mps_form_date_parse (const char *text, char **date)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *found =
      is_plain_date (stripped) ? g_strdup (stripped) : dup_with_dashes (stripped);

  if (found == NULL || !is_plain_date (found))
    return FALSE;
  *date = g_steal_pointer (&found);
  return TRUE;
}

static GDateTime *
parse_local (const char *text, GDateTime *now)
{
  g_autofree char *with_t = g_strdup (text);
  g_autofree char *full = NULL;
  char *space = strchr (with_t, ' ');

  if (space == NULL || strchr (space + 1, ' ') != NULL)
    return NULL;
  *space = 'T';
  full = g_strdup_printf (strlen (space) == strlen ("T14:30") ? "%s:00" : "%s", with_t);
  return g_date_time_new_from_iso8601 (full, g_date_time_get_timezone (now));
}

/* A FHIR dateTime of what was typed: a date as it is, a moment with its zone. NULL for nothing
 * that makes sense, empty for nothing typed. */
char *
mps_form_dup_time (const char *text, GDateTime *now)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GDateTime) local = NULL;
  char *date = NULL;
  gint64 time_us;

  if (*stripped == '\0')
    return g_strdup ("");
  if (mps_form_date_parse (stripped, &date))
    return date;
  if (strchr (stripped, 'T') != NULL && mps_time_parse (stripped, &time_us))
    return g_steal_pointer (&stripped);

  local = parse_local (stripped, now);
  return local != NULL ? g_date_time_format_iso8601 (local) : NULL;
}

/* One field */

static gboolean
may_be_in_future (const char *field)
{
  return g_str_equal (field, "end") || g_str_equal (field, "start");
}

static gboolean
is_after (const char *date, GDateTime *now)
{
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");

  if (strchr (date, 'T') != NULL) {
    gint64 time_us = 0;

    return mps_time_parse (date, &time_us) &&
           time_us / G_USEC_PER_SEC > g_date_time_to_unix (now) + 60;
  }
  /* 2026 is not after 2026-11-21, 2027 is. */
  return strncmp (date, today, MIN (strlen (date), strlen (today))) > 0;
}

static void
check_date (const MpsFormField *field, const char *text, GDateTime *now, GPtrArray *issues)
{
  g_autofree char *date = NULL;
  gint64 year;

  if (field->type == MPS_FIELD_TIME)
    date = mps_form_dup_time (text, now);
  else if (!mps_form_date_parse (text, &date))
    date = NULL;
  if (date == NULL) {
    mps_form_issues_add (issues, field->name, MPS_ISSUE_ERROR, MPS_ISSUE_NOT_A_DATE, text);
    return;
  }
  if (field->type == MPS_FIELD_DAY && strlen (date) < strlen ("2026-11-21"))
    mps_form_issues_add (issues, field->name, MPS_ISSUE_ERROR, MPS_ISSUE_NOT_A_WHOLE_DATE, text);
  if (!may_be_in_future (field->name) && is_after (date, now))
    mps_form_issues_add (issues, field->name, MPS_ISSUE_ERROR, MPS_ISSUE_IN_FUTURE, date);
  year = g_ascii_strtoll (date, NULL, 10);
  if (year < g_date_time_get_year (now) - OLDEST_YEARS)
    mps_form_issues_add (issues, field->name, MPS_ISSUE_CONFIRM, MPS_ISSUE_TOO_LONG_AGO, date);
}

static gboolean
has_control_characters (const char *text, gboolean lines)
{
  for (const char *p = text; *p != '\0'; p++) {
    if ((guchar)*p < 0x20 && !(lines && (*p == '\n' || *p == '\t' || *p == '\r')))
      return TRUE;
    if (*p == 0x7f)
      return TRUE;
  }
  return FALSE;
}

static void
check_length (const MpsFormField *field, const char *text, GPtrArray *issues)
{
  gboolean lines = field->type == MPS_FIELD_LINES;
  glong max = lines ? MAX_LINES : MAX_LINE;
  g_autofree char *limit = g_strdup_printf ("%ld", max);

  if (g_utf8_strlen (text, -1) > max)
    mps_form_issues_add (issues, field->name, MPS_ISSUE_ERROR, MPS_ISSUE_TOO_LONG, limit);
  if (!g_utf8_validate (text, -1, NULL) || has_control_characters (text, lines))
    mps_form_issues_add (issues, field->name, MPS_ISSUE_ERROR, MPS_ISSUE_CONTROL_CHARACTER, NULL);
}

static gboolean
is_blank (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;
  }
  return TRUE;
}

static void
check_field (const MpsForm *form,
             const MpsFormField *field,
             const MpsFormContext *context,
             GPtrArray *issues)
{
  const char *text = mps_form_peek (form, field->name);

  check_length (field, text, issues);
  if (is_blank (text)) {
    if (field->required)
      mps_form_issues_add (issues, field->name, MPS_ISSUE_ERROR, MPS_ISSUE_REQUIRED, NULL);
    return;
  }
  /* What another system wrote stays as it is until a person changes it. */
  if (!mps_form_field_is_changed (form, field->name))
    return;

  switch (field->type) {
  case MPS_FIELD_CODE:
    if (!g_strv_contains (field->codes, text))
      mps_form_issues_add (issues, field->name, MPS_ISSUE_ERROR, MPS_ISSUE_UNKNOWN_CODE, text);
    break;
  case MPS_FIELD_DATE:
  case MPS_FIELD_DAY:
  case MPS_FIELD_TIME:
    check_date (field, text, context->now, issues);
    break;
  case MPS_FIELD_TEXT:
  case MPS_FIELD_LINES:
  case MPS_FIELD_MEASURE:
  default:
    break;
  }
}

static void
check_order (const MpsForm *form, const char *first, const char *last, GPtrArray *issues)
{
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (!mps_form_date_parse (mps_form_peek (form, first), &start) ||
      !mps_form_date_parse (mps_form_peek (form, last), &end))
    return;
  if (strncmp (end, start, MIN (strlen (start), strlen (end))) < 0)
    mps_form_issues_add (issues, last, MPS_ISSUE_ERROR, MPS_ISSUE_END_BEFORE_START, start);
}

static void
check_allergy (const MpsForm *form, GPtrArray *issues)
{
  if (!mps_form_code_is (form, "kind", "none-known") &&
      is_blank (mps_form_peek (form, "substance")))
    mps_form_issues_add (issues, "substance", MPS_ISSUE_ERROR, MPS_ISSUE_REQUIRED, NULL);
  if (mps_form_code_is (form, "kind", "none-known") &&
      !is_blank (mps_form_peek (form, "substance")) &&
      mps_form_field_is_changed (form, "substance"))
    mps_form_issues_add (
        issues, "substance", MPS_ISSUE_ERROR, MPS_ISSUE_CONTRADICTS_ALLERGIES, NULL);
}

/**
 * mps_form_check:
 * @form: a form
 * @context: the moment and the person
 *
 * Says everything that is wrong with the form, to be confirmed, or worth showing. Computes only:
 * fit for every key stroke. What depends on other records (duplicates, contradictions) is looked at
 * when it is saved.
 *
 * Returns: (transfer full) (element-type MpsFormIssue): empty where there is nothing to say
 */
GPtrArray *
mps_form_check (const MpsForm *form, const MpsFormContext *context)
{
  GPtrArray *issues = mps_form_issues_new ();
  MpsFormKind kind = mps_form_get_kind (form);
  gsize n;
  const MpsFormField *fields = mps_form_list_fields (kind, &n);

  for (gsize i = 0; i < n; i++)
    check_field (form, &fields[i], context, issues);
  check_order (form, "start", "end", issues);
  check_order (form, "onset", "end", issues);
  if (kind == MPS_FORM_PATIENT)
    mps_patient_form_check (form, issues);
  if (kind == MPS_FORM_ALLERGY)
    check_allergy (form, issues);
  if (kind == MPS_FORM_VITALS)
    mps_vitals_form_check (form, context, issues);
  if (kind == MPS_FORM_DOCUMENT)
    mps_document_form_check (form, issues);
  return issues;
}
