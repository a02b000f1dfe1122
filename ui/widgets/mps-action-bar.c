/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-action-bar.h"

#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-wrap-layout.h"

#include <glib/gi18n-lib.h>

struct _MpsActionBar {
  GtkBox parent_instance;

  GtkWidget *secondary;
  GtkWidget *reason;
  GtkWidget *primary;
  gboolean waiting;
};

enum {
  SIGNAL_PRIMARY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];
static GtkBuildableIface *parent_buildable;

static void
mps_action_bar_add_child (GtkBuildable *buildable,
                          GtkBuilder *builder,
                          GObject *child,
                          const char *type)
{
  MpsActionBar *self = MPS_ACTION_BAR (buildable);

  if (GTK_IS_WIDGET (child))
    gtk_box_append (GTK_BOX (self->secondary), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
mps_action_bar_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = mps_action_bar_add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsActionBar,
                               mps_action_bar,
                               GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      mps_action_bar_buildable_init))

static void
say (MpsActionBar *self, const char *reason)
{
  gtk_label_set_text (GTK_LABEL (self->reason), reason != NULL ? reason : "");
  gtk_widget_set_visible (self->reason, reason != NULL && *reason != '\0');
}

/* Nothing is done while a syllable is being composed: it would be lost. What to do about it stands
   where a reason stands, until the syllable is complete. */
static void
on_clicked (MpsActionBar *self)
{
  if (!mps_preedit_is_open ()) {
    g_signal_emit (self, signals[SIGNAL_PRIMARY], 0);
    return;
  }
  self->waiting = TRUE;
  say (self, _ ("Finish the syllable you are writing first"));
}

static void
on_preedit (MpsActionBar *self)
{
  if (!self->waiting || mps_preedit_is_open ())
    return;
  self->waiting = FALSE;
  say (self, NULL);
}

static void
mps_action_bar_class_init (MpsActionBarClass *klass)
{
  signals[SIGNAL_PRIMARY] = g_signal_new (
      "primary", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
init_reason (MpsActionBar *self)
{
  self->reason = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->reason), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (self->reason), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (self->reason), 1.0f);
  gtk_widget_add_css_class (self->reason, "dim");
  gtk_widget_set_visible (self->reason, FALSE);
}

static void
init_primary (MpsActionBar *self)
{
  self->primary = gtk_button_new ();
  gtk_button_set_use_underline (GTK_BUTTON (self->primary), TRUE);
  gtk_widget_add_css_class (self->primary, "suggested-action");
  gtk_widget_set_valign (self->primary, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->primary, FALSE);
  g_signal_connect_swapped (self->primary, "clicked", G_CALLBACK (on_clicked), self);
}

static void
mps_action_bar_init (MpsActionBar *self)
{
  GtkWidget *end = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  init_reason (self);
  init_primary (self);
  self->secondary = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_layout_manager (self->secondary, mps_wrap_layout_new (6));
  gtk_widget_set_valign (self->secondary, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (end, TRUE);
  gtk_widget_set_halign (end, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (end), self->reason);
  gtk_box_append (GTK_BOX (end), self->primary);

  g_signal_connect_object (
      mps_preedit_get_default (), "notify::open", G_CALLBACK (on_preedit), self, G_CONNECT_SWAPPED);

  gtk_widget_set_layout_manager (GTK_WIDGET (self), mps_wrap_layout_new (12));
  gtk_box_append (GTK_BOX (self), self->secondary);
  gtk_box_append (GTK_BOX (self), end);
  gtk_widget_add_css_class (GTK_WIDGET (self), "actions");
}

/**
 * mps_action_bar_set_primary:
 * @self: the foot of a page
 * @label: (nullable): verb, with its mnemonic; %NULL: there is nothing to do now
 * @reason: (nullable): why it cannot be used now; %NULL: it can
 */
void
mps_action_bar_set_primary (MpsActionBar *self, const char *label, const char *reason)
{
  GtkButton *primary = GTK_BUTTON (self->primary);

  gtk_widget_set_visible (self->primary, label != NULL);
  if (label != NULL && g_strcmp0 (gtk_button_get_label (primary), label) != 0)
    gtk_button_set_label (primary, label);
  self->waiting = FALSE;
  gtk_widget_set_sensitive (self->primary, reason == NULL);
  gtk_widget_set_tooltip_text (self->primary, reason);
  say (self, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->primary),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
}

/**
 * mps_action_bar_get_primary:
 * @self: the foot of a page
 *
 * Returns: (transfer none): the primary button
 */
GtkWidget *
mps_action_bar_get_primary (MpsActionBar *self)
{
  return self->primary;
}

/**
 * mps_action_bar_peek_reason:
 * @self: the foot of a page
 *
 * Returns: (transfer none): why the primary action cannot be used; empty when it can
 */
const char *
mps_action_bar_peek_reason (MpsActionBar *self)
{
  return gtk_label_get_text (GTK_LABEL (self->reason));
}
