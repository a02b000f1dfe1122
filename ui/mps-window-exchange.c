/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include "ui/widgets/mps-file-choice.h"
#include "ui/widgets/mps-preedit.h"

#include <glib/gi18n-lib.h>

/* What the window does when records come from files and go into files. */

/* To where one came from: whoever keeps the machine may have no patients. */
static void
on_back (MpsWindow *self)
{
  const char *from = self->exchange_from;

  mps_window_show_section (self,
                           from != NULL && mps_window_may_section (self, from)
                               ? from
                               : mps_window_peek_first_section (self));
}

static void
show_page (MpsWindow *self, const char *page)
{
  const char *section = mps_window_peek_section (self);

  if (section != NULL)
    self->exchange_from = section;
  mps_window_show_page (self, page);
}

static void
on_started (MpsWindow *self)
{
  on_back (self);
  mps_tasks_button_show (self->tasks_button);
}

static void
add_page (MpsWindow *self, GtkWidget *page, const char *name)
{
  gtk_stack_add_named (self->stack, page, name);
  g_signal_connect_object (page, "back", G_CALLBACK (on_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "started", G_CALLBACK (on_started), self, G_CONNECT_SWAPPED);
}

static void
show_results (MpsWindow *self, const char *path)
{
  if (self->results_page == NULL) {
    self->results_page = g_object_new (MPS_TYPE_RESULTS_PAGE, NULL);
    mps_results_page_set_session (self->results_page, self->session, self->tasks);
    add_page (self, GTK_WIDGET (self->results_page), "results");
  }
  mps_results_page_open (self->results_page, path);
  show_page (self, "results");
}

static void
show_records (MpsWindow *self, GPtrArray *paths)
{
  if (self->records_page == NULL) {
    self->records_page = g_object_new (MPS_TYPE_RECORDS_PAGE, NULL);
    mps_records_page_set_session (self->records_page, self->session, self->tasks);
    add_page (self, GTK_WIDGET (self->records_page), "records");
  }
  mps_records_page_open (self->records_page, paths);
  show_page (self, "records");
}

/* Whatever comes in is looked at first; of a table somebody has to say which column is what. */
static void
on_import_chosen (GPtrArray *paths, gpointer data)
{
  MpsWindow *self = MPS_WINDOW (data);
  g_autofree char *folded = g_ascii_strdown (g_ptr_array_index (paths, 0), -1);

  if (paths->len == 1 && g_str_has_suffix (folded, ".csv"))
    show_results (self, g_ptr_array_index (paths, 0));
  else
    show_records (self, paths);
}

/**
 * mps_window_import:
 * @self: the window, with a session
 *
 * Lets a person choose files, and shows what would become of them before anything is stored.
 */
void
mps_window_import (MpsWindow *self)
{
  mps_file_choice_open_records (GTK_WINDOW (self), on_import_chosen, G_OBJECT (self));
}

/**
 * mps_window_export:
 * @self: the window, with a session
 *
 * Shows what can be written into a file, the chart that is open first.
 */
void
mps_window_export (MpsWindow *self)
{
  if (mps_preedit_is_open ())
    return;
  if (self->export_page == NULL) {
    self->export_page = g_object_new (MPS_TYPE_EXPORT_PAGE, NULL);
    mps_export_page_set_session (self->export_page, self->session, self->tasks);
    add_page (self, GTK_WIDGET (self->export_page), "export");
  }
  mps_export_page_set_chart (self->export_page, self->chart);
  show_page (self, "export");
}

/**
 * mps_window_import_file:
 * @self: the window, with a session
 * @path: a file that was chosen
 *
 * As if a person had chosen that file.
 */
void
mps_window_import_file (MpsWindow *self, const char *path)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  g_ptr_array_add (paths, (gpointer)path);
  on_import_chosen (paths, self);
}
