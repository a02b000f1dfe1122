/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/signin/mps-curtain-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _MpsCurtainPage {
  GtkWidget parent_instance;

  AdwStatusPage *status;
  gboolean locking;
};

enum {
  SIGNAL_LIFT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsCurtainPage, mps_curtain_page, GTK_TYPE_WIDGET)

static gboolean
lift (MpsCurtainPage *self)
{
  if (!self->locking)
    g_signal_emit (self, signals[SIGNAL_LIFT], 0);
  return GDK_EVENT_STOP;
}

static gboolean
is_modifier (guint keyval)
{
  return (keyval >= GDK_KEY_Shift_L && keyval <= GDK_KEY_Hyper_R) ||
         keyval == GDK_KEY_ISO_Level3_Shift || keyval == GDK_KEY_Num_Lock;
}

/* The key that takes the curtain away does nothing else; keys of the whole window, such as the one
   that locks, still do what they are for. */
static gboolean
on_key (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        MpsCurtainPage *self)
{
  if (is_modifier (keyval) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  return lift (self);
}

static void
on_pressed (MpsCurtainPage *self)
{
  lift (self);
}

static void
mps_curtain_page_dispose (GObject *object)
{
  MpsCurtainPage *self = MPS_CURTAIN_PAGE (object);

  if (self->status != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->status));
  self->status = NULL;
  G_OBJECT_CLASS (mps_curtain_page_parent_class)->dispose (object);
}

static void
mps_curtain_page_class_init (MpsCurtainPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_curtain_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[SIGNAL_LIFT] = g_signal_new (
      "lift", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mps_curtain_page_init (MpsCurtainPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->status = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->status, "view-conceal-symbolic");
  gtk_widget_set_parent (GTK_WIDGET (self->status), GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
say (MpsCurtainPage *self, const char *title, const char *description)
{
  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description,
                                  -1);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * mps_curtain_page_show_curtain:
 * @self: the page
 *
 * Says that a key goes on.
 */
void
mps_curtain_page_show_curtain (MpsCurtainPage *self)
{
  self->locking = FALSE;
  say (self,
       _ ("Covered"),
       _ ("Press any key to go on. Ctrl+L locks; Ctrl+Shift+L lets somebody else take over."));
}

/**
 * mps_curtain_page_show_locking:
 * @self: the page
 *
 * Says that what was typed is being kept; no key goes on.
 */
void
mps_curtain_page_show_locking (MpsCurtainPage *self)
{
  self->locking = TRUE;
  say (self, _ ("Keeping what you typed…"), "");
}
