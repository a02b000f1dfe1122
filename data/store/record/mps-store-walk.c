/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-store-walk.h"

#include "data/store/mps-store-private.h"

/* How often progress is told. */
#define REPORT_EVERY 256

#define FROM_OF_ONE " FROM record WHERE patient = ?1 AND (?2 IS NULL OR type = ?2)"
#define FROM_OF_TYPE " FROM record WHERE type = ?2 AND ?1 IS NULL"
#define FROM_ALL " FROM record WHERE ?1 IS NULL AND ?2 IS NULL"

/* The newest version of a record that the outer query names. */
#define COLUMNS                                                                                    \
  "SELECT type, id, patient, (SELECT json FROM version WHERE version.record = record.key"          \
  " AND number = record.version)"

static MpsStatement *
prepare (MpsDb *db, const MpsWalk *walk, gboolean counting, GError **error)
{
  const char *sql;
  MpsStatement *statement;

  if (walk->patient_id != NULL)
    sql = counting ? "SELECT count(*)" FROM_OF_ONE : COLUMNS FROM_OF_ONE " ORDER BY type, key";
  else if (walk->type != NULL)
    sql = counting ? "SELECT count(*)" FROM_OF_TYPE : COLUMNS FROM_OF_TYPE " ORDER BY key";
  else
    sql = counting ? "SELECT count(*)" FROM_ALL : COLUMNS FROM_ALL " ORDER BY key";

  statement = mps_db_prepare (db, sql, error);
  if (statement == NULL)
    return NULL;
  if (walk->patient_id != NULL)
    mps_statement_bind_text (statement, 1, walk->patient_id);
  if (walk->type != NULL)
    mps_statement_bind_text (statement, 2, walk->type);
  return statement;
}

static gboolean
count (MpsDb *db, const MpsWalk *walk, guint64 *total, GError **error)
{
  g_autoptr (MpsStatement) statement = prepare (db, walk, TRUE, error);

  if (statement == NULL || mps_db_step (db, statement, error) != MPS_DB_ROW)
    return FALSE;

  *total = (guint64)sqlite3_column_int64 (statement, 0);
  return TRUE;
}

static gboolean
hand_out (MpsStatement *statement, MpsWalkFunc func, gpointer data, GError **error)
{
  const MpsWalkRecord record = {
    .type = (const char *)sqlite3_column_text (statement, 0),
    .id = (const char *)sqlite3_column_text (statement, 1),
    .patient_id = (const char *)sqlite3_column_text (statement, 2),
    .json = (const char *)sqlite3_column_text (statement, 3),
  };

  if (record.json != NULL)
    return func (&record, data, error);

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_CORRUPT,
                       "records: the newest version of a record is missing; run check");
  return FALSE;
}

static gboolean
walk_all (MpsDb *db, const MpsWalk *walk, MpsWalkFunc func, gpointer data, GError **error)
{
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step = MPS_DB_ERROR;
  guint64 total = 0;
  guint64 done = 0;

  if (!count (db, walk, &total, error) || (statement = prepare (db, walk, FALSE, error)) == NULL)
    return FALSE;

  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    if (!hand_out (statement, func, data, error))
      return FALSE;
    done++;
    if (walk->progress != NULL && (done % REPORT_EVERY == 0 || done == total))
      walk->progress (done, total, walk->progress_data);
  }
  return step == MPS_DB_DONE;
}

/**
 * mps_store_walk_records:
 * @self: a store
 * @walk: which records
 * @func: (scope call): called for each until it fails
 * @data: for @func
 * @cancellable: (nullable): ends the walk
 * @error: return location
 *
 * Hands out the newest version of every record, all as of one moment, one at a time: memory does
 * not grow with their number. Records come in the order in which they were first stored; those of
 * one patient type by type. Who walks puts on the audit record what was seen. Blocks, for long
 * where much is stored.
 *
 * Returns: whether all of them were handed out
 */
gboolean
mps_store_walk_records (MpsStore *self,
                        const MpsWalk *walk,
                        MpsWalkFunc func,
                        gpointer data,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, cancellable, error);
  gboolean done;
  MpsDb *db;

  if (loan == NULL)
    return FALSE;

  db = mps_loan_peek_db (loan);
  if (!mps_db_exec (db, "BEGIN", error))
    return FALSE;

  done = walk_all (db, walk, func, data, error);
  mps_db_rollback (db);
  return done;
}
