/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-files-private.h"

/* Pages between two looks at the cancellable: some milliseconds. */
#define PAGES_PER_STEP 500

static int
step (const MpsCopyJob *job, sqlite3_backup *backup)
{
  int code = sqlite3_backup_step (backup, PAGES_PER_STEP);
  int total = sqlite3_backup_pagecount (backup);

  if (job->progress != NULL && (code == SQLITE_OK || code == SQLITE_DONE))
    job->progress ((guint64)(total - sqlite3_backup_remaining (backup)), (guint64)total, job->data);
  return code;
}

/* As of one moment: the reading transaction stands while the copy is made, whatever others write.
 */
static gboolean
copy_snapshot (const MpsCopyJob *job, GError **error)
{
  sqlite3 *to = mps_db_peek_handle (job->to);
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", mps_db_peek_handle (job->from), "main");
  gboolean cancelled = FALSE;
  int code = SQLITE_OK;
  int finished;

  if (backup == NULL)
    return mps_db_set_error (job->to, sqlite3_errcode (to), error);

  while (code == SQLITE_OK && !cancelled) {
    code = step (job, backup);
    cancelled = g_cancellable_set_error_if_cancelled (job->cancellable, error);
  }

  /* Finishing is content with a copy that someone else's lock cut short. */
  finished = sqlite3_backup_finish (backup);
  if (cancelled)
    return FALSE;
  return code == SQLITE_DONE && finished == SQLITE_OK
             ? TRUE
             : mps_db_set_error (job->to, finished != SQLITE_OK ? finished : code, error);
}

/* Pages are copied in plain from one connection to the other. */
static gboolean
check_sealed (const MpsCopyJob *job, GError **error)
{
  if (!mps_db_is_sealed (job->from) || mps_db_is_sealed (job->to))
    return TRUE;

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_REFUSED,
                       "records: a copy of sealed records must be sealed too; nothing was written");
  return FALSE;
}

/**
 * mps_copy_pages:
 * @job: the copy
 * @error: return location
 *
 * Copies a database page by page into another of the same kind: plain to plain, sealed to sealed.
 *
 * Returns: whether the copy is whole
 */
gboolean
mps_copy_pages (const MpsCopyJob *job, GError **error)
{
  gint64 version = 0;
  gboolean done;

  if (!check_sealed (job, error) || g_cancellable_set_error_if_cancelled (job->cancellable, error))
    return FALSE;
  if (!mps_db_exec (job->from, "BEGIN", error))
    return FALSE;

  /* The first question fixes the moment. */
  done = mps_db_query_int64 (job->from, "PRAGMA user_version", &version, error) &&
         copy_snapshot (job, error);
  mps_db_rollback (job->from);
  return done && mps_db_exec (job->to, "PRAGMA journal_mode = DELETE", error);
}

static gboolean
count_rows (MpsDb *db, const char *table, gint64 *n, GError **error)
{
  sqlite3_stmt *statement = NULL;
  char *quoted = sqlite3_mprintf ("SELECT count(*) FROM \"%w\"", table);
  int code = sqlite3_prepare_v2 (mps_db_peek_handle (db), quoted, -1, &statement, NULL);

  sqlite3_free (quoted);
  if (code == SQLITE_OK)
    code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *n = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return code == SQLITE_ROW || mps_db_set_error (db, code, error);
}

static gboolean
set_differs (GError **error)
{
  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_CORRUPT,
                       "records: a copy was made but is not what it was made of, so nothing was "
                       "changed; run check");
  return FALSE;
}

static gboolean
compare_tables (MpsDb *a, MpsDb *b, GError **error)
{
  g_autoptr (MpsStatement) tables = mps_db_prepare (
      a,
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
      error);
  MpsDbStep step = MPS_DB_ERROR;

  if (tables == NULL)
    return FALSE;

  while ((step = mps_db_step (a, tables, error)) == MPS_DB_ROW) {
    g_autofree char *table = mps_statement_dup_text (tables, 0);
    gint64 first = 0;
    gint64 second = -1;

    if (!count_rows (a, table, &first, error) || !count_rows (b, table, &second, error))
      return FALSE;
    if (first != second)
      return set_differs (error);
  }
  return step == MPS_DB_DONE;
}

static gboolean
check_structure (MpsDb *db, GError **error)
{
  g_autoptr (MpsStatement) integrity = mps_db_prepare (db, "PRAGMA integrity_check(1)", error);

  if (integrity == NULL || mps_db_step (db, integrity, error) != MPS_DB_ROW)
    return FALSE;

  return g_strcmp0 ((const char *)sqlite3_column_text (integrity, 0), "ok") == 0 ||
         set_differs (error);
}

/**
 * mps_copy_verify:
 * @from: what was copied, which no one writes
 * @to: the copy
 * @error: return location
 *
 * Reads every page of the copy and compares what can be compared: schema, rows of each table,
 * newest audit entry.
 *
 * Returns: whether the copy can stand for the original
 */
gboolean
mps_copy_verify (MpsDb *from, MpsDb *to, GError **error)
{
  gint64 version = 0;
  gint64 copied_version = -1;
  gint64 objects = 0;
  gint64 copied_objects = -1;

  if (!mps_db_query_int64 (from, "PRAGMA user_version", &version, error) ||
      !mps_db_query_int64 (to, "PRAGMA user_version", &copied_version, error) ||
      !mps_db_query_int64 (from, "SELECT count(*) FROM sqlite_schema", &objects, error) ||
      !mps_db_query_int64 (to, "SELECT count(*) FROM sqlite_schema", &copied_objects, error))
    return FALSE;
  if (version != copied_version || objects != copied_objects)
    return set_differs (error);

  return check_structure (to, error) && compare_tables (from, to, error);
}
