/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static MpsExit
run_init (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *admin = NULL;
  g_autofree char *password_file = NULL;
  gboolean demo = FALSE;
  const GOptionEntry entries[] = {
    { "admin", 0, 0, G_OPTION_ARG_STRING, &admin, N_ ("Name of the administrator"), N_ ("NAME") },
    { "password-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &password_file,
      N_ ("File that holds the password"),
      N_ ("FILE") },
    { "demo", 0, 0, G_OPTION_ARG_NONE, &demo, N_ ("Invented patients, virtual reader"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsOut) out = mps_out_new ();
  g_autofree char *password = NULL;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1)
    return mps_cli_usage (cli, _ ("init takes no “%s”"), argv[1]);
  if (admin == NULL && demo)
    admin = g_strdup ("demo");
  if (admin == NULL)
    return mps_cli_usage (cli, "%s", _ ("init needs --admin NAME"));
  if (password_file != NULL && !g_file_get_contents (password_file, &password, NULL, &error))
    return mps_cli_fail (cli, error);
  if (!mps_session_init_profile (cli->profile, admin, demo, MPS_CLI_PROGRAM, &error))
    return mps_cli_fail (cli, error);

  if (password_file != NULL)
    mps_cli_note (_ ("Profiles have no accounts yet: the password was not stored."));
  if (!cli->json) {
    printf (_ ("The profile %s is ready.\n"), cli->profile);
    printf ("%s\n", _ ("Profiles are not sealed yet, so there is no recovery key."));
    return MPS_EXIT_DONE;
  }

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "profile", cli->profile);
  /* Nothing is sealed yet: a key that opens nothing would be a lie. */
  mps_out_null (out, "recovery_key");
  mps_out_boolean (out, "demo", demo);
  mps_out_end_object (out);
  mps_cli_print (out);
  return MPS_EXIT_DONE;
}

static void
print_check (MpsCli *cli, const MpsStoreCheck *check)
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
  mps_out_begin_array (out, "problems");
  for (guint i = 0; i < check->problems->len; i++)
    mps_out_string (out, NULL, g_ptr_array_index (check->problems, i));
  mps_out_end_array (out);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static MpsExit
run_check (MpsCli *cli, int argc, char **argv)
{
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsStoreCheck) check = NULL;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "", NULL, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1)
    return mps_cli_usage (cli, _ ("check takes no “%s”"), argv[1]);

  session = mps_cli_open (cli, &error);
  if (session != NULL && mps_session_require (session, MPS_ACTION_MAINTAIN, &error))
    check = mps_store_check (mps_session_peek_store (session), NULL, &error);
  if (check == NULL)
    return mps_cli_fail (cli, error);

  print_check (cli, check);
  return check->problems->len == 0 ? MPS_EXIT_DONE : MPS_EXIT_FAILED;
}

const MpsCommand mps_profile_commands[] = {
  { "init",
    "--admin NAME [--password-file FILE] [--demo]",
    N_ ("make a new profile; with --demo one to try the program out"),
    run_init },
  { "check", "", N_ ("check the records and the audit chain"), run_check },
  { NULL },
};
