/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/audit/mps-audit-list-view.h"

#include "app/clinic/audit/mps-audit-words.h"
#include "app/session/mps-words.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

struct _MpsAuditListView {
  GtkWidget parent_instance;

  GtkSearchEntry *who;
  GtkDropDown *period;
  GtkWidget *patient_button;
  GtkLabel *patient_label;
  GtkLabel *count;
  MpsSentenceBox *error;
  GtkStack *stack;
  GtkColumnView *view;

  MpsSession *session;
  GCancellable *loading;
  GtkSingleSelection *selection;
  char *patient_id;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsAuditListView, mps_audit_list_view, GTK_TYPE_WIDGET)

typedef char *(*DupTextFunc) (MpsAuditItem *item);

/* Days back from now; 0: everything. */
static const int periods_days[] = { 1, 7, 30, 365, 0 };

static char *
dup_when (MpsAuditItem *item)
{
  return mps_format_when (mps_audit_item_peek_record (item)->time_us);
}

static char *
dup_when_full (MpsAuditItem *item)
{
  return mps_format_when_full (mps_audit_item_peek_record (item)->time_us);
}

static char *
dup_who (MpsAuditItem *item)
{
  return g_strdup (mps_audit_peek_who_words (mps_audit_item_peek_record (item)->who));
}

static char *
dup_where (MpsAuditItem *item)
{
  return g_strdup (mps_audit_item_peek_record (item)->workstation);
}

/* Of a long name the chart number after it is not cut off. */
static const struct {
  const char *title;
  int width;
  PangoEllipsizeMode ellipsize;
  DupTextFunc dup_text;
  DupTextFunc dup_full;
} columns[] = {
  { N_ ("When"), 120, PANGO_ELLIPSIZE_END, dup_when, dup_when_full },
  { N_ ("Who"), 100, PANGO_ELLIPSIZE_END, dup_who, dup_who },
  { N_ ("What"), 0, PANGO_ELLIPSIZE_END, mps_audit_item_dup_what, mps_audit_item_dup_what_exactly },
  { N_ ("Whose"),
    190,
    PANGO_ELLIPSIZE_MIDDLE,
    mps_audit_item_dup_whose,
    mps_audit_item_dup_whose_full },
  { N_ ("Why"), 0, PANGO_ELLIPSIZE_END, mps_audit_item_dup_why, mps_audit_item_dup_why },
  { N_ ("Workstation"), 100, PANGO_ELLIPSIZE_END, dup_where, dup_where },
};

static MpsAuditItem *
get_selected (MpsAuditListView *self)
{
  return self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
}

static void
changed (MpsAuditListView *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
set_list (MpsAuditListView *self, GListModel *list)
{
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  self->selection = gtk_single_selection_new (g_object_ref (list));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (
      self->selection, "notify::selected-item", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

/* That a list is cut short is never left unsaid. */
static void
show_count (MpsAuditListView *self, guint n, gboolean cut)
{
  g_autofree char *number = mps_words_dup_count (n);
  g_autofree char *text =
      cut ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                          "The newest %s entry; there are older ones",
                                          "The newest %s entries; there are older ones",
                                          n),
                             number)
          : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s entry", "%s entries", n), number);

  gtk_label_set_text (self->count, text);
}

/* What the patient is called on the list; NULL where it shows nothing of that patient. */
static char *
dup_patient_words (MpsAuditListView *self)
{
  guint n = mps_audit_list_view_get_n_entries (self);

  for (guint i = 0; i < n; i++) {
    g_autoptr (MpsAuditItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

    if (g_strcmp0 (mps_audit_item_peek_record (item)->patient_id, self->patient_id) == 0)
      return mps_audit_item_dup_whose (item);
  }
  return NULL;
}

static void
show_patient_button (MpsAuditListView *self)
{
  g_autofree char *words = self->patient_id != NULL ? dup_patient_words (self) : NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->patient_button, self->patient_id != NULL);
  /* TRANSLATORS: %s is a patient: name and chart number */
  text = g_strdup_printf (_ ("Only %s"), words != NULL ? words : _ ("one patient"));
  gtk_label_set_text (self->patient_label, text);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsAuditListView) self = data;
  g_autoptr (GError) error = NULL;
  gboolean cut = FALSE;
  g_autoptr (GListModel) list = mps_audit_list_finish (result, &cut, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->view == NULL)
    return;
  if (list == NULL) {
    mps_sentence_box_set_error (self->error, error);
    gtk_stack_set_visible_child_name (self->stack, "failed");
    return;
  }
  set_list (self, list);
  show_patient_button (self);
  show_count (self, g_list_model_get_n_items (list), cut);
  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (list) > 0 ? "list" : "empty");
  changed (self);
}

static gint64
get_from_us (MpsAuditListView *self)
{
  guint selected = gtk_drop_down_get_selected (self->period);
  int days = selected < G_N_ELEMENTS (periods_days) ? periods_days[selected] : 1;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) from = days > 0 ? g_date_time_add_days (now, -days) : NULL;

  return from != NULL ? g_date_time_to_unix (from) * G_USEC_PER_SEC : 0;
}

static void
load (MpsAuditListView *self)
{
  const char *who = gtk_editable_get_text (GTK_EDITABLE (self->who));
  const MpsAuditQuery query = {
    .patient_id = self->patient_id,
    .who = *who != '\0' ? who : NULL,
    .from_us = get_from_us (self),
  };

  if (self->session == NULL || mps_preedit_is_open ())
    return;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  mps_sentence_box_clear (self->error);
  mps_audit_list_async (self->session, &query, self->loading, on_listed, g_object_ref (self));
}

static void
on_filter (MpsAuditListView *self)
{
  load (self);
}

static void
on_all_patients (MpsAuditListView *self)
{
  mps_audit_list_view_show_patient (self, NULL);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), columns[GPOINTER_TO_UINT (column)].ellipsize);
  gtk_widget_add_css_class (label, "tabular");
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  DupTextFunc dup_text = columns[GPOINTER_TO_UINT (column)].dup_text;
  DupTextFunc dup_full = columns[GPOINTER_TO_UINT (column)].dup_full;
  GtkWidget *label = gtk_list_item_get_child (item);
  g_autofree char *text = dup_text (gtk_list_item_get_item (item));
  g_autofree char *full = dup_full (gtk_list_item_get_item (item));

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, full);
}

static void
add_columns (MpsAuditListView *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column =
        gtk_column_view_column_new (_ (columns[i].title), factory);

    g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GUINT_TO_POINTER (i));
    g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GUINT_TO_POINTER (i));
    gtk_column_view_column_set_resizable (column, TRUE);
    if (columns[i].width > 0)
      gtk_column_view_column_set_fixed_width (column, columns[i].width);
    else
      gtk_column_view_column_set_expand (column, TRUE);
    gtk_column_view_append_column (self->view, column);
  }
}

static void
mps_audit_list_view_dispose (GObject *object)
{
  MpsAuditListView *self = MPS_AUDIT_LIST_VIEW (object);
  GtkWidget *child = NULL;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->view = NULL;
  g_clear_object (&self->selection);
  g_clear_object (&self->session);
  g_clear_pointer (&self->patient_id, g_free);
  G_OBJECT_CLASS (mps_audit_list_view_parent_class)->dispose (object);
}

static void
mps_audit_list_view_class_init (MpsAuditListViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_audit_list_view_dispose;
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/audit-list-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsAuditListView, who);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditListView, period);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditListView, patient_button);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditListView, patient_label);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditListView, count);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditListView, error);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditListView, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsAuditListView, view);
  gtk_widget_class_bind_template_callback (widget_class, on_filter);
  gtk_widget_class_bind_template_callback (widget_class, on_all_patients);
}

static void
mps_audit_list_view_init (MpsAuditListView *self)
{
  const char *const words[] = { _ ("Last 24 hours"), _ ("Last 7 days"), _ ("Last 30 days"),
                                _ ("Last year"),     _ ("Everything"),  NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (words);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_model (self->period, G_LIST_MODEL (list));
  add_columns (self);
}

/**
 * mps_audit_list_view_set_session:
 * @self: the view
 * @session: who looks
 */
void
mps_audit_list_view_set_session (MpsAuditListView *self, MpsSession *session)
{
  g_set_object (&self->session, session);
  load (self);
}

/**
 * mps_audit_list_view_show_patient:
 * @self: the view
 * @patient_id: (nullable): shows only who saw or changed this patient's chart, whenever that was;
 *   %NULL: everybody's
 */
void
mps_audit_list_view_show_patient (MpsAuditListView *self, const char *patient_id)
{
  guint everything = G_N_ELEMENTS (periods_days) - 1;
  char *id = g_strdup (patient_id);

  g_free (self->patient_id);
  self->patient_id = id;
  show_patient_button (self);
  /* Choosing another period reads the list again by itself. */
  if (id != NULL && gtk_drop_down_get_selected (self->period) != everything)
    gtk_drop_down_set_selected (self->period, everything);
  else
    load (self);
}

/**
 * mps_audit_list_view_peek_selected:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): the entry that is selected
 */
const MpsAuditRecord *
mps_audit_list_view_peek_selected (MpsAuditListView *self)
{
  MpsAuditItem *item = get_selected (self);

  return item != NULL ? mps_audit_item_peek_record (item) : NULL;
}

/**
 * mps_audit_list_view_get_n_entries:
 * @self: the view
 *
 * Returns: how many entries it shows
 */
guint
mps_audit_list_view_get_n_entries (MpsAuditListView *self)
{
  return self->selection != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->selection)) : 0;
}

/**
 * mps_audit_list_view_copy:
 * @self: the view
 *
 * Returns: whether an entry was selected, and is on the clipboard as text now
 */
gboolean
mps_audit_list_view_copy (MpsAuditListView *self)
{
  MpsAuditItem *item = get_selected (self);
  g_autoptr (GString) text = g_string_new (NULL);

  if (item == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autofree char *part = columns[i].dup_full (item);

    if (i > 0)
      g_string_append_c (text, '\t');
    g_string_append (text, part);
  }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
  return TRUE;
}
