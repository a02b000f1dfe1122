/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/exchange/mps-export-anonymised.h"

#include "app/clinic/exchange/mps-deidentify-groups-private.h"
#include "app/clinic/exchange/mps-export-private.h"

typedef struct {
  MpsDeidentifier *table;
  MpsDeidentifyGroups *groups;
  MpsExportFile *file;
  MpsAnonymisedReport report;
} Writing;

static gboolean
count_patient (const MpsWalkRecord *record, gpointer data, GError **error)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_json (record->json, -1, error);

  if (tree == NULL)
    return FALSE;

  mps_deidentify_groups_count (data, tree);
  return TRUE;
}

/* What was counted of a patient, as exact as enough others share it. */
static void
tell_patient (Writing *writing, const MpsTree *original, MpsTree *patient)
{
  MpsDeidentifyClass class;

  if (!mps_deidentify_groups_find (writing->groups, original, &class))
    writing->report.generalised++;
  mps_tree_set_string (patient, "gender", class.gender);
  if (class.has_year) {
    g_autofree char *year = g_strdup_printf ("%04d", class.year);

    mps_tree_set_string (patient, "birthDate", year);
  }
  if (class.district != NULL)
    mps_tree_set_path_string (patient, "address[0].district", class.district);
}

static gboolean
write_record (const MpsWalkRecord *record, gpointer data, GError **error)
{
  Writing *writing = data;
  g_autoptr (MpsTree) original = NULL;
  g_autoptr (MpsTree) kept = NULL;
  g_autofree char *json = NULL;
  guint64 n_removed = 0;

  if (!mps_deidentifier_knows (writing->table, record->type)) {
    writing->report.other_types++;
    return TRUE;
  }
  if (record->patient_id == NULL) {
    writing->report.no_chart++;
    return TRUE;
  }
  original = mps_tree_new_from_json (record->json, -1, error);
  if (original == NULL)
    return FALSE;

  kept = mps_deidentifier_apply (
      writing->table, record->type, record->id, record->patient_id, original, &n_removed);
  if (g_str_equal (record->type, "Patient"))
    tell_patient (writing, original, kept);
  json = mps_tree_to_json (kept);
  /* What lost an element that R4 demands says nothing any more. */
  if (!mps_fhir_check (json, -1, NULL)) {
    writing->report.not_told++;
    return TRUE;
  }

  writing->report.resources++;
  writing->report.elements += n_removed;
  return mps_export_file_write (writing->file, json, -1, error) &&
         mps_export_file_write (writing->file, "\n", 1, error);
}

static gboolean
write_all (MpsSession *session,
           const MpsExportPlan *plan,
           Writing *writing,
           GCancellable *cancellable,
           GError **error)
{
  MpsStore *store = mps_session_peek_store (session);
  const MpsWalk patients = { .type = "Patient" };
  const MpsWalk records = {
    .patient_id = plan->patient_id,
    .progress = plan->progress,
    .progress_data = plan->progress_data,
  };

  if (!mps_store_walk_records (
          store, &patients, count_patient, writing->groups, cancellable, error))
    return FALSE;

  mps_deidentify_groups_settle (writing->groups);
  return mps_store_walk_records (store, &records, write_record, writing, cancellable, error);
}

/**
 * mps_export_anonymised:
 * @session: who exports
 * @plan: what, where to and why; the format is NDJSON
 * @report: (out): what the file holds
 * @cancellable: (nullable): ends it; then there is no file
 * @error: return location
 *
 * Writes records for research that no longer say whose they are: only elements that a table lets
 * through, ids and dates changed by a secret that nobody keeps, intervals of each patient as they
 * were, birth years, sex and district only as exactly as enough patients share them. Not exact
 * enough for a person to be found by these is not proof against everything else that somebody may
 * know: the file is still not for publication.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError without a reason or the right,
 * #MpsStoreError, #GIOErrorEnum.
 *
 * Returns: whether the file is there
 */
gboolean
mps_export_anonymised (MpsSession *session,
                       const MpsExportPlan *plan,
                       MpsAnonymisedReport *report,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (MpsDeidentifier) table = NULL;
  g_autoptr (MpsDeidentifyGroups) groups = NULL;
  g_autoptr (MpsExportFile) file = NULL;
  Writing writing = { 0 };

  if (!mps_session_require (session, MPS_ACTION_EXPORT_ANONYMISED, error) ||
      !mps_export_require_reason (plan->reason, error) ||
      !mps_export_find_patient (session, plan->patient_id, error))
    return FALSE;
  table = mps_deidentifier_new (error);
  file = table != NULL ? mps_export_file_new (plan->path, error) : NULL;
  if (file == NULL)
    return FALSE;

  groups = mps_deidentify_groups_new (table, g_date_time_get_year (now));
  writing = (Writing){ .table = table, .groups = groups, .file = file };
  if (!write_all (session, plan, &writing, cancellable, error) ||
      !mps_export_conclude (session,
                            file,
                            "Export/anonymised",
                            plan->patient_id,
                            plan->reason,
                            writing.report.resources,
                            error))
    return FALSE;

  *report = writing.report;
  return TRUE;
}
