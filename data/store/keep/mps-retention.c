/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-store-retention.h"
#include "data/store/mps-store-private.h"

/* A patient is not old while something in the chart is not. */
#define WHICH_OLD                                                                                  \
  " WHERE type = ?1 AND updated_us < ?2"                                                           \
  " AND (type <> 'Patient' OR NOT EXISTS ("                                                        \
  "  SELECT 1 FROM record AS other WHERE other.patient = record.id AND other.updated_us >= ?2))"

/**
 * mps_old_record_free:
 * @record: (transfer full) (nullable): a record that is old
 */
void
mps_old_record_free (MpsOldRecord *record)
{
  if (record == NULL)
    return;

  g_free (record->type);
  g_free (record->id);
  g_free (record->patient_id);
  g_free (record);
}

/**
 * mps_store_list_old:
 * @self: a store
 * @type: resource type
 * @before_us: µs since 1970 UTC
 * @limit: most that are wanted
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Records of a type that were last written before a time, oldest first; a patient only where the
 * whole chart was. What came in from another program counts from the day it came in. Blocks.
 *
 * Returns: (transfer full) (element-type MpsOldRecord): them, or %NULL
 */
GPtrArray *
mps_store_list_old (MpsStore *self,
                    const char *type,
                    gint64 before_us,
                    guint limit,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_old_record_free);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, cancellable, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step = MPS_DB_ERROR;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db,
                              "SELECT id, patient, updated_us FROM record" WHICH_OLD
                              " ORDER BY updated_us LIMIT ?3",
                              error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, type);
  sqlite3_bind_int64 (statement, 2, before_us);
  sqlite3_bind_int64 (statement, 3, limit);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    MpsOldRecord *record = g_new0 (MpsOldRecord, 1);

    record->type = g_strdup (type);
    record->id = mps_statement_dup_text (statement, 0);
    record->patient_id = mps_statement_dup_text (statement, 1);
    record->updated_us = sqlite3_column_int64 (statement, 2);
    g_ptr_array_add (records, record);
  }
  return step == MPS_DB_DONE ? g_steal_pointer (&records) : NULL;
}

static gboolean
count (MpsDb *db, const char *sql, const char *type, gint64 before_us, guint64 *n, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, type);
  sqlite3_bind_int64 (statement, 2, before_us);
  if (mps_db_step (db, statement, error) != MPS_DB_ROW)
    return FALSE;

  *n = (guint64)sqlite3_column_int64 (statement, 0);
  return TRUE;
}

/**
 * mps_store_count_old:
 * @self: a store
 * @type: resource type
 * @before_us: µs since 1970 UTC
 * @records: (out): records of that type
 * @old: (out): those that mps_store_list_old() would list
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Returns: whether they were counted
 */
gboolean
mps_store_count_old (MpsStore *self,
                     const char *type,
                     gint64 before_us,
                     guint64 *records,
                     guint64 *old,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, cancellable, error);
  guint64 n_all = 0;
  guint64 n_old = 0;

  if (loan == NULL ||
      !count (mps_loan_peek_db (loan),
              "SELECT count (*) FROM record WHERE type = ?1 AND ?2 = ?2",
              type,
              before_us,
              &n_all,
              error) ||
      !count (mps_loan_peek_db (loan),
              "SELECT count (*) FROM record" WHICH_OLD,
              type,
              before_us,
              &n_old,
              error))
    return FALSE;

  *records = n_all;
  *old = n_old;
  return TRUE;
}
