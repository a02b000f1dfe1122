/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-signal-chart.h"

#include "app/report/mps-paint.h"
#include "ui/widgets/mps-theme.h"

#include <glib/gi18n-lib.h>

struct _MpsSignalChart {
  GtkWidget parent_instance;

  MpsMeasurement *measurement;
};

G_DEFINE_FINAL_TYPE (MpsSignalChart, mps_signal_chart, GTK_TYPE_WIDGET)

static double
get_seconds_total (MpsMeasurement *measurement)
{
  const MpsMeasurementPlan *plan = mps_measurement_peek_plan (measurement);
  double block = 0;

  if (plan == NULL || plan->rate_hz == 0)
    return 0;
  block =
      (double)plan->baseline_scans + (double)plan->exposure_scans + (double)plan->recovery_scans;
  return block * mps_programme_get_n_blocks (plan->programme) / plan->rate_hz;
}

static void
mps_signal_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MpsSignalChart *self = MPS_SIGNAL_CHART (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  MpsLiveTrace trace = { 0 };
  MpsPalette palette;
  MpsSignalView view = { 0 };
  cairo_t *cr = NULL;

  if (self->measurement == NULL)
    return;
  mps_measurement_get_trace (self->measurement, &trace);
  view.n = trace.n;
  view.seconds = trace.seconds;
  view.median = trace.median;
  view.low = trace.low;
  view.high = trace.high;
  view.phase = trace.phase;
  view.seconds_total = get_seconds_total (self->measurement);
  view.phase_names[MPS_PHASE_BASELINE] = C_ ("phase", "Baseline");
  view.phase_names[MPS_PHASE_EXPOSURE] = C_ ("phase", "Exposure");
  view.phase_names[MPS_PHASE_RECOVERY] = C_ ("phase", "Recovery");
  mps_theme_init_palette (widget, &palette);
  cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  mps_paint_signal (cr, width, height, &palette, &view);
  cairo_destroy (cr);
}

static void
mps_signal_chart_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  gboolean wide = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = wide ? 360 : 120;
  *natural = wide ? 880 : 180;
}

static void
mps_signal_chart_dispose (GObject *object)
{
  mps_signal_chart_set_measurement (MPS_SIGNAL_CHART (object), NULL);
  G_OBJECT_CLASS (mps_signal_chart_parent_class)->dispose (object);
}

static void
mps_signal_chart_class_init (MpsSignalChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mps_signal_chart_dispose;
  widget_class->snapshot = mps_signal_chart_snapshot;
  widget_class->measure = mps_signal_chart_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mps_signal_chart_init (MpsSignalChart *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Median signal of the channel group over time"),
                                  -1);
}

/**
 * mps_signal_chart_set_measurement:
 * @self: a chart
 * @measurement: (nullable): whose trace to draw; it redraws by itself while it lives
 */
void
mps_signal_chart_set_measurement (MpsSignalChart *self, MpsMeasurement *measurement)
{
  if (self->measurement == measurement)
    return;
  if (self->measurement != NULL)
    g_signal_handlers_disconnect_by_data (self->measurement, self);
  g_set_object (&self->measurement, measurement);
  if (measurement != NULL)
    g_signal_connect_object (
        measurement, "live", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
