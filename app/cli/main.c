/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>

static const MpsCommand *const families[] = {
  mps_profile_commands, mps_people_commands, mps_record_commands,  mps_device_commands,
  mps_measure_commands, mps_run_commands,    mps_analyse_commands, mps_backup_commands,
  mps_keeping_commands, mps_audit_commands,  mps_export_commands,  mps_search_commands,
  mps_chart_commands,
};

static const MpsCommand *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++) {
    for (const MpsCommand *command = families[i]; command->name != NULL; command++) {
      if (g_str_equal (command->name, name))
        return command;
    }
  }

  return NULL;
}

static char *
dup_command_list (void)
{
  GString *text = g_string_new (_ ("Commands:"));

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++) {
    for (const MpsCommand *command = families[i]; command->name != NULL; command++)
      g_string_append_printf (
          text, "\n  %s %s\n      %s", command->name, command->arguments, _ (command->summary));
  }
  g_string_append (text,
                   _ ("\n\nExit code: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 not found."));
  return g_string_free (text, FALSE);
}

/* Known before anything is parsed, so that wrong usage is told as JSON too. */
static gboolean
has_json_option (int argc, char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++) {
    if (g_str_equal (argv[i], "--json"))
      return TRUE;
  }

  return FALSE;
}

static gboolean
parse_globals (MpsCli *cli, int *argc, char ***argv, MpsExit *code)
{
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "profile",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &cli->profile,
      N_ ("Folder of the profile"),
      N_ ("FOLDER") },
    { "user", 0, 0, G_OPTION_ARG_STRING, &cli->user, N_ ("Who works"), N_ ("NAME") },
    { "password-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &cli->password_file,
      N_ ("File that holds the password"),
      N_ ("FILE") },
    { "recovery-key-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &cli->recovery_file,
      N_ ("File that holds the recovery key, instead of a forgotten password"),
      N_ ("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print JSON for programs"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND …"));
  g_autofree char *commands = dup_command_list ();
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, _ ("ManPaSik Workstation without a window."));
  g_option_context_set_description (context, commands);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  /* Options after the command belong to the command. */
  g_option_context_set_strict_posix (context, TRUE);
  if (!g_option_context_parse (context, argc, argv, &error)) {
    *code = mps_cli_usage (cli, "%s", error->message);
    return FALSE;
  }
  if (version) {
    printf ("%s %s\n", MPS_CLI_PROGRAM, MPS_VERSION);
    *code = MPS_EXIT_DONE;
    return FALSE;
  }

  return TRUE;
}

/* What was printed must have arrived: a full disk behind stdout is a failure too. */
static MpsExit
flush_stdout (MpsExit code)
{
  if (fflush (stdout) == 0 && ferror (stdout) == 0)
    return code;

  g_printerr ("%s: %s\n", MPS_CLI_PROGRAM, _ ("the output could not be written"));
  return code == MPS_EXIT_DONE ? MPS_EXIT_FAILED : code;
}

static MpsExit
run_command (MpsCli *cli, int argc, char **argv)
{
  const MpsCommand *command;

  if (argc < 2)
    return mps_cli_usage (cli, "%s", _ ("a command is needed"));
  command = find_command (argv[1]);
  if (command == NULL)
    return mps_cli_usage (cli, _ ("there is no command “%s”"), argv[1]);
  if (cli->profile == NULL)
    cli->profile = mps_session_dup_default_profile ();

  /* The help of a command names the whole line. */
  g_set_prgname (MPS_CLI_PROGRAM);
  return command->run (cli, argc - 1, argv + 1);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) owned = NULL;
  g_autofree char **arguments = NULL;
  MpsCli cli = { 0 };
  MpsExit code = MPS_EXIT_DONE;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, MPS_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_set_prgname (MPS_CLI_PROGRAM);

  owned = g_strdupv (argv);
  arguments = g_memdup2 (owned, ((gsize)argc + 1) * sizeof (char *));
  cli.json = has_json_option (argc, argv);
  if (parse_globals (&cli, &argc, &arguments, &code))
    code = run_command (&cli, argc, arguments);

  g_free (cli.profile);
  g_free (cli.user);
  g_free (cli.password_file);
  g_free (cli.recovery_file);
  return (int)flush_stdout (code);
}
