/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-edit.h"

#include "app/clinic/chart/mps-chart-private.h"
#include "app/session/people/mps-role.h"
#include "data/model/mps-rrn.h"
#include "data/model/mps-tree.h"
#include "data/store/record/mps-store-identity.h"

#define THO "http://terminology.hl7.org/CodeSystem/"

typedef struct {
  MpsChartJob job;
  GPtrArray *last;
} Write;

static void
write_free (gpointer data)
{
  Write *write = data;

  mps_chart_job_clear (&write->job);
  g_clear_pointer (&write->last, g_ptr_array_unref);
  g_free (write);
}

static void
start (MpsChart *self,
       Write *write,
       gpointer tag,
       GTaskThreadFunc func,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  GError *error = NULL;

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, write, write_free);
  write->job.writes = mps_chart_token_begin (write->job.token, &error);
  if (!write->job.writes)
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, func);
}

static Write *
new_write (MpsChart *self, const char *type, const char *id, gint64 version, const char *reason)
{
  Write *write = g_new0 (Write, 1);

  mps_chart_job_init (&write->job, self);
  write->job.type = g_strdup (type);
  write->job.id = g_strdup (id);
  write->job.version = version;
  write->job.text = g_strstrip (g_strdup (reason != NULL ? reason : ""));
  return write;
}

static void
return_written (GTask *task, GPtrArray *written, GError *error)
{
  if (written == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, written, (GDestroyNotify)g_ptr_array_unref);
}

static gboolean
require_reason (const MpsChartJob *job, GError **error)
{
  if (*job->text != '\0')
    return TRUE;

  g_set_error_literal (
      error, MPS_CHART_ERROR, MPS_CHART_ERROR_REASON, "chart: this needs a reason");
  return FALSE;
}

static GPtrArray *
commit_one (const MpsChartJob *job,
            const MpsTree *tree,
            const char *why,
            GCancellable *cancellable,
            GError **error)
{
  const char *who = mps_session_peek_user (mps_chart_job_peek_session (job));
  g_autofree char *target = g_strconcat (job->type, "/", job->id, NULL);
  g_autoptr (MpsResource) resource = mps_tree_to_resource (tree, error);
  g_autoptr (MpsStoreBatch) batch = NULL;
  GPtrArray *written = NULL;

  if (resource == NULL)
    return NULL;
  batch = mps_store_batch_new (who, why);
  mps_store_batch_put (batch, resource, job->version);
  return mps_chart_token_commit (job->token, batch, target, &written, cancellable, error) ? written
                                                                                          : NULL;
}

/* Entered in error */

static gboolean
uses_verification_status (const char *type)
{
  return g_str_equal (type, "AllergyIntolerance") || g_str_equal (type, "Condition");
}

/* FALSE where records of that kind cannot be entered in error. */
static gboolean
set_entered_in_error (const char *type, MpsTree *tree)
{
  const char *system = g_str_equal (type, "Condition") ? THO "condition-ver-status"
                                                       : THO "allergyintolerance-verification";

  if (uses_verification_status (type)) {
    mps_tree_set (tree, "verificationStatus", NULL);
    mps_tree_set_path_string (tree, "verificationStatus.coding[0].system", system);
    mps_tree_set_path_string (tree, "verificationStatus.coding[0].code", "entered-in-error");
    mps_tree_set (tree, "clinicalStatus", NULL);
    return TRUE;
  }
  if (mps_tree_peek_string (tree, "status") == NULL)
    return FALSE;
  mps_tree_set_string (tree, "status", "entered-in-error");
  return TRUE;
}

static MpsTree *
load_for_change (const MpsChartJob *job, MpsAction action, GError **error)
{
  MpsStore *store = mps_chart_job_peek_store (job);
  g_autoptr (MpsResource) resource = NULL;

  if (!mps_session_require_chart (
          mps_chart_job_peek_session (job), action, mps_chart_job_peek_patient_id (job), error) ||
      !require_reason (job, error))
    return NULL;
  resource = mps_store_get (store, job->type, job->id, job->version, error);
  return resource != NULL ? mps_tree_new_from_resource (resource) : NULL;
}

static GPtrArray *
mark_error (const MpsChartJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (MpsTree) tree = load_for_change (job, MPS_ACTION_WRITE_RECORD, error);
  g_autofree char *why = g_strdup_printf ("entered in error: %s", job->text);

  if (tree == NULL)
    return NULL;
  if (!set_entered_in_error (job->type, tree)) {
    g_set_error (error,
                 MPS_CHART_ERROR,
                 MPS_CHART_ERROR_FIELDS,
                 "chart: a %s cannot be marked as entered in error",
                 job->type);
    return NULL;
  }
  return commit_one (job, tree, why, cancellable, error);
}

static void
mark_error_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Write *write = data;
  GError *error = NULL;
  GPtrArray *written = mark_error (&write->job, cancellable, &error);

  return_written (task, written, error);
}

/**
 * mps_chart_mark_error_async:
 * @self: the chart that the record is in
 * @type: its type
 * @id: its id
 * @version: the version that was looked at
 * @reason: why, in the person's words; needed
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable
 * @data: for @callback
 *
 * Marks a record as entered in error. Nothing is ever deleted: the record stays, says so, and its
 * versions remain. Answer with mps_chart_write_finish().
 */
void
mps_chart_mark_error_async (MpsChart *self,
                            const char *type,
                            const char *id,
                            gint64 version,
                            const char *reason,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  start (self,
         new_write (self, type, id, version, reason),
         mps_chart_mark_error_async,
         mark_error_in_thread,
         cancellable,
         callback,
         data);
}

/* Consent withdrawn */

static GPtrArray *
withdraw (const MpsChartJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (MpsTree) tree = load_for_change (job, MPS_ACTION_RECORD_CONSENT, error);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *end = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S%:z");
  g_autofree char *why = g_strdup_printf ("consent withdrawn: %s", job->text);

  if (tree == NULL)
    return NULL;
  if (g_strcmp0 (mps_tree_peek_string (tree, "status"), "active") != 0) {
    g_set_error_literal (
        error, MPS_CHART_ERROR, MPS_CHART_ERROR_UNCHANGED, "consent: it is not in force");
    return NULL;
  }
  mps_tree_set_string (tree, "status", "inactive");
  mps_tree_set_path_string (tree, "provision.period.end", end);
  return commit_one (job, tree, why, cancellable, error);
}

static void
withdraw_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Write *write = data;
  GError *error = NULL;
  GPtrArray *written = withdraw (&write->job, cancellable, &error);

  return_written (task, written, error);
}

/**
 * mps_chart_withdraw_consent_async:
 * @self: the chart that the consent is in
 * @id: id of the Consent
 * @version: the version that was looked at
 * @reason: in the person's words; needed
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable
 * @data: for @callback
 *
 * A consent that was given is no longer so, from now on. Answer with mps_chart_write_finish().
 */
void
mps_chart_withdraw_consent_async (MpsChart *self,
                                  const char *id,
                                  gint64 version,
                                  const char *reason,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  start (self,
         new_write (self, "Consent", id, version, reason),
         mps_chart_withdraw_consent_async,
         withdraw_in_thread,
         cancellable,
         callback,
         data);
}

/* Taking back the last write */

static MpsTree *
dup_before (MpsStore *store, const MpsResource *written, GError **error)
{
  const char *type = mps_resource_peek_type (written);
  gint64 version = mps_resource_get_version (written);
  g_autoptr (MpsResource) before = NULL;
  g_autoptr (MpsTree) tree = NULL;

  if (version > 1) {
    before = mps_store_get (store, type, mps_resource_peek_id (written), version - 1, error);
    return before != NULL ? mps_tree_new_from_resource (before) : NULL;
  }

  tree = mps_tree_new_from_resource (written);
  if (set_entered_in_error (type, tree))
    return g_steal_pointer (&tree);

  g_set_error (error,
               MPS_CHART_ERROR,
               MPS_CHART_ERROR_UNCHANGED,
               "chart: a new %s cannot be taken back",
               type);
  return NULL;
}

/* A number that the patient had before may be somebody else's by now. */
static void
require_numbers (MpsStoreBatch *batch, const char *patient_id, const MpsTree *patient)
{
  static const char *const kinds[] = {
    MPS_NUMBER_CHART, MPS_NUMBER_RESIDENT, MPS_NUMBER_PASSPORT, NULL
  };
  const MpsTree *list = mps_tree_peek (patient, "identifier");

  for (guint i = 0; list != NULL && i < mps_tree_get_size (list); i++) {
    const MpsTree *item = mps_tree_peek_item (list, i);
    const char *value = mps_tree_peek_string (item, "value");
    const char *kind = mps_tree_peek_path_string (item, "type.coding[0].code");

    if (g_strcmp0 (mps_tree_peek_string (item, "system"), MPS_RRN_SYSTEM) == 0)
      kind = MPS_NUMBER_RESIDENT;
    if (value != NULL && kind != NULL && g_strv_contains (kinds, kind) &&
        g_strcmp0 (mps_tree_peek_string (item, "use"), "old") != 0)
      mps_store_batch_require_free_number (batch, kind, value, patient_id);
  }
}

static gboolean
put_back (const MpsChartJob *job, const MpsResource *written, MpsStoreBatch *batch, GError **error)
{
  const char *type = mps_resource_peek_type (written);
  g_autoptr (MpsTree) tree = NULL;
  g_autoptr (MpsResource) resource = NULL;

  if (!mps_session_require_chart (mps_chart_job_peek_session (job),
                                  mps_roles_get_write_action (type),
                                  mps_chart_job_peek_patient_id (job),
                                  error))
    return FALSE;
  tree = dup_before (mps_chart_job_peek_store (job), written, error);
  resource = tree != NULL ? mps_tree_to_resource (tree, error) : NULL;
  if (resource == NULL)
    return FALSE;
  if (g_str_equal (type, "Patient"))
    require_numbers (batch, mps_resource_peek_id (written), tree);
  mps_store_batch_put (batch, resource, mps_resource_get_version (written));
  return TRUE;
}

static GPtrArray *
undo (const Write *write, GCancellable *cancellable, GError **error)
{
  const MpsChartJob *job = &write->job;
  MpsSession *session = mps_chart_job_peek_session (job);
  g_autoptr (MpsStoreBatch) batch =
      mps_store_batch_new (mps_session_peek_user (session), "last change taken back");
  GPtrArray *written = NULL;

  if (!mps_session_require_chart (
          session, MPS_ACTION_WRITE_RECORD, mps_chart_job_peek_patient_id (job), error))
    return NULL;
  for (guint i = write->last->len; i > 0; i--) {
    if (!put_back (job, g_ptr_array_index (write->last, i - 1), batch, error))
      return NULL;
  }
  return mps_chart_token_commit (job->token, batch, "undo", &written, cancellable, error) ? written
                                                                                          : NULL;
}

static void
undo_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *written = undo (data, cancellable, &error);

  return_written (task, written, error);
}

/**
 * mps_chart_can_undo:
 * @self: a chart
 *
 * Returns: whether something was written through this chart that can be taken back
 */
gboolean
mps_chart_can_undo (MpsChart *self)
{
  return mps_chart_peek_last (self) != NULL && mps_chart_is_open (self);
}

/**
 * mps_chart_undo_async:
 * @self: a chart
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable
 * @data: for @callback
 *
 * Takes back the last write of this chart, all records of it together: each gets a new version that
 * says what the one before said; what was new is marked as entered in error. Answer with
 * mps_chart_write_finish(), which fails with STALE of #MpsStoreError where somebody changed one of
 * them since: then it can no longer be taken back.
 */
void
mps_chart_undo_async (MpsChart *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  GPtrArray *last = mps_chart_peek_last (self);
  Write *write = new_write (self, NULL, NULL, 0, NULL);

  if (last == NULL) {
    write_free (write);
    g_task_report_new_error (self,
                             callback,
                             data,
                             mps_chart_undo_async,
                             MPS_CHART_ERROR,
                             MPS_CHART_ERROR_UNCHANGED,
                             "chart: nothing was written through it that could be taken back");
    return;
  }
  write->last = g_ptr_array_ref (last);
  start (self, write, mps_chart_undo_async, undo_in_thread, cancellable, callback, data);
}

/* What was written is what can be taken back next; the chart shows it. written: (nullable) */
void
mps_chart_written (MpsChart *self, GPtrArray *written)
{
  if (written == NULL)
    return;

  mps_chart_set_last (self, written);
  mps_chart_reload (self);
}

/* What was taken back, or can no longer be; not what was written while that was under way. */
static void
forget_last (MpsChart *self, GAsyncResult *result, gboolean done, const GError *error)
{
  const Write *write = g_task_get_task_data (G_TASK (result));
  gboolean stale = g_error_matches (error, MPS_STORE_ERROR, MPS_STORE_ERROR_STALE);

  if (write == NULL || (!done && !stale))
    return;
  if (mps_chart_peek_last (self) == write->last)
    mps_chart_set_last (self, NULL);
  if (stale)
    mps_chart_reload (self);
}

/**
 * mps_chart_write_finish:
 * @self: a chart
 * @result: of mps_chart_mark_error_async(), mps_chart_withdraw_consent_async(),
 *   mps_chart_undo_async(), mps_chart_merge_async() or mps_chart_unmerge_async()
 * @error: return location
 *
 * Errors: #MpsChartError, #MpsStoreError, #MpsSessionError.
 *
 * Returns: (transfer full) (element-type MpsResource): what was written, or %NULL with nothing
 *   written
 */
GPtrArray *
mps_chart_write_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  gpointer tag = g_task_get_source_tag (G_TASK (result));
  g_autoptr (GError) local_error = NULL;
  GPtrArray *written = g_task_propagate_pointer (G_TASK (result), &local_error);

  if (tag == mps_chart_undo_async)
    forget_last (self, result, written != NULL, local_error);
  else if (tag == mps_chart_mark_error_async || tag == mps_chart_withdraw_consent_async)
    mps_chart_written (self, written);
  else if (written != NULL)
    mps_chart_set_last (self, NULL);
  /* A merge has a way back of its own; what was taken back is not taken back again. */
  if (written != NULL && mps_chart_peek_last (self) != written)
    mps_chart_reload (self);
  if (written == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return written;
}

/* Lists */

static gboolean
is_vital_sign (const MpsResource *resource)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);
  const MpsTree *list = mps_tree_peek (tree, "category");

  for (guint i = 0; list != NULL && i < mps_tree_get_size (list); i++) {
    const char *code = mps_tree_peek_path_string (mps_tree_peek_item (list, i), "coding[0].code");

    if (g_strcmp0 (code, "vital-signs") == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_of_kind (const MpsResource *resource, MpsFormKind kind)
{
  MpsFormKind found;

  if (kind == MPS_FORM_VITALS)
    return is_vital_sign (resource);
  return mps_form_kind_for_resource (resource, &found) && found == kind;
}

static GPtrArray *
load_list (const MpsChartJob *job, GError **error)
{
  MpsFormKind kind = (MpsFormKind)job->version;
  g_autoptr (GPtrArray) records = NULL;
  GPtrArray *list;

  if (!mps_session_require_record (mps_chart_job_peek_session (job),
                                   MPS_ACTION_READ_CHART,
                                   job->type,
                                   mps_chart_job_peek_patient_id (job),
                                   error))
    return NULL;
  records = mps_chart_list_records (mps_chart_job_peek_store (job),
                                    job->type,
                                    mps_chart_job_peek_patient_id (job),
                                    (const char *const *)job->merged,
                                    error);
  if (records == NULL)
    return NULL;

  list = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_resource_unref);
  for (guint i = records->len; i > 0; i--) {
    MpsResource *record = g_ptr_array_index (records, i - 1);

    if (is_of_kind (record, kind))
      g_ptr_array_add (list, mps_resource_ref (record));
  }
  return list;
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Write *write = data;
  GError *error = NULL;
  GPtrArray *written = load_list (&write->job, &error);

  return_written (task, written, error);
}

/**
 * mps_chart_load_list_async:
 * @self: a chart
 * @kind: of the records
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when they are there
 * @data: for @callback
 *
 * Reads all records of one kind: allergies, alerts, problems, medicines, vital signs, notes,
 * documents or consents, also those that are over or were entered in error.
 */
void
mps_chart_load_list_async (MpsChart *self,
                           MpsFormKind kind,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Write *write = new_write (self, mps_form_kind_to_type (kind), NULL, (gint64)kind, NULL);

  g_task_set_source_tag (task, mps_chart_load_list_async);
  g_task_set_task_data (task, write, write_free);
  g_task_run_in_thread (task, list_in_thread);
}

/**
 * mps_chart_load_list_finish:
 * @self: a chart
 * @result: of mps_chart_load_list_async()
 * @error: return location
 *
 * Returns: (transfer full) (element-type MpsResource): the records, the last recorded first; those
 *   of merged patients are among them
 */
GPtrArray *
mps_chart_load_list_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
