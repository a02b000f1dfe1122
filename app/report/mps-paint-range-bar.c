/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-paint-private.h"

#include <math.h>

/* Share of the bar that the reference range takes; the rest shows how far out a value lies. */
#define RANGE_SHARE 0.5

typedef struct {
  double from;
  double to;
  double x;
  double width;
} Scale;

/* A range with one limit is drawn as if it were as wide as that limit is large. */
static void
get_limits (const MpsReferenceRange *range, double *low, double *high)
{
  *high = range->has_high ? range->high : range->low * 2;
  *low = range->has_low ? range->low : MIN (0, *high);
  if (!(*high > *low))
    *high = *low + 1;
}

static Scale
make_scale (const MpsReferenceRange *range, double x, double width)
{
  double low, high, margin;

  get_limits (range, &low, &high);
  margin = (high - low) * (1 - RANGE_SHARE) / 2 / RANGE_SHARE;
  return (Scale){
    .from = range->has_low ? low - margin : low,
    .to = high + margin * (range->has_low ? 1 : 2),
    .x = x,
    .width = width,
  };
}

static double
place (const Scale *scale, double value)
{
  double share = (value - scale->from) / (scale->to - scale->from);

  return scale->x + scale->width * CLAMP (share, 0, 1);
}

static void
paint_bar (cairo_t *cr,
           const Scale *scale,
           double y,
           double thickness,
           const MpsPalette *palette,
           const MpsReferenceRange *range)
{
  double start = range->has_low ? place (scale, range->low) : scale->x;
  double end = range->has_high ? place (scale, range->high) : scale->x + scale->width;
  MpsRect whole = { scale->x, y, scale->width, thickness };

  cairo_save (cr);
  mps_paint_rounded (cr, &whole, thickness / 2);
  cairo_clip (cr);
  mps_paint_set_colour (cr, palette->grid);
  cairo_paint (cr);
  mps_paint_set_colour_alpha (cr, palette->normal, 0.55);
  cairo_rectangle (cr, start, y, end - start, thickness);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* A value off the scale stands at its end with an arrow that points on. */
static void
paint_beyond (cairo_t *cr, double x, double y, double size, MpsColour colour, double direction)
{
  cairo_move_to (cr, x + direction * size * 2.2, y);
  cairo_line_to (cr, x + direction * size * 1.2, y - size * 0.8);
  cairo_line_to (cr, x + direction * size * 1.2, y + size * 0.8);
  cairo_close_path (cr);
  mps_paint_set_colour (cr, colour);
  cairo_fill (cr);
}

static double
get_direction (const Scale *scale, const MpsQuantity *quantity)
{
  if (quantity->comparator == MPS_COMPARATOR_LESS || quantity->value < scale->from)
    return -1;
  if (quantity->comparator == MPS_COMPARATOR_GREATER || quantity->value > scale->to)
    return 1;

  return 0;
}

static void
paint_limit (cairo_t *cr,
             PangoLayout *layout,
             const Scale *scale,
             double limit,
             double y,
             double bottom,
             const MpsPalette *palette)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double width, height;
  double x = place (scale, limit);

  g_ascii_formatd (text, sizeof text, "%.6g", limit);
  mps_paint_set_colour (cr, palette->dim);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x, bottom);
  cairo_stroke (cr);
  mps_paint_get_text_size (layout, text, &width, &height);
  mps_paint_text (cr,
                  layout,
                  text,
                  CLAMP (x, scale->x + width / 2, scale->x + scale->width - width / 2),
                  bottom + 1,
                  0.5);
}

/**
 * mps_paint_range_bar:
 * @cr: where to draw, from (0, 0)
 * @width: user units
 * @height: user units; at least three times the palette's font size
 * @palette: colours and font
 * @view: range, value and its interpretation
 *
 * The reference range as a bar with its limits below and the value on it. Without a range nothing
 * is drawn but the empty bar: "unknown" must not look like "normal".
 */
void
mps_paint_range_bar (cairo_t *cr,
                     double width,
                     double height,
                     const MpsPalette *palette,
                     const MpsRangeBarView *view)
{
  g_autoptr (PangoLayout) layout = mps_paint_create_layout (cr, palette, 1, FALSE);
  const MpsReferenceRange *range = view->range;
  double marker = palette->font_size * 0.65;
  double thickness = palette->font_size * 0.7;
  double text_width, text_height, y, x, direction;
  Scale scale;

  mps_paint_get_text_size (layout, "0", &text_width, &text_height);
  y = MAX ((height - text_height - thickness) / 2, marker);
  if (range == NULL || !(range->has_low || range->has_high)) {
    MpsRect empty = { marker * 2, y, width - marker * 4, thickness };

    mps_paint_rounded (cr, &empty, thickness / 2);
    mps_paint_set_colour (cr, palette->grid);
    cairo_fill (cr);
    return;
  }

  scale = make_scale (range, marker * 2.4, width - marker * 4.8);
  paint_bar (cr, &scale, y, thickness, palette, range);
  if (range->has_low)
    paint_limit (cr, layout, &scale, range->low, y, y + thickness + 3, palette);
  if (range->has_high)
    paint_limit (cr, layout, &scale, range->high, y, y + thickness + 3, palette);
  if (view->quantity == NULL)
    return;

  x = place (&scale, view->quantity->value);
  direction = get_direction (&scale, view->quantity);
  if (direction != 0)
    paint_beyond (cr,
                  x,
                  y + thickness / 2,
                  marker,
                  mps_palette_get_interpretation (palette, view->interpretation),
                  direction);
  mps_paint_marker (cr, x, y + thickness / 2, marker, palette, view->interpretation);
}
