/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include <glib/gi18n-lib.h>

/* Which pages there are: for whom, and that they go. */

static const struct {
  const char *section;
  MpsAction action;
  MpsAction other;
} rights[] = {
  { "patients", MPS_ACTION_FIND_PATIENT, MPS_ACTION_FIND_PATIENT },
  { "measure", MPS_ACTION_MEASURE, MPS_ACTION_MEASURE },
  { "devices", MPS_ACTION_MANAGE_DEVICES, MPS_ACTION_MANAGE_DEVICES },
  { "keeping", MPS_ACTION_KEEP_SCHEDULE, MPS_ACTION_BACKUP },
  { "reviews", MPS_ACTION_APPROVE, MPS_ACTION_REVIEW_BREAK_GLASS },
  { "accounts", MPS_ACTION_MANAGE_USERS, MPS_ACTION_MANAGE_USERS },
  { "audit", MPS_ACTION_READ_AUDIT, MPS_ACTION_READ_AUDIT },
};

/**
 * mps_window_may_section:
 * @self: the window, with a session
 * @section: name of a section
 *
 * Returns: whether there is something in it for who works
 */
gboolean
mps_window_may_section (MpsWindow *self, const char *section)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rights); i++) {
    if (g_str_equal (rights[i].section, section))
      return mps_session_may (self->session, rights[i].action) ||
             mps_session_may (self->session, rights[i].other);
  }
  return FALSE;
}

/**
 * mps_window_peek_first_section:
 * @self: the window, with a session
 *
 * Returns: (nullable): the first section for who works
 */
const char *
mps_window_peek_first_section (MpsWindow *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rights); i++) {
    if (mps_window_may_section (self, rights[i].section))
      return rights[i].section;
  }
  return NULL;
}

/**
 * mps_window_fold_sections:
 * @self: the window, with a session
 *
 * Shows in the sidebar what the role of who works may use.
 */
void
mps_window_fold_sections (MpsWindow *self)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->sidebar));

  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    gtk_widget_set_visible (row, mps_window_may_section (self, gtk_widget_get_name (row)));
}

static void
drop (MpsWindow *self, gpointer page)
{
  GtkWidget **place = page;

  if (*place != NULL)
    gtk_stack_remove (self->stack, *place);
  *place = NULL;
}

/* A measurement goes on while nobody looks; its page waits outside the window. */
static void
keep_measure_page (MpsWindow *self)
{
  if (self->measure_page != NULL && mps_measure_page_is_bound (self->measure_page))
    self->kept_measure = g_object_ref (self->measure_page);
}

/**
 * mps_window_drop_pages:
 * @self: the window
 *
 * Takes every page out of the window, with all that they show. What was typed is kept: by the page,
 * as it goes.
 */
void
mps_window_drop_pages (MpsWindow *self)
{
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->within, g_free);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->find), NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->find), "");
  keep_measure_page (self);
  if (self->chart_page != NULL)
    mps_chart_page_show_opening (self->chart_page);
  drop (self, &self->measure_page);
  drop (self, &self->patients_page);
  drop (self, &self->chart_page);
  drop (self, &self->register_page);
  drop (self, &self->merge_page);
  drop (self, &self->report_page);
  drop (self, &self->devices_page);
  drop (self, &self->keeping_page);
  drop (self, &self->export_page);
  drop (self, &self->records_page);
  drop (self, &self->results_page);
  drop (self, &self->accounts_page);
  drop (self, &self->reviews_page);
  drop (self, &self->audit_section);
  drop (self, &self->own_account_page);
  drop (self, &self->glass_page);
  mps_glass_bar_set_end (self->glass_bar, 0);
  self->patients_shows = NULL;
  self->report_from = NULL;
  g_clear_object (&self->chart);
  gtk_widget_set_visible (self->running, FALSE);
}

/**
 * mps_window_get_measure_page:
 * @self: the window
 *
 * Returns: (transfer none) (nullable): the page of the measurement, also while it is out of sight
 */
MpsMeasurePage *
mps_window_get_measure_page (MpsWindow *self)
{
  return self->measure_page != NULL ? self->measure_page : self->kept_measure;
}

static void
take_measure_page_back (MpsWindow *self)
{
  g_autoptr (MpsMeasurePage) page = NULL;

  if (self->kept_measure == NULL || !mps_window_may_section (self, "measure"))
    return;
  page = g_steal_pointer (&self->kept_measure);
  self->measure_page = page;
  gtk_stack_add_named (self->stack, GTK_WIDGET (page), "measure");
}

static void
show_who (MpsWindow *self)
{
  g_autofree char *role = mps_role_dup_label (mps_session_get_role (self->session));
  /* TRANSLATORS: who is at work, and their role */
  g_autofree char *text =
      g_strdup_printf (_ ("%s (%s)"), mps_session_peek_user (self->session), role);

  gtk_label_set_text (self->who_label, text);
  gtk_widget_set_tooltip_text (self->who, mps_session_peek_profile (self->session));
  gtk_widget_set_visible (self->who, TRUE);
}

static void
add_patients_page (MpsWindow *self)
{
  self->patients_page = g_object_new (MPS_TYPE_PATIENTS_PAGE, NULL);
  mps_patients_page_set_settings (self->patients_page, self->settings);
  mps_patients_page_set_session (self->patients_page, self->session);
  g_signal_connect_object (
      self->patients_page, "open", G_CALLBACK (mps_window_open_chart), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->patients_page,
                           "open-record",
                           G_CALLBACK (mps_window_open_record),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->patients_page, "register", G_CALLBACK (mps_window_register), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->patients_page, "import", G_CALLBACK (mps_window_import), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->patients_page,
                           "clear-filter",
                           G_CALLBACK (mps_window_clear_find),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->patients_page), "patients");
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->find),
                                           GTK_WIDGET (self->patients_page));
}

static void
add_nothing_page (MpsWindow *self)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "system-users-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Nothing here for your role"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("An administrator can give you another role. What researchers may take out is written "
         "with “manpasikctl export”."));
  gtk_stack_add_named (self->stack, page, "nothing");
}

/**
 * mps_window_fill:
 * @self: the window, with a session, without pages
 *
 * Shows who works what they may use. Only the page that is shown is made; the others come when they
 * are opened.
 */
void
mps_window_fill (MpsWindow *self)
{
  gboolean finds = mps_window_may_section (self, "patients");

  show_who (self);
  mps_window_fold_sections (self);
  take_measure_page_back (self);
  gtk_widget_set_sensitive (self->find, finds);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sidebar), TRUE);
  if (finds)
    add_patients_page (self);
  if (mps_window_peek_first_section (self) != NULL) {
    mps_window_show_section (self, mps_window_peek_first_section (self));
    return;
  }
  if (gtk_stack_get_child_by_name (self->stack, "nothing") == NULL)
    add_nothing_page (self);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}
