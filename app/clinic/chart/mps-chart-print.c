/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart-print.h"

#include "app/clinic/chart/mps-chart-line-private.h"
#include "app/clinic/chart/mps-chart-print-private.h"
#include "app/clinic/chart/mps-chart.h"
#include "app/clinic/exchange/mps-export-private.h"
#include "app/report/mps-chart-pages.h"
#include "data/model/mps-form.h"
#include "data/model/mps-time.h"

#include <glib/gi18n-lib.h>

#define PAGE 200

typedef struct {
  MpsStore *store;
  const char *patient_id;
  const char *language;
  MpsChartPages *pages;
  guint64 n;
} Printing;

static MpsChartSection
find_section (const MpsTimelineEntry *entry)
{
  if (g_str_equal (entry->type, "AllergyIntolerance"))
    return MPS_CHART_ALLERGIES;

  switch (entry->kind) {
  case MPS_TIMELINE_RESULT:
  case MPS_TIMELINE_RUN:
    return MPS_CHART_RESULTS;
  case MPS_TIMELINE_PRESCRIPTION:
    return MPS_CHART_MEDICINES;
  case MPS_TIMELINE_VISIT:
  case MPS_TIMELINE_PROCEDURE:
    return MPS_CHART_VISITS;
  case MPS_TIMELINE_NOTE:
    return MPS_CHART_NOTES;
  case MPS_TIMELINE_DOCUMENT:
    return MPS_CHART_DOCUMENTS;
  case MPS_TIMELINE_PROBLEM:
    return MPS_CHART_PROBLEMS;
  case MPS_TIMELINE_OTHER:
  case MPS_TIMELINE_ALL:
  default:
    return MPS_CHART_OTHERS;
  }
}

/* What a note says stands in the record alone. */
static char *
dup_note (const MpsTimelineEntry *entry, MpsResource *resource)
{
  g_autofree char *note = mps_note_dup_text (resource);
  g_autoptr (GPtrArray) fields = NULL;
  GString *text = g_string_new (entry->title);

  if (note != NULL) {
    g_string_append_printf (text, "\n%s", note);
    return g_string_free (text, FALSE);
  }

  fields = mps_record_dup_fields (resource);
  for (guint i = 0; i < fields->len; i++) {
    const MpsRecordField *field = g_ptr_array_index (fields, i);

    g_string_append_printf (text, "\n%s: %s", field->label, field->value);
  }
  return g_string_free (text, FALSE);
}

static gboolean
add_entry (Printing *printing, const MpsTimelineEntry *entry, GError **error)
{
  const MpsChartSection section = find_section (entry);
  const gboolean is_run = g_str_equal (entry->type, "Run");
  g_autoptr (MpsResource) resource = NULL;
  g_autoptr (MpsTree) tree = NULL;
  g_autofree char *text = NULL;
  g_autofree char *run_when = NULL;
  MpsChartLine line = { .pages = printing->pages, .language = printing->language, .entry = entry };

  if (!is_run) {
    resource = mps_store_get (printing->store, entry->type, entry->id, 0, error);
    if (resource == NULL)
      return FALSE;
    tree = mps_tree_new_from_resource (resource);
    line.tree = tree;
  } else {
    run_when = mps_time_format_utc (entry->when_us);
  }

  text = section == MPS_CHART_NOTES && !is_run ? dup_note (entry, resource)
                                               : mps_chart_line_dup_text (&line);
  mps_chart_pages_add (
      printing->pages, section, is_run ? run_when : mps_chart_line_peek_when (&line), text);
  printing->n++;
  return TRUE;
}

static gboolean
add_entries (Printing *printing, GCancellable *cancellable, GError **error)
{
  g_autofree char *after = NULL;

  do {
    g_autofree char *next = NULL;
    g_autoptr (GPtrArray) entries = NULL;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    entries = mps_store_load_timeline (
        printing->store, printing->patient_id, MPS_TIMELINE_ALL, PAGE, after, &next, error);
    if (entries == NULL)
      return FALSE;
    for (guint i = 0; i < entries->len; i++)
      if (!add_entry (printing, g_ptr_array_index (entries, i), error))
        return FALSE;

    g_free (after);
    after = g_steal_pointer (&next);
  } while (after != NULL);
  return TRUE;
}

/**
 * mps_chart_print_newest:
 * @store: where the chart is
 * @patient_id: whose
 * @language: of @pages
 * @pages: what is printed
 * @kind: of what
 * @most: how many of them
 * @error: return location
 *
 * Adds the newest entries of one kind, allergies apart, of which a number is never enough. Blocks.
 *
 * Returns: whether they could be read
 */
gboolean
mps_chart_print_newest (MpsStore *store,
                        const char *patient_id,
                        const char *language,
                        MpsChartPages *pages,
                        MpsTimelineKind kind,
                        guint most,
                        GError **error)
{
  Printing printing = {
    .store = store, .patient_id = patient_id, .language = language, .pages = pages
  };
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) entries =
      mps_store_load_timeline (store, patient_id, kind, most, NULL, &next, error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++) {
    const MpsTimelineEntry *entry = g_ptr_array_index (entries, i);

    if (find_section (entry) != MPS_CHART_ALLERGIES && !add_entry (&printing, entry, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * mps_chart_print_allergy:
 * @allergy: an AllergyIntolerance
 * @language: of @pages
 * @pages: what is printed
 *
 * Adds it, with what is known of it.
 */
void
mps_chart_print_allergy (MpsResource *allergy, const char *language, MpsChartPages *pages)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (allergy);
  g_autoptr (MpsTimelineEntry) entry = g_new0 (MpsTimelineEntry, 1);
  const char *when = mps_tree_peek_path_string (tree, "onsetDateTime");
  const char *title = mps_tree_peek_path_string (tree, "code.text");
  const char *reaction = mps_tree_peek_path_string (tree, "reaction[0].manifestation[0].text");
  const char *criticality = mps_tree_peek_path_string (tree, "criticality");
  g_autofree char *text = NULL;
  MpsChartLine line = { .pages = pages, .language = language, .entry = entry, .tree = tree };

  if (title == NULL)
    title = mps_tree_peek_path_string (tree, "code.coding[0].display");
  if (title == NULL)
    title = mps_tree_peek_path_string (tree, "code.coding[0].code");
  if (reaction == NULL)
    reaction = mps_tree_peek_path_string (tree, "reaction[0].manifestation[0].coding[0].display");
  if (when == NULL)
    when = mps_tree_peek_path_string (tree, "recordedDate");
  if (when != NULL && !mps_time_parse (when, &entry->when_us))
    entry->when_us = 0;
  entry->type = g_strdup ("AllergyIntolerance");
  entry->id = g_strdup (mps_resource_peek_id (allergy));
  entry->kind = MPS_TIMELINE_PROBLEM;
  entry->title = g_strdup (title != NULL ? title : _ ("unnamed allergy"));
  entry->code = g_strdup ("");
  entry->text = g_strdup (reaction != NULL ? reaction : "");
  entry->flag = g_strdup (criticality != NULL ? criticality : "");
  text = mps_chart_line_dup_text (&line);
  mps_chart_pages_add (pages, MPS_CHART_ALLERGIES, mps_chart_line_peek_when (&line), text);
}

static gboolean
write_bytes (MpsSession *session, const MpsExportPlan *plan, GBytes *pdf, guint64 n, GError **error)
{
  g_autoptr (MpsExportFile) file = mps_export_file_new (plan->path, error);
  gsize length = 0;
  const char *data = g_bytes_get_data (pdf, &length);

  return file != NULL && mps_export_file_write (file, data, (gssize)length, error) &&
         mps_export_conclude (
             session, file, "Export/chart-pdf", plan->patient_id, plan->reason, n, error);
}

/**
 * mps_chart_print:
 * @session: who prints
 * @plan: whose chart, where to and why; the format is PDF
 * @language: "ko" or "en"
 * @n_pages: (out): how many pages it has
 * @cancellable: (nullable): ends it; then there is no file
 * @error: return location
 *
 * Writes one patient's whole chart as a PDF: allergies, problems, medicines, results, visits,
 * notes, documents and all else, each section the newest first.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError without a reason or the right,
 * #MpsStoreError, #GIOErrorEnum.
 *
 * Returns: whether the file is there
 */
gboolean
mps_chart_print (MpsSession *session,
                 const MpsExportPlan *plan,
                 const char *language,
                 guint *n_pages,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (MpsResource) resource = NULL;
  g_autoptr (MpsPatient) patient = NULL;
  g_autoptr (MpsChartPages) pages = NULL;
  g_autoptr (GBytes) pdf = NULL;
  Printing printing = { .store = mps_session_peek_store (session),
                        .patient_id = plan->patient_id,
                        .language = language };

  if (!mps_session_require_chart (session, MPS_ACTION_EXPORT_CHART, plan->patient_id, error) ||
      !mps_export_require_reason (plan->reason, error))
    return FALSE;
  resource = mps_store_get (printing.store, "Patient", plan->patient_id, 0, error);
  patient = resource != NULL ? mps_patient_new_from_resource (resource, error) : NULL;
  if (patient == NULL)
    return FALSE;

  pages = mps_chart_pages_new (language, patient, mps_session_peek_user (session), now);
  printing.pages = pages;
  if (!add_entries (&printing, cancellable, error))
    return FALSE;
  pdf = mps_chart_pages_dup_pdf (pages, error);
  if (pdf == NULL || !write_bytes (session, plan, pdf, printing.n, error))
    return FALSE;

  *n_pages = mps_chart_pages_get_n_pages (pages);
  return TRUE;
}
