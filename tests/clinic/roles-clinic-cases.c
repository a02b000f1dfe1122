/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-fhir.h"
#include "app/clinic/audit/mps-audit-list.h"
#include "app/clinic/audit/mps-audit-month.h"
#include "app/clinic/audit/mps-daily-sheet.h"
#include "app/clinic/chart/mps-records.h"
#include "app/clinic/chart/mps-register.h"
#include "app/clinic/exchange/mps-csv-export.h"
#include "app/clinic/exchange/mps-csv-import.h"
#include "app/clinic/exchange/mps-csv-mappings.h"
#include "app/clinic/exchange/mps-export-anonymised.h"
#include "app/clinic/exchange/mps-import.h"
#include "app/clinic/keeping/mps-backup-plan.h"
#include "app/clinic/keeping/mps-backup-run.h"
#include "app/clinic/keeping/mps-downtime.h"
#include "app/clinic/keeping/mps-keeping.h"
#include "app/clinic/keeping/mps-retention.h"
#include "app/clinic/mps-tasks-downtime.h"
#include "app/clinic/mps-tasks-exchange.h"
#include "app/clinic/patients/mps-namesakes.h"
#include "app/clinic/patients/mps-patient-list.h"
#include "app/clinic/patients/mps-search.h"
#include "app/clinic/runs/mps-recompute.h"
#include "app/session/measurement/mps-settle.h"
#include "app/session/people/mps-accounts.h"
#include "app/session/people/mps-approvals.h"
#include "app/session/people/mps-break-glass.h"
#include "tests/clinic/clinic-fixture.h"
#include "tests/clinic/roles-clinic.h"

/* Use cases of no chart in particular. */

static gboolean
free_list (GPtrArray *list)
{
  if (list == NULL)
    return FALSE;

  g_ptr_array_unref (list);
  return TRUE;
}

static MpsForm *
new_patient (Clinic *clinic)
{
  g_autofree char *name = g_strdup_printf ("Kang %u", ++clinic->serial);

  return fill (
      MPS_FORM_PATIENT, NULL, "name", name, "birth-date", "1990-02-03", "gender", "male", NULL);
}

static gboolean
register_it (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsForm) form = new_patient (clinic);
  Fixture fixture = { .session = clinic->session };
  g_autoptr (MpsPatient) patient = register_patient (&fixture, form, NULL, NULL, error);

  return patient != NULL;
}

static gboolean
put_patient (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"new-%u\"}", ++clinic->serial);
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (json, -1, NULL);
  g_autoptr (MpsResource) written =
      mps_records_put (clinic->session, resource, MPS_VERSION_NEW, "test", error);

  return written != NULL;
}

static gboolean
find_namesakes (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsForm) form = new_patient (clinic);
  g_autoptr (GAsyncResult) result = NULL;

  mps_register_find_namesakes_async (clinic->session, form, NULL, keep_result, &result);
  result = wait_result (&result);
  return free_list (mps_register_find_namesakes_finish (result, error));
}

static gboolean
warn_of_namesakes (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  MpsNamesakes *found;

  mps_namesakes_load_async (clinic->session, chart_ids[CHART_OPEN], 4, NULL, keep_result, &result);
  result = wait_result (&result);
  found = mps_namesakes_load_finish (result, error);
  g_clear_pointer (&found, mps_namesakes_free);
  return *error == NULL;
}

static gboolean
list_patients (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsPatientList) list = mps_patient_list_new (clinic->session);
  gboolean own = mps_session_get_grant (clinic->session, MPS_ACTION_FIND_PATIENT) == MPS_GRANT_OWN;

  mps_patient_list_set_filter (list, "Hong");
  while (mps_patient_list_is_loading (list))
    g_main_context_iteration (NULL, TRUE);
  if (mps_patient_list_peek_error (list) != NULL) {
    g_propagate_error (error, g_error_copy (mps_patient_list_peek_error (list)));
    return FALSE;
  }

  if (own)
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  else
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), >=, N_CHARTS);
  return TRUE;
}

static gboolean
search (Clinic *clinic, const char *type, GError **error)
{
  g_autoptr (MpsSearchAnswer) answer = mps_search (clinic->session, "Hong", type, 10, NULL, error);

  return answer != NULL;
}

static gboolean
search_people (Clinic *clinic, WhichChart which, GError **error)
{
  return search (clinic, "Patient", error);
}

static gboolean
search_text (Clinic *clinic, WhichChart which, GError **error)
{
  return search (clinic, NULL, error);
}

static gboolean
search_records (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MpsSearchAnswer) answer = NULL;

  mps_search_records_async (clinic->session, "penicillin", 10, NULL, keep_result, &result);
  result = wait_result (&result);
  answer = mps_search_finish (clinic->session, result, error);
  return answer != NULL;
}

static gboolean
list_all (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *next = NULL;

  return free_list (
      mps_records_list (clinic->session, "Observation", NULL, 10, NULL, &next, error));
}

#define BASIC "{\"resourceType\":\"Basic\",\"id\":\"b\"}\n"

static gboolean
import_file (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".ndjson");
  g_autoptr (MpsImportReport) report = NULL;

  g_assert_true (g_file_set_contents (path, BASIC, -1, NULL));
  report = mps_import_file (clinic->session, path, NULL, NULL, NULL, error);
  return report != NULL;
}

static MpsCsvPreview *
preview (Clinic *clinic, GError **error)
{
  static const char text[] = "patient,code,value,unit,time\nopen,2345-7,1,mg/dL,2026-01-01\n";
  g_autoptr (MpsCsv) csv = mps_csv_parse (text, sizeof text - 1, ',', NULL);
  g_autoptr (MpsCsvMapping) mapping = mps_csv_mapping_guess (csv);

  return mps_csv_import_preview (clinic->session, csv, mapping, NULL, error);
}

static gboolean
preview_csv (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsCsvPreview) found = preview (clinic, error);

  return found != NULL;
}

static gboolean
take_csv (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  const MpsCsvPreview nothing = { .rows = rows };
  g_autoptr (MpsImportReport) report =
      mps_csv_import_take (clinic->session, &nothing, NULL, NULL, NULL, error);

  return report != NULL;
}

static gboolean
keep_mapping (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsCsvMapping) mapping = mps_csv_mapping_new ();

  return mps_csv_mappings_keep (clinic->session, "laboratory", mapping, error);
}

static gboolean
find_mapping (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsCsvMapping) mapping = mps_csv_mappings_find (clinic->session, "laboratory", error);

  return mapping != NULL;
}

static gboolean
list_mappings (Clinic *clinic, WhichChart which, GError **error)
{
  return free_list (mps_csv_mappings_load (clinic->session, error));
}

static gboolean
export_all (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".ndjson");
  const MpsExportPlan plan = { .path = path, .reason = "moving out" };
  guint64 n = 0;

  return mps_export_records (clinic->session, &plan, &n, NULL, error);
}

static gboolean
export_all_csv (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".csv");
  const MpsExportPlan plan = { .path = path, .reason = "moving out" };
  guint64 n = 0;

  return mps_csv_export (clinic->session, &plan, &n, NULL, error);
}

static gboolean
export_anonymised (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".ndjson");
  const MpsExportPlan plan = { .path = path, .reason = "a study" };
  MpsAnonymisedReport report = { 0 };

  return mps_export_anonymised (clinic->session, &plan, &report, NULL, error);
}

static gboolean
export_audit (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".ndjson");
  guint64 n = 0;

  return mps_audit_export (clinic->session, path, "yearly review", &n, NULL, error);
}

static gboolean
review_month (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsAuditMonth) month = mps_audit_month_load (clinic->session, 2026, 11, NULL, error);

  return month != NULL;
}

static gboolean
sign_off_month (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_audit_sign_off (clinic->session, 2020, 1, "looked through", error);
}

static gboolean
see_sign_off (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsAuditItem) item = mps_audit_load_sign_off (clinic->session, 2020, 1, NULL, error);

  return item != NULL || *error == NULL;
}

static gboolean
list_audit (Clinic *clinic, WhichChart which, GError **error)
{
  const MpsAuditQuery query = { .who = "kim" };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) list = NULL;
  gboolean cut = FALSE;

  mps_audit_list_async (clinic->session, &query, NULL, keep_result, &result);
  result = wait_result (&result);
  list = mps_audit_list_finish (result, &cut, error);
  return list != NULL;
}

static gboolean
verify_audit (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsAuditVerdict) verdict =
      mps_audit_review_verify (clinic->session, NULL, NULL, error);

  return verdict != NULL;
}

static gboolean
print_sheet (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".pdf");

  return mps_daily_sheet_write (clinic->session, NULL, "en", path, NULL, NULL, error);
}

static gboolean
back_up (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".backup");
  g_autoptr (MpsBackupReport) report =
      mps_keeping_back_up (clinic->session, path, NULL, NULL, NULL, error);

  return report != NULL;
}

/* It ends the session that it is given, and needs the profile alone: where the role is right, it
 * gets as far as the password. */
static gboolean
rekey (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsSecret) wrong = mps_secret_new ("not the password", -1);
  const MpsUnlock unlock = { .user = "kim", .password = wrong };

  return mps_keeping_rekey (
      g_object_ref (clinic->session), &unlock, "test", NULL, NULL, NULL, error);
}

static gboolean
check_records (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsStoreCheck) check = mps_keeping_check (clinic->session, NULL, error);

  return check != NULL;
}

static gboolean
recompute (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsRecomputeReport) report =
      mps_recompute_runs (clinic->session, NULL, NULL, NULL, NULL, error);

  return report != NULL;
}

static gboolean
count_retention (Clinic *clinic, WhichChart which, GError **error)
{
  return free_list (mps_retention_count (clinic->session, g_get_real_time (), NULL, error));
}

static gboolean
list_retention (Clinic *clinic, WhichChart which, GError **error)
{
  return free_list (mps_retention_list (clinic->session, g_get_real_time (), 10, NULL, error));
}

static gboolean
wait_task (MpsTask *task, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean done = FALSE;

  for (;;) {
    g_object_get (task, "done", &done, NULL);
    if (done)
      break;
    g_main_context_iteration (NULL, TRUE);
  }
  g_object_get (task, "error", &problem, NULL);
  if (problem == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static void
free_preview (gpointer data)
{
  mps_import_preview_free (data);
}

/* One that was looked at by whoever may. */
static GPtrArray *
new_previews (Clinic *clinic)
{
  GPtrArray *previews = g_ptr_array_new_with_free_func (free_preview);
  g_autofree char *path = clinic_dup_path (clinic, ".ndjson");
  MpsImportPreview *preview = mps_import_preview_new (path);

  g_assert_true (g_file_set_contents (path, BASIC, -1, NULL));
  preview->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, BASIC, -1);
  g_ptr_array_add (previews, preview);
  return previews;
}

static gboolean
look_task (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GPtrArray) previews = new_previews (clinic);

  return wait_task (mps_tasks_look (clinic->tasks, previews), error);
}

static gboolean
import_task (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GPtrArray) previews = new_previews (clinic);

  return wait_task (mps_tasks_import (clinic->tasks, previews), error);
}

static gboolean
look_at_file (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GPtrArray) previews = new_previews (clinic);

  return mps_import_preview_look (
      g_ptr_array_index (previews, 0), clinic->session, NULL, NULL, NULL, error);
}

static gboolean
take_file (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GPtrArray) previews = new_previews (clinic);
  g_autoptr (MpsImportReport) report = mps_import_preview_take (
      g_ptr_array_index (previews, 0), clinic->session, NULL, NULL, NULL, error);

  return report != NULL;
}

static gboolean
import_csv_task (Clinic *clinic, WhichChart which, GError **error)
{
  MpsCsvPreview *nothing = g_new0 (MpsCsvPreview, 1);

  nothing->rows = g_ptr_array_new ();
  return wait_task (mps_tasks_import_csv (clinic->tasks, nothing), error);
}

static gboolean
export_task (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".ndjson");

  return wait_task (
      mps_tasks_export (clinic->tasks, MPS_EXPORT_KIND_NDJSON, path, NULL, "moving out", "en"),
      error);
}

static gboolean
back_up_task (Clinic *clinic, WhichChart which, GError **error)
{
  return wait_task (mps_tasks_back_up (clinic->tasks), error);
}

static gboolean
back_up_now (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsBackupReport) report = NULL;

  return mps_backup_run (clinic->session, MPS_BACKUP_NOW, &report, NULL, NULL, NULL, error);
}

static gboolean
back_up_when_due (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsBackupReport) report = NULL;

  return mps_backup_run (clinic->session, MPS_BACKUP_WHEN_DUE, &report, NULL, NULL, NULL, error);
}

static gboolean
plan_backups (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *folder = g_build_filename (clinic->folder, "backups", NULL);
  const MpsBackupPlan plan = { .folder = folder, .every_hours = 24, .keep = 3 };

  g_assert_true (g_mkdir_with_parents (folder, 0700) == 0);
  return mps_backup_plan_set (clinic->session, &plan, error);
}

static gboolean
see_backups (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsBackupState) state =
      mps_backup_state_load (clinic->session, g_get_real_time (), error);

  return state != NULL;
}

static gboolean
make_kit (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *place = clinic_dup_path (clinic, "-kit");
  const MpsDowntimePlan plan = { .place = place, .language = "en", .program = "test" };
  MpsDowntimeKit *kit;

  g_assert_true (g_mkdir_with_parents (place, 0700) == 0);
  kit = mps_downtime_make (clinic->session, &plan, NULL, error);
  g_clear_pointer (&kit, mps_downtime_kit_free);
  return *error == NULL;
}

static gboolean
make_kit_task (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *place = clinic_dup_path (clinic, "-kit");

  g_assert_true (g_mkdir_with_parents (place, 0700) == 0);
  return wait_task (mps_tasks_make_downtime_kit (clinic->tasks, place, "en"), error);
}

/* This profile is no kit: where the role is right, it gets as far as that. */
static gboolean
open_sheet (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".pdf");

  return mps_downtime_open_sheet (clinic->session, path, error);
}

static gboolean
check_task (Clinic *clinic, WhichChart which, GError **error)
{
  return wait_task (mps_tasks_check (clinic->tasks), error);
}

static gboolean
recompute_task (Clinic *clinic, WhichChart which, GError **error)
{
  return wait_task (mps_tasks_recompute (clinic->tasks), error);
}

static gboolean
set_clock (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 off = 0;

  mps_readers_set_clock_async (clinic->readers, NULL, NULL, keep_result, &result);
  result = wait_result (&result);
  return mps_readers_set_clock_finish (clinic->readers, result, &off, error);
}

static gboolean
self_test (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint32 results = 0;

  mps_readers_self_test_async (clinic->readers, NULL, NULL, keep_result, &result);
  result = wait_result (&result);
  return mps_readers_self_test_finish (clinic->readers, result, &results, error);
}

/* The doctor checked the cartridge; whoever works now starts. */
static gboolean
measure (Clinic *clinic, WhichChart which, GError **error)
{
  MpsMeasurement *measurement = clinic->measurements[CHART_OPEN];
  MpsMeasurementPlan plan;
  g_autoptr (MpsMeasurement) own = NULL;

  if (mps_session_may (clinic->session, MPS_ACTION_MEASURE)) {
    own = mps_measurement_new (clinic->session, clinic->readers, chart_ids[CHART_OPEN]);
    if (!measure_check_tag (own, NULL, error))
      return FALSE;
    measurement = own;
  }
  quick_plan_init (&plan, 40);
  if (!measure_start (measurement, &plan, NULL, error))
    return FALSE;

  mps_measurement_cancel (measurement);
  measure_until_end (measurement);
  return TRUE;
}

static gboolean
list_accounts (Clinic *clinic, WhichChart which, GError **error)
{
  return free_list (mps_accounts_list (clinic->session, error));
}

static gboolean
list_account_events (Clinic *clinic, WhichChart which, GError **error)
{
  return free_list (mps_accounts_list_events (clinic->session, "kim", error));
}

static gboolean
add_account (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *login = g_strdup_printf ("new %u", ++clinic->serial);

  return mps_accounts_add (clinic->session,
                           login,
                           NULL,
                           MPS_ROLE_BIT (MPS_ROLE_STAFF),
                           clinic->password,
                           MPS_PASSWORD_STAYS,
                           error);
}

static gboolean
disable_account (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_accounts_disable (clinic->session, "dummy", error);
}

static gboolean
set_roles (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_accounts_set_roles (
      clinic->session, "dummy", MPS_ROLE_BIT (MPS_ROLE_ADMINISTRATOR), error);
}

static gboolean
reset_password (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_accounts_reset_password (
      clinic->session, "dummy", clinic->password, MPS_PASSWORD_STAYS, error);
}

static gboolean
set_person (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_accounts_set_person (clinic->session, "dummy", "Practitioner/1", error);
}

static gboolean
set_guarded (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_accounts_set_guarded (clinic->session, "dummy", "guardian", TRUE, error);
}

static gboolean
set_badge (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_accounts_set_badge (clinic->session, "dummy", (const guint8 *)"tag", 3, error);
}

static gboolean
renew_recovery (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *key = mps_accounts_renew_recovery (clinic->session, error);

  return key != NULL;
}

static gboolean
break_glass (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_glass_break (
      clinic->session, "glass", "unconscious at the door", clinic->password, NULL, error);
}

static gboolean
close_glass (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_glass_close (clinic->session, "glass", error);
}

static gboolean
list_glass (Clinic *clinic, WhichChart which, GError **error)
{
  return free_list (mps_glass_list (clinic->session, TRUE, error));
}

/* There is none: a store that refuses because of that is no role that does. */
static gboolean
review_glass (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_glass_review (clinic->session, "none", TRUE, NULL, error);
}

static gboolean
list_approvals (Clinic *clinic, WhichChart which, GError **error)
{
  return free_list (mps_approval_list (clinic->session, TRUE, error));
}

static gboolean
decide_approval (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_approval_decide (clinic->session, "none", TRUE, NULL, error);
}

#define CLINIC(name, functions, action, run)                                                       \
  {                                                                                                \
    name, functions, MPS_ACTION_##action, MPS_ACTION_##action, SCOPE_CLINIC, run                   \
  }

static const UseCase cases[] = {
  CLINIC ("register a patient", "mps_register_async", REGISTER_PATIENT, register_it),
  CLINIC ("put a new patient", "mps_records_put", REGISTER_PATIENT, put_patient),
  CLINIC ("look for namesakes", "mps_register_find_namesakes_async", FIND_PATIENT, find_namesakes),
  CLINIC ("be warned of namesakes", "mps_namesakes_load_async", FIND_PATIENT, warn_of_namesakes),
  { "list patients",
    "mps_patient_list_new mps_patient_list_reload mps_patient_list_set_filter "
    "mps_patient_list_set_order mps_patient_list_set_match_order",
    MPS_ACTION_FIND_PATIENT,
    MPS_ACTION_FIND_PATIENT,
    SCOPE_LIST,
    list_patients },
  CLINIC ("search for people", "mps_search mps_search_async", FIND_PATIENT, search_people),
  CLINIC ("search the text of charts", "mps_search mps_search_async", SEARCH, search_text),
  CLINIC ("search records", "mps_search_records_async", SEARCH, search_records),
  CLINIC ("list everybody's records", "mps_records_list", READ_CHART, list_all),
  CLINIC ("import a file", "mps_import_file", IMPORT, import_file),
  CLINIC ("look at a file", "mps_import_preview_look", IMPORT, look_at_file),
  CLINIC ("take in what was looked at", "mps_import_preview_take", IMPORT, take_file),
  CLINIC ("look as a task", "mps_tasks_look", IMPORT, look_task),
  CLINIC ("import as a task", "mps_tasks_import", IMPORT, import_task),
  CLINIC ("preview a table",
          "mps_csv_import_preview mps_csv_import_preview_async",
          IMPORT,
          preview_csv),
  CLINIC ("take a table in", "mps_csv_import_take", IMPORT, take_csv),
  CLINIC ("take a table in as a task", "mps_tasks_import_csv", IMPORT, import_csv_task),
  CLINIC (
      "keep a mapping", "mps_csv_mappings_keep mps_csv_mappings_keep_async", IMPORT, keep_mapping),
  CLINIC ("use a mapping", "mps_csv_mappings_find", IMPORT, find_mapping),
  CLINIC (
      "list mappings", "mps_csv_mappings_load mps_csv_mappings_load_async", IMPORT, list_mappings),
  CLINIC ("export as a task", "mps_tasks_export", EXPORT_ALL, export_task),
  CLINIC ("export everything", "mps_export_records", EXPORT_ALL, export_all),
  CLINIC ("export all results", "mps_csv_export", EXPORT_ALL, export_all_csv),
  CLINIC ("export de-identified", "mps_export_anonymised", EXPORT_ANONYMISED, export_anonymised),
  CLINIC ("export the audit record", "mps_audit_export", READ_AUDIT, export_audit),
  CLINIC ("review a month",
          "mps_audit_month_load mps_audit_month_load_async",
          READ_AUDIT,
          review_month),
  CLINIC ("list the audit record", "mps_audit_list_async", READ_AUDIT, list_audit),
  CLINIC ("sign a month off",
          "mps_audit_sign_off mps_audit_sign_off_async",
          READ_AUDIT,
          sign_off_month),
  CLINIC ("see who signed a month off",
          "mps_audit_load_sign_off mps_audit_load_sign_off_async",
          READ_AUDIT,
          see_sign_off),
  CLINIC ("verify the audit record",
          "mps_audit_review_verify mps_audit_review_verify_async",
          READ_AUDIT,
          verify_audit),
  CLINIC ("print the daily sheet",
          "mps_daily_sheet_write mps_daily_sheet_write_async",
          DAILY_SHEET,
          print_sheet),
  CLINIC ("back up", "mps_keeping_back_up", BACKUP, back_up),
  CLINIC ("plan backups", "mps_backup_plan_set", BACKUP, plan_backups),
  CLINIC ("back up as a task", "mps_tasks_back_up", BACKUP, back_up_task),
  CLINIC ("back up now", "mps_backup_run", BACKUP, back_up_now),
  CLINIC ("back up when it is due",
          "mps_backup_run mps_tasks_back_up_when_due",
          KEEP_SCHEDULE,
          back_up_when_due),
  CLINIC ("see how records are kept", "mps_backup_state_load", KEEP_SCHEDULE, see_backups),
  CLINIC ("make a downtime kit", "mps_downtime_make", BACKUP, make_kit),
  CLINIC ("make a downtime kit as a task", "mps_tasks_make_downtime_kit", BACKUP, make_kit_task),
  CLINIC ("open a downtime kit's sheet", "mps_downtime_open_sheet", READ_CHART, open_sheet),
  CLINIC ("give a new data key", "mps_keeping_rekey", REKEY, rekey),
  CLINIC ("check the records", "mps_keeping_check", MAINTAIN, check_records),
  CLINIC ("check as a task", "mps_tasks_check", MAINTAIN, check_task),
  CLINIC ("recompute", "mps_recompute_runs", MAINTAIN, recompute),
  CLINIC ("recompute as a task", "mps_tasks_recompute", MAINTAIN, recompute_task),
  CLINIC ("count what is kept", "mps_retention_count", MAINTAIN, count_retention),
  CLINIC ("list what is past its term", "mps_retention_list", MAINTAIN, list_retention),
  CLINIC ("set a reader's clock", "mps_readers_set_clock_async", MANAGE_DEVICES, set_clock),
  CLINIC ("test a reader", "mps_readers_self_test_async", MANAGE_DEVICES, self_test),
  CLINIC ("measure", "mps_measurement_start_async", MEASURE, measure),
  CLINIC ("list accounts", "mps_accounts_list", MANAGE_USERS, list_accounts),
  CLINIC ("see what happened to an account",
          "mps_accounts_list_events",
          MANAGE_USERS,
          list_account_events),
  CLINIC ("make an account", "mps_accounts_add", MANAGE_USERS, add_account),
  CLINIC ("change roles", "mps_accounts_set_roles", MANAGE_USERS, set_roles),
  CLINIC ("reset a password", "mps_accounts_reset_password", MANAGE_USERS, reset_password),
  CLINIC ("link an account to a person", "mps_accounts_set_person", MANAGE_USERS, set_person),
  CLINIC ("name a guardian", "mps_accounts_set_guarded", MANAGE_USERS, set_guarded),
  CLINIC ("give somebody a badge", "mps_accounts_set_badge", MANAGE_USERS, set_badge),
  CLINIC ("disable an account", "mps_accounts_disable", MANAGE_USERS, disable_account),
  CLINIC ("renew the recovery key", "mps_accounts_renew_recovery", REKEY, renew_recovery),
  CLINIC ("break the glass", "mps_glass_break mps_glass_break_async", BREAK_GLASS, break_glass),
  CLINIC ("close a broken glass", "mps_glass_close", BREAK_GLASS, close_glass),
  CLINIC ("see broken glasses", "mps_glass_list", REVIEW_BREAK_GLASS, list_glass),
  CLINIC ("review a broken glass", "mps_glass_review", REVIEW_BREAK_GLASS, review_glass),
  CLINIC ("see what waits for approval", "mps_approval_list", APPROVE, list_approvals),
  CLINIC ("approve", "mps_approval_decide", APPROVE, decide_approval),
};

const UseCase *
clinic_cases_get (gsize *n)
{
  *n = G_N_ELEMENTS (cases);
  return cases;
}
