/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-csv-import.h"

#include "data/model/mps-analyte-info.h"
#include "data/model/mps-patient.h"
#include "data/model/mps-tree.h"
#include "data/store/record/mps-store-identity.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LOINC "http://loinc.org"
#define UCUM "http://unitsofmeasure.org"
#define NOT_FOUND G_MAXUINT

/* What a file is read with. */
typedef struct {
  MpsStore *store;
  const MpsCsv *csv;
  const MpsCsvMapping *mapping;
  guint columns[MPS_N_CSV_COLUMNS];
  GHashTable *patients;
  GHashTable *names;
  GTimeZone *zone;
  gint64 now_s;
} Import;

/* One row on its way; the first reason stays. */
typedef struct {
  const char *reason;
  char *patient_id;
  char *code;
  char *value;
  const char *comparator;
  char *unit;
  char *time;
  const char *flag;
} Result;

static void
result_clear (Result *result)
{
  g_free (result->patient_id);
  g_free (result->code);
  g_free (result->value);
  g_free (result->unit);
  g_free (result->time);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static void
row_free (gpointer data)
{
  MpsCsvRow *row = data;

  g_free (row->json);
  g_free (row->who);
  g_free (row->what);
  g_free (row->reason);
  g_free (row);
}

/**
 * mps_csv_preview_free:
 * @preview: (transfer full) (nullable): a preview
 */
void
mps_csv_preview_free (MpsCsvPreview *preview)
{
  if (preview == NULL)
    return;

  g_ptr_array_unref (preview->rows);
  g_free (preview);
}

/**
 * mps_csv_load:
 * @path: a file
 * @error: return location
 *
 * Blocks. Errors: %G_FILE_ERROR, #MpsCsvError.
 *
 * Returns: (transfer full): the table in it, or %NULL
 */
MpsCsv *
mps_csv_load (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &data, &length, error))
    return NULL;

  return mps_csv_parse (data, length, 0, error);
}

static gboolean
find_columns (Import *import, GError **error)
{
  for (guint i = 0; i < MPS_N_CSV_COLUMNS; i++) {
    const gboolean needed = i != MPS_CSV_UNIT && i != MPS_CSV_FLAG;

    import->columns[i] = NOT_FOUND;
    if (mps_csv_find_column (import->csv, import->mapping->columns[i], &import->columns[i]) ||
        (!needed && import->mapping->columns[i] == NULL))
      continue;
    g_set_error (error,
                 MPS_STORE_ERROR,
                 MPS_STORE_ERROR_INPUT,
                 "csv: the file has no column for “%s”; correct the mapping",
                 mps_csv_column_to_string ((MpsCsvColumn)i));
    return FALSE;
  }
  return TRUE;
}

static char *
dup_field (const Import *import, guint row, MpsCsvColumn column)
{
  const guint position = import->columns[column];

  return g_strstrip (
      g_strdup (position != NOT_FOUND ? mps_csv_peek (import->csv, row, position) : ""));
}

/* A chart number of exactly one patient, or none: never the one that is like it. */
static gboolean
find_patient (Import *import, const char *number, Result *result, GError **error)
{
  g_autoptr (GPtrArray) owners = NULL;
  g_autofree char *survivor = NULL;
  const MpsNumberOwner *owner;
  const char *known = g_hash_table_lookup (import->patients, number);

  if (*number == '\0') {
    result->reason = N_ ("there is no chart number");
    return TRUE;
  }
  if (known != NULL) {
    result->patient_id = g_strdup (known);
    return TRUE;
  }
  owners = mps_store_find_number_owners (import->store, MPS_NUMBER_CHART, number, NULL, error);
  if (owners == NULL)
    return FALSE;
  if (owners->len != 1) {
    result->reason = owners->len == 0 ? N_ ("no patient has this chart number")
                                      : N_ ("several patients have this chart number");
    return TRUE;
  }

  owner = g_ptr_array_index (owners, 0);
  if (!mps_store_find_survivor (import->store, owner->id, &survivor, error))
    return FALSE;
  if (survivor != NULL) {
    result->reason = N_ ("this chart was merged into another; use the chart number of that one");
    return TRUE;
  }

  g_hash_table_insert (import->patients, g_strdup (number), g_strdup (owner->id));
  result->patient_id = g_strdup (owner->id);
  return TRUE;
}

static void
read_code (const Import *import, char *text, Result *result)
{
  const char *code = g_hash_table_lookup (import->mapping->codes, text);

  if (code == NULL)
    code = text;
  if (mps_loinc_is_valid (code))
    result->code = g_strdup (code);
  else
    result->reason = N_ ("the analyte is no LOINC code and the mapping names none for it");
}

static gboolean
is_decimal (const char *text)
{
  const char *p = text + (*text == '-' ? 1 : 0);
  const gsize whole = strspn (p, "0123456789");

  if (whole == 0 || whole > 15 || (whole > 1 && *p == '0'))
    return FALSE;
  p += whole;
  if (*p == '\0')
    return TRUE;
  return *p == '.' && p[1] != '\0' && strlen (p + 1) <= 15 &&
         strspn (p + 1, "0123456789") == strlen (p + 1);
}

static void
read_value (const char *text, Result *result)
{
  const gboolean limit = *text == '<' || *text == '>';
  g_autofree char *number = g_strstrip (g_strdup (limit ? text + 1 : text));

  if (*text == '\0')
    result->reason = N_ ("there is no value");
  else if (!is_decimal (number))
    result->reason = N_ ("the value is no plain number with a decimal point");
  else
    result->value = g_steal_pointer (&number);
  result->comparator = !limit ? NULL : *text == '<' ? "<" : ">";
}

static void
read_unit (const Import *import, char *text, Result *result)
{
  const char *unit = g_hash_table_lookup (import->mapping->units, text);

  if (unit == NULL)
    unit = *text != '\0' ? text : import->mapping->default_unit;
  if (unit == NULL || *unit == '\0')
    result->reason = N_ ("there is no unit");
  else if (!g_str_is_ascii (unit) || strchr (unit, ' ') != NULL || strlen (unit) >= MPS_UNIT_MAX)
    result->reason = N_ ("the unit is no UCUM code and the mapping names none for it");
  else
    result->unit = g_strdup (unit);
}

/* "2026-03-01", or with a time and a zone of its own or the workstation's. A day is never taken for
 * a month: other orders are refused. */
static void
read_time (const Import *import, char *text, Result *result)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *iso = NULL;
  const gsize length = strlen (text);

  if (length >= 10 && (text[4] == '/' || text[4] == '.') && text[7] == text[4])
    text[4] = text[7] = '-';
  if (length > 10 && text[10] == ' ')
    text[10] = 'T';
  if (length == strlen ("2026-03-01T09:30"))
    iso = g_strconcat (text, ":00", NULL);
  else
    iso = length == 10 ? g_strconcat (text, "T00:00:00", NULL) : g_strdup (text);

  if (length >= 10 && text[4] == '-' && text[7] == '-')
    time = g_date_time_new_from_iso8601 (iso, import->zone);
  if (time == NULL)
    result->reason = N_ ("the time is none; year, month, day is the order, as in 2026-03-01 09:30");
  else if (g_date_time_to_unix (time) > import->now_s + 24 * 3600)
    result->reason = N_ ("the time lies in the future");
  else
    result->time = length == 10 ? g_strdup (text) : g_date_time_format (time, "%FT%T%:z");
}

static void
read_flag (const char *text, Result *result)
{
  static const char *const codes[] = { "H", "L", "HH", "LL", "N", "A" };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_ascii_strcasecmp (text, codes[i]) == 0)
      result->flag = codes[i];
  if (*text != '\0' && result->flag == NULL)
    result->reason = N_ ("the flag is none of H, L, HH, LL, N, A");
}

static gboolean
read_row (Import *import, guint row, Result *result, GError **error)
{
  g_autofree char *number = dup_field (import, row, MPS_CSV_PATIENT);
  g_autofree char *code = dup_field (import, row, MPS_CSV_CODE);
  g_autofree char *value = dup_field (import, row, MPS_CSV_VALUE);
  g_autofree char *unit = dup_field (import, row, MPS_CSV_UNIT);
  g_autofree char *time = dup_field (import, row, MPS_CSV_TIME);
  g_autofree char *flag = dup_field (import, row, MPS_CSV_FLAG);

  if (!find_patient (import, number, result, error))
    return FALSE;
  if (result->reason == NULL)
    read_code (import, code, result);
  if (result->reason == NULL)
    read_value (value, result);
  if (result->reason == NULL)
    read_unit (import, unit, result);
  if (result->reason == NULL)
    read_time (import, time, result);
  if (result->reason == NULL)
    read_flag (flag, result);
  return TRUE;
}

/* The same result has the same id, so that a file that is taken in twice says nothing new. */
static char *
dup_id (const Result *result)
{
  g_autofree char *text = g_strjoin ("\n",
                                     result->patient_id,
                                     result->code,
                                     result->time,
                                     result->value,
                                     result->comparator != NULL ? result->comparator : "",
                                     result->unit,
                                     NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strdup_printf (
      "%.8s-%.4s-8%.3s-a%.3s-%.12s", hash, hash + 8, hash + 12, hash + 15, hash + 18);
}

static char *
make_observation (const Result *result)
{
  g_autoptr (MpsTree) tree = mps_tree_new (MPS_TREE_OBJECT, NULL);
  g_autofree char *id = dup_id (result);
  g_autofree char *subject = g_strconcat ("Patient/", result->patient_id, NULL);
  g_autofree char *display = mps_analyte_dup_display (result->code);
  MpsTree *quantity;

  mps_tree_set_string (tree, "resourceType", "Observation");
  mps_tree_set_string (tree, "id", id);
  mps_tree_set_string (tree, "status", "final");
  mps_tree_set_path_string (tree,
                            "category[0].coding[0].system",
                            "http://terminology.hl7.org/CodeSystem/observation-category");
  mps_tree_set_path_string (tree, "category[0].coding[0].code", "laboratory");
  mps_tree_set_path_string (tree, "code.coding[0].system", LOINC);
  mps_tree_set_path_string (tree, "code.coding[0].code", result->code);
  mps_tree_set_path_string (tree, "code.coding[0].display", display);
  mps_tree_set_path_string (tree, "subject.reference", subject);
  mps_tree_set_string (tree, "effectiveDateTime", result->time);
  quantity = mps_tree_ensure (tree, "valueQuantity", MPS_TREE_OBJECT);
  mps_tree_set_literal (quantity, "value", result->value);
  mps_tree_set_string (quantity, "comparator", result->comparator);
  mps_tree_set_string (quantity, "unit", result->unit);
  mps_tree_set_string (quantity, "system", UCUM);
  mps_tree_set_string (quantity, "code", result->unit);
  if (result->flag != NULL) {
    mps_tree_set_path_string (tree,
                              "interpretation[0].coding[0].system",
                              "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation");
    mps_tree_set_path_string (tree, "interpretation[0].coding[0].code", result->flag);
  }
  return mps_tree_to_json (tree);
}

/* A person who looks at a preview knows a patient by the name, not by the number that may be wrong.
 */
static gboolean
ensure_name (Import *import, const Result *result, const char *number, GError **error)
{
  g_autoptr (MpsResource) resource = NULL;
  g_autoptr (MpsPatient) patient = NULL;

  if (g_hash_table_contains (import->names, result->patient_id))
    return TRUE;
  resource = mps_store_get (import->store, "Patient", result->patient_id, 0, error);
  patient = resource != NULL ? mps_patient_new_from_resource (resource, error) : NULL;
  if (patient == NULL)
    return FALSE;

  g_hash_table_insert (import->names,
                       g_strdup (result->patient_id),
                       g_strdup_printf ("%s · %s", patient->name, number));
  return TRUE;
}

/* "2026-03-01 09:30 (+09:00)": the zone stays, since it may be one that nobody meant. */
static char *
dup_plain_time (const char *time)
{
  if (strlen (time) < strlen ("2026-03-01T09:30:00+09:00"))
    return g_strdup (time);
  return g_strdup_printf ("%.10s %.5s (%s)", time, time + 11, time + 19);
}

static char *
dup_what (const Result *result)
{
  const char *language = g_str_has_prefix (g_get_language_names ()[0], "ko") ? "ko" : "en";
  g_autofree char *name = mps_analyte_dup_name (result->code, language);
  g_autofree char *unit = mps_unit_display (result->unit);
  g_autofree char *time = dup_plain_time (result->time);

  return g_strdup_printf ("%s %s%s%s%s%s · %s%s%s",
                          name,
                          result->comparator != NULL ? result->comparator : "",
                          result->comparator != NULL ? " " : "",
                          result->value,
                          *unit != '\0' ? " " : "",
                          unit,
                          time,
                          result->flag != NULL ? " · " : "",
                          result->flag != NULL ? result->flag : "");
}

static gboolean
preview_row (Import *import, guint row, MpsCsvPreview *preview, GError **error)
{
  g_auto (Result) result = { 0 };
  MpsCsvRow *read;

  if (!read_row (import, row, &result, error))
    return FALSE;
  if (result.reason == NULL) {
    g_autofree char *number = dup_field (import, row, MPS_CSV_PATIENT);

    if (!ensure_name (import, &result, number, error))
      return FALSE;
  }

  read = g_new0 (MpsCsvRow, 1);
  read->line = g_array_index (import->csv->lines, guint, row);
  read->reason = g_strdup (result.reason);
  if (result.reason == NULL) {
    read->json = make_observation (&result);
    read->who = g_strdup (g_hash_table_lookup (import->names, result.patient_id));
    read->what = dup_what (&result);
  }
  preview->n_taken += read->json != NULL ? 1 : 0;
  g_ptr_array_add (preview->rows, read);
  return TRUE;
}

/**
 * mps_csv_import_preview:
 * @session: who imports
 * @csv: a table whose first row has headings
 * @mapping: which column is what
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Says of every row what it would become or why it cannot be taken. Writes nothing. A patient is
 * found by the whole chart number alone.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError, #MpsStoreError (INPUT: the mapping
 * names a column that is not there).
 *
 * Returns: (transfer full): the preview, or %NULL
 */
MpsCsvPreview *
mps_csv_import_preview (MpsSession *session,
                        const MpsCsv *csv,
                        const MpsCsvMapping *mapping,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (MpsCsvPreview) preview = g_new0 (MpsCsvPreview, 1);
  g_autoptr (GHashTable) patients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  Import import = { .store = mps_session_peek_store (session),
                    .csv = csv,
                    .mapping = mapping,
                    .patients = patients,
                    .names = names,
                    .zone = zone,
                    .now_s = g_get_real_time () / G_USEC_PER_SEC };

  preview->rows = g_ptr_array_new_with_free_func (row_free);
  if (!mps_session_require (session, MPS_ACTION_IMPORT, error) || !find_columns (&import, error))
    return NULL;

  for (guint row = 1; row < csv->rows->len; row++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !preview_row (&import, row, preview, error))
      return NULL;

  return g_steal_pointer (&preview);
}

/**
 * mps_csv_import_take:
 * @session: who imports
 * @preview: what mps_csv_import_preview() said
 * @progress: (nullable): told how far it is, on this thread
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it; what was stored until then stays
 * @error: return location
 *
 * Stores the rows that can be taken. A result that is there already makes no new version.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError, #MpsStoreError.
 *
 * Returns: (transfer full): what was stored, and every row that was not: its index is the line of
 *   the file
 */
MpsImportReport *
mps_csv_import_take (MpsSession *session,
                     const MpsCsvPreview *preview,
                     MpsProgressFunc progress,
                     gpointer progress_data,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MpsImportReport) report = NULL;

  if (!mps_session_require (session, MPS_ACTION_IMPORT, error))
    return NULL;

  for (guint i = 0; i < preview->rows->len; i++) {
    const MpsCsvRow *row = g_ptr_array_index (preview->rows, i);

    if (row->json != NULL)
      g_string_append_printf (text, "%s\n", row->json);
  }
  if (text->len > 0) {
    bytes = g_string_free_to_bytes (g_steal_pointer (&text));
    report = mps_store_import (mps_session_peek_store (session),
                               bytes,
                               mps_session_peek_user (session),
                               "import of a CSV file",
                               progress,
                               progress_data,
                               cancellable,
                               error);
    if (report == NULL)
      return NULL;
  } else {
    report = mps_import_report_new ();
  }
  return g_steal_pointer (&report);
}
