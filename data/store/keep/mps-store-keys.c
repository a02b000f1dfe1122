/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-keys-private.h"

#include "data/store/keep/mps-store-seal.h"
#include "data/store/mps-store-private.h"
#include "data/store/record/mps-batch-private.h"
#include "data/store/record/mps-write-private.h"

/* Every keys file that this program ever wrote opens with the data key, also one from before
 * somebody was taken out of it or a password was changed. So the records know which one was the
 * last: its number is raised with every change, and what has a lower one is an old copy that was
 * put back. The file is always written first, so that a program that is killed in between leaves a
 * file that is newer than what the records know, never one that is older. */

#define SQL_RAISE                                                                                  \
  "INSERT INTO setting (key, value) VALUES ('" MPS_KEYS_SETTING "', ?1)"                           \
  " ON CONFLICT (key) DO UPDATE SET value = ?1"                                                    \
  " WHERE CAST (value AS INTEGER) < CAST (?1 AS INTEGER)"

static gboolean
raise_known (MpsDb *db, guint64 generation, GError **error)
{
  g_autofree char *value = g_strdup_printf ("%" G_GUINT64_FORMAT, generation);
  g_autoptr (MpsStatement) statement = mps_db_prepare (db, SQL_RAISE, error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, value);
  return mps_db_run (db, statement, error);
}

static gboolean
load_known (MpsDb *db, guint64 *known, GError **error)
{
  gint64 value = 0;

  if (!mps_db_query_int64 (db,
                           "SELECT coalesce (max (CAST (value AS INTEGER)), 0) FROM setting"
                           " WHERE key = '" MPS_KEYS_SETTING "'",
                           &value,
                           error))
    return FALSE;

  *known = (guint64)MAX (value, 0);
  return TRUE;
}

static gboolean
compare (guint64 generation, guint64 known, GError **error)
{
  if (generation >= known)
    return TRUE;

  g_set_error (
      error,
      MPS_SEAL_ERROR,
      MPS_SEAL_ERROR_ALTERED,
      "keys: the profile's file “keys” was put back to an older state (change "
      "%" G_GUINT64_FORMAT "; the records know of change %" G_GUINT64_FORMAT
      "): people who were removed or passwords that were changed would open it again; put "
      "the newer file back, or restore a backup; where there is neither, salvage takes the "
      "records over",
      generation,
      known);
  return FALSE;
}

/* What the records know is read before the file, which others may change meanwhile: it can only be
 * newer then. */
static gboolean
read_both (MpsDb *db,
           const char *directory,
           MpsSealKey *key,
           guint64 *known,
           guint64 *found,
           GError **error)
{
  g_autofree char *path = g_build_filename (directory, MPS_KEYRING_FILE, NULL);
  g_autoptr (MpsKeyring) keyring = NULL;

  if (!load_known (db, known, error))
    return FALSE;

  keyring = mps_keyring_load (path, error);
  if (keyring == NULL || !mps_keyring_unlock_with_key (keyring, key, NULL, error))
    return FALSE;

  *found = mps_keyring_get_generation (keyring);
  return compare (*found, *known, error);
}

/**
 * mps_keys_check:
 * @db: a connection to the records
 * @directory: the profile's folder
 * @key: the data key
 * @error: return location
 *
 * Errors: %MPS_SEAL_ERROR_ALTERED and the others of a keyring, those of the disk.
 *
 * Returns: whether the keys file is one that this program wrote, and none from before its last
 *   change
 */
gboolean
mps_keys_check (MpsDb *db, const char *directory, MpsSealKey *key, GError **error)
{
  guint64 known = 0;
  guint64 found = 0;

  return read_both (db, directory, key, &known, &found, error);
}

/**
 * mps_keys_take:
 * @db: a connection that writes; the profile is locked
 * @directory: the profile's folder
 * @key: the data key
 * @error: return location
 *
 * mps_keys_check(), and from now on the records know of this file. A folder without one is that of
 * a profile that is just being made.
 *
 * Returns: whether they do
 */
gboolean
mps_keys_take (MpsDb *db, const char *directory, MpsSealKey *key, GError **error)
{
  g_autofree char *path = g_build_filename (directory, MPS_KEYRING_FILE, NULL);
  guint64 known = 0;
  guint64 found = 0;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!read_both (db, directory, key, &known, &found, error))
    return FALSE;

  return found == known || raise_known (db, found, error);
}

static gboolean
write_known (MpsWriteContext *context, gconstpointer data, GError **error)
{
  return raise_known (context->db, *(const guint64 *)data, error);
}

/**
 * mps_store_note_keys:
 * @self: a store with sealed files
 * @keyring: the profile's keyring as it was just saved, still locked for others
 * @error: return location
 *
 * From now on the records know of this state of the keys file: an older one opens nothing any more.
 * To be called after each change of it while the records are open; otherwise that is done when they
 * are opened next. Blocks until it is durable.
 *
 * Returns: whether it is
 */
gboolean
mps_store_note_keys (MpsStore *self, MpsKeyring *keyring, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new ("", "");
  guint64 generation = mps_keyring_get_generation (keyring);

  mps_store_batch_call (batch, write_known, g_memdup2 (&generation, sizeof generation), g_free);
  return mps_store_commit (self, batch, NULL, NULL, error);
}
