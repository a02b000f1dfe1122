/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/forms/mps-identifier-reveal.h"

#include "app/clinic/chart/mps-chart-identifier.h"
#include "ui/widgets/mps-busy.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

/** SHOWN_S: long enough to copy it by hand, s */
#define SHOWN_S 20

struct _MpsIdentifierReveal {
  GtkWidget parent_instance;

  GtkWidget *start;
  GtkWidget *ask;
  GtkWidget *reason;
  GtkWidget *show;
  GtkWidget *shown;
  GtkLabel *number;
  GtkLabel *left;
  GtkWidget *hide;
  MpsSentenceBox *error;

  MpsChart *chart;
  GCancellable *cancellable;
  guint left_s;
  guint timer;
};

G_DEFINE_FINAL_TYPE (MpsIdentifierReveal, mps_identifier_reveal, GTK_TYPE_WIDGET)

/* Nothing of it stays behind, and an answer that is still to come is not shown. */
static void
forget (MpsIdentifierReveal *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  gtk_label_set_text (self->number, "");
  gtk_label_set_text (self->left, "");
  gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
  mps_busy_set (self->ask, FALSE);
  gtk_widget_set_visible (self->shown, FALSE);
  gtk_widget_set_visible (self->ask, FALSE);
  gtk_widget_set_visible (self->start, TRUE);
}

static void
say_left (MpsIdentifierReveal *self)
{
  /* TRANSLATORS: how long the number is still shown */
  g_autofree char *text = g_strdup_printf (_ ("Hidden in %u s"), self->left_s);

  gtk_label_set_text (self->left, text);
}

static gboolean
on_second (gpointer data)
{
  MpsIdentifierReveal *self = data;

  if (self->left_s > 1) {
    self->left_s--;
    say_left (self);
    return G_SOURCE_CONTINUE;
  }
  self->timer = 0;
  forget (self);
  return G_SOURCE_REMOVE;
}

static void
on_revealed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsIdentifierReveal) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *number = mps_chart_reveal_identifier_finish (MPS_CHART (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      self->chart != MPS_CHART (source))
    return;
  if (number == NULL) {
    /* Whoever reads what is wrong may try again. */
    g_clear_object (&self->cancellable);
    mps_busy_set (self->ask, FALSE);
    mps_sentence_box_set_error (self->error, error);
    return;
  }
  forget (self);
  gtk_label_set_text (self->number, number);
  gtk_widget_set_visible (self->start, FALSE);
  gtk_widget_set_visible (self->shown, TRUE);
  gtk_widget_grab_focus (self->hide);
  self->left_s = SHOWN_S;
  say_left (self);
  self->timer = g_timeout_add_seconds (1, on_second, self);
}

static void
on_start (MpsIdentifierReveal *self)
{
  gtk_widget_set_visible (self->start, FALSE);
  gtk_widget_set_visible (self->ask, TRUE);
  gtk_widget_grab_focus (self->reason);
}

static void
on_reason (MpsIdentifierReveal *self)
{
  g_autofree char *reason = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->reason)));
  gboolean given = *g_strstrip (reason) != '\0';

  gtk_widget_set_sensitive (self->show, given);
  gtk_widget_set_tooltip_text (self->show, given ? NULL : _ ("Write the reason first"));
}

static void
on_show (MpsIdentifierReveal *self)
{
  if (mps_preedit_is_open () || !gtk_widget_get_sensitive (self->show) ||
      self->cancellable != NULL || self->chart == NULL)
    return;
  mps_sentence_box_clear (self->error);
  mps_busy_set (self->ask, TRUE);
  self->cancellable = g_cancellable_new ();
  mps_chart_reveal_identifier_async (self->chart,
                                     gtk_editable_get_text (GTK_EDITABLE (self->reason)),
                                     self->cancellable,
                                     on_revealed,
                                     g_object_ref (self));
}

static void
on_hide (MpsIdentifierReveal *self)
{
  forget (self);
  gtk_widget_grab_focus (self->start);
}

static void
on_leave (MpsIdentifierReveal *self)
{
  mps_sentence_box_clear (self->error);
  on_hide (self);
}

/* The curtain, the lock, another section, another page. */
static void
mps_identifier_reveal_unmap (GtkWidget *widget)
{
  MpsIdentifierReveal *self = MPS_IDENTIFIER_REVEAL (widget);

  forget (self);
  mps_sentence_box_clear (self->error);
  GTK_WIDGET_CLASS (mps_identifier_reveal_parent_class)->unmap (widget);
}

static void
mps_identifier_reveal_dispose (GObject *object)
{
  MpsIdentifierReveal *self = MPS_IDENTIFIER_REVEAL (object);
  GtkWidget *child = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->chart);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mps_identifier_reveal_parent_class)->dispose (object);
}

static void
mps_identifier_reveal_class_init (MpsIdentifierRevealClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_identifier_reveal_dispose;
  widget_class->unmap = mps_identifier_reveal_unmap;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/identifier-reveal.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsIdentifierReveal, start);
  gtk_widget_class_bind_template_child (widget_class, MpsIdentifierReveal, ask);
  gtk_widget_class_bind_template_child (widget_class, MpsIdentifierReveal, reason);
  gtk_widget_class_bind_template_child (widget_class, MpsIdentifierReveal, show);
  gtk_widget_class_bind_template_child (widget_class, MpsIdentifierReveal, shown);
  gtk_widget_class_bind_template_child (widget_class, MpsIdentifierReveal, number);
  gtk_widget_class_bind_template_child (widget_class, MpsIdentifierReveal, left);
  gtk_widget_class_bind_template_child (widget_class, MpsIdentifierReveal, hide);
  gtk_widget_class_bind_template_child (widget_class, MpsIdentifierReveal, error);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
  gtk_widget_class_bind_template_callback (widget_class, on_reason);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_hide);
  gtk_widget_class_bind_template_callback (widget_class, on_leave);
}

static void
mps_identifier_reveal_init (MpsIdentifierReveal *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_reason (self);
}

/**
 * mps_identifier_reveal_new:
 *
 * Returns: (transfer floating): one that waits for mps_identifier_reveal_set_chart()
 */
GtkWidget *
mps_identifier_reveal_new (void)
{
  return g_object_new (MPS_TYPE_IDENTIFIER_REVEAL, NULL);
}

/**
 * mps_identifier_reveal_set_chart:
 * @self: a widget
 * @chart: (nullable): whose number; %NULL: none is on record, or the chart is left
 */
void
mps_identifier_reveal_set_chart (MpsIdentifierReveal *self, MpsChart *chart)
{
  forget (self);
  mps_sentence_box_clear (self->error);
  g_set_object (&self->chart, chart);
  gtk_widget_set_visible (GTK_WIDGET (self), chart != NULL);
}

/**
 * mps_identifier_reveal_go_back:
 * @self: a widget
 *
 * Returns: whether the number, or the question what it is for, was in sight and no longer is
 */
gboolean
mps_identifier_reveal_go_back (MpsIdentifierReveal *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || gtk_widget_get_visible (self->start))
    return FALSE;
  on_leave (self);
  return TRUE;
}
