/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-cartridge.h"
#include "data/model/mps-run.h"

#include <string.h>

static void
test_quantity (void)
{
  static const struct {
    double value;
    MpsComparator comparator;
    const char *unit;
    const char *text;
  } samples[] = {
    { 104.25, MPS_COMPARATOR_NONE, "mg/dL", "104 mg/dL" },
    { 20, MPS_COMPARATOR_LESS, "mg/dL", "< 20.0 mg/dL" },
    { 0.0123456, MPS_COMPARATOR_NONE, "mmol/L", "0.0123 mmol/L" },
    { 123456, MPS_COMPARATOR_GREATER, "1", "> 123456" },
    { 5.004, MPS_COMPARATOR_NONE, "%", "5.00 %" },
    { 0, MPS_COMPARATOR_NONE, "", "0" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    MpsQuantity quantity = { .value = samples[i].value, .comparator = samples[i].comparator };
    g_strlcpy (quantity.unit, samples[i].unit, sizeof quantity.unit);
    g_autofree char *text = mps_quantity_format (&quantity);
    g_assert_cmpstr (text, ==, samples[i].text);
  }
}

static void
test_units (void)
{
  static const char *const samples[][2] = {
    { "mm[Hg]", "mmHg" }, { "Cel", "°C" },      { "umol/L", "µmol/L" },
    { "{score}", "" },    { "mg/dL", "mg/dL" }, { "mL/min/{1.73_m2}", "mL/min/1.73 m²" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    g_autofree char *text = mps_unit_display (samples[i][0]);
    g_assert_cmpstr (text, ==, samples[i][1]);
  }
}

static void
test_result_flags (void)
{
  g_autoptr (MpsResult) result = mps_result_new ("718-7", "g/dL");
  g_assert_false (result->has_value);
  mps_result_add_flag (result, "beyond asymptote");
  mps_result_add_flag (result, "temperature unknown");
  g_autoptr (MpsResult) copy = mps_result_copy (result);
  g_assert_cmpstr (copy->flag, ==, "beyond asymptote; temperature unknown");
  g_assert_cmpstr (copy->code, ==, "718-7");
  g_assert_cmpstr (copy->quantity.unit, ==, "g/dL");
}

static void
test_run_copy (void)
{
  g_autoptr (MpsRun) run = mps_run_new ("r");
  run->programme = MPS_PROGRAMME_TWO_LEVEL;
  run->baseline_scans = 10;
  run->exposure_scans = 20;
  run->recovery_scans = 10;
  MpsFingerprint *fingerprint = mps_fingerprint_new (88);
  fingerprint->values[87] = 2.5f;
  g_ptr_array_add (run->fingerprints, fingerprint);
  g_ptr_array_add (run->results, mps_result_new ("718-7", "g/dL"));
  g_array_append_val (run->unusable, (guint){ 7 });
  g_assert_cmpuint (mps_run_get_planned_scans (run), ==, 80);

  g_autoptr (MpsRun) copy = mps_run_copy (run);
  g_assert_cmpstr (copy->id, ==, "r");
  g_assert_cmpuint (copy->results->len, ==, 1);
  g_assert_true (copy->results->pdata[0] != run->results->pdata[0]);
  g_assert_cmpuint (g_array_index (copy->unusable, guint, 0), ==, 7);
  const MpsFingerprint *found = mps_run_peek_fingerprint (copy, 88);
  g_assert_nonnull (found);
  g_assert_true (found != fingerprint);
  g_assert_cmpfloat (found->values[87], ==, 2.5f);
  g_assert_null (mps_run_peek_fingerprint (copy, 448));
  g_assert_cmpstr (mps_run_status_to_string (MPS_RUN_INVALID), ==, "invalid");
}

static void
test_cartridge (void)
{
  g_autoptr (MpsCartridge) cartridge = mps_cartridge_new ();
  cartridge->expiry_days = 9821;
  cartridge->lot = g_strdup ("L-1");
  g_autoptr (MpsCartridge) copy = mps_cartridge_copy (cartridge);
  g_autofree char *expiry = mps_cartridge_dup_expiry (copy);
  g_assert_cmpstr (expiry, ==, "2026-11-21");
  g_assert_cmpstr (copy->lot, ==, "L-1");
}

static void
test_curves (void)
{
  MpsCurveKind kind = MPS_CURVE_5PL;
  for (int i = MPS_CURVE_LINEAR; i <= MPS_CURVE_5PL; i++) {
    g_assert_true (mps_curve_kind_from_string (mps_curve_kind_to_string ((MpsCurveKind)i), &kind));
    g_assert_cmpint (kind, ==, i);
    g_assert_cmpuint (mps_curve_kind_get_n_parameters ((MpsCurveKind)i), ==, (guint)i + 2);
  }
  g_assert_false (mps_curve_kind_from_string ("cubic", &kind));
  g_assert_cmpint (kind, ==, MPS_CURVE_5PL);
}

static void
test_scan (void)
{
  MpsScan scan = { .temperature_centi_c = MPS_SCAN_TEMPERATURE_ABSENT,
                   .humidity_centi_percent = MPS_SCAN_HUMIDITY_ABSENT,
                   .pressure_pa = MPS_SCAN_PRESSURE_ABSENT };
  MpsScan other = scan;
  double value = 17;
  g_assert_false (mps_scan_get_temperature (&scan, &value));
  g_assert_false (mps_scan_get_humidity (&scan, &value));
  g_assert_false (mps_scan_get_pressure (&scan, &value));
  g_assert_cmpfloat (value, ==, 17);
  g_assert_true (mps_scan_equal (&scan, &other));
  other.ref[87] = 1;
  g_assert_false (mps_scan_equal (&scan, &other));

  scan.temperature_centi_c = -250;
  scan.humidity_centi_percent = 4550;
  scan.pressure_pa = 101325;
  g_assert_true (mps_scan_get_temperature (&scan, &value));
  g_assert_cmpfloat (value, ==, -2.5);
  g_assert_true (mps_scan_get_humidity (&scan, &value));
  g_assert_cmpfloat (value, ==, 45.5);
  g_assert_true (mps_scan_get_pressure (&scan, &value));
  g_assert_cmpfloat (value, ==, 1013.25);
}

static void
test_programmes (void)
{
  static const guint blocks[] = { 1, 1, 2, 4 }, dimensions[] = { 0, 448, 896, 1792 };
  for (guint i = 0; i < 4; i++) {
    g_assert_cmpuint (mps_programme_get_n_blocks ((MpsProgramme)i), ==, blocks[i]);
    g_assert_cmpuint (mps_programme_get_dimension ((MpsProgramme)i), ==, dimensions[i]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quantity/format", test_quantity);
  g_test_add_func ("/quantity/units", test_units);
  g_test_add_func ("/result/flags", test_result_flags);
  g_test_add_func ("/run/copy", test_run_copy);
  g_test_add_func ("/cartridge/copy", test_cartridge);
  g_test_add_func ("/cartridge/curves", test_curves);
  g_test_add_func ("/scan/readings", test_scan);
  g_test_add_func ("/scan/programmes", test_programmes);
  return g_test_run ();
}
