/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-search-private.h"

#include "data/store/search/mps-patient-words.h"

/* Grows whenever the same record would give other words than before. */
#define WORDS_VERSION 1

#define NEWEST                                                                                     \
  " FROM record JOIN version ON version.record = record.key AND version.number = record.version"

static gboolean
rebuild_patient (MpsDb *db, MpsStatement *store, gint64 key, const char *json, GError **error)
{
  g_autoptr (MpsPatientKeys) keys = mps_patient_keys_new (json);
  g_autofree char *packed = mps_patient_words_pack (keys);

  sqlite3_bind_int64 (store, 1, key);
  mps_statement_bind_text (store, 2, packed);
  return mps_db_run (db, store, error) && mps_search_update_patient (db, key, "", packed, error);
}

static gboolean
rebuild_patients (MpsDb *db, GError **error)
{
  g_autoptr (MpsStatement) records = mps_db_prepare (
      db, "SELECT record.key, json" NEWEST " WHERE type = 'Patient' ORDER BY record.key", error);
  g_autoptr (MpsStatement) store = NULL;
  MpsDbStep step = MPS_DB_ERROR;

  if (records == NULL)
    return FALSE;

  store = mps_db_prepare (db, "UPDATE patient SET search = ?2 WHERE key = ?1", error);
  if (store == NULL)
    return FALSE;

  while ((step = mps_db_step (db, records, error)) == MPS_DB_ROW)
    if (!rebuild_patient (db,
                          store,
                          sqlite3_column_int64 (records, 0),
                          (const char *)sqlite3_column_text (records, 1),
                          error))
      return FALSE;

  return step == MPS_DB_DONE;
}

static gboolean
rebuild_records (MpsDb *db, GError **error)
{
  g_autoptr (MpsStatement) records = mps_db_prepare (db,
                                                     "SELECT record.key, type, json" NEWEST
                                                     " WHERE type <> 'Patient' ORDER BY record.key",
                                                     error);
  MpsDbStep step = MPS_DB_ERROR;

  if (records == NULL)
    return FALSE;

  while ((step = mps_db_step (db, records, error)) == MPS_DB_ROW)
    if (!mps_search_update_record (db,
                                   sqlite3_column_int64 (records, 0),
                                   (const char *)sqlite3_column_text (records, 1),
                                   NULL,
                                   (const char *)sqlite3_column_text (records, 2),
                                   error))
      return FALSE;

  return step == MPS_DB_DONE;
}

static gboolean
rebuild (MpsDb *db, GError **error)
{
  g_autoptr (MpsStatement) state =
      mps_db_prepare (db, "UPDATE search_state SET version = ?1", error);

  if (state == NULL)
    return FALSE;

  sqlite3_bind_int64 (state, 1, WORDS_VERSION);
  return mps_db_exec (db,
                      "INSERT INTO patient_words (patient_words) VALUES ('delete-all');"
                      "INSERT INTO record_words (record_words) VALUES ('delete-all');"
                      "DELETE FROM record_vocabulary;"
                      "DELETE FROM patient_vocabulary",
                      error) &&
         rebuild_patients (db, error) && rebuild_records (db, error) &&
         mps_db_run (db, state, error);
}

/**
 * mps_search_ensure:
 * @db: a connection that writes; the profile is locked
 * @error: return location
 *
 * Makes the words of all records again where they were made in another way than this program makes
 * them, or not at all: after a change of schema. All of it is one transaction.
 *
 * Returns: whether the index is as it should be; if not, it is as it was
 */
gboolean
mps_search_ensure (MpsDb *db, GError **error)
{
  gint64 version = 0;

  if (!mps_db_query_int64 (db, "SELECT version FROM search_state", &version, error))
    return FALSE;
  if (version == WORDS_VERSION)
    return TRUE;

  if (!mps_db_begin (db, error))
    return FALSE;
  if (!rebuild (db, error)) {
    mps_db_rollback (db);
    return FALSE;
  }
  return mps_db_commit (db, error);
}
