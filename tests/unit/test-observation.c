/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-observation.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define RUN_ID "5b1c8a56-6a2b-4b37-8d0e-3f0f6a1f9a11"

static MpsRun *
make_run (void)
{
  MpsRun *run = mps_run_new (RUN_ID);
  g_free (run->patient_id);
  run->patient_id = g_strdup ("p1");
  g_free (run->reader_serial);
  run->reader_serial = g_strdup ("MPS-000017");
  run->started_us = G_GINT64_CONSTANT (1795224600250000);
  return run;
}

static JsonNode *
parse (MpsResource *resource)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsResource) again =
      mps_resource_new_from_json (mps_resource_peek_json (resource), -1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (again);
  JsonNode *node = json_from_string (mps_resource_peek_json (resource), &error);
  g_assert_no_error (error);
  return node;
}

/* Text of the first value that a path leads to. */
static char *
get (JsonNode *node, const char *path)
{
  g_autoptr (JsonNode) found = json_path_query (path, node, NULL);
  JsonArray *matches = json_node_get_array (found);
  if (json_array_get_length (matches) == 0)
    return g_strdup ("");
  JsonNode *first = json_array_get_element (matches, 0);
  if (json_node_get_value_type (first) == G_TYPE_STRING)
    return json_node_dup_string (first);
  return json_to_string (first, FALSE);
}

static void
assert_at (JsonNode *node, const char *path, const char *expected)
{
  g_autofree char *text = get (node, path);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_value (void)
{
  g_autoptr (MpsRun) run = make_run ();
  g_autoptr (MpsResult) result = mps_result_new ("41653-7", "mg/dL");
  MpsReferenceRange range;
  g_assert_true (mps_analyte_get_range ("41653-7", "mg/dL", NULL, TRUE, 40, &range));
  result->has_value = TRUE;
  result->quantity.value = 104.25;
  result->quantity.has_uncertainty = TRUE;
  result->quantity.expanded_uncertainty = 6.5;
  mps_result_add_flag (result, "temperature unknown");
  g_autoptr (MpsResource) resource = mps_observation_new_from_result (
      "o1", run, result, MPS_OBSERVATION_PRELIMINARY, &range, MPS_INTERPRETATION_HIGH);
  g_autoptr (JsonNode) node = parse (resource);
  g_assert_cmpstr (mps_resource_peek_type (resource), ==, "Observation");
  g_assert_cmpstr (mps_resource_peek_id (resource), ==, "o1");
  assert_at (node, "$.identifier[0].system", "https://manpasik.org/run");
  assert_at (node, "$.identifier[0].value", RUN_ID);
  assert_at (node, "$.status", "preliminary");
  assert_at (node, "$.category[0].coding[0].code", "laboratory");
  assert_at (node, "$.code.coding[0].system", "http://loinc.org");
  assert_at (node, "$.code.coding[0].code", "41653-7");
  assert_at (node, "$.subject.reference", "Patient/p1");
  assert_at (node, "$.effectiveDateTime", "2026-11-21T01:30:00.250Z");
  assert_at (node, "$.valueQuantity.value", "104.25");
  assert_at (node, "$.valueQuantity.system", "http://unitsofmeasure.org");
  assert_at (node, "$.valueQuantity.code", "mg/dL");
  assert_at (node, "$.valueQuantity.comparator", "");
  assert_at (node, "$.valueQuantity.extension[0].valueQuantity.value", "6.5");
  assert_at (node, "$.interpretation[0].coding[0].code", "H");
  assert_at (node, "$.note[0].text", "temperature unknown");
  assert_at (node, "$.device.identifier.value", "MPS-000017");
  assert_at (node, "$.referenceRange[0].low.value", "70");
  assert_at (node, "$.referenceRange[0].high.value", "100");
  assert_at (node, "$.dataAbsentReason", "");
}

static void
test_no_value (void)
{
  g_autoptr (MpsRun) run = make_run ();
  g_autoptr (MpsResult) result = mps_result_new ("41653-7", "mg/dL");
  mps_result_add_flag (result, "no usable channel");
  g_autoptr (MpsResource) resource = mps_observation_new_from_result (
      "o1", run, result, MPS_OBSERVATION_FINAL, NULL, MPS_INTERPRETATION_UNKNOWN);
  g_autoptr (JsonNode) node = parse (resource);
  assert_at (node, "$.valueQuantity", "");
  assert_at (node, "$.interpretation", "");
  assert_at (node, "$.dataAbsentReason.coding[0].code", "error");
  assert_at (node, "$.dataAbsentReason.text", "no usable channel");

  /* A number that is none is never written, whatever the result claims. */
  result->has_value = TRUE;
  result->quantity.value = NAN;
  g_autoptr (MpsResource) nan = mps_observation_new_from_result (
      "o2", run, result, MPS_OBSERVATION_FINAL, NULL, MPS_INTERPRETATION_NORMAL);
  g_autoptr (JsonNode) nan_node = parse (nan);
  assert_at (nan_node, "$.valueQuantity", "");
  assert_at (nan_node, "$.interpretation", "");
  assert_at (nan_node, "$.dataAbsentReason.coding[0].code", "error");
}

static void
test_comparator (void)
{
  g_autoptr (MpsRun) run = make_run ();
  g_autoptr (MpsResult) result = mps_result_new ("CRP", "mg/L");
  result->has_value = TRUE;
  result->quantity.value = 20;
  result->quantity.comparator = MPS_COMPARATOR_LESS;
  g_autoptr (MpsResource) resource = mps_observation_new_from_result (
      "o1", run, result, MPS_OBSERVATION_FINAL, NULL, MPS_INTERPRETATION_UNKNOWN);
  g_autoptr (JsonNode) node = parse (resource);
  assert_at (node, "$.valueQuantity.comparator", "<");
  assert_at (node, "$.code.coding", "");
  assert_at (node, "$.code.text", "CRP");
  assert_at (node, "$.referenceRange", "");
}

static double
get_literal (const char *json)
{
  const char *value = strstr (json, "\"valueQuantity\":{\"value\":");
  g_assert_nonnull (value);
  return g_ascii_strtod (value + strlen ("\"valueQuantity\":{\"value\":"), NULL);
}

/* Whatever is built passes the check, and its number reads back to the last bit. */
static void
test_property (void)
{
  static const char *const codes[] = { "41653-7", "718-7", "99999-9", "이름", "a \"b\"\\" };
  static const char *const units[] = { "mg/dL", "%", "{score}", "mL/min/{1.73_m2}", "", "a b" };
  static const char *const serials[] = { "", "MPS-1", "\x01\xff\"\\\n", "리더" };
  static const double values[] = { 0.1, 1e-300, 1.0 / 3, 5e22, -0.0, 123456789.123456789, 4.35 };
  for (guint i = 0; i < 3000; i++) {
    g_autoptr (MpsRun) run = make_run ();
    g_autoptr (MpsResult) result = mps_result_new (codes[i % 5], units[i % 6]);
    MpsReferenceRange range = {
      .has_low = i % 2 == 0, .low = i, .has_high = i % 3 == 0, .high = i
    };
    g_free (run->reader_serial);
    run->reader_serial = g_strdup (serials[i % 4]);
    run->started_us = (gint64)i * G_GINT64_CONSTANT (123456789012345) - G_MAXINT64 / 4;
    result->has_value = TRUE;
    result->quantity.value =
        i < G_N_ELEMENTS (values)
            ? values[i]
            : g_test_rand_double_range (-1, 1) * pow (10, g_test_rand_int_range (-12, 13));
    result->quantity.comparator = (MpsComparator)(i % 3);
    g_autoptr (MpsResource) resource =
        mps_observation_new_from_result ("o1",
                                         run,
                                         result,
                                         (MpsObservationStatus)(i % 3),
                                         i % 5 == 0 ? NULL : &range,
                                         (MpsInterpretation)(i % 6));
    g_autoptr (JsonNode) node = parse (resource);
    g_assert_nonnull (node);
    double back = get_literal (mps_resource_peek_json (resource));
    g_assert_cmpmem (&back, sizeof back, &result->quantity.value, sizeof back);
  }
}

/* Only the status changes; a value keeps every digit that another system wrote. */
static void
test_status (void)
{
  static const char before[] =
      "{ \"resourceType\" : \"Observation\",\"contained\":[{\"resourceType\":\"Observation\","
      "\"status\":\"final\",\"code\":{\"text\":\"x\"}}],\n \"status\" : \"preliminary\", "
      "\"id\":\"o\","
      "\"code\":{\"text\":\"x\"},\"valueQuantity\":{\"value\":1.500},\"mine\":[ 1,2 ]}";
  static const char after[] =
      "{ \"resourceType\" : \"Observation\",\"contained\":[{\"resourceType\":\"Observation\","
      "\"status\":\"final\",\"code\":{\"text\":\"x\"}}],\n \"status\" : \"entered-in-error\", "
      "\"id\":\"o\",\"code\":{\"text\":\"x\"},\"valueQuantity\":{\"value\":1.500},\"mine\":[ 1,2 "
      "]}";
  g_autoptr (MpsResource) stored = mps_resource_new_checked ("Observation", "o", 4, before);
  g_autoptr (MpsResource) changed =
      mps_observation_with_status (stored, MPS_OBSERVATION_ENTERED_IN_ERROR);
  g_assert_cmpstr (mps_resource_peek_json (changed), ==, after);
  g_assert_cmpint (mps_resource_get_version (changed), ==, 4);
  g_assert_cmpstr (mps_resource_peek_id (changed), ==, "o");
  g_assert_true (mps_fhir_check (mps_resource_peek_json (changed), -1, NULL));
}

static void
test_report (void)
{
  g_autoptr (MpsRun) run = make_run ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (MpsResource) empty =
      mps_diagnostic_report_new ("r0", run, ids, MPS_OBSERVATION_PRELIMINARY);
  g_autoptr (JsonNode) empty_node = parse (empty);
  assert_at (empty_node, "$.result", "");

  g_ptr_array_add (ids, (gpointer) "o1");
  g_ptr_array_add (ids, (gpointer) "o2");
  g_autoptr (MpsResource) report =
      mps_diagnostic_report_new ("r1", run, ids, MPS_OBSERVATION_FINAL);
  g_autoptr (JsonNode) node = parse (report);
  assert_at (node, "$.status", "final");
  assert_at (node, "$.subject.reference", "Patient/p1");
  assert_at (node, "$.result[1].reference", "Observation/o2");
  assert_at (node, "$.identifier[0].value", RUN_ID);
  assert_at (node, "$.effectiveDateTime", "2026-11-21T01:30:00.250Z");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/observation/value", test_value);
  g_test_add_func ("/observation/no-value", test_no_value);
  g_test_add_func ("/observation/comparator", test_comparator);
  g_test_add_func ("/observation/property", test_property);
  g_test_add_func ("/observation/status", test_status);
  g_test_add_func ("/observation/report", test_report);
  return g_test_run ();
}
