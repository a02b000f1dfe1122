/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-observation.h"

#include "data/model/mps-json-private.h"
#include "data/model/mps-json-writer-private.h"

#include <math.h>
#include <string.h>

#define TERMINOLOGY "http://terminology.hl7.org/CodeSystem/"
#define LOINC "http://loinc.org"
#define UCUM "http://unitsofmeasure.org"
#define RUN_SYSTEM "https://manpasik.org/run"
#define READER_SYSTEM "https://manpasik.org/reader"
#define UNCERTAINTY_URL "https://manpasik.org/fhir/StructureDefinition/expanded-uncertainty"

static const char *
status_to_code (MpsObservationStatus status)
{
  switch (status) {
  case MPS_OBSERVATION_PRELIMINARY:
    return "preliminary";
  case MPS_OBSERVATION_FINAL:
    return "final";
  case MPS_OBSERVATION_ENTERED_IN_ERROR:
  default:
    return "entered-in-error";
  }
}

static void
write_coding (MpsJsonWriter *writer, const char *system, const char *code, const char *display)
{
  mps_json_writer_open (writer, "coding", '[');
  mps_json_writer_open (writer, NULL, '{');
  mps_json_writer_string (writer, "system", system);
  mps_json_writer_string (writer, "code", code);
  mps_json_writer_string (writer, "display", display);
  mps_json_writer_close (writer, '}');
  mps_json_writer_close (writer, ']');
}

static void
write_concepts (MpsJsonWriter *writer,
                const char *name,
                const char *system,
                const char *code,
                const char *display)
{
  mps_json_writer_open (writer, name, '[');
  mps_json_writer_open (writer, NULL, '{');
  write_coding (writer, system, code, display);
  mps_json_writer_close (writer, '}');
  mps_json_writer_close (writer, ']');
}

static void
write_run_identifier (MpsJsonWriter *writer, const MpsRun *run)
{
  mps_json_writer_open (writer, "identifier", '[');
  mps_json_writer_open (writer, NULL, '{');
  mps_json_writer_string (writer, "system", RUN_SYSTEM);
  mps_json_writer_string (writer, "value", run->id);
  mps_json_writer_close (writer, '}');
  mps_json_writer_close (writer, ']');
}

/* A code that is no LOINC code (the name of an analyte in `analyse`) stays text. */
static void
write_code (MpsJsonWriter *writer, const char *code)
{
  g_autofree char *name = mps_analyte_dup_name (code, "en");
  g_autofree char *display = mps_analyte_dup_display (code);
  mps_json_writer_open (writer, "code", '{');
  if (mps_loinc_is_valid (code))
    write_coding (writer, LOINC, code, display);
  mps_json_writer_string (writer, "text", name);
  mps_json_writer_close (writer, '}');
}

static void
write_subject (MpsJsonWriter *writer, const MpsRun *run)
{
  g_autofree char *reference = g_strconcat ("Patient/", run->patient_id, NULL);
  mps_json_writer_open (writer, "subject", '{');
  mps_json_writer_string (writer, "reference", reference);
  mps_json_writer_close (writer, '}');
}

static void
write_times (MpsJsonWriter *writer, const MpsRun *run)
{
  g_autofree char *effective = mps_time_format_utc (run->started_us);
  g_autofree char *issued = mps_time_format_utc (g_get_real_time () / 1000 * 1000);
  mps_json_writer_string (writer, "effectiveDateTime", effective);
  mps_json_writer_string (writer, "issued", issued);
}

static void
write_unit (MpsJsonWriter *writer, const char *ucum)
{
  g_autofree char *unit = mps_unit_display (ucum);
  if (*ucum == '\0')
    return;

  mps_json_writer_string (writer, "unit", *unit != '\0' ? unit : ucum);
  if (strpbrk (ucum, " \t\r\n") != NULL)
    return;
  mps_json_writer_string (writer, "system", UCUM);
  mps_json_writer_string (writer, "code", ucum);
}

static void
write_plain_quantity (MpsJsonWriter *writer, const char *name, double value, const char *ucum)
{
  mps_json_writer_open (writer, name, '{');
  mps_json_writer_number (writer, "value", value);
  write_unit (writer, ucum);
  mps_json_writer_close (writer, '}');
}

static void
write_value (MpsJsonWriter *writer, const MpsQuantity *quantity)
{
  mps_json_writer_open (writer, "valueQuantity", '{');
  if (quantity->has_uncertainty && isfinite (quantity->expanded_uncertainty)) {
    mps_json_writer_open (writer, "extension", '[');
    mps_json_writer_open (writer, NULL, '{');
    mps_json_writer_string (writer, "url", UNCERTAINTY_URL);
    write_plain_quantity (writer, "valueQuantity", quantity->expanded_uncertainty, quantity->unit);
    mps_json_writer_close (writer, '}');
    mps_json_writer_close (writer, ']');
  }
  mps_json_writer_number (writer, "value", quantity->value);
  mps_json_writer_string (writer, "comparator", mps_comparator_to_string (quantity->comparator));
  write_unit (writer, quantity->unit);
  mps_json_writer_close (writer, '}');
}

static void
write_absent (MpsJsonWriter *writer, const MpsResult *result)
{
  mps_json_writer_open (writer, "dataAbsentReason", '{');
  write_coding (writer, TERMINOLOGY "data-absent-reason", "error", "Error");
  mps_json_writer_string (writer, "text", result->flag);
  mps_json_writer_close (writer, '}');
}

static void
write_interpretation (MpsJsonWriter *writer, MpsInterpretation interpretation)
{
  static const char *const displays[] = {
    [MPS_INTERPRETATION_NORMAL] = "Normal",
    [MPS_INTERPRETATION_LOW] = "Low",
    [MPS_INTERPRETATION_HIGH] = "High",
    [MPS_INTERPRETATION_CRITICAL_LOW] = "Critical low",
    [MPS_INTERPRETATION_CRITICAL_HIGH] = "Critical high",
  };
  const char *code = mps_interpretation_to_code (interpretation);
  if (*code == '\0')
    return;

  write_concepts (writer,
                  "interpretation",
                  TERMINOLOGY "v3-ObservationInterpretation",
                  code,
                  displays[interpretation]);
}

static void
write_note (MpsJsonWriter *writer, const MpsResult *result)
{
  if (result->flag == NULL || *result->flag == '\0')
    return;

  mps_json_writer_open (writer, "note", '[');
  mps_json_writer_open (writer, NULL, '{');
  mps_json_writer_string (writer, "text", result->flag);
  mps_json_writer_close (writer, '}');
  mps_json_writer_close (writer, ']');
}

static void
write_device (MpsJsonWriter *writer, const MpsRun *run)
{
  if (run->reader_serial == NULL || *run->reader_serial == '\0')
    return;

  g_autofree char *display = g_strconcat ("ManPaSik reader ", run->reader_serial, NULL);
  mps_json_writer_open (writer, "device", '{');
  mps_json_writer_open (writer, "identifier", '{');
  mps_json_writer_string (writer, "system", READER_SYSTEM);
  mps_json_writer_string (writer, "value", run->reader_serial);
  mps_json_writer_close (writer, '}');
  mps_json_writer_string (writer, "display", display);
  mps_json_writer_close (writer, '}');
}

static void
write_range (MpsJsonWriter *writer, const MpsReferenceRange *range, const char *ucum)
{
  if (range == NULL || (!range->has_low && !range->has_high))
    return;

  g_autofree char *text = g_strdup_printf ("%s%s%s%s",
                                           range->source != NULL ? range->source : "",
                                           range->as_of != NULL ? " (" : "",
                                           range->as_of != NULL ? range->as_of : "",
                                           range->as_of != NULL ? ")" : "");
  mps_json_writer_open (writer, "referenceRange", '[');
  mps_json_writer_open (writer, NULL, '{');
  if (range->has_low)
    write_plain_quantity (writer, "low", range->low, ucum);
  if (range->has_high)
    write_plain_quantity (writer, "high", range->high, ucum);
  mps_json_writer_string (writer, "text", text);
  mps_json_writer_close (writer, '}');
  mps_json_writer_close (writer, ']');
}

static void
open_resource (MpsJsonWriter *writer, const char *type, const char *id, const MpsRun *run)
{
  mps_json_writer_init (writer);
  mps_json_writer_open (writer, NULL, '{');
  mps_json_writer_string (writer, "resourceType", type);
  mps_json_writer_string (writer, "id", id);
  write_run_identifier (writer, run);
}

static MpsResource *
close_resource (MpsJsonWriter *writer)
{
  mps_json_writer_close (writer, '}');
  g_autofree char *json = mps_json_writer_finish (writer);
  MpsResource *resource = mps_resource_new_from_json (json, -1, NULL);
  g_assert (resource != NULL);
  return resource;
}

/**
 * mps_observation_new_from_result:
 * @id: id of the new resource
 * @run: the run that gave it; its patient must be a FHIR id
 * @result: one of its results
 * @status: status of the new resource
 * @range: (nullable): reference range for this patient
 * @interpretation: where the value lies
 *
 * The Observation names the run as an identifier of system https://manpasik.org/run and carries
 * the expanded uncertainty (half width at k = 2) as an extension of its value. Numbers are
 * written so that they read back as the same double. Without a value it carries a
 * dataAbsentReason.
 *
 * Returns: (transfer full): a valid R4 Observation, issued now
 */
MpsResource *
mps_observation_new_from_result (const char *id,
                                 const MpsRun *run,
                                 const MpsResult *result,
                                 MpsObservationStatus status,
                                 const MpsReferenceRange *range,
                                 MpsInterpretation interpretation)
{
  MpsJsonWriter writer;
  g_return_val_if_fail (mps_fhir_id_is_valid (id), NULL);
  g_return_val_if_fail (mps_fhir_id_is_valid (run->patient_id), NULL);

  gboolean has_value = result->has_value && isfinite (result->quantity.value);
  open_resource (&writer, "Observation", id, run);
  mps_json_writer_string (&writer, "status", status_to_code (status));
  write_concepts (
      &writer, "category", TERMINOLOGY "observation-category", "laboratory", "Laboratory");
  write_code (&writer, result->code);
  write_subject (&writer, run);
  write_times (&writer, run);
  if (has_value)
    write_value (&writer, &result->quantity);
  else
    write_absent (&writer, result);
  if (has_value)
    write_interpretation (&writer, interpretation);
  write_note (&writer, result);
  write_device (&writer, run);
  write_range (&writer, range, result->quantity.unit);
  return close_resource (&writer);
}

/**
 * mps_observation_with_status:
 * @observation: an Observation
 * @status: its new status
 *
 * Returns: (transfer full): the same text with another status and nothing else changed; its
 *   version is that of @observation
 */
MpsResource *
mps_observation_with_status (MpsResource *observation, MpsObservationStatus status)
{
  const char *text = mps_resource_peek_json (observation);
  g_autoptr (MpsJson) json = mps_json_parse (text, -1, NULL);
  guint32 node;
  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (mps_json_find_kind (json, 0, "status", MPS_JSON_STRING, &node), NULL);

  const MpsJsonNode *value = mps_json_peek (json, node);
  g_autoptr (GString) changed = g_string_new_len (text, value->start);
  g_string_append (changed, status_to_code (status));
  g_string_append (changed, text + value->start + value->length);
  return mps_resource_new_checked (mps_resource_peek_type (observation),
                                   mps_resource_peek_id (observation),
                                   mps_resource_get_version (observation),
                                   changed->str);
}

/**
 * mps_diagnostic_report_new:
 * @id: id of the new resource
 * @run: the run; its patient must be a FHIR id
 * @observation_ids: (element-type utf8): ids of its Observations, without "Observation/"
 * @status: status of the new resource
 *
 * Returns: (transfer full): a valid R4 DiagnosticReport, issued now
 */
MpsResource *
mps_diagnostic_report_new (const char *id,
                           const MpsRun *run,
                           GPtrArray *observation_ids,
                           MpsObservationStatus status)
{
  MpsJsonWriter writer;
  g_return_val_if_fail (mps_fhir_id_is_valid (id), NULL);
  g_return_val_if_fail (mps_fhir_id_is_valid (run->patient_id), NULL);

  open_resource (&writer, "DiagnosticReport", id, run);
  mps_json_writer_string (&writer, "status", status_to_code (status));
  write_concepts (&writer, "category", TERMINOLOGY "v2-0074", "LAB", "Laboratory");
  mps_json_writer_open (&writer, "code", '{');
  write_coding (&writer, LOINC, MPS_REPORT_CODE, "Laboratory report");
  mps_json_writer_close (&writer, '}');
  write_subject (&writer, run);
  write_times (&writer, run);
  if (observation_ids->len > 0)
    mps_json_writer_open (&writer, "result", '[');
  for (guint i = 0; i < observation_ids->len; i++) {
    g_autofree char *reference = g_strconcat ("Observation/", observation_ids->pdata[i], NULL);
    mps_json_writer_open (&writer, NULL, '{');
    mps_json_writer_string (&writer, "reference", reference);
    mps_json_writer_close (&writer, '}');
  }
  if (observation_ids->len > 0)
    mps_json_writer_close (&writer, ']');
  return close_resource (&writer);
}
