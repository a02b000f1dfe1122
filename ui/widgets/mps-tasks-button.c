/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-tasks-button.h"

#include "ui/widgets/mps-task-row.h"

#include <glib/gi18n-lib.h>

struct _MpsTasksButton {
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkWidget *label;
  GtkWidget *list;
  GtkWidget *popover;
  MpsTasks *tasks;
};

enum {
  SIGNAL_FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsTasksButton, mps_tasks_button, GTK_TYPE_WIDGET)

static gboolean
is_done (MpsTask *task)
{
  gboolean done = FALSE;

  g_object_get (task, "done", &done, NULL);
  return done;
}

static void
update (MpsTasksButton *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->tasks));
  guint running = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < n; i++) {
    g_autoptr (MpsTask) task = g_list_model_get_item (G_LIST_MODEL (self->tasks), i);

    running += is_done (task) ? 0 : 1;
  }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  if (running > 0)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u task", "%u tasks", running), running);
  else
    text = g_strdup (_ ("Tasks done"));
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
on_done (MpsTask *task, GParamSpec *pspec, MpsTasksButton *self)
{
  update (self);
  if (is_done (task))
    g_signal_emit (self, signals[SIGNAL_FINISHED], 0, task);
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  if (!is_done (item))
    g_signal_connect_object (item, "notify::done", G_CALLBACK (on_done), data, 0);
  return mps_task_row_new (item);
}

static void
mps_tasks_button_dispose (GObject *object)
{
  MpsTasksButton *self = MPS_TASKS_BUTTON (object);

  if (self->button != NULL)
    gtk_list_box_bind_model (GTK_LIST_BOX (self->list), NULL, NULL, NULL, NULL);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->tasks);
  G_OBJECT_CLASS (mps_tasks_button_parent_class)->dispose (object);
}

static void
mps_tasks_button_class_init (MpsTasksButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_tasks_button_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished",
                                           G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           1,
                                           MPS_TYPE_TASK);
}

static void
mps_tasks_button_init (MpsTasksButton *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->button = gtk_menu_button_new ();
  self->label = gtk_label_new (NULL);
  self->list = gtk_list_box_new ();
  self->popover = gtk_popover_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "tasks");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Tasks"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 480);
  gtk_widget_set_size_request (scroller, 420, -1);
  gtk_popover_set_child (GTK_POPOVER (self->popover), scroller);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), self->label);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * mps_tasks_button_set_tasks:
 * @self: the button
 * @tasks: what it shows
 */
void
mps_tasks_button_set_tasks (MpsTasksButton *self, MpsTasks *tasks)
{
  g_set_object (&self->tasks, tasks);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), G_LIST_MODEL (tasks), create_row, self, NULL);
  g_signal_connect_object (tasks, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * mps_tasks_button_show:
 * @self: the button
 *
 * Opens the list, so that a person sees what was started.
 */
void
mps_tasks_button_show (MpsTasksButton *self)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
}
