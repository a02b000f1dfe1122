/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/mps-paint.h"

#include <math.h>
#include <string.h>

/* Around every picture: ink here has left its box, and a widget would have cut it off. */
#define RIM 40

typedef struct {
  cairo_surface_t *surface;
  cairo_t *cr;
  int width, height;
} Sheet;

static const MpsColour paper = { 1, 1, 1, 1 };

static void
sheet_init (Sheet *sheet, int width, int height)
{
  sheet->width = width;
  sheet->height = height;
  sheet->surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, width + 2 * RIM, height + 2 * RIM);
  sheet->cr = cairo_create (sheet->surface);
  cairo_set_source_rgb (sheet->cr, paper.r, paper.g, paper.b);
  cairo_paint (sheet->cr);
  cairo_translate (sheet->cr, RIM, RIM);
}

static void
sheet_clear (Sheet *sheet)
{
  g_assert_cmpint (cairo_status (sheet->cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (sheet->cr);
  cairo_surface_destroy (sheet->surface);
}

static guint32
pixel_at (const Sheet *sheet, int x, int y)
{
  int stride = cairo_image_surface_get_stride (sheet->surface);
  const guint8 *row =
      cairo_image_surface_get_data (sheet->surface) + (gsize)(y + RIM) * (gsize)stride;
  guint32 pixel;
  memcpy (&pixel, row + (gsize)(x + RIM) * 4, sizeof pixel);
  return pixel & 0xffffff;
}

static gboolean
is_inside (const Sheet *sheet, int x, int y)
{
  return x >= 0 && y >= 0 && x < sheet->width && y < sheet->height;
}

/* Nothing but paper outside the box, and something inside. */
static void
assert_contained (const Sheet *sheet)
{
  guint ink = 0;
  cairo_surface_flush (sheet->surface);
  for (int y = -RIM; y < sheet->height + RIM; y++) {
    for (int x = -RIM; x < sheet->width + RIM; x++) {
      gboolean blank = pixel_at (sheet, x, y) == 0xffffff;
      if (!blank && !is_inside (sheet, x, y))
        g_error ("ink at %d, %d outside of %d x %d", x, y, sheet->width, sheet->height);
      ink += blank ? 0 : 1;
    }
  }
  g_assert_cmpuint (ink, >, 100);
}

static guint
count_colours (const Sheet *sheet, int x, int y, int width, int height)
{
  g_autoptr (GHashTable) colours = g_hash_table_new (g_direct_hash, g_direct_equal);
  for (int dy = 0; dy < height; dy++)
    for (int dx = 0; dx < width; dx++)
      g_hash_table_add (colours, GUINT_TO_POINTER (pixel_at (sheet, x + dx, y + dy) + 1));
  return g_hash_table_size (colours);
}

static const int sizes[][2] = { { 300, 120 }, { 360, 180 }, { 880, 264 }, { 1600, 500 } };
static const double font_sizes[] = { 10, 12.5, 25 };

typedef void (*PaintFunc) (const Sheet *sheet, const MpsPalette *palette);

static void
paint_all_sizes (PaintFunc paint)
{
  MpsPalette palette;
  mps_palette_init_for_paper (&palette);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS (font_sizes); j++) {
      Sheet sheet;
      sheet_init (&sheet, sizes[i][0], sizes[i][1]);
      palette.font_size = font_sizes[j];
      paint (&sheet, &palette);
      assert_contained (&sheet);
      sheet_clear (&sheet);
    }
  }
}

static double delta[MPS_CHANNELS];
static MpsChannelState state[MPS_CHANNELS];

static void
fill_channels (void)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    delta[c] = 0.03 * sin (c * 0.2);
    state[c] = MPS_CHANNEL_GOOD;
  }
  state[5] = MPS_CHANNEL_UNUSABLE;
  state[6] = MPS_CHANNEL_SATURATED;
  delta[7] = NAN;
}

static void
paint_channels (const Sheet *sheet, const MpsPalette *palette)
{
  MpsChannelsView view = { delta, state, 40, 30, 17 };
  mps_paint_channels (sheet->cr, sheet->width, sheet->height, palette, &view);
}

static void
test_channels_contained (void)
{
  fill_channels ();
  paint_all_sizes (paint_channels);
}

/* Each cell is found where it is drawn, and none outside. */
static void
test_channels_hit (void)
{
  static const int extents[][2] = { { 300, 96 }, { 880, 132 }, { 3840, 60 }, { 200, 400 } };
  for (gsize i = 0; i < G_N_ELEMENTS (extents); i++) {
    int width = extents[i][0], height = extents[i][1];
    gboolean found[MPS_CHANNELS] = { FALSE };
    int highest = -1;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int hit = mps_paint_channels_hit (width, height, x, y);
        g_assert_cmpint (hit, >=, -1);
        g_assert_cmpint (hit, <, MPS_CHANNELS);
        if (hit >= 0)
          found[hit] = TRUE;
        highest = MAX (highest, hit);
      }
    }
    g_assert_cmpint (highest, ==, MPS_CHANNELS - 1);
    for (guint c = 0; c < MPS_CHANNELS; c++)
      g_assert_true (found[c]);
    g_assert_cmpint (mps_paint_channels_hit (width, height, -1, 1), ==, -1);
    g_assert_cmpint (mps_paint_channels_hit (width, height, 1, -1), ==, -1);
    g_assert_cmpint (mps_paint_channels_hit (width, height, width + 1, 1), ==, -1);
    g_assert_cmpint (mps_paint_channels_hit (width, height, 1, height + 1), ==, -1);
  }
}

/* Finds the box of a cell by asking for it. */
static void
find_cell (int width, int height, int channel, int box[4])
{
  box[0] = box[1] = G_MAXINT;
  box[2] = box[3] = -1;
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      if (mps_paint_channels_hit (width, height, x, y) != channel)
        continue;
      box[0] = MIN (box[0], x);
      box[1] = MIN (box[1], y);
      box[2] = MAX (box[2], x);
      box[3] = MAX (box[3], y);
    }
  }
}

/* Without its colour too a cell says what it is. */
static void
test_channels_signs (void)
{
  enum { WIDTH = 440, HEIGHT = 96, INSET = 3 };
  MpsPalette palette;
  Sheet sheet;
  guint colours[4];
  mps_palette_init_for_paper (&palette);
  palette.font_size = 4;
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    delta[c] = c == 1 ? -0.02 : 0.02;
    state[c] = c == 2 ? MPS_CHANNEL_UNUSABLE : c == 3 ? MPS_CHANNEL_SATURATED : MPS_CHANNEL_GOOD;
  }
  MpsChannelsView view = { delta, state, 0, 0, -1 };
  sheet_init (&sheet, WIDTH, HEIGHT);
  mps_paint_channels (sheet.cr, WIDTH, HEIGHT, &palette, &view);
  cairo_surface_flush (sheet.surface);
  for (int c = 0; c < 4; c++) {
    int box[4];
    find_cell (WIDTH, HEIGHT, c, box);
    colours[c] = count_colours (
        &sheet, box[0] + INSET, box[1], box[2] - box[0] - 2 * INSET, box[3] - box[1] - 8);
  }
  g_assert_cmpuint (colours[0], ==, 1);
  g_assert_cmpuint (colours[1], >, 2);
  g_assert_cmpuint (colours[2], >, 2);
  g_assert_cmpuint (colours[3], ==, 2);
  sheet_clear (&sheet);
}

#define N_SIGNAL 4000
static double seconds[N_SIGNAL], median[N_SIGNAL], low[N_SIGNAL], high[N_SIGNAL];
static guint8 phase[N_SIGNAL];

static void
fill_signal (double scale)
{
  for (guint i = 0; i < N_SIGNAL; i++) {
    seconds[i] = i * 0.03;
    phase[i] = i < 1000 ? MPS_PHASE_BASELINE : i < 3000 ? MPS_PHASE_EXPOSURE : MPS_PHASE_RECOVERY;
    median[i] = phase[i] == MPS_PHASE_EXPOSURE ? scale : scale * 0.1 * sin (i);
    low[i] = median[i] - scale * 0.3;
    high[i] = median[i] + scale * 0.3;
  }
}

static guint n_signal = N_SIGNAL;

static void
paint_signal (const Sheet *sheet, const MpsPalette *palette)
{
  MpsSignalView view = { n_signal, seconds, median, low,
                         high,     phase,   120,    { "기준선 환연", "노출", "회복" } };
  mps_paint_signal (sheet->cr, sheet->width, sheet->height, palette, &view);
}

static void
test_signal (void)
{
  static const double scales[] = { 2e-6, 0.03, -4, 0 };
  static const guint lengths[] = { 0, 1, 2, N_SIGNAL };
  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++) {
    fill_signal (scales[i]);
    for (gsize j = 0; j < G_N_ELEMENTS (lengths); j++) {
      n_signal = lengths[j];
      if (j == 3 || i == 1)
        paint_all_sizes (paint_signal);
    }
  }
}

/* A value that does not exist leaves a gap and no ink elsewhere. */
static void
test_signal_nan (void)
{
  fill_signal (0.03);
  for (guint i = 100; i < 200; i++)
    median[i] = low[i] = high[i] = NAN;
  n_signal = N_SIGNAL;
  paint_all_sizes (paint_signal);
}

static MpsTrendPoint points[40];
static MpsTrendView trend = { 0, points, "mg/dL", NULL, -1, NULL };

static void
paint_trend (const Sheet *sheet, const MpsPalette *palette)
{
  mps_paint_trend (sheet->cr, sheet->width, sheet->height, palette, &trend);
}

static void
fill_trend (gint64 step_us, double scale)
{
  for (guint i = 0; i < G_N_ELEMENTS (points); i++) {
    points[i].when_us = G_GINT64_CONSTANT (1760000000000000) + (gint64)i * step_us;
    points[i].value = scale * (1 + sin (i * 0.7));
    points[i].comparator = (MpsComparator)(i % 3);
    points[i].interpretation = (MpsInterpretation)(i % 6);
  }
}

static void
test_trend (void)
{
  static const gint64 steps[] = { 0,
                                  1,
                                  60 * G_USEC_PER_SEC,
                                  G_GINT64_CONSTANT (3600000000),
                                  G_GINT64_CONSTANT (86400000000),
                                  G_GINT64_CONSTANT (31536000000000) };
  static const double scales[] = { 0, 1e-6, 90, 123456 };
  MpsReferenceRange range = { .has_low = TRUE, .low = 70, .has_high = TRUE, .high = 100 };
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    fill_trend (steps[i], scales[i % G_N_ELEMENTS (scales)]);
    trend.n = i == 0 ? 1 : i % 2 == 0 ? 2 : G_N_ELEMENTS (points);
    trend.range = i % 2 == 0 ? &range : NULL;
    trend.cursor = (int)trend.n - 1;
    trend.title =
        i % 3 == 0 ? "헤모글로빈 연환산 당화혈색소 수치의 아주 긴 이름 (손끝 모세혈)" : NULL;
    paint_all_sizes (paint_trend);
  }
  trend.n = 0;
  trend.cursor = 3;
  paint_all_sizes (paint_trend);
}

/* Two series on one axis, of every size; told apart by their lines and points. */
static void
test_trend_series (void)
{
  const MpsReferenceRange range = { .has_low = TRUE, .low = 90, .has_high = TRUE, .high = 120 };
  const MpsReferenceRange second = { .has_low = TRUE, .low = 60, .has_high = TRUE, .high = 80 };
  const MpsTrendSeries series = { { "수축기 혈압", "이완기 혈압" }, &second };
  fill_trend (G_GINT64_CONSTANT (86400000000), 60);
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    points[i].series = i % 2;
  trend.n = G_N_ELEMENTS (points);
  trend.range = &range;
  trend.series = &series;
  for (trend.cursor = 0; trend.cursor < 2; trend.cursor++)
    paint_all_sizes (paint_trend);
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    points[i].series = 0;
  trend.series = NULL;
  trend.range = NULL;
  trend.cursor = -1;
}

/* Going from left to right every point is found once, in order. */
static void
test_trend_hit (void)
{
  int before = -1;
  fill_trend (G_GINT64_CONSTANT (86400000000), 90);
  trend.n = 12;
  for (int x = 0; x < 900; x++) {
    int hit = mps_paint_trend_hit (900, 300, &trend, x, 150);
    if (hit < 0)
      continue;
    g_assert_true (hit == before || hit == before + 1);
    before = hit;
  }
  g_assert_cmpint (before, ==, 11);
  g_assert_cmpint (mps_paint_trend_hit (900, 300, &trend, 5, 150), ==, -1);
  trend.n = 0;
  g_assert_cmpint (mps_paint_trend_hit (900, 300, &trend, 450, 150), ==, -1);
}

static MpsRangeBarView bar;

static void
paint_bar (const Sheet *sheet, const MpsPalette *palette)
{
  mps_paint_range_bar (sheet->cr, sheet->width, sheet->height, palette, &bar);
}

static void
test_range_bar (void)
{
  static const double values[] = { -1e9, 0, 45, 70, 99, 120, 460, 1e9, HUGE_VAL, NAN };
  static const MpsReferenceRange ranges[] = {
    { .has_low = TRUE,
      .low = 70,
      .has_high = TRUE,
      .high = 100,
      .has_critical_low = TRUE,
      .critical_low = 50,
      .has_critical_high = TRUE,
      .critical_high = 450 },
    { .has_high = TRUE, .high = 5.7 },
    { .has_low = TRUE, .low = 0.000123 },
    { .has_critical_high = TRUE, .critical_high = 7 },
    { .has_low = TRUE, .low = 5, .has_high = TRUE, .high = 5 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS (values); j++) {
      MpsQuantity quantity = { .value = values[j], .comparator = (MpsComparator)(j % 3) };
      bar = (MpsRangeBarView){ &ranges[i], &quantity, (MpsInterpretation)(j % 6) };
      paint_all_sizes (paint_bar);
    }
  }
  bar.quantity = NULL;
  paint_all_sizes (paint_bar);

  /* Without a range there is nothing to draw, and nothing is drawn. */
  Sheet sheet;
  MpsPalette palette;
  mps_palette_init_for_paper (&palette);
  bar.range = NULL;
  sheet_init (&sheet, 300, 60);
  paint_bar (&sheet, &palette);
  cairo_surface_flush (sheet.surface);
  g_assert_cmpuint (count_colours (&sheet, 0, 0, 300, 60), ==, 1);
  sheet_clear (&sheet);
}

static double
get_luminance (MpsColour colour)
{
  const double parts[] = { colour.r, colour.g, colour.b }, weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;
  for (guint i = 0; i < 3; i++)
    sum += weights[i] *
           (parts[i] <= 0.03928 ? parts[i] / 12.92 : pow ((parts[i] + 0.055) / 1.055, 2.4));
  return sum;
}

/* WCAG 2: text is readable at a contrast of 4.5 to 1. */
static void
test_paper_contrast (void)
{
  MpsPalette palette;
  mps_palette_init_for_paper (&palette);
  const MpsColour inks[] = { palette.text,      palette.dim,      palette.normal,
                             palette.attention, palette.critical, palette.unknown };
  for (gsize i = 0; i < G_N_ELEMENTS (inks); i++)
    g_assert_cmpfloat (1.05 / (get_luminance (inks[i]) + 0.05), >=, 4.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/channels/contained", test_channels_contained);
  g_test_add_func ("/paint/channels/hit", test_channels_hit);
  g_test_add_func ("/paint/channels/signs", test_channels_signs);
  g_test_add_func ("/paint/signal/contained", test_signal);
  g_test_add_func ("/paint/signal/nan", test_signal_nan);
  g_test_add_func ("/paint/trend/contained", test_trend);
  g_test_add_func ("/paint/trend/series", test_trend_series);
  g_test_add_func ("/paint/trend/hit", test_trend_hit);
  g_test_add_func ("/paint/range-bar", test_range_bar);
  g_test_add_func ("/paint/paper-contrast", test_paper_contrast);
  return g_test_run ();
}
