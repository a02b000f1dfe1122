/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-engine.h"
#include "data/model/mps-analyte-info.h"

#include <cairo.h>

G_BEGIN_DECLS

/** MpsColour: red, green, blue and alpha, 0…1 */
typedef struct {
  double r, g, b, a;
} MpsColour;

/**
 * MpsPalette:
 * @text: text and axes
 * @dim: captions and grid labels
 * @grid: grid lines
 * @surface: background of the chart
 * @positive: ΔS above zero
 * @negative: ΔS below zero
 * @normal: clinical meaning: normal
 * @attention: outside the range
 * @critical: critical
 * @unknown: could not check
 * @accent: what is selected
 * @font: (nullable): font family; %NULL: Noto Sans CJK KR
 * @font_size: size of the smallest text in user units of the drawing (pixels on screen, points on
 * paper)
 *
 * Colours for one drawing: a page takes them from its theme, paper from
 * mps_palette_init_for_paper().
 */
typedef struct {
  MpsColour text, dim, grid, surface;
  MpsColour positive, negative;
  MpsColour normal, attention, critical, unknown, accent;
  const char *font;
  double font_size;
} MpsPalette;

void mps_palette_init_for_paper (MpsPalette *palette);

/**
 * MpsChannelsView: the strip of 88 cells, colour by ΔS, sign by hatch, dead channels crossed.
 */
typedef struct {
  const double *delta;
  const MpsChannelState *state;
  guint first_channel;
  guint n_channels;
  int cursor;
} MpsChannelsView;

void mps_paint_channels (cairo_t *cr,
                         double width,
                         double height,
                         const MpsPalette *palette,
                         const MpsChannelsView *view);
int mps_paint_channels_hit (double width, double height, double x, double y);

/**
 * MpsSignalView: median and quartiles of ΔS of a channel group over time, phases marked.
 */
typedef struct {
  guint n;
  const double *seconds;
  const double *median;
  const double *low;
  const double *high;
  const guint8 *phase;
  double seconds_total;
  const char *phase_names[3];
} MpsSignalView;

void mps_paint_signal (
    cairo_t *cr, double width, double height, const MpsPalette *palette, const MpsSignalView *view);

/**
 * MpsTrendPoint: one value on a trend chart; @series is 1 for one of the second series.
 */
typedef struct {
  gint64 when_us;
  double value;
  MpsComparator comparator;
  MpsInterpretation interpretation;
  guint series;
} MpsTrendPoint;

/**
 * MpsTrendSeries: two kinds of values on one axis, as the two of a blood pressure.
 * @names: of series 0 and of series 1, whose line is dashed and whose points are hollow
 * @second_range: (nullable): reference band of series 1
 */
typedef struct {
  const char *names[2];
  const MpsReferenceRange *second_range;
} MpsTrendSeries;

/**
 * MpsTrendView: values over time with the reference band, points by the shape of their flag.
 */
typedef struct {
  guint n;
  const MpsTrendPoint *points;
  const char *unit;
  const MpsReferenceRange *range;
  int cursor;
  const char *title;
  const MpsTrendSeries *series;
} MpsTrendView;

void mps_paint_trend (
    cairo_t *cr, double width, double height, const MpsPalette *palette, const MpsTrendView *view);
int mps_paint_trend_hit (double width, double height, const MpsTrendView *view, double x, double y);

/**
 * MpsRangeBarView: the reference range as a bar with the value on it.
 */
typedef struct {
  const MpsReferenceRange *range;
  const MpsQuantity *quantity;
  MpsInterpretation interpretation;
} MpsRangeBarView;

void mps_paint_range_bar (cairo_t *cr,
                          double width,
                          double height,
                          const MpsPalette *palette,
                          const MpsRangeBarView *view);

/* mps-paint-code.c */
gboolean mps_paint_code (cairo_t *cr, double x, double y, double size, const char *text);

G_END_DECLS
