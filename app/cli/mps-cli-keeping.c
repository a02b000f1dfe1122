/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli-backup.h"
#include "app/clinic/keeping/mps-keeping.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static gboolean
read_secrets (MpsCli *cli,
              const char *recovery_file,
              MpsSecret **password,
              MpsSecret **recovery_key,
              GError **error)
{
  if (cli->password_file != NULL) {
    *password = mps_secret_new_from_file (cli->password_file, error);
    if (*password == NULL)
      return FALSE;
  }
  if (recovery_file != NULL) {
    *recovery_key = mps_secret_new_from_file (recovery_file, error);
    if (*recovery_key == NULL)
      return FALSE;
  }
  return TRUE;
}

static MpsExit
run_restore (MpsCli *cli, int argc, char **argv)
{
  gint64 began_us = g_get_monotonic_time ();
  g_autofree char *recovery_file = NULL;
  const GOptionEntry entries[] = {
    { "recovery-key-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &recovery_file,
      N_ ("File that holds the recovery key, instead of name and password"),
      N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSecret) password = NULL;
  g_autoptr (MpsSecret) recovery_key = NULL;
  g_autoptr (MpsBackupReport) report = NULL;
  MpsUnlock unlock = { .user = cli->user };
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "FILE", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc != 2)
    return mps_cli_usage (cli, "%s", _ ("restore needs one FILE"));
  if (!read_secrets (cli, recovery_file, &password, &recovery_key, &error))
    return mps_cli_fail (cli, error);

  unlock.password = password;
  unlock.recovery_key = recovery_key != NULL ? mps_secret_peek (recovery_key) : NULL;
  report = mps_keeping_restore (argv[1],
                                cli->profile,
                                &unlock,
                                MPS_CLI_PROGRAM,
                                mps_cli_progress,
                                (gpointer)_ ("restore"),
                                NULL,
                                &error);
  if (report == NULL)
    return mps_cli_fail (cli, error);

  mps_cli_print_backup (cli, report, _ ("Restored"), began_us);
  return report->problems->len == 0 ? MPS_EXIT_DONE : MPS_EXIT_FAILED;
}

static MpsExit
run_rekey (MpsCli *cli, int argc, char **argv)
{
  g_autoptr (MpsSecret) password = NULL;
  g_autoptr (MpsSecret) none = NULL;
  MpsUnlock unlock = { .user = cli->user };
  MpsSession *session;
  g_autoptr (MpsOut) out = mps_out_new ();
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "", NULL, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1)
    return mps_cli_usage (cli, _ ("rekey takes no “%s”"), argv[1]);
  if (!read_secrets (cli, NULL, &password, &none, &error))
    return mps_cli_fail (cli, error);

  session = mps_cli_open (cli, &error);
  if (session == NULL)
    return mps_cli_fail (cli, error);

  unlock.password = password;
  if (!mps_keeping_rekey (session,
                          &unlock,
                          MPS_CLI_PROGRAM,
                          mps_cli_progress,
                          (gpointer)_ ("new key"),
                          NULL,
                          &error))
    return mps_cli_fail (cli, error);

  if (!cli->json) {
    printf ("%s\n", _ ("The records are sealed with a new key."));
    return MPS_EXIT_DONE;
  }
  mps_out_begin_object (out, NULL);
  mps_out_boolean (out, "rekeyed", TRUE);
  mps_out_end_object (out);
  mps_cli_print (out);
  return MPS_EXIT_DONE;
}

static void
print_check (MpsCli *cli, const MpsStoreCheck *check, gint64 behind_us)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf (_ ("%lu records, %lu runs, %lu audit entries; head of the audit chain %s\n"),
            (gulong)check->records,
            (gulong)check->runs,
            (gulong)check->audit_entries,
            check->head);
    for (guint i = 0; i < check->problems->len; i++)
      printf (_ ("Problem: %s\n"), (const char *)g_ptr_array_index (check->problems, i));
    mps_cli_print_clock (behind_us);
    if (check->problems->len == 0)
      printf ("%s\n", _ ("Nothing is wrong."));
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "records", (gint64)check->records);
  mps_out_string (out, "head", check->head);
  mps_out_integer (out, "versions", (gint64)check->versions);
  mps_out_integer (out, "runs", (gint64)check->runs);
  mps_out_integer (out, "audit_entries", (gint64)check->audit_entries);
  if (check->first_broken != 0)
    mps_out_integer (out, "first_broken", (gint64)check->first_broken);
  else
    mps_out_null (out, "first_broken");
  mps_out_integer (out, "clock_behind_seconds", behind_us / G_USEC_PER_SEC);
  mps_out_begin_array (out, "problems");
  for (guint i = 0; i < check->problems->len; i++)
    mps_out_string (out, NULL, g_ptr_array_index (check->problems, i));
  mps_out_end_array (out);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static void
print_salvage (MpsCli *cli, const MpsSalvageReport *report)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf (_ ("%u of %u pages are lost; %lu records with %lu versions were saved.\n"),
            report->lost_pages,
            report->pages,
            (gulong)report->records,
            (gulong)report->versions);
    printf (_ ("The damaged file is kept as %s\n"), report->set_aside);
    for (guint i = 0; i < report->lost->len; i++)
      printf (_ ("Lost: %s\n"), (const char *)g_ptr_array_index (report->lost, i));
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_integer (out, "pages", report->pages);
  mps_out_integer (out, "lost_pages", report->lost_pages);
  mps_out_integer (out, "records", (gint64)report->records);
  mps_out_integer (out, "versions", (gint64)report->versions);
  mps_out_string (out, "set_aside", report->set_aside);
  mps_out_begin_array (out, "lost");
  for (guint i = 0; i < report->lost->len; i++)
    mps_out_string (out, NULL, g_ptr_array_index (report->lost, i));
  mps_out_end_array (out);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static MpsExit
run_salvage (MpsCli *cli)
{
  g_autoptr (MpsSecret) password = NULL;
  g_autoptr (MpsSecret) none = NULL;
  g_autoptr (MpsSalvageReport) report = NULL;
  MpsUnlock unlock = { .user = cli->user };
  GError *error = NULL;

  if (!read_secrets (cli, NULL, &password, &none, &error))
    return mps_cli_fail (cli, error);

  unlock.password = password;
  report = mps_keeping_salvage (cli->profile,
                                &unlock,
                                MPS_CLI_PROGRAM,
                                mps_cli_progress,
                                (gpointer)_ ("salvage"),
                                NULL,
                                &error);
  if (report == NULL)
    return mps_cli_fail (cli, error);

  print_salvage (cli, report);
  return MPS_EXIT_DONE;
}

static MpsExit
run_check (MpsCli *cli, int argc, char **argv)
{
  gboolean salvage = FALSE;
  const GOptionEntry entries[] = {
    { "salvage",
      0,
      0,
      G_OPTION_ARG_NONE,
      &salvage,
      N_ ("Copy what can be read of damaged records into new ones"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsStoreCheck) check = NULL;
  gint64 behind_us = 0;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1)
    return mps_cli_usage (cli, _ ("check takes no “%s”"), argv[1]);
  if (salvage)
    return run_salvage (cli);

  session = mps_cli_open (cli, &error);
  if (session != NULL && mps_keeping_get_clock_behind (session, &behind_us, &error))
    check = mps_keeping_check (session, NULL, &error);
  if (check == NULL)
    return mps_cli_fail (cli, error);

  print_check (cli, check, behind_us);
  return check->problems->len == 0 ? MPS_EXIT_DONE : MPS_EXIT_FAILED;
}

const MpsCommand mps_keeping_commands[] = {
  { "restore",
    "FILE [--recovery-key-file FILE]",
    N_ ("make a profile of a backup; the profile's folder has no records"),
    run_restore },
  { "check", "[--salvage]", N_ ("check the records, their seal and the audit chain"), run_check },
  { "rekey", "", N_ ("seal the records with a new key"), run_rekey },
  { NULL },
};
