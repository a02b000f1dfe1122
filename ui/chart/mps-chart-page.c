/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-chart-page.h"

#include "app/clinic/chart/mps-chart-edit.h"
#include "ui/chart/mps-list-section.h"
#include "ui/chart/mps-list-words.h"
#include "ui/chart/mps-timeline-section.h"
#include "ui/chart/mps-written-words.h"
#include "ui/forms/mps-form-pane.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-patient-banner.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"
#include "ui/widgets/mps-wrap-layout.h"

#include <glib/gi18n-lib.h>

struct _MpsChartPage {
  GtkWidget parent_instance;

  MpsPatientBanner *banner;
  MpsSentenceBox *undo_error;
  GtkStack *stack;
  MpsSentenceBox *error;
  GtkStack *sections;
  GtkWidget *switcher;
  MpsFormPane *patient;
  MpsActionBar *actions;
  GtkWidget *edit;
  GtkWidget *merge;
  GtkWidget *report;
  MpsTimelineSection *timeline;

  MpsChart *chart;
  char *measure_reason;
  char *undone_words;
  gboolean undoing;
};

enum {
  SIGNAL_BACK,
  SIGNAL_MEASURE,
  SIGNAL_REPORT,
  SIGNAL_MERGE,
  SIGNAL_WRITTEN,
  SIGNAL_UNDONE,
  SIGNAL_UNDO_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_editing (MpsChartPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "patient") == 0;
}

static void
leave_patient (MpsChartPage *self)
{
  mps_form_pane_close (self->patient);
  gtk_stack_set_visible_child_name (self->stack, "chart");
  gtk_widget_grab_focus (self->edit);
}

static MpsSection *
get_section (MpsChartPage *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->sections);

  return shown != NULL ? MPS_SECTION (shown) : NULL;
}

static const MpsTimelineEntry *
peek_selected (MpsChartPage *self)
{
  if (get_section (self) != MPS_SECTION (self->timeline))
    return NULL;
  return mps_timeline_section_peek_selected (self->timeline);
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

static void update_actions (MpsChartPage *self);

static GtkWidget *
mps_chart_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_CHART_PAGE (page)->actions);
}

/* Within the section first, from any section to the timeline, and from there to the patients. */
static gboolean
mps_chart_page_go_back (MpsPage *page)
{
  MpsChartPage *self = MPS_CHART_PAGE (page);
  MpsSection *section = get_section (self);

  if (mps_preedit_is_open ())
    return TRUE;
  if (is_editing (self)) {
    if (mps_form_pane_go_back (self->patient))
      return TRUE;
    leave_patient (self);
    update_actions (self);
    return TRUE;
  }
  if (self->chart != NULL && section != NULL && mps_section_go_back (section))
    return TRUE;
  if (self->chart != NULL && section != MPS_SECTION (self->timeline)) {
    gtk_stack_set_visible_child (self->sections, GTK_WIDGET (self->timeline));
    return TRUE;
  }
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
  MpsSection *section = get_section (MPS_CHART_PAGE (page));

  return section != NULL && mps_section_copy (section);
}

/* "patient", or the section and where in it: "note", "note/new". */
static char *
mps_chart_page_dup_place (MpsPage *page)
{
  MpsChartPage *self = MPS_CHART_PAGE (page);
  MpsSection *section = get_section (self);
  const char *name = gtk_stack_get_visible_child_name (self->sections);
  g_autofree char *within = NULL;

  if (self->chart == NULL || section == NULL)
    return NULL;
  if (is_editing (self))
    return g_strdup ("patient");
  within = mps_section_dup_place (section);
  return within != NULL ? g_strdup_printf ("%s/%s", name, within) : g_strdup (name);
}

static void on_edit_patient (MpsChartPage *self);

static void
mps_chart_page_go_to (MpsPage *page, const char *place)
{
  MpsChartPage *self = MPS_CHART_PAGE (page);
  g_auto (GStrv) parts = g_strsplit (place, "/", 2);

  if (self->chart == NULL || parts[0] == NULL)
    return;
  if (g_str_equal (place, "patient")) {
    on_edit_patient (self);
    return;
  }
  if (gtk_stack_get_child_by_name (self->sections, parts[0]) == NULL)
    return;
  gtk_stack_set_visible_child_name (self->sections, parts[0]);
  if (parts[1] != NULL)
    mps_section_go_to (get_section (self), parts[1]);
}

static void
mps_chart_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_chart_page_get_primary;
  iface->go_back = mps_chart_page_go_back;
  iface->print = mps_chart_page_print;
  iface->copy = mps_chart_page_copy;
  iface->dup_place = mps_chart_page_dup_place;
  iface->go_to = mps_chart_page_go_to;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsChartPage,
                               mps_chart_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_chart_page_page_init))

static void
set_reason (GtkWidget *button, const char *reason)
{
  gtk_widget_set_sensitive (button, reason == NULL);
  gtk_widget_set_tooltip_text (button, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
}

static const char *
get_role_reason (MpsChartPage *self, MpsAction action)
{
  if (self->chart == NULL)
    return _ ("The chart is not open yet");
  if (!mps_session_may (mps_chart_peek_session (self->chart), action))
    return _ ("Your role may not do this");
  return NULL;
}

static void
update_actions (MpsChartPage *self)
{
  MpsSection *section = get_section (self);
  MpsSectionFoot foot = { 0 };
  g_autofree char *reason = NULL;

  gboolean editing = is_editing (self);

  gtk_widget_set_visible (self->report, !editing && section == MPS_SECTION (self->timeline));
  gtk_widget_set_visible (self->edit, !editing);
  gtk_widget_set_visible (self->merge, !editing);
  set_reason (self->report, get_report_reason (peek_selected (self)));
  set_reason (self->edit, get_role_reason (self, MPS_ACTION_EDIT_PATIENT));
  set_reason (self->merge, get_role_reason (self, MPS_ACTION_MERGE_PATIENTS));
  if (editing)
    foot = (MpsSectionFoot){ _ ("_Save"), mps_form_pane_dup_reason (self->patient) };
  else if (section != NULL)
    mps_section_describe (section, &foot);
  reason = foot.reason;
  mps_action_bar_set_primary (self->actions, foot.label, reason);
}

static void
on_section (MpsChartPage *self)
{
  MpsSection *section = get_section (self);

  mps_sentence_box_clear (self->undo_error);
  if (section != NULL && self->chart != NULL)
    mps_section_show (section);
  update_actions (self);
}

static void
on_edit_patient (MpsChartPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsForm) form = NULL;

  if (self->chart == NULL || mps_preedit_is_open ())
    return;
  form = mps_form_new_from_resource (
      MPS_FORM_PATIENT, mps_chart_peek_patient_resource (self->chart), &error);
  if (form == NULL) {
    mps_chart_page_show_error (self, error);
    return;
  }
  gtk_stack_set_visible_child_name (self->stack, "patient");
  mps_form_pane_open (self->patient, self->chart, g_steal_pointer (&form), _ ("Edit patient"));
  update_actions (self);
}

static void
on_patient_saved (MpsChartPage *self)
{
  leave_patient (self);
  update_actions (self);
}

/* A record is edited where records of its kind are. */
static void
on_edit_record (MpsChartPage *self, MpsResource *resource)
{
  GtkWidget *section = gtk_widget_get_first_child (GTK_WIDGET (self->sections));

  for (; section != NULL; section = gtk_widget_get_next_sibling (section)) {
    if (!mps_section_edit (MPS_SECTION (section), resource))
      continue;
    gtk_stack_set_visible_child (self->sections, section);
    return;
  }
  if (g_strcmp0 (mps_resource_peek_type (resource), "Patient") == 0)
    on_edit_patient (self);
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
on_primary (MpsChartPage *self)
{
  MpsSection *section = get_section (self);

  if (is_editing (self))
    mps_form_pane_save (self->patient);
  else if (section != NULL)
    mps_section_act (section);
}

static void
on_report (MpsChartPage *self)
{
  mps_chart_page_print (MPS_PAGE (self));
}

static void
on_merge (MpsChartPage *self)
{
  g_signal_emit (self, signals[SIGNAL_MERGE], 0);
}

static void
update_banner (MpsChartPage *self)
{
  mps_patient_banner_set_chart (self->banner, self->chart);
}

/* Taking back what was written last */

static void
undo_changed (MpsChartPage *self)
{
  g_signal_emit (self, signals[SIGNAL_UNDO_CHANGED], 0);
}

static void
on_can_undo (MpsChartPage *self)
{
  if (!mps_chart_can_undo (self->chart))
    g_clear_pointer (&self->undone_words, g_free);
  undo_changed (self);
}

static void
on_written (MpsChartPage *self, GPtrArray *records)
{
  g_autofree char *words = mps_written_words_dup (records);

  g_free (self->undone_words);
  self->undone_words = mps_written_words_dup_undone (records);
  mps_sentence_box_clear (self->undo_error);
  undo_changed (self);
  g_signal_emit (self, signals[SIGNAL_WRITTEN], 0, words);
}

typedef struct {
  MpsChartPage *page;
  char *words;
} Undo;

static void
undo_free (Undo *undo)
{
  g_object_unref (undo->page);
  g_free (undo->words);
  g_free (undo);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Undo, undo_free)

static void
on_undone (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Undo) undo = data;
  MpsChartPage *self = undo->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = mps_chart_write_finish (MPS_CHART (source), result, &error);

  if (self->chart != MPS_CHART (source))
    return;
  self->undoing = FALSE;
  undo_changed (self);
  if (records == NULL)
    mps_sentence_box_set_error (self->undo_error, error);
  else
    g_signal_emit (self, signals[SIGNAL_UNDONE], 0, undo->words);
}

static void
watch_chart (MpsChartPage *self, MpsChart *chart)
{
  g_signal_connect_swapped (chart, "changed", G_CALLBACK (update_banner), self);
  g_signal_connect_swapped (chart, "written", G_CALLBACK (on_written), self);
  g_signal_connect_swapped (chart, "notify::can-undo", G_CALLBACK (on_can_undo), self);
}

static void
set_sections_chart (MpsChartPage *self, MpsChart *chart)
{
  GtkWidget *section = gtk_widget_get_first_child (GTK_WIDGET (self->sections));

  for (; section != NULL; section = gtk_widget_get_next_sibling (section))
    mps_section_set_chart (MPS_SECTION (section), chart);
}

static void
forget_chart (MpsChartPage *self)
{
  if (self->chart == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->chart, self);
  if (mps_form_pane_is_open (self->patient))
    mps_form_pane_close (self->patient);
  set_sections_chart (self, NULL);
  g_clear_object (&self->chart);
  g_clear_pointer (&self->undone_words, g_free);
  self->undoing = FALSE;
  mps_sentence_box_clear (self->undo_error);
  undo_changed (self);
}

static void
mps_chart_page_dispose (GObject *object)
{
  MpsChartPage *self = MPS_CHART_PAGE (object);
  GtkWidget *child = NULL;

  forget_chart (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
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
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, undo_error);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, sections);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, patient);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, actions);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, edit);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, merge);
  gtk_widget_class_bind_template_child (widget_class, MpsChartPage, report);
  gtk_widget_class_bind_template_callback (widget_class, on_section);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_patient);
  gtk_widget_class_bind_template_callback (widget_class, on_patient_saved);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);
  gtk_widget_class_bind_template_callback (widget_class, on_merge);
  gtk_widget_class_bind_template_callback (widget_class, on_report);
}

static void
activate_next_section (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MpsChartPage *self = MPS_CHART_PAGE (widget);
  GtkWidget *shown = gtk_stack_get_visible_child (self->sections);
  GtkWidget *next = g_str_has_suffix (name, "next-section") ? gtk_widget_get_next_sibling (shown)
                                                            : gtk_widget_get_prev_sibling (shown);

  if (next != NULL && self->chart != NULL && gtk_widget_get_mapped (shown) &&
      !mps_preedit_is_open ())
    gtk_stack_set_visible_child (self->sections, next);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "chart.next-section", NULL, activate_next_section);
  gtk_widget_class_install_action (
      widget_class, "chart.previous-section", NULL, activate_next_section);
}

static void
add_key (GtkEventController *keys, guint key, const char *action)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (key, GDK_CONTROL_MASK),
                        gtk_named_action_new (action)));
}

/* They work wherever the focus is, in a long text too, and where nothing has it: an empty chart has
   nothing to take it. */
static void
add_keys (MpsChartPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_key (keys, GDK_KEY_Page_Down, "chart.next-section");
  add_key (keys, GDK_KEY_KP_Page_Down, "chart.next-section");
  add_key (keys, GDK_KEY_Page_Up, "chart.previous-section");
  add_key (keys, GDK_KEY_KP_Page_Up, "chart.previous-section");
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
mps_chart_page_class_init (MpsChartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_FORM_PANE);
  g_type_ensure (MPS_TYPE_PATIENT_BANNER);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_chart_page_dispose;
  signals[SIGNAL_BACK] = new_signal (klass, "back", 0);
  signals[SIGNAL_MEASURE] = new_signal (klass, "measure", 0);
  signals[SIGNAL_REPORT] = new_signal (klass, "report", 2);
  signals[SIGNAL_MERGE] = new_signal (klass, "merge", 0);
  signals[SIGNAL_WRITTEN] = new_signal (klass, "written", 1);
  signals[SIGNAL_UNDONE] = new_signal (klass, "undone", 1);
  signals[SIGNAL_UNDO_CHANGED] = new_signal (klass, "undo-changed", 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/chart-page.ui");
  bind_children (widget_class);
  install_actions (widget_class);
}

static void
add_section (MpsChartPage *self, GtkWidget *section, const char *name, const char *title)
{
  gtk_stack_add_titled (self->sections, section, name, title);
  g_signal_connect_swapped (section, "foot-changed", G_CALLBACK (update_actions), self);
  g_signal_connect_swapped (section, "edit", G_CALLBACK (on_edit_record), self);
}

static void
add_list (MpsChartPage *self, MpsFormKind kind)
{
  add_section (self,
               mps_list_section_new (kind),
               mps_form_kind_to_word (kind),
               _ (mps_list_words_peek (kind)->title));
}

static void
mps_chart_page_init (MpsChartPage *self)
{
  GtkWidget *timeline = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->switcher, mps_wrap_layout_new (0));
  add_keys (self);
  timeline = mps_timeline_section_new ();
  self->timeline = MPS_TIMELINE_SECTION (timeline);
  g_signal_connect_swapped (timeline, "measure", G_CALLBACK (on_measure), self);
  g_signal_connect_swapped (timeline, "selected", G_CALLBACK (update_actions), self);
  g_signal_connect_swapped (timeline, "missing", G_CALLBACK (mps_chart_page_show_error), self);
  add_section (self, timeline, "timeline", _ ("Timeline"));
  add_list (self, MPS_FORM_PROBLEM);
  add_list (self, MPS_FORM_MEDICINE);
  add_list (self, MPS_FORM_ALLERGY);
  add_list (self, MPS_FORM_ALERT);
  add_list (self, MPS_FORM_VITALS);
  add_list (self, MPS_FORM_NOTE);
  add_list (self, MPS_FORM_DOCUMENT);
  add_list (self, MPS_FORM_CONSENT);
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
  mps_patient_banner_set_chart (self->banner, NULL);
  gtk_stack_set_visible_child_name (self->stack, "opening");
  gtk_stack_set_visible_child (self->sections, GTK_WIDGET (self->timeline));
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
  watch_chart (self, chart);
  update_banner (self);
  set_sections_chart (self, chart);
  gtk_stack_set_visible_child (self->sections, GTK_WIDGET (self->timeline));
  gtk_stack_set_visible_child_name (self->stack, "chart");
  mps_section_show (MPS_SECTION (self->timeline));
  update_actions (self);
}

/**
 * mps_chart_page_show_record:
 * @self: the page
 * @type: resource type
 * @id: its id
 *
 * Shows one record of the chart on the timeline, however far back it is.
 */
void
mps_chart_page_show_record (MpsChartPage *self, const char *type, const char *id)
{
  if (self->chart == NULL)
    return;
  gtk_stack_set_visible_child (self->sections, GTK_WIDGET (self->timeline));
  mps_timeline_section_show_record (self->timeline, type, id);
}

/**
 * mps_chart_page_show_section:
 * @self: the page
 * @name: "timeline", or a kind of form as mps_form_kind_to_word() calls it
 */
void
mps_chart_page_show_section (MpsChartPage *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->sections, name);
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
  mps_timeline_section_set_measure_reason (self->timeline, reason);
}

/**
 * mps_chart_page_can_undo:
 * @self: the page
 *
 * Returns: whether something was written into the chart that is shown that can be taken back
 */
gboolean
mps_chart_page_can_undo (MpsChartPage *self)
{
  return self->chart != NULL && !self->undoing && self->undone_words != NULL;
}

/**
 * mps_chart_page_undo:
 * @self: the page
 *
 * Takes back what was written last into the chart that is shown. What goes wrong is said on the
 * page.
 */
void
mps_chart_page_undo (MpsChartPage *self)
{
  Undo *undo = NULL;

  if (!mps_chart_page_can_undo (self) || mps_preedit_is_open ())
    return;
  undo = g_new0 (Undo, 1);
  undo->page = g_object_ref (self);
  undo->words = g_strdup (self->undone_words);
  self->undoing = TRUE;
  mps_sentence_box_clear (self->undo_error);
  undo_changed (self);
  mps_chart_undo_async (self->chart, NULL, on_undone, undo);
}
