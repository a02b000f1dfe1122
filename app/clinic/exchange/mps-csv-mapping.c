/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-csv-mapping.h"

#include <string.h>

/* Words of a file that one mapping can explain. */
#define WORDS_MAX 1000

/* A mapping is a key file:
 *
 *   [columns]          heading of the column of each: patient (chart number), code, value, unit,
 *   patient=차트번호     time, flag
 *   [codes]            what the file calls an analyte=LOINC code
 *   [units]            what the file calls a unit=UCUM code
 *   [code 0]           the same for words that cannot be keys: word=… means=…; also [unit 0]
 *   [defaults]
 *   unit=mg/dL         where the file has no column for it
 */

/**
 * mps_csv_column_to_string:
 * @column: a column
 *
 * Returns: (transfer none): its name in mappings and in files that this program writes
 */
const char *
mps_csv_column_to_string (MpsCsvColumn column)
{
  static const char *const names[MPS_N_CSV_COLUMNS] = {
    "patient", "code", "value", "unit", "time", "flag",
  };

  g_return_val_if_fail (column < MPS_N_CSV_COLUMNS, "");
  return names[column];
}

/**
 * mps_csv_mapping_new:
 *
 * Returns: (transfer full): a mapping that names no column
 */
MpsCsvMapping *
mps_csv_mapping_new (void)
{
  MpsCsvMapping *mapping = g_new0 (MpsCsvMapping, 1);

  mapping->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  mapping->units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return mapping;
}

/**
 * mps_csv_mapping_free:
 * @mapping: (transfer full) (nullable): a mapping
 */
void
mps_csv_mapping_free (MpsCsvMapping *mapping)
{
  if (mapping == NULL)
    return;

  for (guint i = 0; i < MPS_N_CSV_COLUMNS; i++)
    g_free (mapping->columns[i]);
  g_hash_table_unref (mapping->codes);
  g_hash_table_unref (mapping->units);
  g_free (mapping->default_unit);
  g_free (mapping);
}

/**
 * mps_csv_mapping_set_column:
 * @mapping: a mapping
 * @column: which
 * @heading: (nullable): heading of the file's column that it is; %NULL: none
 */
void
mps_csv_mapping_set_column (MpsCsvMapping *mapping, MpsCsvColumn column, const char *heading)
{
  g_free (mapping->columns[column]);
  mapping->columns[column] = heading != NULL ? g_strstrip (g_strdup (heading)) : NULL;
}

/**
 * mps_csv_find_column:
 * @csv: a table whose first row has headings
 * @heading: (nullable): of a column; blanks around it do not count
 * @position: (out): where it is, from 0; untouched where there is none
 *
 * Returns: whether the table has it
 */
gboolean
mps_csv_find_column (const MpsCsv *csv, const char *heading, guint *position)
{
  const GPtrArray *head = csv->rows->len > 0 ? g_ptr_array_index (csv->rows, 0) : NULL;

  for (guint i = 0; head != NULL && heading != NULL && i < head->len; i++) {
    g_autofree char *plain = g_strstrip (g_strdup (g_ptr_array_index (head, i)));

    if (g_str_equal (plain, heading)) {
      *position = i;
      return TRUE;
    }
  }
  return FALSE;
}

static void
read_words (GKeyFile *file, const char *group, GHashTable *words)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (char **key = keys; key != NULL && *key != NULL; key++) {
    char *means = g_key_file_get_string (file, group, *key, NULL);

    /* What is no UTF-8 means nothing. */
    if (means != NULL && g_utf8_validate (*key, -1, NULL))
      g_hash_table_insert (words, g_strdup (*key), means);
    else
      g_free (means);
  }
}

/* [code 0], [code 1] …: words that cannot be keys of a key file. */
static void
read_numbered (GKeyFile *file, const char *kind, GHashTable *words)
{
  for (guint i = 0; i < WORDS_MAX; i++) {
    g_autofree char *group = g_strdup_printf ("%s %u", kind, i);
    g_autofree char *word = g_key_file_get_string (file, group, "word", NULL);
    g_autofree char *means = g_key_file_get_string (file, group, "means", NULL);

    if (word == NULL || means == NULL)
      return;
    g_hash_table_insert (words, g_steal_pointer (&word), g_steal_pointer (&means));
  }
}

static MpsCsvMapping *
read_mapping (GKeyFile *file)
{
  MpsCsvMapping *mapping = mps_csv_mapping_new ();

  for (guint i = 0; i < MPS_N_CSV_COLUMNS; i++) {
    g_autofree char *heading =
        g_key_file_get_string (file, "columns", mps_csv_column_to_string ((MpsCsvColumn)i), NULL);

    mps_csv_mapping_set_column (mapping, (MpsCsvColumn)i, heading);
  }
  read_words (file, "codes", mapping->codes);
  read_words (file, "units", mapping->units);
  read_numbered (file, "code", mapping->codes);
  read_numbered (file, "unit", mapping->units);
  mapping->default_unit = g_key_file_get_string (file, "defaults", "unit", NULL);
  return mapping;
}

/**
 * mps_csv_mapping_new_from_file:
 * @path: a key file
 * @error: return location
 *
 * Blocks. Errors: %G_FILE_ERROR, %G_KEY_FILE_ERROR.
 *
 * Returns: (transfer full): the mapping, or %NULL
 */
MpsCsvMapping *
mps_csv_mapping_new_from_file (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error))
    return NULL;
  return read_mapping (file);
}

/**
 * mps_csv_mapping_new_from_text:
 * @text: of mps_csv_mapping_to_text()
 * @error: return location
 *
 * Errors: %G_KEY_FILE_ERROR.
 *
 * Returns: (transfer full): the mapping, or %NULL
 */
MpsCsvMapping *
mps_csv_mapping_new_from_text (const char *text, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, error))
    return NULL;
  return read_mapping (file);
}

static void
write_numbered (GKeyFile *file, const char *kind, GHashTable *words)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (words), (GCompareFunc)g_strcmp0);
  guint n = 0;

  for (GList *l = keys; l != NULL && n < WORDS_MAX; l = l->next, n++) {
    g_autofree char *group = g_strdup_printf ("%s %u", kind, n);

    g_key_file_set_string (file, group, "word", l->data);
    g_key_file_set_string (file, group, "means", g_hash_table_lookup (words, l->data));
  }
}

/**
 * mps_csv_mapping_to_text:
 * @mapping: a mapping
 *
 * Returns: (transfer full): all of it, as mps_csv_mapping_new_from_text() reads it
 */
char *
mps_csv_mapping_to_text (const MpsCsvMapping *mapping)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  for (guint i = 0; i < MPS_N_CSV_COLUMNS; i++)
    if (mapping->columns[i] != NULL)
      g_key_file_set_string (
          file, "columns", mps_csv_column_to_string ((MpsCsvColumn)i), mapping->columns[i]);
  if (mapping->default_unit != NULL)
    g_key_file_set_string (file, "defaults", "unit", mapping->default_unit);
  write_numbered (file, "code", mapping->codes);
  write_numbered (file, "unit", mapping->units);
  return g_key_file_to_data (file, NULL, NULL);
}

static void
copy_words (GHashTable *from, GHashTable *to)
{
  GHashTableIter iter;
  gpointer word;
  gpointer means;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &word, &means))
    g_hash_table_insert (to, g_strdup (word), g_strdup (means));
}

/**
 * mps_csv_mapping_copy:
 * @mapping: a mapping
 *
 * Returns: (transfer full): another like it
 */
MpsCsvMapping *
mps_csv_mapping_copy (const MpsCsvMapping *mapping)
{
  MpsCsvMapping *copy = mps_csv_mapping_new ();

  for (guint i = 0; i < MPS_N_CSV_COLUMNS; i++)
    copy->columns[i] = g_strdup (mapping->columns[i]);
  copy_words (mapping->codes, copy->codes);
  copy_words (mapping->units, copy->units);
  copy->default_unit = g_strdup (mapping->default_unit);
  return copy;
}

/**
 * mps_csv_mapping_list_values:
 * @mapping: which column is what
 * @csv: a table whose first row has headings
 * @column: a column of it
 * @max: how many at most
 *
 * Returns: (transfer full) (element-type utf8): what stands in that column, each once and in the
 *   order of the file; empty where the file has no such column
 */
GPtrArray *
mps_csv_mapping_list_values (const MpsCsvMapping *mapping,
                             const MpsCsv *csv,
                             MpsCsvColumn column,
                             guint max)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);
  guint at = 0;

  if (!mps_csv_find_column (csv, mapping->columns[column], &at))
    return values;

  for (guint row = 1; row < csv->rows->len && values->len < max; row++) {
    g_autofree char *value = g_strstrip (g_strdup (mps_csv_peek (csv, row, at)));

    if (*value == '\0' || g_hash_table_contains (known, value))
      continue;
    g_hash_table_add (known, value);
    g_ptr_array_add (values, g_steal_pointer (&value));
  }
  return values;
}

/**
 * mps_csv_mapping_guess:
 * @csv: a table whose first row has headings
 *
 * A proposal by headings that files often have, for a person to look at. Only headings are guessed,
 * never a patient.
 *
 * Returns: (transfer full): a mapping, possibly without some columns
 */
MpsCsvMapping *
mps_csv_mapping_guess (const MpsCsv *csv)
{
  static const char *const words[MPS_N_CSV_COLUMNS] = {
    "|patient|chart|chart number|chart_number|차트번호|등록번호|환자번호|",
    "|code|loinc|test|analyte|검사코드|검사명|항목|",
    "|value|result|결과|결과값|수치|",
    "|unit|units|단위|",
    "|time|date|collected|검사일시|검사일|채혈일시|일시|날짜|",
    "|flag|interpretation|판정|",
  };
  MpsCsvMapping *mapping = mps_csv_mapping_new ();
  const GPtrArray *head = csv->rows->len > 0 ? g_ptr_array_index (csv->rows, 0) : NULL;

  for (guint i = 0; head != NULL && i < head->len; i++) {
    const char *heading = g_ptr_array_index (head, i);
    g_autofree char *folded = g_utf8_casefold (heading, -1);
    g_autofree char *key = g_strconcat ("|", g_strstrip (folded), "|", NULL);

    for (guint c = 0; c < MPS_N_CSV_COLUMNS; c++)
      if (mapping->columns[c] == NULL && strstr (words[c], key) != NULL)
        mps_csv_mapping_set_column (mapping, (MpsCsvColumn)c, heading);
  }
  return mapping;
}
