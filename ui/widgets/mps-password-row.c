/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-password-row.h"

#include <glib/gi18n-lib.h>

/**
 * mps_password_row_name_buttons:
 * @row: an AdwPasswordEntryRow, or what holds some
 *
 * Gives the button that shows the password a name for screen readers: this libadwaita gives it an
 * icon only.
 */
void
mps_password_row_name_buttons (GtkWidget *row)
{
  GtkWidget *child = gtk_widget_get_first_child (row);

  if (GTK_IS_BUTTON (row) && gtk_button_get_icon_name (GTK_BUTTON (row)) != NULL &&
      g_str_has_prefix (gtk_button_get_icon_name (GTK_BUTTON (row)), "view-"))
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Show or hide what is typed"), -1);
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    mps_password_row_name_buttons (child);
}
