/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-audit-month.h"

#include "app/clinic/audit/mps-audit-item-private.h"
#include "app/clinic/audit/mps-audit-relation-private.h"
#include "mps-clinic-resources.h"

#include <glib/gi18n-lib.h>

#define RULES_PATH "/org/manpasik/clinic/audit-review.ini"
#define PAGE 500

/* What is known while a month is walked. */
typedef struct {
  MpsSession *session;
  MpsAuditMonth *month;
  GHashTable *people;
  MpsAuditRelations *relations;
  GTimeZone *zone;
  int odd_from;
  int odd_to;
} Review;

static void
person_free (gpointer data)
{
  MpsAuditPerson *person = data;

  g_free (person->who);
  g_free (person->who_id);
  g_free (person);
}

/**
 * mps_audit_month_free:
 * @month: (transfer full) (nullable): a review
 */
void
mps_audit_month_free (MpsAuditMonth *month)
{
  if (month == NULL)
    return;

  g_ptr_array_unref (month->people);
  for (guint i = 0; i < MPS_N_AUDIT_CONCERNS; i++)
    g_object_unref (month->concerns[i]);
  g_free (month);
}

/**
 * mps_audit_concern_to_string:
 * @concern: what a review looks at
 *
 * Returns: (transfer none): its word for programs
 */
const char *
mps_audit_concern_to_string (MpsAuditConcern concern)
{
  static const char *const words[MPS_N_AUDIT_CONCERNS] = {
    "refused", "break-glass", "export", "odd-hour", "own", "family",
  };

  g_return_val_if_fail (concern < MPS_N_AUDIT_CONCERNS, "");
  return words[concern];
}

/**
 * mps_audit_concern_to_label:
 * @concern: what a review looks at
 *
 * Returns: (transfer none): its heading, translated
 */
const char *
mps_audit_concern_to_label (MpsAuditConcern concern)
{
  switch (concern) {
  case MPS_AUDIT_CONCERN_REFUSED:
    return _ ("Refused attempts");
  case MPS_AUDIT_CONCERN_BREAK_GLASS:
    return _ ("Charts opened in an emergency");
  case MPS_AUDIT_CONCERN_EXPORT:
    return _ ("Written into files");
  case MPS_AUDIT_CONCERN_ODD_HOUR:
    return _ ("At night");
  case MPS_AUDIT_CONCERN_OWN:
    return _ ("Charts of people with the same name");
  case MPS_AUDIT_CONCERN_FAMILY:
    return _ ("Charts of possible family members");
  case MPS_N_AUDIT_CONCERNS:
  default:
    return "";
  }
}

static MpsAuditMonth *
month_new (void)
{
  MpsAuditMonth *month = g_new0 (MpsAuditMonth, 1);

  month->people = g_ptr_array_new_with_free_func (person_free);
  for (guint i = 0; i < MPS_N_AUDIT_CONCERNS; i++)
    month->concerns[i] = g_list_store_new (MPS_TYPE_AUDIT_ITEM);
  return month;
}

static gboolean
load_rules (Review *review, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      mps_clinic_get_resource (), RULES_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, error))
    return FALSE;

  review->odd_from = g_key_file_get_integer (file, "odd-hours", "from", error);
  review->odd_to = g_key_file_get_integer (file, "odd-hours", "to", error);
  return error == NULL || *error == NULL;
}

/* One line a name and account. */
static MpsAuditPerson *
find_person (Review *review, const MpsAuditRecord *record)
{
  g_autofree char *key = g_strconcat (record->who_id, "\n", record->who, NULL);
  MpsAuditPerson *person = g_hash_table_lookup (review->people, key);

  if (person != NULL)
    return person;

  person = g_new0 (MpsAuditPerson, 1);
  person->who = g_strdup (record->who);
  person->who_id = g_strdup (record->who_id);
  g_ptr_array_add (review->month->people, person);
  g_hash_table_insert (review->people, g_steal_pointer (&key), person);
  return person;
}

static void
count_action (MpsAuditPerson *person, MpsAuditAction action)
{
  switch (action) {
  case MPS_AUDIT_CREATE:
    person->created++;
    break;
  case MPS_AUDIT_READ:
    person->seen++;
    break;
  case MPS_AUDIT_UPDATE:
    person->changed++;
    break;
  case MPS_AUDIT_DELETE:
    person->deleted++;
    break;
  case MPS_AUDIT_EXECUTE:
  default:
    person->other++;
  }
}

static void
note_concern (Review *review,
              MpsAuditPerson *person,
              const MpsAuditRecord *record,
              MpsAuditConcern concern)
{
  GListStore *list = review->month->concerns[concern];

  person->concerns[concern]++;
  review->month->counts[concern]++;
  if (g_list_model_get_n_items (G_LIST_MODEL (list)) < MPS_AUDIT_MONTH_MAX) {
    g_autoptr (MpsAuditItem) item = mps_audit_item_new (mps_audit_record_copy (record));

    g_list_store_append (list, item);
  }
}

static gboolean
is_break_glass (const MpsAuditRecord *record)
{
  return record->outcome == MPS_AUDIT_DONE && record->action == MPS_AUDIT_EXECUTE &&
         g_str_has_prefix (record->target, "Glass/");
}

static gboolean
is_at_odd_hour (const Review *review, gint64 time_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, review->zone) : NULL;
  int hour = local != NULL ? g_date_time_get_hour (local) : 0;

  return review->odd_from > review->odd_to ? hour >= review->odd_from || hour < review->odd_to
                                           : hour >= review->odd_from && hour < review->odd_to;
}

static gboolean
look_at (Review *review, const MpsAuditRecord *record, GError **error)
{
  MpsAuditPerson *person = find_person (review, record);
  MpsAuditRelation relation = MPS_AUDIT_RELATION_NONE;

  review->month->entries++;
  count_action (person, record->action);
  if (record->outcome != MPS_AUDIT_DONE)
    note_concern (review, person, record, MPS_AUDIT_CONCERN_REFUSED);
  if (is_break_glass (record))
    note_concern (review, person, record, MPS_AUDIT_CONCERN_BREAK_GLASS);
  if (g_str_has_prefix (record->target, "Export/"))
    note_concern (review, person, record, MPS_AUDIT_CONCERN_EXPORT);
  if (is_at_odd_hour (review, record->time_us))
    note_concern (review, person, record, MPS_AUDIT_CONCERN_ODD_HOUR);
  if (*record->patient_id == '\0')
    return TRUE;

  if (!mps_audit_relations_find (
          review->relations, record->who, record->patient_id, &relation, error))
    return FALSE;
  if (relation == MPS_AUDIT_RELATION_OWN)
    note_concern (review, person, record, MPS_AUDIT_CONCERN_OWN);
  if (relation == MPS_AUDIT_RELATION_FAMILY)
    note_concern (review, person, record, MPS_AUDIT_CONCERN_FAMILY);
  return TRUE;
}

/* Page by page, so that no reading transaction stays open while charts are looked into. */
static gboolean
look_at_all (Review *review, MpsAuditFilter *filter, GCancellable *cancellable, GError **error)
{
  MpsStore *store = mps_session_peek_store (review->session);
  gboolean more = TRUE;

  while (more) {
    g_autoptr (GPtrArray) page = NULL;

    page = mps_store_list_audit (store, filter, PAGE, &more, cancellable, error);
    if (page == NULL)
      return FALSE;
    for (guint i = 0; i < page->len; i++) {
      const MpsAuditRecord *record = g_ptr_array_index (page, i);

      if (!look_at (review, record, error))
        return FALSE;
      filter->after = record->seq;
    }
  }
  return TRUE;
}

static void
unref_item (gpointer item)
{
  g_object_unref (item);
}

/* One question for the entries of all concerns. */
static gboolean
name_patients (Review *review, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (unref_item);

  for (guint c = 0; c < MPS_N_AUDIT_CONCERNS; c++) {
    GListModel *list = G_LIST_MODEL (review->month->concerns[c]);

    for (guint i = 0; i < g_list_model_get_n_items (list); i++)
      g_ptr_array_add (items, g_list_model_get_item (list, i));
  }
  return mps_audit_subjects_fill (review->session, items, cancellable, error);
}

static int
compare_people (gconstpointer a, gconstpointer b)
{
  const MpsAuditPerson *const *first = a;
  const MpsAuditPerson *const *second = b;

  return g_utf8_collate ((*first)->who, (*second)->who);
}

static gboolean
fill_filter (MpsAuditFilter *filter, GTimeZone *zone, int year, int month, GError **error)
{
  g_autoptr (GDateTime) first = g_date_time_new (zone, year, month, 1, 0, 0, 0);
  g_autoptr (GDateTime) end = first != NULL ? g_date_time_add_months (first, 1) : NULL;

  if (end == NULL) {
    g_set_error_literal (
        error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT, "audit: there is no such month");
    return FALSE;
  }

  filter->from_us = g_date_time_to_unix (first) * G_USEC_PER_SEC;
  filter->to_us = g_date_time_to_unix (end) * G_USEC_PER_SEC;
  return TRUE;
}

/**
 * mps_audit_month_load:
 * @session: who reviews
 * @year: which year
 * @month: 1…12; months and hours are those of the workstation's time zone
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Counts a month of the audit record and picks out what a person should look at. Whether a chart is
 * one's own or of one's family is a guess from names: it is there to be looked at, no verdict. That
 * it was reviewed is on the audit record.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError, #MpsStoreError.
 *
 * Returns: (transfer full): the month, or %NULL
 */
MpsAuditMonth *
mps_audit_month_load (
    MpsSession *session, int year, int month, GCancellable *cancellable, GError **error)
{
  g_autoptr (MpsAuditMonth) result = month_new ();
  g_autoptr (GHashTable) people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (MpsAuditRelations) relations = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  MpsStore *store = mps_session_peek_store (session);
  MpsAuditFilter filter = { 0 };
  Review review = { .session = session, .month = result, .people = people, .zone = zone };
  g_autofree char *target = g_strdup_printf ("AuditRecord/%04d-%02d", year, month);
  g_autofree char *head = NULL;

  if (!mps_session_require (session, MPS_ACTION_READ_AUDIT, error) ||
      !fill_filter (&filter, zone, year, month, error) || !load_rules (&review, error) ||
      !mps_store_get_audit_head (store, &filter.up_to, &head, error) ||
      !mps_store_audit (store,
                        MPS_AUDIT_READ,
                        mps_session_peek_user (session),
                        NULL,
                        target,
                        "monthly review of the audit record",
                        error))
    return NULL;

  relations = mps_audit_relations_new (store);
  review.relations = relations;
  if (filter.up_to > 0 && (!look_at_all (&review, &filter, cancellable, error) ||
                           !name_patients (&review, cancellable, error)))
    return NULL;

  g_ptr_array_sort (result->people, compare_people);
  return g_steal_pointer (&result);
}

typedef struct {
  int year;
  int month;
} Which;

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Which *which = data;
  GError *error = NULL;
  MpsAuditMonth *month =
      mps_audit_month_load (source, which->year, which->month, cancellable, &error);

  if (month == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, month, (GDestroyNotify)mps_audit_month_free);
}

/**
 * mps_audit_month_load_async:
 * @session: who reviews
 * @year: which year
 * @month: 1…12
 * @cancellable: (nullable): ends it
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_audit_month_load() on a worker thread.
 */
void
mps_audit_month_load_async (MpsSession *session,
                            int year,
                            int month,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);
  Which *which = g_new0 (Which, 1);

  which->year = year;
  which->month = month;
  g_task_set_source_tag (task, mps_audit_month_load_async);
  g_task_set_task_data (task, which, g_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * mps_audit_month_load_finish:
 * @result: of mps_audit_month_load_async()
 * @error: return location
 *
 * Returns: (transfer full): the month, or %NULL
 */
MpsAuditMonth *
mps_audit_month_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
