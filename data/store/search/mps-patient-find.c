/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-store-private.h"
#include "data/store/record/mps-merged-private.h"
#include "data/store/search/mps-patient-words.h"

/* So many who may fit are all looked at and sorted. Of more, those come first that were seen last
 * among as many as can be read in the time that a person does not notice. */
#define SORTED_MAX 4000
#define RECENT_MAX 20000

typedef struct {
  MpsDb *db;
  const MpsPatientQuery *query;
  MpsPatientTier tier;
  guint wanted;
  GHashTable *seen;
  GArray *hits;
  GError **error;
} Search;

static void
look_at (Search *search, gint64 key, const char *packed, gint64 last_seen_us)
{
  MpsPatientHit hit = { key, mps_patient_query_match (search->query, packed), last_seen_us };

  if (hit.match == MPS_PATIENT_MATCH_NONE ||
      mps_patient_match_get_tier (hit.match) > search->tier ||
      !g_hash_table_add (search->seen, g_memdup2 (&key, sizeof key)))
    return;

  g_array_append_val (search->hits, hit);
}

static gboolean
look_up (Search *search, gint64 key)
{
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step = MPS_DB_ERROR;

  if (g_hash_table_contains (search->seen, &key))
    return TRUE;

  statement = mps_db_prepare (
      search->db, "SELECT search, last_seen_us FROM patient WHERE key = ?1", search->error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, key);
  step = mps_db_step (search->db, statement, search->error);
  if (step == MPS_DB_ROW)
    look_at (search,
             key,
             (const char *)sqlite3_column_text (statement, 0),
             sqlite3_column_int64 (statement, 1));
  return step != MPS_DB_ERROR;
}

static gboolean
look_at_recent (Search *search)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (search->db,
                      "SELECT key, search, last_seen_us FROM patient INDEXED BY patient_by_recent"
                      " ORDER BY last_seen_us DESC LIMIT ?1",
                      search->error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, RECENT_MAX);
  while (search->hits->len < search->wanted &&
         (step = mps_db_step (search->db, statement, search->error)) == MPS_DB_ROW)
    look_at (search,
             sqlite3_column_int64 (statement, 0),
             (const char *)sqlite3_column_text (statement, 1),
             sqlite3_column_int64 (statement, 2));
  return search->hits->len >= search->wanted || step == MPS_DB_DONE;
}

/* Reads as many keys as can be sorted; whether there may be more is told. */
static gboolean
read_keys (Search *search, MpsStatement *statement, GArray *keys, gboolean *is_long)
{
  MpsDbStep step = MPS_DB_ROW;

  while (keys->len < SORTED_MAX &&
         (step = mps_db_step (search->db, statement, search->error)) == MPS_DB_ROW) {
    gint64 key = sqlite3_column_int64 (statement, 0);

    g_array_append_val (keys, key);
  }
  *is_long = step == MPS_DB_ROW;
  return step != MPS_DB_ERROR;
}

static gboolean
look_at_keys (Search *search, const GArray *keys, guint wanted)
{
  for (guint i = 0; i < keys->len && search->hits->len < wanted; i++)
    if (!look_up (search, g_array_index (keys, gint64, i)))
      return FALSE;

  return TRUE;
}

static gboolean
look_at_rest (Search *search, MpsStatement *statement)
{
  MpsDbStep step = MPS_DB_DONE;

  while (search->hits->len < search->wanted &&
         (step = mps_db_step (search->db, statement, search->error)) == MPS_DB_ROW)
    if (!look_up (search, sqlite3_column_int64 (statement, 0)))
      return FALSE;

  return step != MPS_DB_ERROR;
}

/* Where that cannot be found out, they are looked for. */
static gboolean
has_syllables (const char *syllables, gpointer data)
{
  Search *search = data;
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (search->db, "SELECT 1 FROM patient_vocabulary WHERE word = ?1", NULL);

  if (statement == NULL)
    return TRUE;

  mps_statement_bind_text (statement, 1, syllables);
  return mps_db_step (search->db, statement, NULL) != MPS_DB_DONE;
}

static gboolean
search_tier (Search *search)
{
  g_autofree char *expression =
      mps_patient_query_dup_expression (search->query, search->tier, has_syllables, search);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (MpsStatement) statement = NULL;
  gboolean is_long = FALSE;

  if (expression == NULL)
    return TRUE;

  statement = mps_db_prepare (search->db,
                              "SELECT rowid FROM patient_words WHERE patient_words MATCH ?1"
                              " ORDER BY rowid DESC",
                              search->error);
  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, expression);
  if (!read_keys (search, statement, keys, &is_long))
    return FALSE;
  if (!is_long)
    return look_at_keys (search, keys, G_MAXUINT);

  return look_at_recent (search) && look_at_keys (search, keys, search->wanted) &&
         look_at_rest (search, statement);
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const MpsPatientHit *left = a;
  const MpsPatientHit *right = b;

  if (left->match != right->match)
    return left->match < right->match ? -1 : 1;
  if (left->last_seen_us != right->last_seen_us)
    return left->last_seen_us > right->last_seen_us ? -1 : 1;

  return left->key > right->key ? -1 : left->key < right->key;
}

/* Whoever was merged into another is found as that other one. */
static gboolean
show_survivors (Search *search)
{
  g_autoptr (MpsMerged) merged = mps_merged_load (search->db, search->error);
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n = 0;

  if (merged == NULL)
    return FALSE;

  for (guint i = 0; i < search->hits->len; i++) {
    MpsPatientHit hit = g_array_index (search->hits, MpsPatientHit, i);

    hit.key = mps_merged_get_survivor (merged, hit.key);
    if (g_hash_table_add (shown, g_memdup2 (&hit.key, sizeof hit.key)))
      g_array_index (search->hits, MpsPatientHit, n++) = hit;
  }
  g_array_set_size (search->hits, n);
  return TRUE;
}

static gboolean
search_all (Search *search)
{
  for (search->tier = MPS_PATIENT_TIER_EXACT;
       search->tier < MPS_PATIENT_TIERS && search->hits->len < search->wanted;
       search->tier++)
    if (!search_tier (search))
      return FALSE;

  g_array_sort (search->hits, compare_hits);
  return show_survivors (search);
}

/* Nothing changes between one look and the next. */
static gboolean
search_as_of_now (Search *search)
{
  gboolean done;

  if (!mps_db_exec (search->db, "BEGIN", search->error))
    return FALSE;

  done = search_all (search);
  mps_db_rollback (search->db);
  return done;
}

/**
 * mps_patient_hits_free:
 * @hits: (transfer full) (nullable): an answer
 */
void
mps_patient_hits_free (MpsPatientHits *hits)
{
  if (hits == NULL)
    return;

  g_array_unref (hits->hits);
  g_free (hits);
}

/**
 * mps_store_find_patients:
 * @self: a store
 * @text: what somebody typed, whatever it is: a name or its beginning, in syllables, initial
 *   consonants or Latin letters; part of a phone number; the beginning of a chart number; a birth
 *   date; several of these with spaces between them
 * @limit: how many at most, at least 1
 * @cancellable: (nullable): ends the question
 * @error: return location
 *
 * Finds everybody who fits. Where there are so many that no person reads them (thousands), those
 * who are shown are those seen last among the newest 20 000 visits, and then others who fit.
 *
 * Blocks, well under 50 ms for a million patients. A text without a letter or digit fits nobody.
 *
 * Returns: (transfer full): who fits, the best match first, then who was seen last
 */
MpsPatientHits *
mps_store_find_patients (
    MpsStore *self, const char *text, guint limit, GCancellable *cancellable, GError **error)
{
  g_autoptr (MpsPatientHits) found = g_new0 (MpsPatientHits, 1);
  g_autoptr (MpsPatientQuery) query = mps_patient_query_new (text);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, cancellable, error);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint shown = CLAMP (limit, 1, G_MAXINT);
  Search search = { .query = query, .wanted = shown + 1, .seen = seen, .error = error };

  found->hits = g_array_new (FALSE, FALSE, sizeof (MpsPatientHit));
  if (loan == NULL)
    return NULL;

  search.db = mps_loan_peek_db (loan);
  search.hits = found->hits;
  if (!search_as_of_now (&search))
    return NULL;

  found->more = found->hits->len > shown;
  g_array_set_size (found->hits, MIN (found->hits->len, shown));
  return g_steal_pointer (&found);
}
