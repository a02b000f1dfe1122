/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/mps-tasks-exchange.h"

#include "app/clinic/chart/mps-chart-print.h"
#include "app/clinic/exchange/mps-csv-export.h"
#include "app/clinic/exchange/mps-export-anonymised.h"
#include "app/clinic/mps-task-private.h"
#include "app/session/mps-words.h"

#include <glib/gi18n-lib.h>

typedef struct {
  MpsExportKind kind;
  char *path;
  char *patient_id;
  char *reason;
  char *language;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->path);
  g_free (wish->patient_id);
  g_free (wish->reason);
  g_free (wish->language);
  g_free (wish);
}

/* format: translated, with one %s. */
static char *
format_count (guint64 n, const char *format)
{
  g_autofree char *count = mps_words_dup_count (n);
  g_auto (GStrv) parts = g_strsplit (format, "%s", -1);

  return g_strjoinv (count, parts);
}

static gboolean
export_anonymised (MpsSession *session,
                   const MpsExportPlan *plan,
                   char **outcome,
                   GCancellable *cancellable,
                   GError **error)
{
  MpsAnonymisedReport report = { 0 };
  g_autofree char *written = NULL;
  g_autofree char *left = NULL;
  guint64 n_left;

  if (!mps_export_anonymised (session, plan, &report, cancellable, error))
    return FALSE;

  n_left = report.other_types + report.no_chart + report.not_told;
  written = format_count (report.resources,
                          g_dngettext (GETTEXT_PACKAGE,
                                       "%s record written for research",
                                       "%s records written for research",
                                       (gulong)report.resources));
  left = format_count (n_left,
                       g_dngettext (GETTEXT_PACKAGE, "%s left out", "%s left out", (gulong)n_left));
  *outcome = g_strconcat (written, ", ", left, NULL);
  return TRUE;
}

static gboolean
run_export (MpsSession *session,
            MpsTask *task,
            gpointer data,
            char **outcome,
            GPtrArray **rejections,
            GCancellable *cancellable,
            GError **error)
{
  const Wish *wish = data;
  const MpsExportPlan plan = {
    .path = wish->path,
    .format = wish->kind == MPS_EXPORT_KIND_BUNDLE ? MPS_EXPORT_BUNDLE : MPS_EXPORT_NDJSON,
    .patient_id = wish->patient_id,
    .reason = wish->reason,
    .progress = mps_task_progress,
    .progress_data = task,
  };
  guint n_pages = 0;
  guint64 n = 0;

  switch (wish->kind) {
  case MPS_EXPORT_KIND_ANONYMISED:
    return export_anonymised (session, &plan, outcome, cancellable, error);
  case MPS_EXPORT_KIND_PDF:
    if (!mps_chart_print (session, &plan, wish->language, &n_pages, cancellable, error))
      return FALSE;
    *outcome = format_count (
        n_pages,
        g_dngettext (GETTEXT_PACKAGE, "%s page written", "%s pages written", (gulong)n_pages));
    return TRUE;
  case MPS_EXPORT_KIND_CSV:
    if (!mps_csv_export (session, &plan, &n, cancellable, error))
      return FALSE;
    *outcome = format_count (
        n, g_dngettext (GETTEXT_PACKAGE, "%s result written", "%s results written", (gulong)n));
    return TRUE;
  case MPS_EXPORT_KIND_NDJSON:
  case MPS_EXPORT_KIND_BUNDLE:
  default:
    if (!mps_export_records (session, &plan, &n, cancellable, error))
      return FALSE;
    *outcome = format_count (
        n, g_dngettext (GETTEXT_PACKAGE, "%s record written", "%s records written", (gulong)n));
    return TRUE;
  }
}

/**
 * mps_tasks_export:
 * @self: the tasks
 * @kind: what the file holds
 * @path: where it goes; there whole or not at all
 * @patient_id: (nullable): only this patient's chart; needed for a PDF
 * @reason: why, for the audit record
 * @language: "ko" or "en", of a PDF
 *
 * Returns: (transfer none): the task, under way
 */
MpsTask *
mps_tasks_export (MpsTasks *self,
                  MpsExportKind kind,
                  const char *path,
                  const char *patient_id,
                  const char *reason,
                  const char *language)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->kind = kind;
  wish->path = g_strdup (path);
  wish->patient_id = g_strdup (patient_id);
  wish->reason = g_strdup (reason);
  wish->language = g_strdup (language);
  return mps_tasks_start (self, _ ("Export of records"), run_export, wish, wish_free);
}

/* What was taken in, and what was not where there is such. */
static char *
dup_outcome (const MpsImportReport *report, const char *format)
{
  g_autofree char *taken = format_count (report->accepted, format);
  g_autofree char *left = format_count (
      report->rejected->len,
      g_dngettext (GETTEXT_PACKAGE, "%s left out", "%s left out", (gulong)report->rejected->len));

  return report->rejected->len > 0 ? g_strconcat (taken, ", ", left, NULL)
                                   : g_steal_pointer (&taken);
}

static gboolean
run_import_csv (MpsSession *session,
                MpsTask *task,
                gpointer data,
                char **outcome,
                GPtrArray **rejections,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (MpsImportReport) report =
      mps_csv_import_take (session, data, mps_task_progress, task, cancellable, error);

  if (report == NULL)
    return FALSE;

  *outcome = dup_outcome (
      report,
      g_dngettext (
          GETTEXT_PACKAGE, "%s result imported", "%s results imported", (gulong)report->accepted));
  *rejections = g_ptr_array_ref (report->rejected);
  return TRUE;
}

static void
preview_free (gpointer data)
{
  mps_csv_preview_free (data);
}

/**
 * mps_tasks_import_csv:
 * @self: the tasks
 * @preview: (transfer full): what somebody has looked at
 *
 * Stores the rows that can be taken, and only these.
 *
 * Returns: (transfer none): the task, under way
 */
MpsTask *
mps_tasks_import_csv (MpsTasks *self, MpsCsvPreview *preview)
{
  return mps_tasks_start (self, _ ("Import of results"), run_import_csv, preview, preview_free);
}

static void
array_free (gpointer data)
{
  g_ptr_array_unref (data);
}

static gboolean
run_look (MpsSession *session,
          MpsTask *task,
          gpointer data,
          char **outcome,
          GPtrArray **rejections,
          GCancellable *cancellable,
          GError **error)
{
  GPtrArray *previews = data;

  for (guint i = 0; i < previews->len; i++)
    if (!mps_import_preview_look (
            g_ptr_array_index (previews, i), session, mps_task_progress, task, cancellable, error))
      return FALSE;
  *outcome = g_strdup (_ ("Looked at, nothing imported yet"));
  return TRUE;
}

/**
 * mps_tasks_look:
 * @self: the tasks
 * @previews: (element-type MpsImportPreview): FHIR files; each has its report once the task is
 * done, and is the task's until then
 *
 * Finds out what importing the files would do. Nothing is stored.
 *
 * Returns: (transfer none): the task, under way
 */
MpsTask *
mps_tasks_look (MpsTasks *self, GPtrArray *previews)
{
  return mps_tasks_start (
      self, _ ("Look at records"), run_look, g_ptr_array_ref (previews), array_free);
}

static gboolean
run_import (MpsSession *session,
            MpsTask *task,
            gpointer data,
            char **outcome,
            GPtrArray **rejections,
            GCancellable *cancellable,
            GError **error)
{
  GPtrArray *previews = data;
  g_autoptr (MpsImportReport) sum = mps_import_report_new ();

  for (guint i = 0; i < previews->len; i++) {
    g_autoptr (MpsImportReport) report = mps_import_preview_take (
        g_ptr_array_index (previews, i), session, mps_task_progress, task, cancellable, error);

    if (report == NULL)
      return FALSE;
    mps_import_report_add (sum, report);
  }

  *outcome = dup_outcome (
      sum,
      g_dngettext (
          GETTEXT_PACKAGE, "%s record imported", "%s records imported", (gulong)sum->accepted));
  *rejections = g_ptr_array_ref (sum->rejected);
  return TRUE;
}

/**
 * mps_tasks_import:
 * @self: the tasks
 * @previews: (element-type MpsImportPreview): FHIR files that somebody has looked at
 *
 * Takes in these files, as they were looked at.
 *
 * Returns: (transfer none): the task, under way
 */
MpsTask *
mps_tasks_import (MpsTasks *self, GPtrArray *previews)
{
  return mps_tasks_start (
      self, _ ("Import of records"), run_import, g_ptr_array_ref (previews), array_free);
}
