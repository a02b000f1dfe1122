/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-list.h"

#include "app/clinic/audit/mps-audit-item-private.h"

#include <string.h>

/* The entry that says that a month was looked through. */
#define SIGN_OFF "AuditReview/%04d-%02d"

typedef struct {
  MpsSession *session;
  char *patient_id;
  char *who;
  gint64 from_us;
  gint64 to_us;
  char *target;
  char *comment;
  gboolean writes;
  int year;
  int month;

  GQueue found;
  gboolean cut;
} Job;

static void
record_free (gpointer record)
{
  mps_audit_record_free (record);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->session);
  g_free (job->patient_id);
  g_free (job->who);
  g_free (job->target);
  g_free (job->comment);
  g_queue_clear_full (&job->found, record_free);
  g_free (job);
}

static Job *
job_new (MpsSession *session)
{
  Job *job = g_new0 (Job, 1);

  job->session = g_object_ref (session);
  g_queue_init (&job->found);
  return job;
}

static gboolean
is_by (const Job *job, const MpsAuditRecord *record)
{
  g_autofree char *name = NULL;

  if (job->who == NULL)
    return TRUE;
  name = g_utf8_casefold (record->who, -1);
  return strstr (name, job->who) != NULL;
}

static gboolean
collect (const MpsAuditRecord *record, gpointer data)
{
  Job *job = data;

  if (!is_by (job, record) || (job->target != NULL && !g_str_equal (record->target, job->target)))
    return TRUE;
  g_queue_push_tail (&job->found, mps_audit_record_copy (record));
  if (g_queue_get_length (&job->found) <= MPS_AUDIT_LIST_MAX)
    return TRUE;
  mps_audit_record_free (g_queue_pop_head (&job->found));
  job->cut = TRUE;
  return TRUE;
}

static gboolean
require (const Job *job, GError **error)
{
  return job->patient_id != NULL ? mps_session_require_chart (
                                       job->session, MPS_ACTION_READ_AUDIT, job->patient_id, error)
                                 : mps_session_require (job->session, MPS_ACTION_READ_AUDIT, error);
}

/* Who looks at who looked is on record too, before anything is shown. */
static gboolean
run (Job *job, GCancellable *cancellable, GError **error)
{
  MpsStore *store = mps_session_peek_store (job->session);
  g_autofree char *head = NULL;
  MpsAuditFilter filter = { .patient_id = job->patient_id,
                            .from_us = job->from_us,
                            .to_us = job->to_us };

  return require (job, error) && mps_store_get_audit_head (store, &filter.up_to, &head, error) &&
         mps_store_audit (store,
                          MPS_AUDIT_READ,
                          mps_session_peek_user (job->session),
                          job->patient_id,
                          "AuditRecord",
                          "audit record read",
                          error) &&
         (filter.up_to == 0 ||
          mps_store_walk_audit (store, &filter, collect, job, cancellable, error));
}

static void
unref_item (gpointer item)
{
  g_object_unref (item);
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GListStore) list = g_list_store_new (MPS_TYPE_AUDIT_ITEM);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (unref_item);
  GError *error = NULL;

  if (!run (job, cancellable, &error)) {
    g_task_return_error (task, error);
    return;
  }
  while (!g_queue_is_empty (&job->found))
    g_ptr_array_add (items, mps_audit_item_new (g_queue_pop_tail (&job->found)));
  if (!mps_audit_subjects_fill (job->session, items, cancellable, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_list_store_splice (list, 0, 0, items->pdata, items->len);
  g_task_return_pointer (task, g_steal_pointer (&list), g_object_unref);
}

/**
 * mps_audit_list_async:
 * @session: who asks
 * @query: which entries
 * @cancellable: (nullable): ends it
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * Entries of the audit record as it is now; that it is read is on it. Errors: REFUSED of
 * #MpsSessionError, #MpsStoreError.
 */
void
mps_audit_list_async (MpsSession *session,
                      const MpsAuditQuery *query,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);
  Job *job = job_new (session);

  job->patient_id = g_strdup (query->patient_id);
  job->who = query->who != NULL ? g_utf8_casefold (query->who, -1) : NULL;
  job->from_us = query->from_us;
  job->to_us = query->to_us;
  g_task_set_source_tag (task, mps_audit_list_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, list_in_thread);
}

/**
 * mps_audit_list_finish:
 * @result: of mps_audit_list_async()
 * @cut: (out) (optional): whether there are more, older than those of the list
 * @error: return location
 *
 * Returns: (transfer full): a list of #MpsAuditItem, the newest first
 */
GListModel *
mps_audit_list_finish (GAsyncResult *result, gboolean *cut, GError **error)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  GListModel *list = g_task_propagate_pointer (G_TASK (result), error);

  if (list != NULL && cut != NULL)
    *cut = job->cut;
  return list;
}

static gint64
get_month_start_us (int year, int month)
{
  g_autoptr (GDateTime) start = g_date_time_new_local (year, month, 1, 0, 0, 0);

  return start != NULL ? g_date_time_to_unix (start) * G_USEC_PER_SEC : 0;
}

/**
 * mps_audit_sign_off:
 * @session: who looked through the month
 * @year: of the calendar
 * @month: 1 to 12
 * @comment: (nullable): what there is to say
 * @error: return location
 *
 * Puts on the audit record that a month of it was looked through, by whom and with what result. A
 * month that is signed off again has both.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError, also for a month that has not
 * begun; #MpsStoreError.
 *
 * Returns: whether it is on record
 */
gboolean
mps_audit_sign_off (MpsSession *session, int year, int month, const char *comment, GError **error)
{
  g_autofree char *target = g_strdup_printf (SIGN_OFF, year, month);
  gint64 start_us = get_month_start_us (year, month);
  const MpsAuditNote note = {
    .action = MPS_AUDIT_EXECUTE,
    .outcome = MPS_AUDIT_DONE,
    .who = mps_session_peek_user (session),
    .target = target,
    .why = comment != NULL && *comment != '\0' ? comment : "month looked through",
  };

  if (!mps_session_require (session, MPS_ACTION_READ_AUDIT, error))
    return FALSE;
  if (start_us == 0 || start_us > g_get_real_time ()) {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_REFUSED,
                         "audit: a month that has not begun cannot be signed off");
    return FALSE;
  }

  return mps_store_audit_note (mps_session_peek_store (session), &note, error);
}

/**
 * mps_audit_load_sign_off:
 * @session: who asks
 * @year: of the calendar
 * @month: 1 to 12
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Blocks; a worker thread. Errors as of mps_audit_sign_off().
 *
 * Returns: (transfer full) (nullable): the last entry that signs the month off; %NULL with @error
 *   unset where nobody did yet
 */
MpsAuditItem *
mps_audit_load_sign_off (
    MpsSession *session, int year, int month, GCancellable *cancellable, GError **error)
{
  Job *job = job_new (session);
  MpsAuditItem *item = NULL;
  const MpsAuditFilter filter = { .from_us = get_month_start_us (year, month) };

  job->target = g_strdup_printf (SIGN_OFF, year, month);
  if (mps_session_require (session, MPS_ACTION_READ_AUDIT, error) &&
      mps_store_walk_audit (
          mps_session_peek_store (session), &filter, collect, job, cancellable, error) &&
      !g_queue_is_empty (&job->found))
    item = mps_audit_item_new (g_queue_pop_tail (&job->found));
  job_free (job);
  return item;
}

static void
sign_off_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  MpsAuditItem *item = NULL;

  if (!job->writes ||
      mps_audit_sign_off (job->session, job->year, job->month, job->comment, &error))
    item = mps_audit_load_sign_off (job->session, job->year, job->month, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, item, g_object_unref);
}

static void
run_sign_off (MpsSession *session,
              Job *job,
              gpointer tag,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, sign_off_in_thread);
}

/**
 * mps_audit_sign_off_async:
 * @session: who looked through the month
 * @year: of the calendar
 * @month: 1 to 12
 * @comment: (nullable): what there is to say
 * @cancellable: (nullable): ends it
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_audit_sign_off() and mps_audit_load_sign_off() on a worker thread.
 */
void
mps_audit_sign_off_async (MpsSession *session,
                          int year,
                          int month,
                          const char *comment,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  Job *job = job_new (session);

  job->year = year;
  job->month = month;
  job->comment = g_strdup (comment);
  job->writes = TRUE;
  run_sign_off (session, job, mps_audit_sign_off_async, cancellable, callback, data);
}

/**
 * mps_audit_load_sign_off_async:
 * @session: who asks
 * @year: of the calendar
 * @month: 1 to 12
 * @cancellable: (nullable): ends it
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_audit_load_sign_off() on a worker thread.
 */
void
mps_audit_load_sign_off_async (MpsSession *session,
                               int year,
                               int month,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  Job *job = job_new (session);

  job->year = year;
  job->month = month;
  run_sign_off (session, job, mps_audit_load_sign_off_async, cancellable, callback, data);
}

/**
 * mps_audit_sign_off_finish:
 * @result: of mps_audit_sign_off_async() or mps_audit_load_sign_off_async()
 * @error: return location
 *
 * Returns: (transfer full) (nullable): as of mps_audit_load_sign_off()
 */
MpsAuditItem *
mps_audit_sign_off_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
