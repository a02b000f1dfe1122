/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-chart-page.h"

#include "ui/chart/mps-record-view.h"
#include "ui/chart/mps-timeline-row.h"
#include "ui/chart/mps-timeline-words.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-patient-banner.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

struct _MpsChartPage {
  GtkWidget parent_instance;

  MpsPatientBanner *banner;
  GtkStack *stack;
  MpsSentenceBox *error;
  GtkDropDown *kinds;
  GtkStack *timeline_stack;
  GtkListView *timeline;
  GtkLabel *nothing;
  GtkStack *detail_stack;
  MpsRecordView *record;
  MpsActionBar *actions;
  GtkWidget *report;

  MpsChart *chart;
  GtkSingleSelection *selection;
  char *measure_reason;
  char *shown_id;
};

enum {
  SIGNAL_BACK,
  SIGNAL_MEASURE,
  SIGNAL_REPORT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const MpsTimelineKind kinds[] = {
  MPS_TIMELINE_ALL,      MPS_TIMELINE_RESULT,       MPS_TIMELINE_RUN,       MPS_TIMELINE_PROBLEM,
  MPS_TIMELINE_VISIT,    MPS_TIMELINE_PRESCRIPTION, MPS_TIMELINE_PROCEDURE, MPS_TIMELINE_NOTE,
  MPS_TIMELINE_DOCUMENT, MPS_TIMELINE_OTHER,
};

static const MpsTimelineEntry *
peek_selected (MpsChartPage *self)
{
  MpsTimelineItem *item =
      self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  return item != NULL ? mps_timeline_item_peek_entry (item) : NULL;
}

/* Only what a measurement made can be a report; records of other systems have none here. */
static const char *
get_report_reason (const MpsTimelineEntry *entry)
{
  if (entry == NULL)
    return _ ("Select a result of a measurement first");
  if (g_str_equal (entry->type, "Run") || g_str_equal (entry->type, "DiagnosticReport") ||
      g_str_equal (entry->type, "Observation"))
    return NULL;
  return _ ("Only results of a measurement have a report");
}

static GtkWidget *
mps_chart_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_CHART_PAGE (page)->actions);
}

static gboolean
mps_chart_page_go_back (MpsPage *page)
{
  g_signal_emit (page, signals[SIGNAL_BACK], 0);
  return TRUE;
}

static gboolean
mps_chart_page_print (MpsPage *page)
{
  MpsChartPage *self = MPS_CHART_PAGE (page);
  const MpsTimelineEntry *entry = peek_selected (self);

  if (get_report_reason (entry) != NULL)
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_REPORT], 0, entry->type, entry->id);
  return TRUE;
}

static gboolean
mps_chart_page_copy (MpsPage *page)
{
  const MpsTimelineEntry *entry = peek_selected (MPS_CHART_PAGE (page));
  g_autofree char *title = NULL;
  g_autofree char *value = NULL;
  g_autofree char *text = NULL;

  if (entry == NULL)
    return FALSE;
  title = mps_timeline_entry_dup_title (entry);
  value = mps_timeline_entry_dup_value (entry);
  text = g_strdup_printf ("%s\t%s", title, value);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (page)), text);
  return TRUE;
}

static void
mps_chart_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_chart_page_get_primary;
  iface->go_back = mps_chart_page_go_back;
  iface->print = mps_chart_page_print;
  iface->copy = mps_chart_page_copy;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsChartPage,
                               mps_chart_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_chart_page_page_init))

static void
update_actions (MpsChartPage *self)
{
  const char *reason = get_report_reason (peek_selected (self));

  gtk_widget_set_sensitive (self->report, reason == NULL);
  gtk_widget_set_tooltip_text (self->report, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->report),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
  mps_action_bar_set_primary (self->actions,
                              _ ("_Measure"),
                              self->chart == NULL ? _ ("The chart is not open yet")
                                                  : self->measure_reason);
}

static void
on_selected (MpsChartPage *self)
{
  const MpsTimelineEntry *entry = peek_selected (self);

  update_actions (self);
  if (entry == NULL)
    return;
  gtk_stack_set_visible_child_name (self->detail_stack, "record");
  if (g_strcmp0 (self->shown_id, entry->id) == 0)
    return;
  g_free (self->shown_id);
  self->shown_id = g_strdup (entry->id);
  mps_record_view_set_entry (self->record, self->chart, entry);
}

static guint
find_entry (MpsChartPage *self, const MpsTimelineEntry *wanted)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++) {
    g_autoptr (MpsTimelineItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);
    const MpsTimelineEntry *entry = mps_timeline_item_peek_entry (item);

    if (g_str_equal (entry->id, wanted->id) && g_str_equal (entry->type, wanted->type))
      return i;
  }
  return GTK_INVALID_LIST_POSITION;
}

/* What the timeline has not read yet, or filters out, is shown all the same. */
static void
on_open (MpsChartPage *self, const MpsTimelineEntry *entry)
{
  guint position = find_entry (self, entry);

  gtk_single_selection_set_autoselect (self->selection, position != GTK_INVALID_LIST_POSITION);
  gtk_single_selection_set_selected (self->selection, position);
  if (position != GTK_INVALID_LIST_POSITION) {
    gtk_widget_activate_action (GTK_WIDGET (self->timeline), "list.scroll-to-item", "u", position);
    return;
  }
  g_free (self->shown_id);
  self->shown_id = g_strdup (entry->id);
  mps_record_view_set_entry (self->record, self->chart, entry);
}

static void
on_timeline_changed (MpsChartPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  gboolean all = gtk_drop_down_get_selected (self->kinds) == 0;

  gtk_label_set_text (self->nothing,
                      all ? _ ("Nothing on record yet") : _ ("Nothing of this kind on record"));
  gtk_stack_set_visible_child_name (self->timeline_stack, n > 0 ? "list" : "empty");
  if (n == 0 && all)
    gtk_stack_set_visible_child_name (self->detail_stack, "empty");
  update_actions (self);
}

static void
on_kind (MpsChartPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->kinds);

  if (self->chart != NULL && selected < G_N_ELEMENTS (kinds))
    mps_chart_set_kinds (self->chart, kinds[selected]);
}

static void
on_edge (MpsChartPage *self, GtkPositionType edge)
{
  if (edge == GTK_POS_BOTTOM && self->chart != NULL && mps_chart_has_more (self->chart))
    mps_chart_load_more (self->chart);
}

static void
on_back (MpsChartPage *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
on_measure (MpsChartPage *self)
{
  g_signal_emit (self, signals[SIGNAL_MEASURE], 0);
}

static void
on_report (MpsChartPage *self)
{
  mps_chart_page_print (MPS_PAGE (self));
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, mps_timeline_row_new ());
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  mps_timeline_row_set_entry (MPS_TIMELINE_ROW (gtk_list_item_get_child (item)),
                              mps_timeline_item_peek_entry (gtk_list_item_get_item (item)));
}

static void
update_banner (MpsChartPage *self)
{
  mps_patient_banner_set_patient (
      self->banner, mps_chart_peek_patient (self->chart), mps_chart_peek_allergies (self->chart));
}

static void
forget_chart (MpsChartPage *self)
{
  if (self->chart != NULL)
    g_signal_handlers_disconnect_by_data (self->chart, self);
  if (self->timeline != NULL)
    gtk_list_view_set_model (self->timeline, NULL);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->chart);
  g_clear_pointer (&self->shown_id, g_free);
}

static void
mps_chart_page_dispose (GObject *object)
{
  MpsChartPage *self = MPS_CHART_PAGE (object);
  GtkWidget *child = NULL;

  forget_chart (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->timeline = NULL;
  g_clear_pointer (&self->measure_reason, g_free);
  G_OBJECT_CLASS (mps_chart_page_parent_class)->dispose (object);
}

static guint
new_signal (MpsChartPageClass *klass, const char *name, guint n_params)
{
  return g_signal_new (name,
                       G_TYPE_FROM_CLASS (klass),
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       n_params,
                       G_TYPE_STRING,
                       G_TYPE_STRING);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, banner);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, kinds);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, timeline_stack);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, timeline);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, detail_stack);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, record);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, actions);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, report);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
  gtk_widget_class_bind_template_callback (widget_class, on_edge);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_measure);
  gtk_widget_class_bind_template_callback (widget_class, on_report);
}

static void
mps_chart_page_class_init (MpsChartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_PATIENT_BANNER);
  g_type_ensure (MPS_TYPE_RECORD_VIEW);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_chart_page_dispose;
  signals[SIGNAL_BACK] = new_signal (klass, "back", 0);
  signals[SIGNAL_MEASURE] = new_signal (klass, "measure", 0);
  signals[SIGNAL_REPORT] = new_signal (klass, "report", 2);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/chart-page.ui");
  bind_children (widget_class);
}

static void
mps_chart_page_init (MpsChartPage *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_string_list_append (words, mps_timeline_kind_peek_word (kinds[i]));
  gtk_drop_down_set_model (self->kinds, G_LIST_MODEL (words));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  gtk_list_view_set_factory (self->timeline, factory);
  update_actions (self);
}

/**
 * mps_chart_page_show_opening:
 * @self: the page
 *
 * Takes away the chart that was shown: from now on nothing of it can be taken for the next one's.
 */
void
mps_chart_page_show_opening (MpsChartPage *self)
{
  forget_chart (self);
  mps_patient_banner_set_patient (self->banner, NULL, NULL);
  gtk_stack_set_visible_child_name (self->stack, "opening");
  update_actions (self);
}

/**
 * mps_chart_page_show_error:
 * @self: the page
 * @error: why the chart could not be opened
 */
void
mps_chart_page_show_error (MpsChartPage *self, const GError *error)
{
  mps_sentence_box_set_error (self->error, error);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

/**
 * mps_chart_page_set_chart:
 * @self: the page
 * @chart: what it shows from now on
 */
void
mps_chart_page_set_chart (MpsChartPage *self, MpsChart *chart)
{
  forget_chart (self);
  self->chart = g_object_ref (chart);
  g_signal_connect_swapped (chart, "changed", G_CALLBACK (update_banner), self);
  update_banner (self);
  gtk_drop_down_set_selected (self->kinds, 0);
  self->selection = gtk_single_selection_new (g_object_ref (mps_chart_get_timeline (chart)));
  g_signal_connect_swapped (
      self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (
      self->selection, "items-changed", G_CALLBACK (on_timeline_changed), self);
  gtk_list_view_set_model (self->timeline, GTK_SELECTION_MODEL (self->selection));
  gtk_stack_set_visible_child_name (self->detail_stack, "empty");
  gtk_stack_set_visible_child_name (self->stack, "chart");
  on_timeline_changed (self);
  on_selected (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->timeline));
}

/**
 * mps_chart_page_set_measure_reason:
 * @self: the page
 * @reason: (nullable): why this patient cannot be measured now
 */
void
mps_chart_page_set_measure_reason (MpsChartPage *self, const char *reason)
{
  if (g_strcmp0 (self->measure_reason, reason) == 0)
    return;
  g_free (self->measure_reason);
  self->measure_reason = g_strdup (reason);
  update_actions (self);
}
