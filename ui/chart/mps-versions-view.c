/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-versions-view.h"

#include "ui/chart/mps-record-lines.h"
#include "ui/chart/mps-timeline-words.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

struct _MpsVersionsView {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkLabel *title;
  GtkWidget *done;
  MpsSentenceBox *error;
  GtkWidget *single;
  GtkWidget *choice;
  GtkDropDown *before;
  GtkDropDown *after;
  GtkLabel *before_who;
  GtkLabel *after_who;
  GtkListBox *differences;

  GPtrArray *versions;
  GCancellable *cancellable;
  gboolean filling;
};

enum {
  SIGNAL_DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsVersionsView, mps_versions_view, GTK_TYPE_WIDGET)

static const char *
peek_difference_word (MpsDifferenceKind kind)
{
  switch (kind) {
  case MPS_DIFFERENCE_CHANGED:
    return C_ ("difference", "Changed");
  case MPS_DIFFERENCE_ADDED:
    return C_ ("difference", "Added");
  case MPS_DIFFERENCE_REMOVED:
    return C_ ("difference", "Removed");
  case MPS_DIFFERENCE_SAME:
  default:
    return "";
  }
}

static const char *
peek_difference_icon (MpsDifferenceKind kind)
{
  switch (kind) {
  case MPS_DIFFERENCE_CHANGED:
    return "document-edit-symbolic";
  case MPS_DIFFERENCE_ADDED:
    return "list-add-symbolic";
  case MPS_DIFFERENCE_REMOVED:
    return "list-remove-symbolic";
  case MPS_DIFFERENCE_SAME:
  default:
    return NULL;
  }
}

static GtkWidget *
new_text (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text != NULL ? text : "");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* The label and what became of it on one line, both values side by side below it. */
static GtkWidget *
new_row (const MpsRecordDifference *difference)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *values = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  gboolean same = difference->kind == MPS_DIFFERENCE_SAME;
  const char *before = difference->before != NULL ? mps_status_peek_word (difference->before) : "–";
  const char *after = difference->after != NULL ? mps_status_peek_word (difference->after) : "–";
  g_autofree char *spoken =
      g_strdup_printf ("%s: %s → %s", peek_difference_word (difference->kind), before, after);

  gtk_box_append (GTK_BOX (head), new_text (difference->label, "dim"));
  if (!same) {
    GtkWidget *word = gtk_label_new (peek_difference_word (difference->kind));

    gtk_box_append (GTK_BOX (head),
                    gtk_image_new_from_icon_name (peek_difference_icon (difference->kind)));
    gtk_box_append (GTK_BOX (head), word);
    gtk_widget_add_css_class (row, "differs");
  }
  gtk_box_set_homogeneous (GTK_BOX (values), TRUE);
  gtk_box_append (GTK_BOX (values), new_text (before, NULL));
  gtk_box_append (GTK_BOX (values), new_text (after, same ? NULL : "what"));
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), values);
  gtk_widget_add_css_class (box, "list-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  difference->label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  same ? before : spoken,
                                  -1);
  return row;
}

static void
clear_differences (MpsVersionsView *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->differences))) != NULL)
    gtk_list_box_remove (self->differences, child);
  gtk_widget_set_visible (GTK_WIDGET (self->differences), FALSE);
}

static const MpsRecordVersion *
peek_chosen (MpsVersionsView *self, GtkDropDown *choice, GtkLabel *who)
{
  guint selected = gtk_drop_down_get_selected (choice);
  const MpsRecordVersion *version = NULL;

  if (self->versions == NULL || selected >= self->versions->len)
    return NULL;
  version = g_ptr_array_index (self->versions, selected);
  gtk_label_set_text (who, version->who);
  return version;
}

static void
compare (MpsVersionsView *self)
{
  const MpsRecordVersion *before = peek_chosen (self, self->before, self->before_who);
  const MpsRecordVersion *after = peek_chosen (self, self->after, self->after_who);
  g_autoptr (GPtrArray) differences = NULL;

  clear_differences (self);
  if (before == NULL || after == NULL)
    return;
  differences = mps_record_lines_compare (before->resource, after->resource);
  /* What differs comes first. */
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < differences->len; i++) {
      const MpsRecordDifference *difference = g_ptr_array_index (differences, i);

      if ((difference->kind == MPS_DIFFERENCE_SAME) == (pass == 1))
        gtk_list_box_append (self->differences, new_row (difference));
    }
  }
  gtk_widget_set_visible (GTK_WIDGET (self->differences), differences->len > 0);
}

static void
on_chosen (MpsVersionsView *self)
{
  if (!self->filling)
    compare (self);
}

static void
on_done (MpsVersionsView *self)
{
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
show_versions (MpsVersionsView *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  guint newest = 0;
  guint before = 0;

  for (guint i = 0; i < self->versions->len; i++) {
    const MpsRecordVersion *version = g_ptr_array_index (self->versions, i);
    g_autofree char *when = mps_format_when_full (version->written_us);
    /* TRANSLATORS: number of a version of a record, and when it was written */
    g_autofree char *word = g_strdup_printf (_ ("Version %d · %s"), (int)version->number, when);

    gtk_string_list_append (words, word);
    if (version->number >
        ((const MpsRecordVersion *)g_ptr_array_index (self->versions, newest))->number)
      newest = i;
  }
  /* The one before the newest, whichever way they are listed. */
  before = newest == 0 ? MIN (1, self->versions->len - 1) : newest - 1;
  self->filling = TRUE;
  gtk_drop_down_set_model (self->before, G_LIST_MODEL (words));
  gtk_drop_down_set_model (self->after, G_LIST_MODEL (words));
  gtk_drop_down_set_selected (self->before, before);
  gtk_drop_down_set_selected (self->after, newest);
  self->filling = FALSE;
  gtk_widget_set_visible (self->single, self->versions->len < 2);
  gtk_widget_set_visible (self->choice, TRUE);
  gtk_widget_set_sensitive (self->choice, self->versions->len > 1);
  compare (self);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsVersionsView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) versions =
      mps_chart_load_versions_finish (MPS_CHART (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->cancellable == NULL)
    return;
  if (versions == NULL || versions->len == 0) {
    if (error != NULL)
      mps_sentence_box_set_error (self->error, error);
    return;
  }
  self->versions = g_steal_pointer (&versions);
  show_versions (self);
}

static void
mps_versions_view_dispose (GObject *object)
{
  MpsVersionsView *self = MPS_VERSIONS_VIEW (object);

  self->filling = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_versions_view_parent_class)->dispose (object);
}

static void
mps_versions_view_class_init (MpsVersionsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_versions_view_dispose;
  signals[SIGNAL_DONE] = g_signal_new (
      "done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/versions-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsVersionsView, scroller);
  gtk_widget_class_bind_template_child (widget_class, MpsVersionsView, title);
  gtk_widget_class_bind_template_child (widget_class, MpsVersionsView, done);
  gtk_widget_class_bind_template_child (widget_class, MpsVersionsView, error);
  gtk_widget_class_bind_template_child (widget_class, MpsVersionsView, single);
  gtk_widget_class_bind_template_child (widget_class, MpsVersionsView, choice);
  gtk_widget_class_bind_template_child (widget_class, MpsVersionsView, before);
  gtk_widget_class_bind_template_child (widget_class, MpsVersionsView, after);
  gtk_widget_class_bind_template_child (widget_class, MpsVersionsView, before_who);
  gtk_widget_class_bind_template_child (widget_class, MpsVersionsView, after_who);
  gtk_widget_class_bind_template_child (widget_class, MpsVersionsView, differences);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_done);
}

static void
mps_versions_view_init (MpsVersionsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mps_versions_view_clear:
 * @self: a view
 *
 * Forgets what it shows.
 */
void
mps_versions_view_clear (MpsVersionsView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  clear_differences (self);
  mps_sentence_box_clear (self->error);
  gtk_widget_set_visible (self->single, FALSE);
  gtk_widget_set_visible (self->choice, FALSE);
}

/**
 * mps_versions_view_show_record:
 * @self: a view
 * @chart: whose record
 * @type: its type
 * @id: its id
 * @title: what it is, translated
 *
 * Reads all its versions and compares the newest with the one before it.
 */
void
mps_versions_view_show_record (
    MpsVersionsView *self, MpsChart *chart, const char *type, const char *id, const char *title)
{
  mps_versions_view_clear (self);
  gtk_label_set_text (self->title, title);
  self->cancellable = g_cancellable_new ();
  gtk_widget_grab_focus (self->done);
  mps_chart_load_versions_async (
      chart, type, id, self->cancellable, on_loaded, g_object_ref (self));
}
