/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli.h"

#include "app/session/mps-words.h"
#include "data/model/mps-resource.h"
#include "data/store/seal/mps-seal-error.h"
#include "data/store/seal/mps-secret.h"
#include "devices/transport/mps-transport.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_US (G_USEC_PER_SEC / 4)

/**
 * mps_cli_parse:
 * @cli: the program's own options; --json is taken here too
 * @arguments: what follows the options, for the help text
 * @entries: (nullable): the command's options
 * @group: (nullable) (transfer full): more of them
 * @argc: (inout): of the command
 * @argv: (inout): of the command
 * @code: (out): what to exit with when there is nothing more to do
 *
 * Returns: whether the command goes on
 */
gboolean
mps_cli_parse (MpsCli *cli,
               const char *arguments,
               const GOptionEntry *entries,
               GOptionGroup *group,
               int *argc,
               char ***argv,
               MpsExit *code)
{
  const GOptionEntry json[] = {
    { "json", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &cli->json, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autoptr (GError) error = NULL;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, json, GETTEXT_PACKAGE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (group != NULL)
    g_option_context_add_group (context, group);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;

  *code = mps_cli_usage (cli, "%s", error->message);
  return FALSE;
}

static MpsSession *
open_by_password (MpsCli *cli, GError **error)
{
  g_autoptr (MpsSecret) password = mps_secret_new_from_file (cli->password_file, error);

  if (password == NULL)
    return NULL;
  if (cli->user == NULL) {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_SIGN_IN,
                         "session: whose password it is was not said: --user NAME");
    return NULL;
  }

  return mps_session_sign_in (cli->profile, cli->user, password, MPS_CLI_PROGRAM, NULL, error);
}

static MpsSession *
open_by_recovery (MpsCli *cli, GError **error)
{
  g_autoptr (MpsSecret) key = mps_secret_new_from_file (cli->recovery_file, error);

  if (key == NULL)
    return NULL;
  if (cli->user == NULL) {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_SIGN_IN,
                         "session: whose account it is for was not said: --user NAME");
    return NULL;
  }

  return mps_session_sign_in_by_recovery (
      cli->profile, cli->user, mps_secret_peek (key), MPS_CLI_PROGRAM, NULL, error);
}

/**
 * mps_cli_open:
 * @cli: profile, user, file with the password
 * @error: return location
 *
 * Signs in. Where the profile's only account has no password, that is said.
 *
 * Returns: (transfer full): the session
 */
MpsSession *
mps_cli_open (MpsCli *cli, GError **error)
{
  MpsSession *session;

  if (cli->recovery_file != NULL)
    return open_by_recovery (cli, error);
  if (cli->password_file != NULL)
    return open_by_password (cli, error);

  session = mps_session_open (cli->profile, cli->user, MPS_CLI_PROGRAM, NULL, error);
  if (session != NULL)
    mps_cli_note (_ ("This profile has no password: anybody at this computer is “%s”."),
                  mps_session_peek_user (session));
  return session;
}

static MpsExit
get_exit_of_store (int code)
{
  switch ((MpsStoreError)code) {
  case MPS_STORE_ERROR_NOT_FOUND:
    return MPS_EXIT_NOT_FOUND;
  case MPS_STORE_ERROR_STALE:
  case MPS_STORE_ERROR_REFUSED:
    return MPS_EXIT_REFUSED;
  case MPS_STORE_ERROR_EXISTS:
  case MPS_STORE_ERROR_BUSY:
  case MPS_STORE_ERROR_READ_ONLY:
  case MPS_STORE_ERROR_FULL:
  case MPS_STORE_ERROR_VERSION:
  case MPS_STORE_ERROR_CORRUPT:
  case MPS_STORE_ERROR_INPUT:
  case MPS_STORE_ERROR_CLOSED:
  case MPS_STORE_ERROR_FAILED:
  default:
    return MPS_EXIT_FAILED;
  }
}

static MpsExit
get_exit_of_session (int code)
{
  switch ((MpsSessionError)code) {
  case MPS_SESSION_ERROR_REFUSED:
  case MPS_SESSION_ERROR_CHOOSE_READER:
  case MPS_SESSION_ERROR_SIGN_IN:
  case MPS_SESSION_ERROR_WRONG_SECRET:
  case MPS_SESSION_ERROR_WAIT:
  case MPS_SESSION_ERROR_CHANGE_PASSWORD:
  case MPS_SESSION_ERROR_LOCKED:
  case MPS_SESSION_ERROR_RESTRICTED:
    return MPS_EXIT_REFUSED;
  case MPS_SESSION_ERROR_NO_READER:
  case MPS_SESSION_ERROR_NOT_FOUND:
    return MPS_EXIT_NOT_FOUND;
  case MPS_SESSION_ERROR_NO_TAG:
  default:
    return MPS_EXIT_FAILED;
  }
}

static MpsExit
get_exit (const GError *error)
{
  if (error->domain == G_OPTION_ERROR)
    return MPS_EXIT_USAGE;
  if (error->domain == MPS_STORE_ERROR)
    return get_exit_of_store (error->code);
  if (g_error_matches (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_MISTYPED))
    return MPS_EXIT_REFUSED;
  if (error->domain == MPS_SESSION_ERROR)
    return get_exit_of_session (error->code);
  if (g_error_matches (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED))
    return MPS_EXIT_REFUSED;

  return MPS_EXIT_FAILED;
}

static void
print_error (const char *domain, const char *code, const char *message)
{
  g_autoptr (MpsOut) out = mps_out_new ();

  mps_out_begin_object (out, NULL);
  mps_out_begin_object (out, "error");
  mps_out_string (out, "domain", domain);
  mps_out_string (out, "code", code);
  mps_out_string (out, "message", message);
  mps_out_end_object (out);
  mps_out_end_object (out);
  mps_cli_print (out);
}

/**
 * mps_cli_fail:
 * @cli: says for whom to print
 * @error: (transfer full): what went wrong
 *
 * Says what happened, what it means and what to do; the program's own words are in brackets.
 *
 * Returns: what to exit with
 */
MpsExit
mps_cli_fail (MpsCli *cli, GError *error)
{
  g_autoptr (GError) owned = error;
  g_autoptr (MpsSentence) sentence = mps_sentence_new_for_error (owned);
  gboolean said = strstr (owned->message, sentence->next) != NULL;
  g_autofree char *message = g_strdup_printf ("%s %s%s%s%s",
                                              sentence->what,
                                              sentence->next,
                                              said ? "" : " (",
                                              said ? "" : owned->message,
                                              said ? "" : ")");

  if (owned->domain == G_OPTION_ERROR)
    return mps_cli_usage (cli, "%s", owned->message);

  g_printerr ("%s: %s\n", MPS_CLI_PROGRAM, message);
  if (*sentence->meaning != '\0')
    g_printerr ("%s: %s\n", MPS_CLI_PROGRAM, sentence->meaning);
  if (cli->json)
    print_error (mps_words_error_domain (owned), mps_words_error_code (owned), message);
  return get_exit (owned);
}

/**
 * mps_cli_usage:
 * @cli: says for whom to print
 * @format: what is wrong with how the program was called
 * @...: for @format
 *
 * Returns: %MPS_EXIT_USAGE
 */
MpsExit
mps_cli_usage (MpsCli *cli, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%s: %s\n", MPS_CLI_PROGRAM, message);
  g_printerr (_ ("“%s --help” shows the commands, “%s COMMAND --help” the options of one.\n"),
              MPS_CLI_PROGRAM,
              MPS_CLI_PROGRAM);
  if (cli->json)
    print_error ("cli", "usage", message);
  return MPS_EXIT_USAGE;
}

/**
 * mps_cli_print:
 * @out: a whole JSON value
 *
 * Writes it as a line on stdout.
 */
void
mps_cli_print (MpsOut *out)
{
  fputs (mps_out_peek (out), stdout);
  fputc ('\n', stdout);
}

/**
 * mps_cli_note:
 * @format: a message for people
 * @...: for @format
 *
 * Writes it on stderr.
 */
void
mps_cli_note (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%s\n", message);
}

/**
 * mps_cli_progress:
 * @done: what is done
 * @total: of how much; 0: unknown
 * @label: (type utf8): what it is
 *
 * An #MpsProgressFunc that keeps one line on a terminal's stderr, and is silent elsewhere.
 */
void
mps_cli_progress (guint64 done, guint64 total, gpointer label)
{
  static gint64 shown_us;
  gint64 now = g_get_monotonic_time ();

  if (isatty (STDERR_FILENO) == 0 || (now - shown_us < PROGRESS_US && done != total))
    return;

  shown_us = now;
  g_printerr ("\r%s %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT "%s",
              (const char *)label,
              done,
              total,
              done == total ? "\n" : "");
}

/**
 * mps_cli_split_reference:
 * @text: "Type/id"
 * @type: (out): the type; untouched unless both are well-formed
 * @id: (out): the id; likewise
 *
 * Returns: whether it names a FHIR record
 */
gboolean
mps_cli_split_reference (const char *text, char **type, char **id)
{
  const char *slash = strchr (text, '/');
  g_autofree char *head = NULL;

  if (slash == NULL || !mps_fhir_id_is_valid (slash + 1))
    return FALSE;
  head = g_strndup (text, (gsize)(slash - text));
  if (!mps_fhir_type_is_known (head))
    return FALSE;

  *type = g_steal_pointer (&head);
  *id = g_strdup (slash + 1);
  return TRUE;
}

/**
 * mps_cli_check_virtual:
 * @config: what was asked for on the command line
 * @error: return location
 *
 * Returns: whether a virtual reader can be made of it, the file to play back included
 */
gboolean
mps_cli_check_virtual (const MpsVirtualConfig *config, GError **error)
{
  g_autoptr (MpsVirtualReader) reader = NULL;

  if (!mps_virtual_config_check (config, error))
    return FALSE;

  reader = mps_virtual_reader_new (config, error);
  return reader != NULL;
}

/**
 * mps_cli_wait_callback:
 * @source: (nullable): whose call
 * @result: its result
 * @wait: (type MpsCliWait): who waits
 */
void
mps_cli_wait_callback (GObject *source, GAsyncResult *result, gpointer wait)
{
  ((MpsCliWait *)wait)->result = g_object_ref (result);
}

/**
 * mps_cli_wait:
 * @wait: what was given to mps_cli_wait_callback(); all zero at first
 *
 * Returns: (transfer full): the call's result
 */
GAsyncResult *
mps_cli_wait (MpsCliWait *wait)
{
  while (wait->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (&wait->result);
}
