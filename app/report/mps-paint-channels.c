/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-draw-private.h"
#include "app/report/mps-ticks-private.h"
#include "app/report/mps-volts-private.h"

#include <math.h>

/* Where the cells lie: by width and height alone, so that a pointer can be asked for its cell
 * without knowing fonts. */
typedef struct {
  guint columns, rows;
  double left, top;
  double cell_width, cell_height;
  double row_step;
  double legend_top, legend_height;
} Grid;

#define GAP 2.0
#define BRACKET 6.0

/* Of the ways to lay out 88 cells, the one whose cells are nearest to a lying rectangle of 3:2. */
static void
init_grid (Grid *grid, double width, double height)
{
  static const guint rows[] = { 1, 2, 4, 8 };
  double best = G_MAXDOUBLE;
  grid->legend_height = height < 56 ? 0 : CLAMP (height * 0.15, 14, 30);
  double room = height - grid->legend_height;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    guint columns = MPS_CHANNELS / rows[i];
    double w = width / columns, h = room / rows[i] - BRACKET;
    if (h < 4 && i > 0)
      continue;
    double miss = fabs (log (MAX (w, 1) / MAX (h, 1) / 1.5));
    if (miss >= best)
      continue;
    best = miss;
    grid->rows = rows[i];
    grid->columns = columns;
  }
  grid->cell_width = floor (width / grid->columns);
  grid->row_step = floor (room / grid->rows);
  grid->cell_height = MAX (grid->row_step - BRACKET, 2);
  grid->left = floor ((width - grid->cell_width * grid->columns) / 2);
  grid->top = 0;
  grid->legend_top = height - grid->legend_height;
}

/**
 * mps_paint_channels_hit:
 * @width: of the strip
 * @height: of the strip
 * @x: of a pointer
 * @y: of a pointer
 *
 * Returns: the channel, from 0, whose cell is there, or -1
 */
int
mps_paint_channels_hit (double width, double height, double x, double y)
{
  Grid grid;
  init_grid (&grid, width, height);
  double column = floor ((x - grid.left) / grid.cell_width);
  double row = floor ((y - grid.top) / grid.row_step);
  if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows)
    return -1;
  return (int)(row * grid.columns + column);
}

/* The colour scale ends at a round number, so that it does not creep while values grow. */
static double
find_scale (const MpsChannelsView *view)
{
  double largest = 1e-4;
  for (guint c = 0; c < MPS_CHANNELS; c++)
    if (view->state[c] == MPS_CHANNEL_GOOD && isfinite (view->delta[c]))
      largest = MAX (largest, fabs (view->delta[c]));
  return mps_nice_above (largest);
}

/* A share of −1…1 of the scale. The middle stands out from the surface a little, or a cell that
 * measures nothing could not be seen. */
static MpsColour
colour_for_share (const MpsPalette *palette, double share)
{
  MpsColour neutral = mps_colour_mix (palette->surface, palette->grid, 0.55);
  MpsColour end = share < 0 ? palette->negative : palette->positive;
  return mps_colour_mix (neutral, end, fabs (share));
}

static void
paint_cross (MpsDraw *draw, double x, double y, double w, double h)
{
  double inset = MIN (w, h) * 0.18;
  cairo_set_line_width (draw->cr, CLAMP (MIN (w, h) / 9, 1, 3));
  cairo_move_to (draw->cr, x + inset, y + inset);
  cairo_line_to (draw->cr, x + w - inset, y + h - inset);
  cairo_move_to (draw->cr, x + w - inset, y + inset);
  cairo_line_to (draw->cr, x + inset, y + h - inset);
  cairo_stroke (draw->cr);
}

/* Returns what lies under the number of the cell. */
static MpsColour
paint_cell (
    MpsDraw *draw, MpsChannelState state, double share, double x, double y, double w, double h)
{
  const MpsPalette *palette = draw->palette;
  if (state == MPS_CHANNEL_UNUSABLE || !isfinite (share)) {
    MpsColour blank = mps_colour_mix (palette->surface, palette->grid, 0.3);
    mps_draw_set_colour (draw, blank);
    mps_draw_fill (draw, x, y, w, h);
    mps_draw_set_colour (draw, palette->dim);
    paint_cross (draw, x, y, w, h);
    return blank;
  }

  MpsColour fill = colour_for_share (palette, CLAMP (share, -1, 1));
  mps_draw_set_colour (draw, fill);
  mps_draw_fill (draw, x, y, w, h);
  if (share < -0.02) {
    mps_draw_set_colour (draw, mps_colour_mix (fill, mps_colour_over (fill), 0.28));
    mps_draw_hatch (draw, x, y, w, h, CLAMP (MIN (w, h) / 3, 4, 10));
  }
  if (state == MPS_CHANNEL_SATURATED) {
    mps_draw_set_colour (draw, palette->attention);
    mps_draw_fill (draw, x, y, w, MAX (3, h * 0.16));
    mps_draw_fill (draw, x, y + h - MAX (3, h * 0.16), w, MAX (3, h * 0.16));
  }
  return fill;
}

static void
get_cell (const Grid *grid, guint channel, double *x, double *y)
{
  *x = grid->left + (channel % grid->columns) * grid->cell_width;
  *y = grid->top + (channel / grid->columns) * grid->row_step;
}

/* People count channels from 1. */
static void
paint_number (MpsDraw *draw, guint channel, MpsColour fill, double x, double y, double w, double h)
{
  MpsTextStyle style = { .size = MIN (draw->palette->font_size * 0.9, w * 0.52),
                         .x_anchor = 0.5,
                         .y_anchor = 0.5 };
  char text[4];
  double text_width, text_height;
  g_snprintf (text, sizeof text, "%u", channel + 1);
  mps_draw_measure (draw, &style, text, &text_width, &text_height);
  if (style.size < 7.5 || text_height > h || text_width > w - 2)
    return;

  /* A plate under the digits, so that a hatch does not run through them. */
  mps_draw_set_colour (draw, mps_colour_fade (fill, 0.85));
  mps_draw_fill (draw,
                 x + (w - text_width) / 2 - 1,
                 y + (h - style.size) / 2 - 1,
                 text_width + 2,
                 style.size + 2);
  style.colour = mps_colour_fade (mps_colour_over (fill), 0.9);
  mps_draw_text (draw, &style, x + w / 2, y + h / 2, text);
}

/* A bracket under the cells of the cartridge's group, broken where a row ends. */
static void
paint_bracket (MpsDraw *draw, const Grid *grid, const MpsChannelsView *view)
{
  guint end = MIN (view->first_channel + view->n_channels, MPS_CHANNELS);
  mps_draw_set_colour (draw, draw->palette->accent);
  for (guint c = view->first_channel; c < end; c++) {
    double x, y;
    get_cell (grid, c, &x, &y);
    double line = y + grid->cell_height + 2, right = x + grid->cell_width;
    gboolean last = c + 1 == end;
    mps_draw_fill (draw, x, line, grid->cell_width - (last ? GAP : 0), 2);
    if (c == view->first_channel)
      mps_draw_fill (draw, x, y + grid->cell_height - 3, 2, 5);
    if (last)
      mps_draw_fill (draw, right - GAP - 2, y + grid->cell_height - 3, 2, 5);
  }
}

static void
paint_cursor (MpsDraw *draw, const Grid *grid, int cursor)
{
  if (cursor < 0 || cursor >= MPS_CHANNELS)
    return;

  double x, y;
  get_cell (grid, (guint)cursor, &x, &y);
  cairo_rectangle (draw->cr,
                   x + 2.5,
                   y + 2.5,
                   MAX (grid->cell_width - GAP - 5, 1),
                   MAX (grid->cell_height - 5, 1));
  mps_draw_set_colour (draw, draw->palette->surface);
  cairo_set_line_width (draw->cr, 5);
  cairo_stroke_preserve (draw->cr);
  mps_draw_set_colour (draw, draw->palette->text);
  cairo_set_line_width (draw->cr, 2.5);
  cairo_stroke (draw->cr);
}

/* The scale: what a colour and a hatch stand for, in volts. */
static void
paint_legend (MpsDraw *draw, const Grid *grid, double width, double scale)
{
  MpsTextStyle style = { .size = draw->palette->font_size,
                         .colour = draw->palette->dim,
                         .y_anchor = 0.5 };
  g_autofree char *high = mps_volts_dup_label (scale, scale);
  g_autofree char *plus = g_strconcat ("+", high, NULL);
  g_autofree char *minus = g_strconcat ("\u2212", high, NULL);
  double text_width, text_height;
  if (grid->legend_height == 0)
    return;

  style.size = mps_draw_fit_size (draw, &style, plus, width * 0.2, grid->legend_height);
  mps_draw_measure (draw, &style, plus, &text_width, &text_height);
  double bar = CLAMP (width * 0.3, 60, 240), height = MAX (6, grid->legend_height * 0.45);
  double middle = round (grid->legend_top + grid->legend_height / 2);
  double left = width - bar - text_width - 8, top = round (middle - height / 2);
  for (guint i = 0; i < (guint)bar; i++) {
    mps_draw_set_colour (draw, colour_for_share (draw->palette, 2 * i / bar - 1));
    mps_draw_fill (draw, left + i, top, 1, height);
  }
  MpsColour end = draw->palette->negative;
  mps_draw_set_colour (draw, mps_colour_mix (end, mps_colour_over (end), 0.28));
  mps_draw_hatch (draw, left, top, bar * 0.48, height, 5);
  mps_draw_text (draw, &style, left + bar + 6, middle, plus);
  style.x_anchor = 1;
  mps_draw_text (draw, &style, left - 6, middle, minus);
}

/**
 * mps_paint_channels:
 * @cr: where to draw, from 0, 0
 * @width: of the strip
 * @height: of the strip
 * @palette: its colours
 * @view: what the channels measure
 *
 * A cell for each channel: its colour is ΔS on a scale that ends at a round number, a hatch says
 * that it is negative, a cross that the channel does not count, bars above and below that it is
 * saturated. Any thread.
 */
void
mps_paint_channels (cairo_t *cr,
                    double width,
                    double height,
                    const MpsPalette *palette,
                    const MpsChannelsView *view)
{
  Grid grid;
  double scale = find_scale (view);
  g_auto (MpsDraw) draw = { 0 };
  mps_draw_init_for_target (&draw, cr, palette);
  init_grid (&grid, width, height);
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    double x, y, w = grid.cell_width - GAP;
    get_cell (&grid, c, &x, &y);
    MpsColour fill = paint_cell (
        &draw, view->state[c], view->delta[c] / scale, x, y, MAX (w, 1), grid.cell_height);
    if (view->state[c] != MPS_CHANNEL_UNUSABLE)
      paint_number (&draw, c, fill, x, y, w, grid.cell_height);
  }
  paint_bracket (&draw, &grid, view);
  paint_cursor (&draw, &grid, view->cursor);
  paint_legend (&draw, &grid, width, scale);
}
