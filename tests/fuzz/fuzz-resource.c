/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-observation.h"
#include "data/model/mps-patient.h"
#include "tests/fuzz/fuzz.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Input: the text of one record. Whatever it is, it is refused with a sentence, or it is kept byte
 * for byte; another reader of JSON takes it too; a patient can be shown; and another status leaves
 * a valid record. */

static void
assert_patient (MpsResource *resource)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) at = g_date_time_new_utc (2026, 11, 21, 12, 0, 0);
  g_autoptr (MpsPatient) patient = mps_patient_new_from_resource (resource, &error);
  guint years = 0, months = 0;

  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (patient->name, -1, NULL));
  g_assert_null (strchr (patient->name, '\n'));
  if (mps_patient_get_age (patient, at, &years, &months))
    g_assert_cmpuint (months, <, 12);
}

static void
assert_observation (MpsResource *resource)
{
  if (strstr (mps_resource_peek_json (resource), "\"status\"") == NULL)
    return;

  g_autoptr (JsonParser) parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, mps_resource_peek_json (resource), -1, NULL))
    return;
  JsonObject *object = json_node_get_object (json_parser_get_root (parser));
  if (!json_object_has_member (object, "status"))
    return;

  g_autoptr (MpsResource) changed = mps_observation_with_status (resource, MPS_OBSERVATION_FINAL);
  g_assert_true (mps_fhir_check (mps_resource_peek_json (changed), -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strndup ((const char *)data, size);
  gint64 us = 0;
  if (mps_time_parse (text, &us)) {
    g_autofree char *again = mps_time_format_utc (us);
    g_assert_true (mps_time_parse (again, &us));
  }

  g_autoptr (MpsResource) resource =
      mps_resource_new_from_json ((const char *)data, (gssize)size, &error);
  if (resource == NULL) {
    g_assert_true (error->domain == MPS_MODEL_ERROR);
    g_assert_cmpuint (strlen (error->message), >, 0);
    return 0;
  }

  g_assert_cmpmem (
      mps_resource_peek_json (resource), strlen (mps_resource_peek_json (resource)), data, size);
  g_assert_true (mps_fhir_type_is_known (mps_resource_peek_type (resource)));
  if (strcmp (mps_resource_peek_type (resource), "Patient") == 0)
    assert_patient (resource);
  if (strcmp (mps_resource_peek_type (resource), "Observation") == 0)
    assert_observation (resource);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  const char *const seeds[] = {
    "2026-11-21T10:30:00.250+09:00",
    "{\"resourceType\":\"Patient\",\"id\":\"a\",\"name\":[{\"family\":\"\xed\x99\x8d\",\"given\":"
    "[null,\"b\\n\"],\"_given\":[{\"extension\":[{\"url\":\"u\",\"valueCode\":\"x\"}]},null]}],"
    "\"birthDate\":\"1990-02\",\"deceasedBoolean\":false,\"telecom\":[{\"system\":\"phone\","
    "\"value\":\"1\"}],\"identifier\":[{\"type\":{\"coding\":[{\"code\":\"MR\"}]},\"value\":\"7\"}]"
    "}",
    "{\"contained\":[{\"resourceType\":\"Device\"}],\"resourceType\":\"Observation\",\"status\":"
    "\"final\",\"code\":{\"text\":\"\\ud83d\\ude00\"},\"valueQuantity\":{\"value\":-1.50e-3},"
    "\"effectiveDateTime\":\"2024-02-29T23:59:60Z\",\"component\":[{\"code\":{\"text\":\"x\"},"
    "\"valueTime\":\"18:23:47\"}],\"unknown\":[[],{},null]}",
    "[{\"a\":1,\"a\":2}]",
  };
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (seeds); i++)
    g_ptr_array_add (list, g_bytes_new (seeds[i], strlen (seeds[i])));
  return list;
}
