/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-search-private.h"

#include "data/store/mps-patient-words.h"

/**
 * mps_search_dup_patient:
 * @db: a connection
 * @key: key of a Patient
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what its words in the index were made from, "" where it has
 *   none
 */
char *
mps_search_dup_patient (MpsDb *db, gint64 key, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db, "SELECT search FROM patient WHERE key = ?1", error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, key);
  step = mps_db_step (db, statement, error);
  if (step == MPS_DB_ERROR)
    return NULL;

  return step == MPS_DB_ROW ? mps_statement_dup_text (statement, 0) : g_strdup ("");
}

static gboolean
run_words (MpsDb *db, const char *sql, gint64 key, const char *words, GError **error)
{
  g_autoptr (MpsStatement) statement = NULL;

  if (*words == '\0')
    return TRUE;

  statement = mps_db_prepare (db, sql, error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, key);
  mps_statement_bind_text (statement, 2, words);
  return mps_db_run (db, statement, error);
}

/**
 * mps_search_update_patient:
 * @db: a connection inside the transaction that writes the record
 * @key: key of a Patient
 * @old_packed: what its words were made from, "" where it had none
 * @packed: what they are to be made from
 * @error: return location
 *
 * Returns: whether the index is as it should be
 */
gboolean
mps_search_update_patient (
    MpsDb *db, gint64 key, const char *old_packed, const char *packed, GError **error)
{
  g_autofree char *old_words = NULL;
  g_autofree char *words = NULL;

  if (g_str_equal (old_packed, packed))
    return TRUE;

  old_words = mps_patient_words_list (old_packed);
  words = mps_patient_words_list (packed);
  return run_words (db,
                    "INSERT INTO patient_words (patient_words, rowid, words)"
                    " VALUES ('delete', ?1, ?2)",
                    key,
                    old_words,
                    error) &&
         run_words (
             db, "INSERT INTO patient_words (rowid, words) VALUES (?1, ?2)", key, words, error);
}
