/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-rejections-window.h"

#include "ui/widgets/mps-mnemonic.h"

#include "app/clinic/mps-tasks.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

static GtkWidget *
new_row (const MpsImportRejection *rejection)
{
  GtkWidget *row = adw_action_row_new ();
  const char *type = *rejection->type != '\0' ? rejection->type : _ ("unknown kind");
  /* TRANSLATORS: place of a record in an imported file, from 1, and the kind of record */
  g_autofree char *title = g_strdup_printf (_ ("Entry %u: %s"), (guint)rejection->index + 1, type);

  g_object_set (row, "use-markup", FALSE, "subtitle-lines", 4, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), rejection->reason);
  return row;
}

static char *
dup_text (GPtrArray *rejections)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rejections->len; i++) {
    const MpsImportRejection *rejection = g_ptr_array_index (rejections, i);

    g_string_append_printf (text,
                            "%" G_GUINT64_FORMAT "\t%s\t%s\t%s\n",
                            rejection->index + 1,
                            rejection->type,
                            rejection->id,
                            rejection->reason);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_copy (GtkWidget *button, GPtrArray *rejections)
{
  g_autofree char *text = dup_text (rejections);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
}

static void
close_with_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

static GtkWidget *
new_list (GPtrArray *rejections)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group),
                                   _ ("Everything else in the file was stored"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Have these records mended where they come from, then import the file again. "
         "Nothing is stored twice."));
  /* More than a person would read are not shown; they are all in the copied text. */
  for (guint i = 0; i < rejections->len && i < 200; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               new_row (g_ptr_array_index (rejections, i)));
  return group;
}

/**
 * mps_rejections_window_show:
 * @parent: window to stand over
 * @rejections: (element-type MpsImportRejection): what an import left out
 *
 * Lists what an import left out, with the reason of each.
 */
void
mps_rejections_window_show (GtkWindow *parent, GPtrArray *rejections)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy as text"));
  GtkWidget *page = adw_preferences_page_new ();

  gtk_window_set_title (GTK_WINDOW (window), _ ("Left out of the import"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 540);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), copy);
  g_signal_connect_data (copy,
                         "clicked",
                         G_CALLBACK (on_copy),
                         g_ptr_array_ref (rejections),
                         (GClosureNotify)(void (*) (void))g_ptr_array_unref,
                         0);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (new_list (rejections)));
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), page);
  adw_window_set_content (ADW_WINDOW (window), box);
  close_with_escape (window);
  mps_mnemonic_name_buttons (window);
  gtk_window_present (GTK_WINDOW (window));
}
