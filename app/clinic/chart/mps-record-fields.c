/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/chart/mps-chart.h"
#include "app/session/measurement/mps-fhir-read.h"
#include "data/model/mps-form.h"
#include "data/model/mps-observation.h"
#include "data/model/mps-rrn.h"
#include "data/model/mps-tree.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Deeper than this nothing of a record is read in one line. */
#define MAX_DEPTH 4

static const struct {
  const char *member;
  const char *label;
} labels[] = {
  { "status", N_ ("Status") },
  { "clinicalStatus", N_ ("Clinical status") },
  { "verificationStatus", N_ ("Verification") },
  { "category", N_ ("Category") },
  { "code", N_ ("What") },
  { "type", N_ ("Kind") },
  { "class", N_ ("Class") },
  { "vaccineCode", N_ ("Vaccine") },
  { "medicationCodeableConcept", N_ ("Medicine") },
  { "medicationReference", N_ ("Medicine") },
  { "dosageInstruction", N_ ("Dosage") },
  { "effectiveDateTime", N_ ("Time") },
  { "effectivePeriod", N_ ("Time") },
  { "performedDateTime", N_ ("Time") },
  { "performedPeriod", N_ ("Time") },
  { "occurrenceDateTime", N_ ("Time") },
  { "onsetDateTime", N_ ("Since") },
  { "abatementDateTime", N_ ("Until") },
  { "recordedDate", N_ ("Recorded") },
  { "authoredOn", N_ ("Written") },
  { "issued", N_ ("Issued") },
  { "date", N_ ("Date") },
  { "period", N_ ("Period") },
  { "valueQuantity", N_ ("Value") },
  { "valueCodeableConcept", N_ ("Value") },
  { "valueString", N_ ("Value") },
  { "dataAbsentReason", N_ ("No value because") },
  { "interpretation", N_ ("Interpretation") },
  { "referenceRange", N_ ("Reference range") },
  { "component", N_ ("Parts") },
  { "note", N_ ("Note") },
  { "reasonCode", N_ ("Reason") },
  { "reasonReference", N_ ("Reason") },
  { "performer", N_ ("Done by") },
  { "participant", N_ ("Taking part") },
  { "requester", N_ ("Asked for by") },
  { "recorder", N_ ("Recorded by") },
  { "device", N_ ("Device") },
  { "encounter", N_ ("Visit") },
  { "result", N_ ("Results") },
  { "conclusion", N_ ("Conclusion") },
  { "content", N_ ("Content") },
  { "description", N_ ("Title") },
  { "name", N_ ("Name") },
  { "gender", N_ ("Sex") },
  { "birthDate", N_ ("Birth date") },
  { "address", N_ ("Address") },
  { "telecom", N_ ("Contact") },
  { "identifier", N_ ("Number") },
  { "serviceProvider", N_ ("Facility") },
  { "total", N_ ("Total") },
};

/* What is machinery, or stands in the banner. */
static const char *const hidden[] = {
  "resourceType", "id",      "meta",          "text",     "extension",         "contained",
  "subject",      "patient", "implicitRules", "language", "modifierExtension",
};

static char *dup_node (JsonNode *node, guint depth);

static void
field_free (gpointer data)
{
  MpsRecordField *field = data;

  g_free (field->member);
  g_free (field->label);
  g_free (field->value);
  g_free (field);
}

/* "dosageInstruction" → "Dosage instruction", for members that have no word of their own. */
static char *
split_words (const char *member)
{
  GString *text = g_string_new (NULL);

  for (const char *c = member; *c != '\0'; c++) {
    if (c != member && g_ascii_isupper (*c))
      g_string_append_c (text, ' ');
    g_string_append_c (text, c == member ? g_ascii_toupper (*c) : g_ascii_tolower (*c));
  }

  return g_string_free (text, FALSE);
}

static char *
dup_label (const char *member)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++) {
    if (g_str_equal (labels[i].member, member))
      return g_strdup (_ (labels[i].label));
  }

  return split_words (member);
}

static char *
dup_number (JsonNode *node)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  /* 15 digits bring back every decimal that a person wrote. */
  g_ascii_formatd (buffer, sizeof buffer, "%.15g", json_node_get_double (node));
  return g_strdup (buffer);
}

/* A moment is shown by the clock on the wall; a plain date and any other text stand as written. */
static char *
dup_text (const char *text)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  gint64 time_us = 0;

  if (strlen (text) <= strlen ("2026-01-01") || text[10] != 'T' || !mps_time_parse (text, &time_us))
    return g_strdup (text);

  utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : g_strdup (text);
}

static char *
dup_value (JsonNode *node)
{
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return dup_text (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? _ ("yes") : _ ("no"));

  return dup_number (node);
}

static char *
dup_array (JsonArray *array, guint depth)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    char *part = dup_node (json_array_get_element (array, i), depth + 1);

    if (part != NULL)
      g_ptr_array_add (parts, part);
  }
  if (parts->len == 0)
    return NULL;

  g_ptr_array_add (parts, NULL);
  return g_strjoinv (depth == 0 ? "\n" : ", ", (char **)parts->pdata);
}

static char *
dup_quantity (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "value");
  const char *comparator = mps_fhir_peek_string (object, "comparator");
  const char *unit = mps_fhir_peek_string (object, "unit");
  g_autofree char *value = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (unit == NULL)
    unit = mps_fhir_peek_string (object, "code");
  if (unit == NULL)
    unit = mps_fhir_peek_string (object, "currency");
  value = dup_value (node);
  return g_strdup_printf ("%s%s%s%s",
                          comparator != NULL ? comparator : "",
                          value,
                          unit != NULL ? " " : "",
                          unit != NULL ? unit : "");
}

static char *
dup_pair (JsonObject *object, const char *first, const char *second)
{
  JsonNode *a = json_object_get_member (object, first);
  JsonNode *b = json_object_get_member (object, second);
  g_autofree char *from = a != NULL ? dup_node (a, 1) : NULL;
  g_autofree char *to = b != NULL ? dup_node (b, 1) : NULL;

  return g_strdup_printf ("%s – %s", from != NULL ? from : "", to != NULL ? to : "");
}

/* What the program itself files a report under stands in the reader's language; whatever another
 * system wrote stands as it was written. */
#define OBSERVATION_CATEGORY "http://terminology.hl7.org/CodeSystem/observation-category"

static const struct {
  const char *system;
  const char *code;
  const char *words;
} own_codes[] = {
  { "http://loinc.org", MPS_REPORT_CODE, N_ ("Laboratory report") },
  { "http://terminology.hl7.org/CodeSystem/v2-0074", "LAB", N_ ("Laboratory") },
  { OBSERVATION_CATEGORY, "laboratory", N_ ("Laboratory") },
  { OBSERVATION_CATEGORY, "vital-signs", N_ ("Vital signs") },
};

static const char *
peek_own_words (JsonObject *coding)
{
  const char *system = mps_fhir_peek_string (coding, "system");
  const char *code = mps_fhir_peek_string (coding, "code");

  for (gsize i = 0; i < G_N_ELEMENTS (own_codes); i++) {
    if (g_strcmp0 (system, own_codes[i].system) == 0 && g_strcmp0 (code, own_codes[i].code) == 0)
      return _ (own_codes[i].words);
  }
  return NULL;
}

static char *
dup_first_string (JsonObject *object)
{
  static const char *const members[] = { "text", "display", "value", "code" };
  JsonObject *coding = mps_fhir_peek_first (object, "coding");
  const char *words = coding != NULL ? peek_own_words (coding) : NULL;

  if (words != NULL)
    return g_strdup (words);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    const char *text = mps_fhir_peek_string (object, members[i]);

    if (text != NULL)
      return g_strdup (text);
    if (i == 0 && coding != NULL)
      return dup_first_string (coding);
  }

  return NULL;
}

static char *
dup_members (JsonObject *object, guint depth)
{
  g_autoptr (GList) members = json_object_get_members (object);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (GList *l = members; l != NULL; l = l->next) {
    g_autofree char *label = dup_label (l->data);
    g_autofree char *value = dup_node (json_object_get_member (object, l->data), depth + 1);

    if (value != NULL &&
        !g_strv_contains ((const char *const[]){ "id", "extension", NULL }, l->data))
      g_ptr_array_add (parts, g_strdup_printf ("%s: %s", label, value));
  }
  if (parts->len == 0)
    return NULL;

  g_ptr_array_add (parts, NULL);
  return g_strjoinv ("; ", (char **)parts->pdata);
}

static char *
dup_human_name (JsonObject *object)
{
  JsonNode *given = json_object_get_member (object, "given");
  g_autofree char *first = given != NULL ? dup_node (given, 1) : NULL;

  return g_strdup_printf (
      "%s %s", mps_fhir_peek_string (object, "family"), first != NULL ? first : "");
}

/* Keys of machines: a reference without a word for what it names, an identifier that is a UUID. */
static gboolean
is_machine_key (JsonObject *object)
{
  const char *value = mps_fhir_peek_string (object, "value");

  if (mps_fhir_peek_string (object, "reference") != NULL)
    return mps_fhir_peek_string (object, "display") == NULL;
  return value != NULL && mps_fhir_peek_string (object, "system") != NULL &&
         g_uuid_string_is_valid (value);
}

/* Whoever reads a record is not shown the whole number; see mps_chart_reveal_identifier_async(). */
static gboolean
is_resident_number (JsonObject *object)
{
  return g_strcmp0 (mps_fhir_peek_string (object, "system"), MPS_RRN_SYSTEM) == 0 &&
         mps_fhir_peek_string (object, "value") != NULL;
}

static char *
dup_object (JsonObject *object, guint depth)
{
  char *text;

  if (is_resident_number (object))
    return mps_rrn_mask (mps_fhir_peek_string (object, "value"));

  if (is_machine_key (object))
    return NULL;
  if (json_object_has_member (object, "start") || json_object_has_member (object, "end"))
    return dup_pair (object, "start", "end");
  if (json_object_has_member (object, "low") || json_object_has_member (object, "high"))
    return dup_pair (object, "low", "high");
  if (mps_fhir_peek_string (object, "family") != NULL)
    return dup_human_name (object);
  if (json_object_has_member (object, "value") && mps_fhir_peek_string (object, "value") == NULL)
    return dup_quantity (object);
  text = json_object_has_member (object, "valueQuantity") ? NULL : dup_first_string (object);
  return text != NULL || depth >= MAX_DEPTH ? text : dup_members (object, depth);
}

static char *
dup_node (JsonNode *node, guint depth)
{
  switch (json_node_get_node_type (node)) {
  case JSON_NODE_OBJECT:
    return dup_object (json_node_get_object (node), depth);
  case JSON_NODE_ARRAY:
    return dup_array (json_node_get_array (node), depth);
  case JSON_NODE_VALUE:
    return dup_value (node);
  case JSON_NODE_NULL:
  default:
    return NULL;
  }
}

static gboolean
is_hidden (const char *member)
{
  if (*member == '_')
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++) {
    if (g_str_equal (hidden[i], member))
      return TRUE;
  }

  return FALSE;
}

/* Of a note its text, of a document the name of its file; never its bytes. */
static char *
dup_content (MpsResource *resource)
{
  g_autoptr (MpsTree) tree = NULL;
  const MpsTree *attachment;
  const char *name;
  char *text;

  if (!g_str_equal (mps_resource_peek_type (resource), "DocumentReference"))
    return NULL;
  text = mps_note_dup_text (resource);
  if (text != NULL)
    return text;

  tree = mps_tree_new_from_resource (resource);
  attachment = mps_tree_peek_path (tree, "content[0].attachment");
  name = mps_tree_peek_string (attachment, "title");
  if (name == NULL)
    name = mps_tree_peek_string (attachment, "contentType");
  return g_strdup (name != NULL ? name : _ ("a file"));
}

/**
 * mps_record_dup_fields:
 * @resource: a record
 *
 * What a record of any kind says, one line an element, in the order in which it was written.
 * References are not followed.
 *
 * Returns: (transfer full) (element-type MpsRecordField): its lines
 */
GPtrArray *
mps_record_dup_fields (MpsResource *resource)
{
  g_autoptr (JsonObject) object = mps_fhir_dup_object (resource);
  g_autoptr (GList) members = json_object_get_members (object);
  GPtrArray *fields = g_ptr_array_new_with_free_func (field_free);

  for (GList *l = members; l != NULL; l = l->next) {
    g_autofree char *value = NULL;
    MpsRecordField *field;

    if (is_hidden (l->data))
      continue;
    value = g_str_equal (l->data, "content") ? dup_content (resource) : NULL;
    if (value == NULL)
      value = dup_node (json_object_get_member (object, l->data), 0);
    if (value == NULL)
      continue;
    field = g_new0 (MpsRecordField, 1);
    field->member = g_strdup (l->data);
    field->label = dup_label (l->data);
    field->value = g_steal_pointer (&value);
    g_ptr_array_add (fields, field);
  }

  return fields;
}
