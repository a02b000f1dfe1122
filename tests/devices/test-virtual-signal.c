/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the virtual electrodes say, and recordings of it. */
#include "devices/virtual/mps-counts-csv.h"
#include "devices/virtual/mps-virtual-chemistry.h"
#include "devices/virtual/mps-virtual-signal.h"
#include "devices/virtual/mps-virtual.h"

#include <math.h>
#include <string.h>

static const MpsReaderStart standard = {
  .rate_hz = 100,
  .programme = MPS_PROGRAMME_STANDARD,
  .baseline_scans = 200,
  .exposure_scans = 400,
  .recovery_scans = 200,
};

static MpsVirtualSignal *
make_signal (MpsVirtualConfig *config)
{
  return mps_virtual_signal_new (config);
}

static double
volts (const MpsCalibration *calibration, const MpsScan *scan, guint c)
{
  const MpsChannelCalibration *k = &calibration->channel[c];
  double det = (scan->det[c] - (double)k->offset) * (double)k->gain;
  double ref = (scan->ref[c] - (double)k->offset) * (double)k->gain;

  return det - (double)k->alpha * ref;
}

/* Mean corrected signal of a group over some scans. */
static double
group_mean (
    MpsVirtualSignal *signal, const MpsReaderStart *plan, guint first, guint32 from, guint32 to)
{
  MpsCalibration calibration;
  double sum = 0;
  MpsScan scan;

  mps_virtual_signal_get_calibration (signal, TRUE, &calibration);
  for (guint32 i = from; i < to; i++) {
    mps_virtual_signal_make_scan (signal, plan, i, &scan);
    for (guint c = first; c < first + 22; c++)
      sum += volts (&calibration, &scan, c);
  }
  return sum / (22.0 * (to - from));
}

/* The steady response, brought to 25 °C, is the curve of the tag at the dose. */
static void
test_dose (void)
{
  static const double doses[] = { 0, 20, 95, 180, 600, 2000 };
  const MpsAnalyte *glucose = mps_virtual_chemistry_peek_analytes ();
  const double *p = glucose->parameters;

  for (guint i = 0; i < G_N_ELEMENTS (doses); i++) {
    g_auto (MpsVirtualConfig) config = { 0 };
    g_autoptr (MpsVirtualSignal) signal = NULL;
    double expected = p[3] + (p[0] - p[3]) / (1 + pow (doses[i] / p[2], p[1]));
    double y;
    MpsScan scan;

    mps_virtual_config_init (&config);
    config.dose = doses[i];
    config.slow_channels = config.dead_channels = 0;
    config.spike_rate = 0;
    signal = make_signal (&config);
    y = group_mean (signal, &standard, 0, 520, 600) - group_mean (signal, &standard, 0, 100, 200);
    mps_virtual_signal_make_scan (signal, &standard, 560, &scan);
    y /= 1 + glucose->temperature_coefficient * (scan.temperature_centi_c / 100.0 - 25);
    g_assert_cmpfloat_with_epsilon (y, expected, 2e-5 + 2e-4 * expected);
  }
}

static void
test_shape (void)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsVirtualSignal) signal = NULL;
  double baseline, early, late, after;

  mps_virtual_config_init (&config);
  config.slow_channels = config.dead_channels = 0;
  signal = make_signal (&config);
  baseline = group_mean (signal, &standard, 0, 0, 200);
  early = group_mean (signal, &standard, 0, 200, 205) - baseline;
  late = group_mean (signal, &standard, 0, 520, 600) - baseline;
  after = group_mean (signal, &standard, 0, 760, 800) - baseline;
  g_assert_cmpfloat (early, <, 0.3 * late);
  g_assert_cmpfloat (after, <, 0.3 * late);
  g_assert_cmpfloat (after, >, 0);
}

/* Two levels and two temperatures scale the response. */
static void
test_programmes (void)
{
  const MpsReaderStart plan = {
    .rate_hz = 100,
    .programme = MPS_PROGRAMME_TWO_LEVEL_TWO_TEMPERATURE,
    .baseline_scans = 50,
    .exposure_scans = 100,
    .recovery_scans = 50,
  };
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsVirtualSignal) signal = NULL;
  double y[4];
  MpsScan cool, warm;

  mps_virtual_config_init (&config);
  config.slow_channels = config.dead_channels = 0;
  signal = make_signal (&config);
  for (guint b = 0; b < 4; b++)
    y[b] = group_mean (signal, &plan, 0, 200 * b + 130, 200 * b + 150) -
           group_mean (signal, &plan, 0, 200 * b, 200 * b + 50);
  g_assert_cmpfloat_with_epsilon (y[1] / y[0], 1.5, 0.01);
  g_assert_cmpfloat (y[2] / y[0], >, 1.01);
  g_assert_cmpfloat_with_epsilon (y[3] / y[2], 1.5, 0.01);
  mps_virtual_signal_make_scan (signal, &plan, 399, &cool);
  mps_virtual_signal_make_scan (signal, &plan, 400, &warm);
  g_assert_cmpint (warm.temperature_centi_c - cool.temperature_centi_c, ==, 600);
}

/* A blank shows alpha: the slope of det on ref, with a rejection far over 20 dB. */
static void
test_blank (void)
{
  const MpsReaderStart blank = { .rate_hz = 200, .programme = 0, .baseline_scans = 600 };
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsVirtualSignal) signal = NULL;
  MpsCalibration truth;
  double det_ref[MPS_CHANNELS] = { 0 };
  double ref_ref[MPS_CHANNELS] = { 0 };
  guint wrong = 0;

  mps_virtual_config_init (&config);
  signal = make_signal (&config);
  mps_virtual_signal_get_calibration (signal, TRUE, &truth);
  for (guint32 i = 0; i < 600; i++) {
    MpsScan scan;

    mps_virtual_signal_make_scan (signal, &blank, i, &scan);
    g_assert_cmpuint (scan.phase, ==, MPS_PHASE_BASELINE);
    for (guint c = 0; c < MPS_CHANNELS; c++) {
      double offset = (double)truth.channel[c].offset;

      det_ref[c] += (scan.det[c] - offset) * (scan.ref[c] - offset);
      ref_ref[c] += (scan.ref[c] - offset) * (scan.ref[c] - offset);
    }
  }
  for (guint c = 0; c < MPS_CHANNELS; c++)
    if (fabs (det_ref[c] / ref_ref[c] - (double)truth.channel[c].alpha) > 0.01)
      wrong++;
  /* The dead electrode has none. */
  g_assert_cmpuint (wrong, <=, config.dead_channels);
}

static void
test_electrodes (void)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsVirtualSignal) signal = NULL;
  guint still = 0;
  MpsScan first, scan;
  guint changed[MPS_CHANNELS] = { 0 };

  mps_virtual_config_init (&config);
  config.dead_channels = 5;
  signal = make_signal (&config);
  mps_virtual_signal_make_scan (signal, &standard, 0, &first);
  for (guint32 i = 1; i < 100; i++) {
    mps_virtual_signal_make_scan (signal, &standard, i, &scan);
    g_assert_cmpuint (scan.flags, ==, 0);
    for (guint c = 0; c < MPS_CHANNELS; c++)
      changed[c] += scan.det[c] != first.det[c] || scan.ref[c] != first.ref[c];
  }
  for (guint c = 0; c < MPS_CHANNELS; c++)
    still += changed[c] == 0;
  g_assert_cmpuint (still, ==, 5);
}

static void
test_spikes_and_noise (void)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsVirtualSignal) quiet = NULL;
  g_autoptr (MpsVirtualSignal) noisy = NULL;
  guint spikes = 0;
  double squares = 0;
  guint n = 0;

  mps_virtual_config_init (&config);
  config.dead_channels = 0;
  config.noise_counts = 0;
  config.spike_rate = 0;
  quiet = make_signal (&config);
  config.noise_counts = 300;
  config.spike_rate = 0.02;
  noisy = make_signal (&config);
  for (guint32 i = 0; i < 200; i++) {
    MpsScan a, b;

    mps_virtual_signal_make_scan (quiet, &standard, i, &a);
    mps_virtual_signal_make_scan (noisy, &standard, i, &b);
    for (guint c = 0; c < MPS_CHANNELS; c++) {
      gint32 difference = b.det[c] - a.det[c];

      if (ABS (difference) > 3000) {
        spikes++;
        continue;
      }
      squares += (double)difference * difference;
      n++;
    }
  }
  g_assert_cmpfloat_with_epsilon (sqrt (squares / n), 300, 10);
  g_assert_cmpfloat_with_epsilon (spikes / (200.0 * MPS_CHANNELS), 0.02, 0.004);
}

static void
test_saturation (void)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsVirtualSignal) signal = NULL;
  MpsScan scan;
  guint rails = 0;

  mps_virtual_config_init (&config);
  config.noise_counts = MPS_COUNT_RAIL;
  signal = make_signal (&config);
  mps_virtual_signal_make_scan (signal, &standard, 0, &scan);
  g_assert_cmpuint (scan.flags, ==, MPS_SCAN_SATURATED);
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    g_assert_cmpint (scan.det[c], >=, -8388608);
    g_assert_cmpint (scan.det[c], <=, 8388607);
    rails += ABS (scan.det[c]) >= MPS_COUNT_RAIL;
  }
  g_assert_cmpuint (rails, >, 0);
}

static GString *
make_recording (guint n)
{
  g_auto (MpsVirtualConfig) config = { 0 };
  g_autoptr (MpsVirtualSignal) signal = NULL;
  GString *text = g_string_new (NULL);

  mps_virtual_config_init (&config);
  signal = make_signal (&config);
  mps_counts_csv_append_header (text);
  for (guint i = 0; i < n; i++) {
    MpsScan scan;

    mps_virtual_signal_make_scan (signal, &standard, i, &scan);
    mps_counts_csv_append_scan (text, &scan);
  }
  return text;
}

static void
test_csv_round_trip (void)
{
  g_autoptr (GString) text = make_recording (20);
  g_autoptr (GString) again = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) scans = mps_counts_csv_parse (text->str, text->len, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (scans->len, ==, 20);
  mps_counts_csv_append_header (again);
  for (guint i = 0; i < scans->len; i++)
    mps_counts_csv_append_scan (again, &g_array_index (scans, MpsScan, i));
  g_assert_cmpstr (again->str, ==, text->str);

  g_string_replace (again, "\n", "\r\n", 0);
  g_clear_pointer (&scans, g_array_unref);
  scans = mps_counts_csv_parse (again->str, again->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (scans->len, ==, 20);
}

static void
test_csv_errors (void)
{
  static const struct {
    const char *find;
    const char *put;
    const char *where;
  } wrongs[] = {
    { "index,", "Index,", "line 1: " },
    { "\n0,0,0,", "\n1,0,0,", "line 2: the index" },
    { "\n1,10000,", "\n1,-1,", "line 3: time_us: out of range" },
    { "\n2,20000,", "\n2,5,", "line 4: the time" },
    { "\n0,0,0,", "\n0,0,3,", "line 2: phase: out of range" },
    { "\n0,0,0,0,", "\n0,0,0,2,", "line 2: level: out of range" },
    { "\n0,0,0,", "\n0,0, 0,", "line 2: phase: not a whole number" },
    { "\n0,0,0,", "\n0,0,+0,", "line 2: phase: not a whole number" },
    { "\n0,0,0,", "\n0,0,0x0,", "line 2: phase: not a whole number" },
    { "\n0,0,0,", "\n0,0,,", "line 2: phase: not a whole number" },
    { "\n0,0,0,", "\n0,99999999999999999999,0,", "line 2: time_us: not a whole number" },
    { "\n2,", "\n\n2,", "line 4: index: not a whole number" },
    { "\n2,", ",5\n2,", "line 3: more columns" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++) {
    g_autoptr (GString) text = make_recording (4);
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (g_string_replace (text, wrongs[i].find, wrongs[i].put, 1), ==, 1);
    g_assert_null (mps_counts_csv_parse (text->str, text->len, &error));
    g_assert_nonnull (error);
    g_assert_nonnull (strstr (error->message, wrongs[i].where));
  }
}

static void
test_csv_limits (void)
{
  g_autoptr (GString) text = make_recording (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) wide = g_string_new (text->str);
  char *last;

  g_assert_null (mps_counts_csv_parse ("", 0, &error));
  g_assert_nonnull (strstr (error->message, "line 1"));
  g_clear_error (&error);
  g_assert_null (
      mps_counts_csv_parse (text->str, (gsize)(strchr (text->str, '\n') + 1 - text->str), &error));
  g_assert_nonnull (strstr (error->message, "line 2"));
  g_clear_error (&error);

  /* The last column: the rails are in, the next number is out. */
  last = strrchr (wide->str, ',');
  g_string_truncate (wide, (gsize)(last - wide->str));
  g_string_append_c (wide, '\n');
  g_assert_null (mps_counts_csv_parse (wide->str, wide->len, &error));
  g_assert_nonnull (strstr (error->message, "ref87"));
  g_clear_error (&error);
  g_string_truncate (wide, wide->len - 1);
  g_string_append (wide, ",-8388608\n");
  {
    g_autoptr (GArray) scans = mps_counts_csv_parse (wide->str, wide->len, &error);

    g_assert_no_error (error);
    g_assert_cmpint (g_array_index (scans, MpsScan, 0).ref[87], ==, -8388608);
  }
  wide->str[wide->len - 2] = '9';
  g_assert_null (mps_counts_csv_parse (wide->str, wide->len, &error));
  g_assert_nonnull (strstr (error->message, "ref87: out of range"));
}

/* A recording that was cut gives an error, or the whole lines before the cut. */
static void
test_csv_truncation (void)
{
  g_autoptr (GString) text = make_recording (2);
  g_autoptr (GArray) whole = mps_counts_csv_parse (text->str, text->len, NULL);

  for (gsize size = 0; size < text->len; size++) {
    g_autofree char *cut = g_memdup2 (text->str, MAX (size, 1));
    g_autoptr (GArray) scans = mps_counts_csv_parse (cut, size, NULL);

    if (scans != NULL)
      g_assert_true (
          mps_scan_equal (&g_array_index (scans, MpsScan, 0), &g_array_index (whole, MpsScan, 0)));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/virtual-signal/dose", test_dose);
  g_test_add_func ("/virtual-signal/shape", test_shape);
  g_test_add_func ("/virtual-signal/programmes", test_programmes);
  g_test_add_func ("/virtual-signal/blank", test_blank);
  g_test_add_func ("/virtual-signal/electrodes", test_electrodes);
  g_test_add_func ("/virtual-signal/spikes-and-noise", test_spikes_and_noise);
  g_test_add_func ("/virtual-signal/saturation", test_saturation);
  g_test_add_func ("/counts-csv/round-trip", test_csv_round_trip);
  g_test_add_func ("/counts-csv/errors", test_csv_errors);
  g_test_add_func ("/counts-csv/limits", test_csv_limits);
  g_test_add_func ("/counts-csv/truncation", test_csv_truncation);
  return g_test_run ();
}
