/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-store-search.h"

#include "data/model/mps-resource-text.h"
#include "data/store/mps-store-private.h"
#include "data/store/search/mps-record-words.h"

#include <string.h>

/* Words that are looked up one by one; where more begin so, the index goes through all of them. */
#define VOCABULARY_MAX 200

/**
 * mps_text_hit_free:
 * @hit: (transfer full) (nullable): a record that was found
 */
void
mps_text_hit_free (MpsTextHit *hit)
{
  if (hit == NULL)
    return;

  g_free (hit->type);
  g_free (hit->id);
  g_free (hit->patient_id);
  g_free (hit->title);
  g_free (hit->snippet);
  g_free (hit);
}

/**
 * mps_text_hits_free:
 * @hits: (transfer full) (nullable): an answer
 */
void
mps_text_hits_free (MpsTextHits *hits)
{
  if (hits == NULL)
    return;

  g_ptr_array_unref (hits->hits);
  g_free (hits);
}

typedef struct {
  MpsDb *db;
  const MpsTextQuery *query;
  MpsMaySeeFunc may_see;
  gpointer may_see_data;
  guint wanted;
  GPtrArray *hits;
  GError **error;
  gboolean failed;
} Search;

/* Every word that begins so and is anywhere in the records, or %NULL for too many. */
static GPtrArray *
list_vocabulary (const char *beginning, gpointer data)
{
  Search *search = data;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (search->db,
                      "SELECT word FROM record_vocabulary"
                      " WHERE word BETWEEN ?1 AND ?1 || char (1114111) LIMIT ?2",
                      search->error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL) {
    search->failed = TRUE;
    return NULL;
  }

  mps_statement_bind_text (statement, 1, beginning);
  sqlite3_bind_int64 (statement, 2, VOCABULARY_MAX + 1);
  while ((step = mps_db_step (search->db, statement, search->error)) == MPS_DB_ROW)
    g_ptr_array_add (words, mps_statement_dup_text (statement, 0));
  search->failed = step == MPS_DB_ERROR;
  return search->failed || words->len > VOCABULARY_MAX ? NULL : g_steal_pointer (&words);
}

/* Columns: type, id, patient, JSON, title, when. */
static void
look_at (Search *search, MpsStatement *statement)
{
  const char *patient = (const char *)sqlite3_column_text (statement, 2);
  g_autofree char *text = mps_resource_dup_text ((const char *)sqlite3_column_text (statement, 3));
  MpsTextHit *hit;

  if (!mps_text_query_matches (search->query, text) ||
      (search->may_see != NULL && !search->may_see (patient, search->may_see_data)))
    return;

  hit = g_new0 (MpsTextHit, 1);
  hit->type = mps_statement_dup_text (statement, 0);
  hit->id = mps_statement_dup_text (statement, 1);
  hit->patient_id = g_strdup (patient);
  hit->title = sqlite3_column_type (statement, 4) == SQLITE_NULL
                   ? g_strndup (text, strcspn (text, "\n"))
                   : mps_statement_dup_text (statement, 4);
  hit->when_us = sqlite3_column_int64 (statement, 5);
  hit->snippet = mps_text_query_dup_snippet (search->query, text, hit->title);
  g_ptr_array_add (search->hits, hit);
}

static gboolean
look_up (Search *search, gint64 key)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      search->db,
      "SELECT record.type, record.id, record.patient, json, timeline.title, timeline.when_us"
      " FROM record JOIN version ON version.record = record.key AND version.number = record.version"
      " LEFT JOIN timeline ON timeline.key = 2 * record.key WHERE record.key = ?1",
      search->error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, key);
  step = mps_db_step (search->db, statement, search->error);
  if (step == MPS_DB_ROW)
    look_at (search, statement);
  return step != MPS_DB_ERROR;
}

static gboolean
search_words (Search *search, const char *expression)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (search->db,
                      "SELECT rowid FROM record_words WHERE record_words MATCH ?1"
                      " ORDER BY rowid DESC",
                      search->error);
  MpsDbStep step = MPS_DB_DONE;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, expression);
  while (search->hits->len < search->wanted &&
         (step = mps_db_step (search->db, statement, search->error)) == MPS_DB_ROW)
    if (!look_up (search, sqlite3_column_int64 (statement, 0)))
      return FALSE;

  return step != MPS_DB_ERROR;
}

/* A type is a name of letters; anything else is none. */
static gboolean
is_type (const char *type)
{
  const char *p = type;

  while (g_ascii_isalpha (*p))
    p++;
  return p > type && *p == '\0';
}

static gboolean
search_all (Search *search, const char *type)
{
  g_autofree char *words = NULL;
  g_autofree char *expression = NULL;
  gboolean done;

  if (type != NULL && !is_type (type))
    return TRUE;
  if (!mps_db_exec (search->db, "BEGIN", search->error))
    return FALSE;

  words = mps_text_query_dup_expression (search->query, list_vocabulary, search);
  if (words != NULL)
    expression = type != NULL ? g_strdup_printf ("%s AND \"t%s\"", words, type) : g_strdup (words);
  done = !search->failed && (expression == NULL || search_words (search, expression));
  mps_db_rollback (search->db);
  return done;
}

/**
 * mps_store_search:
 * @self: a store
 * @text: what somebody typed, whatever it is: parts of notes, names of results, problems,
 * medicines, allergies, documents; values; all of it must stand in a record, in any order
 * @type: (nullable): only records of this type
 * @limit: how many at most, at least 1
 * @may_see: (nullable) (scope call): leaves out records of charts that may not be seen
 * @may_see_data: for @may_see
 * @cancellable: (nullable): ends the question
 * @error: return location
 *
 * Finds records by what they say, in Korean by any part of a word, one syllable too, in Latin
 * letters and numbers by the beginning of a word. Records that were entered in error are left out;
 * of the others the newest version counts. Patients are found by mps_store_find_patients().
 *
 * Blocks. A text without a letter or digit finds nothing.
 *
 * Returns: (transfer full): what was found, the record that was made last first
 */
MpsTextHits *
mps_store_search (MpsStore *self,
                  const char *text,
                  const char *type,
                  guint limit,
                  MpsMaySeeFunc may_see,
                  gpointer may_see_data,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (MpsTextHits) found = g_new0 (MpsTextHits, 1);
  g_autoptr (MpsTextQuery) query = mps_text_query_new (text);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, cancellable, error);
  guint shown = CLAMP (limit, 1, G_MAXINT);
  Search search = { NULL, query, may_see, may_see_data, shown + 1, NULL, error, FALSE };

  found->hits = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_text_hit_free);
  if (loan == NULL)
    return NULL;

  search.db = mps_loan_peek_db (loan);
  search.hits = found->hits;
  if (!search_all (&search, type))
    return NULL;

  found->more = found->hits->len > shown;
  if (found->more)
    g_ptr_array_set_size (found->hits, (int)shown);
  return g_steal_pointer (&found);
}
