/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-draw-private.h"
#include "app/report/mps-ticks-private.h"

#include <math.h>

/* Where points lie is a matter of width, height and values alone, so that a pointer can be asked
 * for its point without knowing fonts. Labels that do not fit become smaller. */
typedef struct {
  const MpsTrendView *view;
  double left, top, width, height;
  double height_below;
  double low, high;
  gint64 from, to;
} Chart;

#define HIT_DISTANCE 28.0

static double
x_at (const Chart *chart, gint64 us)
{
  return chart->left +
         (double)(us - chart->from) / (double)(chart->to - chart->from) * chart->width;
}

static double
y_at (const Chart *chart, double value)
{
  return chart->top + (chart->high - value) / (chart->high - chart->low) * chart->height;
}

static void
include_value (Chart *chart, double value)
{
  if (!isfinite (value))
    return;
  chart->low = MIN (chart->low, value);
  chart->high = MAX (chart->high, value);
}

static void
include_range (Chart *chart, const MpsReferenceRange *range)
{
  if (range != NULL && range->has_low)
    include_value (chart, range->low);
  if (range != NULL && range->has_high)
    include_value (chart, range->high);
}

static void
init_scales (Chart *chart)
{
  const MpsTrendView *view = chart->view;
  chart->low = G_MAXDOUBLE;
  chart->high = -G_MAXDOUBLE;
  chart->from = view->n > 0 ? view->points[0].when_us : 0;
  chart->to = chart->from;
  for (guint i = 0; i < view->n; i++) {
    include_value (chart, view->points[i].value);
    chart->from = MIN (chart->from, view->points[i].when_us);
    chart->to = MAX (chart->to, view->points[i].when_us);
  }
  include_range (chart, view->range);
  include_range (chart, view->series != NULL ? view->series->second_range : NULL);
  if (chart->low > chart->high) {
    chart->low = 0;
    chart->high = 1;
  }
  double air = MAX ((chart->high - chart->low) * 0.14, MAX (fabs (chart->high) * 0.02, 1e-9));
  gboolean positive = chart->low >= 0;
  chart->high += air;
  chart->low -= air;
  if (positive)
    chart->low = MAX (chart->low, 0);
  /* A single point, or points of one minute, stand in the middle of two days. */
  gint64 margin = MAX ((chart->to - chart->from) / 25,
                       chart->to - chart->from < 60 * G_USEC_PER_SEC
                           ? G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC
                           : 1);
  chart->from -= margin;
  chart->to += margin;
}

static void
init_chart (Chart *chart, double width, double height, const MpsTrendView *view)
{
  gboolean titled = view->title != NULL && *view->title != '\0';
  chart->view = view;
  chart->height_below = CLAMP (height * 0.16, 40, 68);
  chart->left = CLAMP (width * 0.1, 44, 110);
  chart->top = CLAMP (height * (titled ? 0.15 : 0.11), titled ? 26 : 20, 56);
  chart->width = MAX (width - chart->left - CLAMP (width * 0.03, 12, 32), 8);
  chart->height = MAX (height - chart->top - chart->height_below, 8);
  init_scales (chart);
}

/**
 * mps_paint_trend_hit:
 * @width: of the chart
 * @height: of the chart
 * @view: what it shows
 * @x: of a pointer
 * @y: of a pointer
 *
 * Returns: the point nearest to @x within reach, of several the one nearest to @y; or -1
 */
int
mps_paint_trend_hit (double width, double height, const MpsTrendView *view, double x, double y)
{
  Chart chart;
  int best = -1;
  double nearest_x = HIT_DISTANCE, nearest_y = G_MAXDOUBLE;
  init_chart (&chart, width, height, view);
  for (guint i = 0; i < view->n; i++) {
    double dx = fabs (x_at (&chart, view->points[i].when_us) - x);
    double dy = fabs (y_at (&chart, view->points[i].value) - y);
    if (dx > nearest_x + 0.5 || (fabs (dx - nearest_x) <= 0.5 && dy >= nearest_y))
      continue;
    nearest_x = dx;
    nearest_y = dy;
    best = (int)i;
  }
  return best;
}

static MpsTextStyle
make_style (MpsDraw *draw)
{
  return (MpsTextStyle){ .size = draw->palette->font_size, .colour = draw->palette->dim };
}

static void
paint_band (MpsDraw *draw, const Chart *chart, const MpsReferenceRange *range)
{
  if (range == NULL || (!range->has_low && !range->has_high))
    return;

  double bottom = chart->top + chart->height;
  double upper = range->has_high ? y_at (chart, range->high) : chart->top;
  double lower = range->has_low ? y_at (chart, range->low) : bottom;
  mps_draw_set_colour (draw, mps_colour_fade (draw->palette->normal, 0.13));
  mps_draw_fill (draw, chart->left, upper, chart->width, lower - upper);
  mps_draw_set_colour (draw, mps_colour_fade (draw->palette->normal, 0.6));
  if (range->has_high)
    mps_draw_line (draw, chart->left, upper, chart->left + chart->width, upper, 1);
  if (range->has_low)
    mps_draw_line (draw, chart->left, lower, chart->left + chart->width, lower, 1);
}

static void
paint_value_axis (MpsDraw *draw, const Chart *chart)
{
  MpsTicks ticks;
  MpsTextStyle style = make_style (draw);
  double width, height, room = chart->left - 8;
  mps_draw_measure (draw, &style, "0", &width, &height);
  mps_ticks_init (
      &ticks, chart->low, chart->high, (guint)CLAMP (chart->height / (height * 1.5), 3, 9));
  style.x_anchor = 1;
  style.y_anchor = 0.5;
  for (guint i = 0; i < ticks.n; i++) {
    g_autofree char *label = mps_ticks_dup_label (&ticks, i);
    style.size = MIN (style.size, mps_draw_fit_size (draw, &style, label, room, 0));
  }
  for (guint i = 0; i < ticks.n; i++) {
    double y = y_at (chart, ticks.first + i * ticks.step);
    g_autofree char *label = mps_ticks_dup_label (&ticks, i);
    mps_draw_set_colour (draw, draw->palette->grid);
    mps_draw_line (draw, chart->left, y, chart->left + chart->width, y, 1);
    mps_draw_text (draw, &style, chart->left - 6, y, label);
  }
}

static void
paint_time_axis (MpsDraw *draw, const Chart *chart)
{
  MpsTextStyle style = make_style (draw);
  double width, height, bottom = chart->top + chart->height, right = chart->left + chart->width;
  mps_draw_set_colour (draw, draw->palette->dim);
  mps_draw_line (draw, chart->left, bottom, right, bottom, 1);
  if (chart->view->n == 0)
    return;

  style.size = MIN (
      style.size, mps_draw_fit_size (draw, &style, "2026-11", 0, (chart->height_below - 7) / 1.9));
  mps_draw_measure (draw, &style, "2026-11", &width, &height);
  g_autoptr (GArray) ticks = mps_time_ticks_new (
      chart->from, chart->to, (guint)CLAMP (chart->width / (width + 14), 2, 12));
  style.x_anchor = 0.5;
  for (guint i = 0; i < ticks->len; i++) {
    const MpsTimeTick *tick = &g_array_index (ticks, MpsTimeTick, i);
    double x = x_at (chart, tick->us);
    mps_draw_set_colour (draw, draw->palette->dim);
    mps_draw_line (draw, x, bottom, x, bottom + 4, 1);
    mps_draw_text (draw, &style, x, bottom + 5, tick->label);
    if (*tick->detail != '\0')
      mps_draw_text (draw, &style, x, bottom + 5 + height * 0.85, tick->detail);
  }
}

static void
paint_title (MpsDraw *draw, const Chart *chart)
{
  MpsTextStyle style = make_style (draw);
  const char *title = chart->view->title;
  g_autofree char *unit = mps_unit_display (chart->view->unit != NULL ? chart->view->unit : "");
  double room = chart->top - 6, width = 0, height;
  style.y_anchor = 0.5;
  if (title != NULL && *title != '\0') {
    style.weight = MPS_WEIGHT_BOLD;
    style.colour = draw->palette->text;
    style.max_width = (chart->width + chart->left - 90) * (chart->view->series != NULL ? 0.45 : 1);
    style.size = mps_draw_fit_size (draw, &style, title, 0, room);
    mps_draw_text (draw, &style, 4, room / 2, title);
    mps_draw_measure (draw, &style, title, &width, &height);
    width += 8;
  }
  style.weight = MPS_WEIGHT_REGULAR;
  style.colour = draw->palette->dim;
  style.max_width = 0;
  style.size = mps_draw_fit_size (draw, &style, unit, 86, room);
  if (*unit != '\0')
    mps_draw_text (draw, &style, 4 + width, room / 2, unit);
}

static double
get_radius (const MpsDraw *draw)
{
  return CLAMP (draw->palette->font_size * 0.42, 3.5, 9);
}

/* The second series is told apart without colour: by dashes, and by points with a hole. */
static void
set_dash (MpsDraw *draw, guint series)
{
  static const double dash[] = { 6, 4 };

  cairo_set_dash (draw->cr, dash, series > 0 ? G_N_ELEMENTS (dash) : 0, 0);
}

static void
paint_hole (MpsDraw *draw, double x, double y, double radius)
{
  mps_draw_set_colour (draw, draw->palette->surface);
  cairo_new_path (draw->cr);
  cairo_arc (draw->cr, x, y, radius * 0.5, 0, 2 * G_PI);
  cairo_fill (draw->cr);
}

static void
paint_legend (MpsDraw *draw, const Chart *chart)
{
  const MpsTrendSeries *series = chart->view->series;
  MpsTextStyle style = make_style (draw);
  double room = chart->top - 6, right = chart->left + chart->width;
  double radius = MIN (get_radius (draw), room / 2 - 2);
  style.y_anchor = 0.5;
  style.colour = draw->palette->text;
  for (guint i = 2; series != NULL && i > 0; i--) {
    const char *name = series->names[i - 1];
    double width = 0, height = 0;
    style.size = MIN (draw->palette->font_size,
                      mps_draw_fit_size (draw, &style, name, chart->width * 0.2, room));
    mps_draw_measure (draw, &style, name, &width, &height);
    right -= width;
    mps_draw_text (draw, &style, right, room / 2, name);
    right -= 34;
    mps_draw_set_colour (draw, draw->palette->dim);
    set_dash (draw, i - 1);
    mps_draw_line (draw, right, room / 2, right + 28, room / 2, 1.5);
    set_dash (draw, 0);
    cairo_new_path (draw->cr);
    cairo_arc (draw->cr, right + 14, room / 2, radius, 0, 2 * G_PI);
    cairo_fill (draw->cr);
    if (i == 2)
      paint_hole (draw, right + 14, room / 2, radius);
    right -= 18;
  }
}

static void
paint_line (MpsDraw *draw, const Chart *chart, guint series)
{
  const MpsTrendView *view = chart->view;
  cairo_new_path (draw->cr);
  for (guint i = 0; i < view->n; i++)
    if (isfinite (view->points[i].value) && view->points[i].series == series)
      cairo_line_to (
          draw->cr, x_at (chart, view->points[i].when_us), y_at (chart, view->points[i].value));
  mps_draw_set_colour (draw, mps_colour_fade (draw->palette->dim, 0.55));
  cairo_set_line_width (draw->cr, 1.25);
  set_dash (draw, series);
  cairo_stroke (draw->cr);
  set_dash (draw, 0);
}

static void
paint_points (MpsDraw *draw, const Chart *chart)
{
  const MpsTrendView *view = chart->view;
  double radius = get_radius (draw);
  paint_line (draw, chart, 0);
  if (view->series != NULL)
    paint_line (draw, chart, 1);
  for (guint i = 0; i < view->n; i++) {
    const MpsTrendPoint *point = &view->points[i];
    double x = x_at (chart, point->when_us), y = y_at (chart, point->value);
    if (!isfinite (point->value))
      continue;
    /* A rim of the background parts points that overlap. */
    mps_draw_set_colour (draw, draw->palette->surface);
    cairo_arc (draw->cr, x, y, radius * 1.5, 0, 2 * G_PI);
    cairo_fill (draw->cr);
    mps_draw_set_colour (draw, mps_draw_peek_meaning (draw, point->interpretation));
    mps_draw_arrow (draw, point->comparator, x, y, radius * 3);
    mps_draw_mark (draw, point->interpretation, x, y, radius);
    if (point->series > 0)
      paint_hole (draw, x, y, radius);
  }
}

static char *
dup_reading (const Chart *chart, const MpsTrendPoint *point)
{
  MpsQuantity quantity = { .value = point->value, .comparator = point->comparator };
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (point->when_us / G_USEC_PER_SEC);
  g_autofree char *date =
      when == NULL ? g_strdup ("") : g_date_time_format (when, "%Y-%m-%d %H:%M");
  g_strlcpy (
      quantity.unit, chart->view->unit != NULL ? chart->view->unit : "", sizeof quantity.unit);
  g_autofree char *value = mps_quantity_format (&quantity);
  if (chart->view->series == NULL)
    return g_strconcat (value, "  ·  ", date, NULL);
  return g_strconcat (
      chart->view->series->names[MIN (point->series, 1)], "  ", value, "  ·  ", date, NULL);
}

static void
paint_cursor (MpsDraw *draw, const Chart *chart)
{
  int cursor = chart->view->cursor;
  if (cursor < 0 || (guint)cursor >= chart->view->n)
    return;

  const MpsTrendPoint *point = &chart->view->points[cursor];
  MpsTextStyle style = make_style (draw);
  double x = x_at (chart, point->when_us), y = y_at (chart, point->value), width, height;
  double right = chart->left + chart->width;
  g_autofree char *reading = dup_reading (chart, point);
  mps_draw_set_colour (draw, draw->palette->text);
  mps_draw_line (draw, x, chart->top, x, chart->top + chart->height, 1);
  cairo_arc (draw->cr, x, y, get_radius (draw) * 2, 0, 2 * G_PI);
  cairo_set_line_width (draw->cr, 2);
  cairo_stroke (draw->cr);

  style.weight = MPS_WEIGHT_BOLD;
  style.colour = draw->palette->surface;
  style.size = mps_draw_fit_size (draw, &style, reading, chart->width - 16, 0);
  mps_draw_measure (draw, &style, reading, &width, &height);
  double left = CLAMP (x - width / 2 - 8, chart->left, MAX (right - width - 16, chart->left));
  /* Out of the way of the point itself. */
  gboolean below = y < chart->top + height + 30;
  double top = below ? chart->top + chart->height - height - 12 : chart->top + 4;
  mps_draw_rounded (draw, left, top, width + 16, height + 8, 6);
  mps_draw_set_colour (draw, draw->palette->text);
  cairo_fill (draw->cr);
  mps_draw_text (draw, &style, left + 8, top + 4, reading);
}

/**
 * mps_paint_trend:
 * @cr: where to draw, from 0, 0
 * @width: of the chart
 * @height: of the chart
 * @palette: its colours
 * @view: what it shows
 *
 * Values over time: the reference range as a band, each point by the shape of its flag, an arrow
 * where the value is a limit, and the reading of the point under the cursor. Any thread.
 */
void
mps_paint_trend (
    cairo_t *cr, double width, double height, const MpsPalette *palette, const MpsTrendView *view)
{
  Chart chart;
  g_auto (MpsDraw) draw = { 0 };
  mps_draw_init_for_target (&draw, cr, palette);
  init_chart (&chart, width, height, view);
  paint_value_axis (&draw, &chart);
  paint_band (&draw, &chart, view->range);
  if (view->series != NULL)
    paint_band (&draw, &chart, view->series->second_range);
  paint_time_axis (&draw, &chart);
  paint_title (&draw, &chart);
  paint_legend (&draw, &chart);
  cairo_save (cr);
  cairo_rectangle (cr, chart.left - 12, 0, chart.width + 24, height);
  cairo_clip (cr);
  paint_points (&draw, &chart);
  cairo_restore (cr);
  paint_cursor (&draw, &chart);
}
