/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-private.h"
#include "app/clinic/chart/mps-register.h"

#include "data/model/mps-tree.h"

#include <string.h>

typedef struct {
  MpsChartJob job;
  gboolean merge;
} Merge;

static void
merge_free (gpointer data)
{
  Merge *merge = data;

  mps_chart_job_clear (&merge->job);
  g_free (merge);
}

/* Patient.link */

static gboolean
is_link (const MpsTree *link, const char *other_id, const char *type)
{
  g_autofree char *reference = g_strconcat ("Patient/", other_id, NULL);

  return g_strcmp0 (mps_tree_peek_path_string (link, "other.reference"), reference) == 0 &&
         g_strcmp0 (mps_tree_peek_string (link, "type"), type) == 0;
}

static void
remove_links (MpsTree *tree, const char *other_id, const char *type)
{
  MpsTree *list = mps_tree_peek (tree, "link");

  for (guint i = list != NULL ? mps_tree_get_size (list) : 0; i > 0; i--) {
    if (is_link (mps_tree_peek_item (list, i - 1), other_id, type))
      mps_tree_remove_item (list, i - 1);
  }
  if (list != NULL && mps_tree_get_size (list) == 0)
    mps_tree_set (tree, "link", NULL);
}

static void
add_link (MpsTree *tree, const char *other_id, const char *type)
{
  g_autofree char *reference = g_strconcat ("Patient/", other_id, NULL);
  MpsTree *link;

  remove_links (tree, other_id, type);
  link = mps_tree_append (mps_tree_ensure (tree, "link", MPS_TREE_ARRAY),
                          mps_tree_new (MPS_TREE_OBJECT, NULL));
  mps_tree_set_path_string (link, "other.reference", reference);
  mps_tree_set_string (link, "type", type);
}

/* What "active" said before the merge, from the versions. */
static MpsTree *
dup_former_active (MpsStore *store, const char *id, const char *survivor_id)
{
  g_autoptr (GPtrArray) versions = mps_store_history (store, "Patient", id, NULL);

  for (guint i = 0; versions != NULL && i < versions->len; i++) {
    g_autoptr (MpsTree) tree = mps_tree_new_from_resource (g_ptr_array_index (versions, i));
    const MpsTree *list = mps_tree_peek (tree, "link");
    gboolean linked = FALSE;

    for (guint k = 0; list != NULL && k < mps_tree_get_size (list); k++)
      linked = linked || is_link (mps_tree_peek_item (list, k), survivor_id, "replaced-by");
    if (!linked) {
      const MpsTree *active = mps_tree_peek (tree, "active");

      return active != NULL ? mps_tree_copy (active) : NULL;
    }
  }
  return mps_tree_new (MPS_TREE_LITERAL, "true");
}

static gboolean
put (MpsStoreBatch *batch, const MpsTree *tree, gint64 version, GError **error)
{
  g_autoptr (MpsResource) resource = mps_tree_to_resource (tree, error);

  if (resource == NULL)
    return FALSE;
  mps_store_batch_put (batch, resource, version);
  return TRUE;
}

/* Both patients as they are now, with their links. */
static gboolean
put_both (const Merge *merge, MpsStoreBatch *batch, GError **error)
{
  const char *survivor_id = mps_chart_job_peek_patient_id (&merge->job);
  const char *duplicate_id = merge->job.id;
  MpsStore *store = mps_chart_job_peek_store (&merge->job);
  g_autoptr (MpsResource) survivor = mps_store_get (store, "Patient", survivor_id, 0, error);
  g_autoptr (MpsResource) duplicate =
      survivor != NULL ? mps_store_get (store, "Patient", duplicate_id, 0, error) : NULL;
  g_autoptr (MpsTree) kept = NULL;
  g_autoptr (MpsTree) gone = NULL;

  if (duplicate == NULL)
    return FALSE;
  kept = mps_tree_new_from_resource (survivor);
  gone = mps_tree_new_from_resource (duplicate);
  if (merge->merge) {
    add_link (kept, duplicate_id, "replaces");
    add_link (gone, survivor_id, "replaced-by");
    mps_tree_set_literal (gone, "active", "false");
  } else {
    remove_links (kept, duplicate_id, "replaces");
    remove_links (gone, survivor_id, "replaced-by");
    mps_tree_set (gone, "active", dup_former_active (store, duplicate_id, survivor_id));
  }
  return put (batch, kept, mps_resource_get_version (survivor), error) &&
         put (batch, gone, mps_resource_get_version (duplicate), error);
}

static gboolean
refuse (GError **error, MpsChartError code, const char *message)
{
  g_set_error_literal (error, MPS_CHART_ERROR, (int)code, message);
  return FALSE;
}

static gboolean
check (const Merge *merge, GError **error)
{
  const char *survivor_id = mps_chart_job_peek_patient_id (&merge->job);
  MpsStore *store = mps_chart_job_peek_store (&merge->job);
  g_autofree char *found = NULL;

  if (*merge->job.text == '\0')
    return refuse (error, MPS_CHART_ERROR_REASON, "merge: this needs a reason");
  if (g_str_equal (survivor_id, merge->job.id))
    return refuse (error, MPS_CHART_ERROR_UNCHANGED, "merge: that is the same patient");
  if (!mps_store_find_survivor (store, merge->job.id, &found, error))
    return FALSE;
  if (!merge->merge && g_strcmp0 (found, survivor_id) != 0)
    return refuse (
        error, MPS_CHART_ERROR_UNCHANGED, "merge: this patient was not merged into that one");
  if (merge->merge && found != NULL)
    return refuse (error, MPS_CHART_ERROR_MERGED, "merge: that patient was merged already");
  return TRUE;
}

static GPtrArray *
merge_charts (const Merge *merge, GCancellable *cancellable, GError **error)
{
  const MpsChartJob *job = &merge->job;
  MpsSession *session = mps_chart_job_peek_session (job);
  MpsStore *store = mps_session_peek_store (session);
  const char *survivor_id = mps_chart_job_peek_patient_id (job);
  g_autofree char *why =
      g_strdup_printf ("%s: %s", merge->merge ? "charts merged" : "merge undone", job->text);
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (mps_session_peek_user (session), why);
  GPtrArray *written = NULL;

  if (!mps_session_require_chart (session, MPS_ACTION_MERGE_PATIENTS, survivor_id, error) ||
      !mps_session_require_chart (session, MPS_ACTION_MERGE_PATIENTS, job->id, error) ||
      !check (merge, error))
    return NULL;

  mps_store_batch_bind_pair (batch, survivor_id, job->id);
  mps_store_batch_require_unmerged (batch, survivor_id);
  if (!put_both (merge, batch, error) ||
      !mps_store_commit (store, batch, &written, cancellable, error))
    return NULL;

  /* What a chart of the other one shows is no longer so. */
  mps_chart_token_supersede (store, job->id);
  return written;
}

static void
merge_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *written = merge_charts (data, cancellable, &error);

  if (written == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, written, (GDestroyNotify)g_ptr_array_unref);
}

static void
start (MpsChart *self,
       gboolean is_merge,
       const char *duplicate_id,
       const char *reason,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Merge *merge = g_new0 (Merge, 1);
  GError *error = NULL;

  mps_chart_job_init (&merge->job, self);
  merge->merge = is_merge;
  merge->job.id = g_strdup (duplicate_id);
  merge->job.text = g_strstrip (g_strdup (reason != NULL ? reason : ""));
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, merge, merge_free);
  merge->job.writes = mps_chart_token_begin (merge->job.token, &error);
  if (!merge->job.writes)
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, merge_in_thread);
}

/**
 * mps_chart_merge_async:
 * @survivor: the chart that stays
 * @duplicate_id: FHIR id of the other chart of the same person
 * @reason: in the person's words; needed
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable
 * @data: for @callback
 *
 * Joins two charts of one person: Patient.link on both sides. Every record keeps the patient it was
 * written for; the chart that stays shows those of both, and lists and the search show it for the
 * names and numbers of both. Open charts of the other one write nothing any more. It can be taken
 * back at any time with mps_chart_unmerge_async(). Answer with mps_chart_write_finish().
 */
void
mps_chart_merge_async (MpsChart *survivor,
                       const char *duplicate_id,
                       const char *reason,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  start (survivor, TRUE, duplicate_id, reason, mps_chart_merge_async, cancellable, callback, data);
}

/**
 * mps_chart_unmerge_async:
 * @survivor: the chart that stayed
 * @duplicate_id: FHIR id of the patient who was merged into it
 * @reason: in the person's words; needed
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable
 * @data: for @callback
 *
 * Takes a merge back: both charts are as they were, each with its own records and with what was
 * written to it since. Answer with mps_chart_write_finish().
 */
void
mps_chart_unmerge_async (MpsChart *survivor,
                         const char *duplicate_id,
                         const char *reason,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  start (
      survivor, FALSE, duplicate_id, reason, mps_chart_unmerge_async, cancellable, callback, data);
}
