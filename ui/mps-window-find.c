/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include "ui/widgets/mps-preedit.h"

/* The find entry: what is typed filters the list of patients. While a syllable of Hangul is still
   being composed, nothing is searched and nothing is switched: it would be lost or cut short. */

static void
apply (MpsWindow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->find));
  const char *shown = gtk_stack_get_visible_child_name (self->stack);

  if (self->patients_page == NULL || mps_preedit_is_open ())
    return;
  mps_patients_page_set_filter (self->patients_page, text);
  if (*text != '\0' && g_strcmp0 (shown, "patients") != 0)
    mps_window_show_page (self, "patients");
}

/* What was typed into the entry while a syllable was open is searched once it is complete. */
static void
on_preedit (MpsWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (!mps_preedit_is_open () && focus != NULL && gtk_widget_is_ancestor (focus, self->find))
    apply (self);
}

static void
on_activate (MpsWindow *self)
{
  if (mps_preedit_is_open () || self->patients_page == NULL)
    return;
  apply (self);
  mps_window_show_page (self, "patients");
  mps_patients_page_open_first (self->patients_page);
}

static void
on_stop (MpsWindow *self)
{
  if (mps_preedit_is_open () || self->patients_page == NULL)
    return;
  mps_window_clear_find (self);
  gtk_widget_child_focus (mps_window_get_page (self), GTK_DIR_TAB_FORWARD);
}

/**
 * mps_window_clear_find:
 * @self: the window
 *
 * Shows all patients again.
 */
void
mps_window_clear_find (MpsWindow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->find), "");
  apply (self);
}

/**
 * mps_window_focus_find:
 * @self: the window
 *
 * Puts the focus into the find entry, with what stands there selected.
 */
void
mps_window_focus_find (MpsWindow *self)
{
  gtk_widget_grab_focus (self->find);
  gtk_editable_select_region (GTK_EDITABLE (self->find), 0, -1);
}

/**
 * mps_window_init_find:
 * @self: the window
 */
void
mps_window_init_find (MpsWindow *self)
{
  g_signal_connect_swapped (self->find, "search-changed", G_CALLBACK (apply), self);
  g_signal_connect_swapped (self->find, "activate", G_CALLBACK (on_activate), self);
  g_signal_connect_swapped (self->find, "stop-search", G_CALLBACK (on_stop), self);
  g_signal_connect_object (
      mps_preedit_get_default (), "notify::open", G_CALLBACK (on_preedit), self, G_CONNECT_SWAPPED);
}
