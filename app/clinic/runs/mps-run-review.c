/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/runs/mps-run-review.h"

#include "app/clinic/chart/mps-records.h"
#include "app/clinic/runs/mps-explain-text-private.h"
#include "app/clinic/runs/mps-run-explain-private.h"
#include "app/session/measurement/mps-fhir-read.h"
#include "app/session/measurement/mps-judge.h"
#include "devices/cartridge/mps-cartridge-tag.h"

#include <string.h>

#define RUN_SYSTEM "https://manpasik.org/run"

/* So many earlier values are looked through for the one before this run. */
#define PREVIOUS_VALUES 1000

static void
review_result_free (gpointer data)
{
  MpsReviewResult *result = data;

  mps_result_free (result->result);
  g_free (result->name);
  g_free (result->observation_id);
  g_free (result);
}

/**
 * mps_run_review_free:
 * @review: (transfer full) (nullable): a review
 */
void
mps_run_review_free (MpsRunReview *review)
{
  if (review == NULL)
    return;

  g_free (review->language);
  g_free (review->clinic);
  mps_patient_free (review->patient);
  mps_run_free (review->run);
  mps_cartridge_free (review->cartridge);
  g_clear_pointer (&review->results, g_ptr_array_unref);
  g_clear_pointer (&review->explanations, g_ptr_array_unref);
  g_free (review->qc);
  g_free (review->printed_by);
  g_free (review);
}

static MpsCartridge *
decode_cartridge (const MpsRun *run)
{
  MpsCartridge *cartridge = NULL;
  gsize size = 0;
  const guint8 *payload =
      run->cartridge_payload != NULL ? g_bytes_get_data (run->cartridge_payload, &size) : NULL;
  const guint8 *uid;

  if (payload == NULL ||
      mps_cartridge_payload_parse (payload, size, &cartridge) != MPS_TAG_ACCEPTED)
    return NULL;

  uid = run->cartridge_uid != NULL ? g_bytes_get_data (run->cartridge_uid, &size) : NULL;
  if (uid != NULL && size == sizeof cartridge->uid)
    memcpy (cartridge->uid, uid, sizeof cartridge->uid);
  cartridge->uses_burnt = run->uses_burnt;
  return cartridge;
}

static gboolean
is_of_result (const MpsTimelineEntry *entry, GPtrArray *own_ids)
{
  return g_ptr_array_find_with_equal_func (own_ids, entry->id, g_str_equal, NULL);
}

/* The newest value of the same code and unit from before this run. */
static gboolean
find_previous (MpsStore *store,
               const MpsRunReview *review,
               MpsReviewResult *result,
               GPtrArray *own_ids,
               GError **error)
{
  g_autoptr (GPtrArray) values = mps_store_load_trend (store,
                                                       review->run->patient_id,
                                                       result->result->code,
                                                       result->result->quantity.unit,
                                                       PREVIOUS_VALUES,
                                                       error);

  if (values == NULL)
    return FALSE;
  for (guint i = values->len; i-- > 0 && !result->has_previous;) {
    const MpsTimelineEntry *entry = g_ptr_array_index (values, i);

    if (!entry->has_quantity || entry->when_us > review->run->started_us ||
        is_of_result (entry, own_ids))
      continue;
    result->has_previous = TRUE;
    result->previous = entry->quantity;
    result->previous_us = entry->when_us;
  }

  return TRUE;
}

static gboolean
add_result (
    MpsStore *store, MpsRunReview *review, guint position, GPtrArray *own_ids, GError **error)
{
  MpsReviewResult *result = g_new0 (MpsReviewResult, 1);

  g_ptr_array_add (review->results, result);
  result->result = mps_result_copy (g_ptr_array_index (review->run->results, position));
  result->name = mps_analyte_dup_name (result->result->code, review->language);
  result->has_range = mps_judge_find_range (
      result->result, review->patient, review->run->started_us, &result->range);
  result->interpretation =
      mps_judge_result (result->result, result->has_range ? &result->range : NULL);
  result->observation_id =
      g_strdup (position < own_ids->len ? g_ptr_array_index (own_ids, position) : "");
  return find_previous (store, review, result, own_ids, error);
}

static MpsObservationStatus
read_status (const MpsResource *report)
{
  g_autoptr (JsonObject) object = mps_fhir_dup_object (report);
  const char *status = mps_fhir_peek_string (object, "status");

  if (g_strcmp0 (status, "final") == 0)
    return MPS_OBSERVATION_FINAL;
  if (g_strcmp0 (status, "entered-in-error") == 0)
    return MPS_OBSERVATION_ENTERED_IN_ERROR;
  return MPS_OBSERVATION_PRELIMINARY;
}

/* The report has the run's id and names its observations in tag order. */
static GPtrArray *
load_report (MpsStore *store, MpsRunReview *review, GError **error)
{
  g_autoptr (MpsResource) report = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) references = NULL;

  if (review->run->status != MPS_RUN_COMPLETE)
    return g_steal_pointer (&ids);
  report = mps_store_get (store, "DiagnosticReport", review->run->id, 0, error);
  if (report == NULL)
    return NULL;

  review->status = read_status (report);
  review->reviewed = review->status == MPS_OBSERVATION_FINAL;
  references = mps_fhir_dup_references (report, "result");
  for (guint i = 0; i < references->len; i++) {
    const char *slash = strrchr (g_ptr_array_index (references, i), '/');

    g_ptr_array_add (ids, g_strdup (slash != NULL ? slash + 1 : ""));
  }

  return g_steal_pointer (&ids);
}

static MpsPatient *
load_patient (MpsStore *store, const char *id, GError **error)
{
  g_autoptr (MpsResource) resource = mps_store_get (store, "Patient", id, 0, error);

  return resource != NULL ? mps_patient_new_from_resource (resource, error) : NULL;
}

static gboolean
audit_reading (MpsSession *session, const MpsRun *run, GError **error)
{
  g_autofree char *target = g_strconcat ("Run/", run->id, NULL);

  return mps_store_audit (mps_session_peek_store (session),
                          MPS_AUDIT_READ,
                          mps_session_peek_user (session),
                          run->patient_id,
                          target,
                          "result read",
                          error);
}

/* Without any right the store is not asked: whether a run exists is part of what may not be seen.
 */
static gboolean
check_reads_results (MpsSession *session, GError **error)
{
  return mps_session_may (session, MPS_ACTION_READ_RESULT) ||
         mps_session_may (session, MPS_ACTION_BREAK_GLASS) ||
         mps_session_require (session, MPS_ACTION_READ_RESULT, error);
}

/**
 * mps_run_review_load:
 * @session: who looks
 * @run_id: which run
 * @language: "ko" or "en": for the names of analytes and the report
 * @error: return location
 *
 * Reads a finished run with all that is said about it; that it was read is on the audit record. An
 * invalid run has no results.
 *
 * Blocks; a worker thread. Errors: #MpsSessionError, #MpsStoreError.
 *
 * Returns: (transfer full): the review
 */
MpsRunReview *
mps_run_review_load (MpsSession *session, const char *run_id, const char *language, GError **error)
{
  MpsStore *store = mps_session_peek_store (session);
  g_autoptr (MpsRunReview) review = g_new0 (MpsRunReview, 1);
  g_autoptr (GPtrArray) ids = NULL;

  if (!check_reads_results (session, error))
    return NULL;

  review->language = g_strdup (language);
  review->clinic = mps_store_dup_setting (store, "clinic", NULL);
  if (review->clinic == NULL)
    review->clinic = g_strdup ("");
  review->printed_by = g_strdup (mps_session_peek_user (session));
  review->results = g_ptr_array_new_with_free_func (review_result_free);
  review->run = mps_store_load_run (store, run_id, FALSE, error);
  if (review->run == NULL ||
      !mps_session_require_chart (
          session, MPS_ACTION_READ_RESULT, review->run->patient_id, error) ||
      !audit_reading (session, review->run, error))
    return NULL;
  review->patient = load_patient (store, review->run->patient_id, error);
  if (review->patient == NULL)
    return NULL;
  ids = load_report (store, review, error);
  if (ids == NULL)
    return NULL;

  review->cartridge = decode_cartridge (review->run);
  for (guint i = 0; i < review->run->results->len; i++) {
    if (!add_result (store, review, i, ids, error))
      return NULL;
  }
  /* Controls are not kept yet: that nothing is known is said, never that nothing is wrong. */
  review->qc = mps_explain_text (language, "qc-unknown", NULL);
  mps_run_explain (review);
  return g_steal_pointer (&review);
}

typedef struct {
  MpsSession *session;
  char *type;
  char *id;
  char *language;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_object_unref (load->session);
  g_free (load->type);
  g_free (load->id);
  g_free (load->language);
  g_free (load);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Load *load = data;
  GError *error = NULL;
  g_autofree char *run_id = mps_run_review_find_run (load->session, load->type, load->id, &error);
  MpsRunReview *review = NULL;

  if (run_id != NULL)
    review = mps_run_review_load (load->session, run_id, load->language, &error);
  if (review == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, review, (GDestroyNotify)mps_run_review_free);
}

/**
 * mps_run_review_load_async:
 * @session: who looks
 * @run_id: which run
 * @language: "ko" or "en"
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is there
 * @data: for @callback
 *
 * mps_run_review_load() on a worker thread.
 */
void
mps_run_review_load_async (MpsSession *session,
                           const char *run_id,
                           const char *language,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  mps_run_review_load_for_record_async (
      session, "Run", run_id, language, cancellable, callback, data);
}

/**
 * mps_run_review_load_for_record_async:
 * @session: who looks
 * @type: "Run", "Observation" or "DiagnosticReport"
 * @id: its id
 * @language: "ko" or "en"
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is there
 * @data: for @callback
 *
 * mps_run_review_find_run() and mps_run_review_load() on a worker thread; ends with
 * mps_run_review_load_finish().
 */
void
mps_run_review_load_for_record_async (MpsSession *session,
                                      const char *type,
                                      const char *id,
                                      const char *language,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Load *load = g_new0 (Load, 1);

  load->session = g_object_ref (session);
  load->type = g_strdup (type);
  load->id = g_strdup (id);
  load->language = g_strdup (language);
  g_task_set_source_tag (task, mps_run_review_load_for_record_async);
  g_task_set_task_data (task, load, load_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * mps_run_review_load_finish:
 * @result: of mps_run_review_load_async()
 * @error: return location
 *
 * Returns: (transfer full): the review
 */
MpsRunReview *
mps_run_review_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mps_run_review_make_report:
 * @review: a review
 *
 * Returns: (transfer full): the pages that say the same, laid out in the review's language
 */
MpsReport *
mps_run_review_make_report (const MpsRunReview *review)
{
  MpsReport *report = mps_report_new (review->language);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  mps_report_set_clinic (report, review->clinic, review->printed_by);
  mps_report_set_patient (report, review->patient);
  mps_report_set_run (report, review->run, review->cartridge, review->reviewed, review->qc);
  for (guint i = 0; i < review->results->len; i++) {
    const MpsReviewResult *result = g_ptr_array_index (review->results, i);

    mps_report_add_result (report,
                           result->result,
                           result->name,
                           result->has_range ? &result->range : NULL,
                           result->interpretation,
                           result->has_previous ? &result->previous : NULL,
                           result->previous_us);
  }
  for (guint i = 0; i < review->explanations->len; i++) {
    const MpsExplanation *explanation = g_ptr_array_index (review->explanations, i);

    mps_report_add_explanation (report, explanation->label, explanation->value);
  }
  mps_report_set_printed (report, now);
  return report;
}

static char *
find_run_identifier (const MpsResource *resource)
{
  g_autoptr (JsonObject) object = mps_fhir_dup_object (resource);
  JsonArray *identifiers = mps_fhir_peek_array (object, "identifier");

  for (guint i = 0; identifiers != NULL && i < json_array_get_length (identifiers); i++) {
    JsonNode *node = json_array_get_element (identifiers, i);
    JsonObject *identifier = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

    if (g_strcmp0 (mps_fhir_peek_string (identifier, "system"), RUN_SYSTEM) == 0)
      return g_strdup (mps_fhir_peek_string (identifier, "value"));
  }

  return NULL;
}

/**
 * mps_run_review_find_run:
 * @session: who looks
 * @type: "Run", "Observation" or "DiagnosticReport"
 * @id: its id
 * @error: return location
 *
 * Blocks. Error: NOT_FOUND of #MpsSessionError for a record that no run made, #MpsStoreError.
 *
 * Returns: (transfer full): id of the run that made the record
 */
char *
mps_run_review_find_run (MpsSession *session, const char *type, const char *id, GError **error)
{
  g_autoptr (MpsResource) resource = NULL;
  g_autofree char *patient_id = NULL;
  char *run_id;

  if (!check_reads_results (session, error))
    return NULL;
  /* Whose it is, is asked when the run is loaded. */
  if (g_str_equal (type, "Run"))
    return g_strdup (id);

  resource = mps_store_get (mps_session_peek_store (session), type, id, 0, error);
  if (resource == NULL)
    return NULL;
  patient_id = mps_records_dup_patient (resource);
  if (!mps_session_require_chart (session, MPS_ACTION_READ_RESULT, patient_id, error))
    return NULL;
  run_id = find_run_identifier (resource);
  if (run_id == NULL)
    g_set_error (error,
                 MPS_SESSION_ERROR,
                 MPS_SESSION_ERROR_NOT_FOUND,
                 "review: %s/%s was not made by a run here",
                 type,
                 id);
  return run_id;
}
