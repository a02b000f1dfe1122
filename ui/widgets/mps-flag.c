/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-flag.h"

struct _MpsFlag {
  GtkBox parent_instance;

  GtkWidget *icon;
  GtkWidget *word;
  MpsMeaning meaning;
};

G_DEFINE_FINAL_TYPE (MpsFlag, mps_flag, GTK_TYPE_BOX)

static void
mps_flag_class_init (MpsFlagClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mps_flag_init (MpsFlag *self)
{
  GtkBox *box = GTK_BOX (self);

  self->icon = gtk_image_new ();
  self->word = gtk_label_new (NULL);
  gtk_box_set_spacing (box, 6);
  gtk_box_append (box, self->icon);
  gtk_box_append (box, self->word);
  gtk_widget_add_css_class (GTK_WIDGET (self), "flag");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  self->meaning = MPS_MEANING_UNKNOWN;
}

/**
 * mps_flag_new:
 *
 * Returns: (transfer floating): a flag that says nothing yet
 */
GtkWidget *
mps_flag_new (void)
{
  return g_object_new (MPS_TYPE_FLAG, NULL);
}

/**
 * mps_flag_set:
 * @self: a flag
 * @meaning: its colour
 * @icon: (nullable): icon name; %NULL: the one of the meaning
 * @word: what it says, translated
 */
void
mps_flag_set (MpsFlag *self, MpsMeaning meaning, const char *icon, const char *word)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_remove_css_class (widget, mps_meaning_peek_css_class (self->meaning));
  gtk_widget_add_css_class (widget, mps_meaning_peek_css_class (meaning));
  self->meaning = meaning;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                icon != NULL ? icon : mps_meaning_peek_icon (meaning));
  gtk_label_set_text (GTK_LABEL (self->word), word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

/**
 * mps_flag_peek_word:
 * @self: a flag
 *
 * Returns: (transfer none): what it says
 */
const char *
mps_flag_peek_word (MpsFlag *self)
{
  return gtk_label_get_text (GTK_LABEL (self->word));
}

/**
 * mps_flag_get_meaning:
 * @self: a flag
 *
 * Returns: its meaning
 */
MpsMeaning
mps_flag_get_meaning (MpsFlag *self)
{
  return self->meaning;
}
