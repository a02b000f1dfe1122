/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/fault-vfs.h"
#include "tests/store/seal-fixture.h"
#include "tests/store/store-fixture.h"

#include "data/store/mps-store-options.h"

#include <glib/gstdio.h>
#include <string.h>

/*
 * The whole store on a disk that fails, or loses power: while a profile is made, written, imported
 * into, closed, opened, and brought to a newer schema.
 */

#define N_PUTS 8
#define N_IMPORTED 10
#define MIGRATIONS_MAX 16

static const char next_schema[] =
    "CREATE TABLE newer (x TEXT); INSERT INTO setting (key, value) VALUES ('schema', 'newer');";

/**
 * Life: what became of a profile so far.
 */
typedef struct {
  gboolean made;
  gboolean put[N_PUTS];
  gboolean imported;
  gboolean migrated;
} Life;

static char *next_sql;

/* The real schemas, and one more. */
static MpsMigration *
get_migrations (gsize *n)
{
  static MpsMigration list[MIGRATIONS_MAX];
  const MpsMigration *real = mps_migrate_list (n);
  guint number = real[*n - 1].number + 1;

  g_assert_cmpuint (*n, <, MIGRATIONS_MAX);
  memcpy (list, real, *n * sizeof *list);
  if (next_sql == NULL)
    next_sql = g_strdup_printf ("PRAGMA user_version = %u; %s", number, next_schema);
  list[*n] = (MpsMigration){ number, next_sql };
  return list;
}

static MpsStore *
open_store (
    const char *folder, const char *vfs, MpsStoreOpenMode mode, guint n_newer, GError **error)
{
  MpsStoreOptions options;
  gsize n = 0;

  mps_store_options_init (&options);
  options.vfs = vfs;
  options.migrations = get_migrations (&n);
  options.n_migrations = n + n_newer;
  return mps_store_open_with (&options, folder, mode, "test", NULL, error);
}

static gboolean
try_put (MpsStore *store, guint number)
{
  g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"p%u\"}", number);

  return store_test_put (store, json, MPS_VERSION_ANY, NULL) > 0;
}

static gboolean
try_import (MpsStore *store)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MpsImportReport) report = NULL;

  for (guint i = 0; i < N_IMPORTED; i++)
    g_string_append_printf (lines, "{\"resourceType\":\"Patient\",\"id\":\"i%u\"}\n", i);
  bytes = g_bytes_new (lines->str, lines->len);
  report = mps_store_import (store, bytes, "t", "t", NULL, NULL, NULL, NULL);
  return report != NULL && report->accepted == N_IMPORTED;
}

/* Goes on where a try failed, as a person would. */
static void
live (const char *folder, const char *vfs, Life *life)
{
  g_autoptr (MpsStore) store = open_store (folder, vfs, MPS_STORE_OPEN_CREATE, 0, NULL);

  life->made = store != NULL;
  for (guint i = 0; i < N_PUTS; i++) {
    if (i == 3 || i == 6)
      g_clear_object (&store);
    if (store == NULL)
      store = open_store (folder, vfs, MPS_STORE_OPEN_EXISTING, i >= 6 ? 1 : 0, NULL);
    if (store == NULL)
      continue;
    life->migrated |= i >= 6;
    life->put[i] = try_put (store, i);
    if (i == 4)
      life->imported = try_import (store);
  }
}

static gboolean
has_patient (MpsStore *store, const char *kind, guint number)
{
  g_autofree char *id = g_strdup_printf ("%s%u", kind, number);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) found = mps_store_get (store, "Patient", id, 0, &error);

  if (found == NULL)
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  return found != NULL;
}

static void
assert_imported (MpsStore *store, const Life *life)
{
  guint n = 0;

  for (guint i = 0; i < N_IMPORTED; i++)
    n += has_patient (store, "i", i) ? 1 : 0;
  g_assert_true (n == N_IMPORTED || (n == 0 && !life->imported));
}

static void
assert_life (const char *folder, const char *vfs, const Life *life)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store =
      open_store (folder, vfs, MPS_STORE_OPEN_EXISTING, life->migrated ? 1 : 0, &error);
  g_autofree char *schema = NULL;

  if (store == NULL && error->code == MPS_STORE_ERROR_VERSION) {
    /* The newer schema was reached, but no one was told. */
    g_clear_error (&error);
    store = open_store (folder, vfs, MPS_STORE_OPEN_EXISTING, 1, &error);
  }
  if (store == NULL && !life->made &&
      g_error_matches (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&error);
    store = open_store (folder, vfs, MPS_STORE_OPEN_CREATE, 0, &error);
  }
  g_assert_no_error (error);

  for (guint i = 0; i < N_PUTS; i++)
    g_assert_true (!life->put[i] || has_patient (store, "p", i));
  assert_imported (store, life);
  schema = mps_store_dup_setting (store, "schema", &error);
  g_assert_no_error (error);
  g_assert_true (schema != NULL || !life->migrated);
  store_test_assert_whole (store);
  g_assert_true (try_put (store, 100));
}

typedef struct {
  FaultKind kind;
  FaultHowOften how_often;
  guint stride;
} Fault;

static void
test_faults (SealFixture *fixture, gconstpointer data)
{
  const Fault *fault = data;
  guint stride = g_test_slow () ? 1 : fault->stride;
  g_autofree char *folder = seal_fixture_path (fixture, "profile");
  guint n_failed = 0;

  for (guint n = 1 + (guint)g_test_rand_int_range (0, (gint32)stride), failed = 1; failed;
       n += stride) {
    g_autoptr (FaultVfs) disk = fault_vfs_new ();
    g_autoptr (MpsSealVfs) vfs =
        mps_seal_vfs_new_over (fixture->key, fault_vfs_peek_name (disk), MPS_SEAL_KEEP, NULL);
    Life life = { 0 };

    store_test_remove_folder (folder);
    fault_vfs_fail (disk, n, fault->kind, fault->how_often);
    live (folder, mps_seal_vfs_peek_name (vfs), &life);
    failed = fault_vfs_has_failed (disk);
    n_failed += failed;
    fault_vfs_heal (disk);
    assert_life (folder, mps_seal_vfs_peek_name (vfs), &life);
  }
  g_test_message ("%u calls failed one after the other", n_failed);
  g_assert_cmpuint (n_failed, >, 3);
}

typedef struct {
  SealFixture *fixture;
  FaultVfs *below;
  GRand *chance;
  char *folder;
  Life life;
  guint n_syncs;
  guint n_moments;
} Power;

static void
fail_power (FaultVfs *disk, gpointer data)
{
  Power *power = data;
  guint stride = g_test_slow () ? 1 : 4;
  g_autofree char *path = g_build_filename (power->folder, "records.db", NULL);

  for (guint loss = FAULT_LOSE_ALL; loss <= FAULT_LOSE_SECTORS; loss++) {
    g_autoptr (MpsSealVfs) vfs = NULL;

    if ((power->n_syncs++ + loss) % stride != 0)
      continue;
    store_test_remove_folder (power->folder);
    g_assert_cmpint (g_mkdir (power->folder, 0700), ==, 0);
    fault_vfs_put (disk, power->folder, (FaultLoss)loss, power->chance);
    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      g_assert_true (g_file_set_contents (path, "", 0, NULL));
    vfs = mps_seal_vfs_new_over (
        power->fixture->key, fault_vfs_peek_name (power->below), MPS_SEAL_KEEP, NULL);
    assert_life (power->folder, mps_seal_vfs_peek_name (vfs), &power->life);
    power->n_moments++;
  }
}

static void
test_power (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = seal_fixture_path (fixture, "profile");
  g_autoptr (FaultVfs) disk = fault_vfs_new ();
  g_autoptr (FaultVfs) below = fault_vfs_new ();
  g_autoptr (MpsSealVfs) vfs = NULL;
  Power power = { .fixture = fixture, .below = below };

  power.chance = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  power.folder = seal_fixture_path (fixture, "after");
  fault_vfs_record (disk, fail_power, &power);
  vfs = mps_seal_vfs_new_over (fixture->key, fault_vfs_peek_name (disk), MPS_SEAL_KEEP, NULL);
  live (folder, mps_seal_vfs_peek_name (vfs), &power.life);
  for (guint i = 0; i < N_PUTS; i++)
    g_assert_true (power.life.put[i]);
  g_assert_true (power.life.imported && power.life.migrated);
  g_test_message ("the power failed at %u moments", power.n_moments);
  g_assert_cmpuint (power.n_moments, >, 60);
  g_rand_free (power.chance);
  g_free (power.folder);
}

static const Fault faults[] = {
  { FAULT_ERROR, FAULT_ONCE, 29 }, { FAULT_ERROR, FAULT_FROM_THEN_ON, 41 },
  { FAULT_SHORT, FAULT_ONCE, 41 }, { FAULT_SHORT, FAULT_FROM_THEN_ON, 41 },
  { FAULT_TORN, FAULT_ONCE, 61 },  { FAULT_TORN, FAULT_FROM_THEN_ON, 61 },
  { FAULT_FULL, FAULT_ONCE, 23 },  { FAULT_FULL, FAULT_FROM_THEN_ON, 23 },
};

int
main (int argc, char **argv)
{
  static const char *const kinds[] = { "error", "short", "torn", "full" };
  int result;

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *path = g_strdup_printf ("/seal/store/%s-%s",
                                             kinds[faults[i].kind],
                                             faults[i].how_often == FAULT_ONCE ? "once" : "gone");

    g_test_add (
        path, SealFixture, &faults[i], seal_fixture_set_up, test_faults, seal_fixture_tear_down);
  }
  g_test_add ("/seal/store/power",
              SealFixture,
              NULL,
              seal_fixture_set_up,
              test_power,
              seal_fixture_tear_down);
  result = g_test_run ();
  g_free (next_sql);
  return result;
}
