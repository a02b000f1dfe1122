/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli.h"
#include "app/clinic/audit/mps-audit-fhir.h"
#include "app/clinic/audit/mps-audit-month.h"
#include "app/clinic/audit/mps-audit-words.h"
#include "app/clinic/audit/mps-daily-sheet.h"
#include "data/model/mps-time.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#define LIMIT_MAX 10000

/* Why somebody exports who gives no reason on the command line, as its contract allows. */
#define DEFAULT_REASON "exported by command"

static const char *
skip_patient_prefix (const char *text)
{
  return text != NULL && g_str_has_prefix (text, "Patient/") ? text + strlen ("Patient/") : text;
}

/* Verify */

static void
print_verdict (MpsCli *cli, const MpsAuditVerdict *verdict)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf (
        _ ("%lu audit entries; head of the chain %s\n"), (gulong)verdict->entries, verdict->head);
    if (verdict->how == MPS_AUDIT_INTACT)
      printf ("%s\n", _ ("The chain is intact."));
    else
      printf (_ ("Entry %lu is the first that does not fit: %s\n"),
              (gulong)verdict->first_broken,
              mps_audit_break_to_string (verdict->how));
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "entries", (gint64)verdict->entries);
  mps_out_boolean (out, "intact", verdict->how == MPS_AUDIT_INTACT);
  if (verdict->first_broken != 0)
    mps_out_integer (out, "first_broken", (gint64)verdict->first_broken);
  else
    mps_out_null (out, "first_broken");
  mps_out_string (out, "head", verdict->head);
  mps_out_string (out, "how", mps_audit_break_to_string (verdict->how));
  mps_out_end_object (out);
  mps_cli_print (out);
}

static MpsExit
run_verify (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *head = NULL;
  const GOptionEntry entries[] = {
    { "head", 0, 0, G_OPTION_ARG_STRING, &head, N_ ("Head of the chain on a daily sheet"), "HEX" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsAuditVerdict) verdict = NULL;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1)
    return mps_cli_usage (cli, _ ("audit verify takes no “%s”"), argv[1]);

  session = mps_cli_open (cli, &error);
  if (session != NULL)
    verdict = mps_audit_review_verify (session, head, NULL, &error);
  if (verdict == NULL)
    return mps_cli_fail (cli, error);

  print_verdict (cli, verdict);
  return verdict->how == MPS_AUDIT_INTACT ? MPS_EXIT_DONE : MPS_EXIT_FAILED;
}

/* List */

static const char *
get_outcome (MpsAuditOutcome outcome)
{
  switch (outcome) {
  case MPS_AUDIT_REFUSED:
    return "refused";
  case MPS_AUDIT_FAILED:
    return "failed";
  case MPS_AUDIT_DONE:
  default:
    return "done";
  }
}

static void
print_as_text (MpsAuditItem *item, const char *when, const char *action)
{
  const MpsAuditRecord *record = mps_audit_item_peek_record (item);
  g_autofree char *whose = mps_audit_item_dup_whose (item);
  g_autofree char *why = mps_audit_item_dup_why (item);

  printf ("%ld %s %s %s %s %s %s: %s\n",
          (long)record->seq,
          when,
          mps_audit_peek_who_words (record->who),
          action,
          get_outcome (record->outcome),
          *whose != '\0' ? whose : "-",
          record->target,
          why);
}

static gboolean
print_entry (MpsAuditItem *item, gpointer data)
{
  const MpsCli *cli = data;
  const MpsAuditRecord *record = mps_audit_item_peek_record (item);
  const MpsAuditSubject *subject = mps_audit_item_peek_subject (item);
  g_autofree char *when = mps_time_format_utc (record->time_us);
  const char action[2] = { (char)record->action, '\0' };
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    print_as_text (item, when, action);
    return TRUE;
  }

  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "seq", record->seq);
  mps_out_string (out, "time", when);
  mps_out_string (out, "who", record->who);
  mps_out_string (out, "account", record->who_id);
  mps_out_string (out, "action", action);
  mps_out_string (out, "outcome", get_outcome (record->outcome));
  mps_out_string (out, "patient", record->patient_id);
  mps_out_string (out, "patient_state", mps_audit_subject_state_to_string (subject->state));
  mps_out_string (out, "patient_name", subject->name);
  mps_out_string (out, "chart_number", subject->chart_number);
  mps_out_string (out, "target", record->target);
  mps_out_string (out, "why", record->why);
  mps_out_string (out, "workstation", record->workstation);
  mps_out_string (out, "program", record->program);
  mps_out_end_object (out);
  mps_cli_print (out);
  return TRUE;
}

static gboolean
list_page (MpsCli *cli,
           MpsSession *session,
           const char *patient,
           guint limit,
           const char *after,
           GError **error)
{
  g_autoptr (MpsAuditPage) page =
      mps_audit_review_load_page (session, patient, limit, after, NULL, error);
  g_autoptr (MpsOut) out = mps_out_new ();

  if (page == NULL)
    return FALSE;
  for (guint i = 0; i < page->items->len; i++)
    print_entry (g_ptr_array_index (page->items, i), cli);
  if (!cli->json) {
    if (page->next != NULL)
      printf (_ ("More: --after %s\n"), page->next);
    return TRUE;
  }

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "next", page->next);
  mps_out_end_object (out);
  mps_cli_print (out);
  return TRUE;
}

static MpsExit
run_audit_list (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *patient = NULL;
  g_autofree char *after = NULL;
  int limit = 0;
  const GOptionEntry entries[] = {
    { "patient", 0, 0, G_OPTION_ARG_STRING, &patient, N_ ("Only about this patient"), "ID" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("How many; all where left out"), "N" },
    { "after", 0, 0, G_OPTION_ARG_STRING, &after, N_ ("Where the page before ended"), "CURSOR" },
    G_OPTION_ENTRY_NULL,
  };
  const char *patient_id;
  g_autoptr (MpsSession) session = NULL;
  GError *error = NULL;
  gboolean done = FALSE;
  MpsExit code;

  if (!mps_cli_parse (cli, "", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1)
    return mps_cli_usage (cli, _ ("audit list takes no “%s”"), argv[1]);
  if (limit < 0 || limit > LIMIT_MAX)
    return mps_cli_usage (cli, _ ("--limit goes from 1 to %d"), LIMIT_MAX);

  patient_id = skip_patient_prefix (patient);
  session = mps_cli_open (cli, &error);
  if (session != NULL)
    done = limit == 0 && after == NULL
               ? mps_audit_review_walk (session, patient_id, print_entry, cli, NULL, &error)
               : list_page (
                     cli, session, patient_id, limit > 0 ? (guint)limit : LIMIT_MAX, after, &error);
  return done ? MPS_EXIT_DONE : mps_cli_fail (cli, error);
}

/* Review */

static void
print_people (MpsOut *out, GPtrArray *people)
{
  mps_out_begin_array (out, "people");
  for (guint i = 0; i < people->len; i++) {
    const MpsAuditPerson *person = g_ptr_array_index (people, i);

    mps_out_begin_object (out, NULL);
    mps_out_string (out, "who", person->who);
    mps_out_string (out, "account", person->who_id);
    mps_out_integer (out, "created", (gint64)person->created);
    mps_out_integer (out, "seen", (gint64)person->seen);
    mps_out_integer (out, "changed", (gint64)person->changed);
    mps_out_integer (out, "deleted", (gint64)person->deleted);
    mps_out_integer (out, "other", (gint64)person->other);
    for (guint c = 0; c < MPS_N_AUDIT_CONCERNS; c++)
      mps_out_integer (
          out, mps_audit_concern_to_string ((MpsAuditConcern)c), (gint64)person->concerns[c]);
    mps_out_end_object (out);
  }
  mps_out_end_array (out);
}

static void
print_month_as_text (const MpsAuditMonth *month)
{
  printf (_ ("%lu audit entries\n"), (gulong)month->entries);
  for (guint i = 0; i < month->people->len; i++) {
    const MpsAuditPerson *person = g_ptr_array_index (month->people, i);

    printf (_ ("%s: %lu written, %lu seen, %lu changed, %lu deleted, %lu other\n"),
            person->who,
            (gulong)person->created,
            (gulong)person->seen,
            (gulong)person->changed,
            (gulong)person->deleted,
            (gulong)person->other);
  }
  for (guint c = 0; c < MPS_N_AUDIT_CONCERNS; c++)
    printf ("%s: %lu\n", mps_audit_concern_to_label ((MpsAuditConcern)c), (gulong)month->counts[c]);
}

static void
print_month (MpsCli *cli, const char *name, const MpsAuditMonth *month)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    print_month_as_text (month);
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "month", name);
  mps_out_integer (out, "entries", (gint64)month->entries);
  for (guint c = 0; c < MPS_N_AUDIT_CONCERNS; c++)
    mps_out_integer (
        out, mps_audit_concern_to_string ((MpsAuditConcern)c), (gint64)month->counts[c]);
  print_people (out, month->people);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static MpsExit
run_review (MpsCli *cli, int argc, char **argv)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    { "month", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("Which; this one where left out"), "YYYY-MM" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsAuditMonth) month = NULL;
  GError *error = NULL;
  g_autofree char *day = NULL;
  g_autoptr (GDateTime) first = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "", entries, NULL, &argc, &argv, &code))
    return code;
  if (name == NULL)
    name = g_date_time_format (now, "%Y-%m");
  day = g_strconcat (name, "-01T00:00:00Z", NULL);
  first = strlen (name) == strlen ("2026-01") ? g_date_time_new_from_iso8601 (day, NULL) : NULL;
  if (argc > 1 || first == NULL)
    return mps_cli_usage (cli, "%s", _ ("audit review takes --month YYYY-MM"));

  session = mps_cli_open (cli, &error);
  if (session != NULL)
    month = mps_audit_month_load (
        session, g_date_time_get_year (first), g_date_time_get_month (first), NULL, &error);
  if (month == NULL)
    return mps_cli_fail (cli, error);

  print_month (cli, name, month);
  return MPS_EXIT_DONE;
}

/* Export and sheet */

static MpsExit
run_audit_export (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("Where to write it"), N_ ("FILE") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why, for the audit record"), N_ ("TEXT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsOut) out = mps_out_new ();
  GError *error = NULL;
  guint64 n = 0;
  MpsExit code;

  if (!mps_cli_parse (cli, "", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1 || path == NULL)
    return mps_cli_usage (cli, "%s", _ ("audit export needs --out FILE"));

  session = mps_cli_open (cli, &error);
  if (session == NULL ||
      !mps_audit_export (session, path, reason != NULL ? reason : DEFAULT_REASON, &n, NULL, &error))
    return mps_cli_fail (cli, error);

  if (!cli->json) {
    printf (_ ("%lu records written to %s\n"), (gulong)n, path);
    return MPS_EXIT_DONE;
  }
  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "resources", (gint64)n);
  mps_out_end_object (out);
  mps_cli_print (out);
  return MPS_EXIT_DONE;
}

static MpsExit
run_sheet (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *pdf = NULL;
  g_autofree char *language = NULL;
  g_autofree char *day = NULL;
  g_autofree char *head = NULL;
  const GOptionEntry entries[] = {
    { "pdf", 0, 0, G_OPTION_ARG_FILENAME, &pdf, N_ ("Where to write it"), N_ ("FILE") },
    { "language", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("Of the sheet"), "ko|en" },
    { "day", 0, 0, G_OPTION_ARG_STRING, &day, N_ ("Which; today where left out"), "YYYY-MM-DD" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsOut) out = mps_out_new ();
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1 || pdf == NULL)
    return mps_cli_usage (cli, "%s", _ ("audit sheet needs --pdf FILE"));
  if (language == NULL)
    language = g_strdup (g_str_has_prefix (g_get_language_names ()[0], "ko") ? "ko" : "en");
  if (!g_str_equal (language, "ko") && !g_str_equal (language, "en"))
    return mps_cli_usage (cli, "%s", _ ("--language is “ko” or “en”"));

  session = mps_cli_open (cli, &error);
  if (session == NULL || !mps_daily_sheet_write (session, day, language, pdf, &head, NULL, &error))
    return mps_cli_fail (cli, error);

  if (!cli->json) {
    printf (_ ("%u pages written to %s\n"), 1u, pdf);
    return MPS_EXIT_DONE;
  }
  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "pages", 1);
  mps_out_string (out, "head", head);
  mps_out_end_object (out);
  mps_cli_print (out);
  return MPS_EXIT_DONE;
}

static MpsExit
run_audit (MpsCli *cli, int argc, char **argv)
{
  static const MpsCommand parts[] = {
    { "verify", NULL, NULL, run_verify }, { "list", NULL, NULL, run_audit_list },
    { "review", NULL, NULL, run_review }, { "export", NULL, NULL, run_audit_export },
    { "sheet", NULL, NULL, run_sheet },
  };

  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (argv[1], parts[i].name))
      return parts[i].run (cli, argc - 1, argv + 1);

  return mps_cli_usage (cli, "%s", _ ("audit needs verify, list, review, export or sheet"));
}

const MpsCommand mps_audit_commands[] = {
  { "audit",
    "verify [--head HEX] | list [--patient ID] [--limit N] [--after CURSOR] | review [--month "
    "YYYY-MM] | export --out FILE [--reason TEXT] | sheet --pdf FILE [--language ko|en]",
    N_ ("check, read, review and print the audit record"),
    run_audit },
  { NULL },
};
