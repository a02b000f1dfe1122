/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/exchange/mps-records-page.h"

#include "app/clinic/mps-tasks-exchange.h"
#include "app/session/mps-words.h"
#include "ui/exchange/mps-records-view.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

struct _MpsRecordsPage {
  GtkWidget parent_instance;

  GtkLabel *facts;
  MpsSentenceBox *error;
  GtkWidget *waiting;
  GtkLabel *left;
  GtkProgressBar *progress;
  MpsRecordsView *view;
  MpsActionBar *actions;

  MpsSession *session;
  MpsTasks *tasks;
  GPtrArray *previews;
  MpsTask *look;
  MpsImportReport *sum;
  guint pulse;
};

enum {
  SIGNAL_BACK,
  SIGNAL_STARTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_records_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_RECORDS_PAGE (page)->actions);
}

static void
forget (MpsRecordsPage *self)
{
  if (self->look != NULL) {
    g_signal_handlers_disconnect_by_data (self->look, self);
    mps_task_cancel (self->look);
  }
  g_clear_object (&self->look);
  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_pointer (&self->previews, g_ptr_array_unref);
  g_clear_pointer (&self->sum, mps_import_report_free);
}

static const char *
peek_obstacle (MpsRecordsPage *self)
{
  if (self->look != NULL)
    return _ ("The file is being looked at");
  if (self->sum == NULL)
    return _ ("No file is open");
  return self->sum->accepted == 0 ? _ ("Nothing in it can be imported") : NULL;
}

static void
update (MpsRecordsPage *self)
{
  const char *obstacle = peek_obstacle (self);
  g_autofree char *number = self->sum != NULL ? mps_words_dup_count (self->sum->accepted) : NULL;
  g_autofree char *label = NULL;

  gtk_widget_set_visible (self->waiting, self->look != NULL);
  if (obstacle != NULL) {
    mps_action_bar_set_primary (self->actions, _ ("_Take in"), obstacle);
    return;
  }

  /* TRANSLATORS: a button; %s is a number of records of a file */
  label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                        "_Take in %s record",
                                        "_Take in %s records",
                                        (gulong)self->sum->accepted),
                           number);
  mps_action_bar_set_primary (self->actions, label, NULL);
}

/* Going away ends the look: nothing of it would be left. */
static gboolean
mps_records_page_go_back (MpsPage *page)
{
  MpsRecordsPage *self = MPS_RECORDS_PAGE (page);

  forget (self);
  mps_records_view_clear (self->view);
  update (self);
  g_signal_emit (page, signals[SIGNAL_BACK], 0);
  return TRUE;
}

static void
mps_records_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_records_page_get_primary;
  iface->go_back = mps_records_page_go_back;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsRecordsPage,
                               mps_records_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_records_page_page_init))

static gboolean
on_pulse (gpointer data)
{
  MpsRecordsPage *self = data;

  gtk_progress_bar_pulse (self->progress);
  return G_SOURCE_CONTINUE;
}

static void
on_progress (MpsRecordsPage *self)
{
  g_autofree char *duration = NULL;
  g_autofree char *left = NULL;
  double fraction = -1;
  double seconds_left = -1;

  g_object_get (self->look, "fraction", &fraction, "seconds-left", &seconds_left, NULL);
  if (fraction < 0)
    return;

  g_clear_handle_id (&self->pulse, g_source_remove);
  gtk_progress_bar_set_fraction (self->progress, fraction);
  if (seconds_left < 0)
    return;
  duration = mps_format_duration (seconds_left);
  /* TRANSLATORS: %s is a duration, such as "12 s" or "3:05" */
  left = g_strdup_printf (_ ("%s left"), duration);
  gtk_label_set_text (self->left, left);
}

static void
on_done (MpsRecordsPage *self)
{
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  g_object_get (self->look, "done", &done, "error", &error, NULL);
  if (!done)
    return;

  g_signal_handlers_disconnect_by_data (self->look, self);
  g_clear_object (&self->look);
  g_clear_handle_id (&self->pulse, g_source_remove);
  if (error != NULL) {
    mps_sentence_box_set_error (self->error, error);
    update (self);
    return;
  }

  self->sum = mps_import_report_new ();
  for (guint i = 0; i < self->previews->len; i++)
    mps_import_report_add (
        self->sum, ((const MpsImportPreview *)g_ptr_array_index (self->previews, i))->report);
  mps_records_view_show (self->view, self->sum);
  update (self);
}

static void
on_cancel (MpsRecordsPage *self)
{
  mps_records_page_go_back (MPS_PAGE (self));
}

static void
on_primary (MpsRecordsPage *self)
{
  if (peek_obstacle (self) != NULL)
    return;

  mps_tasks_import (self->tasks, self->previews);
  forget (self);
  mps_records_view_clear (self->view);
  update (self);
  g_signal_emit (self, signals[SIGNAL_STARTED], 0);
}

static void
mps_records_page_dispose (GObject *object)
{
  MpsRecordsPage *self = MPS_RECORDS_PAGE (object);
  GtkWidget *child;

  forget (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  g_clear_object (&self->tasks);
  G_OBJECT_CLASS (mps_records_page_parent_class)->dispose (object);
}

static void
mps_records_page_class_init (MpsRecordsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_RECORDS_VIEW);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_records_page_dispose;
  signals[SIGNAL_BACK] = g_signal_new (
      "back", MPS_TYPE_RECORDS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_STARTED] = g_signal_new (
      "started", MPS_TYPE_RECORDS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/records-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsRecordsPage, facts);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordsPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordsPage, waiting);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordsPage, left);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordsPage, progress);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordsPage, view);
  gtk_widget_class_bind_template_child (widget_class, MpsRecordsPage, actions);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
}

static void
mps_records_page_init (MpsRecordsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

/**
 * mps_records_page_set_session:
 * @self: the page
 * @session: who imports
 * @tasks: where the work goes
 */
void
mps_records_page_set_session (MpsRecordsPage *self, MpsSession *session, MpsTasks *tasks)
{
  g_set_object (&self->session, session);
  g_set_object (&self->tasks, tasks);
}

static void
preview_free (gpointer data)
{
  mps_import_preview_free (data);
}

static void
show_facts (MpsRecordsPage *self, GPtrArray *paths)
{
  g_autofree char *name = g_filename_display_basename (g_ptr_array_index (paths, 0));
  g_autofree char *number = mps_words_dup_count (paths->len - 1);
  g_autofree char *text = paths->len == 1
                              ? g_strdup (name)
                              /* TRANSLATORS: name of a file, and how many others there are */
                              : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                              "%s and %s other file",
                                                              "%s and %s other files",
                                                              paths->len - 1),
                                                 name,
                                                 number);

  gtk_label_set_text (self->facts, text);
}

/**
 * mps_records_page_open:
 * @self: the page, with a session
 * @paths: (element-type filename): FHIR files
 *
 * Looks at the files and shows what would become of them.
 */
void
mps_records_page_open (MpsRecordsPage *self, GPtrArray *paths)
{
  forget (self);
  mps_sentence_box_clear (self->error);
  mps_records_view_clear (self->view);
  gtk_label_set_text (self->left, "");
  show_facts (self, paths);

  self->previews = g_ptr_array_new_with_free_func (preview_free);
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (self->previews, mps_import_preview_new (g_ptr_array_index (paths, i)));
  self->look = g_object_ref (mps_tasks_look (self->tasks, self->previews));
  g_signal_connect_object (
      self->look, "notify::done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->look, "notify::fraction", G_CALLBACK (on_progress), self, G_CONNECT_SWAPPED);
  gtk_progress_bar_set_fraction (self->progress, 0);
  self->pulse = g_timeout_add (100, on_pulse, self);
  update (self);
}
