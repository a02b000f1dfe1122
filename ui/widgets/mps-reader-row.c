/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-reader-row.h"

#include "ui/widgets/mps-flag.h"
#include "ui/widgets/mps-reader-words.h"

struct _MpsReaderRow {
  GtkListBoxRow parent_instance;

  GtkWidget *choice;
  GtkWidget *serial;
  GtkWidget *transport;
  GtkWidget *state;
  MpsReaders *readers;
  MpsReaderItem *item;
};

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsReaderRow, mps_reader_row, GTK_TYPE_LIST_BOX_ROW)

static void
on_toggled (MpsReaderRow *self)
{
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->choice)))
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, mps_reader_item_peek_serial (self->item));
}

/* With gloves on, the whole row is what one hits. */
static void
on_clicked (MpsReaderRow *self)
{
  if (gtk_widget_get_visible (self->choice) && gtk_widget_is_sensitive (self->choice))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->choice), TRUE);
}

static void
update (MpsReaderRow *self)
{
  MpsReaderItemState state = mps_reader_item_get_state (self->item);
  const char *serial = mps_reader_item_peek_serial (self->item);
  const char *chosen = mps_readers_peek_chosen (self->readers);
  gboolean usable = state == MPS_READER_ITEM_READY || state == MPS_READER_ITEM_BUSY;

  gtk_label_set_text (GTK_LABEL (self->serial), serial);
  gtk_label_set_text (GTK_LABEL (self->transport),
                      mps_reader_transport_peek_word (mps_reader_item_peek_transport (self->item)));
  mps_flag_set (MPS_FLAG (self->state),
                mps_reader_state_get_meaning (state),
                NULL,
                mps_reader_state_peek_word (state));
  gtk_widget_set_visible (self->choice,
                          g_list_model_get_n_items (G_LIST_MODEL (self->readers)) > 1);
  gtk_widget_set_sensitive (self->choice, usable);
  g_signal_handlers_block_by_func (self->choice, on_toggled, self);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->choice), g_strcmp0 (serial, chosen) == 0);
  g_signal_handlers_unblock_by_func (self->choice, on_toggled, self);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->choice), GTK_ACCESSIBLE_PROPERTY_LABEL, serial, -1);
}

static void
mps_reader_row_dispose (GObject *object)
{
  MpsReaderRow *self = MPS_READER_ROW (object);

  g_clear_object (&self->readers);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (mps_reader_row_parent_class)->dispose (object);
}

static void
mps_reader_row_class_init (MpsReaderRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_reader_row_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen",
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

static void
mps_reader_row_init (MpsReaderRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkGesture *click = gtk_gesture_click_new ();

  self->choice = gtk_check_button_new ();
  self->serial = gtk_label_new (NULL);
  self->transport = gtk_label_new (NULL);
  self->state = mps_flag_new ();
  gtk_label_set_xalign (GTK_LABEL (self->serial), 0);
  gtk_label_set_xalign (GTK_LABEL (self->transport), 0);
  gtk_widget_add_css_class (self->transport, "dim");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (texts), self->serial);
  gtk_box_append (GTK_BOX (texts), self->transport);
  gtk_box_append (GTK_BOX (box), self->choice);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), self->state);
  g_signal_connect_swapped (self->choice, "toggled", G_CALLBACK (on_toggled), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_clicked), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

/**
 * mps_reader_row_new:
 * @readers: all that are attached
 * @item: the one that the row is for
 * @group: a check button that stands for the list that the row is in; nobody sees it
 *
 * Returns: (transfer floating): a row that follows its reader
 */
GtkWidget *
mps_reader_row_new (MpsReaders *readers, MpsReaderItem *item, GtkWidget *group)
{
  MpsReaderRow *self = g_object_new (MPS_TYPE_READER_ROW, NULL);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (self->choice), GTK_CHECK_BUTTON (group));
  self->readers = g_object_ref (readers);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (readers, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (readers, "chosen", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (update), NULL);
  update (self);
  return GTK_WIDGET (self);
}
