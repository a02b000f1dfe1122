/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-list.h"
#include "app/clinic/audit/mps-audit-review.h"
#include "app/clinic/chart/mps-chart-documents.h"
#include "app/clinic/chart/mps-chart-drafts.h"
#include "app/clinic/chart/mps-chart-entry.h"
#include "app/clinic/chart/mps-chart-identifier.h"
#include "app/clinic/chart/mps-chart-print.h"
#include "app/clinic/chart/mps-chart-versions.h"
#include "app/clinic/chart/mps-records.h"
#include "app/clinic/chart/mps-register.h"
#include "app/clinic/exchange/mps-csv-export.h"
#include "app/clinic/runs/mps-run-review.h"
#include "app/session/measurement/mps-settle.h"
#include "tests/clinic/clinic-fixture.h"
#include "tests/clinic/roles-clinic.h"

/* Use cases of one chart. The doctor opened it; whoever works now goes on in it. */

static gboolean
free_list (GPtrArray *list)
{
  if (list == NULL)
    return FALSE;

  g_ptr_array_unref (list);
  return TRUE;
}

static gboolean
free_resource (MpsResource *resource)
{
  if (resource == NULL)
    return FALSE;

  mps_resource_unref (resource);
  return TRUE;
}

static gboolean
open_it (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MpsChart) chart = NULL;

  mps_chart_open_async (clinic->session, chart_ids[which], NULL, keep_result, &result);
  result = wait_result (&result);
  chart = mps_chart_open_finish (result, error);
  if (chart != NULL)
    settle_chart (chart);
  return chart != NULL;
}

static gboolean
read_timeline (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];

  mps_chart_reload (chart);
  settle_chart (chart);
  if (mps_chart_peek_error (chart) == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (mps_chart_peek_error (chart)));
  return FALSE;
}

static gboolean
read_trend (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autoptr (GAsyncResult) result = NULL;

  mps_chart_load_trend_async (chart, "2345-7", "mg/dL", NULL, keep_result, &result);
  result = wait_result (&result);
  return free_list (mps_chart_load_trend_finish (chart, result, error));
}

static gboolean
read_record (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autofree char *id = g_strconcat ("value-", chart_ids[which], NULL);
  g_autoptr (GAsyncResult) result = NULL;

  mps_chart_load_record_async (chart, "Observation", id, NULL, keep_result, &result);
  result = wait_result (&result);
  return free_resource (mps_chart_load_record_finish (chart, result, error));
}

static gboolean
read_entry (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autofree char *id = g_strconcat ("value-", chart_ids[which], NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MpsTimelineEntry) entry = NULL;

  mps_chart_load_entry_async (chart, "Observation", id, NULL, keep_result, &result);
  result = wait_result (&result);
  entry = mps_chart_load_entry_finish (chart, result, error);
  return entry != NULL;
}

static gboolean
read_results (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MpsResource) report = mps_resource_new_from_json (
      "{\"resourceType\":\"DiagnosticReport\",\"id\":\"r\",\"status\":\"final\","
      "\"code\":{\"text\":\"x\"},\"result\":[{\"reference\":\"Observation/none\"}]}",
      -1,
      NULL);

  mps_chart_load_results_async (chart, report, NULL, keep_result, &result);
  result = wait_result (&result);
  return free_list (mps_chart_load_results_finish (chart, result, error));
}

static gboolean
load_list (Clinic *clinic, WhichChart which, MpsFormKind kind, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autoptr (GAsyncResult) result = NULL;

  mps_chart_load_list_async (chart, kind, NULL, keep_result, &result);
  result = wait_result (&result);
  return free_list (mps_chart_load_list_finish (chart, result, error));
}

static gboolean
list_problems (Clinic *clinic, WhichChart which, GError **error)
{
  return load_list (clinic, which, MPS_FORM_PROBLEM, error);
}

static gboolean
list_allergies (Clinic *clinic, WhichChart which, GError **error)
{
  return load_list (clinic, which, MPS_FORM_ALLERGY, error);
}

static gboolean
compare_versions (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autofree char *id = g_strconcat ("value-", chart_ids[which], NULL);
  g_autoptr (GAsyncResult) result = NULL;

  mps_chart_load_versions_async (chart, "Observation", id, NULL, keep_result, &result);
  result = wait_result (&result);
  return free_list (mps_chart_load_versions_finish (chart, result, error));
}

static gboolean
save_form (Clinic *clinic, WhichChart which, MpsForm *taken, GError **error)
{
  g_autoptr (MpsForm) form = taken;
  MpsChart *chart = clinic->charts[which];
  gboolean done = free_list (save (chart, form, NULL, error));

  settle_chart (chart);
  return done;
}

static gboolean
save_problem (Clinic *clinic, WhichChart which, GError **error)
{
  return save_form (
      clinic, which, fill (MPS_FORM_PROBLEM, chart_ids[which], "name", "asthma", NULL), error);
}

static gboolean
save_vitals (Clinic *clinic, WhichChart which, GError **error)
{
  return save_form (clinic,
                    which,
                    fill (MPS_FORM_VITALS, chart_ids[which], "blood-pressure", "120/80", NULL),
                    error);
}

static gboolean
save_note (Clinic *clinic, WhichChart which, GError **error)
{
  return save_form (
      clinic, which, fill (MPS_FORM_NOTE, chart_ids[which], "text", "well", NULL), error);
}

static gboolean
save_consent (Clinic *clinic, WhichChart which, GError **error)
{
  return save_form (clinic,
                    which,
                    fill (MPS_FORM_CONSENT,
                          chart_ids[which],
                          "scope",
                          "research",
                          "text",
                          "use",
                          "given-by",
                          "self",
                          NULL),
                    error);
}

static gboolean
edit_patient (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autoptr (MpsResource) patient = mps_store_get (
      mps_session_peek_store (clinic->session), "Patient", chart_ids[which], 0, error);
  g_autofree char *street = g_strdup_printf ("Street %u", ++clinic->serial);
  MpsForm *form = mps_form_new_from_resource (MPS_FORM_PATIENT, patient, error);

  g_assert_true (mps_form_set (form, "address", street));
  for (int i = 0; i < 2; i++) {
    g_autoptr (GPtrArray) issues = mps_chart_check_form (chart, form);

    for (guint k = 0; k < issues->len; k++)
      mps_form_accept (form, ((MpsFormIssue *)g_ptr_array_index (issues, k))->field);
  }
  return save_form (clinic, which, form, error);
}

static gboolean
attach_document (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autofree char *path = clinic_dup_path (clinic, ".pdf");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (MpsForm) form =
      fill (MPS_FORM_DOCUMENT, chart_ids[which], "kind", "laboratory", "title", "paper", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;

  g_assert_true (g_file_set_contents (path, "%PDF-1.7\n", -1, NULL));
  mps_chart_attach_async (chart, form, file, NULL, keep_result, &result);
  result = wait_result (&result);
  done = free_resource (mps_chart_attach_finish (chart, result, NULL, error));
  g_clear_object (&result);
  settle_chart (chart);
  return done;
}

static gboolean
find_attachment (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MpsAttachment) found = NULL;

  mps_chart_find_attachment_async (chart, "none", NULL, keep_result, &result);
  result = wait_result (&result);
  found = mps_chart_find_attachment_finish (chart, result, error);
  return found != NULL;
}

static gboolean
load_document (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;

  mps_chart_load_document_async (chart, "none", NULL, keep_result, &result);
  result = wait_result (&result);
  bytes = mps_chart_load_document_finish (chart, result, NULL, error);
  return bytes != NULL;
}

static gboolean
load_chunk (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  MpsAttachment attachment = { .id = (char *)"none",
                               .patient_id = (char *)chart_ids[which],
                               .n_chunks = 1 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;

  mps_chart_load_chunk_async (chart, &attachment, 0, NULL, keep_result, &result);
  result = wait_result (&result);
  bytes = mps_chart_load_chunk_finish (chart, result, error);
  return bytes != NULL;
}

static gboolean
finish_write (MpsChart *chart, GAsyncResult **where, GError **error)
{
  g_autoptr (GAsyncResult) result = wait_result (where);
  gboolean done = free_list (mps_chart_write_finish (chart, result, error));

  g_clear_object (&result);
  settle_chart (chart);
  return done;
}

static gboolean
mark_error (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  GAsyncResult *result = NULL;

  mps_chart_mark_error_async (
      chart, "Condition", "none", 1, "typed twice", NULL, keep_result, &result);
  return finish_write (chart, &result, error);
}

static gboolean
withdraw_consent (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  GAsyncResult *result = NULL;

  mps_chart_withdraw_consent_async (chart, "none", 1, "no more", NULL, keep_result, &result);
  return finish_write (chart, &result, error);
}

static gboolean
undo (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  GAsyncResult *result = NULL;

  mps_chart_undo_async (chart, NULL, keep_result, &result);
  return finish_write (chart, &result, error);
}

static gboolean
reveal (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *number = NULL;

  mps_chart_reveal_identifier_async (chart, "insurance claim", NULL, keep_result, &result);
  result = wait_result (&result);
  number = mps_chart_reveal_identifier_finish (chart, result, error);
  return number != NULL;
}

static gboolean
merge (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  GAsyncResult *result = NULL;

  mps_chart_merge_async (chart, "nobody", "the same person", NULL, keep_result, &result);
  return finish_write (chart, &result, error);
}

static gboolean
unmerge (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  GAsyncResult *result = NULL;

  mps_chart_unmerge_async (chart, "nobody", "not the same", NULL, keep_result, &result);
  return finish_write (chart, &result, error);
}

static gboolean
save_draft (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autoptr (GAsyncResult) result = NULL;

  mps_chart_save_draft_async (chart, "note", "half", 0, 0, NULL, keep_result, &result);
  result = wait_result (&result);
  return mps_chart_save_draft_finish (chart, result, error);
}

static gboolean
load_draft (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MpsDraft) draft = NULL;

  mps_chart_load_draft_async (chart, "note", NULL, keep_result, &result);
  result = wait_result (&result);
  draft = mps_chart_load_draft_finish (chart, result, error);
  return draft != NULL;
}

static gboolean
list_drafts (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autoptr (GAsyncResult) result = NULL;

  mps_chart_list_drafts_async (chart, NULL, keep_result, &result);
  result = wait_result (&result);
  return free_list (mps_chart_list_drafts_finish (chart, result, error));
}

static gboolean
discard_draft (Clinic *clinic, WhichChart which, GError **error)
{
  MpsChart *chart = clinic->charts[which];
  g_autoptr (GAsyncResult) result = NULL;

  mps_chart_discard_draft_async (chart, "note", NULL, keep_result, &result);
  result = wait_result (&result);
  return mps_chart_discard_draft_finish (chart, result, error);
}

static gboolean
get_allergy (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *id = g_strconcat ("allergy-", chart_ids[which], NULL);

  return free_resource (mps_records_get (clinic->session, "AllergyIntolerance", id, 0, error));
}

static gboolean
get_value (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *id = g_strconcat ("value-", chart_ids[which], NULL);

  return free_resource (mps_records_get (clinic->session, "Observation", id, 0, error)) &&
         free_list (mps_records_history (clinic->session, "Observation", id, error));
}

static gboolean
get_history (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *id = g_strconcat ("value-", chart_ids[which], NULL);

  return free_list (mps_records_history (clinic->session, "Observation", id, error));
}

static gboolean
list_records (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *next = NULL;

  return free_list (
      mps_records_list (clinic->session, "Observation", chart_ids[which], 10, NULL, &next, error));
}

static gboolean
put_record (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Procedure\",\"id\":\"p-%u\",\"status\":\"completed\","
                       "\"subject\":{\"reference\":\"Patient/%s\"}}",
                       ++clinic->serial,
                       chart_ids[which]);
  g_autoptr (MpsResource) resource = mps_resource_new_from_json (json, -1, NULL);

  return free_resource (
      mps_records_put (clinic->session, resource, MPS_VERSION_NEW, "test", error));
}

static MpsExportPlan
plan_export (const char *path, WhichChart which)
{
  return (MpsExportPlan){ .path = path, .patient_id = chart_ids[which], .reason = "asked for it" };
}

static gboolean
export_chart (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".ndjson");
  const MpsExportPlan plan = plan_export (path, which);
  guint64 n = 0;

  return mps_export_records (clinic->session, &plan, &n, NULL, error);
}

static gboolean
export_csv (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".csv");
  const MpsExportPlan plan = plan_export (path, which);
  guint64 n = 0;

  return mps_csv_export (clinic->session, &plan, &n, NULL, error);
}

static gboolean
print_chart (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *path = clinic_dup_path (clinic, ".pdf");
  const MpsExportPlan plan = plan_export (path, which);
  guint n = 0;

  return mps_chart_print (clinic->session, &plan, "en", &n, NULL, error);
}

static gboolean
see_who_looked (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MpsAuditPage) page =
      mps_audit_review_load_page (clinic->session, chart_ids[which], 10, NULL, NULL, error);
  g_autoptr (GListModel) list = NULL;

  if (page == NULL)
    return FALSE;
  mps_audit_review_access_async (clinic->session, chart_ids[which], NULL, keep_result, &result);
  result = wait_result (&result);
  list = mps_audit_review_access_finish (result, error);
  return list != NULL;
}

static gboolean
see_access_list (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) list = NULL;

  mps_audit_review_access_async (clinic->session, chart_ids[which], NULL, keep_result, &result);
  result = wait_result (&result);
  list = mps_audit_review_access_finish (result, error);
  return list != NULL;
}

static gboolean
list_audit (Clinic *clinic, WhichChart which, GError **error)
{
  const MpsAuditQuery query = { .patient_id = chart_ids[which] };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) list = NULL;
  gboolean cut = FALSE;

  mps_audit_list_async (clinic->session, &query, NULL, keep_result, &result);
  result = wait_result (&result);
  list = mps_audit_list_finish (result, &cut, error);
  return list != NULL;
}

static gboolean
find_run (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *value = g_strconcat ("value-", chart_ids[which], NULL);
  g_autofree char *run = mps_run_review_find_run (clinic->session, "Observation", value, error);

  return run != NULL;
}

static gboolean
review_result (Clinic *clinic, WhichChart which, GError **error)
{
  g_autofree char *value = g_strconcat ("value-", chart_ids[which], NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MpsRunReview) review = NULL;

  mps_run_review_load_for_record_async (
      clinic->session, "Observation", value, "en", NULL, keep_result, &result);
  result = wait_result (&result);
  review = mps_run_review_load_finish (result, error);
  return review != NULL;
}

static gboolean
accept_result (Clinic *clinic, WhichChart which, GError **error)
{
  return mps_settle_report (
      clinic->session, chart_ids[which], "none", MPS_OBSERVATION_FINAL, "accepted", error);
}

static gboolean
check_cartridge (Clinic *clinic, WhichChart which, GError **error)
{
  g_autoptr (MpsMeasurement) measurement =
      mps_measurement_new (clinic->session, clinic->readers, chart_ids[which]);

  return measure_check_tag (measurement, NULL, error);
}

#define CHART(name, functions, action, run)                                                        \
  {                                                                                                \
    name, functions, MPS_ACTION_##action, MPS_ACTION_##action, SCOPE_CHART, run                    \
  }

static const UseCase cases[] = {
  CHART ("open a chart", "mps_chart_open_async", READ_CHART, open_it),
  CHART ("read the timeline",
         "mps_chart_reload mps_chart_load_more mps_chart_set_kinds",
         READ_CHART,
         read_timeline),
  CHART ("read a trend", "mps_chart_load_trend_async", READ_CHART, read_trend),
  CHART ("read a record in a chart", "mps_chart_load_record_async", READ_CHART, read_record),
  CHART ("read an entry of the timeline", "mps_chart_load_entry_async", READ_CHART, read_entry),
  CHART ("read results of a report", "mps_chart_load_results_async", READ_CHART, read_results),
  CHART ("list problems", "mps_chart_load_list_async", READ_CHART, list_problems),
  { "list allergies",
    "mps_chart_load_list_async",
    MPS_ACTION_READ_CHART,
    MPS_ACTION_READ_DISPENSING,
    SCOPE_CHART,
    list_allergies },
  CHART ("compare versions", "mps_chart_load_versions_async", READ_CHART, compare_versions),
  CHART ("write a problem", "mps_chart_save_async", WRITE_RECORD, save_problem),
  CHART ("write vital signs", "mps_chart_save_async", RECORD_VITALS, save_vitals),
  CHART ("write a note", "mps_chart_save_async", WRITE_NOTE, save_note),
  CHART ("write a consent", "mps_chart_save_async", RECORD_CONSENT, save_consent),
  CHART ("edit a patient", "mps_chart_save_async", EDIT_PATIENT, edit_patient),
  CHART ("attach a document", "mps_chart_attach_async", ATTACH_DOCUMENT, attach_document),
  CHART ("find an attachment", "mps_chart_find_attachment_async", READ_CHART, find_attachment),
  CHART ("read an attachment", "mps_chart_load_chunk_async", READ_CHART, load_chunk),
  CHART ("open a document", "mps_chart_load_document_async", READ_CHART, load_document),
  CHART ("mark as entered in error", "mps_chart_mark_error_async", WRITE_RECORD, mark_error),
  CHART (
      "withdraw a consent", "mps_chart_withdraw_consent_async", RECORD_CONSENT, withdraw_consent),
  CHART ("take a change back", "mps_chart_undo_async", WRITE_RECORD, undo),
  CHART ("show a resident number", "mps_chart_reveal_identifier_async", EDIT_PATIENT, reveal),
  CHART ("merge charts", "mps_chart_merge_async", MERGE_PATIENTS, merge),
  CHART ("undo a merge", "mps_chart_unmerge_async", MERGE_PATIENTS, unmerge),
  CHART ("keep a draft", "mps_chart_save_draft_async mps_draft_save_async", READ_CHART, save_draft),
  CHART ("bring a draft back",
         "mps_chart_load_draft_async mps_draft_load_async",
         READ_CHART,
         load_draft),
  CHART ("list drafts", "mps_chart_list_drafts_async", READ_CHART, list_drafts),
  CHART ("throw a draft away",
         "mps_chart_discard_draft_async mps_draft_discard_async",
         READ_CHART,
         discard_draft),
  { "get an allergy",
    "mps_records_get",
    MPS_ACTION_READ_CHART,
    MPS_ACTION_READ_DISPENSING,
    SCOPE_CHART,
    get_allergy },
  CHART ("get a value", "mps_records_get", READ_CHART, get_value),
  CHART ("get every version", "mps_records_history", READ_CHART, get_history),
  CHART ("list records of a chart", "mps_records_list", READ_CHART, list_records),
  CHART ("put a record", "mps_records_put", WRITE_RECORD, put_record),
  CHART ("export a chart", "mps_export_records", EXPORT_CHART, export_chart),
  CHART ("export a chart's results", "mps_csv_export", EXPORT_CHART, export_csv),
  CHART ("print a chart", "mps_chart_print", EXPORT_CHART, print_chart),
  CHART ("read a chart's audit record",
         "mps_audit_review_load_page mps_audit_review_walk",
         READ_AUDIT,
         see_who_looked),
  CHART ("see who opened a chart", "mps_audit_review_access_async", READ_AUDIT, see_access_list),
  CHART ("list a chart's audit record", "mps_audit_list_async", READ_AUDIT, list_audit),
  CHART ("find the run of a result", "mps_run_review_find_run", READ_RESULT, find_run),
  CHART ("review a result",
         "mps_run_review_load_for_record_async mps_run_review_load_async mps_run_review_load",
         READ_RESULT,
         review_result),
  CHART ("accept or reject a result",
         "mps_settle_report mps_measurement_accept_async mps_measurement_reject_async",
         ACCEPT_RESULT,
         accept_result),
  CHART ("check a cartridge for a patient",
         "mps_measurement_check_tag_async",
         MEASURE,
         check_cartridge),
};

const UseCase *
chart_cases_get (gsize *n)
{
  *n = G_N_ELEMENTS (cases);
  return cases;
}
