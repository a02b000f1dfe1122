/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-channels-strip.h"

#include "app/report/mps-paint.h"
#include "ui/widgets/mps-theme.h"

#include <glib/gi18n-lib.h>

struct _MpsChannelsStrip {
  GtkWidget parent_instance;

  double delta[MPS_CHANNELS];
  MpsChannelState state[MPS_CHANNELS];
  guint first_channel;
  guint n_channels;
  int cursor;
  char *reading;
};

enum {
  PROP_0,
  PROP_READING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MpsChannelsStrip, mps_channels_strip, GTK_TYPE_WIDGET)

static char *
dup_reading (MpsChannelsStrip *self)
{
  guint channel = (guint)self->cursor;
  const char *state = "";

  if (self->cursor < 0)
    return g_strdup ("");
  if (self->state[channel] == MPS_CHANNEL_UNUSABLE)
    state = _ ("unusable");
  else if (self->state[channel] == MPS_CHANNEL_SATURATED)
    state = _ ("saturated");
  if (*state != '\0')
    return g_strdup_printf (_ ("Channel %u: %s"), channel + 1, state);
  /* TRANSLATORS: number of a channel and its signal in millivolts */
  return g_strdup_printf (_ ("Channel %u: %+.2f mV"), channel + 1, self->delta[channel] * 1e3);
}

static void
update_reading (MpsChannelsStrip *self)
{
  g_autofree char *reading = dup_reading (self);

  if (g_strcmp0 (reading, self->reading) == 0)
    return;
  g_free (self->reading);
  self->reading = g_steal_pointer (&reading);
  if (self->cursor >= 0)
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->reading, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READING]);
}

static void
set_cursor (MpsChannelsStrip *self, int cursor)
{
  if (self->cursor == cursor)
    return;
  self->cursor = cursor;
  update_reading (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
mps_channels_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MpsChannelsStrip *self = MPS_CHANNELS_STRIP (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_t *cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  MpsPalette palette;
  MpsChannelsView view = {
    .delta = self->delta,
    .state = self->state,
    .first_channel = self->first_channel,
    .n_channels = self->n_channels,
    .cursor = self->cursor,
  };

  mps_theme_init_palette (widget, &palette);
  mps_paint_channels (cr, width, height, &palette, &view);
  cairo_destroy (cr);
}

static void
mps_channels_strip_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  gboolean wide = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = wide ? 360 : 96;
  *natural = wide ? 880 : 132;
}

static gboolean
on_key (MpsChannelsStrip *self, guint key, guint code, GdkModifierType modifiers)
{
  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    mps_channels_strip_move_cursor (self, key == GDK_KEY_Left ? -1 : 1);
  else if (key == GDK_KEY_Home || key == GDK_KEY_End)
    set_cursor (self, key == GDK_KEY_Home ? 0 : MPS_CHANNELS - 1);
  else
    return FALSE;
  return TRUE;
}

static void
on_motion (MpsChannelsStrip *self, double x, double y)
{
  GtkWidget *widget = GTK_WIDGET (self);

  set_cursor (
      self,
      mps_paint_channels_hit (gtk_widget_get_width (widget), gtk_widget_get_height (widget), x, y));
}

static void
mps_channels_strip_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, MPS_CHANNELS_STRIP (object)->reading);
}

static void
mps_channels_strip_finalize (GObject *object)
{
  g_free (MPS_CHANNELS_STRIP (object)->reading);
  G_OBJECT_CLASS (mps_channels_strip_parent_class)->finalize (object);
}

static void
mps_channels_strip_class_init (MpsChannelsStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mps_channels_strip_get_property;
  object_class->finalize = mps_channels_strip_finalize;
  widget_class->snapshot = mps_channels_strip_snapshot;
  widget_class->measure = mps_channels_strip_measure;
  properties[PROP_READING] =
      g_param_spec_string ("reading", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "channels");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mps_channels_strip_init (MpsChannelsStrip *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->cursor = -1;
  self->n_channels = MPS_CHANNELS;
  self->reading = g_strdup ("");
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Signals of the 88 channels"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("Arrow keys read single channels"),
                                  -1);
}

/**
 * mps_channels_strip_set_live:
 * @self: a strip
 * @live: what to show; copied
 * @first_channel: first channel of the group that stands out
 * @n_channels: channels in it
 */
void
mps_channels_strip_set_live (MpsChannelsStrip *self,
                             const MpsEngineLive *live,
                             guint first_channel,
                             guint n_channels)
{
  memcpy (self->delta, live->delta, sizeof self->delta);
  memcpy (self->state, live->state, sizeof self->state);
  self->first_channel = first_channel;
  self->n_channels = n_channels;
  update_reading (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * mps_channels_strip_move_cursor:
 * @self: a strip
 * @step: channels to go on by; stops at the ends
 */
void
mps_channels_strip_move_cursor (MpsChannelsStrip *self, int step)
{
  set_cursor (self, CLAMP (self->cursor + step, 0, MPS_CHANNELS - 1));
}

/**
 * mps_channels_strip_peek_reading:
 * @self: a strip
 *
 * Returns: (transfer none): what the cursor reads, in words; empty without a cursor
 */
const char *
mps_channels_strip_peek_reading (MpsChannelsStrip *self)
{
  return self->reading;
}
