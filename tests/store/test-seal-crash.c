/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/fault-vfs.h"
#include "tests/store/seal-fixture.h"
#include "tests/store/store-fixture.h"

#include "data/store/mps-store-options.h"

#include <glib/gstdio.h>
#include <string.h>

/*
 * Nothing that was acknowledged is lost, and nothing half done is seen: whichever call of the disk
 * fails, and whenever the power does.
 */

#define N_STEPS 15

static gboolean
try_exec (sqlite3 *handle, const char *sql)
{
  if (sqlite3_exec (handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  if (!sqlite3_get_autocommit (handle))
    sqlite3_exec (handle, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

#define TABLES                                                                                     \
  "BEGIN IMMEDIATE; CREATE TABLE t (id INTEGER PRIMARY KEY, step INTEGER, body TEXT);"             \
  "CREATE INDEX b ON t (body); CREATE TABLE s (total INTEGER); INSERT INTO s VALUES (0); COMMIT"

/* One transaction that touches many pages and keeps a sum of what it wrote. */
static gboolean
try_step (sqlite3 *handle, guint step)
{
  g_autofree char *sql = g_strdup_printf (
      "BEGIN IMMEDIATE;"
      "INSERT INTO t (step, body) VALUES (%u, hex (randomblob (%u))), (-1, hex (randomblob (40)));"
      "DELETE FROM t WHERE step = -1 AND id %% 3 = 0;"
      "UPDATE s SET total = (SELECT sum (length (body)) FROM t); COMMIT",
      step,
      step % 5 == 4 ? 6000u : 200u);

  return try_exec (handle, sql);
}

static sqlite3 *
try_open (const char *path, const char *vfs)
{
  sqlite3 *handle = seal_open (path, vfs);

  if (handle == NULL)
    return NULL;
  if (!try_exec (handle,
                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                 "PRAGMA wal_autocheckpoint = 12; PRAGMA cache_size = 20")) {
    sqlite3_close (handle);
    return NULL;
  }
  return handle;
}

static gboolean
has_tables (sqlite3 *handle)
{
  gint64 n = 0;

  return seal_try_query (handle, "SELECT count(*) FROM sqlite_schema WHERE name = 's'", &n) ==
             SQLITE_OK &&
         n == 1;
}

/* A copy that a write left torn is no damage: the other one stands in for it until the next write.
 */
static void
assert_sound (MpsSealVfs *vfs, const char *path, gboolean copies)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = mps_seal_vfs_verify_file (vfs, path, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++) {
    const char *problem = g_ptr_array_index (problems, i);

    if (copies && strstr (problem, "-seal: copy ") != NULL)
      continue;
    g_test_message ("verify: %s", problem);
    g_assert_not_reached ();
  }
}

/* Everything that was said to be written is there; the rest is wholly there or not at all. */
static void
assert_steps (MpsSealVfs *vfs, const char *path, gboolean made, const gboolean *acknowledged)
{
  g_autofree char *damage = NULL;
  sqlite3 *handle;

  assert_sound (vfs, path, TRUE);
  handle = try_open (path, mps_seal_vfs_peek_name (vfs));
  damage = mps_seal_vfs_dup_damage (vfs);
  if (handle == NULL)
    g_test_message ("open: %s", damage);
  g_assert_nonnull (handle);
  if (!has_tables (handle)) {
    g_assert_false (made);
    g_assert_true (try_exec (handle, TABLES));
  }
  g_assert_cmpint (
      seal_query (handle, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), ==, 1);
  g_assert_cmpint (
      seal_query (handle,
                  "SELECT total = (SELECT coalesce (sum (length (body)), 0) FROM t) FROM s"),
      ==,
      1);
  for (guint i = 0; i < N_STEPS; i++) {
    g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM t WHERE step = %u", i);
    gint64 n = seal_query (handle, sql);

    g_assert_cmpint (n, <=, 1);
    g_assert_true (n == 1 || !acknowledged[i]);
  }

  /* And it goes on from there. */
  g_assert_true (try_step (handle, 1000));
  sqlite3_close (handle);
  assert_sound (vfs, path, FALSE);
}

/* Does what fails once more; after a failed try the connection is opened anew now and then. */
static gboolean
work (const char *path, const char *vfs, gboolean *made, gboolean *acknowledged)
{
  sqlite3 *handle = try_open (path, vfs);

  if (handle == NULL)
    handle = try_open (path, vfs);
  if (handle == NULL)
    return FALSE;

  *made = has_tables (handle) || try_exec (handle, TABLES);
  for (guint i = 0; *made && i < N_STEPS; i++) {
    acknowledged[i] = try_step (handle, i);
    if (i == N_STEPS / 3)
      try_exec (handle, "PRAGMA wal_checkpoint (TRUNCATE)");
    if (i == N_STEPS / 2)
      try_exec (handle, "VACUUM");
    if (i % 7 == 6) {
      sqlite3_close (handle);
      handle = try_open (path, vfs);
      if (handle == NULL)
        return FALSE;
    }
  }
  sqlite3_close (handle);
  return TRUE;
}

typedef struct {
  FaultKind kind;
  FaultHowOften how_often;
} Fault;

/* The nth call fails, for each n until none does; in a short run for some of them. */
static void
test_faults (SealFixture *fixture, gconstpointer data)
{
  const Fault *fault = data;
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  guint stride = g_test_slow () ? 1 : 5;
  guint n_failed = 0;

  for (guint n = 1 + (guint)g_test_rand_int_range (0, (gint32)stride), failed = 1; failed;
       n += stride) {
    g_autoptr (FaultVfs) disk = fault_vfs_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (MpsSealVfs) vfs =
        mps_seal_vfs_new_over (fixture->key, fault_vfs_peek_name (disk), MPS_SEAL_KEEP, &error);
    g_autoptr (MpsSealVfs) after = NULL;
    g_autoptr (SealImage) nothing = g_new0 (SealImage, 1);
    gboolean acknowledged[N_STEPS] = { FALSE };
    gboolean made = FALSE;

    g_assert_no_error (error);
    seal_image_put (nothing, path);
    g_assert_true (g_file_set_contents (path, "", 0, NULL));
    fault_vfs_fail (disk, n, fault->kind, fault->how_often);
    work (path, mps_seal_vfs_peek_name (vfs), &made, acknowledged);
    failed = fault_vfs_has_failed (disk);
    n_failed += failed;
    fault_vfs_heal (disk);

    after = mps_seal_vfs_new_over (fixture->key, fault_vfs_peek_name (disk), MPS_SEAL_KEEP, &error);
    assert_steps (after, path, made, acknowledged);
  }
  g_test_message ("%u calls failed one after the other", n_failed);
  g_assert_cmpuint (n_failed, >, 60 / stride);
}

/* A moment at which the power may fail. */
typedef struct {
  SealFixture *fixture;
  FaultVfs *below;
  GRand *chance;
  char *folder;
  gboolean made;
  gboolean acknowledged[N_STEPS];
  guint n_moments;
} Power;

static void
fail_power (FaultVfs *disk, gpointer data)
{
  Power *power = data;
  const FaultLoss losses[] = {
    FAULT_LOSE_ALL, FAULT_LOSE_NONE, FAULT_LOSE_WRITES, FAULT_LOSE_SECTORS
  };
  g_autofree char *path = g_build_filename (power->folder, "records.db", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (losses); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SealImage) nothing = g_new0 (SealImage, 1);
    g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new_over (
        power->fixture->key, fault_vfs_peek_name (power->below), MPS_SEAL_KEEP, &error);

    g_assert_no_error (error);
    seal_image_put (nothing, path);
    fault_vfs_put (disk, power->folder, losses[i], power->chance);
    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      g_assert_true (g_file_set_contents (path, "", 0, NULL));
    assert_steps (vfs, path, power->made, power->acknowledged);
    power->n_moments++;
  }
}

static void
test_power (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  g_autoptr (FaultVfs) disk = fault_vfs_new ();
  g_autoptr (FaultVfs) below = fault_vfs_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSealVfs) vfs = NULL;
  Power power = { .fixture = fixture, .below = below };

  power.chance = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  power.folder = seal_fixture_path (fixture, "after");
  g_assert_cmpint (g_mkdir (power.folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  fault_vfs_record (disk, fail_power, &power);
  vfs = mps_seal_vfs_new_over (fixture->key, fault_vfs_peek_name (disk), MPS_SEAL_KEEP, &error);
  g_assert_no_error (error);
  g_assert_true (work (path, mps_seal_vfs_peek_name (vfs), &power.made, power.acknowledged));
  g_test_message ("the power failed at %u moments", power.n_moments);
  g_assert_cmpuint (power.n_moments, >, 400);
  g_rand_free (power.chance);
  g_free (power.folder);
}

static const Fault faults[] = {
  { FAULT_ERROR, FAULT_ONCE }, { FAULT_ERROR, FAULT_FROM_THEN_ON },
  { FAULT_SHORT, FAULT_ONCE }, { FAULT_SHORT, FAULT_FROM_THEN_ON },
  { FAULT_TORN, FAULT_ONCE },  { FAULT_TORN, FAULT_FROM_THEN_ON },
  { FAULT_FULL, FAULT_ONCE },  { FAULT_FULL, FAULT_FROM_THEN_ON },
};

int
main (int argc, char **argv)
{
  static const char *const kinds[] = { "error", "short", "torn", "full" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *path = g_strdup_printf ("/seal/crash/%s-%s",
                                             kinds[faults[i].kind],
                                             faults[i].how_often == FAULT_ONCE ? "once" : "gone");

    g_test_add (
        path, SealFixture, &faults[i], seal_fixture_set_up, test_faults, seal_fixture_tear_down);
  }
  g_test_add ("/seal/crash/power",
              SealFixture,
              NULL,
              seal_fixture_set_up,
              test_power,
              seal_fixture_tear_down);
  return g_test_run ();
}
