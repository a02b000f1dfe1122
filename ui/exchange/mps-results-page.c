/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/exchange/mps-results-page.h"

#include "app/clinic/exchange/mps-csv-mappings.h"
#include "app/clinic/mps-tasks-exchange.h"
#include "app/session/mps-words.h"
#include "ui/exchange/mps-mapping-view.h"
#include "ui/exchange/mps-preview-view.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Typing waits so long for its preview, that not every letter reads the file again. */
#define PAUSE_MS 250

struct _MpsResultsPage {
  GtkWidget parent_instance;

  GtkLabel *facts;
  MpsSentenceBox *error;
  GtkWidget *work;
  AdwComboRow *kept;
  AdwEntryRow *name;
  MpsMappingView *mapping;
  MpsPreviewView *preview;
  MpsActionBar *actions;

  MpsSession *session;
  MpsTasks *tasks;
  MpsCsv *csv;
  MpsCsvPreview *read;
  GPtrArray *mappings;
  GCancellable *loading;
  GCancellable *reading;
  guint pause;
  gboolean filling;
};

enum {
  SIGNAL_BACK,
  SIGNAL_STARTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_results_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_RESULTS_PAGE (page)->actions);
}

static gboolean
mps_results_page_go_back (MpsPage *page)
{
  g_signal_emit (page, signals[SIGNAL_BACK], 0);
  return TRUE;
}

static void
mps_results_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_results_page_get_primary;
  iface->go_back = mps_results_page_go_back;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsResultsPage,
                               mps_results_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_results_page_page_init))

/* Why nothing can be imported as things stand. */
static const char *
peek_obstacle (MpsResultsPage *self)
{
  if (self->csv == NULL)
    return _ ("No file is open");
  if (!mps_mapping_view_is_complete (self->mapping))
    return _ ("Choose the columns first");
  if (self->read == NULL)
    return _ ("Reading the file…");
  return self->read->n_taken == 0 ? _ ("No row can be imported") : NULL;
}

static void
update_primary (MpsResultsPage *self)
{
  const char *obstacle = peek_obstacle (self);
  g_autofree char *label = NULL;
  g_autofree char *number = NULL;

  if (obstacle != NULL) {
    mps_action_bar_set_primary (self->actions, _ ("_Import"), obstacle);
    return;
  }

  number = mps_words_dup_count (self->read->n_taken);
  label = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "_Import %s result", "_Import %s results", self->read->n_taken),
      number);
  mps_action_bar_set_primary (self->actions, label, NULL);
}

static void
on_preview (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsResultsPage) self = data;
  g_autoptr (GError) error = NULL;
  MpsCsvPreview *read = mps_csv_import_preview_finish (result, &error);

  if (self->actions == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    mps_csv_preview_free (read);
    return;
  }
  if (read == NULL) {
    mps_sentence_box_set_error (self->error, error);
    return;
  }

  g_clear_pointer (&self->read, mps_csv_preview_free);
  self->read = read;
  mps_sentence_box_clear (self->error);
  mps_preview_view_show (self->preview, read);
  update_primary (self);
}

static void
forget_preview (MpsResultsPage *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->read, mps_csv_preview_free);
}

/* Nothing can be imported between a change and the preview that shows what it does. */
static gboolean
read_again (gpointer data)
{
  MpsResultsPage *self = data;

  self->pause = 0;
  if (!mps_mapping_view_is_complete (self->mapping)) {
    mps_preview_view_clear (self->preview);
    update_primary (self);
    return G_SOURCE_REMOVE;
  }

  self->reading = g_cancellable_new ();
  mps_csv_import_preview_async (self->session,
                                mps_csv_ref (self->csv),
                                mps_csv_mapping_copy (mps_mapping_view_peek (self->mapping)),
                                self->reading,
                                on_preview,
                                g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
on_changed (MpsResultsPage *self)
{
  if (self->csv == NULL)
    return;
  forget_preview (self);
  update_primary (self);
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE_MS, read_again, self);
}

static void
show_mapping (MpsResultsPage *self, const MpsCsvMapping *mapping)
{
  mps_mapping_view_show (self->mapping, self->csv, mapping);
  on_changed (self);
}

static void
show_guess (MpsResultsPage *self)
{
  g_autoptr (MpsCsvMapping) guess = mps_csv_mapping_guess (self->csv);

  show_mapping (self, guess);
}

static void
on_kept (MpsResultsPage *self)
{
  const guint selected = adw_combo_row_get_selected (self->kept);
  const MpsCsvKept *kept;

  if (self->filling || self->csv == NULL)
    return;
  if (selected == 0 || self->mappings == NULL || selected > self->mappings->len) {
    show_guess (self);
    return;
  }
  kept = g_ptr_array_index (self->mappings, selected - 1);
  gtk_editable_set_text (GTK_EDITABLE (self->name), kept->name);
  show_mapping (self, kept->mapping);
}

static void
fill_kept (MpsResultsPage *self, const char *chosen)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = 0;

  gtk_string_list_append (list, _ ("As the headings suggest"));
  for (guint i = 0; self->mappings != NULL && i < self->mappings->len; i++) {
    const MpsCsvKept *kept = g_ptr_array_index (self->mappings, i);

    gtk_string_list_append (list, kept->name);
    if (g_strcmp0 (kept->name, chosen) == 0)
      selected = i + 1;
  }
  self->filling = TRUE;
  adw_combo_row_set_model (self->kept, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->kept, selected);
  self->filling = FALSE;
}

static void
on_mappings (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsResultsPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) mappings = mps_csv_mappings_load_finish (result, &error);

  if (self->actions == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (mappings == NULL) {
    mps_sentence_box_set_error (self->error, error);
    return;
  }

  g_clear_pointer (&self->mappings, g_ptr_array_unref);
  self->mappings = g_steal_pointer (&mappings);
  fill_kept (self, gtk_editable_get_text (GTK_EDITABLE (self->name)));
}

static void
load_mappings (MpsResultsPage *self)
{
  mps_csv_mappings_load_async (self->session, self->loading, on_mappings, g_object_ref (self));
}

static void
on_kept_now (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsResultsPage) self = data;
  g_autoptr (GError) error = NULL;
  const gboolean done = mps_csv_mappings_keep_finish (result, &error);

  if (self->actions == NULL)
    return;
  if (!done)
    mps_sentence_box_set_error (self->error, error);
  else
    load_mappings (self);
}

static void
on_keep (MpsResultsPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));

  if (self->csv == NULL || !mps_csv_mapping_name_is_valid (name))
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  mps_csv_mappings_keep_async (self->session,
                               name,
                               mps_mapping_view_peek (self->mapping),
                               NULL,
                               on_kept_now,
                               g_object_ref (self));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsResultsPage) self = data;
  g_autoptr (GError) error = NULL;
  MpsCsv *csv = mps_csv_load_finish (result, &error);
  g_autofree char *number = NULL;
  g_autofree char *facts = NULL;
  guint n;

  if (self->actions == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    mps_csv_free (csv);
    return;
  }
  if (csv == NULL) {
    gtk_label_set_text (self->facts, "");
    mps_sentence_box_set_error (self->error, error);
    return;
  }

  self->csv = csv;
  n = csv->rows->len > 0 ? csv->rows->len - 1 : 0;
  number = mps_words_dup_count (n);
  /* TRANSLATORS: rows of a file and how its letters are stored */
  facts = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s row, %s", "%s rows, %s", n), number, csv->encoding);
  gtk_label_set_text (self->facts, facts);
  gtk_widget_set_visible (self->work, TRUE);
  show_guess (self);
  load_mappings (self);
}

static void
on_back (MpsResultsPage *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
clear (MpsResultsPage *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  forget_preview (self);
  g_clear_pointer (&self->csv, mps_csv_free);
  g_clear_pointer (&self->mappings, g_ptr_array_unref);
}

static void
on_primary (MpsResultsPage *self)
{
  if (self->read == NULL || self->read->n_taken == 0)
    return;

  mps_tasks_import_csv (self->tasks, g_steal_pointer (&self->read));
  clear (self);
  gtk_widget_set_visible (self->work, FALSE);
  update_primary (self);
  g_signal_emit (self, signals[SIGNAL_STARTED], 0);
}

static void
mps_results_page_dispose (GObject *object)
{
  MpsResultsPage *self = MPS_RESULTS_PAGE (object);
  GtkWidget *child;

  clear (self);
  self->actions = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  g_clear_object (&self->tasks);
  G_OBJECT_CLASS (mps_results_page_parent_class)->dispose (object);
}

static void
mps_results_page_class_init (MpsResultsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_MAPPING_VIEW);
  g_type_ensure (MPS_TYPE_PREVIEW_VIEW);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_results_page_dispose;
  signals[SIGNAL_BACK] = g_signal_new (
      "back", MPS_TYPE_RESULTS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_STARTED] = g_signal_new (
      "started", MPS_TYPE_RESULTS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/results-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsResultsPage, facts);
  gtk_widget_class_bind_template_child (widget_class, MpsResultsPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsResultsPage, work);
  gtk_widget_class_bind_template_child (widget_class, MpsResultsPage, kept);
  gtk_widget_class_bind_template_child (widget_class, MpsResultsPage, name);
  gtk_widget_class_bind_template_child (widget_class, MpsResultsPage, mapping);
  gtk_widget_class_bind_template_child (widget_class, MpsResultsPage, preview);
  gtk_widget_class_bind_template_child (widget_class, MpsResultsPage, actions);
  gtk_widget_class_bind_template_callback (widget_class, on_kept);
  gtk_widget_class_bind_template_callback (widget_class, on_keep);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
mps_results_page_init (MpsResultsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_kept (self, NULL);
  update_primary (self);
}

/**
 * mps_results_page_set_session:
 * @self: the page
 * @session: who imports
 * @tasks: where the work goes
 */
void
mps_results_page_set_session (MpsResultsPage *self, MpsSession *session, MpsTasks *tasks)
{
  g_set_object (&self->session, session);
  g_set_object (&self->tasks, tasks);
}

/**
 * mps_results_page_open:
 * @self: the page, with a session
 * @path: a CSV file
 *
 * Reads the file and shows what would become of it.
 */
void
mps_results_page_open (MpsResultsPage *self, const char *path)
{
  clear (self);
  self->loading = g_cancellable_new ();
  gtk_editable_set_text (GTK_EDITABLE (self->name), "");
  gtk_widget_set_visible (self->work, FALSE);
  mps_sentence_box_clear (self->error);
  mps_preview_view_clear (self->preview);
  gtk_label_set_text (self->facts, _ ("Reading the file…"));
  update_primary (self);
  mps_csv_load_async (path, self->loading, on_loaded, g_object_ref (self));
}
