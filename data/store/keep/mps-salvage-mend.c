/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-migrate.h"
#include "data/store/keep/mps-keys-private.h"
#include "data/store/keep/mps-salvage-private.h"
#include "data/store/record/mps-write-private.h"

/* More names than anyone reads. */
#define LOST_MAX 10000

/* A version names its record, so that a lost row of record is no loss; a record of which every
 * version is lost is one. */
#define MEND                                                                                       \
  "INSERT OR IGNORE INTO record (key, type, id, version, patient, updated_us)"                     \
  " SELECT record, json ->> '$.resourceType', json ->> '$.id', number, NULL, written_us"           \
  " FROM version AS one WHERE json_valid (json)"                                                   \
  " AND number = (SELECT max (number) FROM version WHERE version.record = one.record);"            \
  "DELETE FROM record WHERE NOT EXISTS (SELECT 1 FROM version WHERE version.record = record.key);" \
  "UPDATE record SET version = (SELECT max (number) FROM version"                                  \
  " WHERE version.record = record.key);"                                                           \
  "UPDATE search_state SET version = 0;"                                                           \
  "DELETE FROM setting WHERE key = '" MPS_KEYS_SETTING "'"

static gboolean
set_patient (MpsDb *db, gint64 key, const char *json, GError **error)
{
  g_autoptr (MpsStatement) find = mps_db_prepare (db, mps_sql_load ("project/patients.sql"), error);
  g_autoptr (MpsStatement) set = NULL;
  MpsDbStep step = MPS_DB_ERROR;

  if (find == NULL)
    return FALSE;
  set = mps_db_prepare (db, "UPDATE record SET patient = ?2 WHERE key = ?1", error);
  if (set == NULL)
    return FALSE;

  mps_statement_bind_text (find, 1, json);
  while ((step = mps_db_step (db, find, error)) == MPS_DB_ROW) {
    g_autofree char *patient = mps_statement_dup_text (find, 0);

    if (sqlite3_column_int (find, 1) != 1)
      continue;
    sqlite3_bind_int64 (set, 1, key);
    mps_statement_bind_text (set, 2, patient);
    return mps_db_run (db, set, error);
  }
  return step == MPS_DB_DONE;
}

static gboolean
set_patients (MpsDb *db, GError **error)
{
  g_autoptr (MpsStatement) records = mps_db_prepare (
      db,
      "SELECT record.key, json FROM record JOIN version"
      " ON version.record = record.key AND version.number = record.version WHERE patient IS NULL",
      error);
  MpsDbStep step = MPS_DB_ERROR;

  if (records == NULL)
    return FALSE;

  while ((step = mps_db_step (db, records, error)) == MPS_DB_ROW) {
    g_autofree char *json = mps_statement_dup_text (records, 1);

    if (!set_patient (db, sqlite3_column_int64 (records, 0), json, error))
      return FALSE;
  }
  return step == MPS_DB_DONE;
}

static gboolean
project_records (MpsDb *db, GError **error)
{
  /* Patients first: others say when they were last seen. */
  g_autoptr (MpsStatement) records = mps_db_prepare (
      db,
      "SELECT record.key, type, id, patient, json, updated_us FROM record JOIN version"
      " ON version.record = record.key AND version.number = record.version"
      " ORDER BY type <> 'Patient', updated_us",
      error);
  MpsDbStep step = MPS_DB_ERROR;

  if (records == NULL)
    return FALSE;

  while ((step = mps_db_step (db, records, error)) == MPS_DB_ROW)
    if (!mps_project_record (db,
                             sqlite3_column_int64 (records, 0),
                             (const char *)sqlite3_column_text (records, 1),
                             (const char *)sqlite3_column_text (records, 2),
                             (const char *)sqlite3_column_text (records, 3),
                             (const char *)sqlite3_column_text (records, 4),
                             sqlite3_column_int64 (records, 5),
                             error))
      return FALSE;

  return step == MPS_DB_DONE;
}

static gboolean
project_runs (MpsDb *db, GError **error)
{
  g_autoptr (MpsStatement) runs = mps_db_prepare (
      db, "SELECT key, patient, started_us FROM run WHERE status <> 'in-progress'", error);
  MpsDbStep step = MPS_DB_ERROR;

  if (runs == NULL)
    return FALSE;

  while ((step = mps_db_step (db, runs, error)) == MPS_DB_ROW)
    if (!mps_project_run (db,
                          sqlite3_column_int64 (runs, 0),
                          (const char *)sqlite3_column_text (runs, 1),
                          sqlite3_column_int64 (runs, 2),
                          error))
      return FALSE;

  return step == MPS_DB_DONE;
}

/* What the audit record says was written and is not there. */
static gboolean
list_lost (MpsDb *db, GPtrArray *lost, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db,
                      "SELECT target FROM audit WHERE length (digest) > 0"
                      " AND target GLOB '[A-Z]*/?*' AND target NOT GLOB 'Run/*'"
                      " AND NOT EXISTS (SELECT 1 FROM version WHERE version.audit = audit.seq)"
                      " ORDER BY seq",
                      error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW && lost->len < LOST_MAX)
    g_ptr_array_add (lost, mps_statement_dup_text (statement, 0));
  return step != MPS_DB_ERROR;
}

/**
 * mps_salvage_mend:
 * @db: a database filled by mps_salvage_rows(), in the same transaction
 * @lost: (element-type utf8): what is known to be lost is added
 * @error: return location
 *
 * Makes everything again that can be made from the records.
 *
 * Returns: whether the database can be used
 */
gboolean
mps_salvage_mend (MpsDb *db, GPtrArray *lost, GError **error)
{
  /* What was written there in spite of everything that can be made again, is. */
  return mps_db_exec (db, "CREATE INDEX salvage_by_audit ON version (audit)", error) &&
         mps_db_exec (db, MEND, error) && set_patients (db, error) && project_records (db, error) &&
         project_runs (db, error) && list_lost (db, lost, error) &&
         mps_db_exec (db, "DROP INDEX salvage_by_audit", error);
}
