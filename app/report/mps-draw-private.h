/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/report/mps-paint.h"

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/** MpsMedium: what is drawn on. On a screen text keeps to whole pixels (Hangul loses strokes
 * otherwise); on paper it must not, so that pages break alike at every scale. */
typedef enum {
  MPS_MEDIUM_SCREEN,
  MPS_MEDIUM_PAPER,
} MpsMedium;

/** MpsWeight: of text. */
typedef enum {
  MPS_WEIGHT_REGULAR,
  MPS_WEIGHT_BOLD,
} MpsWeight;

/**
 * MpsDraw:
 * @cr: where to
 * @palette: with what
 * @medium: what it is
 * @layout: one layout for every text, because making one costs more than using it
 *
 * What every drawing function of this folder needs. Lengths and font sizes are in the units of
 * @cr: pixels on a screen, points on paper.
 */
typedef struct {
  cairo_t *cr;
  const MpsPalette *palette;
  MpsMedium medium;
  PangoLayout *layout;
} MpsDraw;

void mps_draw_init (MpsDraw *draw, cairo_t *cr, const MpsPalette *palette, MpsMedium medium);
void mps_draw_init_for_target (MpsDraw *draw, cairo_t *cr, const MpsPalette *palette);
void mps_draw_clear (MpsDraw *draw);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MpsDraw, mps_draw_clear)

MpsColour mps_colour_mix (MpsColour from, MpsColour to, double share);
MpsColour mps_colour_fade (MpsColour colour, double alpha);
MpsColour mps_colour_over (MpsColour fill);
void mps_draw_set_colour (MpsDraw *draw, MpsColour colour);

/**
 * MpsTextStyle:
 * @size: of the font
 * @weight: of the font
 * @colour: of the letters
 * @max_width: where to cut the text with an ellipsis; 0: nowhere
 * @x_anchor: which part of the text stands at x: 0 its left, 1 its right edge
 * @y_anchor: likewise for y: 0 its top, 1 its bottom
 */
typedef struct {
  double size;
  MpsWeight weight;
  MpsColour colour;
  double max_width;
  double x_anchor;
  double y_anchor;
} MpsTextStyle;

void mps_draw_measure (
    MpsDraw *draw, const MpsTextStyle *style, const char *text, double *width, double *height);
void mps_draw_text (MpsDraw *draw, const MpsTextStyle *style, double x, double y, const char *text);
double mps_draw_measure_descent (MpsDraw *draw, const MpsTextStyle *style, const char *text);
double mps_draw_measure_paragraph (MpsDraw *draw, const MpsTextStyle *style, const char *text);
void
mps_draw_paragraph (MpsDraw *draw, const MpsTextStyle *style, double x, double y, const char *text);
double mps_draw_fit_size (
    MpsDraw *draw, const MpsTextStyle *style, const char *text, double width, double height);

void mps_draw_line (MpsDraw *draw, double x1, double y1, double x2, double y2, double thickness);
void mps_draw_fill (MpsDraw *draw, double x, double y, double width, double height);
void
mps_draw_rounded (MpsDraw *draw, double x, double y, double width, double height, double radius);
void mps_draw_hatch (MpsDraw *draw, double x, double y, double width, double height, double step);

MpsColour mps_draw_peek_meaning (const MpsDraw *draw, MpsInterpretation interpretation);
void
mps_draw_mark (MpsDraw *draw, MpsInterpretation interpretation, double x, double y, double radius);
void mps_draw_arrow (MpsDraw *draw, MpsComparator comparator, double x, double y, double length);

void mps_draw_range_bar (MpsDraw *draw, double width, double height, const MpsRangeBarView *view);

G_END_DECLS
