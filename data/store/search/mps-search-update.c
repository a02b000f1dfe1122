/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-search-private.h"

#include "data/model/mps-resource-text.h"
#include "data/store/search/mps-patient-words.h"
#include "data/store/search/mps-record-words.h"

#include <string.h>

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

static gboolean
learn (MpsDb *db, const char *sql, GPtrArray *words, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < words->len; i++) {
    mps_statement_bind_text (statement, 1, g_ptr_array_index (words, i));
    if (!mps_db_run (db, statement, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
learn_syllables (MpsDb *db, const char *packed, GError **error)
{
  g_autoptr (GPtrArray) syllables = mps_patient_words_list_syllables (packed);

  return learn (
      db, "INSERT OR IGNORE INTO patient_vocabulary (word) VALUES (?1)", syllables, error);
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
  return learn_syllables (db, packed, error) &&
         run_words (db,
                    "INSERT INTO patient_words (patient_words, rowid, words)"
                    " VALUES ('delete', ?1, ?2)",
                    key,
                    old_words,
                    error) &&
         run_words (
             db, "INSERT INTO patient_words (rowid, words) VALUES (?1, ?2)", key, words, error);
}

/* Words of a record; its type is one of them, so that one type can be asked for. */
static GPtrArray *
list_words (const char *type, const char *json)
{
  g_autofree char *text = mps_resource_dup_text (json);
  GPtrArray *words;

  if (*text == '\0')
    return g_ptr_array_new_with_free_func (g_free);

  words = mps_record_words_list (text);
  g_ptr_array_add (words, g_strconcat ("t", type, NULL));
  return words;
}

static char *
join_words (GPtrArray *words)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (line, "%s ", (const char *)g_ptr_array_index (words, i));
  return g_string_free (line, FALSE);
}

static gboolean
learn_words (MpsDb *db, GPtrArray *words, GError **error)
{
  g_autoptr (GPtrArray) whole = g_ptr_array_new ();

  for (guint i = 0; i < words->len; i++) {
    char *word = g_ptr_array_index (words, i);

    if (word[0] == 'w' && g_utf8_strlen (word + 1, -1) > MPS_WORD_EDGES)
      g_ptr_array_add (whole, word + 1);
  }

  return learn (db, "INSERT OR IGNORE INTO record_vocabulary (word) VALUES (?1)", whole, error);
}

/**
 * mps_search_update_record:
 * @db: a connection inside the transaction that writes the record
 * @key: key of a record
 * @type: its type
 * @old_json: (nullable): the version that is in the index
 * @json: the version that is to be
 * @error: return location
 *
 * Returns: whether the index is as it should be
 */
gboolean
mps_search_update_record (
    MpsDb *db, gint64 key, const char *type, const char *old_json, const char *json, GError **error)
{
  g_autoptr (GPtrArray) words = list_words (type, json);
  g_autofree char *line = join_words (words);

  if (old_json != NULL) {
    g_autoptr (GPtrArray) old_words = list_words (type, old_json);
    g_autofree char *old_line = join_words (old_words);

    if (g_str_equal (old_line, line))
      return TRUE;
    if (!run_words (db,
                    "INSERT INTO record_words (record_words, rowid, words)"
                    " VALUES ('delete', ?1, ?2)",
                    key,
                    old_line,
                    error))
      return FALSE;
  }

  return learn_words (db, words, error) &&
         run_words (
             db, "INSERT INTO record_words (rowid, words) VALUES (?1, ?2)", key, line, error);
}

/**
 * mps_search_replace_record:
 * @db: a connection inside the transaction that writes the record
 * @key: key of a record
 * @type: its type
 * @old_version: the version that is in the index; 0: none
 * @json: the version that is to be
 * @error: return location
 *
 * As mps_search_update_record(), the old version read from the store. Patients have an index of
 * their own.
 *
 * Returns: whether the index is as it should be
 */
gboolean
mps_search_replace_record (
    MpsDb *db, gint64 key, const char *type, gint64 old_version, const char *json, GError **error)
{
  g_autoptr (MpsStatement) statement = NULL;
  g_autofree char *old_json = NULL;
  MpsDbStep step = MPS_DB_ERROR;

  if (g_str_equal (type, "Patient"))
    return TRUE;
  if (old_version == 0)
    return mps_search_update_record (db, key, type, NULL, json, error);

  statement =
      mps_db_prepare (db, "SELECT json FROM version WHERE record = ?1 AND number = ?2", error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, key);
  sqlite3_bind_int64 (statement, 2, old_version);
  step = mps_db_step (db, statement, error);
  if (step == MPS_DB_DONE)
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_CORRUPT,
                 "records: the version before this one of a %s is missing; run check",
                 type);
  if (step != MPS_DB_ROW)
    return FALSE;

  old_json = mps_statement_dup_text (statement, 0);
  return mps_search_update_record (db, key, type, old_json, json, error);
}
