/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-paint-private.h"

#include <math.h>

typedef struct {
  MpsRect plot;
  MpsAxis x;
  MpsAxis y;
  double factor;
  const char *unit;
} Frame;

/* Engineers' prefixes keep tick labels short; the unit stands at the axis. */
static void
choose_unit (Frame *frame, double largest)
{
  frame->factor = 1;
  frame->unit = "V";
  if (largest < 1) {
    frame->factor = 1e3;
    frame->unit = "mV";
  }
  if (largest < 1e-3) {
    frame->factor = 1e6;
    frame->unit = "µV";
  }
}

static double
map_x (const Frame *frame, double seconds)
{
  return frame->plot.x +
         frame->plot.width * (seconds - frame->x.low) / (frame->x.high - frame->x.low);
}

static double
map_y (const Frame *frame, double volts)
{
  double share = (volts * frame->factor - frame->y.low) / (frame->y.high - frame->y.low);

  return frame->plot.y + frame->plot.height * (1 - share);
}

static void
get_extent (const MpsSignalView *view, double *low, double *high)
{
  *low = 0;
  *high = 0;
  for (guint i = 0; i < view->n; i++) {
    if (isfinite (view->low[i]))
      *low = MIN (*low, view->low[i]);
    if (isfinite (view->high[i]))
      *high = MAX (*high, view->high[i]);
  }
}

static Frame
make_frame (PangoLayout *layout, double width, double height, const MpsSignalView *view)
{
  Frame frame = { 0 };
  double low, high, margin, label, line;
  double last = view->n > 0 ? view->seconds[view->n - 1] : 0;

  get_extent (view, &low, &high);
  choose_unit (&frame, MAX (fabs (low), fabs (high)));
  if (view->n == 0)
    choose_unit (&frame, 1e-2);
  /* never so close that plain noise fills the picture */
  margin = MAX ((high - low) * 0.08, 5e-5);
  mps_paint_get_text_size (layout, "-000.0", &label, &line);
  frame.plot = (MpsRect){ label + 8, line + 6, width - label - 18, height - 2 * line - 16 };
  mps_axis_init (
      &frame.x, 0, MAX (MAX (view->seconds_total, last), 1), (guint)MAX (width / 110, 2));
  mps_axis_init (&frame.y,
                 (low - margin) * frame.factor,
                 (high + margin) * frame.factor,
                 (guint)MAX (height / 48, 2));
  return frame;
}

static void
paint_phase_band (cairo_t *cr,
                  PangoLayout *layout,
                  const Frame *frame,
                  const MpsPalette *palette,
                  const MpsSignalView *view,
                  guint from,
                  guint to)
{
  double x0 = map_x (frame, view->seconds[from]);
  double x1 = map_x (frame, view->seconds[to]);
  guint phase = view->phase[from];
  double width, height;

  if (phase == MPS_PHASE_EXPOSURE) {
    mps_paint_set_colour_alpha (cr, palette->accent, 0.08);
    cairo_rectangle (cr, x0, frame->plot.y, MAX (x1 - x0, 1), frame->plot.height);
    cairo_fill (cr);
  }
  if (phase > MPS_PHASE_RECOVERY || view->phase_names[phase] == NULL)
    return;

  mps_paint_get_text_size (layout, view->phase_names[phase], &width, &height);
  if (width + 6 > x1 - x0)
    return;
  mps_paint_set_colour (cr, palette->dim);
  mps_paint_text (cr, layout, view->phase_names[phase], x0 + 3, frame->plot.y - height - 2, 0);
}

static void
paint_phases (cairo_t *cr,
              PangoLayout *layout,
              const Frame *frame,
              const MpsPalette *palette,
              const MpsSignalView *view)
{
  guint from = 0;

  for (guint i = 1; i <= view->n; i++) {
    if (i < view->n && view->phase[i] == view->phase[from])
      continue;
    paint_phase_band (cr, layout, frame, palette, view, from, MIN (i, view->n - 1));
    from = i;
  }
}

static void
paint_x_axis (cairo_t *cr, PangoLayout *layout, const Frame *frame, const MpsPalette *palette)
{
  double bottom = frame->plot.y + frame->plot.height;

  for (double t = mps_axis_get_first_tick (&frame->x); t <= frame->x.high * (1 + 1e-9);
       t += frame->x.step) {
    g_autofree char *number = mps_axis_format (&frame->x, t);
    g_autofree char *text = g_strconcat (number, " s", NULL);

    mps_paint_set_colour (cr, palette->dim);
    mps_paint_text (cr,
                    layout,
                    text,
                    map_x (frame, t),
                    bottom + 4,
                    t > frame->x.high - frame->x.step / 2 ? 0.8 : 0.5);
  }
}

static void
paint_y_axis (cairo_t *cr, PangoLayout *layout, const Frame *frame, const MpsPalette *palette)
{
  double width, height;

  mps_paint_get_text_size (layout, frame->unit, &width, &height);
  for (double v = mps_axis_get_first_tick (&frame->y); v <= frame->y.high + frame->y.step * 1e-9;
       v += frame->y.step) {
    g_autofree char *text = mps_axis_format (&frame->y, v);
    double y = round (map_y (frame, v / frame->factor)) + 0.5;

    mps_paint_set_colour (cr, palette->grid);
    cairo_set_line_width (cr, fabs (v) < frame->y.step * 1e-6 ? 2 : 1);
    cairo_move_to (cr, frame->plot.x, y);
    cairo_rel_line_to (cr, frame->plot.width, 0);
    cairo_stroke (cr);
    mps_paint_set_colour (cr, palette->dim);
    mps_paint_text (cr, layout, text, frame->plot.x - 6, y - height / 2, 1);
  }
  mps_paint_text (cr, layout, frame->unit, frame->plot.x - 6, frame->plot.y - height - 2, 1);
}

static void
paint_spread (cairo_t *cr, const Frame *frame, const MpsPalette *palette, const MpsSignalView *view)
{
  if (view->n < 2)
    return;

  cairo_new_path (cr);
  for (guint i = 0; i < view->n; i++)
    cairo_line_to (cr, map_x (frame, view->seconds[i]), map_y (frame, view->high[i]));
  for (guint i = view->n; i > 0; i--)
    cairo_line_to (cr, map_x (frame, view->seconds[i - 1]), map_y (frame, view->low[i - 1]));
  cairo_close_path (cr);
  mps_paint_set_colour_alpha (cr, palette->accent, 0.25);
  cairo_fill (cr);
}

static void
paint_median (cairo_t *cr, const Frame *frame, const MpsPalette *palette, const MpsSignalView *view)
{
  double last_x, last_y;

  if (view->n == 0)
    return;

  cairo_new_path (cr);
  for (guint i = 0; i < view->n; i++)
    cairo_line_to (cr, map_x (frame, view->seconds[i]), map_y (frame, view->median[i]));
  mps_paint_set_colour (cr, palette->accent);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);

  last_x = map_x (frame, view->seconds[view->n - 1]);
  last_y = map_y (frame, view->median[view->n - 1]);
  cairo_arc (cr, last_x, last_y, 3.5, 0, 2 * G_PI);
  cairo_fill (cr);
}

/**
 * mps_paint_signal:
 * @cr: where to draw, from (0, 0)
 * @width: user units
 * @height: user units
 * @palette: colours and font
 * @view: what to show; without points the axes stand empty
 *
 * Median of ΔS of a channel group over time with its quartiles as a band; the exposure is tinted
 * and the phases are named above.
 */
void
mps_paint_signal (
    cairo_t *cr, double width, double height, const MpsPalette *palette, const MpsSignalView *view)
{
  g_autoptr (PangoLayout) layout = mps_paint_create_layout (cr, palette, 1, FALSE);
  Frame frame = make_frame (layout, width, height, view);

  if (frame.plot.width < 20 || frame.plot.height < 20)
    return;

  if (view->n > 0)
    paint_phases (cr, layout, &frame, palette, view);
  paint_y_axis (cr, layout, &frame, palette);
  paint_x_axis (cr, layout, &frame, palette);

  cairo_save (cr);
  cairo_rectangle (cr, frame.plot.x, frame.plot.y - 2, frame.plot.width + 6, frame.plot.height + 4);
  cairo_clip (cr);
  paint_spread (cr, &frame, palette, view);
  paint_median (cr, &frame, palette, view);
  cairo_restore (cr);
}
