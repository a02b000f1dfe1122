/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-edit.h"

#include "app/clinic/chart/mps-chart-private.h"
#include "app/clinic/chart/mps-patient-form-private.h"
#include "data/model/mps-rrn.h"
#include "data/model/mps-tree.h"

#define VERIFICATION "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"

typedef struct {
  MpsChartJob job;
  MpsForm *form;
  GPtrArray *issues;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  mps_chart_job_clear (&save->job);
  mps_form_free (save->form);
  g_clear_pointer (&save->issues, g_ptr_array_unref);
  g_free (save);
}

static MpsAction
get_action (MpsFormKind kind)
{
  switch (kind) {
  case MPS_FORM_PATIENT:
    return MPS_ACTION_EDIT_PATIENT;
  case MPS_FORM_VITALS:
    return MPS_ACTION_RECORD_VITALS;
  case MPS_FORM_NOTE:
    return MPS_ACTION_WRITE_NOTE;
  case MPS_FORM_DOCUMENT:
    return MPS_ACTION_ATTACH_DOCUMENT;
  case MPS_FORM_CONSENT:
    return MPS_ACTION_RECORD_CONSENT;
  case MPS_FORM_ALLERGY:
  case MPS_FORM_ALERT:
  case MPS_FORM_PROBLEM:
  case MPS_FORM_MEDICINE:
  case MPS_FORM_N_KINDS:
  default:
    return MPS_ACTION_WRITE_RECORD;
  }
}

/* What other records say about it */

static const char *
peek_words (const MpsTree *tree)
{
  const char *words = mps_tree_peek_path_string (tree, "code.text");

  return words != NULL ? words : mps_tree_peek_path_string (tree, "code.coding[0].display");
}

static gboolean
is_same_substance (const MpsResource *resource, const MpsForm *form)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);
  const char *words = peek_words (tree);
  g_autofree char *one = g_utf8_casefold (words != NULL ? words : "", -1);
  g_autofree char *other = g_utf8_casefold (mps_form_peek (form, "substance"), -1);

  return g_str_equal (g_strstrip (one), g_strstrip (other));
}

/* Other allergies of the chart that count. */
static GPtrArray *
list_allergies (const Save *save, GError **error)
{
  GPtrArray *records = mps_chart_list_records (mps_chart_job_peek_store (&save->job),
                                               "AllergyIntolerance",
                                               mps_chart_job_peek_patient_id (&save->job),
                                               (const char *const *)save->job.merged,
                                               error);

  for (guint i = records != NULL ? records->len : 0; i > 0; i--) {
    const MpsResource *record = g_ptr_array_index (records, i - 1);

    if (!mps_chart_allergy_counts (record) ||
        g_str_equal (mps_resource_peek_id (record), mps_form_peek_record_id (save->form)))
      g_ptr_array_remove_index (records, i - 1);
  }
  return records;
}

static void
check_allergies (Save *save, GPtrArray *others)
{
  gboolean none = g_str_equal (mps_form_peek (save->form, "kind"), "none-known");

  for (guint i = 0; i < others->len; i++) {
    const MpsResource *other = g_ptr_array_index (others, i);
    gboolean other_none = mps_chart_is_no_known_allergy (other);

    if (none && !other_none) {
      mps_form_issues_add (
          save->issues, "kind", MPS_ISSUE_ERROR, MPS_ISSUE_CONTRADICTS_ALLERGIES, NULL);
      return;
    }
    if (none == other_none && (none || is_same_substance (other, save->form))) {
      mps_form_issues_add (save->issues,
                           none ? "kind" : "substance",
                           MPS_ISSUE_CONFIRM,
                           MPS_ISSUE_ALREADY_RECORDED,
                           NULL);
      return;
    }
  }
}

/* Numbers of one person only: a text that is a patient's number of @kind, as typed */
static const struct {
  const char *field;
  const char *kind;
} numbers[] = {
  { "chart-number", MPS_NUMBER_CHART },
  { "resident-number", MPS_NUMBER_RESIDENT },
  { "passport", MPS_NUMBER_PASSPORT },
};

static char *
dup_number (const MpsForm *form, gsize i)
{
  const char *text = mps_form_peek (form, numbers[i].field);
  MpsRrn rrn;

  if (!mps_form_field_is_changed (form, numbers[i].field) || *text == '\0')
    return NULL;
  if (g_str_equal (numbers[i].kind, MPS_NUMBER_RESIDENT))
    return mps_rrn_parse (text, &rrn) == MPS_RRN_OK ? mps_rrn_format (&rrn) : NULL;
  return g_strstrip (g_strdup (text));
}

/**
 * mps_patient_form_find_owners:
 * @store: a store
 * @form: a form of a patient
 * @issues: (element-type MpsFormIssue): gets an error for each number that somebody else has, with
 *   that patient's chart number as detail
 * @error: return location
 *
 * Returns: whether that could be found out
 */
gboolean
mps_patient_form_find_owners (MpsStore *store,
                              const MpsForm *form,
                              GPtrArray *issues,
                              GError **error)
{
  const char *own = mps_form_peek_record_id (form);

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *number = dup_number (form, i);
    g_autoptr (GPtrArray) owners = NULL;
    const MpsNumberOwner *owner;

    if (number == NULL)
      continue;
    owners = mps_store_find_number_owners (
        store, numbers[i].kind, number, *own != '\0' ? own : NULL, error);
    if (owners == NULL)
      return FALSE;
    if (owners->len == 0)
      continue;
    owner = g_ptr_array_index (owners, 0);
    mps_form_issues_add (
        issues, numbers[i].field, MPS_ISSUE_ERROR, MPS_ISSUE_SAME_IDENTIFIER, owner->chart_number);
  }
  return TRUE;
}

/**
 * mps_patient_form_require_numbers:
 * @batch: a batch
 * @form: a form of a patient
 * @patient_id: (nullable): the patient, who may have them
 *
 * Nobody else may have these numbers when the batch is carried out.
 */
void
mps_patient_form_require_numbers (MpsStoreBatch *batch, const MpsForm *form, const char *patient_id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *number = dup_number (form, i);

    if (number != NULL)
      mps_store_batch_require_free_number (batch, numbers[i].kind, number, patient_id);
  }
}

/* Saving */

/**
 * mps_form_issues_hold_up:
 * @form: a form
 * @issues: (element-type MpsFormIssue): what was found
 * @error: return location
 *
 * Returns: whether it cannot be saved so: with FIELDS or CONFIRM of #MpsChartError
 */
gboolean
mps_form_issues_hold_up (const MpsForm *form, GPtrArray *issues, GError **error)
{
  gboolean confirm = FALSE;

  for (guint i = 0; i < issues->len; i++) {
    const MpsFormIssue *issue = g_ptr_array_index (issues, i);

    if (issue->severity == MPS_ISSUE_ERROR) {
      gboolean taken = issue->code == MPS_ISSUE_SAME_IDENTIFIER;

      g_set_error (error,
                   MPS_CHART_ERROR,
                   taken ? MPS_CHART_ERROR_DUPLICATE : MPS_CHART_ERROR_FIELDS,
                   taken ? "form: another patient has the number in “%s”"
                         : "form: “%s” is missing or cannot be used",
                   issue->field);
      return TRUE;
    }
    confirm = confirm ||
              (issue->severity == MPS_ISSUE_CONFIRM && !mps_form_is_accepted (form, issue->field));
  }
  if (confirm)
    g_set_error_literal (error,
                         MPS_CHART_ERROR,
                         MPS_CHART_ERROR_CONFIRM,
                         "form: something in it has to be confirmed first");
  return confirm;
}

static gboolean
check (Save *save, const MpsFormContext *context, GPtrArray *allergies, GError **error)
{
  save->issues = mps_form_check (save->form, context);
  if (allergies != NULL)
    check_allergies (save, allergies);
  if (mps_form_get_kind (save->form) == MPS_FORM_PATIENT &&
      !mps_patient_form_find_owners (
          mps_chart_job_peek_store (&save->job), save->form, save->issues, error))
    return FALSE;
  return !mps_form_issues_hold_up (save->form, save->issues, error);
}

/* Whoever has an allergy has no "no known allergies" any more. */
static gboolean
refute (MpsStoreBatch *batch, const MpsResource *statement, GError **error)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (statement);
  g_autoptr (MpsResource) refuted = NULL;

  mps_tree_set_path_string (tree, "verificationStatus.coding[0].system", VERIFICATION);
  mps_tree_set_path_string (tree, "verificationStatus.coding[0].code", "refuted");
  mps_tree_set_path (tree, "verificationStatus.coding[0].display", NULL);
  mps_tree_set_path (tree, "verificationStatus.text", NULL);
  refuted = mps_tree_to_resource (tree, error);
  if (refuted == NULL)
    return FALSE;

  mps_store_batch_put (batch, refuted, mps_resource_get_version (statement));
  return TRUE;
}

static gboolean
settle_allergies (const Save *save, GPtrArray *allergies, MpsStoreBatch *batch, GError **error)
{
  if (g_str_equal (mps_form_peek (save->form, "kind"), "none-known"))
    return TRUE;

  for (guint i = 0; i < allergies->len; i++) {
    const MpsResource *record = g_ptr_array_index (allergies, i);

    if (mps_chart_is_no_known_allergy (record) && !refute (batch, record, error))
      return FALSE;
  }
  return TRUE;
}

static void
discard_draft (const Save *save, MpsStoreBatch *batch)
{
  const char *word = mps_form_kind_to_word (mps_form_get_kind (save->form));
  const char *id = mps_form_peek_record_id (save->form);
  g_autofree char *kind = *id == '\0' ? g_strdup (word) : g_strconcat (word, "/", id, NULL);

  mps_store_batch_discard_draft (batch,
                                 mps_session_peek_user (mps_chart_job_peek_session (&save->job)),
                                 mps_chart_job_peek_patient_id (&save->job),
                                 kind);
}

static MpsStoreBatch *
new_batch (const Save *save,
           const MpsFormContext *context,
           GPtrArray *allergies,
           GPtrArray *records,
           GError **error)
{
  gboolean is_new = context->base == NULL;
  MpsFormKind kind = mps_form_get_kind (save->form);
  g_autofree char *why =
      g_strdup_printf ("%s %s", mps_form_kind_to_word (kind), is_new ? "recorded" : "changed");
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (context->who, why);

  if (kind == MPS_FORM_PATIENT)
    mps_patient_form_require_numbers (
        batch, save->form, mps_chart_job_peek_patient_id (&save->job));
  for (guint i = 0; i < records->len; i++)
    mps_store_batch_put (batch,
                         g_ptr_array_index (records, i),
                         is_new ? MPS_VERSION_NEW : mps_form_get_version (save->form));
  if (allergies != NULL && !settle_allergies (save, allergies, batch, error))
    return NULL;
  discard_draft (save, batch);
  return g_steal_pointer (&batch);
}

/* "Observation" or "Condition/ID", for the audit record. */
static char *
dup_target (const MpsForm *form)
{
  const char *id = mps_form_peek_record_id (form);
  const char *type = mps_form_kind_to_type (mps_form_get_kind (form));

  return *id == '\0' ? g_strdup (type) : g_strconcat (type, "/", id, NULL);
}

static gboolean
require_change (const Save *save, GError **error)
{
  if (mps_form_is_changed (save->form))
    return TRUE;

  g_set_error_literal (error,
                       MPS_CHART_ERROR,
                       MPS_CHART_ERROR_UNCHANGED,
                       "form: nothing in it was filled in or changed");
  return FALSE;
}

static GPtrArray *
save_form (Save *save, GCancellable *cancellable, GError **error)
{
  MpsSession *session = mps_chart_job_peek_session (&save->job);
  MpsStore *store = mps_session_peek_store (session);
  MpsFormKind kind = mps_form_get_kind (save->form);
  const char *id = mps_form_peek_record_id (save->form);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  MpsFormContext context = { .now = now,
                             .who = mps_session_peek_user (session),
                             .gender = save->job.gender,
                             .birth_date = save->job.birth_date };
  g_autofree char *target = dup_target (save->form);
  g_autoptr (MpsResource) base = NULL;
  g_autoptr (GPtrArray) allergies = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (MpsStoreBatch) batch = NULL;
  GPtrArray *written = NULL;

  if (!mps_session_require_chart (
          session, get_action (kind), mps_chart_job_peek_patient_id (&save->job), error) ||
      !require_change (save, error))
    return NULL;
  if (*id != '\0') {
    base = mps_store_get (
        store, mps_form_kind_to_type (kind), id, mps_form_get_version (save->form), error);
    if (base == NULL)
      return NULL;
  }
  context.base = base;
  if (kind == MPS_FORM_ALLERGY && (allergies = list_allergies (save, error)) == NULL)
    return NULL;
  if (!check (save, &context, allergies, error) ||
      (records = mps_form_build (save->form, &context, error)) == NULL ||
      (batch = new_batch (save, &context, allergies, records, error)) == NULL)
    return NULL;

  return mps_chart_token_commit (save->job.token, batch, target, &written, cancellable, error)
             ? written
             : NULL;
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *written = save_form (data, cancellable, &error);

  if (written == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, written, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * mps_chart_save_async:
 * @self: the chart that the form was opened in
 * @form: a filled-in form; copied. %MPS_FORM_DOCUMENT only to edit a document's description: a new
 *   one comes with mps_chart_attach_async()
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable or was refused
 * @data: for @callback
 *
 * Checks the form, also against what is recorded already, makes records of it and writes them
 * through the chart's token, together with the end of the draft of this kind ("allergy", or
 * "allergy/ID" where a record is edited). A form that was filled in for another patient is refused,
 * audited, and answered with WRONG_CHART.
 *
 * A recorded allergy ends the statement that there is none.
 */
void
mps_chart_save_async (MpsChart *self,
                      const MpsForm *form,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Save *save = g_new0 (Save, 1);
  GError *error = NULL;

  mps_chart_job_init (&save->job, self);
  save->form = mps_form_copy (form);
  g_task_set_source_tag (task, mps_chart_save_async);
  g_task_set_task_data (task, save, save_free);
  save->job.writes = mps_chart_token_begin (save->job.token, &error);
  if (!save->job.writes)
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, save_in_thread);
}

/**
 * mps_chart_save_finish:
 * @self: a chart
 * @result: of mps_chart_save_async()
 * @issues: (out) (optional) (transfer full) (nullable) (element-type MpsFormIssue): all that is to
 *   be said of the form, also where it was saved
 * @error: return location
 *
 * Errors: #MpsChartError (FIELDS, CONFIRM, DUPLICATE: see @issues; CLOSED, WRONG_CHART, MERGED,
 * UNCHANGED); STALE of #MpsStoreError where somebody else changed the record meanwhile; REFUSED of
 * #MpsSessionError.
 *
 * Returns: (transfer full) (element-type MpsResource): what was written, or %NULL with nothing
 *   written
 */
GPtrArray *
mps_chart_save_finish (MpsChart *self, GAsyncResult *result, GPtrArray **issues, GError **error)
{
  Save *save = g_task_get_task_data (G_TASK (result));
  GPtrArray *written = g_task_propagate_pointer (G_TASK (result), error);

  if (issues != NULL)
    *issues = g_steal_pointer (&save->issues);
  mps_chart_written (self, written);
  return written;
}

/**
 * mps_chart_check_form:
 * @self: a chart
 * @form: a form that is being filled in
 *
 * mps_form_check() for this patient and now: fit for every key stroke.
 *
 * Returns: (transfer full) (element-type MpsFormIssue): what is to be said of it
 */
GPtrArray *
mps_chart_check_form (MpsChart *self, const MpsForm *form)
{
  const MpsPatient *patient = mps_chart_peek_patient (self);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  const MpsFormContext context = { .now = now,
                                   .gender = patient->gender,
                                   .birth_date = patient->birth_date };

  return mps_form_check (form, &context);
}
