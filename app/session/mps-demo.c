/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-demo-private.h"

#include "app/session/mps-session-resources.h"
#include "data/model/mps-observation.h"
#include "devices/virtual/mps-virtual.h"

#include <json-glib/json-glib.h>

#define DAY_US (24 * G_TIME_SPAN_HOUR)

typedef struct {
  MpsStoreBatch *batch;
  gint64 now_us;
  JsonObject *codes;
  GPtrArray *patient_ids;
} Demo;

/**
 * mps_demo_dup_tag_path:
 * @profile: a profile's folder
 *
 * Returns: (transfer full): where its virtual cartridge tag is kept
 */
char *
mps_demo_dup_tag_path (const char *profile)
{
  return g_build_filename (profile, "virtual-tag.bin", NULL);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/* HTEST: test health data, the label that HL7 has for records of nobody. */
static void
begin_resource (JsonBuilder *builder, const char *type, const char *id)
{
  json_builder_begin_object (builder);
  add_string (builder, "resourceType", type);
  add_string (builder, "id", id);
  json_builder_set_member_name (builder, "meta");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "security");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_string (builder, "system", "http://terminology.hl7.org/CodeSystem/v3-ActReason");
  add_string (builder, "code", "HTEST");
  add_string (builder, "display", "test health data");
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_coding (JsonBuilder *builder, const char *system, const char *code, const char *display)
{
  json_builder_set_member_name (builder, "coding");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_string (builder, "system", system);
  add_string (builder, "code", code);
  if (display != NULL)
    add_string (builder, "display", display);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}

static gboolean
put_resource (Demo *demo, JsonBuilder *builder, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;
  g_autoptr (MpsResource) resource = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);
  resource = mps_resource_new_from_json (json, -1, error);
  if (resource == NULL)
    return FALSE;

  mps_store_batch_put (demo->batch, resource, MPS_VERSION_NEW);
  return TRUE;
}

static char *
dup_date_before (const Demo *demo, gint64 days)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (demo->now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = g_date_time_add_days (now, -(int)days);

  return g_date_time_format (then, "%F");
}

static void
add_name (JsonBuilder *builder, JsonObject *person)
{
  json_builder_set_member_name (builder, "name");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_string (builder, "use", "official");
  add_string (builder, "family", json_object_get_string_member (person, "family"));
  json_builder_set_member_name (builder, "given");
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, json_object_get_string_member (person, "given"));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}

static void
add_chart_number (JsonBuilder *builder, const char *number)
{
  json_builder_set_member_name (builder, "identifier");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "type");
  json_builder_begin_object (builder);
  add_coding (builder, "http://terminology.hl7.org/CodeSystem/v2-0203", "MR", NULL);
  json_builder_end_object (builder);
  add_string (builder, "system", "urn:manpasik:demo:chart");
  add_string (builder, "value", number);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}

static gboolean
add_patient (Demo *demo, JsonObject *person, guint index, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *phone = g_strdup_printf ("010-0000-%04u", 1001 + index);
  g_autofree char *birth_date =
      dup_date_before (demo, json_object_get_int_member (person, "age_days"));

  begin_resource (builder, "Patient", id);
  add_chart_number (builder, json_object_get_string_member (person, "chart"));
  add_name (builder, person);
  json_builder_set_member_name (builder, "telecom");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_string (builder, "system", "phone");
  add_string (builder, "value", phone);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  add_string (builder, "gender", json_object_get_string_member (person, "gender"));
  add_string (builder, "birthDate", birth_date);
  g_ptr_array_add (demo->patient_ids, g_steal_pointer (&id));
  return put_resource (demo, builder, error);
}

static void
add_reference (JsonBuilder *builder, const Demo *demo, const char *name, JsonObject *about)
{
  guint patient = (guint)json_object_get_int_member (about, "patient");
  g_autofree char *reference =
      g_strconcat ("Patient/", (const char *)g_ptr_array_index (demo->patient_ids, patient), NULL);

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  add_string (builder, "reference", reference);
  json_builder_end_object (builder);
}

static gboolean
add_observation (Demo *demo, JsonObject *series, gint64 days_ago, double value, GError **error)
{
  const char *code = json_object_get_string_member (series, "code");
  JsonObject *about = json_object_get_object_member (demo->codes, code);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *id = g_uuid_string_random ();
  /* Every value has its own time of day: two of one day stay in order. */
  g_autofree char *when = mps_time_format_utc (demo->now_us - days_ago * DAY_US -
                                               (days_ago * 7919 % 25200) * G_TIME_SPAN_SECOND);

  begin_resource (builder, "Observation", id);
  add_string (builder, "status", "final");
  json_builder_set_member_name (builder, "code");
  json_builder_begin_object (builder);
  add_coding (builder, "http://loinc.org", code, json_object_get_string_member (about, "display"));
  json_builder_end_object (builder);
  add_reference (builder, demo, "subject", series);
  add_string (builder, "effectiveDateTime", when);
  json_builder_set_member_name (builder, "valueQuantity");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "value");
  json_builder_add_double_value (builder, value);
  add_string (builder, "unit", json_object_get_string_member (about, "text"));
  add_string (builder, "system", "http://unitsofmeasure.org");
  add_string (builder, "code", json_object_get_string_member (about, "unit"));
  json_builder_end_object (builder);
  return put_resource (demo, builder, error);
}

static gboolean
add_series (Demo *demo, JsonObject *series, GError **error)
{
  JsonArray *values = json_object_get_array_member (series, "values");

  for (guint i = 0; i < json_array_get_length (values); i++) {
    JsonArray *point = json_array_get_array_element (values, i);

    if (!add_observation (demo,
                          series,
                          json_array_get_int_element (point, 0),
                          json_array_get_double_element (point, 1),
                          error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
add_allergy (Demo *demo, JsonObject *allergy, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *id = g_uuid_string_random ();

  begin_resource (builder, "AllergyIntolerance", id);
  json_builder_set_member_name (builder, "clinicalStatus");
  json_builder_begin_object (builder);
  add_coding (
      builder, "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active", NULL);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "code");
  json_builder_begin_object (builder);
  add_string (builder, "text", json_object_get_string_member (allergy, "text"));
  json_builder_end_object (builder);
  add_reference (builder, demo, "patient", allergy);
  return put_resource (demo, builder, error);
}

static gboolean
add_all (Demo *demo, JsonObject *root, GError **error)
{
  JsonArray *patients = json_object_get_array_member (root, "patients");
  JsonArray *observations = json_object_get_array_member (root, "observations");
  JsonArray *allergies = json_object_get_array_member (root, "allergies");

  demo->codes = json_object_get_object_member (root, "codes");
  for (guint i = 0; i < json_array_get_length (patients); i++) {
    if (!add_patient (demo, json_array_get_object_element (patients, i), i, error))
      return FALSE;
  }
  for (guint i = 0; i < json_array_get_length (observations); i++) {
    if (!add_series (demo, json_array_get_object_element (observations, i), error))
      return FALSE;
  }
  for (guint i = 0; i < json_array_get_length (allergies); i++) {
    if (!add_allergy (demo, json_array_get_object_element (allergies, i), error))
      return FALSE;
  }

  return TRUE;
}

/**
 * mps_demo_fill:
 * @batch: where the records go
 * @profile: the profile's folder, which exists
 * @now_us: the clock, µs since 1970 UTC
 * @error: return location
 *
 * Adds the invented patients with their history to @batch and makes the virtual cartridge tag.
 *
 * Returns: whether all of it could be made
 */
gboolean
mps_demo_fill (MpsStoreBatch *batch, const char *profile, gint64 now_us, GError **error)
{
  g_autoptr (GPtrArray) patient_ids = g_ptr_array_new_with_free_func (g_free);
  Demo demo = { .batch = batch, .now_us = now_us, .patient_ids = patient_ids };
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *path = mps_demo_dup_tag_path (profile);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (mps_session_get_resource (),
                                                     "/org/manpasik/session/patients.json",
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                     error);
  gsize size;
  const char *text;

  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_data (bytes, &size);
  if (!json_parser_load_from_data (parser, text, (gssize)size, error) ||
      !add_all (&demo, json_node_get_object (json_parser_get_root (parser)), error))
    return FALSE;

  return mps_virtual_tag_create_file (path, (guint64)now_us, now_us, error);
}
