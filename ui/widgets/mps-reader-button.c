/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-reader-button.h"

#include "ui/widgets/mps-reader-row.h"
#include "ui/widgets/mps-reader-words.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

struct _MpsReaderButton {
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkImage *icon;
  GtkLabel *label;
  GtkPopover *popover;
  GtkWidget *none;
  GtkListBox *list;
  MpsSentenceBox *problem;
  GtkWidget *set_clock;

  MpsReaders *readers;
  GtkWidget *group;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (MpsReaderButton, mps_reader_button, GTK_TYPE_WIDGET)

static MpsReaderItem *
dup_chosen (MpsReaderButton *self)
{
  GListModel *model = G_LIST_MODEL (self->readers);
  const char *chosen = mps_readers_peek_chosen (self->readers);
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++) {
    g_autoptr (MpsReaderItem) item = g_list_model_get_item (model, i);

    if (n == 1 || g_strcmp0 (mps_reader_item_peek_serial (item), chosen) == 0)
      return g_steal_pointer (&item);
  }
  return NULL;
}

static const char *
get_clock_reason (MpsReaderItem *item)
{
  if (item == NULL)
    return _ ("Choose a reader first");
  if (mps_reader_item_get_state (item) == MPS_READER_ITEM_BUSY)
    return _ ("The reader is measuring");
  if (mps_reader_item_get_state (item) != MPS_READER_ITEM_READY)
    return _ ("The reader is not ready");
  return NULL;
}

static void
update (MpsReaderButton *self)
{
  g_autoptr (MpsReaderItem) chosen = dup_chosen (self);
  MpsReaderSummary summary = mps_readers_summarise (self->readers);
  const char *word = mps_reader_summary_peek_word (summary);
  const char *reason = get_clock_reason (chosen);
  gboolean ready = summary == MPS_READER_SUMMARY_READY || summary == MPS_READER_SUMMARY_BUSY;
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->readers)) > 0;

  gtk_label_set_text (self->label, word);
  gtk_image_set_from_icon_name (self->icon,
                                ready ? "emblem-ok-symbolic" : "drive-removable-media-symbolic");
  if (summary == MPS_READER_SUMMARY_PROBLEM || summary == MPS_READER_SUMMARY_CHOOSE)
    gtk_image_set_from_icon_name (self->icon, "dialog-warning-symbolic");
  if (ready)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "reader-ready");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "reader-ready");
  gtk_widget_set_visible (self->none, !any);
  gtk_widget_set_visible (GTK_WIDGET (self->list), any);
  gtk_widget_set_visible (self->set_clock, any);
  gtk_widget_set_sensitive (self->set_clock, reason == NULL);
  gtk_widget_set_tooltip_text (self->set_clock, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->set_clock),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

static void
on_chosen (MpsReaderButton *self, const char *serial)
{
  mps_readers_choose (self->readers, serial);
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  MpsReaderButton *self = data;
  GtkWidget *row = mps_reader_row_new (self->readers, item, self->group);

  g_signal_connect_swapped (row, "chosen", G_CALLBACK (on_chosen), self);
  g_signal_connect_object (item, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return row;
}

static void
on_clock_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsReaderButton) self = data;
  g_autoptr (GError) error = NULL;
  gint64 old_minus_new_us = 0;

  if (mps_readers_set_clock_finish (MPS_READERS (source), result, &old_minus_new_us, &error))
    mps_sentence_box_set (
        self->problem, MPS_MEANING_NORMAL, _ ("The reader’s clock is set."), NULL, NULL, NULL);
  else
    mps_sentence_box_set_error (self->problem, error);
}

static void
on_set_clock (MpsReaderButton *self)
{
  g_autoptr (MpsReaderItem) chosen = dup_chosen (self);

  if (chosen == NULL)
    return;
  mps_sentence_box_clear (self->problem);
  mps_readers_set_clock_async (self->readers,
                               mps_reader_item_peek_serial (chosen),
                               self->cancellable,
                               on_clock_set,
                               g_object_ref (self));
}

static void
mps_reader_button_dispose (GObject *object)
{
  MpsReaderButton *self = MPS_READER_BUTTON (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_cancellable_cancel (self->cancellable);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->readers);
  g_clear_object (&self->group);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (mps_reader_button_parent_class)->dispose (object);
}

static void
mps_reader_button_class_init (MpsReaderButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_reader_button_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/reader-button.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsReaderButton, button);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderButton, icon);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderButton, label);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderButton, popover);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderButton, none);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderButton, list);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderButton, problem);
  gtk_widget_class_bind_template_child (widget_class, MpsReaderButton, set_clock);
  gtk_widget_class_bind_template_callback (widget_class, on_set_clock);
}

static void
mps_reader_button_init (MpsReaderButton *self)
{
  self->cancellable = g_cancellable_new ();
  self->group = g_object_ref_sink (gtk_check_button_new ());
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_text (self->label, mps_reader_summary_peek_word (MPS_READER_SUMMARY_NONE));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  mps_reader_summary_peek_word (MPS_READER_SUMMARY_NONE),
                                  -1);
}

/**
 * mps_reader_button_set_readers:
 * @self: the button
 * @readers: the attached readers
 */
void
mps_reader_button_set_readers (MpsReaderButton *self, MpsReaders *readers)
{
  g_set_object (&self->readers, readers);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (readers), create_row, self, NULL);
  g_signal_connect_object (readers, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (readers, "chosen", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_widget_set_sensitive (self->button, TRUE);
  update (self);
}
