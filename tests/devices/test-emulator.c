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

/* Two at once: the second is told that another has it, and looking does not disturb the first. */
static void
client_two (void)
{
  g_autoptr (MpsReader) first = open_reader ("MPS-00000001");
  g_autoptr (MpsTransport) transport = mps_usb_transport_new ("MPS-00000001");
  g_autoptr (MpsReader) second = mps_reader_new (transport);
  MpsReaderRunOutcome outcome = { 0 };
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  g_assert_false (mps_reader_open (second, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_BUSY);
  g_clear_error (&error);
  run_200 (first, &seen, &outcome);
  client_list ();
  mps_reader_close (first);
  g_assert_true (mps_reader_open (second, NULL, &error));
  g_assert_no_error (error);
  mps_reader_close (second);
}

static gpointer
list_again_and_again (gpointer data)
{
  while (!g_atomic_int_get ((int *)data)) {
    g_autoptr (GPtrArray) devices = mps_usb_list_devices (NULL);

    g_assert_nonnull (devices);
    g_assert_cmpuint (devices->len, ==, 1);
    g_usleep (5000);
  }
  return NULL;
}

/* The window's list is made while another thread measures. */
static void
client_list_while_running (void)
{
  g_autoptr (MpsReader) reader = open_reader ("MPS-00000001");
  MpsReaderRunOutcome outcome = { 0 };
  Seen seen = { 0 };
  int stop = 0;
  GThread *thread = g_thread_new ("list", list_again_and_again, &stop);

  run_200 (reader, &seen, &outcome);
  g_atomic_int_set (&stop, 1);
  g_thread_join (thread);
  mps_reader_close (reader);
  g_print ("%u\n", outcome.stats.scans);
}

/* Opens it and dies with transfers under way. */
static void
client_killed (void)
{
  MpsReader *reader = open_reader ("MPS-00000001");
  MpsReaderStatus status;

  g_assert_true (mps_reader_get_status (reader, &status, NULL, NULL));
  raise (SIGKILL);
}

static char *
dup_program (void)
{
  g_autofree char *folder = g_path_get_dirname (self_path);

  return g_build_filename (folder, "..", "..", "devices", "virtual", "manpasik-virtual-usb", NULL);
}

/* The emulator's output, and its exit status, which is the command's. */
static char *
emulate (const char *options, const char *const *command, int *status)
{
  g_autofree char *program = dup_program ();
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
test_several_clients (void)
{
  g_autofree char *two = emulate_client ("", "two");
  g_autofree char *listing = emulate_client ("", "list-while-running");
  g_autofree char *script =
      g_strdup_printf ("'%s' --client killed; '%s' --client run", self_path, self_path);
  const char *command[] = { "sh", "-c", script, NULL };
  g_autofree char *after = NULL;
  int status;

  g_assert_cmpstr (two, ==, "MPS-00000001 0\n");
  g_assert_cmpstr (listing, ==, "200\n");
  after = emulate ("", command, &status);
  g_assert_cmpstr (after, ==, "200 lost 0 back 0\n");
  g_assert_cmpint (status, ==, 0);
}

static gboolean
terminate (gpointer data)
{
  g_subprocess_send_signal (data, SIGTERM);
  return G_SOURCE_REMOVE;
}

static void
on_process_end (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL));
  g_main_loop_quit (data);
}

/* A signal ends the command, then the emulator tells how it ended. */
static void
test_signal (void)
{
  g_autofree char *program = dup_program ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_NONE, &error, program, "--", self_path, "--client", "wait", NULL);

  g_assert_no_error (error);
  g_timeout_add (1000, terminate, process);
  g_subprocess_wait_async (process, NULL, on_process_end, loop);
  g_main_loop_run (loop);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 128 + SIGTERM);
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
  else if (strcmp (name, "two") == 0)
    client_two ();
  else if (strcmp (name, "list-while-running") == 0)
    client_list_while_running ();
  else if (strcmp (name, "killed") == 0)
    client_killed ();
  else if (strcmp (name, "wait") == 0)
    g_usleep (60 * G_USEC_PER_SEC);
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
  g_test_add_func ("/emulator/several-clients", test_several_clients);
  g_test_add_func ("/emulator/signal", test_signal);
  g_test_add_func ("/emulator/process", test_process);
  return g_test_run ();
}
