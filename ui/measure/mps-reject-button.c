/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/measure/mps-reject-button.h"

#include <glib/gi18n-lib.h>

/* What is stored is the program's fixed English; what is shown is translated. */
static const char *const reasons[] = {
  N_ ("Sample taken or applied wrongly"),
  N_ ("Wrong patient or mixed-up sample"),
  N_ ("Result does not fit the patient"),
  N_ ("Cartridge or reader was disturbed"),
};

struct _MpsRejectButton {
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkWidget *popover;
  GtkWidget *choices[G_N_ELEMENTS (reasons)];
  GtkWidget *other;
  GtkWidget *entry;
  GtkWidget *confirm;
};

enum {
  SIGNAL_REJECT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsRejectButton, mps_reject_button, GTK_TYPE_WIDGET)

static char *
dup_reason (MpsRejectButton *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++) {
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->choices[i])))
      return g_strdup (reasons[i]);
  }
  if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (self->other)))
    return g_strdup ("");
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
}

static void
update (MpsRejectButton *self)
{
  g_autofree char *why = dup_reason (self);
  const char *missing = *why == '\0' ? _ ("Say why first") : NULL;

  gtk_widget_set_sensitive (self->entry,
                            gtk_check_button_get_active (GTK_CHECK_BUTTON (self->other)));
  gtk_widget_set_sensitive (self->confirm, missing == NULL);
  gtk_widget_set_tooltip_text (self->confirm, missing);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->confirm),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  missing != NULL ? missing : "",
                                  -1);
}

static void
on_confirm (MpsRejectButton *self)
{
  g_autofree char *why = dup_reason (self);

  if (*why == '\0')
    return;
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, signals[SIGNAL_REJECT], 0, why);
}

static void
mps_reject_button_dispose (GObject *object)
{
  g_clear_pointer (&MPS_REJECT_BUTTON (object)->button, gtk_widget_unparent);
  G_OBJECT_CLASS (mps_reject_button_parent_class)->dispose (object);
}

static void
mps_reject_button_class_init (MpsRejectButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_reject_button_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_REJECT] = g_signal_new ("reject",
                                         G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_STRING);
}

static GtkWidget *
new_choice (MpsRejectButton *self, const char *label)
{
  GtkWidget *choice = gtk_check_button_new_with_label (label);

  if (self->choices[0] != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (choice), GTK_CHECK_BUTTON (self->choices[0]));
  g_signal_connect_swapped (choice, "toggled", G_CALLBACK (update), self);
  return choice;
}

static GtkWidget *
new_content (MpsRejectButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (_ ("Why is the result rejected?"));

  gtk_widget_add_css_class (title, "section-title");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_box_append (GTK_BOX (box), title);
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++) {
    self->choices[i] = new_choice (self, _ (reasons[i]));
    gtk_box_append (GTK_BOX (box), self->choices[i]);
  }
  self->other = new_choice (self, _ ("Another reason:"));
  self->entry = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), 200);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Reason in your words"), -1);
  self->confirm = gtk_button_new_with_label (_ ("Reject the result"));
  gtk_widget_add_css_class (self->confirm, "destructive-action");
  gtk_widget_set_halign (self->confirm, GTK_ALIGN_END);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_confirm), self);
  g_signal_connect_swapped (self->confirm, "clicked", G_CALLBACK (on_confirm), self);
  gtk_box_append (GTK_BOX (box), self->other);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->confirm);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  return box;
}

static void
mps_reject_button_init (MpsRejectButton *self)
{
  self->button = gtk_menu_button_new ();
  self->popover = gtk_popover_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->button), _ ("_Reject…"));
  gtk_menu_button_set_use_underline (GTK_MENU_BUTTON (self->button), TRUE);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_popover_set_child (GTK_POPOVER (self->popover), new_content (self));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  update (self);
}
