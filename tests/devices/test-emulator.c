/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual reader on the emulated bus, driven by the real libusb in a client process. The client
 * is this program again, started by manpasik-virtual-usb as its command. */
#include "devices/reader/mps-reader.h"
#include "devices/transport/mps-usb.h"

#include <signal.h>
#include <string.h>

typedef struct {
  guint32 next;
  guint n_lost;
  guint n_back;
} Seen;

static gboolean
on_scans (const MpsScan *scans, guint n, gpointer data)
{
  Seen *seen = data;

  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (scans[i].index, ==, seen->next++);
  return TRUE;
}

static void
on_link (gboolean lost, gpointer data)
{
  Seen *seen = data;

  if (lost)
    seen->n_lost++;
  else
    seen->n_back++;
}

static MpsReader *
open_reader (const char *serial)
{
  g_autoptr (MpsTransport) transport = mps_usb_transport_new (serial);
  g_autoptr (MpsReader) reader = mps_reader_new (transport);
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_reader_open (reader, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (mps_reader_peek_hello (reader)->serial, ==, serial);
  return g_steal_pointer (&reader);
}

static void
run_200 (MpsReader *reader, Seen *seen, MpsReaderRunOutcome *outcome)
{
  const MpsReaderStart start = {
    .run_id = { 0x42 },
    .rate_hz = 500,
    .programme = MPS_PROGRAMME_STANDARD,
    .baseline_scans = 50,
    .exposure_scans = 100,
    .recovery_scans = 50,
  };
  const MpsReaderRunHandlers handlers = { .scans = on_scans, .link = on_link, .data = seen };
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_reader_run (reader, &start, &handlers, outcome, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (outcome->end, ==, MPS_READER_RUN_COMPLETE);
  g_assert_cmpuint (seen->next, ==, 200);
}

static void
client_list (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = mps_usb_list_devices (&error);

  g_assert_no_error (error);
  for (guint i = 0; i < devices->len; i++) {
    const MpsUsbDevice *device = g_ptr_array_index (devices, i);

    g_print ("%s %d\n", device->serial, (int)device->problem);
  }
}

static void
client_run (void)
{
  g_autoptr (MpsReader) reader = open_reader ("MPS-00000001");
  MpsReaderRunOutcome outcome = { 0 };
  Seen seen = { 0 };

  run_200 (reader, &seen, &outcome);
  mps_reader_close (reader);
  g_print ("%u lost %u back %u\n", outcome.stats.scans, seen.n_lost, seen.n_back);
}

static void
client_reset (void)
{
  g_autoptr (MpsTransport) transport = mps_usb_transport_new ("MPS-00000001");
  g_autoptr (MpsReader) reader = mps_reader_new (transport);
  g_autoptr (GError) error = NULL;
  MpsReaderStatus status;

  g_assert_true (mps_reader_open (reader, NULL, &error));
  g_assert_true (mps_transport_reset (transport, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (mps_reader_get_status (reader, &status, NULL, &error));
  g_assert_no_error (error);
  mps_reader_close (reader);
  g_print ("state %u\n", status.state);
}

static void
client_open (void)
{
  g_autoptr (MpsTransport) transport = mps_usb_transport_new ("MPS-00000001");
  g_autoptr (MpsReader) reader = mps_reader_new (transport);
  g_autoptr (GError) error = NULL;

  g_assert_false (mps_reader_open (reader, NULL, &error));
  g_assert_cmpuint (error->domain, ==, MPS_DEVICE_ERROR);
  g_print ("error %d\n", error->code);
}

static const char *self_path;

/* The emulator's output, and its exit status, which is the command's. */
static char *
emulate (const char *options, const char *const *command, int *status)
{
  g_autofree char *folder = g_path_get_dirname (self_path);
  g_autofree char *program =
      g_build_filename (folder, "..", "..", "devices", "virtual", "manpasik-virtual-usb", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_auto (GStrv) words = g_strsplit (options, " ", -1);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_ptr_array_add (argv, program);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (argv, words[i]);
  g_ptr_array_add (argv, (gpointer) "--");
  for (guint i = 0; command != NULL && command[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer)command[i]);
  g_ptr_array_add (argv, NULL);

  process =
      g_subprocess_newv ((const char *const *)argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  g_assert_no_error (error);
  *status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  return output;
}

static char *
emulate_client (const char *options, const char *client)
{
  const char *command[] = { self_path, "--client", client, NULL };
  int status = -1;
  char *output = emulate (options, command, &status);

  g_assert_cmpint (status, ==, 0);
  return output;
}

static void
test_list (void)
{
  g_autofree char *one = emulate_client ("", "list");
  g_autofree char *three = emulate_client ("--readers 3 --serial MPS-000000FE", "list");

  g_assert_cmpstr (one, ==, "MPS-00000001 0\n");
  g_assert_nonnull (strstr (three, "MPS-000000FE 0\n"));
  g_assert_nonnull (strstr (three, "MPS-000000FF 0\n"));
  g_assert_nonnull (strstr (three, "MPS-00000100 0\n"));
}

static void
test_refused (void)
{
  g_autofree char *twins = emulate_client ("--duplicate-serial", "list");
  g_autofree char *malformed = emulate_client ("--bad-serial", "list");
  g_autofree char *forbidden = emulate_client ("--no-permission", "list");
  g_autofree char *expected = g_strdup_printf (" %d\n", MPS_USB_PROBLEM_PERMISSION);

  g_assert_cmpstr (twins, ==, "MPS-00000001 3\nMPS-00000001 3\n");
  g_assert_cmpstr (malformed, ==, "MPS-0000000g 2\n");
  g_assert_true (g_str_has_suffix (forbidden, expected));
}

static void
test_open_refused (void)
{
  g_autofree char *forbidden = emulate_client ("--no-permission", "open");
  g_autofree char *other = emulate_client ("--other-version", "open");
  g_autofree char *twins = emulate_client ("--duplicate-serial", "open");
  g_autofree char *absent = emulate_client ("--serial MPS-00000002", "open");
  g_autofree char *permission = g_strdup_printf ("error %d\n", MPS_DEVICE_ERROR_PERMISSION);
  g_autofree char *version = g_strdup_printf ("error %d\n", MPS_DEVICE_ERROR_VERSION);
  g_autofree char *refused = g_strdup_printf ("error %d\n", MPS_DEVICE_ERROR_REFUSED);
  g_autofree char *not_found = g_strdup_printf ("error %d\n", MPS_DEVICE_ERROR_NOT_FOUND);

  g_assert_cmpstr (forbidden, ==, permission);
  g_assert_cmpstr (other, ==, version);
  g_assert_cmpstr (twins, ==, refused);
  g_assert_cmpstr (absent, ==, not_found);
}

static void
test_run (void)
{
  g_autofree char *plain = emulate_client ("", "run");
  g_autofree char *rough = emulate_client ("--drops 0.2 --bad-crc 0.1 --spikes 0.01", "run");

  g_assert_cmpstr (plain, ==, "200 lost 0 back 0\n");
  g_assert_cmpstr (rough, ==, "200 lost 0 back 0\n");
}

static void
test_unplug (void)
{
  g_autofree char *early = emulate_client ("--unplug-at 0 --replug-after 300", "run");
  g_autofree char *middle = emulate_client ("--unplug-at 100 --replug-after 300", "run");
  g_autofree char *late = emulate_client ("--unplug-at 199 --replug-after 300", "run");

  g_assert_cmpstr (early, ==, "200 lost 1 back 1\n");
  g_assert_cmpstr (middle, ==, "200 lost 1 back 1\n");
  g_assert_cmpstr (late, ==, "200 lost 1 back 1\n");
}

static void
test_reset (void)
{
  g_autofree char *output = emulate_client ("", "reset");

  g_assert_cmpstr (output, ==, "state 0\n");
}

static void
test_process (void)
{
  const char *exits[] = { self_path, "--client", "exit", NULL };
  const char *dies[] = { self_path, "--client", "die", NULL };
  const char *missing[] = { "/nonexistent/program", NULL };
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *c = NULL;
  g_autofree char *d = NULL;
  g_autofree char *e = NULL;
  int status;

  a = emulate ("", exits, &status);
  g_assert_cmpint (status, ==, 37);
  b = emulate ("", dies, &status);
  g_assert_cmpint (status, ==, 128 + 15);
  c = emulate ("", missing, &status);
  g_assert_cmpint (status, ==, 1);
  d = emulate ("", NULL, &status);
  g_assert_cmpint (status, ==, 2);
  e = emulate ("--readers 0", exits, &status);
  g_assert_cmpint (status, ==, 2);
}

static int
be_client (const char *name)
{
  if (strcmp (name, "list") == 0)
    client_list ();
  else if (strcmp (name, "run") == 0)
    client_run ();
  else if (strcmp (name, "reset") == 0)
    client_reset ();
  else if (strcmp (name, "exit") == 0)
    return 37;
  else if (strcmp (name, "die") == 0)
    raise (SIGTERM);
  else
    client_open ();
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--client") == 0)
    return be_client (argv[2]);

  self_path = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/list", test_list);
  g_test_add_func ("/emulator/refused", test_refused);
  g_test_add_func ("/emulator/open-refused", test_open_refused);
  g_test_add_func ("/emulator/run", test_run);
  g_test_add_func ("/emulator/unplug", test_unplug);
  g_test_add_func ("/emulator/reset", test_reset);
  g_test_add_func ("/emulator/process", test_process);
  return g_test_run ();
}
