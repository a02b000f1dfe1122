/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-csv-export.h"

#include "app/clinic/exchange/mps-csv.h"
#include "app/clinic/exchange/mps-export-private.h"
#include "data/model/mps-patient.h"
#include "data/model/mps-tree.h"

/* Spreadsheets take a file without it for one of another encoding. */
#define MARK "\xef\xbb\xbf"

/* The first six are what a file that is taken in has. */
#define HEADINGS "patient,code,value,unit,time,flag,name,status,patient_id,observation_id\r\n"

typedef struct {
  MpsStore *store;
  MpsExportFile *file;
  GString *line;
  char *patient_id;
  MpsPatient *patient;
  guint64 n;
} Writing;

/* Results of one patient often stand together: only the last one is remembered. */
static gboolean
find_patient (Writing *writing, const char *patient_id, GError **error)
{
  g_autoptr (MpsResource) resource = NULL;
  g_autoptr (GError) local_error = NULL;

  if (g_strcmp0 (writing->patient_id, patient_id) == 0)
    return TRUE;

  g_clear_pointer (&writing->patient, mps_patient_free);
  g_free (writing->patient_id);
  writing->patient_id = g_strdup (patient_id);
  if (patient_id == NULL)
    return TRUE;

  resource = mps_store_get (writing->store, "Patient", patient_id, 0, &local_error);
  if (resource != NULL)
    writing->patient = mps_patient_new_from_resource (resource, NULL);
  else if (!g_error_matches (local_error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  return TRUE;
}

static void
append (GString *line, const char *text)
{
  mps_csv_append_text (line, text != NULL ? text : "");
}

static void
append_value (GString *line, const MpsTree *quantity)
{
  const MpsTree *value = mps_tree_peek (quantity, "value");
  const char *comparator = mps_tree_peek_string (quantity, "comparator");
  const char *unit = mps_tree_peek_string (quantity, "code");
  const char *digits = value != NULL ? mps_tree_peek_text (value) : NULL;
  g_autofree char *limit = NULL;

  if (comparator != NULL && digits != NULL) {
    limit = g_strconcat (comparator, digits, NULL);
    append (line, limit);
  } else {
    mps_csv_append_number (line, digits != NULL ? digits : "");
  }
  append (line, unit != NULL ? unit : mps_tree_peek_string (quantity, "unit"));
}

static const char *
peek_time (const MpsTree *observation)
{
  static const char *const paths[] = {
    "effectiveDateTime",
    "effectiveInstant",
    "effectivePeriod.start",
    "issued",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (mps_tree_peek_path_string (observation, paths[i]) != NULL)
      return mps_tree_peek_path_string (observation, paths[i]);

  return NULL;
}

/* One result: of the observation itself, or of a component. */
static gboolean
write_result (Writing *writing, const MpsTree *observation, const MpsTree *part, GError **error)
{
  const MpsTree *quantity = mps_tree_peek (part, "valueQuantity");
  const MpsPatient *patient = writing->patient;
  GString *line = writing->line;

  if (quantity == NULL)
    return TRUE;

  g_string_truncate (line, 0);
  append (line, patient != NULL ? patient->chart_number : "");
  append (line, mps_tree_peek_path_string (part, "code.coding[0].code"));
  append_value (line, quantity);
  append (line, peek_time (observation));
  append (line, mps_tree_peek_path_string (part, "interpretation[0].coding[0].code"));
  append (line, patient != NULL ? patient->name : "");
  append (line, mps_tree_peek_string (observation, "status"));
  append (line, writing->patient_id);
  append (line, mps_tree_peek_string (observation, "id"));
  mps_csv_end_line (line);
  writing->n++;
  return mps_export_file_write (writing->file, line->str, (gssize)line->len, error);
}

static gboolean
write_observation (const MpsWalkRecord *record, gpointer data, GError **error)
{
  Writing *writing = data;
  g_autoptr (MpsTree) tree = mps_tree_new_from_json (record->json, -1, error);
  const MpsTree *components;

  if (tree == NULL || !find_patient (writing, record->patient_id, error) ||
      !write_result (writing, tree, tree, error))
    return FALSE;

  components = mps_tree_peek (tree, "component");
  for (guint i = 0; components != NULL && i < mps_tree_get_size (components); i++)
    if (!write_result (writing, tree, mps_tree_peek_item (components, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
write_all (MpsSession *session,
           const MpsExportPlan *plan,
           Writing *writing,
           GCancellable *cancellable,
           GError **error)
{
  const MpsWalk walk = {
    .type = "Observation",
    .patient_id = plan->patient_id,
    .progress = plan->progress,
    .progress_data = plan->progress_data,
  };

  return mps_export_file_write (writing->file, MARK HEADINGS, -1, error) &&
         mps_store_walk_records (mps_session_peek_store (session),
                                 &walk,
                                 write_observation,
                                 writing,
                                 cancellable,
                                 error);
}

/**
 * mps_csv_export:
 * @session: who exports
 * @plan: what, where to and why; the format is CSV
 * @n_rows: (out): how many results the file has
 * @cancellable: (nullable): ends it; then there is no file
 * @error: return location
 *
 * Writes every result that is a quantity as a line of CSV (RFC 4180, UTF-8 with its mark). A text
 * that a spreadsheet would take for a formula is made harmless.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError without a reason or the right,
 * #MpsStoreError, #GIOErrorEnum.
 *
 * Returns: whether the file is there
 */
gboolean
mps_csv_export (MpsSession *session,
                const MpsExportPlan *plan,
                guint64 *n_rows,
                GCancellable *cancellable,
                GError **error)
{
  const gboolean one = plan->patient_id != NULL;
  g_autoptr (MpsExportFile) file = NULL;
  g_autoptr (GString) line = g_string_new (NULL);
  Writing writing = { .store = mps_session_peek_store (session), .line = line };
  gboolean may =
      one ? mps_session_require_chart (session, MPS_ACTION_EXPORT_CHART, plan->patient_id, error)
          : mps_session_require (session, MPS_ACTION_EXPORT_ALL, error);
  gboolean done;

  if (!may || !mps_export_require_reason (plan->reason, error) ||
      !mps_export_find_patient (session, plan->patient_id, error))
    return FALSE;
  file = mps_export_file_new (plan->path, error);
  if (file == NULL)
    return FALSE;

  writing.file = file;
  done = write_all (session, plan, &writing, cancellable, error);
  g_clear_pointer (&writing.patient, mps_patient_free);
  g_free (writing.patient_id);
  if (!done || !mps_export_conclude (session,
                                     file,
                                     one ? "Export/chart-csv" : "Export/csv",
                                     plan->patient_id,
                                     plan->reason,
                                     writing.n,
                                     error))
    return FALSE;

  *n_rows = writing.n;
  return TRUE;
}
