/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves, concentrations at their edges, the sorter and the outlier filter. */
#include "app/engine/mps-block.h"
#include "app/engine/mps-concentration.h"
#include "app/engine/mps-curve.h"
#include "app/engine/mps-engine.h"
#include "app/engine/mps-share.h"

#include <math.h>
#include <string.h>

static void
assert_about (double got, double expected, double relative)
{
  g_assert_cmpfloat_with_epsilon (got, expected, relative * fabs (expected));
}

/* Published values of 4PL and 5PL, given to six digits. */
static void
test_curve_vectors (void)
{
  static const double p[] = { 0.05, 1.3, 120, 2.4, 0.7 };
  static const double x[] = { 10, 50, 120, 400 };
  static const double y4[] = { 0.139390, 0.620269, 1.225, 1.993669 };
  static const double y5[] = { 0.112936, 0.465501, 0.953405, 1.712083 };

  for (guint i = 0; i < G_N_ELEMENTS (x); i++) {
    double back;

    g_assert_cmpfloat_with_epsilon (mps_curve_value (MPS_CURVE_4PL, p, x[i]), y4[i], 5e-7);
    g_assert_cmpfloat_with_epsilon (mps_curve_value (MPS_CURVE_5PL, p, x[i]), y5[i], 5e-7);

    g_assert_cmpint (
        mps_curve_inverse (MPS_CURVE_4PL, p, mps_curve_value (MPS_CURVE_4PL, p, x[i]), &back),
        ==,
        MPS_INVERSE_OK);
    assert_about (back, x[i], 1e-13);
    g_assert_cmpint (
        mps_curve_inverse (MPS_CURVE_5PL, p, mps_curve_value (MPS_CURVE_5PL, p, x[i]), &back),
        ==,
        MPS_INVERSE_OK);
    assert_about (back, x[i], 1e-13);
  }
}

static void
test_curve_slopes (void)
{
  static const struct {
    MpsCurveKind kind;
    double p[5];
  } curves[] = {
    { MPS_CURVE_LINEAR, { 0.1, -0.3 } },           { MPS_CURVE_QUADRATIC, { 0.1, 0.3, 0.02 } },
    { MPS_CURVE_4PL, { 0.05, 1.3, 120, 2.4 } },    { MPS_CURVE_4PL, { 0.05, -1.3, 120, 2.4 } },
    { MPS_CURVE_5PL, { 2.05, 0.8, 120, 0.4, 3 } }, { MPS_CURVE_5PL, { 2.05, -0.8, 120, 0.4, 0.3 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    for (double x = 0.5; x < 2000; x *= 3) {
      double h = x * 1e-4;
      double by_difference = (mps_curve_value (curves[i].kind, curves[i].p, x + h) -
                              mps_curve_value (curves[i].kind, curves[i].p, x - h)) /
                             (2 * h);

      assert_about (mps_curve_slope (curves[i].kind, curves[i].p, x), by_difference, 1e-6);
    }
}

static void
test_curve_slopes_at_the_ends (void)
{
  static const double steep[] = { 0.05, 1.3, 120, 2.4 }, straight[] = { 0.05, 1, 120, 2.4 };
  static const double flat[] = { 0.05, 0.5, 120, 2.4 }, back[] = { 2.4, -1, 120, 0.05 };

  g_assert_cmpfloat (mps_curve_slope (MPS_CURVE_4PL, steep, 0), ==, 0);
  assert_about (mps_curve_slope (MPS_CURVE_4PL, straight, 0), 2.35 / 120, 1e-14);
  g_assert_true (isinf (mps_curve_slope (MPS_CURVE_4PL, flat, 0)));
  assert_about (mps_curve_slope (MPS_CURVE_4PL, back, 0), 2.35 / 120, 1e-14);
  g_assert_cmpfloat (mps_curve_slope (MPS_CURVE_4PL, steep, 1e300), ==, 0);
  assert_about (mps_curve_value (MPS_CURVE_4PL, steep, 0), 0.05, 1e-14);
  assert_about (mps_curve_value (MPS_CURVE_4PL, back, 0), 0.05, 1e-14);
}

static void
test_curve_validity (void)
{
  static const struct {
    MpsCurveKind kind;
    double p[5];
    gboolean valid;
  } curves[] = {
    { MPS_CURVE_LINEAR, { 0, 1 }, TRUE },          { MPS_CURVE_LINEAR, { 1, 0 }, FALSE },
    { MPS_CURVE_LINEAR, { NAN, 1 }, FALSE },       { MPS_CURVE_LINEAR, { 0, INFINITY }, FALSE },
    { MPS_CURVE_QUADRATIC, { 0, 0, 1 }, TRUE },    { MPS_CURVE_QUADRATIC, { 0, 1, 0 }, TRUE },
    { MPS_CURVE_QUADRATIC, { 1, 0, 0 }, FALSE },   { MPS_CURVE_4PL, { 0, 1, 1, 1 }, TRUE },
    { MPS_CURVE_4PL, { 0, -1, 1, 1 }, TRUE },      { MPS_CURVE_4PL, { 0, 0, 1, 1 }, FALSE },
    { MPS_CURVE_4PL, { 0, 1, 0, 1 }, FALSE },      { MPS_CURVE_4PL, { 0, 1, -1, 1 }, FALSE },
    { MPS_CURVE_4PL, { 1, 1, 1, 1 }, FALSE },      { MPS_CURVE_5PL, { 0, 1, 1, 1, 1 }, TRUE },
    { MPS_CURVE_5PL, { 0, 1, 1, 1, 0 }, FALSE },   { MPS_CURVE_5PL, { 0, 1, 1, 1, -1 }, FALSE },
    { MPS_CURVE_5PL, { 0, 1, 1, 1, NAN }, FALSE }, { (MpsCurveKind)4, { 1, 1, 1, 1, 1 }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    g_assert_cmpint (mps_curve_is_valid (curves[i].kind, curves[i].p), ==, curves[i].valid);
}

static void
test_curve_never_nan (void)
{
  static const double wild[] = { -1e300, -1, -1e-300, 0, 1e-300, 0.05, 1, 2.4, 1e300 };
  static const double p[][5] = { { 0.05, 1e-3, 1e-30, 2.4, 1e-6 },
                                 { 2.4, -1e3, 1e30, 0.05, 1e6 },
                                 { 0.05, 40, 120, 2.4, 20 } };

  for (guint i = 0; i < G_N_ELEMENTS (p); i++)
    for (guint j = 0; j < G_N_ELEMENTS (wild); j++)
      for (guint kind = MPS_CURVE_LINEAR; kind <= MPS_CURVE_5PL; kind++) {
        double x = 0;

        mps_curve_inverse (kind, p[i], wild[j], &x);
        g_assert_false (isnan (x));
      }
}

static void
test_curve_format (void)
{
  static const double p[] = { 0.05, 1.3, 120, 2.4, 0.7 };
  g_autofree char *linear = mps_curve_format (MPS_CURVE_LINEAR, p);
  g_autofree char *five = mps_curve_format (MPS_CURVE_5PL, p);

  g_assert_cmpstr (linear, ==, "y = p0 + p1·x; p0 = 0.05, p1 = 1.3");
  g_assert_cmpstr (five,
                   ==,
                   "y = d + (a − d)/(1 + (x/c)^b)^g; a = 0.05, b = 1.3, c = 120, d = 2.4, "
                   "g = 0.7");
}

/* A result of one group of two channels that both give @y at @celsius. */
static MpsResult *
convert (const MpsAnalyte *analyte, double y, double celsius)
{
  static const double one_count[MPS_CHANNELS] = { 0 };
  gboolean usable[MPS_CHANNELS];
  MpsBlock *block = mps_block_new (one_count);
  MpsConcentrationInput input = { .block = block, .usable = usable };
  MpsResult *result;

  for (guint c = 0; c < MPS_CHANNELS; c++)
    usable[c] = TRUE;
  block->feature[MPS_FEATURE_STEADY][0] = y;
  block->feature[MPS_FEATURE_STEADY][1] = y;
  block->climate.temperature = (MpsReadings){ .sum = (gint64)(celsius * 100), .n = 1 };

  result = mps_concentration_new (&input, analyte);
  mps_block_free (block);
  return result;
}

static void
assert_result (
    const MpsAnalyte *analyte, double y, MpsComparator comparator, double value, const char *flag)
{
  g_autoptr (MpsResult) result = convert (analyte, y, 25);

  g_assert_true (result->has_value);
  g_assert_cmpint (result->quantity.comparator, ==, comparator);
  g_assert_cmpfloat_with_epsilon (result->quantity.value, value, 1e-12 * fabs (value));
  g_assert_cmpstr (result->flag, ==, flag);
  if (comparator != MPS_COMPARATOR_NONE)
    g_assert_false (result->quantity.has_uncertainty);
}

/* The limits themselves are reported, also when pow() is off by its last bit there. */
static void
test_limits_are_reported (void)
{
  static const MpsAnalyte analytes[] = {
    { "lin", "%", 0, 2, MPS_CURVE_LINEAR, { 0.1, 0.3 }, 0.7, 1.1, 0 },
    { "quad", "%", 0, 2, MPS_CURVE_QUADRATIC, { 0.1, 0.3, 0.01 }, 0.7, 1.1, 0 },
    { "4pl", "%", 0, 2, MPS_CURVE_4PL, { 0.05, 1.3, 120, 2.4 }, 3.3, 777, 0 },
    { "4pl", "%", 0, 2, MPS_CURVE_4PL, { 2.4, 1.3, 120, 0.05 }, 3.3, 777, 0 },
    { "5pl", "%", 0, 2, MPS_CURVE_5PL, { 0.05, 1.3, 120, 2.4, 0.7 }, 3.3, 777, 0 },
    { "5pl", "%", 0, 2, MPS_CURVE_5PL, { 0.05, -1.3, 120, 2.4, 0.7 }, 3.3, 777, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (analytes); i++) {
    const MpsAnalyte *a = &analytes[i];
    double low = mps_curve_value (a->curve, a->parameters, a->low);
    double high = mps_curve_value (a->curve, a->parameters, a->high);
    double under = mps_curve_value (a->curve, a->parameters, a->low * (1 - 1e-9));
    double over = mps_curve_value (a->curve, a->parameters, a->high * (1 + 1e-9));

    assert_result (a, low, MPS_COMPARATOR_NONE, a->low, "");
    assert_result (a, high, MPS_COMPARATOR_NONE, a->high, "");
    assert_result (a, under, MPS_COMPARATOR_LESS, a->low, "");
    assert_result (a, over, MPS_COMPARATOR_GREATER, a->high, "");
  }
}

static void
test_asymptotes (void)
{
  static const MpsAnalyte rising = { "r", "%", 0, 2, MPS_CURVE_4PL, { 0.05, 1.3, 120, 2.4 },
                                     1,   900, 0 };
  static const MpsAnalyte falling = { "f", "%", 0, 2, MPS_CURVE_5PL, { 2.4, 1.3, 120, 0.05, 0.7 },
                                      1,   900, 0 };
  static const MpsAnalyte turned = { "t", "%", 0, 2, MPS_CURVE_4PL, { 2.4, -1.3, 120, 0.05 },
                                     1,   900, 0 };
  const char *beyond = MPS_FLAG_BEYOND_ASYMPTOTE;

  assert_result (&rising, 0.05, MPS_COMPARATOR_LESS, 1, beyond);
  assert_result (&rising, -7, MPS_COMPARATOR_LESS, 1, beyond);
  assert_result (&rising, 2.4, MPS_COMPARATOR_GREATER, 900, beyond);
  assert_result (&rising, 1e9, MPS_COMPARATOR_GREATER, 900, beyond);
  assert_result (&falling, 2.4, MPS_COMPARATOR_LESS, 1, beyond);
  assert_result (&falling, 0.05, MPS_COMPARATOR_GREATER, 900, beyond);
  assert_result (&turned, 0.05, MPS_COMPARATOR_LESS, 1, beyond);
  assert_result (&turned, 2.4, MPS_COMPARATOR_GREATER, 900, beyond);
  /* Just inside, so far out that the power overflows or vanishes. */
  assert_result (&rising, nextafter (0.05, 1), MPS_COMPARATOR_LESS, 1, "");
  assert_result (&rising, nextafter (2.4, 0), MPS_COMPARATOR_GREATER, 900, "");
}

static void
test_quadratic_branches (void)
{
  static const MpsAnalyte cup = {
    "c", "%", 0, 2, MPS_CURVE_QUADRATIC, { 1, -0.2, 0.01 }, 5, 50, 0
  };
  static const MpsAnalyte cap = { "d", "%", 0, 2, MPS_CURVE_QUADRATIC, { 0, 0.2, -0.01 }, 1, 9, 0 };

  /* Lowest point 0 at x = 10; y = 0.25 at 5 and 15: the rising one counts. */
  assert_result (&cup, 0.25, MPS_COMPARATOR_NONE, 15, "");
  assert_result (&cup, -0.1, MPS_COMPARATOR_LESS, 5, "");
  /* Highest point 1 at x = 10; y = 0.75 at 5 and 15. */
  assert_result (&cap, 0.75, MPS_COMPARATOR_NONE, 5, "");
  assert_result (&cap, 1.1, MPS_COMPARATOR_GREATER, 9, "");
}

static void
test_temperature (void)
{
  MpsAnalyte analyte = { "t", "%", 0, 2, MPS_CURVE_LINEAR, { 0, 0.5 }, 0.001, 900, 0.25 };
  g_autoptr (MpsResult) warm = convert (&analyte, 2, 29);
  g_autoptr (MpsResult) zero = convert (&analyte, 2, 21);
  g_autoptr (MpsResult) single = NULL;

  /* y = 2/(1 + 0.25·4) = 1, x = 2; U = 2·2·(1·0.25/2·0.5) */
  g_assert_cmpfloat (warm->quantity.value, ==, 2);
  g_assert_true (warm->quantity.has_uncertainty);
  assert_about (warm->quantity.expanded_uncertainty, 0.25, 1e-14);

  g_assert_false (zero->has_value);
  g_assert_cmpstr (zero->flag, ==, MPS_FLAG_TEMPERATURE_TERM);
  g_assert_cmpstr (zero->quantity.unit, ==, "%");

  analyte.n_channels = 1;
  single = convert (&analyte, 2, 29);
  g_assert_cmpfloat (single->quantity.value, ==, 2);
  g_assert_false (single->quantity.has_uncertainty);
}

static void
test_share (void)
{
  g_assert_cmpuint (mps_share_of (0, 5), ==, 0);
  g_assert_cmpuint (mps_share_of (1, 5), ==, 1);
  g_assert_cmpuint (mps_share_of (5, 5), ==, 1);
  g_assert_cmpuint (mps_share_of (6, 5), ==, 2);
  g_assert_cmpuint (mps_share_of (1000000, 5), ==, 200000);
  g_assert_cmpuint (mps_share_of (G_MAXUINT32, 2), ==, 2147483648u);
}

/* A network that sorts every sequence of zeros and ones sorts everything (Knuth, 5.3.4). */
static void
test_sort (void)
{
  double rows[MPS_SORT15_N][MPS_CHANNELS];

  for (guint from = 0; from < 1u << MPS_SORT15_N; from += MPS_CHANNELS) {
    for (guint i = 0; i < MPS_SORT15_N; i++)
      for (guint c = 0; c < MPS_CHANNELS; c++)
        rows[i][c] = ((from + c) >> i) & 1;

    mps_sort15 (rows);
    for (guint c = 0; c < MPS_CHANNELS; c++) {
      guint ones = 0, bits = (from + c) & ((1u << MPS_SORT15_N) - 1);

      for (; bits != 0; bits &= bits - 1)
        ones++;
      for (guint i = 0; i < MPS_SORT15_N; i++)
        g_assert_cmpfloat (rows[i][c], ==, i < MPS_SORT15_N - ones ? 0 : 1);
    }
  }
}

/* What the filter must do, told to it in the dullest way. */
static double
clean_plainly (const double *signal, guint n, guint i, double floor)
{
  guint first = i > 7 ? i - 7 : 0, end = MIN (n, i + 8), count = end - first;
  double median = 0, mad = 0, *out[] = { &median, &mad };
  double window[15];

  memcpy (window, signal + first, count * sizeof *window);
  for (guint round = 0; round < 2; round++) {
    for (guint a = 0; a < count; a++)
      for (guint b = a + 1; b < count; b++)
        if (window[b] < window[a]) {
          double swap = window[a];
          window[a] = window[b];
          window[b] = swap;
        }
    *out[round] =
        count % 2 == 1 ? window[count / 2] : (window[count / 2 - 1] + window[count / 2]) / 2;
    for (guint a = 0; a < count; a++)
      window[a] = fabs (window[a] - median);
  }

  return fabs (signal[i] - median) > 4 * 1.4826 * fmax (mad, floor) ? median : signal[i];
}

static void
check_hampel (guint n)
{
  static MpsHampel hampel;
  static MpsCleaned cleaned;
  g_autofree double *all = g_new (double, (gsize)n *MPS_CHANNELS);
  double floor[MPS_CHANNELS], row[MPS_CHANNELS];
  guint32 state = n;
  guint out = 0;

  for (guint i = 0; i < n * MPS_CHANNELS; i++) {
    state = state * 1664525u + 1013904223u;
    /* Few values, so that many are equal and some MADs are 0. */
    all[i] = (state >> 24) % 9 == 0 ? state >> 20 : (state >> 16) % 5;
  }
  for (guint c = 0; c < MPS_CHANNELS; c++)
    floor[c] = 0.1 * (c % 4);

  mps_hampel_init (&hampel, floor);
  for (guint i = 0; i < n + MPS_HAMPEL_DELAY; i++) {
    gboolean came;

    for (guint c = 0; c < MPS_CHANNELS && i < n; c++)
      row[c] = all[c * n + i];
    came = i < n ? mps_hampel_push (&hampel, i, 0, row, &cleaned)
                 : mps_hampel_drain (&hampel, &cleaned);
    /* Seven scans late; a block shorter than that comes out only when it is over. */
    g_assert_cmpint (came, ==, i < n ? i >= MPS_HAMPEL_DELAY : out < n);
    if (!came)
      continue;

    g_assert_cmpuint (cleaned.time_us, ==, out);
    for (guint c = 0; c < MPS_CHANNELS; c++) {
      double expected = clean_plainly (all + c * n, n, out, floor[c]);

      g_assert_cmpfloat (cleaned.signal[c], ==, expected);
      if (expected != all[c * n + out])
        g_assert_cmpuint (cleaned.replaced[c], ==, 1);
    }
    out++;
  }

  g_assert_cmpuint (out, ==, n);
  g_assert_false (mps_hampel_drain (&hampel, &cleaned));
}

static void
test_hampel (void)
{
  for (guint n = 0; n < 40; n++)
    check_hampel (n);
  check_hampel (300);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/curve/vectors", test_curve_vectors);
  g_test_add_func ("/engine/curve/slopes", test_curve_slopes);
  g_test_add_func ("/engine/curve/slopes-at-the-ends", test_curve_slopes_at_the_ends);
  g_test_add_func ("/engine/curve/validity", test_curve_validity);
  g_test_add_func ("/engine/curve/never-nan", test_curve_never_nan);
  g_test_add_func ("/engine/curve/format", test_curve_format);
  g_test_add_func ("/engine/concentration/limits-are-reported", test_limits_are_reported);
  g_test_add_func ("/engine/concentration/asymptotes", test_asymptotes);
  g_test_add_func ("/engine/concentration/quadratic-branches", test_quadratic_branches);
  g_test_add_func ("/engine/concentration/temperature", test_temperature);
  g_test_add_func ("/engine/share", test_share);
  g_test_add_func ("/engine/sort", test_sort);
  g_test_add_func ("/engine/hampel", test_hampel);
  return g_test_run ();
}
