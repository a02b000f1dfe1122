/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-versions.h"

#include "app/clinic/chart/mps-chart-private.h"
#include "data/model/mps-tree.h"

/* What nobody has a word for is shown as it is written, as far as it can be taken in. */
#define RAW_CHARACTERS 300

/**
 * mps_record_difference_free:
 * @difference: (transfer full) (nullable): a difference
 */
void
mps_record_difference_free (MpsRecordDifference *difference)
{
  if (difference == NULL)
    return;

  g_free (difference->label);
  g_free (difference->before);
  g_free (difference->after);
  g_free (difference);
}

/* Machinery: what the store sets, and the narrative, which says what the elements say. */
static gboolean
is_machinery (const char *member)
{
  static const char *const names[] = { "resourceType", "id", "meta", "text", NULL };

  return g_strv_contains (names, member);
}

/* One element alone, in words. */
static char *
dup_words (const MpsTree *tree, const char *member, char **label)
{
  const MpsTree *value = mps_tree_peek (tree, member);
  g_autoptr (MpsTree) alone = mps_tree_new (MPS_TREE_OBJECT, NULL);
  g_autoptr (MpsResource) resource = NULL;
  g_autoptr (GPtrArray) fields = NULL;
  g_autofree char *json = NULL;
  const MpsRecordField *field;

  if (value == NULL)
    return NULL;
  mps_tree_set_string (alone, "resourceType", mps_tree_peek_string (tree, "resourceType"));
  mps_tree_set (alone, member, mps_tree_copy (value));
  json = mps_tree_to_json (alone);
  resource = mps_resource_new_checked (mps_tree_peek_string (tree, "resourceType"), "", 0, json);
  fields = mps_record_dup_fields (resource);
  if (fields->len == 0) {
    g_autofree char *raw = mps_tree_to_json (value);

    return g_utf8_substring (raw, 0, MIN (RAW_CHARACTERS, g_utf8_strlen (raw, -1)));
  }
  field = g_ptr_array_index (fields, 0);
  g_free (*label);
  *label = g_strdup (field->label);
  return g_strdup (field->value);
}

static MpsDifferenceKind
get_kind (const MpsTree *before, const MpsTree *after)
{
  if (before == NULL)
    return MPS_DIFFERENCE_ADDED;
  if (after == NULL)
    return MPS_DIFFERENCE_REMOVED;
  return mps_tree_equal (before, after) ? MPS_DIFFERENCE_SAME : MPS_DIFFERENCE_CHANGED;
}

static void
add_difference (GPtrArray *differences,
                const MpsTree *before,
                const MpsTree *after,
                const char *member)
{
  MpsRecordDifference *difference;

  if (is_machinery (member))
    return;
  difference = g_new0 (MpsRecordDifference, 1);
  difference->label = g_strdup (member);
  difference->kind = get_kind (mps_tree_peek (before, member), mps_tree_peek (after, member));
  difference->before = dup_words (before, member, &difference->label);
  difference->after = dup_words (after, member, &difference->label);
  g_ptr_array_add (differences, difference);
}

/**
 * mps_record_dup_differences:
 * @before: a version of a record
 * @after: a later one
 *
 * Lays two versions side by side, field by field, in clinical words. Every element of the record is
 * there: what has no words stands as it is written.
 *
 * Returns: (transfer full) (element-type MpsRecordDifference): all fields, also those that stayed
 */
GPtrArray *
mps_record_dup_differences (const MpsResource *before, const MpsResource *after)
{
  GPtrArray *differences =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mps_record_difference_free);
  g_autoptr (MpsTree) old = mps_tree_new_from_resource (before);
  g_autoptr (MpsTree) new = mps_tree_new_from_resource (after);

  for (guint i = 0; i < mps_tree_get_size (old); i++)
    add_difference (differences, old, new, mps_tree_peek_name (old, i));
  for (guint i = 0; i < mps_tree_get_size (new); i++) {
    if (mps_tree_peek (old, mps_tree_peek_name (new, i)) == NULL)
      add_difference (differences, old, new, mps_tree_peek_name (new, i));
  }
  return differences;
}

/* Reading */

static void
job_free (gpointer data)
{
  mps_chart_job_clear (data);
  g_free (data);
}

static GPtrArray *
load_versions (const MpsChartJob *job, GError **error)
{
  g_autofree char *target = g_strconcat (job->type, "/", job->id, "/_history", NULL);
  g_autoptr (GPtrArray) versions = NULL;
  const MpsRecordVersion *newest;

  if (!mps_session_require_record (mps_chart_job_peek_session (job),
                                   MPS_ACTION_READ_CHART,
                                   job->type,
                                   mps_chart_job_peek_patient_id (job),
                                   error))
    return NULL;
  versions = mps_store_load_versions (mps_chart_job_peek_store (job), job->type, job->id, error);
  if (versions == NULL)
    return NULL;
  newest = g_ptr_array_index (versions, 0);
  if (!mps_chart_job_require_own (job, newest->resource, error) ||
      !mps_chart_job_audit (job, target, "versions looked at", error))
    return NULL;
  return g_steal_pointer (&versions);
}

static void
versions_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *versions = load_versions (data, &error);

  if (versions == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, versions, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * mps_chart_load_versions_async:
 * @self: a chart
 * @type: type of a record in it
 * @id: its id
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when they are there
 * @data: for @callback
 *
 * Reads every version of a record, with who wrote it and what for. That is on the audit record.
 */
void
mps_chart_load_versions_async (MpsChart *self,
                               const char *type,
                               const char *id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  MpsChartJob *job = g_new0 (MpsChartJob, 1);

  mps_chart_job_init (job, self);
  job->type = g_strdup (type);
  job->id = g_strdup (id);
  g_task_set_source_tag (task, mps_chart_load_versions_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, versions_in_thread);
}

/**
 * mps_chart_load_versions_finish:
 * @self: a chart
 * @result: of mps_chart_load_versions_async()
 * @error: return location
 *
 * Returns: (transfer full) (element-type MpsRecordVersion): the versions, the newest first
 */
GPtrArray *
mps_chart_load_versions_finish (MpsChart *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
