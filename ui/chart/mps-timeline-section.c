/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-timeline-section.h"

#include "app/clinic/chart/mps-chart-entry.h"
#include "ui/chart/mps-record-view.h"
#include "ui/chart/mps-timeline-row.h"
#include "ui/chart/mps-timeline-words.h"

#include <glib/gi18n-lib.h>

struct _MpsTimelineSection {
  GtkWidget parent_instance;

  GtkDropDown *kinds;
  GtkStack *timeline_stack;
  GtkListView *timeline;
  GtkLabel *nothing;
  GtkStack *detail_stack;
  MpsRecordView *record;

  MpsChart *chart;
  GtkSingleSelection *selection;
  char *measure_reason;
  char *shown_id;
};

enum {
  SIGNAL_MEASURE,
  SIGNAL_SELECTED,
  SIGNAL_MISSING,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void mps_timeline_section_section_init (MpsSectionInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsTimelineSection,
                               mps_timeline_section,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_SECTION,
                                                      mps_timeline_section_section_init))

static const MpsTimelineKind kinds[] = {
  MPS_TIMELINE_ALL,      MPS_TIMELINE_RESULT,       MPS_TIMELINE_RUN,       MPS_TIMELINE_PROBLEM,
  MPS_TIMELINE_VISIT,    MPS_TIMELINE_PRESCRIPTION, MPS_TIMELINE_PROCEDURE, MPS_TIMELINE_NOTE,
  MPS_TIMELINE_DOCUMENT, MPS_TIMELINE_OTHER,
};

/**
 * mps_timeline_section_peek_selected:
 * @self: the section
 *
 * Returns: (transfer none) (nullable): the selected entry
 */
const MpsTimelineEntry *
mps_timeline_section_peek_selected (MpsTimelineSection *self)
{
  MpsTimelineItem *item =
      self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  return item != NULL ? mps_timeline_item_peek_entry (item) : NULL;
}

static void
on_selected (MpsTimelineSection *self)
{
  const MpsTimelineEntry *entry = mps_timeline_section_peek_selected (self);

  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
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
find_entry (MpsTimelineSection *self, const char *type, const char *id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++) {
    g_autoptr (MpsTimelineItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);
    const MpsTimelineEntry *entry = mps_timeline_item_peek_entry (item);

    if (g_str_equal (entry->id, id) && g_str_equal (entry->type, type))
      return i;
  }
  return GTK_INVALID_LIST_POSITION;
}

/* What the timeline has not read yet, or filters out, is shown all the same. */
static void
on_open (MpsTimelineSection *self, const MpsTimelineEntry *entry)
{
  guint position = find_entry (self, entry->type, entry->id);

  gtk_single_selection_set_autoselect (self->selection, position != GTK_INVALID_LIST_POSITION);
  gtk_single_selection_set_selected (self->selection, position);
  if (position != GTK_INVALID_LIST_POSITION) {
    gtk_widget_activate_action (GTK_WIDGET (self->timeline), "list.scroll-to-item", "u", position);
    return;
  }
  g_free (self->shown_id);
  self->shown_id = g_strdup (entry->id);
  gtk_stack_set_visible_child_name (self->detail_stack, "record");
  mps_record_view_set_entry (self->record, self->chart, entry);
}

static void
on_entry (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsTimelineSection) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsTimelineEntry) entry =
      mps_chart_load_entry_finish (MPS_CHART (source), result, &error);

  /* Another chart took its place. */
  if (self->chart != MPS_CHART (source))
    return;
  if (entry != NULL)
    on_open (self, entry);
  else
    g_signal_emit (self, signals[SIGNAL_MISSING], 0, error);
}

static void
on_timeline_changed (MpsTimelineSection *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  gboolean all = gtk_drop_down_get_selected (self->kinds) == 0;

  gtk_label_set_text (self->nothing,
                      all ? _ ("Nothing on record yet") : _ ("Nothing of this kind on record"));
  gtk_stack_set_visible_child_name (self->timeline_stack, n > 0 ? "list" : "empty");
  if (n == 0 && all)
    gtk_stack_set_visible_child_name (self->detail_stack, "empty");
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

/* What was written into the chart may have changed the entry that is shown. */
static void
on_chart_changed (MpsTimelineSection *self)
{
  const MpsTimelineEntry *entry = mps_timeline_section_peek_selected (self);

  if (entry != NULL && g_strcmp0 (self->shown_id, entry->id) == 0)
    mps_record_view_set_entry (self->record, self->chart, entry);
}

static void
on_kind (MpsTimelineSection *self)
{
  guint selected = gtk_drop_down_get_selected (self->kinds);

  if (self->chart != NULL && selected < G_N_ELEMENTS (kinds))
    mps_chart_set_kinds (self->chart, kinds[selected]);
}

static void
on_edge (MpsTimelineSection *self, GtkPositionType edge)
{
  if (edge == GTK_POS_BOTTOM && self->chart != NULL && mps_chart_has_more (self->chart))
    mps_chart_load_more (self->chart);
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
forget_chart (MpsTimelineSection *self)
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
mps_timeline_section_set_chart (MpsSection *section, MpsChart *chart)
{
  MpsTimelineSection *self = MPS_TIMELINE_SECTION (section);

  forget_chart (self);
  if (chart == NULL)
    return;
  self->chart = g_object_ref (chart);
  g_signal_connect_swapped (chart, "changed", G_CALLBACK (on_chart_changed), self);
  gtk_drop_down_set_selected (self->kinds, 0);
  self->selection = gtk_single_selection_new (g_object_ref (mps_chart_get_timeline (chart)));
  g_signal_connect_swapped (
      self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (
      self->selection, "items-changed", G_CALLBACK (on_timeline_changed), self);
  gtk_list_view_set_model (self->timeline, GTK_SELECTION_MODEL (self->selection));
  gtk_stack_set_visible_child_name (self->detail_stack, "empty");
  on_timeline_changed (self);
  on_selected (self);
}

static void
mps_timeline_section_show (MpsSection *section)
{
  gtk_widget_grab_focus (GTK_WIDGET (MPS_TIMELINE_SECTION (section)->timeline));
}

static void
mps_timeline_section_describe (MpsSection *section, MpsSectionFoot *foot)
{
  MpsTimelineSection *self = MPS_TIMELINE_SECTION (section);

  foot->label = _ ("_Measure");
  if (self->chart == NULL)
    foot->reason = g_strdup (_ ("The chart is not open yet"));
  else if (!mps_session_may (mps_chart_peek_session (self->chart), MPS_ACTION_MEASURE))
    foot->reason = g_strdup (_ ("Your role may not measure"));
  else
    foot->reason = g_strdup (self->measure_reason);
}

static void
mps_timeline_section_act (MpsSection *section)
{
  g_signal_emit (section, signals[SIGNAL_MEASURE], 0);
}

static gboolean
mps_timeline_section_go_back (MpsSection *section)
{
  return mps_record_view_go_back (MPS_TIMELINE_SECTION (section)->record);
}

static gboolean
mps_timeline_section_copy (MpsSection *section)
{
  const MpsTimelineEntry *entry =
      mps_timeline_section_peek_selected (MPS_TIMELINE_SECTION (section));
  g_autofree char *title = NULL;
  g_autofree char *value = NULL;
  g_autofree char *text = NULL;

  if (entry == NULL)
    return FALSE;
  title = mps_timeline_entry_dup_title (entry);
  value = mps_timeline_entry_dup_value (entry);
  text = g_strdup_printf ("%s\t%s", title, value);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (section)), text);
  return TRUE;
}

static void
mps_timeline_section_section_init (MpsSectionInterface *iface)
{
  iface->set_chart = mps_timeline_section_set_chart;
  iface->show = mps_timeline_section_show;
  iface->describe = mps_timeline_section_describe;
  iface->act = mps_timeline_section_act;
  iface->go_back = mps_timeline_section_go_back;
  iface->copy = mps_timeline_section_copy;
}

static void
mps_timeline_section_dispose (GObject *object)
{
  MpsTimelineSection *self = MPS_TIMELINE_SECTION (object);
  GtkWidget *child = NULL;

  forget_chart (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->timeline = NULL;
  g_clear_pointer (&self->measure_reason, g_free);
  G_OBJECT_CLASS (mps_timeline_section_parent_class)->dispose (object);
}

static void
mps_timeline_section_class_init (MpsTimelineSectionClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_RECORD_VIEW);
  G_OBJECT_CLASS (klass)->dispose = mps_timeline_section_dispose;
  signals[SIGNAL_MEASURE] =
      g_signal_new ("measure", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SELECTED] =
      g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MISSING] = g_signal_new (
      "missing", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/timeline-section.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsTimelineSection, kinds);
  gtk_widget_class_bind_template_child (widget_class, MpsTimelineSection, timeline_stack);
  gtk_widget_class_bind_template_child (widget_class, MpsTimelineSection, timeline);
  gtk_widget_class_bind_template_child (widget_class, MpsTimelineSection, nothing);
  gtk_widget_class_bind_template_child (widget_class, MpsTimelineSection, detail_stack);
  gtk_widget_class_bind_template_child (widget_class, MpsTimelineSection, record);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_edge);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
  gtk_widget_class_bind_template_callback (widget_class, mps_section_request_edit);
}

static void
mps_timeline_section_init (MpsTimelineSection *self)
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
}

/**
 * mps_timeline_section_new:
 *
 * Returns: (transfer floating): a section without a chart
 */
GtkWidget *
mps_timeline_section_new (void)
{
  return g_object_new (MPS_TYPE_TIMELINE_SECTION, NULL);
}

/**
 * mps_timeline_section_show_record:
 * @self: the section, with a chart
 * @type: resource type
 * @id: its id
 *
 * Selects one record of the chart, or shows it where it is further back than what was read.
 */
void
mps_timeline_section_show_record (MpsTimelineSection *self, const char *type, const char *id)
{
  mps_chart_load_entry_async (self->chart, type, id, NULL, on_entry, g_object_ref (self));
}

/**
 * mps_timeline_section_set_measure_reason:
 * @self: the section
 * @reason: (nullable): why this patient cannot be measured now
 */
void
mps_timeline_section_set_measure_reason (MpsTimelineSection *self, const char *reason)
{
  g_free (self->measure_reason);
  self->measure_reason = g_strdup (reason);
  mps_section_foot_changed (MPS_SECTION (self));
}
