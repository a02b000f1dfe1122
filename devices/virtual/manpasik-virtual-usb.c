/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/virtual/mps-emulated-child-private.h"
#include "devices/virtual/mps-emulated-port-private.h"
#include "devices/virtual/mps-virtual-config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define SERIAL_PREFIX "MPS-"
#define MALFORMED_SERIAL "MPS-0000000g"
#define MAX_READERS 16
#define ANOTHER_VERSION 2

typedef struct {
  MpsVirtualConfig config;
  int readers;
  gboolean duplicate_serial;
  gboolean bad_serial;
  gboolean no_permission;
  gboolean other_version;
} Options;

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "readers", 0, 0, G_OPTION_ARG_INT, &options->readers, N_ ("How many readers"), "N" },
    { "duplicate-serial",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->duplicate_serial,
      N_ ("Two readers with the same serial number"),
      NULL },
    { "bad-serial",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->bad_serial,
      N_ ("A malformed serial number"),
      NULL },
    { "no-permission",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->no_permission,
      N_ ("Nobody may open the readers"),
      NULL },
    { "other-version",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->other_version,
      N_ ("Speak another protocol version"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("-- COMMAND …"));

  g_option_context_set_summary (
      context, _ ("Runs a command with virtual readers attached to its USB, and to nothing else."));
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_group (context, mps_virtual_config_get_option_group (&options->config));
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (options->readers < 1 || options->readers > MAX_READERS) {
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 _ ("there can be 1 to %d readers"),
                 MAX_READERS);
    return FALSE;
  }
  return TRUE;
}

/* The command stands behind the options, and behind "--" where that was written. */
static const char *const *
find_command (int argc, char **argv)
{
  int first = argc > 1 && g_strcmp0 (argv[1], "--") == 0 ? 2 : 1;

  return first < argc ? (const char *const *)argv + first : NULL;
}

/* Serial numbers count up, and each reader has signals of its own. */
static MpsVirtualReader *
make_reader (const Options *options, guint i, GError **error)
{
  g_auto (MpsVirtualConfig) config = { 0 };

  mps_virtual_config_copy (&options->config, &config);
  config.seed += i;
  if (options->other_version)
    config.protocol_version = ANOTHER_VERSION;
  if (options->bad_serial) {
    g_free (config.serial);
    config.serial = g_strdup (MALFORMED_SERIAL);
  } else if (!options->duplicate_serial && i > 0 &&
             g_str_has_prefix (config.serial, SERIAL_PREFIX)) {
    guint64 number = g_ascii_strtoull (config.serial + strlen (SERIAL_PREFIX), NULL, 16);

    g_free (config.serial);
    config.serial = g_strdup_printf (SERIAL_PREFIX "%08X", (guint)(number + i));
  }
  return mps_virtual_reader_new (&config, error);
}

static GPtrArray *
plug_readers (UMockdevTestbed *testbed, const Options *options, GError **error)
{
  g_autoptr (GPtrArray) ports =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_emulated_port_free);
  guint n = (guint)options->readers;

  if (options->duplicate_serial)
    n = MAX (n, 2);
  for (guint i = 0; i < n; i++) {
    g_autoptr (MpsVirtualReader) reader = make_reader (options, i, error);
    MpsEmulatedPort *port;

    if (reader == NULL)
      return NULL;
    port = mps_emulated_port_new (testbed, i + 1, reader, options->no_permission, error);
    if (port == NULL)
      return NULL;
    g_ptr_array_add (ports, port);
  }
  return g_steal_pointer (&ports);
}

static int
run (const Options *options, const char *const *command)
{
  g_autoptr (UMockdevTestbed) testbed = umockdev_testbed_new ();
  g_autofree char *root = umockdev_testbed_get_root_dir (testbed);
  g_autoptr (GPtrArray) ports = NULL;
  g_autoptr (GError) error = NULL;
  int exit_status = EXIT_FAILED;

  ports = plug_readers (testbed, options, &error);
  if (ports == NULL || !mps_emulated_child_run (command, root, &exit_status, &error))
    g_printerr ("manpasik-virtual-usb: %s\n", error->message);
  return exit_status;
}

static gboolean
is_wrapped (void)
{
  const char *preload = g_getenv ("LD_PRELOAD");

  return preload != NULL && strstr (preload, MPS_PRELOAD_NAME) != NULL;
}

/* Our own calls must go through umockdev's library too, as umockdev-wrapper would see to. */
static int
start_again_wrapped (char **argv)
{
  g_autofree char *preload = mps_emulated_child_make_preload ();

  g_setenv ("LD_PRELOAD", preload, TRUE);
  execv ("/proc/self/exe", argv);
  g_printerr ("manpasik-virtual-usb: %s\n", g_strerror (errno));
  return EXIT_FAILED;
}

int
main (int argc, char **argv)
{
  Options options = { .readers = 1 };
  g_autoptr (GError) error = NULL;
  const char *const *command = NULL;
  int exit_status = EXIT_USAGE;

  setlocale (LC_ALL, "");
  /* umockdev calls it critical when a command was killed in the middle of an ioctl. It must not end
   * us, whatever G_DEBUG wants for the command. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  if (!is_wrapped ())
    return start_again_wrapped (argv);

  mps_virtual_config_init (&options.config);
  if (!parse_options (&options, &argc, &argv, &error))
    g_printerr ("manpasik-virtual-usb: %s\n", error->message);
  else if ((command = find_command (argc, argv)) == NULL)
    g_printerr (_ ("manpasik-virtual-usb: no command; use manpasik-virtual-usb [OPTION…] -- "
                   "COMMAND …\n"));
  else
    exit_status = run (&options, command);
  mps_virtual_config_clear (&options.config);
  return exit_status;
}
