/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-paint-private.h"

#include <math.h>

#define DAY_US (24.0 * 3600 * G_USEC_PER_SEC)
#define MARKER 5.0

typedef struct {
  MpsRect plot;
  MpsAxis y;
  double from_us;
  double to_us;
} Frame;

static void
get_extent (const MpsTrendView *view, double *low, double *high)
{
  *low = view->points[0].value;
  *high = view->points[0].value;
  for (guint i = 1; i < view->n; i++) {
    *low = MIN (*low, view->points[i].value);
    *high = MAX (*high, view->points[i].value);
  }
  if (view->range != NULL && view->range->has_low)
    *low = MIN (*low, view->range->low);
  if (view->range != NULL && view->range->has_high)
    *high = MAX (*high, view->range->high);
}

/* Geometry does not depend on the font, so that a hit needs no drawing. */
static Frame
make_frame (double width, double height, const MpsTrendView *view)
{
  Frame frame = { .plot = { 60, 30, width - 78, height - 60 } };
  double low, high, margin;

  get_extent (view, &low, &high);
  margin = (high - low) * 0.1;
  mps_axis_init (&frame.y, low - margin, high + margin, (guint)MAX (height / 55, 2));
  frame.from_us = (double)view->points[0].when_us;
  frame.to_us = (double)view->points[view->n - 1].when_us;
  if (frame.to_us - frame.from_us < DAY_US) {
    frame.from_us -= DAY_US / 2;
    frame.to_us += DAY_US / 2;
  }
  margin = (frame.to_us - frame.from_us) * 0.03;
  frame.from_us -= margin;
  frame.to_us += margin;
  return frame;
}

static double
map_x (const Frame *frame, double when_us)
{
  return frame->plot.x +
         frame->plot.width * (when_us - frame->from_us) / (frame->to_us - frame->from_us);
}

static double
map_y (const Frame *frame, double value)
{
  return frame->plot.y +
         frame->plot.height * (1 - (value - frame->y.low) / (frame->y.high - frame->y.low));
}

static void
paint_band (cairo_t *cr,
            const Frame *frame,
            const MpsPalette *palette,
            const MpsReferenceRange *range)
{
  double top, bottom;

  if (range == NULL || !(range->has_low || range->has_high))
    return;

  top = range->has_high ? map_y (frame, range->high) : frame->plot.y;
  bottom = range->has_low ? map_y (frame, range->low) : frame->plot.y + frame->plot.height;
  mps_paint_set_colour_alpha (cr, palette->normal, 0.13);
  cairo_rectangle (cr, frame->plot.x, top, frame->plot.width, bottom - top);
  cairo_fill (cr);
}

static void
paint_values_axis (cairo_t *cr, PangoLayout *layout, const Frame *frame, const MpsPalette *palette)
{
  double width, height;

  mps_paint_get_text_size (layout, "0", &width, &height);
  for (double v = mps_axis_get_first_tick (&frame->y); v <= frame->y.high + frame->y.step * 1e-9;
       v += frame->y.step) {
    g_autofree char *text = mps_axis_format (&frame->y, v);
    double y = round (map_y (frame, v)) + 0.5;

    mps_paint_set_colour (cr, palette->grid);
    cairo_set_line_width (cr, 1);
    cairo_move_to (cr, frame->plot.x, y);
    cairo_rel_line_to (cr, frame->plot.width, 0);
    cairo_stroke (cr);
    mps_paint_set_colour (cr, palette->dim);
    mps_paint_text (cr, layout, text, frame->plot.x - 8, y - height / 2, 1);
  }
}

static const char *
choose_date_format (double span_us)
{
  if (span_us > 3 * 365 * DAY_US)
    return "%Y";
  if (span_us > 60 * DAY_US)
    return "%Y-%m";
  if (span_us > 2 * DAY_US)
    return "%m-%d";

  return "%m-%d %H:%M";
}

static char *
format_time (double when_us, const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc ((gint64)(when_us / G_USEC_PER_SEC));
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, format) : g_strdup ("");
}

static void
paint_time_axis (cairo_t *cr, PangoLayout *layout, const Frame *frame, const MpsPalette *palette)
{
  double span = frame->to_us - frame->from_us;
  const char *format = choose_date_format (span);
  g_autofree char *sample = format_time (frame->from_us, format);
  double width, height;
  guint n;

  mps_paint_get_text_size (layout, sample, &width, &height);
  n = (guint)CLAMP (frame->plot.width / (width + 36), 1, 10);
  mps_paint_set_colour (cr, palette->dim);
  for (guint i = 0; i <= n; i++) {
    double when = frame->from_us + span * i / n;
    g_autofree char *text = format_time (when, format);

    mps_paint_text (cr,
                    layout,
                    text,
                    map_x (frame, when),
                    frame->plot.y + frame->plot.height + 6,
                    (double)i / n);
  }
}

static void
paint_comparator (
    cairo_t *cr, double x, double y, const MpsPalette *palette, const MpsTrendPoint *point)
{
  double direction = point->comparator == MPS_COMPARATOR_GREATER ? -1 : 1;

  if (point->comparator == MPS_COMPARATOR_NONE)
    return;

  mps_paint_set_colour (cr, palette->text);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, x, y + direction * MARKER * 1.6);
  cairo_line_to (cr, x, y + direction * MARKER * 3.2);
  cairo_move_to (cr, x - 3, y + direction * MARKER * 2.5);
  cairo_line_to (cr, x, y + direction * MARKER * 3.2);
  cairo_line_to (cr, x + 3, y + direction * MARKER * 2.5);
  cairo_stroke (cr);
}

static void
paint_points (cairo_t *cr, const Frame *frame, const MpsPalette *palette, const MpsTrendView *view)
{
  cairo_new_path (cr);
  for (guint i = 0; i < view->n; i++)
    cairo_line_to (
        cr, map_x (frame, (double)view->points[i].when_us), map_y (frame, view->points[i].value));
  mps_paint_set_colour_alpha (cr, palette->dim, 0.6);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);

  for (guint i = 0; i < view->n; i++) {
    const MpsTrendPoint *point = &view->points[i];
    double x = map_x (frame, (double)point->when_us);
    double y = map_y (frame, point->value);

    paint_comparator (cr, x, y, palette, point);
    mps_paint_marker (
        cr, x, y, (int)i == view->cursor ? MARKER * 1.5 : MARKER, palette, point->interpretation);
  }
}

static void
paint_cursor (cairo_t *cr,
              PangoLayout *layout,
              const Frame *frame,
              const MpsPalette *palette,
              const MpsTrendView *view)
{
  const MpsTrendPoint *point = &view->points[view->cursor];
  MpsQuantity quantity = { .value = point->value, .comparator = point->comparator };
  g_autofree char *value = NULL;
  g_autofree char *when = format_time ((double)point->when_us, "%Y-%m-%d %H:%M");
  g_autofree char *text = NULL;
  double x = map_x (frame, (double)point->when_us);
  double width, height, left;
  MpsRect box;

  g_strlcpy (quantity.unit, view->unit != NULL ? view->unit : "", sizeof quantity.unit);
  value = mps_quantity_format (&quantity);
  text = g_strconcat (value, "  ", when, NULL);
  mps_paint_set_colour (cr, palette->accent);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, round (x) + 0.5, frame->plot.y);
  cairo_rel_line_to (cr, 0, frame->plot.height);
  cairo_stroke (cr);

  mps_paint_get_text_size (layout, text, &width, &height);
  left = CLAMP (x - width / 2 - 6,
                frame->plot.x,
                MAX (frame->plot.x + frame->plot.width - width - 12, frame->plot.x));
  box = (MpsRect){ left, frame->plot.y - height - 6, width + 12, height + 4 };
  mps_paint_rounded (cr, &box, 4);
  mps_paint_set_colour (cr, palette->text);
  cairo_fill (cr);
  mps_paint_set_colour (cr, palette->surface);
  mps_paint_text (cr, layout, text, left + 6, box.y + 2, 0);
}

/**
 * mps_paint_trend:
 * @cr: where to draw, from (0, 0)
 * @width: user units
 * @height: user units
 * @palette: colours and font
 * @view: points in order of time; without any nothing is drawn
 *
 * Values of one code over time: reference band, each point in the shape of its interpretation, an
 * arrow where only a limit is known, and at the cursor the value and its time in words.
 */
void
mps_paint_trend (
    cairo_t *cr, double width, double height, const MpsPalette *palette, const MpsTrendView *view)
{
  g_autoptr (PangoLayout) layout = NULL;
  g_autofree char *unit = NULL;
  Frame frame;

  if (view->n == 0 || width < 120 || height < 90)
    return;

  layout = mps_paint_create_layout (cr, palette, 1, FALSE);
  frame = make_frame (width, height, view);
  paint_band (cr, &frame, palette, view->range);
  paint_values_axis (cr, layout, &frame, palette);
  paint_time_axis (cr, layout, &frame, palette);
  if (view->cursor < 0) {
    unit = mps_unit_display (view->unit != NULL ? view->unit : "");
    mps_paint_set_colour (cr, palette->dim);
    mps_paint_text (cr, layout, unit, frame.plot.x - 8, 4, 0.5);
    mps_paint_set_colour (cr, palette->text);
    mps_paint_text (cr,
                    layout,
                    view->title != NULL ? view->title : "",
                    frame.plot.x + frame.plot.width / 2,
                    4,
                    0.5);
  }
  paint_points (cr, &frame, palette, view);
  if (view->cursor >= 0 && (guint)view->cursor < view->n)
    paint_cursor (cr, layout, &frame, palette, view);
}

/**
 * mps_paint_trend_hit:
 * @width: as drawn
 * @height: as drawn
 * @view: as drawn
 * @x: a point
 * @y: a point
 *
 * Returns: the nearest of the view's points within reach, -1 where there is none
 */
int
mps_paint_trend_hit (double width, double height, const MpsTrendView *view, double x, double y)
{
  double nearest = MARKER * 4;
  int hit = -1;
  Frame frame;

  if (view->n == 0)
    return -1;

  frame = make_frame (width, height, view);
  for (guint i = 0; i < view->n; i++) {
    double distance = hypot (map_x (&frame, (double)view->points[i].when_us) - x,
                             map_y (&frame, view->points[i].value) - y);

    if (distance < nearest) {
      nearest = distance;
      hit = (int)i;
    }
  }

  return hit;
}
