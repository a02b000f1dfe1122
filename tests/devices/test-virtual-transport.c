/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/reader/mps-reader.h"
#include "devices/virtual/mps-counts-csv.h"
#include "devices/virtual/mps-virtual.h"

#include <glib/gstdio.h>
#include <string.h>

static MpsVirtualReader *
make_reader (MpsVirtualConfig *config)
{
  g_autoptr (GError) error = NULL;
  MpsVirtualReader *reader = mps_virtual_reader_new (config, &error);

  g_assert_no_error (error);
  return reader;
}

static gint64
now_us (void)
{
  return g_get_real_time ();
}

static void
test_life (void)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsVirtualReader) reader = NULL;
  g_autoptr (MpsTransport) transport = NULL;
  g_autoptr (GError) error = NULL;
  guint8 buffer[64];

  mps_virtual_config_init (&config);
  reader = make_reader (&config);
  transport = mps_virtual_transport_new (reader);
  g_assert_cmpstr (mps_transport_get_kind (transport), ==, "virtual");
  g_assert_cmpstr (mps_transport_get_serial (transport), ==, "MPS-00000001");

  /* Closed. */
  g_assert_cmpint (mps_transport_read (transport, buffer, sizeof buffer, 0, NULL, &error), ==, -1);
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE);
  g_clear_error (&error);

  g_assert_true (mps_transport_open (transport, NULL, &error));
  g_assert_cmpint (mps_transport_read (transport, buffer, sizeof buffer, 5, NULL, &error), ==, -1);
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_RETRY);
  g_clear_error (&error);

  /* Unplugged, and plugged in again before anyone looked: gone all the same. */
  mps_virtual_reader_unplug (reader, now_us ());
  mps_virtual_reader_plug (reader, now_us ());
  g_assert_false (mps_transport_write (transport, buffer, 4, 100, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE);
  g_clear_error (&error);
  g_assert_true (mps_transport_open (transport, NULL, &error));
  g_assert_true (mps_transport_write (transport, buffer, 4, 100, NULL, &error));
  g_assert_true (mps_transport_reset (transport, NULL, &error));

  mps_virtual_reader_unplug (reader, now_us ());
  g_assert_false (mps_transport_open (transport, NULL, &error));
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_NOT_FOUND);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (30000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (void)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsVirtualReader) reader = NULL;
  g_autoptr (MpsTransport) transport = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint8 buffer[64];
  GThread *thread;
  gssize n;

  mps_virtual_config_init (&config);
  reader = make_reader (&config);
  transport = mps_virtual_transport_new (reader);
  g_assert_true (mps_transport_open (transport, NULL, NULL));
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  do
    n = mps_transport_read (transport, buffer, sizeof buffer, 60000, cancellable, &error);
  while (n >= 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

/* Another thread pulls the cable while a read waits. */
static gpointer
unplug_soon (gpointer data)
{
  g_usleep (30000);
  mps_virtual_reader_unplug (data, now_us ());
  return NULL;
}

static void
test_unplug_while_reading (void)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsVirtualReader) reader = NULL;
  g_autoptr (MpsTransport) transport = NULL;
  g_autoptr (GError) error = NULL;
  guint8 buffer[64];
  GThread *thread;
  gssize n;

  mps_virtual_config_init (&config);
  reader = make_reader (&config);
  transport = mps_virtual_transport_new (reader);
  g_assert_true (mps_transport_open (transport, NULL, NULL));
  thread = g_thread_new ("unplug", unplug_soon, reader);
  do
    n = mps_transport_read (transport, buffer, sizeof buffer, 60000, NULL, &error);
  while (n >= 0);
  g_assert_error (error, MPS_DEVICE_ERROR, MPS_DEVICE_ERROR_GONE);
  g_thread_join (thread);
}

static gboolean
collect (const MpsScan *scans, guint n, gpointer data)
{
  g_array_append_vals (data, scans, n);
  return TRUE;
}

/* The driver's run of a reader, as a list of scans. */
static GArray *
measure (MpsVirtualConfig *config, guint32 n)
{
  g_autoptr (MpsVirtualReader) virtual = make_reader (config);
  g_autoptr (MpsTransport) transport = mps_virtual_transport_new (virtual);
  g_autoptr (MpsReader) reader = mps_reader_new (transport);
  g_autoptr (GArray) scans = g_array_new (FALSE, FALSE, sizeof (MpsScan));
  const MpsReaderStart start = {
    .run_id = { 9 },
    .rate_hz = 1000,
    .programme = MPS_PROGRAMME_STANDARD,
    .baseline_scans = n / 4,
    .exposure_scans = n - n / 4 - n / 4,
    .recovery_scans = n / 4,
  };
  const MpsReaderRunHandlers handlers = { .scans = collect, .data = scans };
  MpsReaderRunOutcome outcome = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (mps_reader_open (reader, NULL, &error));
  if (!mps_reader_run (reader, &start, &handlers, &outcome, NULL, &error))
    return NULL;
  g_assert_cmpint (outcome.end, ==, MPS_READER_RUN_COMPLETE);
  mps_reader_close (reader);
  return g_steal_pointer (&scans);
}

/* Faster than the clock: the same scans, none lost, however far behind the host is. */
static void
test_speed (void)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (GArray) slow = NULL;
  g_autoptr (GArray) fast = NULL;

  mps_virtual_config_init (&config);
  slow = measure (&config, 400);
  config.speed = 1000;
  fast = measure (&config, 20000);
  g_assert_cmpuint (fast->len, ==, 20000);
  g_clear_pointer (&fast, g_array_unref);
  fast = measure (&config, 400);
  g_assert_cmpuint (slow->len, ==, 400);
  g_assert_cmpuint (fast->len, ==, 400);
  g_assert_cmpmem (slow->data, 400 * sizeof (MpsScan), fast->data, 400 * sizeof (MpsScan));
}

static void
test_play (void)
{
  g_autofree char *folder = g_dir_make_tmp ("mps-play-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "run.csv", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (GArray) recorded = NULL;
  g_autoptr (GArray) played = NULL;

  mps_virtual_config_init (&config);
  config.speed = 20;
  recorded = measure (&config, 120);
  mps_counts_csv_append_header (text);
  for (guint i = 0; i < recorded->len; i++)
    mps_counts_csv_append_scan (text, &g_array_index (recorded, MpsScan, i));
  g_assert_true (g_file_set_contents (path, text->str, (gssize)text->len, NULL));

  config.play = g_strdup (path);
  config.seed = 99;
  played = measure (&config, 120);
  for (guint i = 0; i < 120; i++)
    g_assert_true (mps_scan_equal (&g_array_index (played, MpsScan, i),
                                   &g_array_index (recorded, MpsScan, i)));
  /* More than there is, is refused at once. */
  g_assert_null (measure (&config, 121));
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (mps_virtual_reader_new (&config, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/virtual-transport/life", test_life);
  g_test_add_func ("/virtual-transport/cancel", test_cancel);
  g_test_add_func ("/virtual-transport/unplug-while-reading", test_unplug_while_reading);
  g_test_add_func ("/virtual-transport/speed", test_speed);
  g_test_add_func ("/virtual-transport/play", test_play);
  return g_test_run ();
}
