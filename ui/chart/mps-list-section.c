/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-list-section.h"

#include "app/clinic/chart/mps-chart-edit.h"
#include "ui/chart/mps-draft-rows.h"
#include "ui/chart/mps-list-words.h"
#include "ui/chart/mps-record-summary.h"
#include "ui/chart/mps-record-view.h"
#include "ui/forms/mps-form-pane.h"
#include "ui/widgets/mps-file-choice.h"
#include "ui/widgets/mps-flag.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

struct _MpsListSection {
  GtkWidget parent_instance;

  GtkWidget *drafts_place;
  MpsDraftRows *drafts;
  GtkStack *stack;
  GtkWidget *empty;
  MpsSentenceBox *error;
  GtkListBox *list;
  MpsFormPane *pane;
  MpsRecordView *record;

  MpsFormKind kind;
  const MpsListWords *words;
  MpsChart *chart;
  GCancellable *cancellable;
  gboolean stale;
  char *shown_id;
  MpsChart *asked_for;
  GQueue files;
  char *wanted;
};

static void mps_list_section_section_init (MpsSectionInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsListSection,
                               mps_list_section,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_SECTION,
                                                      mps_list_section_section_init))

static void load (MpsListSection *self);

static const char *
get_page (MpsListSection *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

static gboolean
shows (MpsListSection *self, const char *page)
{
  return g_strcmp0 (get_page (self), page) == 0;
}

static void
show_page (MpsListSection *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (self->drafts_place,
                          g_str_equal (page, "list") || g_str_equal (page, "empty"));
  mps_section_foot_changed (MPS_SECTION (self));
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_row (MpsListSection *self, MpsResource *resource)
{
  g_autoptr (MpsRecordSummary) summary = mps_record_summary_new (self->kind, resource);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), new_label (summary->title, "row-title"));
  if (*summary->facts != '\0')
    gtk_box_append (GTK_BOX (words), new_label (summary->facts, "dim"));
  gtk_box_append (GTK_BOX (box), words);
  if (summary->flag != NULL) {
    GtkWidget *flag = mps_flag_new ();

    mps_flag_set (MPS_FLAG (flag), summary->meaning, NULL, summary->flag);
    gtk_box_append (GTK_BOX (box), flag);
  }
  if (summary->over)
    gtk_widget_add_css_class (row, "over");
  gtk_widget_add_css_class (box, "list-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row),
                          "mps-resource",
                          mps_resource_ref (resource),
                          (GDestroyNotify)mps_resource_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  summary->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  summary->facts,
                                  -1);
  return row;
}

static void
show_record (MpsListSection *self, MpsResource *resource)
{
  g_autoptr (MpsRecordSummary) summary = mps_record_summary_new (self->kind, resource);

  g_free (self->shown_id);
  self->shown_id = g_strdup (mps_resource_peek_id (resource));
  mps_record_view_set_resource (self->record, self->chart, resource, summary->title);
  show_page (self, "record");
}

static void
fill_list (MpsListSection *self, GPtrArray *records)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < records->len; i++)
    gtk_list_box_append (self->list, new_row (self, g_ptr_array_index (records, i)));
}

/* After a correction the record that is open is shown as it stands now. */
static void
show_again (MpsListSection *self, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++) {
    MpsResource *resource = g_ptr_array_index (records, i);

    if (g_strcmp0 (mps_resource_peek_id (resource), self->shown_id) == 0) {
      show_record (self, resource);
      return;
    }
  }
  show_page (self, records->len > 0 ? "list" : "empty");
}

/* Where somebody was before the workstation locked. */
static gboolean
show_wanted (MpsListSection *self, GPtrArray *records)
{
  g_autofree char *wanted = g_steal_pointer (&self->wanted);
  const char *id = wanted != NULL ? strchr (wanted, '/') : NULL;

  for (guint i = 0; id != NULL && i < records->len; i++) {
    MpsResource *resource = g_ptr_array_index (records, i);

    if (g_strcmp0 (mps_resource_peek_id (resource), id + 1) != 0)
      continue;
    show_record (self, resource);
    if (g_str_has_prefix (wanted, "edit/"))
      mps_section_edit (MPS_SECTION (self), resource);
    return TRUE;
  }
  return FALSE;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsListSection) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = mps_chart_load_list_finish (MPS_CHART (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->chart == NULL)
    return;
  if (records == NULL) {
    self->stale = TRUE;
    mps_sentence_box_set_error (self->error, error);
    show_page (self, "error");
    return;
  }
  fill_list (self, records);
  if (shows (self, "form") || show_wanted (self, records))
    return;
  if (shows (self, "record"))
    show_again (self, records);
  else
    show_page (self, records->len > 0 ? "list" : "empty");
}

static void
load (MpsListSection *self)
{
  self->stale = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  mps_draft_rows_load (self->drafts);
  mps_chart_load_list_async (
      self->chart, self->kind, self->cancellable, on_loaded, g_object_ref (self));
}

/* The chart was written into: read again at once where one looks, else when one does. */
static void
on_chart_changed (MpsListSection *self)
{
  self->stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    load (self);
}

static void
on_activated (MpsListSection *self, GtkListBoxRow *row)
{
  show_record (self, g_object_get_data (G_OBJECT (row), "mps-resource"));
}

static void open_file (MpsListSection *self, GFile *file);

static void
forget_files (MpsListSection *self)
{
  g_queue_clear_full (&self->files, g_object_unref);
}

static void
leave_form (MpsListSection *self)
{
  mps_form_pane_close (self->pane);
  mps_draft_rows_load (self->drafts);
  show_page (self, gtk_widget_get_first_child (GTK_WIDGET (self->list)) != NULL ? "list" : "empty");
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

/* Of several files that were dropped at once each has its form, one after the other. */
static void
on_saved (MpsListSection *self)
{
  g_autoptr (GFile) next = g_queue_pop_head (&self->files);

  leave_form (self);
  load (self);
  if (next != NULL)
    open_file (self, next);
}

static void
on_edit (MpsListSection *self, MpsResource *resource)
{
  mps_section_edit (MPS_SECTION (self), resource);
}

static void
open_form (MpsListSection *self, MpsForm *form, const char *title)
{
  show_page (self, "form");
  mps_form_pane_open (self->pane, self->chart, form, title);
  mps_section_foot_changed (MPS_SECTION (self));
}

static void
open_file (MpsListSection *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  MpsForm *form = mps_form_new (self->kind, mps_chart_peek_patient_id (self->chart));

  mps_form_set (form, "title", name);
  open_form (self, form, _ (self->words->new_title));
  mps_form_pane_set_file (self->pane, file);
}

static void
on_file_chosen (GPtrArray *paths, gpointer data)
{
  MpsListSection *self = data;
  g_autoptr (GFile) file = g_file_new_for_path (g_ptr_array_index (paths, 0));

  /* The chart may have been left while the files were looked through. */
  if (self->chart != NULL && self->chart == self->asked_for && !shows (self, "form"))
    open_file (self, file);
  g_clear_object (&self->asked_for);
}

static gboolean
on_drop (MpsListSection *self, const GValue *value)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  gboolean taken = files != NULL && self->chart != NULL && !shows (self, "form") &&
                   !mps_preedit_is_open () &&
                   mps_session_may (mps_chart_peek_session (self->chart), self->words->action);

  for (GSList *l = taken ? files->next : NULL; l != NULL; l = l->next)
    g_queue_push_tail (&self->files, g_object_ref (l->data));
  if (taken)
    open_file (self, files->data);
  g_slist_free (files);
  return taken;
}

static void
take_drops (MpsListSection *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_swapped (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * mps_list_section_attach:
 * @self: the section of documents, with a chart
 * @file: a file to attach
 *
 * Opens the form for it, as dropping it there does.
 */
void
mps_list_section_attach (MpsListSection *self, GFile *file)
{
  open_file (self, file);
}

/**
 * mps_list_section_add:
 * @self: a section with a chart
 *
 * Opens the form for a new record; for a document, lets a person choose the file first.
 */
void
mps_list_section_add (MpsListSection *self)
{
  if (self->chart == NULL)
    return;
  if (self->kind == MPS_FORM_DOCUMENT) {
    g_set_object (&self->asked_for, self->chart);
    mps_file_choice_open_document (
        GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), on_file_chosen, G_OBJECT (self));
    return;
  }
  open_form (self,
             mps_form_new (self->kind, mps_chart_peek_patient_id (self->chart)),
             _ (self->words->new_title));
}

static void
mps_list_section_set_chart (MpsSection *section, MpsChart *chart)
{
  MpsListSection *self = MPS_LIST_SECTION (section);

  if (mps_form_pane_is_open (self->pane))
    mps_form_pane_close (self->pane);
  forget_files (self);
  g_clear_object (&self->asked_for);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->chart != NULL)
    g_signal_handlers_disconnect_by_func (self->chart, on_chart_changed, self);
  g_set_object (&self->chart, chart);
  mps_draft_rows_set_chart (self->drafts, chart, self->kind);
  gtk_widget_set_visible (self->drafts_place, FALSE);
  if (chart != NULL)
    g_signal_connect_object (
        chart, "changed", G_CALLBACK (on_chart_changed), self, G_CONNECT_SWAPPED);
  self->stale = TRUE;
  gtk_stack_set_visible_child_name (self->stack, "loading");
}

static void
mps_list_section_show (MpsSection *section)
{
  MpsListSection *self = MPS_LIST_SECTION (section);

  if (self->chart != NULL && self->stale)
    load (self);
}

static void
mps_list_section_describe (MpsSection *section, MpsSectionFoot *foot)
{
  MpsListSection *self = MPS_LIST_SECTION (section);

  if (shows (self, "form")) {
    foot->label = _ (self->words->save);
    foot->reason = mps_form_pane_dup_reason (self->pane);
    return;
  }
  foot->label = _ (self->words->add);
  if (self->chart == NULL)
    foot->reason = g_strdup (_ ("The chart is not open yet"));
  else if (!mps_session_may (mps_chart_peek_session (self->chart), self->words->action))
    foot->reason = g_strdup (_ ("Your role may not write this"));
}

static void
mps_list_section_act (MpsSection *section)
{
  MpsListSection *self = MPS_LIST_SECTION (section);

  if (shows (self, "form"))
    mps_form_pane_save (self->pane);
  else
    mps_list_section_add (self);
}

static gboolean
mps_list_section_go_back (MpsSection *section)
{
  MpsListSection *self = MPS_LIST_SECTION (section);

  if (shows (self, "form")) {
    forget_files (self);
    leave_form (self);
    return TRUE;
  }
  if (!shows (self, "record"))
    return FALSE;
  if (mps_record_view_go_back (self->record))
    return TRUE;
  g_clear_pointer (&self->shown_id, g_free);
  show_page (self, "list");
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
  return TRUE;
}

static gboolean
mps_list_section_edit (MpsSection *section, MpsResource *resource)
{
  MpsListSection *self = MPS_LIST_SECTION (section);
  MpsFormKind kind = MPS_FORM_N_KINDS;
  g_autoptr (MpsForm) form = NULL;

  if (self->chart == NULL || !mps_form_kind_for_resource (resource, &kind) || kind != self->kind)
    return FALSE;
  form = mps_form_new_from_resource (kind, resource, NULL);
  if (form == NULL)
    return FALSE;
  g_free (self->shown_id);
  self->shown_id = g_strdup (mps_resource_peek_id (resource));
  open_form (self, g_steal_pointer (&form), _ (self->words->edit_title));
  return TRUE;
}

static char *
mps_list_section_dup_place (MpsSection *section)
{
  MpsListSection *self = MPS_LIST_SECTION (section);
  const char *id = NULL;

  if (shows (self, "form")) {
    id = mps_form_peek_record_id (mps_form_view_peek_form (mps_form_pane_get_view (self->pane)));
    return id != NULL && *id != '\0' ? g_strconcat ("edit/", id, NULL) : g_strdup ("new");
  }
  return shows (self, "record") && self->shown_id != NULL
             ? g_strconcat ("record/", self->shown_id, NULL)
             : NULL;
}

static void
mps_list_section_go_to (MpsSection *section, const char *place)
{
  MpsListSection *self = MPS_LIST_SECTION (section);

  if (self->chart == NULL)
    return;
  if (g_str_equal (place, "new")) {
    /* A document begins with its file, which nobody chose now. */
    if (self->kind != MPS_FORM_DOCUMENT)
      mps_list_section_add (self);
    return;
  }
  g_free (self->wanted);
  self->wanted = g_strdup (place);
  load (self);
}

/* What was begun, where it was left. */
static void
on_go_on (MpsListSection *self, const char *record_id)
{
  g_autofree char *place =
      *record_id == '\0' ? g_strdup ("new") : g_strconcat ("edit/", record_id, NULL);

  if (!mps_preedit_is_open ())
    mps_list_section_go_to (MPS_SECTION (self), place);
}

static void
mps_list_section_section_init (MpsSectionInterface *iface)
{
  iface->set_chart = mps_list_section_set_chart;
  iface->show = mps_list_section_show;
  iface->describe = mps_list_section_describe;
  iface->act = mps_list_section_act;
  iface->go_back = mps_list_section_go_back;
  iface->edit = mps_list_section_edit;
  iface->dup_place = mps_list_section_dup_place;
  iface->go_to = mps_list_section_go_to;
}

static void
mps_list_section_dispose (GObject *object)
{
  MpsListSection *self = MPS_LIST_SECTION (object);
  GtkWidget *child = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->chart != NULL)
    g_signal_handlers_disconnect_by_func (self->chart, on_chart_changed, self);
  g_clear_object (&self->chart);
  g_clear_object (&self->asked_for);
  forget_files (self);
  g_clear_pointer (&self->shown_id, g_free);
  g_clear_pointer (&self->wanted, g_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mps_list_section_parent_class)->dispose (object);
}

static void
mps_list_section_class_init (MpsListSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_DRAFT_ROWS);
  g_type_ensure (MPS_TYPE_FORM_PANE);
  g_type_ensure (MPS_TYPE_RECORD_VIEW);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_list_section_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/list-section.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsListSection, drafts_place);
  gtk_widget_class_bind_template_child (widget_class, MpsListSection, drafts);
  gtk_widget_class_bind_template_child (widget_class, MpsListSection, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsListSection, empty);
  gtk_widget_class_bind_template_child (widget_class, MpsListSection, error);
  gtk_widget_class_bind_template_child (widget_class, MpsListSection, list);
  gtk_widget_class_bind_template_child (widget_class, MpsListSection, pane);
  gtk_widget_class_bind_template_child (widget_class, MpsListSection, record);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_go_on);
  gtk_widget_class_bind_template_callback (widget_class, on_saved);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  gtk_widget_class_bind_template_callback (widget_class, mps_section_foot_changed);
}

static void
mps_list_section_init (MpsListSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mps_list_section_new:
 * @kind: which records it is for
 *
 * Returns: (transfer floating): a section without a chart
 */
GtkWidget *
mps_list_section_new (MpsFormKind kind)
{
  MpsListSection *self = g_object_new (MPS_TYPE_LIST_SECTION, NULL);

  self->kind = kind;
  self->words = mps_list_words_peek (kind);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), self->words->icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), _ (self->words->empty));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty), _ (self->words->teach));
  if (kind == MPS_FORM_DOCUMENT)
    take_drops (self);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (self->words->title), -1);
  return GTK_WIDGET (self);
}
