/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-store-patients.h"

#include "data/store/mps-store-private.h"
#include "data/store/record/mps-merged-private.h"
#include "data/store/search/mps-store-search.h"

/* Each order reads one index that holds everything it needs, so that a million keys come at once.
 */
static const char *const orders[][2] = {
  [MPS_PATIENT_ORDER_NAME] = {
    "SELECT key FROM patient ORDER BY name_sort, key",
    "SELECT key FROM patient ORDER BY name_sort DESC, key DESC",
  },
  [MPS_PATIENT_ORDER_BIRTH_DATE] = {
    "SELECT key FROM patient ORDER BY birth_date, key",
    "SELECT key FROM patient ORDER BY birth_date DESC, key DESC",
  },
  [MPS_PATIENT_ORDER_CHART_NUMBER] = {
    "SELECT key FROM patient ORDER BY chart_number, key",
    "SELECT key FROM patient ORDER BY chart_number DESC, key DESC",
  },
  [MPS_PATIENT_ORDER_LAST_SEEN] = {
    "SELECT key FROM patient ORDER BY last_seen_us, key",
    "SELECT key FROM patient ORDER BY last_seen_us DESC, key DESC",
  },
};

/**
 * mps_patient_row_free:
 * @row: (transfer full) (nullable): a row
 */
void
mps_patient_row_free (MpsPatientRow *row)
{
  if (row == NULL)
    return;

  g_free (row->id);
  g_free (row->name);
  g_free (row->gender);
  g_free (row->birth_date);
  g_free (row->chart_number);
  g_free (row->phone);
  g_free (row);
}

/* Everybody who fits, by key. */
static GHashTable *
find_all (MpsStore *self, const char *filter, GCancellable *cancellable, GError **error)
{
  g_autoptr (MpsPatientHits) found =
      mps_store_find_patients (self, filter, G_MAXINT, cancellable, error);
  GHashTable *fitting;

  if (found == NULL)
    return NULL;

  fitting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < found->hits->len; i++)
    g_hash_table_add (
        fitting, g_memdup2 (&g_array_index (found->hits, MpsPatientHit, i).key, sizeof (gint64)));
  return fitting;
}

/**
 * mps_store_index_patients:
 * @self: a store
 * @order: how they are sorted
 * @descending: whether from the last to the first
 * @filter: (nullable): only patients that mps_store_find_patients() finds for this text
 * @cancellable: (nullable): ends the question
 * @error: return location
 *
 * Whoever was merged into another patient is not shown; a filter that finds them finds that other
 * one.
 *
 * Blocks, about 0.2 s for a million patients. While somebody types, mps_store_find_patients() is
 * what gives an answer at once.
 *
 * Returns: (transfer full) (element-type gint64): row keys in order, for
 *   mps_store_load_patient_rows()
 */
GArray *
mps_store_index_patients (MpsStore *self,
                          MpsPatientOrder order,
                          gboolean descending,
                          const char *filter,
                          GCancellable *cancellable,
                          GError **error)
{
  gboolean all = filter == NULL || *filter == '\0';
  g_autoptr (GHashTable) fitting = all ? NULL : find_all (self, filter, cancellable, error);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (MpsMerged) merged = NULL;
  g_autoptr (MpsLoan) loan = NULL;
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step;
  MpsDb *db;

  if ((!all && fitting == NULL) ||
      (loan = mps_store_take_reader (self, cancellable, error)) == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  merged = mps_merged_load (db, error);
  statement = mps_db_prepare (db, orders[order][descending ? 1 : 0], merged != NULL ? error : NULL);
  if (merged == NULL || statement == NULL)
    return NULL;

  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    gint64 key = sqlite3_column_int64 (statement, 0);

    if (mps_merged_get_survivor (merged, key) != key)
      continue;
    if (all || g_hash_table_contains (fitting, &key))
      g_array_append_val (keys, key);
  }
  return step == MPS_DB_DONE ? g_steal_pointer (&keys) : NULL;
}

static MpsPatientRow *
read_row (MpsStatement *statement, gint64 key)
{
  MpsPatientRow *row = g_new0 (MpsPatientRow, 1);

  row->key = key;
  row->id = mps_statement_dup_text (statement, 0);
  row->name = mps_statement_dup_text (statement, 1);
  row->gender = mps_statement_dup_text (statement, 2);
  row->birth_date = mps_statement_dup_text (statement, 3);
  row->chart_number = mps_statement_dup_text (statement, 4);
  row->phone = mps_statement_dup_text (statement, 5);
  row->last_seen_us = sqlite3_column_int64 (statement, 6);
  return row;
}

static gboolean
load_row (MpsDb *db, gint64 key, GPtrArray *rows, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db,
                      "SELECT id, name, gender, birth_date, chart_number, phone, last_seen_us"
                      " FROM patient WHERE key = ?1",
                      error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, key);
  step = mps_db_step (db, statement, error);
  if (step == MPS_DB_ROW)
    g_ptr_array_add (rows, read_row (statement, key));
  return step != MPS_DB_ERROR;
}

/**
 * mps_store_load_patient_rows:
 * @self: a store
 * @keys: (array length=n): row keys
 * @n: their number
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type MpsPatientRow): the rows in the order of @keys; a key that
 *   stands for no patient has none
 */
GPtrArray *
mps_store_load_patient_rows (MpsStore *self, const gint64 *keys, gsize n, GError **error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_patient_row_free);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);

  if (loan == NULL)
    return NULL;

  for (gsize i = 0; i < n; i++)
    if (!load_row (mps_loan_peek_db (loan), keys[i], rows, error))
      return NULL;

  return g_steal_pointer (&rows);
}
