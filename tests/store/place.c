/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/place.h"

#include "data/store/keep/mps-store-backup.h"
#include "tests/store/store-fixture.h"

#include <glib/gstdio.h>

static const MpsKeyringCost cheap = { .passes = 1, .memory_kib = 8 };

void
place_init (Place *place, const char *root)
{
  place->root = g_strdup (root);
  place->directory = g_build_filename (root, "profile", NULL);
  place->keys = g_build_filename (place->directory, MPS_KEYRING_FILE, NULL);
  place->backup = g_build_filename (root, "backup.mps", NULL);
}

void
place_clear (Place *place)
{
  g_free (place->root);
  g_free (place->directory);
  g_free (place->keys);
  g_free (place->backup);
}

void
place_make_keyring (const Place *place)
{
  g_autoptr (MpsKeyring) keyring = mps_keyring_new ();
  g_autoptr (MpsSecret) secret = mps_secret_new ("", 0);

  g_mkdir (place->directory, 0700);
  mps_keyring_set_cost (keyring, &cheap);
  g_assert_true (mps_keyring_add (keyring, "kim", secret, NULL));
  g_assert_true (mps_keyring_save (keyring, place->keys, NULL));
}

/* As a session does it: what was interrupted goes on. */
MpsKeyring *
place_sign_in (const Place *place)
{
  g_autoptr (MpsSecret) secret = mps_secret_new ("", 0);
  g_autoptr (GError) error = NULL;
  MpsKeyring *keyring = mps_keyring_load_for_change (place->keys, &error);

  g_assert_no_error (error);
  g_assert_true (mps_keyring_unlock (keyring, "kim", secret, &error));
  g_assert_true (mps_store_settle_rekey (place->directory, keyring, "test", &error));
  g_assert_no_error (error);
  return keyring;
}

MpsStore *
place_open (const Place *place, MpsStoreOpenMode mode)
{
  g_autoptr (MpsKeyring) keyring = place_sign_in (place);
  g_autoptr (GError) error = NULL;
  MpsStore *store = mps_store_open_sealed (
      place->directory, mps_keyring_peek_key (keyring), mode, "test", NULL, &error);

  g_assert_no_error (error);
  return store;
}

void
place_fill (MpsStore *store, guint n)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("tester", "test");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf ("p-%u", i);
    g_autoptr (MpsResource) patient = store_test_patient (id, "Test", id);

    mps_store_batch_put (batch, patient, MPS_VERSION_ANY);
  }
  g_assert_true (mps_store_commit (store, batch, NULL, NULL, &error));
  g_assert_no_error (error);
}

void
place_assert_whole (MpsStore *store, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsStoreCheck) check = mps_store_check (store, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < check->problems->len; i++)
    g_test_message ("%s", (const char *)g_ptr_array_index (check->problems, i));
  g_assert_cmpuint (check->problems->len, ==, 0);
  g_assert_cmpuint (check->records, ==, n);
}

/* How many records the backup gives back: there is always a whole one. */
guint64
place_restore (const Place *place)
{
  g_autofree char *target = g_build_filename (place->root, "restored", NULL);
  g_autoptr (MpsSecret) secret = mps_secret_new ("", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsBackup) backup = mps_backup_open (place->backup, &error);
  g_autoptr (MpsBackupReport) report = NULL;

  g_assert_no_error (error);
  g_assert_true (mps_keyring_unlock (mps_backup_peek_keyring (backup), "kim", secret, &error));
  report = mps_backup_restore (backup, target, "test", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  store_test_remove_folder (target);
  return report->records;
}
