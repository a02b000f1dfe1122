/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-record-view.h"

#include "app/clinic/chart/mps-chart-documents.h"
#include "app/clinic/chart/mps-trend-parts.h"
#include "app/session/measurement/mps-fhir-read.h"
#include "app/session/measurement/mps-judge.h"
#include "app/session/mps-words.h"
#include "data/model/mps-analyte-info.h"
#include "data/model/mps-tree.h"
#include "ui/chart/mps-document-view.h"
#include "ui/chart/mps-record-lines.h"
#include "ui/chart/mps-record-tools.h"
#include "ui/chart/mps-report-results.h"
#include "ui/chart/mps-timeline-words.h"
#include "ui/chart/mps-trend-panel.h"
#include "ui/chart/mps-versions-view.h"
#include "ui/widgets/mps-flag.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-language.h"
#include "ui/widgets/mps-sentence-box.h"
#include "ui/widgets/mps-wrap-layout.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _MpsRecordView {
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkLabel *title;
  GtkWidget *value_row;
  GtkLabel *value;
  MpsFlag *flag;
  GtkLabel *when;
  MpsSentenceBox *error;
  MpsRecordTools *tools;
  MpsReportResults *results;
  GtkLabel *text;
  MpsDocumentView *document;
  MpsTrendPanel *trend;
  GtkListBox *fields;
  GtkWidget *details;
  GtkListBox *all_fields;
  MpsVersionsView *versions;

  MpsChart *chart;
  MpsTrendParts *parts;
  GPtrArray *first_part;
  char *code;
  char *name;
  char *unit;
  MpsResource *report;
  MpsResource *resource;
  GCancellable *cancellable;
};

enum {
  SIGNAL_OPEN,
  SIGNAL_EDIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsRecordView, mps_record_view, GTK_TYPE_WIDGET)

static void
clear_list (GtkListBox *list)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

static void
clear_fields (MpsRecordView *self)
{
  clear_list (self->fields);
  clear_list (self->all_fields);
  gtk_widget_set_visible (GTK_WIDGET (self->fields), FALSE);
  gtk_widget_set_visible (self->details, FALSE);
  gtk_expander_set_expanded (GTK_EXPANDER (self->details), FALSE);
}

static void
add_field (GtkListBox *list, const char *label, const char *value)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *name = gtk_label_new (label);
  GtkWidget *text = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_yalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (name), 18);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 18);
  gtk_widget_add_css_class (name, "dim");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  value,
                                  -1);
  gtk_list_box_append (list, row);
}

/* A record that is filled in here reads as its form does; every element of it is under “details”.
 */
static gboolean
add_lines (MpsRecordView *self, MpsResource *resource)
{
  g_autoptr (GPtrArray) lines = mps_record_lines_new (resource);

  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const MpsRecordField *line = g_ptr_array_index (lines, i);

    add_field (self->fields, line->label, line->value);
  }
  return lines != NULL;
}

/* What a report gathers stands in a list of its own; where some of it is not on this chart, the
   record's own line names it as well. */
static void
add_fields (MpsRecordView *self, MpsResource *resource, guint n_listed)
{
  g_autoptr (GPtrArray) fields = mps_record_dup_fields (resource);
  g_autoptr (GPtrArray) results = mps_fhir_dup_references (resource, "result");
  GtkListBox *list = add_lines (self, resource) ? self->all_fields : self->fields;

  for (guint i = 0; i < fields->len; i++) {
    const MpsRecordField *field = g_ptr_array_index (fields, i);

    if (n_listed == 0 || n_listed < results->len || !g_str_equal (field->member, "result"))
      add_field (list, field->label, mps_status_peek_word (field->value));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->fields),
                          gtk_widget_get_first_child (GTK_WIDGET (self->fields)) != NULL);
  gtk_widget_set_visible (self->details, list == self->all_fields && fields->len > 0);
}

static void
on_results (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsRecordView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries =
      mps_chart_load_results_finish (MPS_CHART (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->chart == NULL)
    return;
  if (entries == NULL)
    mps_sentence_box_set_error (self->error, error);
  mps_report_results_set (self->results, entries, mps_chart_peek_patient (self->chart));
  add_fields (self, self->report, entries != NULL ? entries->len : 0);
}

/* A note is read as it was written; a document is looked at. */
static void
show_content (MpsRecordView *self, MpsResource *resource)
{
  g_autofree char *text = NULL;

  if (g_strcmp0 (mps_resource_peek_type (resource), "DocumentReference") != 0)
    return;
  text = mps_note_dup_text (resource);
  if (text == NULL) {
    mps_document_view_show_document (self->document, self->chart, mps_resource_peek_id (resource));
    return;
  }
  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->text), TRUE);
}

static void
show_resource (MpsRecordView *self, MpsResource *resource)
{
  g_clear_pointer (&self->resource, mps_resource_unref);
  self->resource = mps_resource_ref (resource);
  mps_record_tools_set_record (self->tools, self->chart, resource);
  show_content (self, resource);
}

static void show_trend_of (MpsRecordView *self, MpsResource *resource);

static void
on_record (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsRecordView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) resource =
      mps_chart_load_record_finish (MPS_CHART (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->chart == NULL)
    return;
  if (resource == NULL) {
    mps_sentence_box_set_error (self->error, error);
    return;
  }
  show_resource (self, resource);
  if (g_strcmp0 (mps_resource_peek_type (resource), "DiagnosticReport") != 0) {
    add_fields (self, resource, 0);
    if (self->code == NULL)
      show_trend_of (self, resource);
    return;
  }
  self->report = g_steal_pointer (&resource);
  mps_chart_load_results_async (
      self->chart, self->report, self->cancellable, on_results, g_object_ref (self));
}

/* Where the record does not say where a value lies, the range for the patient at that date does. */
static GArray *
new_points (GPtrArray *entries, const MpsPatient *patient)
{
  g_autoptr (GArray) points = g_array_new (FALSE, TRUE, sizeof (MpsTrendPoint));

  for (guint i = 0; i < entries->len; i++) {
    const MpsTimelineEntry *entry = g_ptr_array_index (entries, i);
    MpsTrendPoint point = { .when_us = entry->when_us,
                            .value = entry->quantity.value,
                            .comparator = entry->quantity.comparator,
                            .interpretation = MPS_INTERPRETATION_UNKNOWN };

    if (!entry->has_quantity || entry->when_us == 0)
      continue;
    if (!mps_timeline_entry_get_interpretation (entry, &point.interpretation))
      point.interpretation = mps_judge_entry (entry, patient);
    g_array_append_val (points, point);
  }
  return g_steal_pointer (&points);
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const MpsTrendPoint *)a)->when_us;
  gint64 second = ((const MpsTrendPoint *)b)->when_us;

  return (first > second) - (first < second);
}

/* The two newest values, as they were measured, against each other. */
static gboolean
find_change (const char *code, GPtrArray *entries, MpsChange *change)
{
  const MpsTimelineEntry *newest = NULL;
  const MpsTimelineEntry *before = NULL;

  for (guint i = 0; i < entries->len; i++) {
    const MpsTimelineEntry *entry = g_ptr_array_index (entries, i);

    if (!entry->has_quantity || entry->when_us == 0 || mps_timeline_entry_is_withdrawn (entry))
      continue;
    if (newest == NULL || entry->when_us > newest->when_us) {
      before = newest;
      newest = entry;
    } else if (before == NULL || entry->when_us > before->when_us) {
      before = entry;
    }
  }
  if (before != NULL)
    mps_change_judge (code, &before->quantity, &newest->quantity, change);
  return before != NULL;
}

static void
on_trend (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsRecordView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = mps_chart_load_trend_finish (MPS_CHART (source), result, &error);
  g_autoptr (GArray) points = NULL;
  const MpsPatient *patient = NULL;
  MpsReferenceRange range = { 0 };
  MpsChange change = { 0 };
  gboolean has_range = FALSE;

  if (entries == NULL || self->chart == NULL) {
    if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      mps_sentence_box_set_error (self->error, error);
    return;
  }
  patient = mps_chart_peek_patient (self->chart);
  points = new_points (entries, patient);
  g_array_sort (points, compare_points);
  if (points->len == 0)
    return;
  /* The band is the range at the newest value: a child's changes with the years. */
  has_range =
      mps_judge_find_entry_range (g_ptr_array_index (entries, entries->len - 1), patient, &range);
  mps_trend_panel_set (
      self->trend, points, self->name, self->unit, has_range ? &range : NULL, NULL);
  mps_trend_panel_set_change (self->trend,
                              find_change (self->code, entries, &change) ? &change : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->trend), TRUE);
}

/* By time; the two of one record follow each other, also where another record is of that minute. */
static GArray *
new_pairs (GArray *first, GArray *second)
{
  GArray *points = g_array_new (FALSE, TRUE, sizeof (MpsTrendPoint));

  for (guint i = 0; i < MAX (first->len, second->len); i++) {
    if (i < first->len)
      g_array_append_vals (points, &g_array_index (first, MpsTrendPoint, i), 1);
    if (i >= second->len)
      continue;
    g_array_index (second, MpsTrendPoint, i).series = 1;
    g_array_append_vals (points, &g_array_index (second, MpsTrendPoint, i), 1);
  }
  g_array_sort (points, compare_points);
  return points;
}

/* Two values of one record, as of a blood pressure, on one axis. */
static void
show_pair (MpsRecordView *self, GPtrArray *first, GPtrArray *second)
{
  const MpsPatient *patient = mps_chart_peek_patient (self->chart);
  g_autofree char *one = mps_analyte_dup_name (self->parts->codes[0], mps_language_peek ());
  g_autofree char *other = mps_analyte_dup_name (self->parts->codes[1], mps_language_peek ());
  g_autoptr (GArray) upper = new_points (first, patient);
  g_autoptr (GArray) lower = new_points (second, patient);
  g_autoptr (GArray) points = NULL;
  MpsTrendSeries series = { .names = { one, other } };
  MpsReferenceRange ranges[2] = { 0 };
  MpsChange changes[2] = { 0 };
  gboolean has_range = FALSE;

  if (upper->len == 0 || lower->len == 0)
    return;
  points = new_pairs (upper, lower);
  has_range =
      mps_judge_find_entry_range (g_ptr_array_index (first, first->len - 1), patient, &ranges[0]);
  if (mps_judge_find_entry_range (g_ptr_array_index (second, second->len - 1), patient, &ranges[1]))
    series.second_range = &ranges[1];
  mps_trend_panel_set (
      self->trend, points, self->name, self->parts->unit, has_range ? &ranges[0] : NULL, &series);
  mps_trend_panel_set_changes (
      self->trend,
      &series,
      find_change (self->parts->codes[0], first, &changes[0]) ? &changes[0] : NULL,
      find_change (self->parts->codes[1], second, &changes[1]) ? &changes[1] : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->trend), TRUE);
}

static void
on_part (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsRecordView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = mps_chart_load_trend_finish (MPS_CHART (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->chart == NULL ||
      self->parts == NULL)
    return;
  if (entries == NULL) {
    mps_sentence_box_set_error (self->error, error);
    return;
  }
  if (self->first_part != NULL) {
    show_pair (self, self->first_part, entries);
    return;
  }
  self->first_part = g_steal_pointer (&entries);
  mps_chart_load_trend_async (self->chart,
                              self->parts->codes[1],
                              self->parts->unit,
                              self->cancellable,
                              on_part,
                              g_object_ref (self));
}

static void
forget (MpsRecordView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chart);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->unit, g_free);
  g_clear_pointer (&self->parts, mps_trend_parts_free);
  g_clear_pointer (&self->first_part, g_ptr_array_unref);
  g_clear_pointer (&self->report, mps_resource_unref);
  g_clear_pointer (&self->resource, mps_resource_unref);
}

static void
on_open (MpsRecordView *self, const MpsTimelineEntry *entry)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, entry);
}

static void
on_edit (MpsRecordView *self, MpsResource *resource)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, resource);
}

static void
on_compare (MpsRecordView *self)
{
  gtk_stack_set_visible_child_name (self->stack, "versions");
  mps_versions_view_show_record (self->versions,
                                 self->chart,
                                 mps_resource_peek_type (self->resource),
                                 mps_resource_peek_id (self->resource),
                                 gtk_label_get_text (self->title));
}

static void
on_versions_done (MpsRecordView *self)
{
  gtk_stack_set_visible_child_name (self->stack, "record");
  mps_versions_view_clear (self->versions);
  gtk_widget_child_focus (GTK_WIDGET (self->tools), GTK_DIR_TAB_FORWARD);
}

static void
mps_record_view_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  forget (MPS_RECORD_VIEW (object));
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_record_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, title);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, value_row);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, value);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, flag);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, when);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, error);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, results);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, trend);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, fields);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, details);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, all_fields);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, tools);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, text);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, document);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordView, versions);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  gtk_widget_class_bind_template_callback (widget_class, on_compare);
  gtk_widget_class_bind_template_callback (widget_class, on_versions_done);
}

static void
mps_record_view_class_init (MpsRecordViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_DOCUMENT_VIEW);
  g_type_ensure (MPS_TYPE_FLAG);
  g_type_ensure (MPS_TYPE_RECORD_TOOLS);
  g_type_ensure (MPS_TYPE_REPORT_RESULTS);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  g_type_ensure (MPS_TYPE_TREND_PANEL);
  g_type_ensure (MPS_TYPE_VERSIONS_VIEW);
  g_type_ensure (MPS_TYPE_WRAP_LAYOUT);
  G_OBJECT_CLASS (klass)->dispose = mps_record_view_dispose;
  signals[SIGNAL_OPEN] = g_signal_new ("open",
                                       G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       G_TYPE_POINTER);
  signals[SIGNAL_EDIT] = g_signal_new ("edit",
                                       G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       MPS_TYPE_RESOURCE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/record-view.ui");
  bind_children (widget_class);
}

static void
mps_record_view_init (MpsRecordView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_invalid_run (MpsRecordView *self, const MpsTimelineEntry *entry)
{
  g_autofree char *reason = mps_words_dup_run_reason (entry->text);

  mps_sentence_box_set (self->error,
                        MPS_MEANING_CRITICAL,
                        _ ("This measurement gave no result."),
                        reason,
                        _ ("Measure again with a new cartridge."),
                        NULL);
  gtk_label_set_text (self->value, "");
}

static void
show_head (MpsRecordView *self, const MpsTimelineEntry *entry)
{
  MpsInterpretation interpretation = MPS_INTERPRETATION_UNKNOWN;
  gboolean judged = mps_timeline_entry_get_interpretation (entry, &interpretation);
  gboolean withdrawn = mps_timeline_entry_is_withdrawn (entry);
  g_autofree char *title = mps_timeline_entry_dup_title (entry);
  g_autofree char *value = mps_timeline_entry_dup_value (entry);
  g_autofree char *when = mps_format_when_full (entry->when_us);

  if (withdrawn)
    mps_sentence_box_set (self->error,
                          MPS_MEANING_UNKNOWN,
                          _ ("This entry was withdrawn. Do not use it."),
                          _ ("It stays on record, so that one can see what was there."),
                          NULL,
                          NULL);
  gtk_label_set_text (self->title, title);
  gtk_widget_set_visible (self->value_row, TRUE);
  gtk_label_set_text (self->value, value);
  gtk_label_set_text (self->when, when);
  gtk_widget_set_visible (GTK_WIDGET (self->flag), judged);
  mps_flag_set (self->flag,
                mps_meaning_for_interpretation (interpretation),
                mps_interpretation_peek_icon (interpretation),
                mps_interpretation_peek_word (interpretation));
}

/* A single value has its course below it, and so have the two of a blood pressure. */
static void
show_trend_of (MpsRecordView *self, MpsResource *resource)
{
  g_autoptr (MpsTree) tree = mps_tree_new_from_resource (resource);
  const char *code = mps_tree_peek_path_string (tree, "code.coding[0].code");
  const char *unit = mps_tree_peek_path_string (tree, "valueQuantity.code");

  if (g_strcmp0 (mps_resource_peek_type (resource), "Observation") != 0 || code == NULL)
    return;
  self->parts = mps_trend_parts_new (resource);
  if (self->parts != NULL) {
    self->name = mps_analyte_dup_name (code, mps_language_peek ());
    mps_chart_load_trend_async (self->chart,
                                self->parts->codes[0],
                                self->parts->unit,
                                self->cancellable,
                                on_part,
                                g_object_ref (self));
    return;
  }
  if (unit == NULL)
    return;
  self->code = g_strdup (code);
  self->name = mps_analyte_dup_name (code, mps_language_peek ());
  self->unit = g_strdup (unit);
  mps_chart_load_trend_async (
      self->chart, self->code, self->unit, self->cancellable, on_trend, g_object_ref (self));
}

static void
start (MpsRecordView *self, MpsChart *chart)
{
  forget (self);
  self->chart = g_object_ref (chart);
  self->cancellable = g_cancellable_new ();
  mps_sentence_box_clear (self->error);
  mps_report_results_set (self->results, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->trend), FALSE);
  clear_fields (self);
  mps_record_tools_set_record (self->tools, NULL, NULL);
  mps_versions_view_clear (self->versions);
  mps_document_view_clear (self->document);
  gtk_widget_set_visible (GTK_WIDGET (self->text), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "record");
}

/**
 * mps_record_view_set_resource:
 * @self: a view
 * @chart: whose record
 * @resource: what to show
 * @title: what it is, translated
 */
void
mps_record_view_set_resource (MpsRecordView *self,
                              MpsChart *chart,
                              MpsResource *resource,
                              const char *title)
{
  start (self, chart);
  gtk_label_set_text (self->title, title);
  gtk_widget_set_visible (self->value_row, FALSE);
  show_resource (self, resource);
  add_fields (self, resource, 0);
  show_trend_of (self, resource);
}

/**
 * mps_record_view_go_back:
 * @self: a view
 *
 * Returns: whether there was a step back: from the versions, or from a reason that was asked for
 */
gboolean
mps_record_view_go_back (MpsRecordView *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "versions") != 0)
    return mps_record_tools_go_back (self->tools);
  on_versions_done (self);
  return TRUE;
}

/**
 * mps_record_view_set_entry:
 * @self: a view
 * @chart: whose entry
 * @entry: what to show; copied
 */
void
mps_record_view_set_entry (MpsRecordView *self, MpsChart *chart, const MpsTimelineEntry *entry)
{
  start (self, chart);
  show_head (self, entry);
  if (g_strcmp0 (entry->type, "Run") == 0) {
    show_invalid_run (self, entry);
    return;
  }
  mps_chart_load_record_async (
      chart, entry->type, entry->id, self->cancellable, on_record, g_object_ref (self));
  if (!entry->has_quantity || entry->code == NULL || *entry->code == '\0')
    return;
  self->code = g_strdup (entry->code);
  self->name = mps_timeline_entry_dup_title (entry);
  self->unit = g_strdup (entry->quantity.unit);
  mps_chart_load_trend_async (
      chart, self->code, self->unit, self->cancellable, on_trend, g_object_ref (self));
}
