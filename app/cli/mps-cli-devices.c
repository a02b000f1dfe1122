/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/mps-cli.h"
#include "app/session/measurement/mps-tag-check.h"
#include "app/session/mps-words.h"
#include "app/session/readers/mps-readers.h"
#include "devices/virtual/mps-virtual.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TAG_TIMEOUT_MS 5000

#define EMULATOR "manpasik-virtual-usb"

/* Readers */

static gboolean
refresh (MpsReaders *readers, GError **error)
{
  MpsCliWait wait = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  mps_readers_refresh_async (readers, NULL, mps_cli_wait_callback, &wait);
  result = mps_cli_wait (&wait);
  return mps_readers_refresh_finish (readers, result, error);
}

static void
out_reader (MpsOut *out, MpsReaderItem *item)
{
  mps_out_begin_object (out, NULL);
  mps_out_string (out, "serial", mps_reader_item_peek_serial (item));
  mps_out_string (out, "firmware", mps_reader_item_peek_firmware (item));
  mps_out_string (out, "state", mps_reader_item_state_to_string (mps_reader_item_get_state (item)));
  mps_out_string (out, "transport", mps_reader_item_peek_transport (item));
  mps_out_string (out, "problem", mps_reader_item_peek_problem (item));
  mps_out_end_object (out);
}

static void
print_readers (MpsCli *cli, GListModel *readers)
{
  g_autoptr (MpsOut) out = mps_out_new ();
  guint n = g_list_model_get_n_items (readers);

  mps_out_begin_object (out, NULL);
  mps_out_begin_array (out, "readers");
  for (guint i = 0; i < n; i++) {
    g_autoptr (MpsReaderItem) item = g_list_model_get_item (readers, i);

    out_reader (out, item);
    if (!cli->json)
      printf ("%s  %s  %s  %s  %s\n",
              mps_reader_item_peek_serial (item),
              mps_reader_item_peek_transport (item),
              mps_reader_item_peek_firmware (item),
              mps_reader_item_state_to_string (mps_reader_item_get_state (item)),
              mps_reader_item_peek_problem (item));
  }
  mps_out_end_array (out);
  mps_out_end_object (out);
  if (cli->json)
    mps_cli_print (out);
  else if (n == 0)
    printf ("%s\n", _ ("No reader is attached."));
}

static MpsExit
run_readers (MpsCli *cli, int argc, char **argv)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsReaders) readers = NULL;
  GError *error = NULL;
  MpsExit code;

  mps_virtual_config_init (&config);
  if (!mps_cli_parse (
          cli, "", NULL, mps_virtual_config_get_option_group (&config), &argc, &argv, &code))
    return code;
  if (argc > 1)
    return mps_cli_usage (cli, _ ("readers takes no “%s”"), argv[1]);
  if (!mps_cli_check_virtual (&config, &error))
    return mps_cli_fail (cli, error);

  session = mps_cli_open (cli, &error);
  if (session == NULL)
    return mps_cli_fail (cli, error);
  readers = mps_readers_new (session);
  mps_readers_set_virtual_config (readers, &config);
  if (!refresh (readers, &error))
    return mps_cli_fail (cli, error);

  print_readers (cli, G_LIST_MODEL (readers));
  return MPS_EXIT_DONE;
}

/* The cartridge tag */

static void
out_analyte (MpsOut *out, const MpsAnalyte *analyte)
{
  guint n = mps_curve_kind_get_n_parameters (analyte->curve);

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "code", analyte->code);
  mps_out_string (out, "unit", analyte->unit);
  mps_out_integer (out, "first", analyte->first_channel);
  mps_out_integer (out, "count", analyte->n_channels);
  mps_out_string (out, "curve", mps_curve_kind_to_string (analyte->curve));
  mps_out_begin_array (out, "parameters");
  for (guint i = 0; i < n; i++)
    mps_out_number (out, NULL, analyte->parameters[i]);
  mps_out_end_array (out);
  mps_out_number (out, "low", analyte->low);
  mps_out_number (out, "high", analyte->high);
  mps_out_number (out, "k", analyte->temperature_coefficient);
  mps_out_end_object (out);
}

static void
out_cartridge (MpsOut *out, const MpsCartridge *cartridge)
{
  g_autofree char *expiry = mps_cartridge_dup_expiry (cartridge);
  g_autoptr (GString) uid = g_string_new (NULL);

  for (gsize i = 0; i < sizeof cartridge->uid; i++)
    g_string_append_printf (uid, "%02X", cartridge->uid[i]);
  mps_out_string (out, "id", cartridge->id);
  mps_out_string (out, "uid", uid->str);
  mps_out_integer (out, "type", cartridge->type);
  mps_out_string (out, "lot", cartridge->lot);
  mps_out_string (out, "expiry", expiry);
  mps_out_integer (out, "uses_allowed", cartridge->uses_allowed);
  mps_out_integer (out, "uses_burnt", cartridge->uses_burnt);
  mps_out_string (out, "key_id", cartridge->key_id);
  mps_out_begin_array (out, "analytes");
  for (guint i = 0; i < cartridge->n_analytes; i++)
    out_analyte (out, &cartridge->analytes[i]);
  mps_out_end_array (out);
}

static void
print_cartridge (const MpsCartridge *cartridge)
{
  g_autofree char *expiry = mps_cartridge_dup_expiry (cartridge);

  printf (_ ("Cartridge %s, type %u, lot %s, valid through %s, %u of %u uses spent\n"),
          cartridge->id,
          cartridge->type,
          cartridge->lot,
          expiry,
          cartridge->uses_burnt,
          cartridge->uses_allowed);
  for (guint i = 0; i < cartridge->n_analytes; i++)
    printf ("  %s: %s\n", cartridge->analytes[i].code, cartridge->analytes[i].unit);
}

static void
print_tag (MpsCli *cli, MpsTagRefusal refusal, const MpsCartridge *cartridge)
{
  g_autoptr (MpsOut) out = mps_out_new ();
  g_autofree char *message = mps_tag_refusal_dup_message (refusal);

  if (!cli->json) {
    if (cartridge != NULL)
      print_cartridge (cartridge);
    printf ("%s\n", message);
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_boolean (out, "valid", refusal == MPS_TAG_ACCEPTED);
  mps_out_string (
      out, "refusal", refusal == MPS_TAG_ACCEPTED ? NULL : mps_tag_refusal_to_code (refusal));
  mps_out_string (out, "message", message);
  if (cartridge != NULL)
    out_cartridge (out, cartridge);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static MpsExit
run_tag (MpsCli *cli, int argc, char **argv)
{
  g_autofree char *file = NULL;
  const GOptionEntry entries[] = {
    { "tag", 0, 0, G_OPTION_ARG_FILENAME, &file, N_ ("File of a virtual tag"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (MpsSession) session = NULL;
  g_autoptr (MpsTag) tag = NULL;
  g_autoptr (MpsCartridge) cartridge = NULL;
  MpsTagRefusal refusal;
  GError *error = NULL;
  MpsExit code;

  if (!mps_cli_parse (cli, "", entries, NULL, &argc, &argv, &code))
    return code;
  if (argc > 1)
    return mps_cli_usage (cli, _ ("tag takes no “%s”"), argv[1]);

  session = mps_cli_open (cli, &error);
  if (session == NULL)
    return mps_cli_fail (cli, error);
  tag = file != NULL ? mps_virtual_tag_new_for_file (file, &error)
                     : mps_tag_check_open_default (session, &error);
  if (tag == NULL ||
      !mps_tag_check_look (session, tag, TAG_TIMEOUT_MS, &refusal, &cartridge, NULL, &error))
    return mps_cli_fail (cli, error);

  print_tag (cli, refusal, cartridge);
  return refusal == MPS_TAG_ACCEPTED ? MPS_EXIT_DONE : MPS_EXIT_REFUSED;
}

/* The virtual reader */

static char *
dup_own_path (void)
{
  return g_file_read_link ("/proc/self/exe", NULL);
}

/* Installed, or next to this program in the tree where both were built. */
static char *
find_emulator (void)
{
  g_autofree char *own = dup_own_path ();
  g_autofree char *folder = own != NULL ? g_path_get_dirname (own) : g_strdup (".");
  g_autofree char *root = g_build_filename (folder, "..", "..", NULL);
  char *const candidates[] = {
    g_build_filename (MPS_LIBEXECDIR, EMULATOR, NULL),
    g_build_filename (root, "devices", "virtual", EMULATOR, NULL),
  };
  char *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++) {
    if (found == NULL && g_file_test (candidates[i], G_FILE_TEST_IS_EXECUTABLE))
      found = g_canonicalize_filename (candidates[i], NULL);
    g_free (candidates[i]);
  }

  return found;
}

static char **
build_command (char *emulator, char **options, guint n_options, char **command)
{
  GPtrArray *line = g_ptr_array_new ();
  g_autofree char *found = g_find_program_in_path (command[0]);

  g_ptr_array_add (line, g_strdup (emulator));
  for (guint i = 0; i < n_options; i++)
    g_ptr_array_add (line, g_strdup (options[i]));
  g_ptr_array_add (line, g_strdup ("--"));
  /* In a tree that was only built, this program is in no folder that is searched. */
  g_ptr_array_add (line,
                   found == NULL && g_str_equal (command[0], MPS_CLI_PROGRAM)
                       ? dup_own_path ()
                       : g_strdup (command[0]));
  for (guint i = 1; command[i] != NULL; i++)
    g_ptr_array_add (line, g_strdup (command[i]));
  g_ptr_array_add (line, NULL);
  return (char **)g_ptr_array_free (line, FALSE);
}

/* Takes this process's place, so that the command's exit code and output are the caller's. */
static MpsExit
exec_usb (MpsCli *cli, char **options, guint n_options, char **command)
{
  g_autofree char *emulator = find_emulator ();
  g_auto (GStrv) line = NULL;

  if (emulator == NULL)
    return mps_cli_fail (
        cli,
        g_error_new (
            G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "virtual-reader: %s is not installed", EMULATOR));

  line = build_command (emulator, options, n_options, command);
  execv (line[0], line);
  return mps_cli_fail (cli,
                       g_error_new (G_IO_ERROR,
                                    G_IO_ERROR_FAILED,
                                    "virtual-reader: %s cannot be started: %s",
                                    line[0],
                                    g_strerror (errno)));
}

/* The reader of a demo profile lives in the process that measures with it; from outside there is
 * nothing to connect to, and that is what is said. */
static void
print_connection (MpsCli *cli, const MpsVirtualConfig *config)
{
  g_autoptr (MpsOut) out = mps_out_new ();
  const char *use = MPS_CLI_PROGRAM " measure --patient ID";

  if (!cli->json) {
    printf (
        _ ("The virtual reader %s is part of every demo profile and runs inside the program that "
           "measures: “%s”, with the same options. As a USB device it runs with --usb -- "
           "COMMAND.\n"),
        config->serial,
        use);
    return;
  }

  mps_out_begin_object (out, NULL);
  mps_out_string (out, "connection", "in-process");
  mps_out_string (out, "serial", config->serial);
  mps_out_string (out, "use", use);
  mps_out_end_object (out);
  mps_cli_print (out);
}

static guint
find_separator (int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    if (g_str_equal (argv[i], "--"))
      return (guint)i;
  }

  return (guint)argc;
}

/* The emulator knows its options, which are more than those of the reader, and says what is wrong.
 */
static MpsExit
run_usb (MpsCli *cli, guint separator, int argc, char **argv)
{
  g_autoptr (GPtrArray) options = g_ptr_array_new ();

  if ((int)separator + 1 >= argc)
    return mps_cli_usage (cli, "%s", _ ("virtual-reader --usb needs “-- COMMAND”"));

  for (guint i = 1; i < separator; i++) {
    if (!g_str_equal (argv[i], "--usb") && !g_str_equal (argv[i], "--json"))
      g_ptr_array_add (options, argv[i]);
  }
  return exec_usb (cli, (char **)options->pdata, options->len, argv + separator + 1);
}

static gboolean
has_option (guint n, char **argv, const char *option)
{
  for (guint i = 1; i < n; i++) {
    if (g_str_equal (argv[i], option))
      return TRUE;
  }

  return FALSE;
}

static MpsExit
run_virtual_reader (MpsCli *cli, int argc, char **argv)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  gboolean usb = FALSE;
  const GOptionEntry entries[] = {
    { "usb", 0, 0, G_OPTION_ARG_NONE, &usb, N_ ("As a USB device, for one command"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  guint separator = find_separator (argc, argv);
  GError *error = NULL;
  MpsExit code;

  if (has_option (separator, argv, "--usb") && !has_option (separator, argv, "--help"))
    return run_usb (cli, separator, argc, argv);

  mps_virtual_config_init (&config);
  if (!mps_cli_parse (cli,
                      "[-- COMMAND…]",
                      entries,
                      mps_virtual_config_get_option_group (&config),
                      &argc,
                      &argv,
                      &code))
    return code;
  if (argc > 1)
    return mps_cli_usage (cli, _ ("virtual-reader takes no “%s” without --usb"), argv[1]);
  if (!mps_cli_check_virtual (&config, &error))
    return mps_cli_fail (cli, error);

  print_connection (cli, &config);
  return MPS_EXIT_DONE;
}

const MpsCommand mps_device_commands[] = {
  { "readers", "", N_ ("list the attached readers"), run_readers },
  { "tag", "[--tag FILE]", N_ ("read and check the cartridge"), run_tag },
  { "virtual-reader",
    "[--usb] [OPTION…] [-- COMMAND…]",
    N_ ("run a command with a virtual reader on USB, or say how to reach the one of a demo "
        "profile"),
    run_virtual_reader },
  { NULL },
};
