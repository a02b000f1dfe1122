/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-store-seal.h"

#include "data/store/db/mps-exclusive-private.h"
#include "data/store/keep/mps-seal-private.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

/* Sealing a plain profile, in an order that shows at every moment how far it came:
 *
 *   records.db plain                                      not begun
 *   records.db plain, records.db.sealed                   being copied: begins again
 *   records.db.plain, records.db.sealed                   the copy is whole and durable
 *   records.db.plain, records.db sealed                   plain rest to be overwritten
 *   records.db sealed                                     done
 */
#define SEALED_SUFFIX ".sealed"
#define PLAIN_SUFFIX ".plain"

/* Told to SQLite before the copy, so that each page has room for nonce and tag. */
#define RESERVED_BYTES 40

typedef struct {
  char *plain;
  char *aside;
  char *sealed;
  char *backups;
} Names;

static void
names_init (Names *names, const char *directory)
{
  /* Absolute: SQLite would take a path that begins with "file:" for a URI. */
  g_autofree char *folder = g_canonicalize_filename (directory, NULL);

  names->plain = g_build_filename (folder, MPS_RECORDS_FILE, NULL);
  names->aside = g_strconcat (names->plain, PLAIN_SUFFIX, NULL);
  names->sealed = g_strconcat (names->plain, SEALED_SUFFIX, NULL);
  names->backups = g_build_filename (folder, "backups", NULL);
}

static void
names_clear (Names *names)
{
  g_free (names->plain);
  g_free (names->aside);
  g_free (names->sealed);
  g_free (names->backups);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Names, names_clear)

/**
 * mps_store_get_state:
 * @directory: a profile's folder
 *
 * Returns: what lies there
 */
MpsStoreState
mps_store_get_state (const char *directory)
{
  g_auto (Names) names = { 0 };

  names_init (&names, directory);
  if (mps_files_is_plain (names.plain))
    return MPS_STORE_STATE_PLAIN;
  /* Between two names: the next opening puts the sealed one in its place. */
  if (!mps_files_exist (names.plain))
    return mps_files_exist (names.aside) && mps_files_exist (names.sealed) ? MPS_STORE_STATE_SEALED
                                                                           : MPS_STORE_STATE_NONE;

  return mps_files_is_empty (names.plain) ? MPS_STORE_STATE_NONE : MPS_STORE_STATE_SEALED;
}

/**
 * mps_seal_check_state:
 * @path: a database, which need not be there
 * @with_key: whether it is to be opened with a key
 * @error: return location
 *
 * Returns: whether the file is of the kind that is to be opened
 */
gboolean
mps_seal_check_state (const char *path, gboolean with_key, GError **error)
{
  if (with_key ? !mps_files_is_plain (path)
               : mps_files_is_plain (path) || !mps_files_is_sealed (path))
    return TRUE;

  if (with_key)
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_REFUSED,
                         "records: this profile is not sealed yet, so no key opens it; seal it "
                         "first");
  else
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_REFUSED,
                         "records: this profile is sealed; sign in with name and password");
  return FALSE;
}

/* Older copies of the plain file lie in the backups. */
static gboolean
wipe_backups (const char *folder, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (dir == NULL && g_access (folder, F_OK) == 0)
    return mps_files_set_error ("the folder of backups cannot be read", error);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    gboolean plain = FALSE;

    if (g_file_test (path, G_FILE_TEST_IS_REGULAR) &&
        (!mps_files_test_plain (path, &plain, error) || (plain && !mps_files_wipe (path, error))))
      return FALSE;
  }
  return TRUE;
}

static gboolean
wipe_plain (Names *names, GError **error)
{
  return mps_files_wipe (names->aside, error) && wipe_backups (names->backups, error);
}

static gboolean
settle (Names *names, GError **error)
{
  /* Whole and durable before the plain file gave up its name, see the table above. */
  if (mps_files_exist (names->aside)) {
    if (!mps_files_exist (names->plain) && !mps_files_rename (names->sealed, names->plain, error))
      return FALSE;
    return mps_files_finish_rename (names->sealed, names->plain, error) &&
           wipe_plain (names, error);
  }

  mps_files_remove (names->sealed);
  return TRUE;
}

/**
 * mps_seal_settle:
 * @directory: the profile's folder
 * @error: return location
 *
 * Goes on where sealing was interrupted once the sealed copy stood, or takes away what there was of
 * it.
 *
 * Returns: whether nothing is left between two states
 */
gboolean
mps_seal_settle (const char *directory, GError **error)
{
  g_auto (Names) names = { 0 };

  names_init (&names, directory);
  return settle (&names, error);
}

/* What is being copied, for those who watch it grow. */
typedef struct {
  const char *path;
  guint64 total;
  MpsProgressFunc progress;
  gpointer data;
} Watch;

static void
look_at_size (gpointer data)
{
  const Watch *watch = data;
  struct stat status;

  if (g_stat (watch->path, &status) == 0)
    watch->progress (MIN ((guint64)status.st_size, watch->total), watch->total, watch->data);
}

static gboolean
vacuum_into (MpsDb *from, const char *path, const char *vfs, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?vfs=", vfs, NULL);
  int reserved = RESERVED_BYTES;
  g_autoptr (MpsStatement) vacuum = NULL;
  int code = sqlite3_file_control (
      mps_db_peek_handle (from), "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);

  if (code != SQLITE_OK)
    return mps_db_set_error (from, code, error);

  vacuum = mps_db_prepare (from, "VACUUM INTO ?1", error);
  if (vacuum == NULL)
    return FALSE;

  mps_statement_bind_text (vacuum, 1, uri);
  return mps_db_run (from, vacuum, error);
}

static gboolean
verify_sealed (MpsDb *from, const char *path, const char *vfs, GError **error)
{
  g_autoptr (MpsDb) copy = mps_db_open (path, vfs, MPS_DB_WRITE, error);

  return copy != NULL && mps_copy_verify (from, copy, error);
}

static gboolean
seal_copy (Names *names, MpsSealVfs *vfs, Watch *watch, GCancellable *cancellable, GError **error)
{
  const char *name = mps_seal_vfs_peek_name (vfs);
  g_autoptr (MpsDb) from = NULL;
  gint64 pages = 0;
  gint64 page_size = 0;
  gboolean done;

  if (!mps_files_create (names->sealed, error))
    return FALSE;

  from = mps_db_open (names->plain, NULL, MPS_DB_MOVE, error);
  if (from == NULL || !mps_db_query_int64 (from, "PRAGMA page_count", &pages, error) ||
      !mps_db_query_int64 (from, "PRAGMA page_size", &page_size, error))
    return FALSE;

  watch->path = names->sealed;
  watch->total = (guint64)(pages * page_size);
  mps_db_set_cancellable (from, cancellable);
  if (watch->progress != NULL)
    mps_db_set_watch (from, look_at_size, watch);
  done = vacuum_into (from, names->sealed, name, error);
  mps_db_set_watch (from, NULL, NULL);

  /* Nothing of the log may be left when the file gives up its name. */
  return done && verify_sealed (from, names->sealed, name, error) &&
         mps_db_exec (from, "PRAGMA journal_mode = DELETE", error) &&
         mps_files_sync (names->sealed, error);
}

static gboolean
seal (Names *names, MpsSealKey *key, Watch *watch, GCancellable *cancellable, GError **error)
{
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new (key, error);

  if (vfs == NULL)
    return FALSE;
  if (!seal_copy (names, vfs, watch, cancellable, error)) {
    mps_files_remove (names->sealed);
    return FALSE;
  }
  if (g_rename (names->plain, names->aside) != 0)
    return mps_files_set_error ("the plain file cannot be set aside", error);

  return settle (names, error);
}

/**
 * mps_store_seal:
 * @directory: a profile's folder with plain records
 * @key: the data key of its keyring, which is saved
 * @program: name of this program, for others
 * @progress: (nullable): told the bytes, on this thread
 * @data: for @progress
 * @cancellable: (nullable): ends it while the copy is made; then everything is as it was
 * @error: return location
 *
 * Seals a plain profile: a sealed copy, verified and durable, takes the place of the plain file,
 * which is then overwritten and removed with its logs and plain backups. It can be interrupted at
 * any moment: the next call, or the next mps_store_open_sealed(), goes on. Where nothing is plain,
 * nothing is done. Blocks.
 *
 * Errors: %MPS_STORE_ERROR_BUSY (names who has the profile open), %MPS_STORE_ERROR_FULL (it takes
 * the space of the records once more), %MPS_STORE_ERROR_CORRUPT, %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether the profile is sealed
 */
gboolean
mps_store_seal (const char *directory,
                MpsSealKey *key,
                const char *program,
                MpsProgressFunc progress,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (MpsExclusive) alone = mps_exclusive_new (directory, program, error);
  g_auto (Names) names = { 0 };
  Watch watch = { .progress = progress, .data = data };
  gboolean plain = FALSE;

  names_init (&names, directory);
  if (alone == NULL || !settle (&names, error) ||
      !mps_files_test_plain (names.plain, &plain, error))
    return FALSE;
  if (!plain)
    return wipe_backups (names.backups, error);

  return seal (&names, key, &watch, cancellable, error);
}
