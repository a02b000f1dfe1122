/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/forms/mps-form-pane.h"

#include "app/clinic/chart/mps-chart-documents.h"
#include "app/clinic/chart/mps-chart-edit.h"
#include "ui/forms/mps-draft-keeper.h"
#include "ui/forms/mps-form-notes.h"
#include "ui/forms/mps-identifier-reveal.h"
#include "ui/widgets/mps-busy.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _MpsFormPane {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkLabel *title;
  GtkWidget *draft_bar;
  GtkLabel *draft_label;
  MpsSentenceBox *error;
  MpsFormView *view;
  MpsIdentifierReveal *reveal;

  MpsChart *chart;
  MpsForm *fresh;
  GFile *file;
  MpsDraftKeeper *keeper;
  GCancellable *loading;
  gboolean saving;
};

enum {
  SIGNAL_FOOT_CHANGED,
  SIGNAL_SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsFormPane, mps_form_pane, GTK_TYPE_WIDGET)

static void
foot_changed (MpsFormPane *self)
{
  g_signal_emit (self, signals[SIGNAL_FOOT_CHANGED], 0);
}

static void
check (MpsFormPane *self)
{
  MpsForm *form = mps_form_view_peek_form (self->view);
  g_autoptr (GPtrArray) issues = NULL;

  if (form == NULL || self->chart == NULL)
    return;
  issues = mps_chart_check_form (self->chart, form);
  mps_form_view_show_issues (self->view, issues);
  mps_form_notes_show (self->view, mps_chart_peek_patient (self->chart));
  foot_changed (self);
}

/* Where the caret and the other end of the selection stand in the long text of a note. */
static GtkTextBuffer *
get_buffer (MpsFormPane *self)
{
  GtkWidget *text = mps_form_view_get_field (self->view, "text");

  return GTK_IS_TEXT_VIEW (text) ? gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)) : NULL;
}

static gint64
get_mark (GtkTextBuffer *buffer, GtkTextMark *mark)
{
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_mark (buffer, &at, mark);
  return gtk_text_iter_get_offset (&at);
}

static void
restore_caret (MpsFormPane *self, const MpsDraft *draft)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter caret;
  GtkTextIter anchor;

  if (buffer == NULL) {
    mps_form_view_focus (self->view, NULL);
    return;
  }
  gtk_text_buffer_get_iter_at_offset (buffer, &caret, (int)draft->caret);
  gtk_text_buffer_get_iter_at_offset (buffer, &anchor, (int)draft->anchor);
  gtk_text_buffer_select_range (buffer, &caret, &anchor);
  mps_form_view_focus (self->view, "text");
}

static void
keep (MpsFormPane *self)
{
  MpsForm *form = mps_form_view_peek_form (self->view);
  GtkTextBuffer *buffer = get_buffer (self);
  gint64 caret = 0;
  gint64 anchor = 0;

  if (self->keeper == NULL || form == NULL)
    return;
  if (buffer != NULL) {
    caret = get_mark (buffer, gtk_text_buffer_get_insert (buffer));
    anchor = get_mark (buffer, gtk_text_buffer_get_selection_bound (buffer));
  }
  if (mps_form_view_is_blank (self->view))
    mps_draft_keeper_discard (self->keeper);
  else
    mps_draft_keeper_take_text (self->keeper, mps_form_to_text (form), caret, anchor);
}

static void
keep_caret (MpsFormPane *self)
{
  GtkTextBuffer *buffer = get_buffer (self);

  if (buffer != NULL)
    mps_draft_keeper_move_caret (self->keeper,
                                 get_mark (buffer, gtk_text_buffer_get_insert (buffer)),
                                 get_mark (buffer, gtk_text_buffer_get_selection_bound (buffer)));
}

static void
on_changed (MpsFormPane *self, const char *field)
{
  mps_form_notes_derive (self->view, field);
  check (self);
  keep (self);
}

static void
on_accepted (MpsFormPane *self)
{
  check (self);
  keep (self);
}

static void
on_draft_failed (MpsFormPane *self, const GError *error)
{
  mps_sentence_box_set_error (self->error, error);
}

static void
fill (MpsFormPane *self, MpsForm *form)
{
  mps_form_view_take_form (self->view, form);
  check (self);
}

static void
on_start_over (MpsFormPane *self)
{
  if (self->fresh == NULL)
    return;
  if (self->keeper != NULL)
    mps_draft_keeper_discard (self->keeper);
  gtk_widget_set_visible (self->draft_bar, FALSE);
  fill (self, mps_form_copy (self->fresh));
  mps_form_view_focus (self->view, NULL);
}

static void
show_draft (MpsFormPane *self, const MpsDraft *draft)
{
  g_autofree char *when = mps_format_when (draft->saved_us);
  /* TRANSLATORS: %s is a time or a day */
  g_autofree char *text = g_strdup_printf (_ ("Draft of %s, not saved yet"), when);

  gtk_label_set_text (self->draft_label, text);
  gtk_widget_set_visible (self->draft_bar, TRUE);
}

static void
on_draft (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsFormPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsDraft) draft = mps_chart_load_draft_finish (MPS_CHART (source), result, &error);
  g_autoptr (MpsForm) form = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->chart == NULL)
    return;
  if (draft == NULL) {
    if (!g_error_matches (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND))
      mps_sentence_box_set_error (self->error, error);
    return;
  }
  /* What a person has typed meanwhile stands above what was kept before. */
  if (!mps_form_view_is_blank (self->view))
    return;
  form = mps_form_new_from_text (draft->text, &error);
  if (form == NULL) {
    mps_sentence_box_set_error (self->error, error);
    return;
  }
  fill (self, g_steal_pointer (&form));
  show_draft (self, draft);
  restore_caret (self, draft);
}

static void
finish_save (MpsFormPane *self, gboolean ok, GPtrArray *issues, const GError *error)
{
  self->saving = FALSE;
  mps_busy_set (GTK_WIDGET (self->view), FALSE);
  if (ok) {
    if (self->keeper != NULL)
      mps_draft_keeper_discard (self->keeper);
    g_signal_emit (self, signals[SIGNAL_SAVED], 0);
    return;
  }
  if (issues != NULL && issues->len > 0)
    mps_form_view_show_issues (self->view, issues);
  if (error != NULL)
    mps_sentence_box_set_error (self->error, error);
  foot_changed (self);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsFormPane) self = data;
  g_autoptr (GPtrArray) issues = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records =
      mps_chart_save_finish (MPS_CHART (source), result, &issues, &error);

  if (self->chart == NULL || self->chart != MPS_CHART (source))
    return;
  finish_save (self, records != NULL, issues, error);
}

static void
on_attached (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsFormPane) self = data;
  g_autoptr (GPtrArray) issues = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) record =
      mps_chart_attach_finish (MPS_CHART (source), result, &issues, &error);

  if (self->chart == NULL || self->chart != MPS_CHART (source))
    return;
  finish_save (self, record != NULL, issues, error);
}

static void
mps_form_pane_dispose (GObject *object)
{
  MpsFormPane *self = MPS_FORM_PANE (object);

  if (self->chart != NULL)
    mps_form_pane_close (self);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_form_pane_parent_class)->dispose (object);
}

static void
mps_form_pane_class_init (MpsFormPaneClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mps_form_pane_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_FOOT_CHANGED] =
      g_signal_new ("foot-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SAVED] =
      g_signal_new ("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_draft_bar (MpsFormPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("document-edit-symbolic");
  GtkWidget *again = gtk_button_new_with_label (_ ("Start over"));

  self->draft_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->draft_label, 0);
  gtk_label_set_wrap (self->draft_label, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->draft_label), TRUE);
  gtk_widget_set_tooltip_text (again, _ ("Throws the draft away"));
  g_signal_connect_swapped (again, "clicked", G_CALLBACK (on_start_over), self);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->draft_label));
  gtk_box_append (GTK_BOX (box), again);
  gtk_widget_add_css_class (box, "draft");
  gtk_widget_set_visible (box, FALSE);
  return box;
}

static void
mps_form_pane_init (MpsFormPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();

  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "page-title");
  self->draft_bar = new_draft_bar (self);
  self->error = MPS_SENTENCE_BOX (mps_sentence_box_new ());
  self->view = MPS_FORM_VIEW (mps_form_view_new ());
  g_signal_connect_swapped (self->view, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->view, "accepted", G_CALLBACK (on_accepted), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), self->draft_bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->error));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->view));
  gtk_widget_add_css_class (box, "page");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 960);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/* Under the masked number, where one is on record. */
static void
offer_reveal (MpsFormPane *self)
{
  const MpsForm *form = mps_form_view_peek_form (self->view);
  gboolean patient = mps_form_get_kind (form) == MPS_FORM_PATIENT;

  if (!patient)
    return;
  if (self->reveal == NULL) {
    self->reveal = MPS_IDENTIFIER_REVEAL (mps_identifier_reveal_new ());
    mps_form_view_add_below (self->view, "resident-number", GTK_WIDGET (self->reveal));
  }
  mps_identifier_reveal_set_chart (
      self->reveal, *mps_form_peek (self->fresh, "resident-number") != '\0' ? self->chart : NULL);
}

static char *
dup_draft_kind (const MpsForm *form)
{
  const char *word = mps_form_kind_to_word (mps_form_get_kind (form));
  const char *id = mps_form_peek_record_id (form);

  /* A new document is its file, which is no draft. */
  if (mps_form_get_kind (form) == MPS_FORM_DOCUMENT && (id == NULL || *id == '\0'))
    return NULL;
  return id != NULL && *id != '\0' ? g_strdup_printf ("%s/%s", word, id) : g_strdup (word);
}

/**
 * mps_form_pane_open:
 * @self: a pane
 * @chart: the chart that is written into
 * @form: (transfer full): as it is before anybody typed
 * @title: what is being done, translated
 *
 * Shows the form and brings back its draft, where there is one.
 */
void
mps_form_pane_open (MpsFormPane *self, MpsChart *chart, MpsForm *form, const char *title)
{
  g_autofree char *kind = dup_draft_kind (form);

  if (self->chart != NULL)
    mps_form_pane_close (self);
  self->chart = g_object_ref (chart);
  self->fresh = mps_form_copy (form);
  self->loading = g_cancellable_new ();
  gtk_label_set_text (self->title, title);
  gtk_widget_set_visible (self->draft_bar, FALSE);
  mps_sentence_box_clear (self->error);
  fill (self, form);
  offer_reveal (self);
  mps_form_view_focus (self->view, NULL);
  if (kind == NULL)
    return;
  self->keeper = mps_draft_keeper_new (chart, kind);
  g_signal_connect_object (
      self->keeper, "failed", G_CALLBACK (on_draft_failed), self, G_CONNECT_SWAPPED);
  mps_chart_load_draft_async (chart, kind, self->loading, on_draft, g_object_ref (self));
}

/**
 * mps_form_pane_set_file:
 * @self: a pane with a form for a document
 * @file: (nullable): what is attached when it is saved
 *
 * Counts as something filled in.
 */
void
mps_form_pane_set_file (MpsFormPane *self, GFile *file)
{
  g_set_object (&self->file, file);
  check (self);
}

/**
 * mps_form_pane_close:
 * @self: a pane
 *
 * Leaves the form; what was typed is kept as a draft.
 */
void
mps_form_pane_close (MpsFormPane *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->reveal != NULL)
    mps_identifier_reveal_set_chart (self->reveal, NULL);
  if (self->keeper != NULL) {
    keep_caret (self);
    mps_draft_keeper_flush (self->keeper);
  }
  g_clear_object (&self->keeper);
  g_clear_object (&self->chart);
  g_clear_pointer (&self->fresh, mps_form_free);
  g_clear_object (&self->file);
  self->saving = FALSE;
  mps_busy_set (GTK_WIDGET (self->view), FALSE);
  mps_form_view_take_form (self->view, NULL);
}

/**
 * mps_form_pane_dup_reason:
 * @self: a pane
 *
 * Returns: (transfer full) (nullable): why it cannot be saved now
 */
char *
mps_form_pane_dup_reason (MpsFormPane *self)
{
  if (self->saving)
    return g_strdup (_ ("Being saved…"));
  if (self->chart == NULL)
    return g_strdup (_ ("The chart is not open yet"));
  if (self->file == NULL && mps_form_view_is_blank (self->view))
    return g_strdup (_ ("Nothing has been filled in yet"));
  return g_strdup (mps_form_view_peek_reason (self->view));
}

/**
 * mps_form_pane_save:
 * @self: a pane
 *
 * Saves it into the chart that it was opened for, and no other.
 */
void
mps_form_pane_save (MpsFormPane *self)
{
  g_autofree char *reason = mps_form_pane_dup_reason (self);

  if (reason != NULL)
    return;
  self->saving = TRUE;
  mps_sentence_box_clear (self->error);
  mps_busy_set (GTK_WIDGET (self->view), TRUE);
  if (self->keeper != NULL)
    mps_draft_keeper_flush (self->keeper);
  if (self->file != NULL)
    mps_chart_attach_async (self->chart,
                            mps_form_view_peek_form (self->view),
                            self->file,
                            NULL,
                            on_attached,
                            g_object_ref (self));
  else
    mps_chart_save_async (
        self->chart, mps_form_view_peek_form (self->view), NULL, on_saved, g_object_ref (self));
  foot_changed (self);
}

/**
 * mps_form_pane_discard:
 * @self: a pane
 *
 * Throws the draft away, with what stands in the form.
 */
void
mps_form_pane_discard (MpsFormPane *self)
{
  on_start_over (self);
}

/**
 * mps_form_pane_go_back:
 * @self: a pane
 *
 * Returns: whether there was a step back within the form
 */
gboolean
mps_form_pane_go_back (MpsFormPane *self)
{
  return self->reveal != NULL && mps_identifier_reveal_go_back (self->reveal);
}

/**
 * mps_form_pane_is_open:
 * @self: a pane
 *
 * Returns: whether something is being filled in
 */
gboolean
mps_form_pane_is_open (MpsFormPane *self)
{
  return self->chart != NULL;
}

/**
 * mps_form_pane_get_view:
 * @self: a pane
 *
 * Returns: (transfer none): its fields
 */
MpsFormView *
mps_form_pane_get_view (MpsFormPane *self)
{
  return self->view;
}
