/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-draw-private.h"

#include <math.h>

/* The part from @low to @high is to scale. A critical limit far beyond it begins a cap at the end
 * of the bar, set off by a gap, in which nothing is to scale. */
typedef struct {
  const MpsReferenceRange *range;
  double left, width;
  double top, height;
  double low, high;
  double cap_low, cap_high;
} Bar;

#define CAP_SHARE 0.1
#define CAP_GAP 3.0

static double
x_to_scale (const Bar *bar, double value)
{
  double share = (value - bar->low) / (bar->high - bar->low);
  return bar->left + bar->cap_low +
         CLAMP (share, 0, 1) * (bar->width - bar->cap_low - bar->cap_high);
}

static double
x_at (const Bar *bar, double value)
{
  if (bar->cap_low > 0 && value <= bar->range->critical_low)
    return bar->left + bar->cap_low / 2;
  if (bar->cap_high > 0 && value >= bar->range->critical_high)
    return bar->left + bar->width - bar->cap_high / 2;
  return x_to_scale (bar, value);
}

static void
include_value (Bar *bar, gboolean known, double value)
{
  if (!known || !isfinite (value))
    return;
  bar->low = MIN (bar->low, value);
  bar->high = MAX (bar->high, value);
}

/* The range fills about half of the bar; critical limits and the value are on it where they are
 * near enough. */
static void
init_scale (Bar *bar, const MpsRangeBarView *view)
{
  const MpsReferenceRange *range = view->range;
  gboolean has_value = view->quantity != NULL && isfinite (view->quantity->value);
  double value = has_value ? view->quantity->value : 0;
  bar->low = G_MAXDOUBLE;
  bar->high = -G_MAXDOUBLE;
  include_value (bar, range->has_low, range->low);
  include_value (bar, range->has_high, range->high);
  include_value (bar, !range->has_low && range->has_high, 0);
  include_value (bar, range->has_low && !range->has_high, range->low * 2);
  if (bar->low > bar->high) {
    include_value (bar, range->has_critical_low, range->critical_low);
    include_value (bar, range->has_critical_high, range->critical_high);
    include_value (bar, TRUE, 0);
  }
  double span = MAX (bar->high - bar->low, MAX (fabs (bar->high), 1) * 1e-6);
  gboolean positive = bar->low >= 0;
  double least = bar->low - span * 0.55, most = bar->high + span * 0.55;
  if (range->has_critical_low && range->critical_low > bar->low - span)
    least = MIN (least, range->critical_low - span * 0.2);
  if (range->has_critical_high && range->critical_high < bar->high + 2 * span)
    most = MAX (most, range->critical_high + span * 0.2);
  if (has_value && value > bar->low - span && value < bar->high + 2 * span) {
    least = MIN (least, value - span * 0.1);
    most = MAX (most, value + span * 0.1);
  }
  bar->low = positive ? MAX (least, 0) : least;
  bar->high = most;
  if (range->has_critical_low && range->critical_low <= bar->low)
    bar->cap_low = bar->width * CAP_SHARE;
  if (range->has_critical_high && range->critical_high >= bar->high)
    bar->cap_high = bar->width * CAP_SHARE;
}

static void
paint_zone (MpsDraw *draw, const Bar *bar, double from, double to, MpsColour colour)
{
  double left = x_to_scale (bar, from), right = x_to_scale (bar, to);
  if (right - left < 0.5)
    return;
  mps_draw_set_colour (draw, colour);
  mps_draw_fill (draw, left, bar->top, right - left, bar->height);
}

static void
paint_zones (MpsDraw *draw, const Bar *bar)
{
  const MpsReferenceRange *range = bar->range;
  const MpsPalette *palette = draw->palette;
  double low = range->has_low ? range->low : bar->low;
  double high = range->has_high ? range->high : bar->high;
  cairo_save (draw->cr);
  mps_draw_rounded (draw, bar->left, bar->top, bar->width, bar->height, bar->height / 2);
  cairo_clip (draw->cr);
  MpsColour outside = mps_colour_mix (palette->surface, palette->attention, 0.3);
  MpsColour critical = mps_colour_mix (palette->surface, palette->critical, 0.5);
  paint_zone (draw, bar, bar->low, bar->high, outside);
  if (range->has_low || range->has_high)
    paint_zone (draw, bar, low, high, mps_colour_mix (palette->surface, palette->normal, 0.55));
  if (range->has_critical_low)
    paint_zone (draw, bar, bar->low, range->critical_low, critical);
  if (range->has_critical_high)
    paint_zone (draw, bar, range->critical_high, bar->high, critical);
  mps_draw_set_colour (draw, critical);
  if (bar->cap_low > 0)
    mps_draw_fill (draw, bar->left, bar->top, bar->cap_low - CAP_GAP, bar->height);
  if (bar->cap_high > 0)
    mps_draw_fill (draw,
                   bar->left + bar->width - bar->cap_high + CAP_GAP,
                   bar->top,
                   bar->cap_high - CAP_GAP,
                   bar->height);
  cairo_restore (draw->cr);
  /* The pale zones end where the outline says, on every background. */
  mps_draw_set_colour (draw, palette->dim);
  mps_draw_rounded (draw, bar->left, bar->top, bar->width, bar->height, bar->height / 2);
  cairo_set_line_width (draw->cr, 0.75);
  cairo_stroke (draw->cr);
}

/* Limits as people write them; not more digits than they have. */
static char *
dup_limit (double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (digits, sizeof digits, "%.6g", value);
  return g_strdup (digits);
}

static void
paint_limit (MpsDraw *draw, const Bar *bar, double value, double x, double *free_from)
{
  MpsTextStyle style = { .size = draw->palette->font_size, .colour = draw->palette->dim };
  double width, height, bottom = bar->top + bar->height;
  g_autofree char *label = dup_limit (value);
  mps_draw_measure (draw, &style, label, &width, &height);
  double left = CLAMP (x - width / 2, 0, bar->left * 2 + bar->width - width);
  mps_draw_set_colour (draw, draw->palette->dim);
  mps_draw_line (draw, x, bar->top, x, bottom + 3, 1);
  if (left < *free_from)
    return;
  mps_draw_text (draw, &style, left, bottom + 3, label);
  *free_from = left + width + 4;
}

static void
paint_limits (MpsDraw *draw, const Bar *bar)
{
  const MpsReferenceRange *range = bar->range;
  double free_from = 0, right = bar->left + bar->width;
  double cap = right - bar->cap_high + CAP_GAP / 2,
         low_cap = bar->left + bar->cap_low - CAP_GAP / 2;
  if (range->has_critical_low)
    paint_limit (draw,
                 bar,
                 range->critical_low,
                 bar->cap_low > 0 ? low_cap : x_at (bar, range->critical_low),
                 &free_from);
  if (range->has_low)
    paint_limit (draw, bar, range->low, x_at (bar, range->low), &free_from);
  if (range->has_high)
    paint_limit (draw, bar, range->high, x_at (bar, range->high), &free_from);
  if (range->has_critical_high)
    paint_limit (draw,
                 bar,
                 range->critical_high,
                 bar->cap_high > 0 ? cap : x_at (bar, range->critical_high),
                 &free_from);
}

/* The mark stands over the bar and a line through it marks the very place. */
static void
paint_value (MpsDraw *draw, const Bar *bar, const MpsRangeBarView *view, double radius)
{
  if (view->quantity == NULL || !isfinite (view->quantity->value))
    return;

  double x = x_at (bar, view->quantity->value), y = bar->top - radius - 3;
  double arrow = view->quantity->comparator == MPS_COMPARATOR_LESS ? -1 : 1;
  mps_draw_set_colour (draw, draw->palette->surface);
  mps_draw_fill (draw, x - 2.5, bar->top - 1, 5, bar->height + 2);
  mps_draw_set_colour (draw, draw->palette->text);
  mps_draw_fill (draw, x - 1.25, bar->top - 2, 2.5, bar->height + 4);
  mps_draw_mark (draw, view->interpretation, x, y, radius);
  if (view->quantity->comparator == MPS_COMPARATOR_NONE)
    return;

  double from = x + arrow * radius * 1.6, to = from + arrow * radius * 2.4;
  cairo_set_line_width (draw->cr, MAX (1, radius * 0.35));
  cairo_move_to (draw->cr, from, y);
  cairo_line_to (draw->cr, to, y);
  cairo_move_to (draw->cr, to - arrow * radius * 0.8, y - radius * 0.7);
  cairo_line_to (draw->cr, to, y);
  cairo_line_to (draw->cr, to - arrow * radius * 0.8, y + radius * 0.7);
  cairo_stroke (draw->cr);
}

/**
 * mps_draw_range_bar:
 * @draw: a drawing
 * @width: of the bar with all that belongs to it
 * @height: likewise
 * @view: what it shows
 *
 * mps_paint_range_bar() inside another drawing.
 */
void
mps_draw_range_bar (MpsDraw *draw, double width, double height, const MpsRangeBarView *view)
{
  MpsTextStyle style = { .size = draw->palette->font_size };
  double text_width, text_height, radius = CLAMP (height * 0.11, 3, 8);
  if (view->range == NULL)
    return;

  mps_draw_measure (draw, &style, "0", &text_width, &text_height);
  Bar bar = { .range = view->range, .left = radius * 4.8 };
  bar.width = MAX (width - 2 * bar.left, 8);
  bar.top = radius * 2.7 + 5;
  bar.height = CLAMP (height - bar.top - text_height - 4, 4, 16);
  init_scale (&bar, view);
  paint_zones (draw, &bar);
  paint_limits (draw, &bar);
  paint_value (draw, &bar, view, radius);
}

/**
 * mps_paint_range_bar:
 * @cr: where to draw, from 0, 0
 * @width: of the bar with all that belongs to it
 * @height: likewise; 44 pixels and more look well
 * @palette: its colours
 * @view: what it shows; nothing without a range
 *
 * The reference range as a bar with its limits and the value on it by the shape of its flag; an
 * arrow where the value is a limit. Any thread.
 */
void
mps_paint_range_bar (cairo_t *cr,
                     double width,
                     double height,
                     const MpsPalette *palette,
                     const MpsRangeBarView *view)
{
  g_auto (MpsDraw) draw = { 0 };
  mps_draw_init_for_target (&draw, cr, palette);
  mps_draw_range_bar (&draw, width, height, view);
}
