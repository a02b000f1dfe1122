/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The other program in tests of the store: store-child MODE FOLDER ARGUMENT [--sealed]. Each line
 * that it prints says what is done for good. */

#include "data/store/mps-store.h"
#include "tests/store/store-seal.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define NOBODY 65534

static void
say (const char *text)
{
  puts (text);
  fflush (stdout);
}

static int
say_error (const GError *error)
{
  g_autofree char *line = g_strdup_printf ("error %d %s", error->code, error->message);

  say (line);
  return 1;
}

static gboolean
put (MpsStore *store, const char *id, gsize padding, GError **error)
{
  g_autofree char *filler = g_strnfill (padding, 'x');
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Flag\",\"id\":\"%s\",\"status\":\"active\",\"code\":{"
                       "\"text\":\"x%s\"},\"subject\":{\"reference\":\"Patient/p\"}}",
                       id,
                       filler);
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (json, -1, error);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("child", "test");

  if (resource == NULL)
    return FALSE;

  mps_store_batch_put (batch, resource, MPS_VERSION_ANY);
  return mps_store_commit (store, batch, NULL, NULL, error);
}

static gboolean
append (MpsStore *store, const char *run_id, guint32 index, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("child", "test");
  MpsScan scan = { .index = index, .det = { 1, 2, 3 } };

  mps_store_batch_append_scans (batch, run_id, &scan, 1);
  return mps_store_commit (store, batch, NULL, NULL, error);
}

static gboolean
begin_run (MpsStore *store, const char *id, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("child", "test");
  g_autoptr (MpsRun) run = mps_run_new (id);

  run->patient_id = g_strdup ("p");
  run->baseline_scans = 1000000;
  mps_store_batch_put_run (batch, run);
  return mps_store_commit (store, batch, NULL, NULL, error);
}

/* Writes for ever; the test kills it. */
static int
write_for_ever (MpsStore *store, const char *name)
{
  g_autoptr (GError) error = NULL;

  if (!begin_run (store, name, &error))
    return say_error (error);

  for (guint32 i = 0;; i++) {
    g_autofree char *id = g_strdup_printf ("%s-%u", name, i);

    if (!put (store, id, 100, &error) || !append (store, name, i, &error))
      return say_error (error);
    say (id);
  }
}

/* Imports for ever; the test kills it. */
static int
import_for_ever (MpsStore *store, const char *name)
{
  for (guint32 i = 0;; i++) {
    g_autoptr (GString) lines = g_string_new (NULL);
    g_autofree char *id = g_strdup_printf ("%s-%u", name, i);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (MpsImportReport) report = NULL;

    for (guint k = 0; k < STORE_CHILD_IMPORTED; k++)
      g_string_append_printf (
          lines,
          "{\"resourceType\":\"Flag\",\"id\":\"%s-%u\",\"status\":\"active\","
          "\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/p\"}}\n",
          id,
          k);
    bytes = g_bytes_new (lines->str, lines->len);
    report = mps_store_import (store, bytes, "child", "test", NULL, NULL, NULL, &error);
    if (report == NULL)
      return say_error (error);
    if (report->accepted == STORE_CHILD_IMPORTED)
      say (id);
  }
}

static int
fill (MpsStore *store, const char *name)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100; i++) {
    g_autofree char *id = g_strdup_printf ("%s-%u", name, i);

    if (!put (store, id, 10, &error))
      return say_error (error);
  }

  say ("done");
  return 0;
}

/* Holds the write lock as a program does in the middle of a long transaction. */
static int
hold_lock (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "records.db", NULL);
  sqlite3 *handle = NULL;

  if (sqlite3_open (path, &handle) != SQLITE_OK ||
      sqlite3_exec (handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
    return 1;

  say ("ready");
  for (;;)
    pause ();
}

/* Writes until the disk is "full", then with room again. */
static int
fill_disk (MpsStore *store, const char *bytes)
{
  struct rlimit limit = { strtoul (bytes, NULL, 10), RLIM_INFINITY };
  struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
  g_autoptr (GError) error = NULL;
  g_autofree char *stored = NULL;
  guint n = 0;

  signal (SIGXFSZ, SIG_IGN);
  if (setrlimit (RLIMIT_FSIZE, &limit) != 0)
    return 2;

  for (;; n++) {
    g_autofree char *id = g_strdup_printf ("full-%u", n);

    if (!put (store, id, 20000, &error))
      break;
  }

  if (setrlimit (RLIMIT_FSIZE, &none) != 0)
    return 2;
  say_error (error);
  stored = g_strdup_printf ("%u", n);
  say (stored);
  g_clear_error (&error);
  return put (store, "after", 20000, &error) ? 0 : say_error (error);
}

int
main (int argc, char **argv)
{
  const char *mode = argv[1];
  const char *folder = argv[2];
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store = NULL;

  if (g_str_equal (mode, "open-as-nobody") && geteuid () == 0 && setuid (NOBODY) != 0)
    return 2;

  if (argc > 4 && g_str_equal (argv[4], STORE_SEALED))
    store_seal_everything ();

  store = mps_store_open (folder, MPS_STORE_OPEN_EXISTING, "store-child", NULL, &error);
  if (store == NULL)
    return say_error (error);

  if (g_str_equal (mode, "write"))
    return write_for_ever (store, argv[3]);
  if (g_str_equal (mode, "import"))
    return import_for_ever (store, argv[3]);
  if (g_str_equal (mode, "fill"))
    return fill (store, argv[3]);
  if (g_str_equal (mode, "lock"))
    return hold_lock (folder);
  if (g_str_equal (mode, "full"))
    return fill_disk (store, argv[3]);
  if (g_str_equal (mode, "open-as-nobody") && put (store, "n", 1, &error))
    return 0;
  return error != NULL ? say_error (error) : 2;
}
