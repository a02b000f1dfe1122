/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-db.h"
#include "data/store/seal/mps-seal-vfs.h"
#include "tests/store/place.h"
#include "tests/store/schema-1.h"
#include "tests/store/store-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A profile of schema 1, opened by a program that is killed while it brings it to today's: at every
 * moment the records are of the old schema or of the new one, what was kept before can be read, and
 * the next opening finds everything. With --rounds N as often as that; a few times otherwise. */

#define N_ROUNDS 10
#define N_PATIENTS 300
#define N_PATIENTS_LONG 1000

static guint n_rounds = N_ROUNDS;
static guint n_patients = N_PATIENTS;
static const char *program;

/**
 * Moment: how far the program came that was killed, as its files show it.
 */
typedef enum {
  MOMENT_UNTOUCHED,
  MOMENT_SEALING,
  MOMENT_SET_ASIDE,
  MOMENT_KEEPING,
  MOMENT_CHANGING,
  MOMENT_FINDING,
  MOMENT_OVER,
  N_MOMENTS,
} Moment;

static const char *const moment_names[N_MOMENTS] = {
  "nothing begun",
  "being sealed",
  "the plain file aside",
  "the old schema being kept",
  "the schema being changed",
  "words being made",
  "over",
};

/**
 * Trial: a profile of schema 1 as it was made, a copy that is migrated, and a copy of that to look
 * at.
 */
typedef struct {
  char *root;
  Place made;
  Place disk;
  Place look;
  gboolean seals;
  MpsSealVfs *vfs;
  gint64 whole_us;
  guint n[N_MOMENTS];
} Trial;

static guint
n_records (void)
{
  return SCHEMA_1_RECORDS + 2 * n_patients;
}

/* As a session does it: what is plain is sealed first where there is a keyring. */
static MpsStore *
migrate (const Place *place, gboolean seals, GError **error)
{
  g_autoptr (MpsKeyring) keyring = NULL;
  MpsSealKey *key;

  if (!seals)
    return mps_store_open (place->directory, MPS_STORE_OPEN_EXISTING, "test", NULL, error);

  keyring = place_sign_in (place);
  key = mps_keyring_peek_key (keyring);
  if (mps_store_get_state (place->directory) == MPS_STORE_STATE_PLAIN &&
      !mps_store_seal (place->directory, key, "test", NULL, NULL, NULL, error))
    return NULL;
  return mps_store_open_sealed (
      place->directory, key, MPS_STORE_OPEN_EXISTING, "test", NULL, error);
}

static void
say (const char *text)
{
  puts (text);
  fflush (stdout);
}

static int
run_child (const char *root, gboolean seals)
{
  g_auto (Place) place = { 0 };
  g_autoptr (MpsStore) store = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place, root);
  say ("ready");
  store = migrate (&place, seals, &error);
  say (error != NULL ? error->message : "done");
  return store != NULL ? 0 : 1;
}

static void
place_copy (const Place *from, const Place *to)
{
  store_test_remove_folder (to->root);
  store_test_copy_folder (from->root, to->root);
}

/* Whether the program had said that it was done; with 0 µs it is let finish, and must. */
static gboolean
run_and_kill (Trial *trial, gint64 after_us)
{
  const char *const line[] = {
    program, trial->seals ? "--child-seals" : "--child", trial->disk.root, NULL
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  gint64 began;
  char part[64];
  ssize_t n;
  GPid pid;
  int out;
  int status;

  g_spawn_async_with_pipes (NULL,
                            (char **)line,
                            NULL,
                            G_SPAWN_DO_NOT_REAP_CHILD,
                            NULL,
                            NULL,
                            &pid,
                            NULL,
                            &out,
                            NULL,
                            &error);
  g_assert_no_error (error);
  g_assert_cmpint (read (out, part, strlen ("ready\n")), ==, strlen ("ready\n"));
  began = g_get_monotonic_time ();
  if (after_us > 0) {
    g_usleep ((gulong)after_us);
    kill (pid, SIGKILL);
  }
  while ((n = read (out, part, sizeof part)) > 0)
    g_string_append_len (said, part, n);
  if (after_us == 0)
    trial->whole_us = g_get_monotonic_time () - began;
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  close (out);
  g_spawn_close_pid (pid);
  if (after_us == 0 || said->len > 0)
    g_assert_cmpstr (said->str, ==, "done\n");
  return said->len > 0;
}

static gint64
query (MpsDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;
  gboolean answered = mps_db_query_int64 (db, sql, &value, &error);

  g_assert_no_error (error);
  g_assert_true (answered);
  return value;
}

static gboolean
is_there (const Place *place, const char *name)
{
  g_autofree char *path = g_build_filename (place->directory, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static MpsDb *
open_db (const Trial *trial, const Place *place, const char *name)
{
  g_autofree char *path = g_build_filename (place->directory, name, NULL);
  gboolean sealed = mps_store_get_state (place->directory) == MPS_STORE_STATE_SEALED;
  const char *vfs = sealed ? mps_seal_vfs_peek_name (trial->vfs) : NULL;
  g_autoptr (GError) error = NULL;
  MpsDb *db = mps_db_open (path, vfs, MPS_DB_READ, &error);

  g_assert_no_error (error);
  return db;
}

static void
assert_sound (MpsDb *db)
{
  g_assert_cmpint (query (db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), ==, 1);
  g_assert_cmpint (query (db, "SELECT count(*) FROM record"), ==, n_records ());
  g_assert_cmpint (
      query (db, "SELECT count(*) FROM version"), ==, SCHEMA_1_VERSIONS + 2 * n_patients);
}

/* All of the old schema, and nothing of the new one. */
static void
assert_old (MpsDb *db)
{
  assert_sound (db);
  g_assert_cmpint (query (db, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (query (db, "SELECT count(*) FROM pragma_table_info ('audit')"), ==, 9);
  g_assert_cmpint (query (db,
                          "SELECT count(*) FROM sqlite_schema WHERE name IN ('patient_number',"
                          " 'patient_link', 'account', 'record_words', 'draft')"),
                   ==,
                   0);
}

/* All of the new schema, filled. */
static void
assert_new (MpsDb *db)
{
  assert_sound (db);
  g_assert_cmpint (query (db, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint (query (db, "SELECT count(*) FROM account"), ==, 1);
  g_assert_cmpint (query (db, "SELECT count(*) FROM patient_link"), ==, 1);
  g_assert_cmpint (query (db, "SELECT count(*) FROM patient_number"), ==, 2 + n_patients);
}

/* What was kept of the old schema, where it has its name. */
static gboolean
assert_kept (const Trial *trial, const Place *place)
{
  g_autoptr (MpsDb) kept = NULL;

  if (!is_there (place, "backups/before-schema-2.db"))
    return FALSE;

  kept = open_db (trial, place, "backups/before-schema-2.db");
  assert_old (kept);
  return TRUE;
}

/* How far it came. Nothing is touched: a copy is looked at, since even reading mends a log. */
static Moment
look (Trial *trial)
{
  const Place *place = &trial->look;
  g_autoptr (MpsDb) db = NULL;
  gboolean kept;

  place_copy (&trial->disk, &trial->look);
  if (is_there (place, "records.db.plain"))
    return MOMENT_SET_ASIDE;

  kept = assert_kept (trial, place);
  db = open_db (trial, place, "records.db");
  if (query (db, "PRAGMA user_version") == 2) {
    g_assert_true (kept);
    assert_new (db);
    return query (db, "SELECT version FROM search_state") == 0 ? MOMENT_FINDING : MOMENT_OVER;
  }

  assert_old (db);
  if (kept)
    return MOMENT_CHANGING;
  if (is_there (place, "backups"))
    return MOMENT_KEEPING;
  return is_there (place, "records.db.sealed") ||
                 (trial->seals && mps_store_get_state (place->directory) == MPS_STORE_STATE_SEALED)
             ? MOMENT_SEALING
             : MOMENT_UNTOUCHED;
}

/* The next opening, whatever the moment was. */
static void
assert_goes_on (Trial *trial)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store = migrate (&trial->disk, trial->seals, &error);

  g_assert_no_error (error);
  g_assert_cmpint (mps_store_get_state (trial->disk.directory),
                   ==,
                   trial->seals ? MPS_STORE_STATE_SEALED : MPS_STORE_STATE_PLAIN);
  schema_1_assert_there (store);
  place_assert_whole (store, n_records ());
  store_test_put_patient (store, "afterwards");
  g_clear_object (&store);
  g_assert_true (assert_kept (trial, &trial->disk));
  g_assert_false (is_there (&trial->disk, "records.db.plain"));
  g_assert_false (is_there (&trial->disk, "records.db.sealed"));
  g_assert_false (is_there (&trial->disk, "backups/before-schema-2.db.partial"));
}

static void
trial_set_up (Trial *trial, gconstpointer data)
{
  const char *const names[] = { "made", "disk", "look" };
  Place *places[] = { &trial->made, &trial->disk, &trial->look };
  g_autoptr (MpsKeyring) keyring = NULL;
  g_autoptr (GError) error = NULL;

  trial->root = store_test_make_folder ();
  trial->seals = GPOINTER_TO_INT (data);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *root = g_build_filename (trial->root, names[i], NULL);

    place_init (places[i], root);
  }
  g_assert_cmpint (g_mkdir (trial->made.root, 0700), ==, 0);
  if (trial->seals) {
    place_make_keyring (&trial->made);
    keyring = place_sign_in (&trial->made);
    trial->vfs = mps_seal_vfs_new (mps_keyring_peek_key (keyring), &error);
    g_assert_no_error (error);
  }
  schema_1_make_large (trial->made.directory, NULL, n_patients);
}

static void
trial_tear_down (Trial *trial, gconstpointer data)
{
  store_test_remove_folder (trial->root);
  place_clear (&trial->made);
  place_clear (&trial->disk);
  place_clear (&trial->look);
  g_clear_pointer (&trial->vfs, mps_seal_vfs_free);
  g_free (trial->root);
}

/* One that was over is a moment too late: the next ones come earlier, so that they follow the
 * machine's load. */
static void
kill_once (Trial *trial)
{
  Moment moment;
  gboolean done;

  place_copy (&trial->made, &trial->disk);
  done = run_and_kill (trial, 1 + (gint64)(g_test_rand_double () * (double)trial->whole_us));
  moment = look (trial);
  g_assert_true (!done || moment == MOMENT_OVER);
  trial->n[moment]++;
  trial->whole_us = moment == MOMENT_OVER ? trial->whole_us * 9 / 10 : trial->whole_us * 51 / 50;
  assert_goes_on (trial);
}

static void
test_killed (Trial *trial, gconstpointer data)
{
  guint n_inside;

  place_copy (&trial->made, &trial->disk);
  run_and_kill (trial, 0);
  g_test_message ("undisturbed: %" G_GINT64_FORMAT " µs", trial->whole_us);
  g_assert_cmpint (look (trial), ==, MOMENT_OVER);
  assert_goes_on (trial);

  for (guint i = 0; i < n_rounds; i++)
    kill_once (trial);
  for (guint i = 0; i < N_MOMENTS; i++)
    g_test_message ("%u of %u kills: %s", trial->n[i], n_rounds, moment_names[i]);
  n_inside = n_rounds - trial->n[MOMENT_UNTOUCHED] - trial->n[MOMENT_OVER];
  g_test_message ("%u of %u kills were inside the migration", n_inside, n_rounds);
  g_assert_cmpuint (2 * n_inside, >=, n_rounds);
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], FALSE);
  if (argc == 3 && g_str_equal (argv[1], "--child-seals"))
    return run_child (argv[2], TRUE);

  g_test_init (&argc, &argv, NULL);
  if (argc == 3 && g_str_equal (argv[1], "--rounds")) {
    n_rounds = (guint)strtoul (argv[2], NULL, 10);
    n_patients = N_PATIENTS_LONG;
  }
  g_test_add ("/kill/migrating/schema",
              Trial,
              GINT_TO_POINTER (FALSE),
              trial_set_up,
              test_killed,
              trial_tear_down);
  g_test_add ("/kill/migrating/sealing-and-schema",
              Trial,
              GINT_TO_POINTER (TRUE),
              trial_set_up,
              test_killed,
              trial_tear_down);
  return g_test_run ();
}
