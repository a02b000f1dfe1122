/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

/* What this person set for this window. Without an installed schema nothing is remembered. */

/**
 * mps_window_init_state:
 * @self: the window
 *
 * Gives the window the size that it had.
 */
void
mps_window_init_state (MpsWindow *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  GSettingsSchema *schema =
      source != NULL ? g_settings_schema_source_lookup (source, MPS_APPLICATION_ID, TRUE) : NULL;

  gtk_window_set_default_size (GTK_WINDOW (self), 1280, 800);
  if (schema == NULL)
    return;
  self->settings = g_settings_new_full (schema, NULL, NULL);
  g_settings_schema_unref (schema);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  if (g_settings_get_boolean (self->settings, "compact-rows"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
}

/**
 * mps_window_save_state:
 * @self: the window
 *
 * Remembers the size of the window.
 */
void
mps_window_save_state (MpsWindow *self)
{
  int width = 0;
  int height = 0;

  if (self->settings == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", MAX (width, 360));
  g_settings_set_int (self->settings, "window-height", MAX (height, 360));
  g_settings_set_boolean (
      self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}
