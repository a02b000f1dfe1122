/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-paint-private.h"

#include <locale.h>
#include <math.h>
#include <string.h>

/* Korean glyphs are in it; a Latin font with a fallback clips the lower strokes of Hangul. */
#define DEFAULT_FONT "Noto Sans CJK KR"

/**
 * mps_palette_init_for_paper:
 * @palette: (out): a palette
 *
 * Dark ink on white, for print and PDF; every clinical colour has at least 4.5:1 on white.
 */
void
mps_palette_init_for_paper (MpsPalette *palette)
{
  *palette = (MpsPalette){
    .text = { 0.11, 0.11, 0.13, 1 },
    .dim = { 0.38, 0.38, 0.42, 1 },
    .grid = { 0.85, 0.85, 0.87, 1 },
    .surface = { 1, 1, 1, 1 },
    .positive = { 0.78, 0.36, 0.04, 1 },
    .negative = { 0.10, 0.40, 0.72, 1 },
    .normal = { 0.07, 0.45, 0.25, 1 },
    .attention = { 0.62, 0.36, 0.00, 1 },
    .critical = { 0.70, 0.09, 0.13, 1 },
    .unknown = { 0.40, 0.33, 0.55, 1 },
    .accent = { 0.11, 0.44, 0.85, 1 },
    .font = NULL,
    .font_size = 8,
  };
}

void
mps_paint_set_colour (cairo_t *cr, MpsColour colour)
{
  cairo_set_source_rgba (cr, colour.r, colour.g, colour.b, colour.a);
}

void
mps_paint_set_colour_alpha (cairo_t *cr, MpsColour colour, double alpha)
{
  cairo_set_source_rgba (cr, colour.r, colour.g, colour.b, colour.a * alpha);
}

MpsColour
mps_colour_mix (MpsColour from, MpsColour to, double share)
{
  MpsColour mixed = {
    from.r + (to.r - from.r) * share,
    from.g + (to.g - from.g) * share,
    from.b + (to.b - from.b) * share,
    from.a + (to.a - from.a) * share,
  };

  return mixed;
}

MpsColour
mps_palette_get_interpretation (const MpsPalette *palette, MpsInterpretation interpretation)
{
  switch (interpretation) {
  case MPS_INTERPRETATION_NORMAL:
    return palette->normal;
  case MPS_INTERPRETATION_LOW:
  case MPS_INTERPRETATION_HIGH:
    return palette->attention;
  case MPS_INTERPRETATION_CRITICAL_LOW:
  case MPS_INTERPRETATION_CRITICAL_HIGH:
    return palette->critical;
  case MPS_INTERPRETATION_UNKNOWN:
  default:
    return palette->unknown;
  }
}

/* On a screen glyph metrics are rounded to pixels, or Hangul loses its bottom strokes; on paper
 * rounding would only spoil the spacing. */
static void
set_font_options (PangoContext *context, cairo_t *cr)
{
  cairo_font_options_t *options = cairo_font_options_create ();
  gboolean paper = cairo_surface_get_type (cairo_get_target (cr)) == CAIRO_SURFACE_TYPE_PDF;

  cairo_font_options_set_hint_metrics (options,
                                       paper ? CAIRO_HINT_METRICS_OFF : CAIRO_HINT_METRICS_ON);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
}

/* A layout in the palette's font with tabular figures, @scale times its smallest size. */
PangoLayout *
mps_paint_create_layout (cairo_t *cr, const MpsPalette *palette, double scale, gboolean bold)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_new ();
  PangoAttrList *attributes = pango_attr_list_new ();

  set_font_options (pango_layout_get_context (layout), cr);
  pango_font_description_set_family (font, palette->font != NULL ? palette->font : DEFAULT_FONT);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size (font, palette->font_size * scale * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);

  pango_attr_list_unref (attributes);
  pango_font_description_free (font);
  return layout;
}

void
mps_paint_get_text_size (PangoLayout *layout, const char *text, double *width, double *height)
{
  int w, h;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, &w, &h);
  *width = (double)w / PANGO_SCALE;
  *height = (double)h / PANGO_SCALE;
}

/* Draws @text with its top at @y and the point at the share @align of its width at @x. */
void
mps_paint_text (
    cairo_t *cr, PangoLayout *layout, const char *text, double x, double y, double align)
{
  double width, height;

  mps_paint_get_text_size (layout, text, &width, &height);
  cairo_move_to (cr, x - width * align, y);
  pango_cairo_show_layout (cr, layout);
}

void
mps_paint_rounded (cairo_t *cr, const MpsRect *rect, double radius)
{
  double r = MIN (radius, MIN (rect->width, rect->height) / 2);
  double right = rect->x + rect->width;
  double bottom = rect->y + rect->height;

  cairo_new_sub_path (cr);
  cairo_arc (cr, right - r, rect->y + r, r, -G_PI_2, 0);
  cairo_arc (cr, right - r, bottom - r, r, 0, G_PI_2);
  cairo_arc (cr, rect->x + r, bottom - r, r, G_PI_2, G_PI);
  cairo_arc (cr, rect->x + r, rect->y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

/* Ends on ticks at 1, 2 or 5 times a power of ten, about @n_ticks of them. */
void
mps_axis_init (MpsAxis *axis, double low, double high, guint n_ticks)
{
  double span = high - low;
  double rough, power, share;

  if (!(span > 0)) {
    double margin = fabs (low) > 0 ? fabs (low) * 0.1 : 1;

    low -= margin;
    high += margin;
    span = high - low;
  }

  rough = span / MAX (n_ticks, 1);
  power = pow (10, floor (log10 (rough)));
  share = rough / power;
  axis->step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
  axis->low = low;
  axis->high = high;
  axis->decimals = CLAMP (-(int)floor (log10 (axis->step) + 1e-9), 0, 9);
}

double
mps_axis_get_first_tick (const MpsAxis *axis)
{
  return ceil (axis->low / axis->step - 1e-9) * axis->step;
}

char *
mps_axis_format (const MpsAxis *axis, double value)
{
  char format[8];
  char text[64];
  char *point;

  if (fabs (value) < axis->step * 1e-6)
    value = 0;
  g_snprintf (format, sizeof format, "%%.%df", axis->decimals);
  g_ascii_formatd (text, sizeof text, format, value);
  point = strchr (text, '.');
  if (point == NULL)
    return g_strdup (text);

  *point = '\0';
  return g_strconcat (text, localeconv ()->decimal_point, point + 1, NULL);
}

static void
trace_polygon (cairo_t *cr, double x, double y, double radius, guint corners, double turn)
{
  for (guint i = 0; i < corners; i++) {
    double angle = turn + 2 * G_PI * i / corners;

    cairo_line_to (cr, x + radius * cos (angle), y + radius * sin (angle));
  }
  cairo_close_path (cr);
}

static void
trace_marker (cairo_t *cr, double x, double y, double size, MpsInterpretation interpretation)
{
  cairo_new_path (cr);
  switch (interpretation) {
  case MPS_INTERPRETATION_HIGH:
    trace_polygon (cr, x, y, size * 1.15, 3, -G_PI_2);
    break;
  case MPS_INTERPRETATION_LOW:
    trace_polygon (cr, x, y, size * 1.15, 3, G_PI_2);
    break;
  case MPS_INTERPRETATION_CRITICAL_HIGH:
  case MPS_INTERPRETATION_CRITICAL_LOW:
    trace_polygon (cr, x, y, size * 1.25, 4, 0);
    break;
  case MPS_INTERPRETATION_NORMAL:
  case MPS_INTERPRETATION_UNKNOWN:
  default:
    cairo_arc (cr, x, y, size * 0.85, 0, 2 * G_PI);
    break;
  }
}

/* One shape per meaning, so that the picture reads without colour: disc, triangle up or down,
 * diamond; a ring where the meaning is not known. */
void
mps_paint_marker (cairo_t *cr,
                  double x,
                  double y,
                  double size,
                  const MpsPalette *palette,
                  MpsInterpretation interpretation)
{
  trace_marker (cr, x, y, size, interpretation);
  mps_paint_set_colour (cr, palette->surface);
  cairo_set_line_width (cr, size * 0.7);
  cairo_stroke_preserve (cr);

  mps_paint_set_colour (cr, mps_palette_get_interpretation (palette, interpretation));
  if (interpretation == MPS_INTERPRETATION_UNKNOWN) {
    cairo_set_line_width (cr, size * 0.4);
    cairo_stroke (cr);
  } else {
    cairo_fill (cr);
  }
}
