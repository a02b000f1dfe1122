/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/mps-csv-mapping.h"

#include <string.h>

/* A mapping is a key file:
 *
 *   [columns]          heading of the column of each: patient (chart number), code, value, unit,
 *   patient=차트번호     time, flag
 *   [codes]            what the file calls an analyte=LOINC code
 *   [units]            what the file calls a unit=UCUM code
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
  mapping->columns[column] = g_strdup (heading);
}

static void
read_words (GKeyFile *file, const char *group, GHashTable *words)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (char **key = keys; key != NULL && *key != NULL; key++)
    g_hash_table_insert (words, g_strdup (*key), g_key_file_get_string (file, group, *key, NULL));
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
  g_autoptr (MpsCsvMapping) mapping = mps_csv_mapping_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error))
    return NULL;

  for (guint i = 0; i < MPS_N_CSV_COLUMNS; i++)
    mapping->columns[i] =
        g_key_file_get_string (file, "columns", mps_csv_column_to_string ((MpsCsvColumn)i), NULL);
  read_words (file, "codes", mapping->codes);
  read_words (file, "units", mapping->units);
  mapping->default_unit = g_key_file_get_string (file, "defaults", "unit", NULL);
  return g_steal_pointer (&mapping);
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
        mapping->columns[c] = g_strdup (heading);
  }
  return mapping;
}
