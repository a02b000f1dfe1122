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

const MpsCommand mps_profile_commands[] = {
  { "init",
    "--admin NAME [--password-file FILE] [--demo]",
    N_ ("make a new profile; with --demo one to try the program out"),
    run_init },
  { NULL },
};
