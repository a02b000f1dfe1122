/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/keep/mps-salvage-private.h"

#include <string.h>

/* Made again from the records, see mps-salvage-mend.c. */
static const char *const made_again[] = {
  "patient",      "timeline",          "observation_value",  "patient_number",
  "patient_link", "record_vocabulary", "patient_vocabulary", "search_state",
  NULL,
};

typedef struct {
  char *name;
  char *type;
  gboolean required;
  int key_place;
} Column;

static void
column_free (Column *column)
{
  g_free (column->name);
  g_free (column->type);
  g_free (column);
}

/* @columns: in the order in which a row holds them
 * @alias: which column is the row's key and holds nothing; -1: none
 * @has_key: FALSE for a table without rowid */
typedef struct {
  char *name;
  GPtrArray *columns;
  int alias;
  gboolean has_key;
  gboolean wanted;
  GHashTable *statements;
} Table;

static void
table_free (Table *table)
{
  g_free (table->name);
  g_ptr_array_unref (table->columns);
  g_hash_table_unref (table->statements);
  g_free (table);
}

typedef struct {
  MpsDb *to;
  GHashTable *tables;
  GHashTable *roots;
  gboolean orphans;
} Filling;

static void
filling_clear (Filling *filling)
{
  g_clear_pointer (&filling->tables, g_hash_table_unref);
  g_clear_pointer (&filling->roots, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Filling, filling_clear)

/* Columns of the key come first in a table without rowid. */
static int
compare_columns (gconstpointer a, gconstpointer b)
{
  const Column *const *first = a;
  const Column *const *second = b;
  int one = (*first)->key_place > 0 ? (*first)->key_place : G_MAXINT;
  int other = (*second)->key_place > 0 ? (*second)->key_place : G_MAXINT;

  return one < other ? -1 : one > other;
}

static gboolean
read_columns (MpsDb *db, Table *table, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      db, "SELECT name, type, \"notnull\", pk FROM pragma_table_info (?1) ORDER BY cid", error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, table->name);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    Column *column = g_new0 (Column, 1);

    column->name = mps_statement_dup_text (statement, 0);
    column->type = mps_statement_dup_text (statement, 1);
    column->required = sqlite3_column_int (statement, 2) != 0;
    column->key_place = sqlite3_column_int (statement, 3);
    if (table->has_key && column->key_place == 1 && g_str_equal (column->type, "INTEGER"))
      table->alias = (int)table->columns->len;
    g_ptr_array_add (table->columns, column);
  }
  return step == MPS_DB_DONE;
}

/* One column alone is the key of the row; of several none is. */
static void
settle_alias (Table *table)
{
  for (guint i = 0; i < table->columns->len; i++)
    if (((const Column *)g_ptr_array_index (table->columns, i))->key_place > 1)
      table->alias = -1;
}

static Table *
read_table (MpsDb *db, const char *name, const char *sql, GError **error)
{
  Table *table = g_new0 (Table, 1);

  table->name = g_strdup (name);
  table->alias = -1;
  table->has_key = strstr (sql, "WITHOUT ROWID") == NULL;
  table->wanted = !g_strv_contains (made_again, name);
  table->columns = g_ptr_array_new_with_free_func ((GDestroyNotify)column_free);
  table->statements =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)(void *)sqlite3_finalize);
  if (!read_columns (db, table, error)) {
    table_free (table);
    return NULL;
  }

  settle_alias (table);
  if (!table->has_key)
    g_ptr_array_sort (table->columns, compare_columns);
  return table;
}

/* Tables of the program, without those that SQLite keeps for itself and for the word indexes. */
static gboolean
read_tables (Filling *filling, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (filling->to,
                      "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"
                      " AND name NOT LIKE 'sqlite_%' AND name NOT GLOB '*_words*'",
                      error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  while ((step = mps_db_step (filling->to, statement, error)) == MPS_DB_ROW) {
    Table *table = read_table (filling->to,
                               (const char *)sqlite3_column_text (statement, 0),
                               (const char *)sqlite3_column_text (statement, 1),
                               error);

    if (table == NULL)
      return FALSE;
    g_hash_table_insert (filling->tables, table->name, table);
  }
  return step == MPS_DB_DONE;
}

static const MpsSalvageValue *
peek (const MpsSalvageRow *row, guint index)
{
  return &g_array_index (row->values, MpsSalvageValue, index);
}

static char *
dup_text (const MpsSalvageValue *value)
{
  return g_strndup ((const char *)value->bytes, value->size);
}

/* What the row says of the layout of the damaged file: "table", name, name, root page, SQL. */
static gboolean
learn_root (const MpsSalvageRow *row, gpointer data, GError **error)
{
  static const int types[] = { SQLITE_TEXT, SQLITE_TEXT, SQLITE_TEXT, SQLITE_INTEGER };
  Filling *filling = data;
  g_autofree char *kind = NULL;
  g_autofree char *name = NULL;
  guint root;

  if (!row->has_key || row->values->len != 5)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (peek (row, i)->type != types[i])
      return TRUE;

  kind = dup_text (peek (row, 0));
  name = dup_text (peek (row, 1));
  root = (guint)peek (row, 3)->integer;
  if (root > 1 && (g_str_equal (kind, "table") || g_str_equal (kind, "index")))
    g_hash_table_insert (filling->roots,
                         GUINT_TO_POINTER (root),
                         g_str_equal (kind, "table") ? g_hash_table_lookup (filling->tables, name)
                                                     : NULL);
  return TRUE;
}

static gboolean
fits_column (const Column *column, const MpsSalvageValue *value)
{
  if (value->type == SQLITE_NULL)
    return !column->required && column->key_place == 0;
  if (g_str_equal (column->type, "INTEGER"))
    return value->type == SQLITE_INTEGER;
  if (g_str_equal (column->type, "TEXT"))
    return value->type == SQLITE_TEXT;
  if (g_str_equal (column->type, "REAL"))
    return value->type == SQLITE_FLOAT || value->type == SQLITE_INTEGER;
  return TRUE;
}

static gboolean
fits (const Table *table, const MpsSalvageRow *row)
{
  /* Columns that were added later are missing from older rows, never the first ones. */
  if (table->has_key != row->has_key || row->values->len > table->columns->len ||
      row->values->len < 3)
    return FALSE;

  for (guint i = 0; i < row->values->len; i++) {
    const Column *column = g_ptr_array_index (table->columns, i);
    gboolean is_alias = (int)i == table->alias;

    if (is_alias ? peek (row, i)->type != SQLITE_NULL : !fits_column (column, peek (row, i)))
      return FALSE;
  }
  return TRUE;
}

/* The one table that such a row can be of; none where it could be of several. */
static Table *
guess (Filling *filling, const MpsSalvageRow *row)
{
  GHashTableIter iter;
  Table *table;
  Table *found = NULL;

  g_hash_table_iter_init (&iter, filling->tables);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&table)) {
    if (!table->has_key || row->values->len != table->columns->len || !fits (table, row))
      continue;
    if (found != NULL)
      return NULL;
    found = table;
  }
  return found;
}

static sqlite3_stmt *
prepare_insert (Filling *filling, Table *table, guint n, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) values = g_string_new (NULL);
  sqlite3_stmt *statement = g_hash_table_lookup (table->statements, GUINT_TO_POINTER (n));
  char *sql;
  int code;

  if (statement != NULL)
    return statement;

  /* Names of the program's own schema, never of the damaged file's. */
  for (guint i = 0; i < n; i++) {
    const Column *column = g_ptr_array_index (table->columns, i);

    g_string_append_printf (names, "%s\"%s\"", i > 0 ? ", " : "", column->name);
    g_string_append_printf (values, "%s?%u", i > 0 ? ", " : "", i + 1);
  }
  sql = sqlite3_mprintf (
      "INSERT OR IGNORE INTO \"%w\" (%s) VALUES (%s)", table->name, names->str, values->str);
  code = sqlite3_prepare_v2 (mps_db_peek_handle (filling->to), sql, -1, &statement, NULL);
  sqlite3_free (sql);
  if (code != SQLITE_OK) {
    mps_db_set_error (filling->to, code, error);
    return NULL;
  }

  g_hash_table_insert (table->statements, GUINT_TO_POINTER (n), statement);
  return statement;
}

static void
bind_value (sqlite3_stmt *statement, int index, const MpsSalvageValue *value)
{
  if (value->type == SQLITE_INTEGER)
    sqlite3_bind_int64 (statement, index, value->integer);
  else if (value->type == SQLITE_FLOAT)
    sqlite3_bind_double (statement, index, value->number);
  else if (value->type == SQLITE_TEXT)
    sqlite3_bind_text64 (
        statement, index, (const char *)value->bytes, value->size, SQLITE_STATIC, SQLITE_UTF8);
  else if (value->type == SQLITE_BLOB && value->size == 0)
    sqlite3_bind_zeroblob (statement, index, 0);
  else if (value->type == SQLITE_BLOB)
    sqlite3_bind_blob64 (statement, index, value->bytes, value->size, SQLITE_STATIC);
  else
    sqlite3_bind_null (statement, index);
}

static gboolean
insert (Filling *filling, Table *table, const MpsSalvageRow *row, GError **error)
{
  sqlite3_stmt *statement = prepare_insert (filling, table, row->values->len, error);
  int code;

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < row->values->len; i++) {
    if ((int)i == table->alias)
      sqlite3_bind_int64 (statement, (int)i + 1, row->key);
    else
      bind_value (statement, (int)i + 1, peek (row, i));
  }
  code = sqlite3_step (statement);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return code == SQLITE_DONE || mps_db_set_error (filling->to, code, error);
}

/* First the rows of which is known where they belong, then the others: where both have the same
 * key, the first stays. */
static gboolean
take_row (const MpsSalvageRow *row, gpointer data, GError **error)
{
  Filling *filling = data;
  gpointer root = GUINT_TO_POINTER (row->root);
  gboolean known = g_hash_table_contains (filling->roots, root);
  Table *table;

  if (known == filling->orphans || row->root == 1)
    return TRUE;

  table = known ? g_hash_table_lookup (filling->roots, root) : guess (filling, row);
  if (table == NULL || !table->wanted || !fits (table, row))
    return TRUE;
  return insert (filling, table, row, error);
}

/**
 * mps_salvage_rows:
 * @pages: a damaged database
 * @to: a new one with the newest schema, in a transaction, without triggers and foreign keys
 * @error: return location
 *
 * Returns: whether every row that can be read and belongs somewhere is in the new database
 */
gboolean
mps_salvage_rows (MpsSalvagePages *pages, MpsDb *to, GError **error)
{
  g_auto (Filling) filling = { .to = to };

  filling.tables =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)table_free);
  filling.roots = g_hash_table_new (NULL, NULL);
  if (!read_tables (&filling, error) ||
      !mps_salvage_pages_foreach (pages, learn_root, &filling, error) ||
      !mps_salvage_pages_foreach (pages, take_row, &filling, error))
    return FALSE;

  filling.orphans = TRUE;
  return mps_salvage_pages_foreach (pages, take_row, &filling, error);
}
