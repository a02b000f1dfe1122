/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-vfs-private.h"

#include "data/store/seal/mps-seal-error.h"

#include <sodium.h>
#include <string.h>

#define PAGES_PER_REPORT 256

/* A page that another process is just writing is looked at again. */
#define LOOK_AGAIN_US 20000

/**
 * Check:
 * @name: the database as SQLite's VFS take it
 * @in_log: pages whose newest version is in the log, so that the one in the database may be torn
 * @problems: a sentence for each thing that is wrong
 */
typedef struct {
  MpsSealCompanion *companion;
  sqlite3_vfs *below;
  sqlite3_filename name;
  sqlite3_file *database;
  GHashTable *in_log;
  GPtrArray *problems;
} Check;

static void
close_file (sqlite3_file *file)
{
  if (file == NULL)
    return;

  if (file->pMethods != NULL)
    file->pMethods->xClose (file);
  g_free (file);
}

static sqlite3_file *
open_file (sqlite3_vfs *below, const char *name, int kind)
{
  sqlite3_file *file = g_malloc0 ((gsize)below->szOsFile);
  int flags = SQLITE_OPEN_READONLY | kind;

  if (below->xOpen (below, name, file, flags, &flags) == SQLITE_OK)
    return file;

  g_free (file);
  return NULL;
}

static gboolean
set_failed (MpsSealCompanion *companion, GError **error)
{
  g_set_error (error,
               MPS_SEAL_ERROR,
               MPS_SEAL_ERROR_FAILED,
               "seal: %s cannot be read from the disk",
               companion->name);
  return FALSE;
}

static void
add_damage (Check *check)
{
  g_mutex_lock (&check->companion->mutex);
  g_ptr_array_add (check->problems, g_strdup (check->companion->damage));
  g_mutex_unlock (&check->companion->mutex);
}

static gboolean
is_refused (int code)
{
  return code == SQLITE_IOERR_DATA || code == SQLITE_NOTADB;
}

/* Sums are those of the frame before. */
static gboolean
frame_follows (Check *check,
               guint32 index,
               const guint8 *raw,
               const guint8 *head,
               guint32 sums[2],
               guint8 *plain)
{
  gboolean big_endian = (head[3] & 1) != 0;

  if (memcmp (raw + 8, head + 16, 8) != 0 ||
      !mps_seal_frame_open (check->companion->cipher, index, raw, plain))
    return FALSE;

  mps_seal_sum (sums, big_endian, raw, 8);
  mps_seal_sum (sums, big_endian, plain, MPS_SEAL_PAGE);
  return sums[0] == mps_seal_read_be32 (raw + 16) && sums[1] == mps_seal_read_be32 (raw + 20);
}

static void
commit_frames (Check *check, GArray *pages)
{
  for (guint i = 0; i < pages->len; i++)
    g_hash_table_add (check->in_log, GUINT_TO_POINTER (g_array_index (pages, guint32, i)));
  g_array_set_size (pages, 0);
}

/* Returns how many frames follow each other from the first on. */
static guint32
walk_frames (Check *check, sqlite3_file *log, const guint8 *head)
{
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint8 raw[MPS_SEAL_FRAME];
  guint8 plain[MPS_SEAL_PAGE];
  guint32 sums[2] = { mps_seal_read_be32 (head + 24), mps_seal_read_be32 (head + 28) };
  guint32 index = 0;

  for (;; index++) {
    guint32 page;

    if (log->pMethods->xRead (
            log, raw, sizeof raw, MPS_SEAL_LOG_HEAD + (sqlite3_int64)index * MPS_SEAL_FRAME) !=
            SQLITE_OK ||
        !frame_follows (check, index, raw, head, sums, plain))
      break;
    page = mps_seal_read_be32 (raw);
    g_array_append_val (pages, page);
    if (mps_seal_read_be32 (raw + 4) != 0)
      commit_frames (check, pages);
  }
  sodium_memzero (plain, sizeof plain);
  return index;
}

static void
judge_log (Check *check, const MpsSealAnchor *anchor, const guint8 *head, guint32 n_frames)
{
  if (n_frames >= anchor->n_frames)
    return;

  if (memcmp (head, anchor->head, MPS_SEAL_LOG_HEAD) == 0)
    mps_seal_companion_refuse (check->companion,
                               "-wal: frame %u of %u was altered, cut off or put back to an older "
                               "state",
                               n_frames + 1,
                               anchor->n_frames);
  else if (sodium_is_zero (head, MPS_SEAL_LOG_HEAD))
    mps_seal_companion_refuse (check->companion, "-wal: it was emptied or taken away");
  else
    mps_seal_companion_refuse (check->companion,
                               "-wal: its head was altered, or another log was put in its place");
  add_damage (check);
}

/* Whether the log did not change hands meanwhile, so that what was found is what is there. */
static gboolean
check_log_once (Check *check)
{
  const char *name = sqlite3_filename_wal (check->name);
  MpsSealAnchor anchor = { 0 };
  MpsSealAnchor after = { 0 };
  sqlite3_file *log = NULL;
  guint8 head[MPS_SEAL_LOG_HEAD] = { 0 };
  guint32 n_frames = 0;
  int exists = 0;

  g_hash_table_remove_all (check->in_log);
  if (is_refused (mps_seal_companion_get_anchor (check->companion, check->database, &anchor))) {
    add_damage (check);
    return TRUE;
  }
  check->below->xAccess (check->below, name, SQLITE_ACCESS_EXISTS, &exists);
  if (exists)
    log = open_file (check->below, name, SQLITE_OPEN_WAL);
  if (log != NULL && log->pMethods->xRead (log, head, sizeof head, 0) == SQLITE_OK &&
      memcmp (head, anchor.head, sizeof head) == 0)
    n_frames = walk_frames (check, log, head);
  close_file (log);

  mps_seal_companion_get_anchor (check->companion, check->database, &after);
  if (memcmp (anchor.head, after.head, sizeof head) != 0)
    return FALSE;
  judge_log (check, &anchor, head, n_frames);
  return TRUE;
}

static void
check_log (Check *check)
{
  while (check->companion->loaded && !check_log_once (check))
    g_usleep (LOOK_AGAIN_US);
}

static gboolean
is_page_whole (Check *check, guint32 page, int *code)
{
  MpsSealCompanion *companion = check->companion;
  guint8 raw[MPS_SEAL_PAGE];
  guint8 plain[MPS_SEAL_PAGE];
  gboolean opens;

  *code = check->database->pMethods->xRead (
      check->database, raw, sizeof raw, (sqlite3_int64)(page - 1) * MPS_SEAL_PAGE);
  if (*code != SQLITE_OK)
    return FALSE;

  opens = mps_seal_page_open (companion->cipher, page, raw, plain);
  sodium_memzero (plain, sizeof plain);
  if (!opens && sodium_is_zero (raw, sizeof raw) &&
      mps_seal_companion_never_written (companion, page))
    return TRUE;
  if (!opens) {
    mps_seal_companion_refuse (companion, ": page %u was altered or does not belong here", page);
    return FALSE;
  }
  if (!companion->loaded)
    return TRUE;

  *code = mps_seal_companion_judge (
      companion, check->database, page, mps_seal_box_get_epoch (raw, MPS_SEAL_PAGE_BODY));
  return *code == SQLITE_OK;
}

/* Pages that are not as they should be, unless the log has them. */
static gboolean
check_page (Check *check, guint32 page, GArray *bad, GError **error)
{
  int code = SQLITE_OK;

  if (is_page_whole (check, page, &code) ||
      g_hash_table_contains (check->in_log, GUINT_TO_POINTER (page)))
    return TRUE;
  if (code != SQLITE_OK && !is_refused (code))
    return set_failed (check->companion, error);

  g_array_append_val (bad, page);
  return TRUE;
}

/* What another process was just writing is whole now. */
static gboolean
check_again (Check *check, GArray *bad, GError **error)
{
  g_autoptr (GArray) worse = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (bad->len == 0)
    return TRUE;

  g_usleep (LOOK_AGAIN_US);
  for (guint i = 0; i < bad->len; i++) {
    guint32 page = g_array_index (bad, guint32, i);

    g_array_set_size (worse, 0);
    if (!check_page (check, page, worse, error))
      return FALSE;
    if (worse->len == 0)
      continue;
    mps_seal_vfs_note_page (check->companion->vfs, page);
    add_damage (check);
  }
  return TRUE;
}

static gboolean
check_pages (Check *check,
             guint32 n_pages,
             MpsSealProgressFunc progress,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GArray) bad = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 page = 1; page <= n_pages; page++) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !check_page (check, page, bad, error))
      return FALSE;
    if (progress != NULL && (page % PAGES_PER_REPORT == 0 || page == n_pages))
      progress (page, n_pages, data);
  }
  return check_again (check, bad, error);
}

static guint32
count_pages (Check *check)
{
  sqlite3_int64 size = 0;

  check->database->pMethods->xFileSize (check->database, &size);
  return (guint32)(size / MPS_SEAL_PAGE);
}

static gboolean
check_everything (Check *check,
                  MpsSealProgressFunc progress,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  sqlite3_int64 size = 0;
  guint8 id[MPS_SEAL_ID_SIZE];
  int code = mps_seal_companion_get_size (check->companion, check->database, &size);

  if (is_refused (code)) {
    add_damage (check);
    /* Its pages can still be looked at, one by one. */
    if (check->companion->cipher == NULL &&
        check->database->pMethods->xRead (check->database, id, sizeof id, 0) == SQLITE_OK)
      mps_seal_companion_use_id (check->companion, id);
  } else if (code != SQLITE_OK) {
    return set_failed (check->companion, error);
  } else if (size == 0) {
    return TRUE;
  }

  mps_seal_companion_check_copies (check->companion, check->problems);
  check_log (check);
  if (check->companion->cipher == NULL)
    return TRUE;
  return check_pages (check, count_pages (check), progress, data, cancellable, error);
}

static sqlite3_filename
make_name (const char *path)
{
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  return sqlite3_create_filename (path, journal, log, 0, NULL);
}

/**
 * mps_seal_vfs_verify_file:
 * @vfs: a VFS
 * @path: (type filename): a database, full path
 * @progress: (nullable) (scope call): told now and then
 * @data: for @progress
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Reads every page of a database, also those that SQLite would not read, its log and its companion.
 * Others may use it meanwhile. Blocks.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): a sentence for each thing that is
 *   damaged, old, cut or missing, naming file and page; %NULL where the disk could not be read
 */
GPtrArray *
mps_seal_vfs_verify_file (MpsSealVfs *vfs,
                          const char *path,
                          MpsSealProgressFunc progress,
                          gpointer data,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) in_log = g_hash_table_new (NULL, NULL);
  Check check = { .below = mps_seal_vfs_peek_below (vfs), .in_log = in_log, .problems = problems };
  gboolean done;

  check.companion = mps_seal_vfs_take_companion (vfs, path);
  check.name = make_name (path);
  check.database = open_file (check.below, check.name, SQLITE_OPEN_MAIN_DB);
  done = check.database != NULL ? check_everything (&check, progress, data, cancellable, error)
                                : set_failed (check.companion, error);
  close_file (check.database);
  sqlite3_free_filename (check.name);
  mps_seal_vfs_return_companion (vfs, check.companion);
  return done ? g_steal_pointer (&problems) : NULL;
}

static gboolean
adopt_pages (
    Check *check, guint32 n_pages, guint64 *epoch, GCancellable *cancellable, GError **error)
{
  guint8 raw[MPS_SEAL_PAGE];
  guint8 plain[MPS_SEAL_PAGE];

  for (guint32 page = 1; page <= n_pages; page++) {
    int code = check->database->pMethods->xRead (
        check->database, raw, sizeof raw, (sqlite3_int64)(page - 1) * MPS_SEAL_PAGE);
    guint64 written = mps_seal_box_get_epoch (raw, MPS_SEAL_PAGE_BODY);

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (code != SQLITE_OK)
      return set_failed (check->companion, error);
    if (page == MPS_SEAL_LOCK_PAGE && sodium_is_zero (raw, sizeof raw))
      continue;
    if (!mps_seal_page_open (check->companion->cipher, page, raw, plain)) {
      g_set_error (error,
                   MPS_SEAL_ERROR,
                   MPS_SEAL_ERROR_ALTERED,
                   "seal: %s: page %u was altered or does not belong here",
                   check->companion->name,
                   page);
      return FALSE;
    }
    sodium_memzero (plain, sizeof plain);
    mps_seal_map_set (&check->companion->map, page, (guint32)written);
    *epoch = MAX (*epoch, written);
  }
  return TRUE;
}

static gboolean
adopt (Check *check, GCancellable *cancellable, GError **error)
{
  guint8 id[MPS_SEAL_ID_SIZE];
  guint32 n_pages = count_pages (check);
  guint64 epoch = 0;
  int exists = 0;

  check->below->xAccess (check->below, check->companion->file_path, SQLITE_ACCESS_EXISTS, &exists);
  if (exists) {
    g_set_error (error,
                 MPS_SEAL_ERROR,
                 MPS_SEAL_ERROR_EXISTS,
                 "seal: %s has its companion already",
                 check->companion->name);
    return FALSE;
  }
  if (n_pages == 0 ||
      check->database->pMethods->xRead (check->database, id, sizeof id, 0) != SQLITE_OK)
    return set_failed (check->companion, error);

  mps_seal_companion_use_id (check->companion, id);
  if (!adopt_pages (check, n_pages, &epoch, cancellable, error))
    return FALSE;
  return mps_seal_companion_make (check->companion, n_pages, epoch) == SQLITE_OK ||
         set_failed (check->companion, error);
}

/**
 * mps_seal_vfs_adopt_file:
 * @vfs: a VFS
 * @path: (type filename): a database without its companion, full path, that no one has open
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * For a database that comes out of a backup: reads every page and makes the companion that says
 * that these are the newest ones. That they belong together is for the caller to know. Fails with
 * %MPS_SEAL_ERROR_ALTERED where a page does not open, %MPS_SEAL_ERROR_EXISTS,
 * %MPS_SEAL_ERROR_FAILED.
 *
 * Returns: whether it can be opened now
 */
gboolean
mps_seal_vfs_adopt_file (MpsSealVfs *vfs,
                         const char *path,
                         GCancellable *cancellable,
                         GError **error)
{
  Check check = { .below = mps_seal_vfs_peek_below (vfs) };
  gboolean done;

  check.companion = mps_seal_vfs_take_companion (vfs, path);
  check.name = make_name (path);
  check.database = open_file (check.below, check.name, SQLITE_OPEN_MAIN_DB);
  done = check.database != NULL ? adopt (&check, cancellable, error)
                                : set_failed (check.companion, error);
  close_file (check.database);
  sqlite3_free_filename (check.name);
  mps_seal_vfs_return_companion (vfs, check.companion);
  return done;
}
