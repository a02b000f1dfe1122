/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-paint-private.h"

#include <math.h>

#define GAP 2.0
/* ΔS from which a cell has its full colour, V: the default scale of feature 1 (measurement rules,
 * §3 similarity). */
#define FULL_COLOUR_V 0.1
/* ΔS at which colour begins to show, V. */
#define FIRST_COLOUR_V 0.0005
#define HATCH_DISTANCE 5.0

typedef struct {
  guint columns;
  guint rows;
  double cell_width;
  double cell_height;
} Grid;

/* 88 has few divisors: 2 × 44 where it is wide, 4 × 22 or 8 × 11 where it is not. */
static Grid
make_grid (double width, double height)
{
  Grid grid = { .columns = 44, .rows = 2 };

  if (width < 40 * 22)
    grid = (Grid){ .columns = 22, .rows = 4 };
  if (width < 20 * 20)
    grid = (Grid){ .columns = 11, .rows = 8 };

  grid.cell_width = width / grid.columns;
  grid.cell_height = height / grid.rows;
  return grid;
}

static MpsRect
get_cell (const Grid *grid, guint channel)
{
  return (MpsRect){
    .x = (channel % grid->columns) * grid->cell_width + GAP / 2,
    .y = floor (channel / grid->columns * grid->cell_height) + GAP / 2,
    .width = grid->cell_width - GAP,
    .height = grid->cell_height - GAP,
  };
}

/* The eye tells steps of a ratio apart, so colour follows the logarithm of |ΔS|. */
static double
get_strength (double delta)
{
  double magnitude = fabs (delta);

  if (!(magnitude > FIRST_COLOUR_V))
    return 0;

  return MIN (log (magnitude / FIRST_COLOUR_V) / log (FULL_COLOUR_V / FIRST_COLOUR_V), 1);
}

static void
hatch (cairo_t *cr, const MpsRect *cell, MpsColour colour)
{
  cairo_save (cr);
  cairo_rectangle (cr, cell->x, cell->y, cell->width, cell->height);
  cairo_clip (cr);
  for (double x = -cell->height; x < cell->width; x += HATCH_DISTANCE) {
    cairo_move_to (cr, cell->x + x, cell->y + cell->height);
    cairo_line_to (cr, cell->x + x + cell->height, cell->y);
  }
  mps_paint_set_colour (cr, colour);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
cross_out (cairo_t *cr, const MpsRect *cell, MpsColour colour)
{
  cairo_move_to (cr, cell->x + 2, cell->y + 2);
  cairo_line_to (cr, cell->x + cell->width - 2, cell->y + cell->height - 2);
  cairo_move_to (cr, cell->x + cell->width - 2, cell->y + 2);
  cairo_line_to (cr, cell->x + 2, cell->y + cell->height - 2);
  mps_paint_set_colour (cr, colour);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

static void
mark_rail (cairo_t *cr, const MpsRect *cell, MpsColour colour)
{
  double size = MIN (cell->width, cell->height) * 0.45;

  cairo_move_to (cr, cell->x + cell->width, cell->y);
  cairo_rel_line_to (cr, -size, 0);
  cairo_rel_line_to (cr, size, size);
  cairo_close_path (cr);
  mps_paint_set_colour (cr, colour);
  cairo_fill (cr);
}

static gboolean
is_in_group (const MpsChannelsView *view, guint channel)
{
  return channel >= view->first_channel && channel - view->first_channel < view->n_channels;
}

static void
paint_cell (cairo_t *cr,
            const MpsRect *cell,
            const MpsPalette *palette,
            const MpsChannelsView *view,
            guint channel)
{
  double delta = view->delta[channel];
  MpsColour base = mps_colour_mix (palette->surface, palette->grid, 0.5);
  MpsColour full = delta < 0 ? palette->negative : palette->positive;
  double strength = get_strength (delta);

  mps_paint_rounded (cr, cell, 2);
  if (view->state[channel] == MPS_CHANNEL_UNUSABLE) {
    mps_paint_set_colour (cr, base);
    cairo_fill (cr);
    cross_out (cr, cell, palette->dim);
    return;
  }

  mps_paint_set_colour (cr, mps_colour_mix (base, full, strength));
  cairo_fill (cr);
  if (delta < 0 && strength > 0)
    hatch (cr, cell, mps_colour_mix (base, palette->surface, 0.6));
  if (view->state[channel] == MPS_CHANNEL_SATURATED)
    mark_rail (cr, cell, palette->critical);
}

static void
outline_cell (cairo_t *cr, const MpsRect *cell, MpsColour colour, double line)
{
  MpsRect inner = {
    cell->x + line / 2, cell->y + line / 2, cell->width - line, cell->height - line
  };

  mps_paint_rounded (cr, &inner, 2);
  mps_paint_set_colour (cr, colour);
  cairo_set_line_width (cr, line);
  cairo_stroke (cr);
}

static MpsColour
get_ink (const MpsPalette *palette, const MpsChannelsView *view, guint channel)
{
  gboolean strong =
      view->state[channel] != MPS_CHANNEL_UNUSABLE && get_strength (view->delta[channel]) > 0.55;

  return strong ? palette->surface : palette->text;
}

static void
paint_numbers (cairo_t *cr,
               const Grid *grid,
               const MpsPalette *palette,
               const MpsChannelsView *view)
{
  g_autoptr (PangoLayout) layout = mps_paint_create_layout (cr, palette, 1, FALSE);
  double width, height;

  mps_paint_get_text_size (layout, "88", &width, &height);
  if (width + 4 > grid->cell_width - GAP || height > grid->cell_height - GAP)
    return;

  for (guint i = 0; i < MPS_CHANNELS; i++) {
    MpsRect cell = get_cell (grid, i);
    char text[8];

    if (view->state[i] == MPS_CHANNEL_UNUSABLE ||
        (view->delta[i] < 0 && get_strength (view->delta[i]) > 0))
      continue;
    g_snprintf (text, sizeof text, "%u", i + 1);
    mps_paint_set_colour (cr, get_ink (palette, view, i));
    mps_paint_text (
        cr, layout, text, cell.x + cell.width / 2, cell.y + (cell.height - height) / 2, 0.5);
  }
}

/**
 * mps_paint_channels:
 * @cr: where to draw, from (0, 0)
 * @width: user units
 * @height: user units
 * @palette: colours and font
 * @view: what to show
 *
 * The 88 channels as cells in reading order: colour by ΔS, hatched below zero, crossed out where a
 * channel does not count, a corner where it stands at a rail. Cells of the shown group are
 * outlined.
 */
void
mps_paint_channels (cairo_t *cr,
                    double width,
                    double height,
                    const MpsPalette *palette,
                    const MpsChannelsView *view)
{
  Grid grid = make_grid (width, height);

  for (guint i = 0; i < MPS_CHANNELS; i++) {
    MpsRect cell = get_cell (&grid, i);

    paint_cell (cr, &cell, palette, view, i);
    if (is_in_group (view, i))
      outline_cell (cr, &cell, palette->dim, 1);
    if ((int)i == view->cursor)
      outline_cell (cr, &cell, palette->accent, 2.5);
  }
  paint_numbers (cr, &grid, palette, view);
}

/**
 * mps_paint_channels_hit:
 * @width: as drawn
 * @height: as drawn
 * @x: a point
 * @y: a point
 *
 * Returns: the channel at the point, from 0; -1 outside
 */
int
mps_paint_channels_hit (double width, double height, double x, double y)
{
  Grid grid = make_grid (width, height);

  if (x < 0 || y < 0 || x >= width || y >= height)
    return -1;

  return (int)((guint)(y / grid.cell_height) * grid.columns + (guint)(x / grid.cell_width));
}
