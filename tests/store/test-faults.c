/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/store-fixture.h"
#include "tests/store/store-seal.h"

#include "data/store/mps-store-options.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* Of a program that writes, and of one that imports; few and many. */
#define KILLS 40
#define KILLS_LONG 1500
#define IMPORT_KILLS 10
#define IMPORT_KILLS_LONG 500

static char *child_path;

static GSubprocess *
spawn (const char *mode, const char *folder, const char *argument)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                         &error,
                                         child_path,
                                         mode,
                                         folder,
                                         argument != NULL ? argument : "",
                                         store_test_seal (),
                                         NULL);

  g_assert_no_error (error);
  return child;
}

static char *
read_line (GDataInputStream *lines)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

  g_assert_no_error (error);
  return line;
}

static GDataInputStream *
lines_of (GSubprocess *child)
{
  return g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
}

static void
kill_and_wait (GSubprocess *child)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_force_exit (child);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
put_flag (MpsStore *store, const char *id, GError **error)
{
  g_autofree char *filler = g_strnfill (8000, 'x');
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Flag\",\"id\":\"%s\",\"status\":\"active\",\"code\":{"
                       "\"text\":\"%s\"},\"subject\":{\"reference\":\"Patient/p\"}}",
                       id,
                       filler);

  return store_test_put (store, json, MPS_VERSION_ANY, error) > 0;
}

static void
assert_stored (MpsStore *store, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) found = mps_store_get (store, "Flag", id, 0, &error);

  g_assert_no_error (error);
  g_assert_nonnull (found);
}

/* What a program said was written is there after it was killed, whenever that was. */
static void
test_killed_writer (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) acknowledged = g_ptr_array_new_with_free_func (g_free);
  guint kills = g_test_slow () ? KILLS_LONG : KILLS;

  g_clear_object (&fixture->store);
  for (guint round = 0; round < kills; round++) {
    g_autofree char *name = g_strdup_printf ("k%u", round);
    g_autoptr (GSubprocess) child = spawn ("write", fixture->directory, name);
    g_autoptr (GDataInputStream) lines = lines_of (child);
    gint32 n = g_test_rand_int_range (1, 12);
    char *line;

    for (gint32 i = 0; i < n; i++)
      g_ptr_array_add (acknowledged, read_line (lines));
    g_usleep ((gulong)g_test_rand_int_range (0, 3000));
    g_subprocess_force_exit (child);
    while ((line = read_line (lines)) != NULL)
      g_ptr_array_add (acknowledged, line);
    kill_and_wait (child);
  }

  store_fixture_reopen (fixture);
  g_test_message ("%u acknowledged writes over %u kills", acknowledged->len, kills);
  g_assert_cmpuint (acknowledged->len, >=, kills);
  for (guint i = 0; i < acknowledged->len; i++)
    assert_stored (fixture->store, g_ptr_array_index (acknowledged, i));
  store_test_assert_whole (fixture->store);
}

/* Every file that was said to be imported is there wholly. */
static void
test_killed_import (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) acknowledged = g_ptr_array_new_with_free_func (g_free);
  guint kills = g_test_slow () ? IMPORT_KILLS_LONG : IMPORT_KILLS;

  g_clear_object (&fixture->store);
  for (guint round = 0; round < kills; round++) {
    g_autofree char *name = g_strdup_printf ("m%u", round);
    g_autoptr (GSubprocess) child = spawn ("import", fixture->directory, name);
    g_autoptr (GDataInputStream) lines = lines_of (child);
    char *line;

    for (gint32 i = g_test_rand_int_range (1, 4); i > 0; i--)
      g_ptr_array_add (acknowledged, read_line (lines));
    g_usleep ((gulong)g_test_rand_int_range (0, 20000));
    g_subprocess_force_exit (child);
    while ((line = read_line (lines)) != NULL)
      g_ptr_array_add (acknowledged, line);
    kill_and_wait (child);
  }

  store_fixture_reopen (fixture);
  g_test_message ("%u acknowledged imports over %u kills", acknowledged->len, kills);
  g_assert_cmpuint (acknowledged->len, >=, kills);
  for (guint i = 0; i < acknowledged->len; i++)
    for (guint k = 0; k < STORE_CHILD_IMPORTED; k++) {
      g_autofree char *id =
          g_strdup_printf ("%s-%u", (const char *)g_ptr_array_index (acknowledged, i), k);

      assert_stored (fixture->store, id);
    }
  store_test_assert_whole (fixture->store);
}

/* Every run of a killed program is invalid with its reason, and holds the scans that were stored.
 */
static void
test_killed_runs (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) child = spawn ("write", fixture->directory, "run");
  g_autoptr (GDataInputStream) lines = lines_of (child);
  g_autoptr (MpsRun) during = NULL;
  g_autoptr (MpsRun) after = NULL;
  g_autoptr (GDir) owners = NULL;
  g_autofree char *folder = g_build_filename (fixture->directory, "owners", NULL);
  g_autoptr (GError) error = NULL;
  guint n_owners = 0;

  for (guint i = 0; i < 3; i++)
    g_free (read_line (lines));

  /* Opening beside a living program leaves its run alone. */
  store_fixture_reopen (fixture);
  during = mps_store_load_run (fixture->store, "run", FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (during->status, ==, MPS_RUN_IN_PROGRESS);

  kill_and_wait (child);
  store_fixture_reopen (fixture);
  after = mps_store_load_run (fixture->store, "run", TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (after->status, ==, MPS_RUN_INVALID);
  g_assert_cmpstr (after->reason, ==, "the program ended during the run");
  g_assert_cmpuint (after->scans->len, >=, 3);

  owners = g_dir_open (folder, 0, NULL);
  while (g_dir_read_name (owners) != NULL)
    n_owners++;
  g_assert_cmpuint (n_owners, ==, 1);
  store_test_assert_whole (fixture->store);
}

static void
test_two_programs (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) one = spawn ("fill", fixture->directory, "one");
  g_autoptr (GSubprocess) two = spawn ("fill", fixture->directory, "two");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20; i++) {
    g_autofree char *id = g_strdup_printf ("three-%u", i);

    g_assert_true (put_flag (fixture->store, id, &error));
  }
  g_assert_true (g_subprocess_wait_check (one, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (two, NULL, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < 100; i++) {
    g_autofree char *first = g_strdup_printf ("one-%u", i);
    g_autofree char *second = g_strdup_printf ("two-%u", i);

    assert_stored (fixture->store, first);
    assert_stored (fixture->store, second);
  }
  store_test_assert_whole (fixture->store);
}

static void
test_busy_says_who (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = spawn ("lock", fixture->directory, NULL);
  g_autoptr (GDataInputStream) lines = lines_of (child);
  g_autofree char *ready = read_line (lines);
  g_autofree char *who =
      g_strdup_printf ("store-child (process %s)", g_subprocess_get_identifier (child));
  g_autoptr (MpsStore) store = NULL;
  MpsStoreOptions options;

  g_assert_cmpstr (ready, ==, "ready");
  mps_store_options_init (&options);
  options.busy_ms = 100;
  store = mps_store_open_with (
      &options, fixture->directory, MPS_STORE_OPEN_EXISTING, "impatient", NULL, &error);
  g_assert_no_error (error);

  g_assert_false (put_flag (store, "x", &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, who));
  g_clear_error (&error);

  /* Others still read meanwhile, and write as soon as it is gone. */
  g_assert_null (mps_store_get (store, "Flag", "x", 0, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  kill_and_wait (child);
  g_assert_true (put_flag (store, "x", &error));
  g_assert_no_error (error);
}

static void
test_full_database (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store = NULL;
  MpsStoreOptions options;
  guint n = 0;

  g_clear_object (&fixture->store);
  mps_store_options_init (&options);
  options.max_pages = 150;
  store = mps_store_open_with (
      &options, fixture->directory, MPS_STORE_OPEN_EXISTING, "test", NULL, &error);
  g_assert_no_error (error);

  for (;; n++) {
    g_autofree char *id = g_strdup_printf ("f%u", n);

    if (!put_flag (store, id, &error))
      break;
  }
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_FULL);
  g_assert_nonnull (strstr (error->message, "free some space"));
  g_clear_error (&error);
  g_assert_cmpuint (n, >, 5);

  g_clear_object (&store);
  store_fixture_reopen (fixture);
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf ("f%u", i);

    assert_stored (fixture->store, id);
  }
  g_assert_true (put_flag (fixture->store, "after", &error));
  store_test_assert_whole (fixture->store);
}

static void
test_full_disk (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *failure = NULL;
  g_autofree char *count = NULL;
  g_autofree char *expected = g_strdup_printf ("error %d ", MPS_STORE_ERROR_FULL);
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->store);
  child = spawn ("full", fixture->directory, "600000");
  lines = lines_of (child);
  failure = read_line (lines);
  count = read_line (lines);
  g_assert_true (g_subprocess_wait_check (child, NULL, &error));
  g_assert_no_error (error);
  g_test_message ("after %s records: %s", count, failure);
  g_assert_true (g_str_has_prefix (failure, expected));

  store_fixture_reopen (fixture);
  for (guint64 i = 0; i < g_ascii_strtoull (count, NULL, 10); i++) {
    g_autofree char *id = g_strdup_printf ("full-%" G_GUINT64_FORMAT, i);

    assert_stored (fixture->store, id);
  }
  assert_stored (fixture->store, "after");
  store_test_assert_whole (fixture->store);
}

static void
assert_nobody_fails (const char *folder)
{
  g_autoptr (GSubprocess) child = spawn ("open-as-nobody", folder, NULL);
  g_autoptr (GDataInputStream) lines = lines_of (child);
  g_autofree char *line = read_line (lines);
  g_autofree char *expected = g_strdup_printf ("error %d ", MPS_STORE_ERROR_READ_ONLY);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", line);
  g_assert_true (g_str_has_prefix (line, expected));
  g_assert_true (g_subprocess_wait (child, NULL, &error));
}

static void
test_read_only (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->directory, "records.db", NULL);
  g_autofree char *owners = g_build_filename (fixture->directory, "owners", NULL);
  g_autofree char *lock = g_build_filename (fixture->directory, "lock", NULL);

  g_clear_object (&fixture->store);
  g_chmod (fixture->root, 0755);

  /* Not even to be looked into, then only to be read, then all but the file to be written. */
  g_chmod (fixture->directory, 0000);
  assert_nobody_fails (fixture->directory);
  g_chmod (fixture->directory, 0555);
  assert_nobody_fails (fixture->directory);
  g_chmod (fixture->directory, 0777);
  g_chmod (owners, 0777);
  g_chmod (lock, 0666);
  g_chmod (file, 0444);
  assert_nobody_fails (fixture->directory);
  g_chmod (file, 0600);
  store_fixture_reopen (fixture);
  store_test_assert_whole (fixture->store);
}

static void
test_not_ours (StoreFixture *fixture, gconstpointer data)
{
  const char text[] = "this is no database, but someone may want it back all the same, so it stays";
  g_autofree char *file = g_build_filename (fixture->directory, "records.db", NULL);
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->store);
  g_assert_true (g_file_set_contents (file, text, -1, &error));
  g_assert_null (mps_store_open (fixture->directory, MPS_STORE_OPEN_EXISTING, "t", NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (mps_store_open (fixture->directory, MPS_STORE_OPEN_CREATE, "t", NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (file, &kept, NULL, &error));
  g_assert_cmpstr (kept, ==, text);
}

static void
test_damaged_file (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->directory, "records.db", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store = NULL;
  g_autoptr (MpsStoreCheck) check = NULL;
  gsize length = 0;

  for (guint i = 0; i < 50; i++) {
    g_autofree char *id = g_strdup_printf ("f%u", i);

    g_assert_true (put_flag (fixture->store, id, &error));
  }
  g_clear_object (&fixture->store);

  g_assert_true (g_file_get_contents (file, &content, &length, &error));
  memset (content + length / 2, 0xa5, length / 4);
  g_assert_true (g_file_set_contents (file, content, (gssize)length, &error));

  store = mps_store_open (fixture->directory, MPS_STORE_OPEN_EXISTING, "t", NULL, &error);
  if (store != NULL)
    check = mps_store_check (store, NULL, &error);
  if (check != NULL)
    g_assert_cmpuint (check->problems->len, >, 0);
  else
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_CORRUPT);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

static void
test_open_modes (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->root, "nowhere", NULL);
  g_autofree char *unfinished = g_build_filename (fixture->root, "unfinished", NULL);
  g_autofree char *file = g_build_filename (unfinished, "records.db", NULL);
  g_autoptr (MpsStore) made = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (mps_store_open (fixture->directory, MPS_STORE_OPEN_CREATE, "t", NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (mps_store_open (nowhere, MPS_STORE_OPEN_EXISTING, "t", NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (g_file_test (nowhere, G_FILE_TEST_EXISTS));

  /* Killed in the middle of init: there is a file, but nothing in it. */
  g_mkdir (unfinished, 0700);
  g_assert_true (g_file_set_contents (file, "", 0, &error));
  g_assert_null (mps_store_open (unfinished, MPS_STORE_OPEN_EXISTING, "t", NULL, &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  made = mps_store_open (unfinished, MPS_STORE_OPEN_CREATE, "t", NULL, &error);
  g_assert_no_error (error);
}

#define WRITERS 6
#define WRITES 40

typedef struct {
  MpsStore *store;
  guint number;
  gint *stop;
} Worker;

/* Every third batch is one that must fail; it must not take the others of its group along. */
static gpointer
write_many (gpointer data)
{
  Worker *worker = data;

  for (guint i = 0; i < WRITES; i++) {
    g_autofree char *id = g_strdup_printf ("w%u-%u", worker->number, i);
    g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\"}", id);
    g_autoptr (GError) error = NULL;

    if (i % 3 == 2) {
      g_assert_cmpint (store_test_put (worker->store, json, 7, &error), ==, 0);
      g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
    } else {
      g_assert_cmpint (store_test_put (worker->store, json, MPS_VERSION_NEW, &error), ==, 1);
      g_assert_no_error (error);
    }
  }

  return NULL;
}

/* A reader sees whole versions, and never an older one after a newer one. */
static gpointer
read_many (gpointer data)
{
  Worker *worker = data;
  gint64 last = 0;

  while (!g_atomic_int_get (worker->stop)) {
    g_autoptr (GError) error = NULL;
    g_autoptr (MpsResource) found = mps_store_get (worker->store, "Patient", "p", 0, &error);
    g_autofree char *version = NULL;

    g_assert_no_error (error);
    g_assert_cmpint (mps_resource_get_version (found), >=, last);
    last = mps_resource_get_version (found);
    version = g_strdup_printf ("\"versionId\":\"%" G_GINT64_FORMAT "\"", last);
    g_assert_nonnull (strstr (mps_resource_peek_json (found), version));
  }

  return NULL;
}

static void
test_threads (StoreFixture *fixture, gconstpointer data)
{
  GThread *writers[WRITERS];
  GThread *readers[6];
  Worker workers[WRITERS];
  gint stop = 0;
  Worker reader = { fixture->store, 0, &stop };
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStoreCheck) check = NULL;

  store_test_put_patient (fixture->store, "p");
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = g_thread_new ("reader", read_many, &reader);
  for (guint i = 0; i < WRITERS; i++) {
    workers[i] = (Worker){ fixture->store, i, NULL };
    writers[i] = g_thread_new ("writer", write_many, &workers[i]);
  }
  for (guint i = 0; i < 30; i++)
    store_test_put_patient (fixture->store, "p");

  for (guint i = 0; i < WRITERS; i++)
    g_thread_join (writers[i]);
  g_atomic_int_set (&stop, 1);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    g_thread_join (readers[i]);

  check = mps_store_check (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (check->problems->len, ==, 0);
  g_assert_cmpuint (check->records, ==, 1 + WRITERS * 27);
  g_assert_cmpuint (check->versions, ==, 31 + WRITERS * 27);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  int result;

  store_test_init (&argc, &argv);
  folder = g_path_get_dirname (argv[0]);
  child_path = g_build_filename (folder, "store-child", NULL);
  store_test_add ("/store/faults/killed-writer", test_killed_writer);
  store_test_add ("/store/faults/killed-import", test_killed_import);
  store_test_add ("/store/faults/killed-runs", test_killed_runs);
  store_test_add ("/store/faults/two-programs", test_two_programs);
  store_test_add ("/store/faults/busy-says-who", test_busy_says_who);
  store_test_add ("/store/faults/full-database", test_full_database);
  store_test_add ("/store/faults/full-disk", test_full_disk);
  store_test_add ("/store/faults/read-only", test_read_only);
  store_test_add ("/store/faults/not-ours", test_not_ours);
  store_test_add ("/store/faults/damaged-file", test_damaged_file);
  store_test_add ("/store/faults/open-modes", test_open_modes);
  store_test_add ("/store/faults/threads", test_threads);
  result = g_test_run ();
  g_free (child_path);
  return result;
}
