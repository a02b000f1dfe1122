/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-busy.h"

#define FOCUS_KEY "mps-busy-focus"

/**
 * mps_busy_set:
 * @widget: what a person fills in
 * @busy: whether it is being saved
 *
 * While it is saved, nothing in it can be changed. The focus leaves it before (GTK 4.8 would go on
 * blinking the caret of a text that is no longer sensitive) and comes back to the same place.
 */
void
mps_busy_set (GtkWidget *widget, gboolean busy)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (busy == !gtk_widget_get_sensitive (widget))
    return;
  if (!busy) {
    g_autoptr (GtkWidget) before = g_object_steal_data (G_OBJECT (widget), FOCUS_KEY);

    gtk_widget_set_sensitive (widget, TRUE);
    if (before != NULL && focus == NULL && gtk_widget_get_mapped (before))
      gtk_widget_grab_focus (before);
    return;
  }
  if (focus != NULL && gtk_widget_is_ancestor (focus, widget)) {
    g_object_set_data_full (G_OBJECT (widget), FOCUS_KEY, g_object_ref (focus), g_object_unref);
    gtk_root_set_focus (root, NULL);
  }
  gtk_widget_set_sensitive (widget, FALSE);
}
