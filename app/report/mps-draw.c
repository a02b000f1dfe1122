/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-draw-private.h"

#include <math.h>

#define DEFAULT_FONT "Noto Sans CJK KR"

/**
 * mps_draw_init:
 * @draw: (out): cleared with mps_draw_clear()
 * @cr: where to draw
 * @palette: colours and font
 * @medium: what is drawn on
 */
void
mps_draw_init (MpsDraw *draw, cairo_t *cr, const MpsPalette *palette, MpsMedium medium)
{
  gboolean paper = medium == MPS_MEDIUM_PAPER;
  cairo_font_options_t *options = cairo_font_options_create ();
  draw->cr = cr;
  draw->palette = palette;
  draw->medium = medium;
  draw->layout = pango_cairo_create_layout (cr);

  PangoContext *context = pango_layout_get_context (draw->layout);
  cairo_font_options_set_hint_metrics (options,
                                       paper ? CAIRO_HINT_METRICS_OFF : CAIRO_HINT_METRICS_ON);
  cairo_font_options_set_hint_style (options,
                                     paper ? CAIRO_HINT_STYLE_NONE : CAIRO_HINT_STYLE_SLIGHT);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, !paper);
  cairo_font_options_destroy (options);

  /* Digits of one width, so that columns and changing values stand still. */
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (draw->layout, attributes);
  cairo_save (cr);
}

/**
 * mps_draw_init_for_target:
 * @draw: (out): cleared with mps_draw_clear()
 * @cr: where to draw; a PDF is paper, all else a screen
 * @palette: colours and font
 */
void
mps_draw_init_for_target (MpsDraw *draw, cairo_t *cr, const MpsPalette *palette)
{
  gboolean paper = cairo_surface_get_type (cairo_get_target (cr)) == CAIRO_SURFACE_TYPE_PDF;
  mps_draw_init (draw, cr, palette, paper ? MPS_MEDIUM_PAPER : MPS_MEDIUM_SCREEN);
}

/**
 * mps_draw_clear:
 * @draw: what mps_draw_init() gave; the context of its cairo_t is restored
 */
void
mps_draw_clear (MpsDraw *draw)
{
  cairo_restore (draw->cr);
  g_clear_object (&draw->layout);
}

/**
 * mps_draw_set_colour:
 * @draw: a drawing
 * @colour: for what is drawn next
 */
void
mps_draw_set_colour (MpsDraw *draw, MpsColour colour)
{
  cairo_set_source_rgba (draw->cr, colour.r, colour.g, colour.b, colour.a);
}

static void
prepare_layout (MpsDraw *draw, const MpsTextStyle *style, const char *text)
{
  const char *family = draw->palette->font != NULL ? draw->palette->font : DEFAULT_FONT;
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  pango_font_description_set_family (font, family);
  pango_font_description_set_absolute_size (font, style->size * PANGO_SCALE);
  pango_font_description_set_weight (
      font, style->weight == MPS_WEIGHT_BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (draw->layout, font);
  pango_layout_set_single_paragraph_mode (draw->layout, TRUE);
  pango_layout_set_ellipsize (draw->layout,
                              style->max_width > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_width (draw->layout,
                          style->max_width > 0 ? (int)(style->max_width * PANGO_SCALE) : -1);
  pango_layout_set_text (draw->layout, text, -1);
}

/**
 * mps_draw_measure:
 * @draw: a drawing
 * @style: size, weight and width that count
 * @text: one line
 * @width: (out): of the text
 * @height: (out): of its line, from the top of the highest to the bottom of the lowest letter
 */
void
mps_draw_measure (
    MpsDraw *draw, const MpsTextStyle *style, const char *text, double *width, double *height)
{
  int w, h;
  prepare_layout (draw, style, text);
  pango_layout_get_size (draw->layout, &w, &h);
  *width = (double)w / PANGO_SCALE;
  *height = (double)h / PANGO_SCALE;
}

/**
 * mps_draw_text:
 * @draw: a drawing
 * @style: how
 * @x: where, by the style's anchors
 * @y: likewise
 * @text: one line
 */
void
mps_draw_text (MpsDraw *draw, const MpsTextStyle *style, double x, double y, const char *text)
{
  int w, h;
  prepare_layout (draw, style, text);
  pango_layout_get_size (draw->layout, &w, &h);
  double left = x - style->x_anchor * w / PANGO_SCALE;
  double top = y - style->y_anchor * h / PANGO_SCALE;
  if (draw->medium == MPS_MEDIUM_SCREEN) {
    left = round (left);
    top = round (top);
  }
  mps_draw_set_colour (draw, style->colour);
  cairo_move_to (draw->cr, left, top);
  pango_cairo_show_layout (draw->cr, draw->layout);
}

/**
 * mps_draw_measure_descent:
 * @draw: a drawing
 * @style: size and weight that count
 * @text: one line
 *
 * Returns: from the base line to the bottom of the line
 */
double
mps_draw_measure_descent (MpsDraw *draw, const MpsTextStyle *style, const char *text)
{
  int height;
  prepare_layout (draw, style, text);
  pango_layout_get_size (draw->layout, NULL, &height);
  return (double)(height - pango_layout_get_baseline (draw->layout)) / PANGO_SCALE;
}

static void
prepare_paragraph (MpsDraw *draw, const MpsTextStyle *style, const char *text)
{
  prepare_layout (draw, style, text);
  pango_layout_set_single_paragraph_mode (draw->layout, FALSE);
  pango_layout_set_ellipsize (draw->layout, PANGO_ELLIPSIZE_NONE);
  pango_layout_set_wrap (draw->layout, PANGO_WRAP_WORD_CHAR);
}

/**
 * mps_draw_measure_paragraph:
 * @draw: a drawing
 * @style: how; lines break at its max_width
 * @text: any text
 *
 * Returns: its height
 */
double
mps_draw_measure_paragraph (MpsDraw *draw, const MpsTextStyle *style, const char *text)
{
  int height;
  prepare_paragraph (draw, style, text);
  pango_layout_get_size (draw->layout, NULL, &height);
  return (double)height / PANGO_SCALE;
}

/**
 * mps_draw_paragraph:
 * @draw: a drawing
 * @style: how; lines break at its max_width
 * @x: left
 * @y: top
 * @text: any text
 */
void
mps_draw_paragraph (MpsDraw *draw, const MpsTextStyle *style, double x, double y, const char *text)
{
  prepare_paragraph (draw, style, text);
  mps_draw_set_colour (draw, style->colour);
  cairo_move_to (draw->cr, x, y);
  pango_cairo_show_layout (draw->cr, draw->layout);
}

/**
 * mps_draw_fit_size:
 * @draw: a drawing
 * @style: size and weight that are wished for
 * @text: one line
 * @width: room there is; 0: any
 * @height: room there is; 0: any
 *
 * Returns: the largest size up to the wished one at which the text has room
 */
double
mps_draw_fit_size (
    MpsDraw *draw, const MpsTextStyle *style, const char *text, double width, double height)
{
  double w, h, scale = 1;
  mps_draw_measure (draw, style, text, &w, &h);
  if (width > 0 && w > width)
    scale = width / w;
  if (height > 0 && h * scale > height)
    scale = height / h;
  return style->size * scale;
}

/* On a screen a thin line lies on whole pixels, or it turns into two grey ones. */
static void
snap (MpsDraw *draw, double *x, double *y, double thickness)
{
  if (draw->medium == MPS_MEDIUM_PAPER)
    return;

  double half = fmod (round (thickness), 2) == 1 ? 0.5 : 0;
  *x = floor (*x) + half;
  *y = floor (*y) + half;
}

/**
 * mps_draw_line:
 * @draw: a drawing
 * @x1: one end
 * @y1: one end
 * @x2: the other end
 * @y2: the other end
 * @thickness: of the line
 *
 * Draws a level or upright line sharply in the present colour.
 */
void
mps_draw_line (MpsDraw *draw, double x1, double y1, double x2, double y2, double thickness)
{
  snap (draw, &x1, &y1, thickness);
  snap (draw, &x2, &y2, thickness);
  cairo_set_line_width (draw->cr, thickness);
  cairo_move_to (draw->cr, x1, y1);
  cairo_line_to (draw->cr, x2, y2);
  cairo_stroke (draw->cr);
}

/**
 * mps_draw_fill:
 * @draw: a drawing
 * @x: left
 * @y: top
 * @width: of the box
 * @height: of the box
 *
 * Fills a box with sharp edges in the present colour.
 */
void
mps_draw_fill (MpsDraw *draw, double x, double y, double width, double height)
{
  double right = x + width, bottom = y + height;
  if (draw->medium == MPS_MEDIUM_SCREEN) {
    x = round (x);
    y = round (y);
    right = round (right);
    bottom = round (bottom);
  }
  cairo_rectangle (draw->cr, x, y, right - x, bottom - y);
  cairo_fill (draw->cr);
}

/**
 * mps_draw_rounded:
 * @draw: a drawing
 * @x: left
 * @y: top
 * @width: of the box
 * @height: of the box
 * @radius: of its corners
 *
 * Begins a path: a box with round corners.
 */
void
mps_draw_rounded (MpsDraw *draw, double x, double y, double width, double height, double radius)
{
  double r = MIN (radius, MIN (width, height) / 2);
  cairo_new_sub_path (draw->cr);
  cairo_arc (draw->cr, x + width - r, y + r, r, -G_PI / 2, 0);
  cairo_arc (draw->cr, x + width - r, y + height - r, r, 0, G_PI / 2);
  cairo_arc (draw->cr, x + r, y + height - r, r, G_PI / 2, G_PI);
  cairo_arc (draw->cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
  cairo_close_path (draw->cr);
}

/**
 * mps_draw_hatch:
 * @draw: a drawing
 * @x: left
 * @y: top
 * @width: of the box
 * @height: of the box
 * @step: between two lines
 *
 * Covers a box with slanting lines in the present colour.
 */
void
mps_draw_hatch (MpsDraw *draw, double x, double y, double width, double height, double step)
{
  cairo_save (draw->cr);
  cairo_rectangle (draw->cr, x, y, width, height);
  cairo_clip (draw->cr);
  cairo_set_line_width (draw->cr, MAX (1, step / 5));
  for (double at = -height; at < width; at += step) {
    cairo_move_to (draw->cr, x + at, y + height);
    cairo_line_to (draw->cr, x + at + height, y);
  }
  cairo_stroke (draw->cr);
  cairo_restore (draw->cr);
}

/**
 * mps_draw_peek_meaning:
 * @draw: a drawing
 * @interpretation: where a value lies
 *
 * Returns: the colour of its clinical meaning
 */
MpsColour
mps_draw_peek_meaning (const MpsDraw *draw, MpsInterpretation interpretation)
{
  switch (interpretation) {
  case MPS_INTERPRETATION_NORMAL:
    return draw->palette->normal;
  case MPS_INTERPRETATION_LOW:
  case MPS_INTERPRETATION_HIGH:
    return draw->palette->attention;
  case MPS_INTERPRETATION_CRITICAL_LOW:
  case MPS_INTERPRETATION_CRITICAL_HIGH:
    return draw->palette->critical;
  case MPS_INTERPRETATION_UNKNOWN:
  default:
    return draw->palette->unknown;
  }
}

/* A triangle that points up (@up 1) or down (@up -1) about its middle. */
static void
add_triangle (cairo_t *cr, double x, double y, double r, double up)
{
  cairo_move_to (cr, x, y - up * r * 1.15);
  cairo_line_to (cr, x + r * 1.1, y + up * r * 0.8);
  cairo_line_to (cr, x - r * 1.1, y + up * r * 0.8);
  cairo_close_path (cr);
}

/**
 * mps_draw_mark:
 * @draw: a drawing
 * @interpretation: where a value lies
 * @x: middle
 * @y: middle
 * @radius: of the mark
 *
 * The shape alone says what it means: a disc is normal, a triangle points to the side on which
 * the value lies outside, two of them mean critical, an open square means not known.
 */
void
mps_draw_mark (MpsDraw *draw, MpsInterpretation interpretation, double x, double y, double radius)
{
  cairo_t *cr = draw->cr;
  gboolean up = interpretation == MPS_INTERPRETATION_HIGH ||
                interpretation == MPS_INTERPRETATION_CRITICAL_HIGH;
  gboolean critical = interpretation == MPS_INTERPRETATION_CRITICAL_LOW ||
                      interpretation == MPS_INTERPRETATION_CRITICAL_HIGH;
  mps_draw_set_colour (draw, mps_draw_peek_meaning (draw, interpretation));
  cairo_new_path (cr);
  if (interpretation == MPS_INTERPRETATION_UNKNOWN) {
    double side = radius * 1.7, line = MAX (1, radius * 0.4);
    cairo_set_line_width (cr, line);
    cairo_rectangle (cr, x - side / 2, y - side / 2, side, side);
    cairo_stroke (cr);
    return;
  }
  if (interpretation == MPS_INTERPRETATION_NORMAL) {
    cairo_arc (cr, x, y, radius * 0.95, 0, 2 * G_PI);
  } else if (critical) {
    add_triangle (cr, x, y - radius * 0.62, radius * 0.78, up ? 1 : -1);
    add_triangle (cr, x, y + radius * 0.78, radius * 0.78, up ? 1 : -1);
  } else {
    add_triangle (cr, x, y, radius, up ? 1 : -1);
  }
  cairo_fill (cr);
}

/**
 * mps_draw_arrow:
 * @draw: a drawing
 * @comparator: "<" points down, ">" up; none draws nothing
 * @x: where the limit is
 * @y: where the limit is
 * @length: of the arrow
 *
 * Says that the true value lies beyond the point, in the present colour.
 */
void
mps_draw_arrow (MpsDraw *draw, MpsComparator comparator, double x, double y, double length)
{
  if (comparator == MPS_COMPARATOR_NONE)
    return;

  double up = comparator == MPS_COMPARATOR_GREATER ? -1 : 1;
  double head = length * 0.3, tip = y + up * length;
  cairo_set_line_width (draw->cr, MAX (1.5, length / 10));
  cairo_move_to (draw->cr, x, y);
  cairo_line_to (draw->cr, x, tip);
  cairo_move_to (draw->cr, x - head, tip - up * head);
  cairo_line_to (draw->cr, x, tip);
  cairo_line_to (draw->cr, x + head, tip - up * head);
  cairo_stroke (draw->cr);
}
