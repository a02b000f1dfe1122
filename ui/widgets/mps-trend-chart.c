/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-trend-chart.h"

#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-meaning.h"
#include "ui/widgets/mps-theme.h"

#include <glib/gi18n-lib.h>

struct _MpsTrendChart {
  GtkWidget parent_instance;

  GArray *points;
  char *title;
  char *unit;
  gboolean has_range;
  MpsReferenceRange range;
  char *names[2];
  MpsReferenceRange second_range;
  MpsTrendSeries series;
  int cursor;
  char *reading;
};

enum {
  PROP_0,
  PROP_READING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MpsTrendChart, mps_trend_chart, GTK_TYPE_WIDGET)

static void
init_view (MpsTrendChart *self, MpsTrendView *view)
{
  *view = (MpsTrendView){
    .n = self->points != NULL ? self->points->len : 0,
    .points = self->points != NULL ? (const MpsTrendPoint *)(const void *)self->points->data : NULL,
    .unit = self->unit,
    .range = self->has_range ? &self->range : NULL,
    .cursor = self->cursor,
    .title = self->title,
    .series = self->names[1] != NULL ? &self->series : NULL,
  };
}

static char *
dup_reading (MpsTrendChart *self)
{
  const MpsTrendPoint *point = NULL;
  g_autofree char *when = NULL;
  g_autofree char *value = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *text = NULL;

  if (self->points == NULL || self->cursor < 0 || (guint)self->cursor >= self->points->len)
    return g_strdup ("");
  point = &g_array_index (self->points, MpsTrendPoint, self->cursor);
  when = mps_format_when_full (point->when_us);
  value = mps_number_format (point->value, 4);
  unit = mps_unit_display (self->unit);
  text = g_strdup_printf ("%s: %s%s%s%s %s",
                          when,
                          self->names[1] != NULL ? self->names[MIN (point->series, 1)] : "",
                          self->names[1] != NULL ? " " : "",
                          mps_comparator_to_string (point->comparator),
                          value,
                          unit);
  if (point->interpretation == MPS_INTERPRETATION_UNKNOWN)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s · %s", text, mps_interpretation_peek_word (point->interpretation));
}

static void
set_cursor (MpsTrendChart *self, int cursor)
{
  self->cursor = cursor;
  g_free (self->reading);
  self->reading = dup_reading (self);
  if (*self->reading != '\0')
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->reading, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READING]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
mps_trend_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MpsTrendChart *self = MPS_TREND_CHART (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_t *cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  MpsPalette palette;
  MpsTrendView view;

  mps_theme_init_palette (widget, &palette);
  init_view (self, &view);
  mps_paint_trend (cr, width, height, &palette, &view);
  cairo_destroy (cr);
}

static void
mps_trend_chart_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  gboolean wide = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = wide ? 300 : 180;
  *natural = wide ? 600 : 264;
}

static gboolean
on_key (MpsTrendChart *self, guint key, guint code, GdkModifierType modifiers)
{
  guint n = self->points != NULL ? self->points->len : 0;

  if (n == 0 || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    mps_trend_chart_move_cursor (self, key == GDK_KEY_Left ? -1 : 1);
  else if (key == GDK_KEY_Home || key == GDK_KEY_End)
    set_cursor (self, key == GDK_KEY_Home ? 0 : (int)n - 1);
  else
    return FALSE;
  return TRUE;
}

static void
on_motion (MpsTrendChart *self, double x, double y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  MpsTrendView view;
  int hit = -1;

  init_view (self, &view);
  hit = mps_paint_trend_hit (
      gtk_widget_get_width (widget), gtk_widget_get_height (widget), &view, x, y);
  if (hit >= 0 && hit != self->cursor)
    set_cursor (self, hit);
}

static void
mps_trend_chart_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, MPS_TREND_CHART (object)->reading);
}

static void
mps_trend_chart_finalize (GObject *object)
{
  MpsTrendChart *self = MPS_TREND_CHART (object);

  g_clear_pointer (&self->points, g_array_unref);
  g_free (self->title);
  g_free (self->unit);
  g_free (self->names[0]);
  g_free (self->names[1]);
  g_free (self->reading);
  G_OBJECT_CLASS (mps_trend_chart_parent_class)->finalize (object);
}

static void
mps_trend_chart_class_init (MpsTrendChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mps_trend_chart_get_property;
  object_class->finalize = mps_trend_chart_finalize;
  widget_class->snapshot = mps_trend_chart_snapshot;
  widget_class->measure = mps_trend_chart_measure;
  properties[PROP_READING] =
      g_param_spec_string ("reading", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "trend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mps_trend_chart_init (MpsTrendChart *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->cursor = -1;
  self->reading = g_strdup ("");
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Trend"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("Arrow keys read the values"),
                                  -1);
}

/**
 * mps_trend_chart_set:
 * @self: a chart
 * @points: (element-type MpsTrendPoint): oldest first
 * @title: what was measured
 * @unit: UCUM unit of all points
 * @range: (nullable): reference band; copied, its texts are static
 */
void
mps_trend_chart_set (MpsTrendChart *self,
                     GArray *points,
                     const char *title,
                     const char *unit,
                     const MpsReferenceRange *range)
{
  g_array_ref (points);
  g_clear_pointer (&self->points, g_array_unref);
  self->points = points;
  g_free (self->title);
  self->title = g_strdup (title);
  g_free (self->unit);
  self->unit = g_strdup (unit);
  self->has_range = range != NULL;
  if (range != NULL)
    self->range = *range;
  g_clear_pointer (&self->names[0], g_free);
  g_clear_pointer (&self->names[1], g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  set_cursor (self, (int)points->len - 1);
}

/**
 * mps_trend_chart_set_series:
 * @self: a chart whose points are of two series
 * @series: their names and the second band; copied
 *
 * After mps_trend_chart_set(), which is for one.
 */
void
mps_trend_chart_set_series (MpsTrendChart *self, const MpsTrendSeries *series)
{
  for (guint i = 0; i < 2; i++) {
    g_free (self->names[i]);
    self->names[i] = g_strdup (series->names[i]);
    self->series.names[i] = self->names[i];
  }
  if (series->second_range != NULL)
    self->second_range = *series->second_range;
  self->series.second_range = series->second_range != NULL ? &self->second_range : NULL;
  set_cursor (self, self->cursor);
}

/**
 * mps_trend_chart_move_cursor:
 * @self: a chart
 * @step: values to go on by; stops at the ends
 */
void
mps_trend_chart_move_cursor (MpsTrendChart *self, int step)
{
  int n = self->points != NULL ? (int)self->points->len : 0;

  if (n > 0)
    set_cursor (self, CLAMP (self->cursor + step, 0, n - 1));
}

/**
 * mps_trend_chart_peek_reading:
 * @self: a chart
 *
 * Returns: (transfer none): what the cursor reads, in words
 */
const char *
mps_trend_chart_peek_reading (MpsTrendChart *self)
{
  return self->reading;
}
