/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-review.h"

#include "app/clinic/audit/mps-audit-item-private.h"

#include <string.h>

/* What a window shows of who saw a chart: more than a person reads, and what fits into memory. */
#define ACCESS_MAX 20000

/* Entries that a walk reads at a time. */
#define WALK_PAGE 500

/**
 * mps_audit_page_free:
 * @page: (transfer full) (nullable): a page
 */
void
mps_audit_page_free (MpsAuditPage *page)
{
  if (page == NULL)
    return;

  g_clear_pointer (&page->items, g_ptr_array_unref);
  g_free (page->next);
  g_free (page);
}

/* The printed head may be given as it stands on the daily sheet, with the number of its entry. */
static const char *
skip_number (const char *head)
{
  const char *colon = head != NULL ? strrchr (head, ':') : NULL;

  return colon != NULL ? colon + 1 : head;
}

/**
 * mps_audit_review_verify:
 * @session: who asks
 * @known_head: (nullable): the chain's head from a daily sheet: its hexadecimal digits, or the
 * whole text of the printed code
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Reads the whole audit record and names the first entry that does not fit. Leaves no entry itself,
 * so that the head that is told is the head.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError, #MpsStoreError (INPUT: no head).
 *
 * Returns: (transfer full): the verdict, or %NULL
 */
MpsAuditVerdict *
mps_audit_review_verify (MpsSession *session,
                         const char *known_head,
                         GCancellable *cancellable,
                         GError **error)
{
  if (!mps_session_require (session, MPS_ACTION_READ_AUDIT, error))
    return NULL;

  return mps_store_verify_audit (
      mps_session_peek_store (session), skip_number (known_head), cancellable, error);
}

static void
verify_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  MpsAuditVerdict *verdict = mps_audit_review_verify (source, data, cancellable, &error);

  if (verdict == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, verdict, (GDestroyNotify)mps_audit_verdict_free);
}

/**
 * mps_audit_review_verify_async:
 * @session: who asks
 * @known_head: (nullable): as in mps_audit_review_verify()
 * @cancellable: (nullable): ends it
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_audit_review_verify() on a worker thread.
 */
void
mps_audit_review_verify_async (MpsSession *session,
                               const char *known_head,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);

  g_task_set_source_tag (task, mps_audit_review_verify_async);
  g_task_set_task_data (task, g_strdup (known_head), g_free);
  g_task_run_in_thread (task, verify_in_thread);
}

/**
 * mps_audit_review_verify_finish:
 * @result: of mps_audit_review_verify_async()
 * @error: return location
 *
 * Returns: (transfer full): the verdict, or %NULL
 */
MpsAuditVerdict *
mps_audit_review_verify_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
require (MpsSession *session, const char *patient_id, GError **error)
{
  return patient_id != NULL
             ? mps_session_require_chart (session, MPS_ACTION_READ_AUDIT, patient_id, error)
             : mps_session_require (session, MPS_ACTION_READ_AUDIT, error);
}

/* Who looks at who looked is on record too, before anything is shown. */
static gboolean
note_reading (MpsSession *session, const char *patient_id, GError **error)
{
  return mps_store_audit (mps_session_peek_store (session),
                          MPS_AUDIT_READ,
                          mps_session_peek_user (session),
                          patient_id,
                          "AuditRecord",
                          patient_id != NULL ? "list of who saw the chart" : "audit record read",
                          error);
}

/* "AFTER-LAST": the entry that the page before ended with, and the last there was when the first
 * page was read: what is read of the record is itself on it, so that without an end there were
 * none. */
static gboolean
parse_cursor (const char *cursor, gint64 *after, gint64 *last, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (cursor != NULL ? cursor : "", "-", 2);

  if (cursor == NULL)
    return TRUE;
  if (g_strv_length (parts) == 2 &&
      g_ascii_string_to_signed (parts[0], 10, 0, G_MAXINT64, after, NULL) &&
      g_ascii_string_to_signed (parts[1], 10, 1, G_MAXINT64, last, NULL))
    return TRUE;

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_INPUT,
                       "audit: this place in the list is none; begin again without it");
  return FALSE;
}

static void
unref_item (gpointer item)
{
  g_object_unref (item);
}

/* A page of the record, with whose its entries are. */
static GPtrArray *
load_items (MpsSession *session,
            const MpsAuditFilter *filter,
            guint limit,
            gboolean *more,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (unref_item);
  g_autoptr (GPtrArray) records = mps_store_list_audit (
      mps_session_peek_store (session), filter, limit, more, cancellable, error);

  if (records == NULL)
    return NULL;

  g_ptr_array_set_free_func (records, NULL);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (items, mps_audit_item_new (g_ptr_array_index (records, i)));
  return mps_audit_subjects_fill (session, items, cancellable, error) ? g_steal_pointer (&items)
                                                                      : NULL;
}

static gint64
get_last (GPtrArray *items)
{
  return mps_audit_item_peek_record (g_ptr_array_index (items, items->len - 1))->seq;
}

/**
 * mps_audit_review_load_page:
 * @session: who asks
 * @patient_id: (nullable): only what was done to this patient's records
 * @limit: most entries
 * @after: (nullable): where the page before ended
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * A page of the audit record as it was when its first page was read; that it is read is on it.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError, #MpsStoreError.
 *
 * Returns: (transfer full): the page, or %NULL
 */
MpsAuditPage *
mps_audit_review_load_page (MpsSession *session,
                            const char *patient_id,
                            guint limit,
                            const char *after,
                            GCancellable *cancellable,
                            GError **error)
{
  MpsStore *store = mps_session_peek_store (session);
  g_autoptr (MpsAuditPage) page = g_new0 (MpsAuditPage, 1);
  MpsAuditFilter filter = { .patient_id = patient_id };
  g_autofree char *head = NULL;
  gboolean more = FALSE;

  if (!require (session, patient_id, error) ||
      !parse_cursor (after, &filter.after, &filter.up_to, error))
    return NULL;
  if (after == NULL && !mps_store_get_audit_head (store, &filter.up_to, &head, error))
    return NULL;
  if (!note_reading (session, patient_id, error))
    return NULL;

  page->items = load_items (session, &filter, limit, &more, cancellable, error);
  if (page->items == NULL)
    return NULL;
  if (more)
    page->next = g_strdup_printf (
        "%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, get_last (page->items), filter.up_to);
  return g_steal_pointer (&page);
}

/**
 * mps_audit_review_walk:
 * @session: who asks
 * @patient_id: (nullable): only what was done to this patient's records
 * @func: (scope call): called for each entry, in the order of the chain
 * @data: for @func
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * The whole audit record as it is now, entry by entry; that it is read is on it.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError, #MpsStoreError.
 *
 * Returns: whether all of it was read
 */
gboolean
mps_audit_review_walk (MpsSession *session,
                       const char *patient_id,
                       MpsAuditItemFunc func,
                       gpointer data,
                       GCancellable *cancellable,
                       GError **error)
{
  MpsStore *store = mps_session_peek_store (session);
  MpsAuditFilter filter = { .patient_id = patient_id };
  g_autofree char *head = NULL;
  gboolean more;

  if (!require (session, patient_id, error) ||
      !mps_store_get_audit_head (store, &filter.up_to, &head, error) ||
      !note_reading (session, patient_id, error))
    return FALSE;

  more = filter.up_to > 0;
  while (more) {
    g_autoptr (GPtrArray) items =
        load_items (session, &filter, WALK_PAGE, &more, cancellable, error);

    if (items == NULL)
      return FALSE;
    for (guint i = 0; i < items->len; i++)
      if (!func (g_ptr_array_index (items, i), data))
        return TRUE;
    if (more)
      filter.after = get_last (items);
  }
  return TRUE;
}

static void
access_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GListStore) list = g_list_store_new (MPS_TYPE_AUDIT_ITEM);
  GError *error = NULL;
  g_autoptr (MpsAuditPage) page =
      mps_audit_review_load_page (source, data, ACCESS_MAX, NULL, cancellable, &error);

  if (page == NULL) {
    g_task_return_error (task, error);
    return;
  }

  for (guint i = page->items->len; i-- > 0;)
    g_list_store_append (list, g_ptr_array_index (page->items, i));
  g_task_return_pointer (task, g_steal_pointer (&list), g_object_unref);
}

/**
 * mps_audit_review_access_async:
 * @session: who asks
 * @patient_id: whose chart
 * @cancellable: (nullable): ends it
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * Who saw or changed a patient's chart, when and why, as the patient may ask for it.
 */
void
mps_audit_review_access_async (MpsSession *session,
                               const char *patient_id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);

  g_task_set_source_tag (task, mps_audit_review_access_async);
  g_task_set_task_data (task, g_strdup (patient_id), g_free);
  g_task_run_in_thread (task, access_in_thread);
}

/**
 * mps_audit_review_access_finish:
 * @result: of mps_audit_review_access_async()
 * @error: return location
 *
 * Returns: (transfer full): a list of #MpsAuditItem, the newest first, or %NULL
 */
GListModel *
mps_audit_review_access_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
