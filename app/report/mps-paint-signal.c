/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-draw-private.h"
#include "app/report/mps-ticks-private.h"
#include "app/report/mps-volts-private.h"

#include <math.h>

typedef struct {
  const MpsSignalView *view;
  double left, top, width, height;
  double low, high;
  double seconds;
  double factor;
  const char *unit;
  MpsTicks ticks;
} Chart;

static double
x_at (const Chart *chart, double seconds)
{
  return chart->left + seconds / chart->seconds * chart->width;
}

static double
y_at (const Chart *chart, double volts)
{
  return chart->top + (chart->high - volts) / (chart->high - chart->low) * chart->height;
}

/* Zero belongs to the picture, and so does a little air above and below. */
static void
init_scale (Chart *chart)
{
  double low = 0, high = 0;
  for (guint i = 0; i < chart->view->n; i++) {
    const double values[] = { chart->view->low[i], chart->view->median[i], chart->view->high[i] };
    for (guint j = 0; j < G_N_ELEMENTS (values); j++) {
      if (!isfinite (values[j]))
        continue;
      low = MIN (low, values[j]);
      high = MAX (high, values[j]);
    }
  }
  if (high - low < 1e-4) {
    high += 5e-5;
    low -= 5e-5;
  }
  chart->high = high + (high - low) * 0.08;
  chart->low = low - (high - low) * 0.08;
  chart->factor = mps_volts_get_factor (MAX (fabs (low), fabs (high)), &chart->unit);
}

static MpsTextStyle
make_style (MpsDraw *draw)
{
  return (MpsTextStyle){ .size = draw->palette->font_size, .colour = draw->palette->dim };
}

static void
init_chart (Chart *chart, MpsDraw *draw, double width, double height)
{
  MpsTextStyle style = make_style (draw);
  double widest = 0, text_width, line;
  mps_draw_measure (draw, &style, "0", &text_width, &line);
  init_scale (chart);
  chart->top = line + 8;
  chart->height = MAX (height - chart->top - line - 8, 8);
  guint at_most = (guint)CLAMP (chart->height / (line * 1.5), 3, 9);
  mps_ticks_init (&chart->ticks, chart->low * chart->factor, chart->high * chart->factor, at_most);
  for (guint i = 0; i < chart->ticks.n; i++) {
    g_autofree char *label = mps_ticks_dup_label (&chart->ticks, i);
    mps_draw_measure (draw, &style, label, &text_width, &line);
    widest = MAX (widest, text_width);
  }
  mps_draw_measure (draw, &style, chart->unit, &text_width, &line);
  chart->left = ceil (MAX (widest, text_width) + 10);
  chart->width = MAX (width - chart->left - 12, 8);
  double last = chart->view->n > 0 ? chart->view->seconds[chart->view->n - 1] : 0;
  chart->seconds = MAX (MAX (chart->view->seconds_total, last), 1e-3);
}

static void
paint_value_axis (MpsDraw *draw, const Chart *chart)
{
  MpsTextStyle style = make_style (draw);
  style.x_anchor = 1;
  style.y_anchor = 0.5;
  for (guint i = 0; i < chart->ticks.n; i++) {
    double value = chart->ticks.first + i * chart->ticks.step;
    double y = y_at (chart, value / chart->factor);
    gboolean zero = fabs (value) < chart->ticks.step * 1e-6;
    g_autofree char *label = mps_ticks_dup_label (&chart->ticks, i);
    mps_draw_set_colour (draw, zero ? draw->palette->dim : draw->palette->grid);
    mps_draw_line (draw, chart->left, y, chart->left + chart->width, y, 1);
    mps_draw_text (draw, &style, chart->left - 6, y, label);
  }
  style.y_anchor = 1;
  mps_draw_text (draw, &style, chart->left - 6, chart->top - 4, chart->unit);
}

static void
paint_time_axis (MpsDraw *draw, const Chart *chart)
{
  MpsTicks ticks;
  MpsTextStyle style = make_style (draw);
  double width, height, bottom = chart->top + chart->height;
  mps_draw_measure (draw, &style, "00:00:00", &width, &height);
  mps_ticks_init_seconds (
      &ticks, chart->seconds, (guint)CLAMP (chart->width / (width + 12), 2, 13));
  mps_draw_set_colour (draw, draw->palette->dim);
  mps_draw_line (draw, chart->left, bottom, chart->left + chart->width, bottom, 1);
  for (guint i = 0; i < ticks.n; i++) {
    double x = x_at (chart, ticks.first + i * ticks.step);
    g_autofree char *label = mps_ticks_dup_seconds_label (&ticks, i);
    mps_draw_measure (draw, &style, label, &width, &height);
    double left = MIN (x - width / 2, chart->left + chart->width + 12 - width);
    mps_draw_set_colour (draw, draw->palette->dim);
    mps_draw_line (draw, x, bottom, x, bottom + 4, 1);
    mps_draw_text (draw, &style, left, bottom + 5, label);
  }
}

/* A phase's name stands over its part, unless there is no room for it. */
static void
paint_phase (MpsDraw *draw, const Chart *chart, guint phase, double from, double to)
{
  double left = x_at (chart, from), right = x_at (chart, to);
  MpsTextStyle style = make_style (draw);
  const char *name = phase < 3 ? chart->view->phase_names[phase] : NULL;
  double width, height;
  style.x_anchor = 0.5;
  style.y_anchor = 1;
  if (phase == MPS_PHASE_EXPOSURE) {
    mps_draw_set_colour (draw, mps_colour_fade (draw->palette->accent, 0.08));
    mps_draw_fill (draw, left, chart->top, right - left, chart->height);
  }
  if (from > 0) {
    mps_draw_set_colour (draw, draw->palette->grid);
    mps_draw_line (draw, left, chart->top - 4, left, chart->top + chart->height, 1);
  }
  if (name == NULL)
    return;

  mps_draw_measure (draw, &style, name, &width, &height);
  if (width + 6 <= right - left)
    mps_draw_text (draw, &style, (left + right) / 2, chart->top - 4, name);
}

static void
paint_phases (MpsDraw *draw, const Chart *chart)
{
  const MpsSignalView *view = chart->view;
  guint first = 0;
  for (guint i = 1; i <= view->n; i++) {
    if (i < view->n && view->phase[i] == view->phase[first])
      continue;
    double end = i < view->n ? view->seconds[i] : view->seconds[i - 1];
    paint_phase (draw, chart, view->phase[first], view->seconds[first], end);
    first = i;
  }
}

/* One column of pixels: the outermost quartiles in it and the mean of its medians. A run has many
 * more scans than a screen has columns. */
typedef struct {
  double x, low, high, median;
} Column;

static GArray *
make_columns (const Chart *chart)
{
  const MpsSignalView *view = chart->view;
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (Column));
  guint i = 0;
  while (i < view->n) {
    double first = floor (x_at (chart, view->seconds[i]));
    Column column = { .low = G_MAXDOUBLE, .high = -G_MAXDOUBLE };
    guint n = 0;
    for (; i < view->n && floor (x_at (chart, view->seconds[i])) <= first; i++) {
      if (!isfinite (view->median[i]) || !isfinite (view->low[i]) || !isfinite (view->high[i]))
        continue;
      column.x += x_at (chart, view->seconds[i]);
      column.median += view->median[i];
      column.low = MIN (column.low, view->low[i]);
      column.high = MAX (column.high, view->high[i]);
      n++;
    }
    if (n == 0)
      continue;
    column.x /= n;
    column.median /= n;
    g_array_append_val (columns, column);
  }
  return columns;
}

static void
paint_curve (MpsDraw *draw, const Chart *chart)
{
  g_autoptr (GArray) columns = make_columns (chart);
  cairo_t *cr = draw->cr;
  if (columns->len == 0)
    return;

  cairo_new_path (cr);
  for (guint i = 0; i < columns->len; i++) {
    const Column *column = &g_array_index (columns, Column, i);
    cairo_line_to (cr, column->x, y_at (chart, column->high));
  }
  for (guint i = columns->len; i-- > 0;) {
    const Column *column = &g_array_index (columns, Column, i);
    cairo_line_to (cr, column->x, y_at (chart, column->low));
  }
  cairo_close_path (cr);
  mps_draw_set_colour (draw, mps_colour_fade (draw->palette->accent, 0.25));
  cairo_fill (cr);

  for (guint i = 0; i < columns->len; i++) {
    const Column *column = &g_array_index (columns, Column, i);
    cairo_line_to (cr, column->x, y_at (chart, column->median));
  }
  mps_draw_set_colour (draw, draw->palette->accent);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);

  const Column *last = &g_array_index (columns, Column, columns->len - 1);
  cairo_arc (cr, last->x, y_at (chart, last->median), 3.5, 0, 2 * G_PI);
  cairo_fill (cr);
}

/**
 * mps_paint_signal:
 * @cr: where to draw, from 0, 0
 * @width: of the chart
 * @height: of the chart
 * @palette: its colours
 * @view: the signal so far
 *
 * The median of the group as a line, its quartiles as a band, the phases as parts with their
 * names. Time goes to the end of the run, so that what is still to come is seen too. Any thread.
 */
void
mps_paint_signal (
    cairo_t *cr, double width, double height, const MpsPalette *palette, const MpsSignalView *view)
{
  Chart chart = { .view = view };
  g_auto (MpsDraw) draw = { 0 };
  /* In a low chart large text would leave no room for the curve. */
  MpsPalette fitting = *palette;
  fitting.font_size = MIN (palette->font_size, height * 0.12);
  mps_draw_init_for_target (&draw, cr, &fitting);
  init_chart (&chart, &draw, width, height);
  paint_phases (&draw, &chart);
  paint_value_axis (&draw, &chart);
  paint_time_axis (&draw, &chart);
  paint_curve (&draw, &chart);
}
