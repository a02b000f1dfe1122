/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/mps-report-page.h"

#include "app/session/mps-words.h"
#include "ui/report/mps-report-paper.h"
#include "ui/report/mps-report-print.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-file-choice.h"
#include "ui/widgets/mps-language.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

static const double zooms[] = { 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0 };

/* Row of the language in the drop-down */
enum {
  ROW_KOREAN,
  ROW_ENGLISH,
};

struct _MpsReportPage {
  GtkWidget parent_instance;

  GtkDropDown *language;
  GtkWidget *zoom_out;
  GtkWidget *zoom_in;
  GtkLabel *zoom_label;
  GtkStack *stack;
  GtkBox *pages;
  MpsSentenceBox *error;
  MpsSentenceBox *outcome;
  MpsActionBar *actions;
  GtkWidget *save;

  MpsSession *session;
  char *type;
  char *id;
  MpsReportHold *report;
  GCancellable *cancellable;
  guint zoom;
};

enum {
  SIGNAL_BACK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void on_print (MpsReportPage *self);

static GtkWidget *
mps_report_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_REPORT_PAGE (page)->actions);
}

static gboolean
mps_report_page_go_back (MpsPage *page)
{
  g_signal_emit (page, signals[SIGNAL_BACK], 0);
  return TRUE;
}

static gboolean
mps_report_page_print (MpsPage *page)
{
  on_print (MPS_REPORT_PAGE (page));
  return TRUE;
}

static void
mps_report_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_report_page_get_primary;
  iface->go_back = mps_report_page_go_back;
  iface->print = mps_report_page_print;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsReportPage,
                               mps_report_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_report_page_page_init))

static void
empty_pages (MpsReportPage *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->pages))) != NULL)
    gtk_box_remove (self->pages, child);
}

static void
show_pages (MpsReportPage *self)
{
  guint n_pages = mps_report_get_n_pages (self->report->report);

  empty_pages (self);
  for (guint i = 0; i < n_pages; i++)
    gtk_box_append (self->pages,
                    mps_report_paper_new (self->report->report, i, n_pages, zooms[self->zoom]));
  gtk_stack_set_visible_child_name (self->stack, "pages");
}

static void
set_state (GtkWidget *button, const char *reason)
{
  gtk_widget_set_sensitive (button, reason == NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
}

static void
update (MpsReportPage *self)
{
  const char *reason = self->report == NULL ? _ ("There is no report to print yet") : NULL;
  g_autofree char *zoom = g_strdup_printf ("%.0f %%", zooms[self->zoom] * 100);

  gtk_label_set_text (self->zoom_label, zoom);
  set_state (self->zoom_out, self->zoom > 0 ? NULL : _ ("This is the smallest"));
  set_state (self->zoom_in,
             self->zoom + 1 < G_N_ELEMENTS (zooms) ? NULL : _ ("This is the largest"));
  set_state (self->save, reason);
  gtk_widget_set_tooltip_text (self->save, reason);
  mps_action_bar_set_primary (self->actions, _ ("_Print…"), reason);
}

static void
forget_report (MpsReportPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->pages != NULL)
    empty_pages (self);
  g_clear_pointer (&self->report, mps_report_hold_release);
}

static void
on_review (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsReportPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsRunReview) review = mps_run_review_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->stack == NULL)
    return;
  if (review == NULL) {
    if (g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_NOT_FOUND))
      mps_sentence_box_set (self->error,
                            MPS_MEANING_UNKNOWN,
                            _ ("This record was not measured here, so there is no report of it."),
                            NULL,
                            _ ("Go back and select a result of the ManPaSik reader."),
                            NULL);
    else
      mps_sentence_box_set_error (self->error, error);
    gtk_stack_set_visible_child_name (self->stack, "error");
    return;
  }
  self->report = mps_report_hold_new (mps_run_review_make_report (review));
  show_pages (self);
  update (self);
}

static void
load (MpsReportPage *self)
{
  const char *language = gtk_drop_down_get_selected (self->language) == ROW_KOREAN ? "ko" : "en";

  forget_report (self);
  mps_sentence_box_clear (self->outcome);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  update (self);
  self->cancellable = g_cancellable_new ();
  mps_run_review_load_for_record_async (self->session,
                                        self->type,
                                        self->id,
                                        language,
                                        self->cancellable,
                                        on_review,
                                        g_object_ref (self));
}

static void
on_language (MpsReportPage *self)
{
  if (self->session != NULL)
    load (self);
}

static void
set_zoom (MpsReportPage *self, guint zoom)
{
  self->zoom = zoom;
  if (self->report != NULL)
    show_pages (self);
  update (self);
}

static void
on_zoom_in (MpsReportPage *self)
{
  if (self->zoom + 1 < G_N_ELEMENTS (zooms))
    set_zoom (self, self->zoom + 1);
}

static void
on_zoom_out (MpsReportPage *self)
{
  if (self->zoom > 0)
    set_zoom (self, self->zoom - 1);
}

static void
on_back (MpsReportPage *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (mps_report_write_bytes (g_task_get_task_data (task), g_task_get_name (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsReportPage *self = MPS_REPORT_PAGE (source);
  g_autofree char *shown = g_filename_display_name (g_task_get_name (G_TASK (result)));
  g_autoptr (MpsSentence) sentence = NULL;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error)) {
    if (self->stack != NULL)
      mps_sentence_box_set (
          self->outcome, MPS_MEANING_NORMAL, _ ("The report is saved."), shown, NULL, NULL);
    return;
  }
  if (self->stack == NULL)
    return;
  sentence = mps_sentence_new_for_error (error);
  mps_sentence_box_set (self->outcome,
                        MPS_MEANING_ATTENTION,
                        _ ("The report was not saved."),
                        sentence->what,
                        _ ("Choose another folder or name, then save again."),
                        sentence->detail);
}

/* Drawn here, because the pages are on screen; written elsewhere, because a disk may be slow. */
static void
on_path (GPtrArray *paths, gpointer data)
{
  MpsReportPage *self = MPS_REPORT_PAGE (data);
  g_autoptr (GTask) task = g_task_new (self, NULL, on_written, NULL);
  GBytes *pdf = NULL;
  GError *error = NULL;

  if (self->report == NULL)
    return;
  mps_sentence_box_clear (self->outcome);
  g_task_set_name (task, g_ptr_array_index (paths, 0));
  pdf = mps_report_dup_pdf (self->report->report, &error);
  if (pdf == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, pdf, (GDestroyNotify)g_bytes_unref);
  g_task_run_in_thread (task, write_in_thread);
}

static void
on_save (MpsReportPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  mps_file_choice_save_pdf (GTK_WINDOW (root), _ ("report.pdf"), on_path, G_OBJECT (self));
}

static void
on_printed (GObject *object, const GError *error)
{
  MpsReportPage *self = MPS_REPORT_PAGE (object);

  if (error != NULL)
    mps_sentence_box_set (self->outcome,
                          MPS_MEANING_ATTENTION,
                          _ ("The report could not be printed."),
                          NULL,
                          _ ("Check the printer, then print again, or save it as PDF."),
                          error->message);
}

static void
on_print (MpsReportPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->report != NULL)
    mps_report_print (self->report, GTK_WINDOW (root), on_printed, G_OBJECT (self));
}

static void
mps_report_page_dispose (GObject *object)
{
  MpsReportPage *self = MPS_REPORT_PAGE (object);
  GtkWidget *child = NULL;

  forget_report (self);
  self->pages = NULL;
  self->stack = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->id, g_free);
  G_OBJECT_CLASS (mps_report_page_parent_class)->dispose (object);
}

static void
mps_report_page_class_init (MpsReportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_report_page_dispose;
  signals[SIGNAL_BACK] =
      g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/report-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsReportPage, language);
  gtk_widget_class_bind_template_child (widget_class, MpsReportPage, zoom_out);
  gtk_widget_class_bind_template_child (widget_class, MpsReportPage, zoom_in);
  gtk_widget_class_bind_template_child (widget_class, MpsReportPage, zoom_label);
  gtk_widget_class_bind_template_child (widget_class, MpsReportPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsReportPage, pages);
  gtk_widget_class_bind_template_child (widget_class, MpsReportPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsReportPage, outcome);
  gtk_widget_class_bind_template_child (widget_class, MpsReportPage, actions);
  gtk_widget_class_bind_template_child (widget_class, MpsReportPage, save);
  gtk_widget_class_bind_template_callback (widget_class, on_language);
  gtk_widget_class_bind_template_callback (widget_class, on_zoom_in);
  gtk_widget_class_bind_template_callback (widget_class, on_zoom_out);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_print);
}

static void
mps_report_page_init (MpsReportPage *self)
{
  self->zoom = 2;
  gtk_widget_init_template (GTK_WIDGET (self));
  mps_report_page_set_language (self, mps_language_peek ());
  update (self);
}

/**
 * mps_report_page_show_record:
 * @self: the page
 * @session: who looks
 * @type: "Run", "DiagnosticReport" or "Observation"
 * @id: its id
 *
 * Shows the report of the run that made the record.
 */
void
mps_report_page_show_record (MpsReportPage *self,
                             MpsSession *session,
                             const char *type,
                             const char *id)
{
  g_set_object (&self->session, session);
  g_free (self->type);
  self->type = g_strdup (type);
  g_free (self->id);
  self->id = g_strdup (id);
  load (self);
}

/**
 * mps_report_page_peek_report:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): what it shows; %NULL until it is laid out
 */
MpsReport *
mps_report_page_peek_report (MpsReportPage *self)
{
  return self->report != NULL ? self->report->report : NULL;
}

/**
 * mps_report_page_set_language:
 * @self: the page
 * @language: "ko" or "en"
 */
void
mps_report_page_set_language (MpsReportPage *self, const char *language)
{
  gtk_drop_down_set_selected (self->language,
                              g_str_equal (language, "ko") ? ROW_KOREAN : ROW_ENGLISH);
}
