/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-task-row.h"

#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-rejections-window.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

struct _MpsTaskRow {
  GtkListBoxRow parent_instance;

  GtkLabel *title;
  GtkLabel *left;
  GtkWidget *cancel;
  GtkProgressBar *progress;
  GtkLabel *outcome;
  MpsSentenceBox *error;
  GtkWidget *rejections;
  MpsTask *task;
};

G_DEFINE_FINAL_TYPE (MpsTaskRow, mps_task_row, GTK_TYPE_LIST_BOX_ROW)

static void
update_progress (MpsTaskRow *self, double fraction, double seconds_left)
{
  g_autofree char *duration = NULL;
  g_autofree char *left = NULL;

  if (fraction < 0) {
    gtk_progress_bar_pulse (self->progress);
    gtk_label_set_text (self->left, "");
    return;
  }
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0, 1));
  if (seconds_left < 0) {
    gtk_label_set_text (self->left, "");
    return;
  }
  duration = mps_format_duration (seconds_left);
  /* TRANSLATORS: %s is a duration, such as "12 s" or "3:05" */
  left = g_strdup_printf (_ ("%s left"), duration);
  gtk_label_set_text (self->left, left);
}

static void
update (MpsTaskRow *self)
{
  g_autofree char *title = NULL;
  g_autofree char *outcome = NULL;
  g_autofree char *cancel = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  double fraction = -1;
  double seconds_left = -1;
  GPtrArray *rejections = mps_task_peek_rejections (self->task);

  g_object_get (self->task,
                "title",
                &title,
                "outcome",
                &outcome,
                "error",
                &error,
                "done",
                &done,
                "fraction",
                &fraction,
                "seconds-left",
                &seconds_left,
                NULL);
  gtk_label_set_text (self->title, title);
  update_progress (self, done ? 1 : fraction, done ? -1 : seconds_left);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), !done);
  gtk_widget_set_visible (self->cancel, !done);
  gtk_label_set_text (self->outcome, outcome != NULL ? outcome : "");
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), outcome != NULL && *outcome != '\0');
  gtk_widget_set_visible (self->rejections, done && rejections != NULL && rejections->len > 0);
  if (error != NULL)
    mps_sentence_box_set_error (self->error, error);
  else
    mps_sentence_box_clear (self->error);
  /* TRANSLATORS: %s is a task */
  cancel = g_strdup_printf (_ ("Cancel: %s"), title);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->cancel), GTK_ACCESSIBLE_PROPERTY_LABEL, cancel, -1);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
on_cancel (MpsTaskRow *self)
{
  mps_task_cancel (self->task);
}

static void
on_rejections (MpsTaskRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  mps_rejections_window_show (GTK_WINDOW (root), mps_task_peek_rejections (self->task));
}

static void
mps_task_row_dispose (GObject *object)
{
  g_clear_object (&MPS_TASK_ROW (object)->task);
  G_OBJECT_CLASS (mps_task_row_parent_class)->dispose (object);
}

static void
mps_task_row_class_init (MpsTaskRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_task_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/task-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsTaskRow, title);
  gtk_widget_class_bind_template_child (widget_class, MpsTaskRow, left);
  gtk_widget_class_bind_template_child (widget_class, MpsTaskRow, cancel);
  gtk_widget_class_bind_template_child (widget_class, MpsTaskRow, progress);
  gtk_widget_class_bind_template_child (widget_class, MpsTaskRow, outcome);
  gtk_widget_class_bind_template_child (widget_class, MpsTaskRow, error);
  gtk_widget_class_bind_template_child (widget_class, MpsTaskRow, rejections);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_rejections);
}

static void
mps_task_row_init (MpsTaskRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mps_task_row_new:
 * @task: what the row is for
 *
 * Returns: (transfer floating): a row that follows its task
 */
GtkWidget *
mps_task_row_new (MpsTask *task)
{
  MpsTaskRow *self = g_object_new (MPS_TYPE_TASK_ROW, NULL);

  self->task = g_object_ref (task);
  g_signal_connect_object (task, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
