/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/fault-calls.h"
#include "tests/store/place.h"
#include "tests/store/schema-1.h"
#include "tests/store/store-fixture.h"

#include "data/store/keep/mps-store-backup.h"
#include "data/store/keep/mps-store-salvage.h"
#include "data/store/seal/mps-seal-vfs.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/*
 * All that is done with the files of a sealed profile as a whole, on a disk where the nth write,
 * sync, open or rename fails, that is full, or that loses power: the next sign-in finds the old
 * state or the new one, and the new one where it was said to be reached.
 */

#define N_OLD 20
#define N_NEW 40
#define N_IMPORTED 12
#define N_FIRST 12

/**
 * Outcome: what was said to be done.
 */
typedef struct {
  gboolean done;
  gboolean put;
  guint32 epoch;
} Outcome;

typedef struct {
  const char *name;
  /* How much fewer calls fail in a short run, where the work takes long. */
  guint sparse;
  void (*prepare) (const Place *place);
  void (*act) (const Place *place, Outcome *outcome);
  void (*assert_after) (const Place *place, const Outcome *outcome);
} Work;

static MpsKeyring *
try_sign_in (const Place *place)
{
  g_autoptr (MpsSecret) secret = mps_secret_new ("", 0);
  g_autoptr (MpsKeyring) keyring = mps_keyring_load_for_change (place->keys, NULL);

  if (keyring == NULL || !mps_keyring_unlock (keyring, "kim", secret, NULL))
    return NULL;
  return g_steal_pointer (&keyring);
}

static MpsStore *
try_open (const Place *place)
{
  g_autoptr (MpsKeyring) keyring = try_sign_in (place);

  return keyring != NULL ? mps_store_open_sealed (place->directory,
                                                  mps_keyring_peek_key (keyring),
                                                  MPS_STORE_OPEN_EXISTING,
                                                  "test",
                                                  NULL,
                                                  NULL)
                         : NULL;
}

static void
prepare_plain (const Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store = NULL;

  place_make_keyring (place);
  store = mps_store_open (place->directory, MPS_STORE_OPEN_CREATE, "test", NULL, &error);
  g_assert_no_error (error);
  place_fill (store, N_NEW);
}

static void
seal (const Place *place, Outcome *outcome)
{
  g_autoptr (MpsKeyring) keyring = try_sign_in (place);

  outcome->done =
      keyring != NULL &&
      mps_store_seal (
          place->directory, mps_keyring_peek_key (keyring), "test", NULL, NULL, NULL, NULL);
}

static void
assert_sealed (const Place *place, const Outcome *outcome)
{
  g_autofree char *plain = g_strconcat (place->directory, "/records.db.plain", NULL);
  g_autoptr (MpsKeyring) keyring = place_sign_in (place);
  g_autoptr (MpsStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (outcome->done) {
    g_assert_cmpint (mps_store_get_state (place->directory), ==, MPS_STORE_STATE_SEALED);
    g_assert_false (g_file_test (plain, G_FILE_TEST_EXISTS));
  }
  g_assert_true (mps_store_seal (
      place->directory, mps_keyring_peek_key (keyring), "test", NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_clear_pointer (&keyring, mps_keyring_free);
  g_assert_cmpint (mps_store_get_state (place->directory), ==, MPS_STORE_STATE_SEALED);
  g_assert_false (g_file_test (plain, G_FILE_TEST_EXISTS));
  store = place_open (place, MPS_STORE_OPEN_EXISTING);
  place_assert_whole (store, N_NEW);
}

static void
prepare_sealed (const Place *place)
{
  g_autoptr (MpsStore) store = NULL;

  place_make_keyring (place);
  store = place_open (place, MPS_STORE_OPEN_CREATE);
  place_fill (store, N_NEW);
}

static void
rekey (const Place *place, Outcome *outcome)
{
  g_autoptr (MpsKeyring) keyring = try_sign_in (place);

  outcome->done = keyring != NULL &&
                  mps_store_rekey (place->directory, keyring, "test", NULL, NULL, NULL, NULL);
  outcome->epoch = outcome->done ? mps_keyring_get_epoch (keyring) : 0;
}

static void
assert_rekeyed (const Place *place, const Outcome *outcome)
{
  g_autoptr (MpsKeyring) keyring = place_sign_in (place);
  g_autoptr (MpsStore) store = NULL;

  g_assert_false (mps_keyring_is_rekeying (keyring));
  g_assert_true (!outcome->done || mps_keyring_get_epoch (keyring) == outcome->epoch);
  g_clear_pointer (&keyring, mps_keyring_free);
  store = place_open (place, MPS_STORE_OPEN_EXISTING);
  place_assert_whole (store, N_NEW);
}

static void
prepare_backup (const Place *place)
{
  g_autoptr (MpsStore) store = NULL;
  g_autoptr (MpsBackupReport) report = NULL;
  g_autoptr (GError) error = NULL;

  place_make_keyring (place);
  store = place_open (place, MPS_STORE_OPEN_CREATE);
  place_fill (store, N_OLD);
  report = mps_store_back_up (store, place->backup, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  place_fill (store, N_NEW);
}

static void
back_up (const Place *place, Outcome *outcome)
{
  g_autoptr (MpsStore) store = try_open (place);
  g_autoptr (MpsBackupReport) report =
      store != NULL ? mps_store_back_up (store, place->backup, NULL, NULL, NULL, NULL) : NULL;

  outcome->done = report != NULL;
}

static void
assert_backed_up (const Place *place, const Outcome *outcome)
{
  g_autoptr (MpsStore) store = place_open (place, MPS_STORE_OPEN_EXISTING);
  guint64 n = place_restore (place);

  g_assert_true (n == N_NEW || (n == N_OLD && !outcome->done));
  place_assert_whole (store, N_NEW);
}

static MpsBackupReport *
try_restore (const Place *place, GError **error)
{
  g_autofree char *target = g_build_filename (place->root, "target", NULL);
  g_autoptr (MpsSecret) secret = mps_secret_new ("", 0);
  g_autoptr (MpsBackup) backup = mps_backup_open (place->backup, error);

  if (backup == NULL ||
      !mps_keyring_unlock (mps_backup_peek_keyring (backup), "kim", secret, error))
    return NULL;
  return mps_backup_restore (backup, target, "test", NULL, NULL, NULL, error);
}

static void
restore (const Place *place, Outcome *outcome)
{
  g_autoptr (MpsBackupReport) report = try_restore (place, NULL);

  outcome->done = report != NULL;
}

/* Either there is a whole profile, or none and it can be restored once more. */
static void
assert_restored (const Place *place, const Outcome *outcome)
{
  g_auto (Place) target = { 0 };
  g_autofree char *directory = g_build_filename (place->root, "target", NULL);
  g_autoptr (MpsBackupReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStore) store = NULL;

  place_init (&target, place->root);
  g_free (target.directory);
  g_free (target.keys);
  target.directory = g_strdup (directory);
  target.keys = g_build_filename (directory, MPS_KEYRING_FILE, NULL);
  if (mps_store_get_state (directory) == MPS_STORE_STATE_NONE) {
    g_assert_false (outcome->done);
    report = try_restore (place, &error);
    g_assert_no_error (error);
  }
  store = place_open (&target, MPS_STORE_OPEN_EXISTING);
  place_assert_whole (store, N_OLD);
}

static void
prepare_schema_1 (const Place *place)
{
  g_autoptr (MpsKeyring) keyring = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSealVfs) vfs = NULL;

  place_make_keyring (place);
  keyring = try_sign_in (place);
  vfs = mps_seal_vfs_new (mps_keyring_peek_key (keyring), &error);
  g_assert_no_error (error);
  schema_1_make (place->directory, mps_seal_vfs_peek_name (vfs));
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

static void
migrate (const Place *place, Outcome *outcome)
{
  g_autoptr (MpsStore) store = try_open (place);

  if (store == NULL)
    return;
  outcome->put =
      store_test_put (
          store, "{\"resourceType\":\"Patient\",\"id\":\"new\"}", MPS_VERSION_ANY, NULL) > 0;
  outcome->done = try_import (store);
}

static gboolean
has_patient (MpsStore *store, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) found = mps_store_get (store, "Patient", id, 0, &error);

  if (found == NULL)
    g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND);
  return found != NULL;
}

static void
assert_migrated (const Place *place, const Outcome *outcome)
{
  g_autoptr (MpsStore) store = place_open (place, MPS_STORE_OPEN_EXISTING);
  gboolean put = has_patient (store, "new");
  guint n = 0;

  for (guint i = 0; i < N_IMPORTED; i++) {
    g_autofree char *id = g_strdup_printf ("i%u", i);

    n += has_patient (store, id) ? 1 : 0;
  }
  g_assert_true (put || !outcome->put);
  g_assert_true (n == N_IMPORTED || (n == 0 && !outcome->done));
  schema_1_assert_there (store);
  place_assert_whole (store, SCHEMA_1_RECORDS + (put ? 1 : 0) + n);
}

static void
add_account (const Place *place, Outcome *outcome)
{
  g_autoptr (MpsSecret) secret = mps_secret_new ("word", -1);
  g_autoptr (MpsStore) store = try_open (place);
  g_autoptr (MpsKeyring) keyring = store != NULL ? try_sign_in (place) : NULL;

  outcome->done = keyring != NULL && mps_keyring_add (keyring, "lee", secret, NULL) &&
                  mps_keyring_save (keyring, place->keys, NULL) &&
                  mps_store_note_keys (store, keyring, NULL);
}

static void
assert_account (const Place *place, const Outcome *outcome)
{
  g_autoptr (MpsSecret) secret = mps_secret_new ("word", -1);
  g_autoptr (MpsStore) store = place_open (place, MPS_STORE_OPEN_EXISTING);
  g_autoptr (MpsKeyring) keyring = mps_keyring_load (place->keys, NULL);

  g_assert_true (mps_keyring_has (keyring, "lee") || !outcome->done);
  g_assert_true (!mps_keyring_has (keyring, "lee") ||
                 mps_keyring_unlock (keyring, "lee", secret, NULL));
  place_assert_whole (store, N_NEW);
}

/* One page is lost. */
static void
prepare_damaged (const Place *place)
{
  g_autofree char *path = g_build_filename (place->directory, "records.db", NULL);
  g_autofree char *content = NULL;
  gsize size = 0;

  prepare_sealed (place);
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  content[size - 100] ^= 1;
  g_assert_true (g_file_set_contents (path, content, (gssize)size, NULL));
}

static void
salvage (const Place *place, Outcome *outcome)
{
  g_autoptr (MpsKeyring) keyring = try_sign_in (place);
  g_autoptr (MpsSalvageReport) report =
      keyring != NULL
          ? mps_store_salvage (
                place->directory, mps_keyring_peek_key (keyring), "test", NULL, NULL, NULL, NULL)
          : NULL;

  outcome->done = report != NULL;
}

/* The damaged file with all that belongs to it is aside, under whatever name. */
static void
assert_set_aside (const Place *place)
{
  g_autoptr (GDir) dir = g_dir_open (place->directory, 0, NULL);
  const char *name;
  guint n_files = 0;
  guint n_companions = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "records.db.damaged-")) {
      n_files += !g_str_has_suffix (name, "-seal") && !g_str_has_suffix (name, "-wal");
      n_companions += g_str_has_suffix (name, "-seal");
    }
  g_assert_cmpuint (n_files, >, 0);
  g_assert_cmpuint (n_companions, >, 0);
}

static void
assert_salvaged (const Place *place, const Outcome *outcome)
{
  Outcome again = { 0 };
  g_autoptr (MpsStore) store = NULL;
  g_autoptr (MpsStoreCheck) check = NULL;
  g_autoptr (GError) error = NULL;

  if (!outcome->done)
    salvage (place, &again);
  g_assert_true (outcome->done || again.done);
  assert_set_aside (place);
  store = place_open (place, MPS_STORE_OPEN_EXISTING);
  check = mps_store_check (store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (check->records, >, 0);
}

static const Work works[] = {
  { "sealing", 1, prepare_plain, seal, assert_sealed },
  { "rekeying", 1, prepare_sealed, rekey, assert_rekeyed },
  { "backup", 1, prepare_backup, back_up, assert_backed_up },
  { "restoring", 1, prepare_backup, restore, assert_restored },
  { "migration-import", 2, prepare_schema_1, migrate, assert_migrated },
  { "salvaging", 3, prepare_damaged, salvage, assert_salvaged },
  { "account", 1, prepare_sealed, add_account, assert_account },
};

/**
 * Bench: where it is done: the profile as it was made, and the one on the bad disk.
 */
typedef struct {
  char *top;
  char *made;
  char *disk;
  char *after;
} Bench;

static void
bench_set_up (Bench *bench, gconstpointer data)
{
  /* In memory where there is room: what is durable is told by the recorder, not by the disk. */
  bench->top = g_access ("/dev/shm", W_OK) == 0 ? g_mkdtemp (g_strdup ("/dev/shm/mps-calls-XXXXXX"))
                                                : store_test_make_folder ();
  g_assert_nonnull (bench->top);
  bench->made = g_build_filename (bench->top, "made", NULL);
  bench->disk = g_build_filename (bench->top, "disk", NULL);
  bench->after = g_build_filename (bench->top, "after", NULL);
  g_mkdir (bench->made, 0700);
}

static void
bench_tear_down (Bench *bench, gconstpointer data)
{
  store_test_remove_folder (bench->top);
  g_free (bench->top);
  g_free (bench->made);
  g_free (bench->disk);
  g_free (bench->after);
}

typedef struct {
  CallFault kind;
  CallHowOften how_often;
  guint stride;
} Fault;

static const Fault faults[] = {
  { CALL_ERROR, CALL_ONCE, 11 },        { CALL_ERROR, CALL_FROM_THEN_ON, 17 },
  { CALL_SHORT, CALL_ONCE, 23 },        { CALL_FULL, CALL_ONCE, 7 },
  { CALL_FULL, CALL_FROM_THEN_ON, 11 },
};

/* The nth call fails, for each n until none does; in a short run for the first, where it is looked
 * what is to be done, and for some of the others. */
static guint
fail_calls (Bench *bench, const Work *work, const Fault *fault)
{
  guint stride = g_test_slow () ? 1 : fault->stride * work->sparse;
  g_auto (Place) place = { 0 };
  guint n_failed = 0;

  place_init (&place, bench->disk);
  for (guint n = 1, more = 1; more;
       n += n < N_FIRST ? 1 : 1 + (guint)g_test_rand_int_range (0, (gint32)(2 * stride - 1))) {
    Outcome outcome = { 0 };

    store_test_remove_folder (bench->disk);
    store_test_copy_folder (bench->made, bench->disk);
    fault_calls_fail (bench->disk, n, fault->kind, fault->how_often);
    work->act (&place, &outcome);
    more = fault_calls_has_failed ();
    n_failed += more;
    fault_calls_heal ();
    g_assert_true (more || outcome.done);
    work->assert_after (&place, &outcome);
  }
  return n_failed;
}

static void
test_faults (Bench *bench, gconstpointer data)
{
  const Work *work = data;
  g_auto (Place) made = { 0 };
  guint n = 0;

  place_init (&made, bench->made);
  work->prepare (&made);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    n += fail_calls (bench, work, &faults[i]);
  g_test_message ("%s: %u calls failed one after the other", work->name, n);
  g_assert_cmpuint (n, >, 5);
}

typedef struct {
  Bench *bench;
  const Work *work;
  const Outcome *outcome;
  GRand *chance;
  guint n;
} Power;

static void
fail_power (gpointer data)
{
  Power *power = data;

  for (CallLoss loss = CALL_LOSE_ALL; loss < CALL_N_LOSSES; loss++) {
    g_auto (Place) after = { 0 };

    place_init (&after, power->bench->after);
    store_test_remove_folder (power->bench->after);
    fault_calls_put (power->bench->after, loss, power->chance);
    g_test_message ("sync %u, loss %u", power->n / CALL_N_LOSSES + 1, loss);
    power->work->assert_after (&after, power->outcome);
    power->n++;
  }
}

/* At each sync, and at the end. */
static void
test_power (Bench *bench, gconstpointer data)
{
  const Work *work = data;
  g_auto (Place) made = { 0 };
  g_auto (Place) place = { 0 };
  Outcome outcome = { 0 };
  Power power = { .bench = bench, .work = work, .outcome = &outcome };

  place_init (&made, bench->made);
  place_init (&place, bench->disk);
  work->prepare (&made);
  store_test_copy_folder (bench->made, bench->disk);
  power.chance = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  fault_calls_record (bench->disk, fail_power, &power);
  work->act (&place, &outcome);
  g_assert_true (outcome.done);
  fail_power (&power);
  fault_calls_heal ();
  g_test_message ("%s: the power failed at %u moments", work->name, power.n);
  g_assert_cmpuint (power.n, >, 8);
  g_rand_free (power.chance);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (works); i++) {
    g_autofree char *bad = g_strdup_printf ("/seal/calls/%s/faults", works[i].name);
    g_autofree char *power = g_strdup_printf ("/seal/calls/%s/power", works[i].name);

    g_test_add (bad, Bench, &works[i], bench_set_up, test_faults, bench_tear_down);
    g_test_add (power, Bench, &works[i], bench_set_up, test_power, bench_tear_down);
  }
  return g_test_run ();
}
