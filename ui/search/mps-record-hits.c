/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/search/mps-record-hits.h"

#include "app/session/mps-words.h"
#include "ui/search/mps-record-hit-row.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

/* More than a person looks through; to see others one says more of what one looks for. */
#define SHOWN_MAX 50

struct _MpsRecordHits {
  GtkWidget parent_instance;

  GtkLabel *count;
  GtkWidget *scroller;
  GtkListBox *list;
  MpsSentenceBox *error;

  MpsSession *session;
  GCancellable *cancellable;
  char *text;
  MpsRecordHitsState state;
};

enum {
  SIGNAL_OPEN,
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsRecordHits, mps_record_hits, GTK_TYPE_WIDGET)

static void
set_state (MpsRecordHits *self, MpsRecordHitsState state)
{
  self->state = state;
  gtk_widget_set_visible (GTK_WIDGET (self), state != MPS_RECORD_HITS_IDLE);
  gtk_widget_set_visible (self->scroller, state == MPS_RECORD_HITS_SOME);
  gtk_widget_set_vexpand (GTK_WIDGET (self), state == MPS_RECORD_HITS_SOME);
  if (state != MPS_RECORD_HITS_FAILED)
    mps_sentence_box_clear (self->error);
  if (state == MPS_RECORD_HITS_SEARCHING)
    gtk_label_set_text (self->count, _ ("Searching…"));
  else if (state == MPS_RECORD_HITS_NONE)
    gtk_label_set_text (self->count, _ ("No record says this"));
  else if (state == MPS_RECORD_HITS_FAILED)
    gtk_label_set_text (self->count, "");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
clear_list (MpsRecordHits *self)
{
  GtkWidget *row = NULL;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
}

/* That there are more than these is never left unsaid. */
static char *
dup_count (guint n, gboolean more)
{
  g_autofree char *number = mps_words_dup_count (n);

  if (more)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "The newest %s of many: type more to see the others",
                                         "The newest %s of many: type more to see the others",
                                         n),
                            number);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s record", "%s records", n), number);
}

static void
show_answer (MpsRecordHits *self, const MpsSearchAnswer *answer)
{
  g_autofree char *count = dup_count (answer->hits->len, answer->more);
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));

  clear_list (self);
  for (guint i = 0; i < answer->hits->len; i++)
    gtk_list_box_append (self->list, mps_record_hit_row_new (g_ptr_array_index (answer->hits, i)));
  gtk_adjustment_set_value (adjustment, 0);
  gtk_label_set_text (self->count, count);
  set_state (self, answer->hits->len > 0 ? MPS_RECORD_HITS_SOME : MPS_RECORD_HITS_NONE);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsRecordHits) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSearchAnswer) answer = mps_search_finish (MPS_SESSION (source), result, &error);

  /* Something newer was typed, or nothing any more. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable || self->list == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (answer != NULL) {
    show_answer (self, answer);
    return;
  }
  clear_list (self);
  mps_sentence_box_set_error (self->error, error);
  set_state (self, MPS_RECORD_HITS_FAILED);
}

static void
stop (MpsRecordHits *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
on_row_activated (MpsRecordHits *self, GtkListBoxRow *row)
{
  MpsRecordHitRow *hit = MPS_RECORD_HIT_ROW (row);
  g_auto (GStrv) parts = g_strsplit (mps_record_hit_row_peek_reference (hit), "/", 2);
  g_autofree char *patient_id = g_strdup (mps_record_hit_row_peek_patient (hit));

  if (patient_id != NULL && g_strv_length (parts) == 2 && !mps_preedit_is_open ())
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, patient_id, parts[0], parts[1]);
}

static void
mps_record_hits_dispose (GObject *object)
{
  MpsRecordHits *self = MPS_RECORD_HITS (object);
  GtkWidget *child = NULL;

  stop (self);
  self->list = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (mps_record_hits_parent_class)->dispose (object);
}

static void
mps_record_hits_class_init (MpsRecordHitsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_record_hits_dispose;
  signals[SIGNAL_OPEN] = g_signal_new ("open",
                                       type,
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       3,
                                       G_TYPE_STRING,
                                       G_TYPE_STRING,
                                       G_TYPE_STRING);
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/record-hits.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsRecordHits, count);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordHits, scroller);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordHits, list);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordHits, error);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
mps_record_hits_init (MpsRecordHits *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mps_record_hits_set_session:
 * @self: the widget
 * @session: who searches
 */
void
mps_record_hits_set_session (MpsRecordHits *self, MpsSession *session)
{
  g_set_object (&self->session, session);
}

/**
 * mps_record_hits_set_query:
 * @self: the widget
 * @text: what was typed; empty: nothing is asked for
 *
 * Searches. What was found before stays until the answer is there, so that nothing flickers. Where
 * the person may not search records, nothing is shown.
 */
void
mps_record_hits_set_query (MpsRecordHits *self, const char *text)
{
  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  stop (self);
  if (*text == '\0' || self->session == NULL ||
      !mps_session_may (self->session, MPS_ACTION_SEARCH)) {
    clear_list (self);
    set_state (self, MPS_RECORD_HITS_IDLE);
    return;
  }
  if (self->state != MPS_RECORD_HITS_SOME)
    set_state (self, MPS_RECORD_HITS_SEARCHING);
  self->cancellable = g_cancellable_new ();
  mps_search_records_async (
      self->session, text, SHOWN_MAX, self->cancellable, on_answer, g_object_ref (self));
}

/**
 * mps_record_hits_get_state:
 * @self: the widget
 *
 * Returns: what it shows
 */
MpsRecordHitsState
mps_record_hits_get_state (MpsRecordHits *self)
{
  return self->state;
}

/**
 * mps_record_hits_is_searching:
 * @self: the widget
 *
 * Returns: whether what is shown is not yet the answer to what was typed
 */
gboolean
mps_record_hits_is_searching (MpsRecordHits *self)
{
  return self->cancellable != NULL;
}

/**
 * mps_record_hits_focus:
 * @self: the widget, with hits
 *
 * Puts the focus on the first record.
 */
void
mps_record_hits_focus (MpsRecordHits *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}
