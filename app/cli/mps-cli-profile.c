/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli.h"
#include "app/session/mps-session-profile.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

static void
print_made (MpsCli *cli, gboolean demo, const char *recovery_key)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  if (!cli->json) {
    printf (_ ("The profile %s is ready.\n"), cli->profile);
    printf (_ ("Recovery key: %s\n"), recovery_key);
    printf (
        "%s\n",
        _ ("Write it down and keep it locked away from this computer: it opens the profile when "
           "every password is forgotten, and it is not shown again."));
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "profile", cli->profile);
  mps_out_string (out, "recovery_key", recovery_key);
  mps_out_boolean (out, "demo", demo);
  mps_out_end_object (out);
  mps_cli_print (out);
}

/* The password of the new account may stand before the command too, as for every other one. */
static MpsExit
make_profile (MpsCli *cli, const char *admin, const char *password_file, gboolean demo)
{
  const char *file = password_file != NULL ? password_file : cli->password_file;
  g_autoptr (MpsSecret) password = NULL;
  g_autofree char *recovery_key = NULL;
  MpsProfileOptions options = {
    .folder = cli->profile, .admin = admin, .demo = demo, .program = MPS_CLI_PROGRAM
  };
  GError *error = NULL;

  if (file != NULL) {
    password = mps_secret_new_from_file (file, &error);
    if (password == NULL)
      return mps_cli_fail (cli, error);
    options.password = password;
  }
  if (!mps_profile_create (&options, &recovery_key, &error))
    return mps_cli_fail (cli, error);

  if (password == NULL)
    mps_cli_note (_ ("The profile has no password: anybody at this computer is “%s” and sees "
                     "everything. “user password” gives it one."),
                  admin);
  print_made (cli, demo, recovery_key);
  explicit_bzero (recovery_key, strlen (recovery_key));
  return MPS_EXIT_DONE;
}

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
  MpsExit code;

  if (!mps_cli_parse (cli, "", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1)
    return mps_cli_usage (cli, _ ("init takes no “%s”"), argv[1]);
  if (admin == NULL && demo)
    admin = g_strdup ("demo");
  if (admin == NULL)
    return mps_cli_usage (cli, "%s", _ ("init needs --admin NAME"));

  return make_profile (cli, admin, password_file, demo);
}

const MpsCommand mps_profile_commands[] = {
  { "init",
    "--admin NAME [--password-file FILE] [--demo]",
    N_ ("make a new profile; with --demo one to try the program out"),
    run_init },
  { NULL },
};
