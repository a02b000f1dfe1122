/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include "ui/widgets/mps-preedit.h"

/* What the window does when patients are registered and charts are merged. */

static void
on_register_back (MpsWindow *self)
{
  mps_window_show_page (self, "patients");
  mps_patients_page_focus_list (self->patients_page);
}

static void
on_registered (MpsWindow *self, const char *patient_id)
{
  mps_window_clear_find (self);
  mps_patients_page_reload (self->patients_page);
  mps_window_open_chart (self, patient_id);
}

/**
 * mps_window_register:
 * @self: the window, with a session
 *
 * Shows the form for a new patient; what was searched for in vain is the first guess of the name.
 */
void
mps_window_register (MpsWindow *self)
{
  g_autofree char *name = NULL;

  if (self->session == NULL || mps_preedit_is_open ())
    return;
  if (self->register_page == NULL) {
    self->register_page = g_object_new (MPS_TYPE_REGISTER_PAGE, NULL);
    mps_register_page_set_session (self->register_page, self->session);
    gtk_stack_add_named (self->stack, GTK_WIDGET (self->register_page), "register");
    g_signal_connect_object (
        self->register_page, "back", G_CALLBACK (on_register_back), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (
        self->register_page, "open", G_CALLBACK (on_registered), self, G_CONNECT_SWAPPED);
  }
  name = mps_patients_page_dup_name (self->patients_page);
  mps_window_show_page (self, "register");
  mps_register_page_show_form (self->register_page, name);
}

static void
on_merge_back (MpsWindow *self)
{
  mps_window_show_page (self, "chart");
}

static void
on_merged (MpsWindow *self)
{
  mps_patients_page_reload (self->patients_page);
}

/**
 * mps_window_merge:
 * @self: the window, with a chart
 *
 * Shows the page that joins another chart of the same person to the one that is open.
 */
void
mps_window_merge (MpsWindow *self)
{
  if (self->chart == NULL || mps_preedit_is_open ())
    return;
  if (self->merge_page == NULL) {
    self->merge_page = g_object_new (MPS_TYPE_MERGE_PAGE, NULL);
    gtk_stack_add_named (self->stack, GTK_WIDGET (self->merge_page), "merge");
    g_signal_connect_object (
        self->merge_page, "back", G_CALLBACK (on_merge_back), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (
        self->merge_page, "merged", G_CALLBACK (on_merged), self, G_CONNECT_SWAPPED);
  }
  mps_window_show_page (self, "merge");
  mps_merge_page_set_chart (self->merge_page, self->chart);
}
