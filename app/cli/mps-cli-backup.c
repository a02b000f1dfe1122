/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli-backup.h"

#include "app/clinic/keeping/mps-backup-run.h"
#include "app/clinic/keeping/mps-downtime.h"
#include "app/clinic/keeping/mps-keeping-policy.h"
#include "app/clinic/keeping/mps-keeping.h"
#include "app/clinic/keeping/mps-retention.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

/**
 * mps_cli_print_backup:
 * @cli: the call
 * @report: what is in a backup
 * @what: what was done with it, translated
 * @began_us: when that began, monotonic µs
 */
void
mps_cli_print_backup (MpsCli *cli, const MpsBackupReport *report, const char *what, gint64 began_us)
{
  double seconds = (double)(g_get_monotonic_time () - began_us) / G_USEC_PER_SEC;
  g_autoptr (GDateTime) made = g_date_time_new_from_unix_utc (report->made_us / G_USEC_PER_SEC);
  g_autofree char *when = g_date_time_format_iso8601 (made);
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf (_ ("%s: %lu records; head of the audit chain %s\n"),
            what,
            (gulong)report->records,
            report->head);
    for (guint i = 0; i < report->problems->len; i++)
      printf (_ ("Problem: %s\n"), (const char *)g_ptr_array_index (report->problems, i));
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "records", (gint64)report->records);
  mps_out_string (out, "head", report->head);
  mps_out_string (out, "made", when);
  mps_out_number (out, "seconds", seconds);
  mps_out_begin_array (out, "problems");
  for (guint i = 0; i < report->problems->len; i++)
    mps_out_string (out, NULL, g_ptr_array_index (report->problems, i));
  mps_out_end_array (out);
  mps_out_end_object (out);
  mps_cli_print (out);
}

/* The records stand in the right order, but say the wrong time from now on. */
/**
 * mps_cli_print_clock:
 * @behind_us: by how much this computer's clock is behind what was written last
 *
 * Says so to people, where it is.
 */
void
mps_cli_print_clock (gint64 behind_us)
{
  if (behind_us > 0)
    printf (
        _ ("Problem: this computer's clock is %ld s behind the newest entry of the audit record; "
           "set it right before anything is written\n"),
        (long)(behind_us / G_USEC_PER_SEC));
}

static void
put_time (MpsOut *out, const char *name, gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format_iso8601 (time);

  if (time_us == 0)
    mps_out_null (out, name);
  else
    mps_out_string (out, name, text);
}

static void
print_state_for_programs (const MpsBackupState *state)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  mps_out_begin_object (out, NULL);
  if (state->plan.folder != NULL)
    mps_out_string (out, "folder", state->plan.folder);
  else
    mps_out_null (out, "folder");
  mps_out_integer (out, "every_hours", state->plan.every_hours);
  mps_out_integer (out, "keep", state->plan.keep);
  put_time (out, "last_good", state->last_good_us);
  mps_out_integer (out, "records", (gint64)state->last_good_records);
  put_time (out, "last_try", state->last_try_us);
  mps_out_string (out, "failure", mps_backup_failure_to_string (state->failure));
  mps_out_integer (out, "kept", state->kept);
  mps_out_boolean (out, "there", state->there);
  mps_out_boolean (out, "same_disk", state->same_disk);
  mps_out_boolean (out, "due", state->due);
  mps_out_boolean (out, "overdue", state->overdue);
  mps_out_integer (out, "clock_behind_seconds", state->clock_behind_us / G_USEC_PER_SEC);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static void
print_state_for_people (const MpsBackupState *state)
{
  g_autoptr (GDateTime) good =
      g_date_time_new_from_unix_local (state->last_good_us / G_USEC_PER_SEC);
  g_autofree char *when = g_date_time_format (good, "%Y-%m-%d %H:%M");

  if (state->plan.folder == NULL)
    printf ("%s\n", _ ("No backup is made by itself: say where with --plan FOLDER"));
  else
    printf (_ ("A backup every %u hours into %s; the last %u are kept, %u are there\n"),
            state->plan.every_hours,
            state->plan.folder,
            state->plan.keep,
            state->kept);
  if (state->last_good_us == 0)
    printf ("%s\n", _ ("No backup was made yet"));
  else
    printf (_ ("The last good backup: %s, %lu records\n"), when, (gulong)state->last_good_records);
  if (state->failure != MPS_BACKUP_NO_FAILURE)
    printf (_ ("Problem: the last try failed (%s)\n"),
            mps_backup_failure_to_string (state->failure));
  if (state->plan.folder != NULL && !state->there)
    printf ("%s\n", _ ("Problem: the folder or drive is not there"));
  if (state->same_disk)
    printf ("%s\n", _ ("Problem: the folder is on the same disk as the records"));
  if (state->overdue)
    printf ("%s\n", _ ("Problem: a backup is overdue"));
  mps_cli_print_clock (state->clock_behind_us);
}

typedef struct {
  char *plan;
  gboolean no_plan;
  int every;
  int keep;
  gboolean now;
  gboolean scheduled;
  gboolean status;
} BackupOptions;

static MpsExit
print_state (MpsCli *cli, MpsSession *session)
{
  GError *error = NULL;
  g_autoptr (MpsBackupState) state = mps_backup_state_load (session, g_get_real_time (), &error);

  if (state == NULL)
    return mps_cli_fail (cli, error);

  if (cli->json)
    print_state_for_programs (state);
  else
    print_state_for_people (state);
  return state->overdue || state->clock_behind_us > 0 ? MPS_EXIT_FAILED : MPS_EXIT_DONE;
}

static MpsExit
set_plan (MpsCli *cli, MpsSession *session, const BackupOptions *options)
{
  const MpsKeepingPolicy *policy = mps_keeping_policy_get ();
  g_autofree char *folder =
      options->plan != NULL ? g_canonicalize_filename (options->plan, NULL) : NULL;
  const MpsBackupPlan plan = {
    .folder = folder,
    .every_hours = options->every > 0 ? (guint)options->every : policy->every_hours,
    .keep = options->keep > 0 ? (guint)options->keep : policy->keep,
  };
  GError *error = NULL;

  if (!mps_backup_plan_set (session, &plan, &error))
    return mps_cli_fail (cli, error);

  (void)print_state (cli, session);
  return MPS_EXIT_DONE;
}

static MpsExit
run_plan (MpsCli *cli, MpsSession *session, MpsBackupWhen when)
{
  gint64 began_us = g_get_monotonic_time ();
  g_autoptr (MpsBackupReport) report = NULL;
  GError *error = NULL;

  if (!mps_backup_run (
          session, when, &report, mps_cli_progress, (gpointer)_ ("backup"), NULL, &error))
    return mps_cli_fail (cli, error);
  if (report == NULL)
    return print_state (cli, session);

  mps_cli_print_backup (cli, report, _ ("Backup made, and restored as a test"), began_us);
  return report->problems->len == 0 ? MPS_EXIT_DONE : MPS_EXIT_FAILED;
}

static MpsExit
back_up_to (MpsCli *cli, MpsSession *session, const char *path)
{
  gint64 began_us = g_get_monotonic_time ();
  GError *error = NULL;
  g_autoptr (MpsBackupReport) report =
      mps_keeping_back_up (session, path, mps_cli_progress, (gpointer)_ ("backup"), NULL, &error);

  if (report == NULL)
    return mps_cli_fail (cli, error);

  mps_cli_print_backup (cli, report, _ ("Backup made and read back"), began_us);
  return report->problems->len == 0 ? MPS_EXIT_DONE : MPS_EXIT_FAILED;
}

static MpsExit
carry_out_backup (MpsCli *cli, const BackupOptions *options, const char *path)
{
  GError *error = NULL;
  g_autoptr (MpsSession) session = mps_cli_open (cli, &error);

  if (session == NULL)
    return mps_cli_fail (cli, error);
  if (path != NULL)
    return back_up_to (cli, session, path);
  if (options->plan != NULL || options->no_plan)
    return set_plan (cli, session, options);
  if (options->status)
    return print_state (cli, session);

  return run_plan (cli, session, options->now ? MPS_BACKUP_NOW : MPS_BACKUP_WHEN_DUE);
}

static MpsExit
run_backup (MpsCli *cli, int argc, char **argv)
{
  BackupOptions options = { 0 };
  g_autofree char *plan = NULL;
  const GOptionEntry entries[] = {
    { "plan",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &plan,
      N_ ("Make backups by themselves in this folder"),
      N_ ("FOLDER") },
    { "every",
      0,
      0,
      G_OPTION_ARG_INT,
      &options.every,
      N_ ("How often, with --plan"),
      N_ ("HOURS") },
    { "keep", 0, 0, G_OPTION_ARG_INT, &options.keep, N_ ("How many stay, with --plan"), "N" },
    { "no-plan", 0, 0, G_OPTION_ARG_NONE, &options.no_plan, N_ ("Make none by itself"), NULL },
    { "now", 0, 0, G_OPTION_ARG_NONE, &options.now, N_ ("Make one where the plan says"), NULL },
    { "scheduled",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options.scheduled,
      N_ ("Make one where the plan says, if it is due"),
      NULL },
    { "status", 0, 0, G_OPTION_ARG_NONE, &options.status, N_ ("Say when the last was made"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  guint n;
  MpsExit code;

  if (!mps_cli_parse (cli, "[FILE]", entries, NULL, &argc, &argv, &code))
    return code;

  options.plan = plan;
  n = (guint)(argc - 1) + (plan != NULL) + (options.no_plan != 0) + (options.now != 0) +
      (options.scheduled != 0) + (options.status != 0);
  if (n != 1)
    return mps_cli_usage (
        cli, "%s", _ ("backup needs one FILE, --plan, --no-plan, --now, --scheduled or --status"));

  return carry_out_backup (cli, &options, argc == 2 ? argv[1] : NULL);
}

static void
print_kinds (MpsOut *out, GPtrArray *kinds)
{
  mps_out_begin_array (out, "kinds");
  for (guint i = 0; i < kinds->len; i++) {
    const MpsRetentionKind *kind = g_ptr_array_index (kinds, i);

    mps_out_begin_object (out, NULL);
    mps_out_string (out, "kind", kind->kind);
    mps_out_integer (out, "years", kind->years);
    mps_out_integer (out, "records", (gint64)kind->records);
    mps_out_integer (out, "past", (gint64)kind->past);
    mps_out_end_object (out);
  }
  mps_out_end_array (out);
}

static void
print_past (MpsOut *out, GPtrArray *items)
{
  mps_out_begin_array (out, "past");
  for (guint i = 0; i < items->len; i++) {
    const MpsRetentionItem *item = g_ptr_array_index (items, i);

    mps_out_begin_object (out, NULL);
    mps_out_string (out, "id", item->reference);
    mps_out_string (out, "kind", item->kind);
    put_time (out, "written", item->updated_us);
    mps_out_end_object (out);
  }
  mps_out_end_array (out);
}

static void
print_retention (MpsCli *cli, GPtrArray *kinds, GPtrArray *items)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (cli->json) {
    mps_out_begin_object (out, NULL);
    print_kinds (out, kinds);
    print_past (out, items);
    mps_out_end_object (out);
    mps_cli_print (out);
    return;
  }

  for (guint i = 0; i < kinds->len; i++) {
    const MpsRetentionKind *kind = g_ptr_array_index (kinds, i);

    printf (_ ("%s: kept %u years; %lu records, %lu past that\n"),
            kind->name,
            kind->years,
            (gulong)kind->records,
            (gulong)kind->past);
  }
  for (guint i = 0; i < items->len; i++)
    printf ("%s\n", ((const MpsRetentionItem *)g_ptr_array_index (items, i))->reference);
}

static MpsExit
run_retention (MpsCli *cli, int argc, char **argv)
{
  int limit = 200;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("Most records that are listed"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (GPtrArray) kinds = NULL;
  g_autoptr (GPtrArray) items = NULL;
  gint64 now_us = g_get_real_time ();
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1 || limit < 0)
    return mps_cli_usage (cli, "%s", _ ("retention takes --limit N and nothing else"));

  session = mps_cli_open (cli, &error);
  if (session != NULL)
    kinds = mps_retention_count (session, now_us, NULL, &error);
  if (kinds != NULL)
    items = mps_retention_list (session, now_us, (guint)limit, NULL, &error);
  if (items == NULL)
    return mps_cli_fail (cli, error);

  print_retention (cli, kinds, items);
  return MPS_EXIT_DONE;
}

static MpsExit
print_kit (MpsCli *cli, const MpsDowntimeKit *kit)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf (_ ("%u patients with %lu records and %u pages in %s\n"),
            kit->patients,
            (gulong)kit->records,
            kit->pages,
            kit->folder);
    return MPS_EXIT_DONE;
  }

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "folder", kit->folder);
  mps_out_integer (out, "patients", kit->patients);
  mps_out_integer (out, "records", (gint64)kit->records);
  mps_out_integer (out, "pages", kit->pages);
  mps_out_end_object (out);
  mps_cli_print (out);
  return MPS_EXIT_DONE;
}

static MpsExit
make_kit (MpsCli *cli, MpsSession *session, const char *place, const char *language)
{
  g_autofree char *folder = g_canonicalize_filename (place, NULL);
  const MpsDowntimePlan plan = {
    .place = folder,
    .language = language,
    .program = MPS_CLI_PROGRAM,
    .progress = mps_cli_progress,
    .data = (gpointer)_ ("downtime kit"),
  };
  GError *error = NULL;
  g_autoptr (MpsDowntimeKit) kit = mps_downtime_make (session, &plan, NULL, &error);

  return kit != NULL ? print_kit (cli, kit) : mps_cli_fail (cli, error);
}

static MpsExit
open_sheet (MpsCli *cli, MpsSession *session, const char *path)
{
  g_autoptr (MpsOut) out = mps_out_new ();
  GError *error = NULL;

  if (!mps_downtime_open_sheet (session, path, &error))
    return mps_cli_fail (cli, error);

  if (!cli->json) {
    printf (_ ("%s can be read by everyone who has it: delete it after printing.\n"), path);
    return MPS_EXIT_DONE;
  }
  mps_out_begin_object (out, NULL);
  mps_out_string (out, "pdf", path);
  mps_out_end_object (out);
  mps_cli_print (out);
  return MPS_EXIT_DONE;
}

static MpsExit
run_downtime (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *language = NULL;
  const GOptionEntry entries[] = {
    { "language", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("Language of the pages"), "ko|en" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  GError *error = NULL;
  gboolean make;
  MpsExit code;

  if (!mps_cli_parse (cli, "make FOLDER | sheet FILE", entries, NULL, &argc, &argv, &code))
    return code;

  make = argc == 3 && g_str_equal (argv[1], "make");
  if (!make && !(argc == 3 && g_str_equal (argv[1], "sheet")))
    return mps_cli_usage (cli, "%s", _ ("downtime needs make FOLDER, or sheet FILE"));
  if (language != NULL && !g_str_equal (language, "ko") && !g_str_equal (language, "en"))
    return mps_cli_usage (cli, "%s", _ ("--language is ko or en"));

  session = mps_cli_open (cli, &error);
  if (session == NULL)
    return mps_cli_fail (cli, error);

  return make ? make_kit (cli, session, argv[2], language != NULL ? language : "ko")
              : open_sheet (cli, session, argv[2]);
}

const MpsCommand mps_backup_commands[] = {
  { "backup",
    "FILE | --plan FOLDER [--every HOURS] [--keep N] | --now | --scheduled | --status",
    N_ ("copy all records into one sealed file, now or on a schedule"),
    run_backup },
  { "downtime",
    "make FOLDER [--language ko|en] | sheet FILE",
    N_ ("what is needed for a day without this computer; its printed sheet"),
    run_downtime },
  { "retention",
    "[--limit N]",
    N_ ("records past the term for which they are kept"),
    run_retention },
  { NULL },
};
