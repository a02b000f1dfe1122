/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/devices/mps-devices-page.h"

#include "ui/devices/mps-reader-card.h"
#include "ui/widgets/mps-action-bar.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

struct _MpsDevicesPage {
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkListBox *list;
  MpsSentenceBox *error;
  MpsActionBar *actions;

  MpsReaders *readers;
  GCancellable *cancellable;
  gboolean looking;
};

static GtkWidget *
mps_devices_page_get_primary (MpsPage *page)
{
  return mps_action_bar_get_primary (MPS_DEVICES_PAGE (page)->actions);
}

static void
mps_devices_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_devices_page_get_primary;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsDevicesPage,
                               mps_devices_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_devices_page_page_init))

static void
update (MpsDevicesPage *self)
{
  gboolean any =
      self->readers != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->readers)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  mps_action_bar_set_primary (
      self->actions, _ ("_Look for readers"), self->looking ? _ ("Looking…") : NULL);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsDevicesPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = mps_readers_refresh_finish (MPS_READERS (source), result, &error);

  self->looking = FALSE;
  if (self->list == NULL)
    return;
  if (!done)
    mps_sentence_box_set_error (self->error, error);
  update (self);
}

static void
on_primary (MpsDevicesPage *self)
{
  if (self->readers == NULL || self->looking)
    return;
  self->looking = TRUE;
  mps_sentence_box_clear (self->error);
  mps_readers_refresh_async (self->readers, self->cancellable, on_refreshed, g_object_ref (self));
  update (self);
}

static GtkWidget *
create_card (gpointer item, gpointer data)
{
  return mps_reader_card_new (MPS_DEVICES_PAGE (data)->readers, item);
}

static void
mps_devices_page_dispose (GObject *object)
{
  MpsDevicesPage *self = MPS_DEVICES_PAGE (object);
  GtkWidget *child = NULL;

  g_cancellable_cancel (self->cancellable);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->readers);
  G_OBJECT_CLASS (mps_devices_page_parent_class)->dispose (object);
}

static void
mps_devices_page_class_init (MpsDevicesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_ACTION_BAR);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_devices_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/devices-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsDevicesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MpsDevicesPage, list);
  gtk_widget_class_bind_template_child (widget_class, MpsDevicesPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsDevicesPage, actions);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
}

static void
mps_devices_page_init (MpsDevicesPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

/**
 * mps_devices_page_set_readers:
 * @self: the page
 * @readers: the attached readers
 */
void
mps_devices_page_set_readers (MpsDevicesPage *self, MpsReaders *readers)
{
  g_set_object (&self->readers, readers);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (readers), create_card, self, NULL);
  g_signal_connect_object (readers, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
