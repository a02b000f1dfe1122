/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-store-private.h"

#include "data/store/record/mps-store-records.h"

#define LIST_MAX 200

static MpsResource *
read_resource (MpsStatement *statement, const char *type, int id_column)
{
  return mps_resource_new_checked (type,
                                   (const char *)sqlite3_column_text (statement, id_column),
                                   sqlite3_column_int64 (statement, id_column + 1),
                                   (const char *)sqlite3_column_text (statement, id_column + 2));
}

static gboolean
set_not_found (GError **error)
{
  g_set_error (
      error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND, "records: there is no such record");
  return FALSE;
}

/**
 * mps_store_get:
 * @self: a store
 * @type: resource type
 * @id: its id
 * @version: which version; 0 or less: the newest
 * @error: return location
 *
 * Blocks. Fails with %MPS_STORE_ERROR_NOT_FOUND.
 *
 * Returns: (transfer full): the record with the store's version in meta.versionId
 */
MpsResource *
mps_store_get (MpsStore *self, const char *type, const char *id, gint64 version, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db,
                              "SELECT id, number, json FROM record JOIN version"
                              " ON version.record = record.key"
                              " AND number = CASE WHEN ?3 > 0 THEN ?3 ELSE record.version END"
                              " WHERE type = ?1 AND id = ?2",
                              error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, type);
  mps_statement_bind_text (statement, 2, id);
  sqlite3_bind_int64 (statement, 3, version);
  step = mps_db_step (db, statement, error);
  if (step == MPS_DB_ROW)
    return read_resource (statement, type, 0);
  if (step == MPS_DB_DONE)
    set_not_found (error);
  return NULL;
}

/**
 * mps_store_history:
 * @self: a store
 * @type: resource type
 * @id: its id
 * @error: return location
 *
 * Blocks. Fails with %MPS_STORE_ERROR_NOT_FOUND.
 *
 * Returns: (transfer full) (element-type MpsResource): every version, the newest first
 */
GPtrArray *
mps_store_history (MpsStore *self, const char *type, const char *id, GError **error)
{
  g_autoptr (GPtrArray) versions =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_resource_unref);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db,
                              "SELECT id, number, json FROM record JOIN version"
                              " ON version.record = record.key"
                              " WHERE type = ?1 AND id = ?2 ORDER BY number DESC",
                              error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, type);
  mps_statement_bind_text (statement, 2, id);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW)
    g_ptr_array_add (versions, read_resource (statement, type, 0));
  if (step == MPS_DB_ERROR || (versions->len == 0 && !set_not_found (error)))
    return NULL;

  return g_steal_pointer (&versions);
}

static gboolean
parse_cursor (const char *after, gint64 *key, GError **error)
{
  *key = 0;
  if (after == NULL || g_ascii_string_to_signed (after, 10, 0, G_MAXINT64, key, NULL))
    return TRUE;

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_INPUT,
               "records: this place in the list is none; begin again without it");
  return FALSE;
}

static gboolean
read_page (MpsDb *db,
           MpsStatement *statement,
           const char *type,
           guint limit,
           GPtrArray *records,
           gint64 *last,
           gboolean *more,
           GError **error)
{
  MpsDbStep step;

  *more = FALSE;
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    if (records->len == limit) {
      *more = TRUE;
      return TRUE;
    }
    g_ptr_array_add (records, read_resource (statement, type, 1));
    *last = sqlite3_column_int64 (statement, 0);
  }

  return step == MPS_DB_DONE;
}

/**
 * mps_store_list:
 * @self: a store
 * @type: resource type
 * @patient_id: (nullable): only records in this patient's chart
 * @limit: 1…200
 * @after: (nullable): where the page before ended
 * @next: (out) (optional) (transfer full) (nullable): where this page ends; %NULL after the last
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type MpsResource): newest versions, in the order in which the
 *   records were first stored
 */
GPtrArray *
mps_store_list (MpsStore *self,
                const char *type,
                const char *patient_id,
                guint limit,
                const char *after,
                char **next,
                GError **error)
{
  const char *sql = patient_id == NULL
                        ? "SELECT record.key, id, number, json FROM record JOIN version"
                          " ON version.record = record.key AND number = record.version"
                          " WHERE type = ?1 AND record.key > ?2 ORDER BY record.key LIMIT ?3"
                        : "SELECT record.key, id, number, json FROM record JOIN version"
                          " ON version.record = record.key AND number = record.version"
                          " WHERE patient = ?4 AND type = ?1 AND record.key > ?2"
                          " ORDER BY record.key LIMIT ?3";
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_resource_unref);
  guint page = CLAMP (limit, 1, LIST_MAX);
  g_autoptr (MpsLoan) loan = NULL;
  g_autoptr (MpsStatement) statement = NULL;
  gint64 key = 0;
  gboolean more = FALSE;
  MpsDb *db;

  if (!parse_cursor (after, &key, error) ||
      (loan = mps_store_take_reader (self, NULL, error)) == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db, sql, error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, type);
  sqlite3_bind_int64 (statement, 2, key);
  sqlite3_bind_int64 (statement, 3, (gint64)page + 1);
  if (patient_id != NULL)
    mps_statement_bind_text (statement, 4, patient_id);
  if (!read_page (db, statement, type, page, records, &key, &more, error))
    return NULL;

  if (next != NULL)
    *next = more ? g_strdup_printf ("%" G_GINT64_FORMAT, key) : NULL;
  return g_steal_pointer (&records);
}
