/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-store-versions.h"

#include "data/store/mps-store-private.h"

/**
 * mps_record_version_free:
 * @version: (transfer full) (nullable): a version
 */
void
mps_record_version_free (MpsRecordVersion *version)
{
  if (version == NULL)
    return;

  mps_resource_unref (version->resource);
  g_free (version->who);
  g_free (version->why);
  g_free (version);
}

static MpsRecordVersion *
read_version (MpsStatement *statement, const char *type)
{
  MpsRecordVersion *version = g_new0 (MpsRecordVersion, 1);

  version->number = sqlite3_column_int64 (statement, 1);
  version->resource = mps_resource_new_checked (type,
                                                (const char *)sqlite3_column_text (statement, 0),
                                                version->number,
                                                (const char *)sqlite3_column_text (statement, 2));
  version->written_us = sqlite3_column_int64 (statement, 3);
  version->who = mps_statement_dup_text (statement, 4);
  version->why = mps_statement_dup_text (statement, 5);
  return version;
}

/**
 * mps_store_load_versions:
 * @self: a store
 * @type: resource type
 * @id: its id
 * @error: return location
 *
 * Blocks. Fails with %MPS_STORE_ERROR_NOT_FOUND.
 *
 * Returns: (transfer full) (element-type MpsRecordVersion): every version with who wrote it and
 * what for, the newest first
 */
GPtrArray *
mps_store_load_versions (MpsStore *self, const char *type, const char *id, GError **error)
{
  g_autoptr (GPtrArray) versions =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_record_version_free);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db,
                              "SELECT id, number, json, written_us, who, why FROM record"
                              " JOIN version ON version.record = record.key"
                              " JOIN audit ON audit.seq = version.audit"
                              " WHERE type = ?1 AND id = ?2 ORDER BY number DESC",
                              error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, type);
  mps_statement_bind_text (statement, 2, id);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW)
    g_ptr_array_add (versions, read_version (statement, type));
  if (step == MPS_DB_ERROR)
    return NULL;
  if (versions->len > 0)
    return g_steal_pointer (&versions);

  g_set_error_literal (
      error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND, "records: there is no such record");
  return NULL;
}
