/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-exclusive-private.h"
#include "data/store/db/mps-files-private.h"
#include "data/store/db/mps-migrate.h"
#include "data/store/keep/mps-salvage-private.h"
#include "data/store/keep/mps-store-salvage.h"
#include "data/store/seal/mps-seal-vfs.h"
#include "data/store/search/mps-search-private.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define NEW_SUFFIX ".salvaged"

typedef struct {
  const char *directory;
  char *path;
  char *new_path;
  MpsSealKey *key;
  MpsSalvageReport *report;
  MpsProgressFunc progress;
  gpointer data;
  GCancellable *cancellable;
} Work;

static void
work_clear (Work *work)
{
  g_free (work->path);
  g_free (work->new_path);
  g_clear_pointer (&work->report, mps_salvage_report_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/**
 * mps_salvage_report_free:
 * @report: (transfer full) (nullable): what became of a damaged database
 */
void
mps_salvage_report_free (MpsSalvageReport *report)
{
  if (report == NULL)
    return;

  g_ptr_array_unref (report->lost);
  g_free (report->set_aside);
  g_free (report);
}

/* Triggers keep rows in order that are not all there any more; they come back afterwards. */
static GPtrArray *
drop_triggers (MpsDb *db, GError **error)
{
  g_autoptr (GPtrArray) triggers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) drops = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (MpsStatement) list =
      mps_db_prepare (db, "SELECT sql, name FROM sqlite_schema WHERE type = 'trigger'", error);
  MpsDbStep step = MPS_DB_ERROR;

  if (list == NULL)
    return NULL;

  while ((step = mps_db_step (db, list, error)) == MPS_DB_ROW) {
    g_autofree char *name = mps_statement_dup_text (list, 1);

    g_ptr_array_add (triggers, mps_statement_dup_text (list, 0));
    g_ptr_array_add (drops, g_strdup_printf ("DROP TRIGGER \"%s\"", name));
  }
  g_clear_pointer (&list, mps_statement_release);
  for (guint i = 0; i < drops->len; i++)
    if (!mps_db_exec (db, g_ptr_array_index (drops, i), error))
      return NULL;

  return step == MPS_DB_DONE ? g_steal_pointer (&triggers) : NULL;
}

static gboolean
make_triggers (MpsDb *db, GPtrArray *triggers, GError **error)
{
  for (guint i = 0; i < triggers->len; i++)
    if (!mps_db_exec (db, g_ptr_array_index (triggers, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
fill_inside (Work *work, MpsSalvagePages *pages, MpsDb *to, GError **error)
{
  g_autoptr (GPtrArray) triggers = drop_triggers (to, error);

  return triggers != NULL && mps_salvage_rows (pages, to, error) &&
         mps_salvage_mend (to, work->report->lost, error) && make_triggers (to, triggers, error);
}

static gboolean
count (Work *work, MpsDb *to, GError **error)
{
  gint64 records = 0;
  gint64 versions = 0;

  if (!mps_db_query_int64 (to, "SELECT count(*) FROM record", &records, error) ||
      !mps_db_query_int64 (to, "SELECT count(*) FROM version", &versions, error))
    return FALSE;

  work->report->records = (guint64)records;
  work->report->versions = (guint64)versions;
  return TRUE;
}

static gboolean
fill (Work *work, MpsSalvagePages *pages, MpsDb *to, const char *vfs, GError **error)
{
  gsize n = 0;
  const MpsMigration *migrations = mps_migrate_list (&n);

  if (!mps_db_exec (to, "PRAGMA journal_mode = WAL", error) ||
      !mps_migrate (to, work->directory, vfs, migrations, n, error) ||
      !mps_db_exec (to, "PRAGMA foreign_keys = OFF", error) || !mps_db_begin (to, error))
    return FALSE;
  if (!fill_inside (work, pages, to, error)) {
    mps_db_rollback (to);
    return FALSE;
  }

  /* Nothing of it may be left in a log: only the file itself gets the name. */
  return mps_db_commit (to, error) && mps_search_ensure (to, error) && count (work, to, error) &&
         mps_db_exec (to, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

static gboolean
copy (Work *work, MpsDb *from, const char *vfs, GError **error)
{
  g_autoptr (MpsSalvagePages) pages =
      mps_salvage_pages_new (from, work->progress, work->data, work->cancellable, error);
  g_autoptr (MpsDb) to = NULL;

  if (pages == NULL || !mps_files_create (work->new_path, error))
    return FALSE;

  work->report->pages = mps_salvage_pages_get_count (pages);
  work->report->lost_pages = mps_salvage_pages_get_lost (pages);
  to = mps_db_open (work->new_path, vfs, MPS_DB_WRITE, error);
  return to != NULL && fill (work, pages, to, vfs, error);
}

/* Newest entries may be in the log still; where the file is too damaged for that, they are lost. */
static void
fold_log (Work *work, const char *vfs)
{
  g_autoptr (MpsDb) db = mps_db_open (work->path, vfs, MPS_DB_WRITE, NULL);

  if (db != NULL && !mps_db_exec (db, "PRAGMA wal_checkpoint (TRUNCATE)", NULL))
    g_clear_pointer (&db, mps_db_close);
}

static gboolean
copy_sealed (Work *work, GError **error)
{
  g_autoptr (MpsSealVfs) keep = mps_seal_vfs_new (work->key, error);
  g_autoptr (MpsSealVfs) salvage = NULL;
  g_autoptr (MpsDb) from = NULL;

  if (keep == NULL)
    return FALSE;
  salvage = mps_seal_vfs_new_over (work->key, NULL, MPS_SEAL_SALVAGE, error);
  if (salvage == NULL)
    return FALSE;

  fold_log (work, mps_seal_vfs_peek_name (keep));
  from = mps_db_open (work->path, mps_seal_vfs_peek_name (salvage), MPS_DB_RAW, error);
  return from != NULL && copy (work, from, mps_seal_vfs_peek_name (keep), error);
}

static gboolean
give_second_name (const char *path, const char *aside, const char *suffix)
{
  g_autofree char *from = g_strconcat (path, suffix, NULL);
  g_autofree char *to = g_strconcat (aside, suffix, NULL);

  return link (from, to) == 0;
}

/* Killed before the file itself is aside, all that belongs to it is still under the old name too.
 * Where the disk knows no second names, it is renamed after it, as far as that comes. */
static void
name_beside (const char *path, const char *aside)
{
  const char *const *companions = mps_seal_list_companions ();

  give_second_name (path, aside, "-wal");
  for (gsize i = 0; companions[i] != NULL; i++)
    give_second_name (path, aside, companions[i]);
}

static gboolean
set_aside (Work *work, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *when = g_date_time_format (now, ".damaged-%Y%m%dT%H%M%SZ");
  g_autofree char *path = g_strconcat (work->path, when, NULL);
  g_autofree char *log = g_strconcat (work->path, "-wal", NULL);
  g_autofree char *log_aside = g_strconcat (path, "-wal", NULL);

  name_beside (work->path, path);
  /* The log belongs to it; what could not be read today may be read some day. */
  if (g_access (log, F_OK) == 0 && g_rename (log, log_aside) != 0)
    return mps_files_set_error ("the damaged file cannot be set aside", error);
  if (g_rename (work->path, path) != 0)
    return mps_files_set_error ("the damaged file cannot be set aside", error);

  work->report->set_aside = g_steal_pointer (&path);
  return mps_files_finish_rename (work->path, work->report->set_aside, error);
}

static gboolean
salvage (Work *work, GError **error)
{
  if (!copy_sealed (work, error)) {
    mps_files_remove (work->new_path);
    return FALSE;
  }

  return mps_files_sync (work->new_path, error) && set_aside (work, error) &&
         mps_files_rename (work->new_path, work->path, error);
}

/* Killed between the two names: the new file is whole, the damaged one is aside. */
static gboolean
finish_names (Work *work, GError **error)
{
  if (!mps_files_exist (work->new_path))
    return mps_files_finish_rename (work->new_path, work->path, error);
  if (mps_files_exist (work->path))
    return TRUE;

  return mps_files_rename (work->new_path, work->path, error);
}

/**
 * mps_store_salvage:
 * @directory: a profile's folder with sealed, damaged records that no one has open
 * @key: the profile's data key
 * @program: name of this program, for others
 * @progress: (nullable): told the pages, on this thread
 * @data: for @progress
 * @cancellable: (nullable): ends it; then everything is as it was
 * @error: return location
 *
 * Copies what can still be read into a new database, page by page, and sets the damaged one aside
 * under a name with the time: it is never changed or deleted. Records whose newest version is lost
 * go back to the newest one that is there; what lists show is made again. The audit record keeps
 * its gaps, which mps_store_check() goes on naming. Restoring a backup comes first where there is
 * one. Blocks.
 *
 * Errors: %MPS_STORE_ERROR_BUSY, %MPS_STORE_ERROR_NOT_FOUND, %MPS_STORE_ERROR_FULL, #MpsSealError,
 * %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): what was saved and what is lost, or %NULL
 */
MpsSalvageReport *
mps_store_salvage (const char *directory,
                   MpsSealKey *key,
                   const char *program,
                   MpsProgressFunc progress,
                   gpointer data,
                   GCancellable *cancellable,
                   GError **error)
{
  g_auto (Work) work = { .directory = directory, .key = key, .progress = progress, .data = data };
  g_autoptr (MpsExclusive) alone = mps_exclusive_new (directory, program, error);
  g_autofree char *folder = g_canonicalize_filename (directory, NULL);

  work.cancellable = cancellable;
  work.path = g_build_filename (folder, MPS_RECORDS_FILE, NULL);
  work.new_path = g_strconcat (work.path, NEW_SUFFIX, NULL);
  work.report = g_new0 (MpsSalvageReport, 1);
  work.report->lost = g_ptr_array_new_with_free_func (g_free);
  if (alone == NULL || !finish_names (&work, error))
    return NULL;
  if (!mps_files_exist (work.path)) {
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_NOT_FOUND,
                         "records: there is no profile here; choose its folder");
    return NULL;
  }

  return salvage (&work, error) ? g_steal_pointer (&work.report) : NULL;
}
