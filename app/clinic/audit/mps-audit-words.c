/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-words.h"

#include "app/session/mps-words.h"
#include "app/session/people/mps-action.h"
#include "app/session/people/mps-attempts.h"
#include "app/session/people/mps-role.h"
#include "data/model/mps-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the program writes on the audit record is fixed English, so that the chain of its entries
 * does not depend on who reads it; here is how people read it. What a person gave as a reason is
 * theirs and stays as it is. */

typedef struct {
  const char *text;
  const char *words;
} Words;

/** What for, as it is written. */
static const Words purposes[] = {
  { "account disabled", N_ ("Access taken away") },
  { "account enabled", N_ ("Access given back") },
  { "account linked to a practitioner", N_ ("Linked to a record of the person") },
  { "account made", N_ ("Account made") },
  { "alert changed", N_ ("Alert changed") },
  { "alert recorded", N_ ("Alert recorded") },
  { "allergy changed", N_ ("Allergy changed") },
  { "allergy recorded", N_ ("Allergy recorded") },
  { "approval requested", N_ ("Approval asked for") },
  { "approval used", N_ ("Done after approval") },
  { "approved", N_ ("Approved") },
  { "audit record read", N_ ("Audit record read") },
  { "backup", N_ ("Backup made") },
  { "backup on schedule", N_ ("Backup on schedule") },
  { "backups on a schedule", N_ ("Schedule of backups changed") },
  { "badge changed", N_ ("Badge changed") },
  { "badge set", N_ ("Badge set") },
  { "badge taken away", N_ ("Badge taken away") },
  { "broken glass closed", N_ ("Broken glass closed") },
  { "broken glass reviewed", N_ ("Broken glass judged") },
  { "chart opened", N_ ("Chart opened") },
  { "consent changed", N_ ("Consent changed") },
  { "consent recorded", N_ ("Consent recorded") },
  { "daily sheet printed", N_ ("Daily sheet printed") },
  { "demo profile", N_ ("Set up with made-up patients") },
  { "document attached", N_ ("Document attached") },
  { "document changed", N_ ("Document changed") },
  { "document opened", N_ ("Document opened") },
  { "document recorded", N_ ("Document recorded") },
  { "downtime kit", N_ ("Downtime kit made") },
  { "downtime kit made", N_ ("Downtime kit made") },
  { "draft", N_ ("Draft kept") },
  { "glass broken", N_ ("Glass broken") },
  { "import of a CSV file", N_ ("Results taken in from a file") },
  { "import of a file", N_ ("Records taken in from a file") },
  { "last change taken back", N_ ("Last change taken back") },
  { "linked to a practitioner", N_ ("Linked to a record of the person") },
  { "list of who saw the chart", N_ ("List of who saw the chart read") },
  { "locked", N_ ("Locked") },
  { "mapping of a CSV file kept", N_ ("Order of columns kept") },
  { "measurement complete", N_ ("Measurement complete") },
  { "measurement invalid", N_ ("Measurement invalid") },
  { "measurement started", N_ ("Measurement started") },
  { "measurement under way", N_ ("Measurement under way") },
  { "medicine changed", N_ ("Medicine changed") },
  { "medicine recorded", N_ ("Medicine recorded") },
  { "month looked through", N_ ("Month looked through") },
  { "monthly review of the audit record", N_ ("Monthly review of the audit record") },
  { "named as guardian", N_ ("Named as guardian") },
  { "new data key", N_ ("Records sealed with a new key") },
  { "new profile", N_ ("Set up") },
  { "no longer guardian", N_ ("No longer guardian") },
  { "note changed", N_ ("Note changed") },
  { "note recorded", N_ ("Note written") },
  { "password changed", N_ ("Password changed") },
  { "password changed by the person", N_ ("Password changed by the person") },
  { "password reset", N_ ("New password set") },
  { "password reset by somebody else", N_ ("New password set by somebody else") },
  { "password set", N_ ("Password set") },
  { "patient changed", N_ ("Patient's data changed") },
  { "patient recorded", N_ ("Patient registered") },
  { "patient registered", N_ ("Patient registered") },
  { "PIN changed", N_ ("PIN changed") },
  { "PIN set", N_ ("PIN set") },
  { "PIN taken away", N_ ("PIN taken away") },
  { "problem changed", N_ ("Problem changed") },
  { "problem recorded", N_ ("Problem recorded") },
  { "record read", N_ ("Record read") },
  { "records listed", N_ ("Records listed") },
  { "recovery key renewed", N_ ("New recovery key made") },
  { "refused", N_ ("Not approved") },
  { "restored from a backup", N_ ("Restored from a backup") },
  { "result accepted", N_ ("Result accepted") },
  { "result read", N_ ("Result read") },
  { "signed in", N_ ("Signed in") },
  { "signed in with the recovery key", N_ ("Signed in with the recovery key") },
  { "the recovery key was used", N_ ("Signed in with the recovery key") },
  { "took over by badge", N_ ("Took over by badge") },
  { "took over by PIN", N_ ("Took over by PIN") },
  { "unknown badge", N_ ("Unknown badge") },
  { "unlocked", N_ ("Unlocked") },
  { "versions looked at", N_ ("Versions looked at") },
  { "vitals changed", N_ ("Vital signs changed") },
  { "vitals recorded", N_ ("Vital signs recorded") },
  { "wrong chart: a record of another patient", N_ ("Wrong chart: a record of another patient") },
  { "wrong PIN", N_ ("Wrong PIN") },
};

/** Why it was refused, as it is written after "refused: ". */
static const Words refusals[] = {
  { "a PIN or badge before a password", N_ ("a PIN or badge before a password") },
  { "no reason was given", N_ ("no reason was given") },
  { "part of the attempts to sign in could not be read",
    N_ ("part of the attempts to sign in could not be read") },
  { "the chart is closed to this person", N_ ("the chart is closed to this person") },
  { "the password must be changed first", N_ ("the password must be changed first") },
  { "the password was not given again", N_ ("the password was not given again") },
  { "the role does not allow it", N_ ("the role does not allow it") },
  { "too many wrong PINs", N_ ("too many wrong PINs") },
  { "tried to sign in while the name had to wait",
    N_ ("tried to sign in while the name had to wait") },
  { "tried to sign in with a name that is no account's",
    N_ ("tried to sign in with a name that is no account’s") },
  { "wrong password", N_ ("wrong password") },
  { "wrong password at sign-in", N_ ("wrong password at sign-in") },
  { "wrong recovery key", N_ ("wrong recovery key") },
};

static char *
dup_as_it_is (const char *text)
{
  return g_strdup (text);
}

/* NULL: it is no time */
static char *
dup_time (const char *text)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  gint64 time_us = 0;

  if (!mps_time_parse (text, &time_us))
    return NULL;
  utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : NULL;
}

/* "N more attempts to sign in from TIME to TIME". NULL: it is not that */
static char *
dup_more_attempts (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  gboolean fits = g_strv_length (words) == 10 && g_str_equal (words[2], "attempts");
  g_autofree char *from = fits ? dup_time (words[7]) : NULL;
  g_autofree char *to = fits ? dup_time (words[9]) : NULL;
  g_autofree char *count = NULL;
  guint64 n = 0;

  if (from == NULL || to == NULL ||
      !g_ascii_string_to_unsigned (words[0], 10, 1, G_MAXINT64, &n, NULL))
    return NULL;

  count = mps_words_dup_count (n);
  /* TRANSLATORS: a number of refused attempts, the time of the first and of the last */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%s more attempt to sign in, %s to %s",
                                       "%s more attempts to sign in, %s to %s",
                                       (gulong)n),
                          count,
                          from,
                          to);
}

static const char *
peek_refusal (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++) {
    if (g_str_equal (refusals[i].text, text))
      return _ (refusals[i].words);
  }
  return text;
}

/* What was tried before anybody could write it down has its own time after it. */
static char *
dup_refusal (const char *text)
{
  const char *comma = g_strrstr (text, ", ");
  g_autofree char *what = comma != NULL ? g_strndup (text, (gsize)(comma - text)) : NULL;
  g_autofree char *when = comma != NULL ? dup_time (comma + 2) : NULL;
  char *more = dup_more_attempts (text);

  if (more != NULL)
    return more;
  return when != NULL ? g_strdup_printf ("%s, %s", peek_refusal (what), when)
                      : g_strdup (peek_refusal (text));
}

/* "staff,doctor to doctor" */
static char *
dup_roles (const char *text)
{
  g_auto (GStrv) sides = g_strsplit (text, " to ", 2);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; sides[i] != NULL; i++) {
    g_auto (GStrv) names = g_strsplit (sides[i], ",", -1);

    g_string_append (words, i > 0 ? " → " : "");
    for (guint k = 0; names[k] != NULL; k++) {
      MpsRole role;
      g_autofree char *label = mps_role_from_string (g_strstrip (names[k]), &role)
                                   ? mps_role_dup_label (role)
                                   : g_strdup (names[k]);

      g_string_append_printf (words, "%s%s", k > 0 ? ", " : "", label);
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/** What is written around something that is different each time. */
static const struct {
  const char *before;
  const char *after;
  const char *words;
  char *(*dup_middle) (const char *text);
} frames[] = {
  /* TRANSLATORS: %s is why */
  { "refused: ", "", N_ ("Refused: %s"), dup_refusal },
  /* TRANSLATORS: %s is a number */
  { "searched, ", " found", N_ ("Searched, %s found"), dup_as_it_is },
  /* TRANSLATORS: %s is a number */
  { "signed in after ",
    " wrong passwords",
    N_ ("Signed in after %s wrong passwords"),
    dup_as_it_is },
  /* TRANSLATORS: %s is such as "Staff → Doctor" */
  { "roles changed from ", "", N_ ("Roles changed: %s"), dup_roles },
  /* TRANSLATORS: %s is the reason that somebody gave */
  { "charts merged: ", "", N_ ("Charts joined: %s"), dup_as_it_is },
  /* TRANSLATORS: %s is the reason that somebody gave */
  { "merge undone: ", "", N_ ("Charts taken apart again: %s"), dup_as_it_is },
  /* TRANSLATORS: %s is the reason that somebody gave */
  { "consent withdrawn: ", "", N_ ("Consent withdrawn: %s"), dup_as_it_is },
  /* TRANSLATORS: %s is the reason that somebody gave */
  { "entered in error: ", "", N_ ("Marked as entered in error: %s"), dup_as_it_is },
  /* TRANSLATORS: %s is the reason that somebody gave */
  { "resident number shown: ", "", N_ ("Resident number shown: %s"), dup_as_it_is },
};

/* The reason that somebody gave, and how many records went out. NULL: it is not that */
static char *
dup_export (const char *why)
{
  static const char AFTER[] = " records)";
  const char *bracket = g_str_has_suffix (why, AFTER) ? strrchr (why, '(') : NULL;
  g_autofree char *reason = NULL;
  guint64 n = 0;
  char *end = NULL;

  if (bracket == NULL || bracket == why)
    return NULL;
  n = g_ascii_strtoull (bracket + 1, &end, 10);
  if (!g_str_equal (end, AFTER))
    return NULL;
  reason = g_strchomp (g_strndup (why, (gsize)(bracket - why)));
  return g_strdup_printf (
      /* TRANSLATORS: why somebody wrote records into a file, and how many */
      ngettext ("%s (%lu record)", "%s (%lu records)", (gulong)n),
      reason,
      (gulong)n);
}

static char *
dup_framed (const char *why)
{
  for (gsize i = 0; i < G_N_ELEMENTS (frames); i++) {
    gsize before = strlen (frames[i].before);
    gsize after = strlen (frames[i].after);
    g_autofree char *middle = NULL;
    g_autofree char *words = NULL;
    g_auto (GStrv) parts = NULL;

    if (!g_str_has_prefix (why, frames[i].before) || !g_str_has_suffix (why, frames[i].after) ||
        strlen (why) < before + after)
      continue;
    middle = g_strndup (why + before, strlen (why) - before - after);
    words = frames[i].dup_middle (middle);
    parts = g_strsplit (_ (frames[i].words), "%s", 2);
    return g_strjoinv (words, parts);
  }
  return NULL;
}

/**
 * mps_audit_dup_why_words:
 * @why: what an audit entry was written for
 *
 * Returns: (transfer full): what people read; a person's own words as they are
 */
char *
mps_audit_dup_why_words (const char *why)
{
  char *framed = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (purposes); i++) {
    if (g_str_equal (purposes[i].text, why))
      return g_strdup (_ (purposes[i].words));
  }
  framed = dup_framed (why);
  if (framed == NULL)
    framed = dup_export (why);
  return framed != NULL ? framed : g_strdup (why);
}

/**
 * mps_audit_peek_who_words:
 * @who: the person of an audit entry
 *
 * Returns: (transfer none): the name; that it is none's, where somebody tried to sign in with one
 */
const char *
mps_audit_peek_who_words (const char *who)
{
  return g_str_equal (who, MPS_ATTEMPTS_NOBODY) ? _ ("Unknown name") : who;
}

/** What stands before the "/" of a target. */
static const Words kinds[] = {
  { "Account", N_ ("account") },
  { "AllergyIntolerance", N_ ("allergy") },
  { "Approval", N_ ("approval") },
  { "AuditEvent", N_ ("audit record") },
  { "AuditRecord", N_ ("audit record") },
  { "AuditReview", N_ ("monthly review") },
  { "Backup", N_ ("backup") },
  { "Binary", N_ ("document") },
  { "BreakGlass", N_ ("broken glass") },
  { "Composition", N_ ("note") },
  { "Condition", N_ ("problem") },
  { "Consent", N_ ("consent") },
  { "DailySheet", N_ ("daily sheet") },
  { "DiagnosticReport", N_ ("result report") },
  { "DocumentReference", N_ ("document") },
  { "Encounter", N_ ("visit") },
  { "Export", N_ ("file") },
  { "Flag", N_ ("alert") },
  { "Glass", N_ ("broken glass") },
  { "Immunization", N_ ("immunization") },
  { "Import", N_ ("file") },
  { "Keeping", N_ ("safekeeping") },
  { "MedicationRequest", N_ ("prescription") },
  { "MedicationStatement", N_ ("medicine") },
  { "Observation", N_ ("result") },
  { "Patient", N_ ("patient's data") },
  { "Practitioner", N_ ("person of the clinic") },
  { "Procedure", N_ ("procedure") },
  { "RelatedPerson", N_ ("relative") },
  { "Run", N_ ("measurement") },
  { "Runs", N_ ("measurements") },
  { "Search", N_ ("search") },
  { "Session", N_ ("sign-in") },
  { "Setting", N_ ("settings") },
};

/**
 * mps_audit_dup_target_words:
 * @target: what an audit entry is about, such as "Observation/1" or "Action/measure"
 *
 * Returns: (transfer full): what people read: the kind of thing, without its id; a kind that has no
 *   words as it is written
 */
char *
mps_audit_dup_target_words (const char *target)
{
  const char *slash = strchr (target, '/');
  g_autofree char *kind =
      g_strndup (target, slash != NULL ? (gsize)(slash - target) : strlen (target));
  MpsAction action;

  if (g_str_equal (kind, "Action") && slash != NULL && mps_action_from_string (slash + 1, &action))
    return g_strdup (mps_action_to_label (action));
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_equal (kinds[i].text, kind))
      return g_strdup (_ (kinds[i].words));
  }
  return g_strdup (target);
}
