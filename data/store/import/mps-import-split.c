/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/import/mps-import.h"

#include "data/store/db/mps-db.h"
#include "data/store/db/mps-migrate.h"
#include "data/store/import/mps-json-scan-private.h"

#include <string.h>

/* SQLite takes no longer text. */
#define FILE_MAX 1000000000

/**
 * mps_import_entry_free:
 * @entry: (transfer full) (nullable): an entry
 */
void
mps_import_entry_free (MpsImportEntry *entry)
{
  if (entry == NULL)
    return;

  g_free (entry->full_url);
  g_free (entry->method);
  g_free (entry->type);
  g_free (entry->id);
  g_free (entry->json);
  g_free (entry->marks);
  g_free (entry->reason);
  g_free (entry->other_version);
  g_free (entry);
}

/**
 * mps_import_entry_reject:
 * @entry: an entry
 * @reason: why it is left out; the first reason stays
 */
void
mps_import_entry_reject (MpsImportEntry *entry, const char *reason)
{
  if (entry->reason == NULL)
    entry->reason = g_strdup (reason);
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (
      error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT, "import: %s; nothing was written", what);
  return FALSE;
}

static gboolean
fail_at (const char *text, gsize offset, const char *wrong, GError **error)
{
  gsize line, column;

  mps_json_scan_locate (text, offset, &line, &column);
  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_INPUT,
               "import: the file is damaged or cut short: %s at line %" G_GSIZE_FORMAT
               ", column %" G_GSIZE_FORMAT " (byte %" G_GSIZE_FORMAT
               "); nothing was written: fetch the file again",
               wrong,
               line,
               column,
               offset);
  return FALSE;
}

static gboolean
check_text (const char *text, gsize length, GError **error)
{
  const char *end = NULL;

  if (length > FILE_MAX)
    return fail (error, "the file is bigger than 1 GB, split it");
  if (g_utf8_validate (text, (gssize)length, &end))
    return TRUE;

  return fail_at (text, (gsize)(end - text), "there are bytes that are not UTF-8", error);
}

static MpsImportEntry *
read_entry (MpsStatement *statement, guint64 index)
{
  MpsImportEntry *entry = g_new0 (MpsImportEntry, 1);

  entry->index = index;
  entry->full_url = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  entry->method = g_strdup ((const char *)sqlite3_column_text (statement, 1));
  entry->type = mps_statement_dup_text (statement, 2);
  entry->id = mps_statement_dup_text (statement, 3);
  entry->json = g_strdup ((const char *)sqlite3_column_text (statement, 4));
  entry->marks = g_strdup ((const char *)sqlite3_column_text (statement, 5));
  return entry;
}

/* Adds the resources of one JSON value; @line is that of a file of lines. */
static gboolean
split_value (MpsDb *db,
             const char *text,
             gsize length,
             const char *shape,
             guint64 line,
             GPtrArray *entries,
             GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db, mps_sql_load ("project/split.sql"), error);
  gboolean is_bundle = g_str_equal (shape, "bundle");
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text64 (statement, 1, text, length, SQLITE_STATIC, SQLITE_UTF8);
  mps_statement_bind_text (statement, 2, shape);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW)
    g_ptr_array_add (entries, read_entry (statement, is_bundle ? entries->len : line));
  return step == MPS_DB_DONE;
}

/* What a JSON value is, taken by itself. */
typedef struct {
  char *type;
  char *bundle_type;
  gboolean has_entries;
} Outline;

static void
outline_clear (Outline *outline)
{
  g_free (outline->type);
  g_free (outline->bundle_type);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outline, outline_clear)

static gboolean
read_outline (MpsDb *db, const char *text, gsize length, Outline *outline, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      db,
      "SELECT CASE json_type (?1, '$.resourceType') WHEN 'text' THEN ?1 ->> '$.resourceType' END,"
      " ?1 ->> '$.type', coalesce (json_type (?1, '$.entry'), 'array') = 'array'",
      error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text64 (statement, 1, text, length, SQLITE_STATIC, SQLITE_UTF8);
  if (mps_db_step (db, statement, error) != MPS_DB_ROW)
    return FALSE;

  outline->type = mps_statement_dup_text (statement, 0);
  outline->bundle_type = mps_statement_dup_text (statement, 1);
  outline->has_entries = sqlite3_column_int (statement, 2) == 1;
  return TRUE;
}

static gboolean
split_whole (MpsDb *db, const char *text, gsize length, GPtrArray *entries, GError **error)
{
  g_auto (Outline) outline = { 0 };

  if (!read_outline (db, text, length, &outline, error))
    return FALSE;
  if (*outline.type == '\0')
    return fail (error, "the file is JSON but no FHIR resource (resourceType is missing)");
  if (!g_str_equal (outline.type, "Bundle"))
    return split_value (db, text, length, "resource", 0, entries, error);
  if (!outline.has_entries)
    return fail (error, "Bundle.entry must be an array");
  if (g_str_equal (outline.bundle_type, "history"))
    return fail (error,
                 "the bundle holds old versions (Bundle.type is history); export it as a searchset "
                 "or collection");

  return split_value (db, text, length, "bundle", 0, entries, error);
}

/* Only what JSON itself takes for a space is one. */
static gboolean
is_blank (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r' && text[i] != '\n')
      return FALSE;

  return TRUE;
}

static gboolean
split_line (MpsDb *db,
            const char *text,
            gsize start,
            gsize end,
            guint64 line,
            GPtrArray *entries,
            GError **error)
{
  const char *wrong = NULL;
  gsize stop = 0;

  if (is_blank (text + start, end - start))
    return TRUE;
  if (!mps_json_scan (text, end, start, &stop, &wrong))
    return fail_at (text, stop, wrong, error);
  if (!is_blank (text + stop, end - stop))
    return fail_at (text, stop, "there is more than one value on a line", error);

  return split_value (db, text + start, end - start, "resource", line, entries, error);
}

static gboolean
split_lines (MpsDb *db, const char *text, gsize length, GPtrArray *entries, GError **error)
{
  guint64 line = 0;

  for (gsize start = 0; start < length; line++) {
    const char *newline = memchr (text + start, '\n', length - start);
    gsize end = newline != NULL ? (gsize)(newline - text) : length;

    if (!split_line (db, text, start, end, line, entries, error))
      return FALSE;
    start = end + 1;
  }

  return TRUE;
}

/* One value is a bundle or a resource by itself; a value that ends with its line, with more to
 * come, begins a file of lines. */
static gboolean
split (MpsDb *db, const char *text, gsize length, GPtrArray *entries, GError **error)
{
  const char *wrong = NULL;
  gsize end = 0;

  if (is_blank (text, length))
    return fail (error, "the file is empty");
  if (!mps_json_scan (text, length, 0, &end, &wrong))
    return fail_at (text, end, wrong, error);
  if (is_blank (text + end, length - end))
    return split_whole (db, text, length, entries, error);

  return split_lines (db, text, length, entries, error);
}

/**
 * mps_import_split:
 * @data: a Bundle, a resource, or resources line by line (NDJSON), as UTF-8
 * @cancellable: (nullable): ends the work
 * @error: return location
 *
 * Pure and total: any bytes are either entries or %MPS_STORE_ERROR_INPUT with the place that is
 * damaged. What the entries hold is not looked at here.
 *
 * Returns: (transfer full) (element-type MpsImportEntry): the entries in order
 */
GPtrArray *
mps_import_split (GBytes *data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_import_entry_free);
  g_autoptr (MpsDb) db = mps_db_open (":memory:", NULL, MPS_DB_WRITE, error);
  gsize length = 0;
  const char *text = g_bytes_get_data (data, &length);

  if (db == NULL)
    return NULL;

  /* Some programs put a byte order mark before UTF-8. */
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0) {
    text += 3;
    length -= 3;
  }

  mps_db_set_cancellable (db, cancellable);
  if (!check_text (text, length, error) || !split (db, text, length, entries, error))
    return NULL;

  return g_steal_pointer (&entries);
}
