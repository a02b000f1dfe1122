/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-store-timeline.h"

#include "data/store/mps-store-private.h"
#include "data/store/record/mps-merged-private.h"

#define PAGE_MAX 1000

/**
 * mps_timeline_entry_free:
 * @entry: (transfer full) (nullable): an entry
 */
void
mps_timeline_entry_free (MpsTimelineEntry *entry)
{
  if (entry == NULL)
    return;

  g_free (entry->type);
  g_free (entry->id);
  g_free (entry->title);
  g_free (entry->code);
  g_free (entry->text);
  g_free (entry->flag);
  g_free (entry);
}

/* FHIR's comparators; "<=" and ">=" are limits as well. */
static MpsComparator
parse_comparator (const char *text)
{
  switch (text != NULL ? text[0] : '\0') {
  case '<':
    return MPS_COMPARATOR_LESS;
  case '>':
    return MPS_COMPARATOR_GREATER;
  default:
    return MPS_COMPARATOR_NONE;
  }
}

/* Columns from @column: value, comparator, unit, uncertainty. */
static void
read_quantity (MpsStatement *statement, int column, MpsTimelineEntry *entry)
{
  const char *unit = (const char *)sqlite3_column_text (statement, column + 2);

  entry->has_quantity = sqlite3_column_type (statement, column) != SQLITE_NULL;
  if (!entry->has_quantity)
    return;

  entry->quantity.value = sqlite3_column_double (statement, column);
  entry->quantity.comparator =
      parse_comparator ((const char *)sqlite3_column_text (statement, column + 1));
  g_strlcpy (entry->quantity.unit, unit != NULL ? unit : "", sizeof entry->quantity.unit);
  entry->quantity.has_uncertainty = sqlite3_column_type (statement, column + 3) != SQLITE_NULL;
  if (entry->quantity.has_uncertainty)
    entry->quantity.expanded_uncertainty = sqlite3_column_double (statement, column + 3);
}

/* Columns: key, when, kind, type, id, title, code, value, comparator, unit, uncertainty, text,
 * flag. */
static MpsTimelineEntry *
read_entry (MpsStatement *statement)
{
  MpsTimelineEntry *entry = g_new0 (MpsTimelineEntry, 1);

  entry->when_us = sqlite3_column_int64 (statement, 1);
  entry->kind = (MpsTimelineKind)sqlite3_column_int (statement, 2);
  entry->type = mps_statement_dup_text (statement, 3);
  entry->id = mps_statement_dup_text (statement, 4);
  entry->title = mps_statement_dup_text (statement, 5);
  entry->code = mps_statement_dup_text (statement, 6);
  read_quantity (statement, 7, entry);
  entry->text = mps_statement_dup_text (statement, 11);
  entry->flag = mps_statement_dup_text (statement, 12);
  return entry;
}

typedef struct {
  gint64 when_us;
  gint64 key;
} Cursor;

static gboolean
parse_cursor (const char *after, Cursor *cursor, GError **error)
{
  g_auto (GStrv) words = NULL;

  *cursor = (Cursor){ G_MAXINT64, G_MAXINT64 };
  if (after == NULL)
    return TRUE;

  words = g_strsplit (after, " ", 3);
  if (g_strv_length (words) == 2 &&
      g_ascii_string_to_signed (words[0], 10, G_MININT64, G_MAXINT64, &cursor->when_us, NULL) &&
      g_ascii_string_to_signed (words[1], 10, 0, G_MAXINT64, &cursor->key, NULL))
    return TRUE;

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_INPUT,
               "records: this place in the timeline is none; begin again without it");
  return FALSE;
}

/* An entry with its place on the timeline. */
typedef struct {
  Cursor at;
  MpsTimelineEntry *entry;
} Placed;

static void
placed_clear (gpointer data)
{
  mps_timeline_entry_free (((Placed *)data)->entry);
}

static int
compare_placed (gconstpointer a, gconstpointer b)
{
  const Cursor *x = &((const Placed *)a)->at;
  const Cursor *y = &((const Placed *)b)->at;

  if (x->when_us != y->when_us)
    return x->when_us > y->when_us ? -1 : 1;
  return x->key == y->key ? 0 : x->key > y->key ? -1 : 1;
}

/* One more than a page of one patient's entries, by one index. */
static gboolean
read_entries (MpsDb *db,
              const char *patient_id,
              MpsTimelineKind kinds,
              const Cursor *cursor,
              guint limit,
              GArray *entries,
              GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db,
                      "SELECT key, when_us, kind, type, id, title, code, value, comparator,"
                      " unit, uncertainty, text, flag FROM timeline"
                      " WHERE patient = ?1 AND (when_us, key) < (?2, ?3) AND kind & ?4"
                      " ORDER BY when_us DESC, key DESC LIMIT ?5",
                      error);
  MpsDbStep step;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, patient_id);
  sqlite3_bind_int64 (statement, 2, cursor->when_us);
  sqlite3_bind_int64 (statement, 3, cursor->key);
  sqlite3_bind_int64 (statement, 4, kinds);
  sqlite3_bind_int64 (statement, 5, (gint64)limit + 1);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    Placed placed = { { sqlite3_column_int64 (statement, 1), sqlite3_column_int64 (statement, 0) },
                      read_entry (statement) };

    g_array_append_val (entries, placed);
  }
  return step == MPS_DB_DONE;
}

/* The chart of a patient is also that of those who were merged into them. */
static gboolean
read_group (MpsDb *db,
            GPtrArray *group,
            MpsTimelineKind kinds,
            const Cursor *cursor,
            guint limit,
            GArray *entries,
            GError **error)
{
  for (guint i = 0; i < group->len; i++)
    if (!read_entries (db, g_ptr_array_index (group, i), kinds, cursor, limit, entries, error))
      return FALSE;

  if (group->len > 1)
    g_array_sort (entries, compare_placed);
  return TRUE;
}

static GPtrArray *
take_page (GArray *placed, guint limit, char **next)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_timeline_entry_free);
  gboolean more = placed->len > limit;

  for (guint i = 0; i < MIN (placed->len, limit); i++)
    g_ptr_array_add (entries, g_steal_pointer (&g_array_index (placed, Placed, i).entry));
  if (next != NULL)
    *next = more ? g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                                    g_array_index (placed, Placed, limit - 1).at.when_us,
                                    g_array_index (placed, Placed, limit - 1).at.key)
                 : NULL;
  return entries;
}

/**
 * mps_store_load_timeline:
 * @self: a store
 * @patient_id: whose chart
 * @kinds: which kinds of entries
 * @limit: 1…1000
 * @after: (nullable): where the page before ended
 * @next: (out) (optional) (transfer full) (nullable): where this page ends; %NULL after the last
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type MpsTimelineEntry): entries, the newest first; those
 * without a time last
 */
GPtrArray *
mps_store_load_timeline (MpsStore *self,
                         const char *patient_id,
                         MpsTimelineKind kinds,
                         guint limit,
                         const char *after,
                         char **next,
                         GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Placed));
  guint page = CLAMP (limit, 1, PAGE_MAX);
  g_autoptr (MpsLoan) loan = NULL;
  g_autoptr (GPtrArray) group = NULL;
  Cursor cursor;
  MpsDb *db;

  g_array_set_clear_func (entries, placed_clear);
  if (!parse_cursor (after, &cursor, error) ||
      (loan = mps_store_take_reader (self, NULL, error)) == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  group = mps_merged_load_group (db, patient_id, error);
  if (group == NULL || !read_group (db, group, kinds, &cursor, page, entries, error))
    return NULL;

  return take_page (entries, page, next);
}

/* One patient's newest values, the oldest first. */
static gboolean
read_trend (MpsDb *db,
            const char *patient_id,
            const char *code,
            const char *unit,
            guint limit,
            GPtrArray *entries,
            GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      db,
      "SELECT * FROM (SELECT observation_value.record, when_us, 1, 'Observation', id,"
      " title, code, value, comparator, unit, uncertainty, '', flag"
      " FROM observation_value JOIN record ON record.key = record"
      " WHERE observation_value.patient = ?1 AND code = ?2 AND unit = ?3"
      " ORDER BY when_us DESC, record DESC LIMIT ?4)"
      " ORDER BY 2, 1",
      error);
  MpsDbStep step;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, patient_id);
  mps_statement_bind_text (statement, 2, code);
  mps_statement_bind_text (statement, 3, unit);
  sqlite3_bind_int64 (statement, 4, limit);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW)
    g_ptr_array_add (entries, read_entry (statement));
  return step == MPS_DB_DONE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const MpsTimelineEntry *x = *(MpsTimelineEntry *const *)a;
  const MpsTimelineEntry *y = *(MpsTimelineEntry *const *)b;

  return x->when_us == y->when_us ? 0 : x->when_us < y->when_us ? -1 : 1;
}

/**
 * mps_store_load_trend:
 * @self: a store
 * @patient_id: whose chart
 * @code: code of the observation or of its component
 * @unit: UCUM unit; values in other units are left out, since they cannot stand on one axis
 * @limit: how many of the newest, at least 1
 * @error: return location
 *
 * Blocks. Withdrawn observations (entered in error, cancelled) are left out.
 *
 * Returns: (transfer full) (element-type MpsTimelineEntry): values, the oldest first; each has a
 *   quantity
 */
GPtrArray *
mps_store_load_trend (MpsStore *self,
                      const char *patient_id,
                      const char *code,
                      const char *unit,
                      guint limit,
                      GError **error)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_timeline_entry_free);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (GPtrArray) group = NULL;
  guint newest = MAX (limit, 1);
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  group = mps_merged_load_group (db, patient_id, error);
  if (group == NULL)
    return NULL;

  for (guint i = 0; i < group->len; i++)
    if (!read_trend (db, g_ptr_array_index (group, i), code, unit, newest, entries, error))
      return NULL;
  if (group->len > 1)
    g_ptr_array_sort (entries, compare_times);
  if (entries->len > newest)
    g_ptr_array_remove_range (entries, 0, entries->len - newest);
  return g_steal_pointer (&entries);
}

/**
 * mps_store_load_entries:
 * @self: a store
 * @patient_id: whose chart
 * @references: (element-type utf8): "Type/id"
 * @error: return location
 *
 * Blocks. What is not on this chart is left out.
 *
 * Returns: (transfer full) (element-type MpsTimelineEntry): what the timeline says of the records,
 *   in the order of the references
 */
GPtrArray *
mps_store_load_entries (MpsStore *self,
                        const char *patient_id,
                        GPtrArray *references,
                        GError **error)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_timeline_entry_free);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db,
                              "SELECT key, when_us, kind, type, id, title, code, value, comparator,"
                              " unit, uncertainty, text, flag FROM timeline"
                              " WHERE key = (SELECT 2 * key FROM record"
                              "  WHERE type = ?2 AND id = ?3) AND patient = ?1",
                              error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, patient_id);
  for (guint i = 0; i < references->len; i++) {
    g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (references, i), "/", -1);
    MpsDbStep step;

    /* Not a record of this store: "#contained", "urn:uuid:…", another server's. */
    if (g_strv_length (parts) != 2)
      continue;
    sqlite3_reset (statement);
    mps_statement_bind_text (statement, 2, parts[0]);
    mps_statement_bind_text (statement, 3, parts[1]);
    step = mps_db_step (db, statement, error);
    if (step == MPS_DB_ROW)
      g_ptr_array_add (entries, read_entry (statement));
    else if (step != MPS_DB_DONE)
      return NULL;
  }
  return g_steal_pointer (&entries);
}
