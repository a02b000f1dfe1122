/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/audit/mps-daily-sheet.h"

#include "app/report/mps-sheet.h"

#include <string.h>

/* What is seen while the entries of a day are walked. */
typedef struct {
  MpsSheet *sheet;
  GHashTable *people;
  GHashTable *charts;
  GHashTable *runs;
} Count;

static void
count_done (Count *count, const MpsAuditRecord *record)
{
  guint64 *counts = count->sheet->counts;
  const gboolean is_run = g_str_has_prefix (record->target, "Run/");
  const gboolean is_record = strstr (record->target, "/_history/") != NULL;

  if (is_run && record->action != MPS_AUDIT_READ)
    g_hash_table_add (count->runs, g_strdup (record->target));
  if (record->action == MPS_AUDIT_READ && *record->patient_id != '\0')
    g_hash_table_add (count->charts, g_strdup (record->patient_id));
  if (record->action == MPS_AUDIT_CREATE && is_record)
    counts[MPS_SHEET_CREATED]++;
  if (record->action == MPS_AUDIT_CREATE && g_str_has_prefix (record->target, "Patient/"))
    counts[MPS_SHEET_PATIENTS]++;
  if (record->action == MPS_AUDIT_UPDATE && is_record)
    counts[MPS_SHEET_CHANGED]++;
  if (g_str_has_prefix (record->target, "Export/"))
    counts[MPS_SHEET_EXPORTS]++;
  if (record->action == MPS_AUDIT_EXECUTE && g_str_has_prefix (record->target, "Glass/"))
    counts[MPS_SHEET_BREAK_GLASS]++;
}

static gboolean
count_entry (const MpsAuditRecord *record, gpointer data)
{
  Count *count = data;

  count->sheet->counts[MPS_SHEET_ENTRIES]++;
  g_hash_table_add (count->people, g_strdup (record->who));
  if (record->outcome == MPS_AUDIT_DONE)
    count_done (count, record);
  else
    count->sheet->counts[MPS_SHEET_REFUSED]++;
  return TRUE;
}

static gboolean
count_day (MpsStore *store,
           const MpsAuditFilter *filter,
           MpsSheet *sheet,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GHashTable) people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) charts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Count count = { .sheet = sheet, .people = people, .charts = charts, .runs = runs };

  if (!mps_store_walk_audit (store, filter, count_entry, &count, cancellable, error))
    return FALSE;

  sheet->counts[MPS_SHEET_PEOPLE] = g_hash_table_size (people);
  sheet->counts[MPS_SHEET_CHARTS] = g_hash_table_size (charts);
  sheet->counts[MPS_SHEET_RUNS] = g_hash_table_size (runs);
  return TRUE;
}

static gboolean
fill_filter (MpsAuditFilter *filter, const char *day, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) begin = NULL;
  g_autoptr (GDateTime) end = NULL;
  g_autofree char *midnight = g_strconcat (day, "T00:00:00", NULL);

  if (strlen (day) == strlen ("2026-01-31"))
    begin = g_date_time_new_from_iso8601 (midnight, zone);
  end = begin != NULL ? g_date_time_add_days (begin, 1) : NULL;
  if (end == NULL) {
    g_set_error_literal (
        error, MPS_STORE_ERROR, MPS_STORE_ERROR_INPUT, "audit: there is no such day");
    return FALSE;
  }

  filter->from_us = g_date_time_to_unix (begin) * G_USEC_PER_SEC;
  filter->to_us = g_date_time_to_unix (end) * G_USEC_PER_SEC;
  return TRUE;
}

/**
 * mps_daily_sheet_write:
 * @session: who prints
 * @day: (nullable): which, "YYYY-MM-DD" in the workstation's time zone; %NULL: today
 * @language: "ko" or "en"
 * @path: PDF to write
 * @head: (out) (optional) (transfer full): hash that the sheet has, hexadecimal
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Writes the sheet of a day: what was done, and the head of the audit record as it is now, after
 * every entry of it was verified. That it was printed is the entry that the head belongs to.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError, #MpsStoreError, %G_FILE_ERROR.
 *
 * Returns: whether the file is there
 */
gboolean
mps_daily_sheet_write (MpsSession *session,
                       const char *day,
                       const char *language,
                       const char *path,
                       char **head,
                       GCancellable *cancellable,
                       GError **error)
{
  MpsStore *store = mps_session_peek_store (session);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  const char *which = day != NULL ? day : today;
  g_autofree char *target = g_strconcat ("DailySheet/", which, NULL);
  g_autoptr (MpsAuditVerdict) verdict = NULL;
  g_autofree char *code = NULL;
  MpsAuditFilter filter = { 0 };
  MpsSheet sheet = {
    .language = language,
    .printed_by = mps_session_peek_user (session),
    .day = which,
    .printed = now,
  };

  if (!mps_session_require (session, MPS_ACTION_DAILY_SHEET, error) ||
      !fill_filter (&filter, which, error) ||
      !mps_store_audit (
          store, MPS_AUDIT_EXECUTE, sheet.printed_by, NULL, target, "daily sheet printed", error) ||
      !count_day (store, &filter, &sheet, cancellable, error))
    return FALSE;
  verdict = mps_store_verify_audit (store, NULL, cancellable, error);
  if (verdict == NULL)
    return FALSE;

  code = g_strdup_printf (
      "MPS-AUDIT:1:%s:%" G_GUINT64_FORMAT ":%s", which, verdict->entries, verdict->head);
  sheet.head = verdict->head;
  sheet.head_seq =
      (gint64)(verdict->first_broken > 0 ? verdict->first_broken - 1 : verdict->entries);
  sheet.first_broken = verdict->first_broken;
  sheet.code = code;
  if (!mps_sheet_write_pdf (&sheet, path, error))
    return FALSE;

  if (head != NULL)
    *head = g_steal_pointer (&verdict->head);
  return TRUE;
}

typedef struct {
  char *day;
  char *language;
  char *path;
} Arguments;

static void
arguments_free (gpointer data)
{
  Arguments *arguments = data;

  g_free (arguments->day);
  g_free (arguments->language);
  g_free (arguments->path);
  g_free (arguments);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Arguments *arguments = data;
  GError *error = NULL;
  char *head = NULL;

  if (mps_daily_sheet_write (
          source, arguments->day, arguments->language, arguments->path, &head, cancellable, &error))
    g_task_return_pointer (task, head, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * mps_daily_sheet_write_async:
 * @session: who prints
 * @day: (nullable): as in mps_daily_sheet_write()
 * @language: likewise
 * @path: likewise
 * @cancellable: (nullable): ends it
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_daily_sheet_write() on a worker thread.
 */
void
mps_daily_sheet_write_async (MpsSession *session,
                             const char *day,
                             const char *language,
                             const char *path,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);
  Arguments *arguments = g_new0 (Arguments, 1);

  arguments->day = g_strdup (day);
  arguments->language = g_strdup (language);
  arguments->path = g_strdup (path);
  g_task_set_source_tag (task, mps_daily_sheet_write_async);
  g_task_set_task_data (task, arguments, arguments_free);
  g_task_run_in_thread (task, write_in_thread);
}

/**
 * mps_daily_sheet_write_finish:
 * @result: of mps_daily_sheet_write_async()
 * @error: return location
 *
 * Returns: (transfer full): hash that the sheet has, hexadecimal, or %NULL
 */
char *
mps_daily_sheet_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
