/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transport and the monitor on real libusb. The client is this program again, run by
 * manpasik-virtual-usb, which attaches virtual readers to its bus. */
#include "devices/reader/mps-reader.h"
#include "devices/transport/mps-usb.h"

#include <string.h>
#include <sys/resource.h>

#define SERIAL "MPS-00000001"
#define SCANS 40

static MpsTransport *
open_transport (const char *serial)
{
  MpsTransport *transport = mps_usb_transport_new (serial);
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_transport_open (transport, NULL, &error));
  g_assert_no_error (error);
  return transport;
}

static gint64
get_cpu_us (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_usec;
}

/* Waiting costs nothing: a second of it takes a small part of a second of the processor. */
static void
client_idle (void)
{
  g_autoptr (MpsTransport) transport = open_transport (SERIAL);
  gint64 end_us = g_get_monotonic_time () + G_USEC_PER_SEC;
  gint64 before_us = get_cpu_us ();
  guint8 buffer[64];

  while (g_get_monotonic_time () < end_us) {
    g_autoptr (GError) error = NULL;
    gssize n = mps_transport_read (transport, buffer, sizeof buffer, 100, NULL, &error);

    if (n < 0)
      g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY);
  }
  g_assert_cmpint (get_cpu_us () - before_us, <, G_USEC_PER_SEC / 4);
  mps_transport_close (transport);
  mps_transport_close (transport);
}

static void
client_closed (void)
{
  g_autoptr (MpsTransport) transport = mps_usb_transport_new (SERIAL);
  g_autoptr (GError) error = NULL;
  guint8 byte = 0;

  g_assert_cmpint (mps_transport_read (transport, &byte, 1, 10, NULL, &error), ==, -1);
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE);
  g_clear_error (&error);
  g_assert_false (mps_transport_write (transport, &byte, 1, 10, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE);
  g_clear_error (&error);
  g_assert_false (mps_transport_reset (transport, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE);
  g_assert_cmpstr (mps_transport_get_kind (transport), ==, "usb");
  g_assert_cmpstr (mps_transport_get_serial (transport), ==, SERIAL);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (G_USEC_PER_SEC / 10);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* A wait of ten minutes ends when it is cancelled; the transport can be used on. */
static void
client_cancel (void)
{
  g_autoptr (MpsTransport) transport = open_transport (SERIAL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  guint8 buffer[512];

  while (mps_transport_read (transport, buffer, sizeof buffer, 600000, cancellable, &error) >= 0)
    ;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_clear_error (&error);
  g_assert_cmpint (
      mps_transport_read (transport, buffer, sizeof buffer, 5000, NULL, &error), >=, 0);
  g_assert_no_error (error);
}

/* STATUS comes each second on both endpoints; neither stream has the other's bytes in it. */
static void
client_streams (void)
{
  g_autoptr (MpsTransport) transport = open_transport (SERIAL);
  g_autoptr (MpsFrameParser) bulk = mps_frame_parser_new ();
  g_autoptr (MpsFrameParser) interrupt = mps_frame_parser_new ();
  guint n_bulk = 0, n_interrupt = 0;

  for (guint i = 0; i < 1000 && (n_bulk < 2 || n_interrupt < 2); i++) {
    guint8 buffer[3];
    guint8 packet[64];
    gssize n = mps_transport_read (transport, buffer, sizeof buffer, 1500, NULL, NULL);
    gint64 now_us = g_get_monotonic_time ();
    MpsFrame frame;

    if (n > 0)
      mps_frame_parser_feed (bulk, buffer, (gsize)n, now_us);
    mps_frame_parser_feed (
        interrupt, packet, mps_transport_take_interrupt (transport, packet, sizeof packet), now_us);
    while (mps_frame_parser_next (bulk, now_us, &frame) == MPS_FRAME_READY)
      n_bulk += frame.type == MPS_EVENT_STATUS;
    while (mps_frame_parser_next (interrupt, now_us, &frame) == MPS_FRAME_READY)
      n_interrupt += frame.type == MPS_EVENT_STATUS;
  }
  g_assert_cmpuint (n_bulk, >=, 2);
  g_assert_cmpuint (n_interrupt, >=, 2);
  g_assert_cmpuint (mps_frame_parser_peek_losses (bulk)->skipped_bytes, ==, 0);
  g_assert_cmpuint (mps_frame_parser_peek_losses (interrupt)->skipped_bytes, ==, 0);
}

/* A write of whole packets is followed by an empty one; the reader understands what comes next. */
static void
client_whole_packets (void)
{
  g_autoptr (MpsTransport) transport = open_transport (SERIAL);
  g_autoptr (MpsReader) reader = mps_reader_new (transport);
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint8 payload[1024 - MPS_FRAME_HEADER_SIZE - MPS_FRAME_CHECK_SIZE] = { 0 };

  mps_frame_append (frame, MPS_REQUEST_GET_STATUS, 1, payload, sizeof payload);
  g_assert_cmpuint (frame->len % 512, ==, 0);
  g_assert_true (mps_transport_write (transport, frame->data, frame->len, 1000, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (mps_reader_open (reader, NULL, &error));
  g_assert_no_error (error);
}

static void
client_refused (void)
{
  const char *serials[] = { "", "MPS-0000000g", "00000001", "MPS-000000001" };

  for (guint i = 0; i < G_N_ELEMENTS (serials); i++) {
    g_autoptr (MpsTransport) transport = mps_usb_transport_new (serials[i]);
    g_autoptr (GError) error = NULL;

    g_assert_false (mps_transport_open (transport, NULL, &error));
    g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_REFUSED);
  }
}

static void
client_denied (void)
{
  g_autoptr (MpsTransport) transport = mps_usb_transport_new (SERIAL);
  g_autoptr (GError) error = NULL;

  g_assert_false (mps_transport_open (transport, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_PERMISSION);
  g_assert_nonnull (strstr (error->message, "70-manpasik-reader.rules"));
}

/* What this process has open is neither opened again nor hidden. */
static void
client_open_twice (void)
{
  g_autoptr (MpsTransport) first = open_transport (SERIAL);
  g_autoptr (MpsTransport) second = mps_usb_transport_new (SERIAL);
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (mps_transport_open (second, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_BUSY);
  devices = mps_usb_list_devices (NULL);
  g_assert_cmpuint (devices->len, ==, 1);
  g_assert_cmpstr (((MpsUsbDevice *)g_ptr_array_index (devices, 0))->serial, ==, SERIAL);
  g_clear_error (&error);
  mps_transport_close (first);
  g_assert_true (mps_transport_open (second, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
ignore_scans (const MpsScan *scans, guint n, gpointer data)
{
  guint32 *next = data;

  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (scans[i].index, ==, (*next)++);
  return TRUE;
}

static void
run (MpsReader *reader, MpsReaderRunOutcome *outcome)
{
  const MpsReaderStart start = { { 7 }, 200, 1, SCANS / 4, SCANS / 2, SCANS / 4 };
  g_autoptr (GError) error = NULL;
  guint32 next = 0;
  MpsReaderRunHandlers handlers = { .scans = ignore_scans, .data = &next };

  g_assert_true (mps_reader_open (reader, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (mps_reader_run (reader, &start, &handlers, outcome, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (outcome->end, ==, MPS_READER_RUN_COMPLETE);
  g_assert_cmpuint (next, ==, SCANS);
}

static void
client_two_readers (void)
{
  g_autoptr (MpsTransport) one = open_transport ("MPS-00000001");
  g_autoptr (MpsTransport) two = open_transport ("MPS-00000002");
  g_autoptr (MpsReader) first = mps_reader_new (one);
  g_autoptr (MpsReader) second = mps_reader_new (two);
  MpsReaderRunOutcome outcome;

  run (first, &outcome);
  run (second, &outcome);
  g_assert_cmpstr (mps_reader_peek_hello (second)->serial, ==, "MPS-00000002");
}

typedef struct {
  GMainLoop *loop;
  MpsUsbMonitor *monitor;
  guint seen;
  guint gone;
  gboolean done;
} Watched;

static void
on_changed (MpsUsbMonitor *monitor, Watched *watched)
{
  g_autoptr (GPtrArray) devices = mps_usb_monitor_dup_devices (monitor);

  if (devices->len > 0)
    watched->seen++;
  else
    watched->gone++;
  if (watched->done || watched->seen == 2)
    g_main_loop_quit (watched->loop);
}

static gpointer
measure (gpointer data)
{
  g_autoptr (MpsTransport) transport = mps_usb_transport_new (SERIAL);
  g_autoptr (MpsReader) reader = mps_reader_new (transport);
  MpsReaderRunOutcome *outcome = data;

  run (reader, outcome);
  return NULL;
}

/* The monitor sees the reader, sees it go and come back in mid-run, and disturbs nothing. */
static void
client_monitor (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsUsbMonitor) monitor = mps_usb_monitor_new (&error);
  Watched watched = { .loop = loop };
  MpsReaderRunOutcome outcome = { 0 };
  GThread *thread;

  g_assert_no_error (error);
  g_signal_connect (monitor, "changed", G_CALLBACK (on_changed), &watched);
  thread = g_thread_new ("measure", measure, &outcome);
  g_main_loop_run (loop);
  g_thread_join (thread);
  g_assert_cmpuint (outcome.stats.reconnects, ==, 1);
  g_assert_cmpuint (watched.seen, ==, 2);
  g_assert_cmpuint (watched.gone, >=, 1);
}

static void
on_first_change (MpsUsbMonitor *monitor, GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

static void
client_monitor_shows_refused (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (MpsUsbMonitor) monitor = mps_usb_monitor_new (NULL);
  g_autoptr (GPtrArray) devices = NULL;

  g_signal_connect (monitor, "changed", G_CALLBACK (on_first_change), loop);
  g_main_loop_run (loop);
  devices = mps_usb_monitor_dup_devices (monitor);
  g_assert_cmpuint (devices->len, ==, 2);
  for (guint i = 0; i < devices->len; i++) {
    const MpsUsbDevice *device = g_ptr_array_index (devices, i);
    g_autofree char *message = mps_usb_problem_dup_message (device->problem);

    g_assert_cmpint (device->problem, ==, MPS_USB_PROBLEM_DUPLICATE);
    g_assert_cmpstr (device->serial, ==, SERIAL);
    g_assert_cmpuint (strlen (message), >, 20);
  }
}

static void
client_unplug (void)
{
  g_autoptr (MpsTransport) transport = mps_usb_transport_new (SERIAL);
  g_autoptr (MpsReader) reader = mps_reader_new (transport);
  MpsReaderRunOutcome outcome;

  run (reader, &outcome);
  g_assert_cmpuint (outcome.stats.reconnects, ==, 1);
}

typedef struct {
  const char *name;
  const char *options;
  void (*client) (void);
} Case;

static const Case cases[] = {
  { "idle", "", client_idle },
  { "closed", "", client_closed },
  { "cancel", "", client_cancel },
  { "streams", "", client_streams },
  { "whole-packets", "", client_whole_packets },
  { "refused", "", client_refused },
  { "denied", "--no-permission", client_denied },
  { "open-twice", "", client_open_twice },
  { "two-readers", "--readers 2", client_two_readers },
  { "monitor", "--unplug-at 10 --replug-after 300", client_monitor },
  { "monitor-shows-refused", "--duplicate-serial", client_monitor_shows_refused },
};

static const char *self_path;

static void
emulate (const char *options, const char *client)
{
  g_autofree char *folder = g_path_get_dirname (self_path);
  g_autofree char *program =
      g_build_filename (folder, "..", "..", "devices", "virtual", "manpasik-virtual-usb", NULL);
  g_autofree char *line =
      g_strdup_printf ("'%s' %s -- '%s' --client %s", program, options, self_path, client);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, &error));
  g_assert_true (g_spawn_sync (
      NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_assert_no_error (error);
}

static void
test_case (gconstpointer data)
{
  const Case *one = data;

  emulate (one->options, one->name);
}

/* The cable is cut at every scan of a short run on the real libusb. */
static void
test_unplug_every_scan (void)
{
  for (guint scan = 0; scan < SCANS; scan++) {
    g_autofree char *options =
        g_strdup_printf ("--speed 20 --unplug-at %u --replug-after 20", scan);

    emulate (options, "unplug");
  }
}

static int
be_client (const char *name)
{
  if (strcmp (name, "unplug") == 0) {
    client_unplug ();
    return 0;
  }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    if (strcmp (name, cases[i].name) == 0) {
      cases[i].client ();
      return 0;
    }
  }
  return 2;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--client") == 0)
    return be_client (argv[2]);

  self_path = argv[0];
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/usb/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/usb/unplug-every-scan", test_unplug_every_scan);
  return g_test_run ();
}
