/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-mnemonic.h"

/* GTK 4.8 hands screen readers both the label with its underscore and the label beside it, so that
   they read "_Save Save". Newer GTK does not need this file. */

/**
 * mps_mnemonic_dup_plain:
 * @label: a label with a mnemonic: "_Save", "저장(_S)"; "__" is an underscore
 *
 * Returns: (transfer full): as one says it: "Save", "저장"
 */
char *
mps_mnemonic_dup_plain (const char *label)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *c = label; *c != '\0'; c++) {
    /* A letter in brackets was added for the mnemonic alone. */
    if (c[0] == '(' && c[1] == '_' && c[2] != '\0' && c[3] == ')')
      c += 3;
    else if (c[0] == '_' && c[1] == '_')
      g_string_append_c (plain, *c++);
    else if (c[0] != '_')
      g_string_append_c (plain, *c);
  }
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

static void
name_button (GtkButton *button)
{
  const char *label = gtk_button_get_label (button);
  g_autofree char *plain = NULL;

  if (label == NULL || !gtk_button_get_use_underline (button))
    return;
  plain = mps_mnemonic_dup_plain (label);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
}

/**
 * mps_mnemonic_name_buttons:
 * @root: a widget
 *
 * Gives every button in it whose label has a mnemonic the plain label as its name, now and
 * whenever the label changes. May be called again.
 */
void
mps_mnemonic_name_buttons (GtkWidget *root)
{
  GtkWidget *child = gtk_widget_get_first_child (root);

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    mps_mnemonic_name_buttons (child);
  if (!GTK_IS_BUTTON (root))
    return;
  g_signal_handlers_disconnect_by_func (root, name_button, NULL);
  g_signal_connect (root, "notify::label", G_CALLBACK (name_button), NULL);
  name_button (GTK_BUTTON (root));
}
