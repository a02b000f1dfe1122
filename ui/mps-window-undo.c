/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include "ui/forms/mps-form-pane.h"

#include <glib/gi18n-lib.h>

/* Taking back what was written last into the chart that is shown: Ctrl+Z, the menu, and the toast
   that says what was done. Never into a chart that nobody looks at. */

/** OFFERED_S: how long the toast offers it; the menu and the key do as long as the chart is open, s
 */
#define OFFERED_S 10

static gboolean
can_undo (MpsWindow *self)
{
  return self->chart_page != NULL && mps_window_get_page (self) == GTK_WIDGET (self->chart_page) &&
         mps_chart_page_can_undo (self->chart_page);
}

static void
on_dismissed (MpsWindow *self, AdwToast *toast)
{
  if (self->undo_toast == toast)
    g_clear_object (&self->undo_toast);
}

static void
withdraw_offer (MpsWindow *self)
{
  g_autoptr (AdwToast) toast = g_steal_pointer (&self->undo_toast);

  if (toast != NULL)
    adw_toast_dismiss (toast);
}

/**
 * mps_window_update_undo:
 * @self: the window
 *
 * What is offered is what can be done now, with the chart that is shown now.
 */
void
mps_window_update_undo (MpsWindow *self)
{
  gboolean can = can_undo (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", can);
  if (!can)
    withdraw_offer (self);
}

/* libadwaita 1.2 uses a toast after it is freed where it goes while it is still gliding in, and
   this one goes whenever the chart does: it stands there at once, before others, which wait. */
static void
add_at_once (MpsWindow *self, AdwToast *toast)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));
  gboolean animations = FALSE;

  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_object_get (settings, "gtk-enable-animations", &animations, NULL);
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  adw_toast_overlay_add_toast (self->toasts, toast);
  g_object_set (settings, "gtk-enable-animations", animations, NULL);
}

static void
on_written (MpsWindow *self, const char *words)
{
  withdraw_offer (self);
  if (!can_undo (self)) {
    mps_window_toast (self, words);
    return;
  }
  self->undo_toast = g_object_ref (adw_toast_new (words));
  adw_toast_set_timeout (self->undo_toast, OFFERED_S);
  adw_toast_set_button_label (self->undo_toast, _ ("Undo"));
  adw_toast_set_action_name (self->undo_toast, "win.undo");
  g_signal_connect_object (
      self->undo_toast, "dismissed", G_CALLBACK (on_dismissed), self, G_CONNECT_SWAPPED);
  add_at_once (self, self->undo_toast);
}

/**
 * mps_window_watch_undo:
 * @self: the window, with a page for a chart
 */
void
mps_window_watch_undo (MpsWindow *self)
{
  g_signal_connect_object (
      self->chart_page, "written", G_CALLBACK (on_written), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->chart_page, "undone", G_CALLBACK (mps_window_toast), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chart_page,
                           "undo-changed",
                           G_CALLBACK (mps_window_update_undo),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
activate_undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MpsWindow *self = MPS_WINDOW (widget);

  if (can_undo (self))
    mps_chart_page_undo (self->chart_page);
}

/* In a text the key takes back what was typed, also where nothing is left to be taken back; in a
   form nobody means the entry that was written before it. */
static gboolean
belongs_to_form (GtkWidget *focus)
{
  return focus != NULL && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus) ||
                           gtk_widget_get_ancestor (focus, MPS_TYPE_FORM_PANE) != NULL);
}

static gboolean
on_undo_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  if (belongs_to_form (gtk_window_get_focus (GTK_WINDOW (widget))) ||
      !can_undo (MPS_WINDOW (widget)))
    return FALSE;
  activate_undo (widget, "win.undo", NULL);
  return TRUE;
}

/**
 * mps_window_install_undo:
 * @widget_class: class of the window
 */
void
mps_window_install_undo (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, activate_undo);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, on_undo_key, NULL);
}
