/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/chart/mps-draft-rows.h"

#include "app/clinic/chart/mps-chart-drafts.h"
#include "ui/chart/mps-list-words.h"
#include "ui/forms/mps-draft-keeper.h"
#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/** PAUSE_MS: how often it is asked whether what was typed is kept, ms */
#define PAUSE_MS 50

struct _MpsDraftRows {
  GtkWidget parent_instance;

  GtkWidget *box;
  MpsChart *chart;
  MpsFormKind kind;
  GCancellable *cancellable;
  guint timer;
};

enum {
  SIGNAL_GO_ON,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsDraftRows, mps_draft_rows, GTK_TYPE_WIDGET)

static void
clear (MpsDraftRows *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  gtk_widget_set_visible (self->box, FALSE);
}

static void
on_go_on (MpsDraftRows *self, GtkWidget *button)
{
  g_signal_emit (
      self, signals[SIGNAL_GO_ON], 0, g_object_get_data (G_OBJECT (button), "mps-record-id"));
}

static GtkWidget *
new_row (MpsDraftRows *self, const MpsDraft *draft, const char *record_id)
{
  const MpsListWords *words = mps_list_words_peek (self->kind);
  const char *title = *record_id == '\0' ? _ (words->new_title) : _ (words->edit_title);
  g_autofree char *when = mps_format_when (draft->saved_us);
  /* TRANSLATORS: what is being written (“New note”), and a time or a day */
  g_autofree char *text = g_strdup_printf (_ ("%s: draft of %s, not saved yet"), title, when);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button = gtk_button_new_with_label (_ ("Go on writing"));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  g_object_set_data_full (G_OBJECT (button), "mps-record-id", g_strdup (record_id), g_free);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_go_on), self);
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name ("document-edit-symbolic"));
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), button);
  gtk_widget_add_css_class (row, "draft");
  return row;
}

/* Of "note" and "note/ID" the part behind the dash, or nothing; NULL: another section's. */
static const char *
peek_record_id (MpsDraftRows *self, const MpsDraft *draft)
{
  const char *word = mps_form_kind_to_word (self->kind);
  gsize n = strlen (word);

  if (strncmp (draft->kind, word, n) != 0)
    return NULL;
  if (draft->kind[n] == '/')
    return draft->kind + n + 1;
  return draft->kind[n] == '\0' ? "" : NULL;
}

/* What cannot be read is said where it is opened; here it only is not there. */
static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsDraftRows) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = mps_chart_list_drafts_finish (MPS_CHART (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      self->chart != MPS_CHART (source))
    return;
  clear (self);
  for (guint i = 0; drafts != NULL && i < drafts->len; i++) {
    const MpsDraft *draft = g_ptr_array_index (drafts, i);
    const char *record_id = peek_record_id (self, draft);

    if (record_id == NULL)
      continue;
    gtk_box_append (GTK_BOX (self->box), new_row (self, draft, record_id));
    gtk_widget_set_visible (self->box, TRUE);
  }
}

static gboolean
on_pause (gpointer data)
{
  MpsDraftRows *self = data;

  if (!mps_draft_keeper_all_idle ())
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  self->cancellable = g_cancellable_new ();
  mps_chart_list_drafts_async (self->chart, self->cancellable, on_listed, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
forget (MpsDraftRows *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
mps_draft_rows_dispose (GObject *object)
{
  MpsDraftRows *self = MPS_DRAFT_ROWS (object);

  forget (self);
  g_clear_object (&self->chart);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_draft_rows_parent_class)->dispose (object);
}

static void
mps_draft_rows_class_init (MpsDraftRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_draft_rows_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_GO_ON] = g_signal_new ("go-on",
                                        G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        1,
                                        G_TYPE_STRING);
}

static void
mps_draft_rows_init (MpsDraftRows *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_visible (self->box, FALSE);
  gtk_widget_add_css_class (self->box, "draft-rows");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * mps_draft_rows_set_chart:
 * @self: the rows
 * @chart: (nullable): whose drafts; nothing is shown until mps_draft_rows_load()
 * @kind: which section's
 */
void
mps_draft_rows_set_chart (MpsDraftRows *self, MpsChart *chart, MpsFormKind kind)
{
  forget (self);
  clear (self);
  g_set_object (&self->chart, chart);
  self->kind = kind;
}

/**
 * mps_draft_rows_load:
 * @self: the rows
 *
 * Lists them anew, as soon as what is being typed or thrown away is kept.
 */
void
mps_draft_rows_load (MpsDraftRows *self)
{
  if (self->chart == NULL)
    return;
  forget (self);
  self->timer = g_timeout_add (PAUSE_MS, on_pause, self);
}
