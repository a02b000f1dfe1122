/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/report/mps-paint.h"

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/**
 * MpsRect: a rectangle in user units of the drawing.
 */
typedef struct {
  double x, y, width, height;
} MpsRect;

/**
 * MpsAxis:
 * @low: value at the axis' start
 * @high: value at its end
 * @step: distance of two ticks
 * @decimals: that tick labels need
 */
typedef struct {
  double low;
  double high;
  double step;
  int decimals;
} MpsAxis;

void mps_paint_set_colour (cairo_t *cr, MpsColour colour);
void mps_paint_set_colour_alpha (cairo_t *cr, MpsColour colour, double alpha);
MpsColour mps_colour_mix (MpsColour from, MpsColour to, double share);
MpsColour mps_palette_get_interpretation (const MpsPalette *palette,
                                          MpsInterpretation interpretation);

PangoLayout *
mps_paint_create_layout (cairo_t *cr, const MpsPalette *palette, double scale, gboolean bold)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_paint_get_text_size (PangoLayout *layout, const char *text, double *width, double *height);
void mps_paint_text (
    cairo_t *cr, PangoLayout *layout, const char *text, double x, double y, double align);
void mps_paint_rounded (cairo_t *cr, const MpsRect *rect, double radius);

void mps_axis_init (MpsAxis *axis, double low, double high, guint n_ticks);
double mps_axis_get_first_tick (const MpsAxis *axis);
char *mps_axis_format (const MpsAxis *axis, double value) G_GNUC_WARN_UNUSED_RESULT;

void mps_paint_marker (cairo_t *cr,
                       double x,
                       double y,
                       double size,
                       const MpsPalette *palette,
                       MpsInterpretation interpretation);

G_END_DECLS
