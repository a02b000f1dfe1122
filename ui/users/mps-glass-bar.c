/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/users/mps-glass-bar.h"

#include "ui/widgets/mps-format.h"

#include <glib/gi18n-lib.h>

struct _MpsGlassBar {
  GtkBox parent_instance;

  GtkLabel *label;
  gint64 end_us;
  guint tick;
};

enum {
  SIGNAL_ENDED,
  SIGNAL_CLOSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsGlassBar, mps_glass_bar, GTK_TYPE_BOX)

static void
stop (MpsGlassBar *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  self->end_us = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* By the clock, which the store goes by too, so that a workstation that slept shows what is left.
 */
static gboolean
on_tick (gpointer data)
{
  MpsGlassBar *self = data;
  gint64 left_us = self->end_us - g_get_real_time ();
  g_autofree char *left = NULL;
  g_autofree char *text = NULL;

  if (left_us <= 0) {
    self->tick = 0;
    stop (self);
    g_signal_emit (self, signals[SIGNAL_ENDED], 0);
    return G_SOURCE_REMOVE;
  }
  left = mps_format_duration ((double)((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));
  /* TRANSLATORS: %s is a time such as "118 min" */
  text = g_strdup_printf (_ ("Opened by breaking the glass: closes in %s"), left);
  gtk_label_set_text (self->label, text);
  return G_SOURCE_CONTINUE;
}

static void
on_close (MpsGlassBar *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSE], 0);
}

static void
mps_glass_bar_dispose (GObject *object)
{
  g_clear_handle_id (&MPS_GLASS_BAR (object)->tick, g_source_remove);
  G_OBJECT_CLASS (mps_glass_bar_parent_class)->dispose (object);
}

static void
mps_glass_bar_class_init (MpsGlassBarClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mps_glass_bar_dispose;
  signals[SIGNAL_ENDED] =
      g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLOSE] =
      g_signal_new ("close", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mps_glass_bar_init (MpsGlassBar *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *close = gtk_button_new_with_label (_ ("Close now"));

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "tabular");
  g_signal_connect_object (close, "clicked", G_CALLBACK (on_close), self, G_CONNECT_SWAPPED);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_box_append (GTK_BOX (self), icon);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (self), close);
  gtk_widget_add_css_class (GTK_WIDGET (self), "glass-bar");
  gtk_widget_add_css_class (GTK_WIDGET (self), "clinical-attention");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * mps_glass_bar_new:
 *
 * Returns: (transfer floating): a bar that is not shown
 */
GtkWidget *
mps_glass_bar_new (void)
{
  return g_object_new (MPS_TYPE_GLASS_BAR, NULL);
}

/**
 * mps_glass_bar_set_end:
 * @self: a bar
 * @end_us: when the chart closes, µs since 1970 UTC; 0: no glass is broken, and the bar goes
 */
void
mps_glass_bar_set_end (MpsGlassBar *self, gint64 end_us)
{
  stop (self);
  if (end_us <= g_get_real_time ())
    return;
  self->end_us = end_us;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  if (on_tick (self))
    self->tick = g_timeout_add (500, on_tick, self);
}
