/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-fhir-read.h"

/**
 * mps_fhir_dup_object:
 * @resource: a resource
 *
 * Returns: (transfer full): its JSON, parsed; an empty object where it is none
 */
JsonObject *
mps_fhir_dup_object (const MpsResource *resource)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!json_parser_load_from_data (parser, mps_resource_peek_json (resource), -1, NULL))
    return json_object_new ();

  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root)
                                                       : json_object_new ();
}

static JsonNode *
peek_node (JsonObject *object, const char *member)
{
  return object != NULL ? json_object_get_member (object, member) : NULL;
}

/**
 * mps_fhir_peek_string:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the member when it is a string
 */
const char *
mps_fhir_peek_string (JsonObject *object, const char *member)
{
  JsonNode *node = peek_node (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/**
 * mps_fhir_peek_object:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the member when it is an object
 */
JsonObject *
mps_fhir_peek_object (JsonObject *object, const char *member)
{
  JsonNode *node = peek_node (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * mps_fhir_peek_array:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the member when it is an array
 */
JsonArray *
mps_fhir_peek_array (JsonObject *object, const char *member)
{
  JsonNode *node = peek_node (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * mps_fhir_peek_first:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the first entry of the member, when that is an array of
 *   objects
 */
JsonObject *
mps_fhir_peek_first (JsonObject *object, const char *member)
{
  JsonArray *array = mps_fhir_peek_array (object, member);
  JsonNode *first;

  if (array == NULL || json_array_get_length (array) == 0)
    return NULL;

  first = json_array_get_element (array, 0);
  return JSON_NODE_HOLDS_OBJECT (first) ? json_node_get_object (first) : NULL;
}

/**
 * mps_fhir_dup_references:
 * @resource: a resource
 * @member: name of a member that is an array of references
 *
 * Returns: (transfer full) (element-type utf8): the references, "Type/id"
 */
GPtrArray *
mps_fhir_dup_references (const MpsResource *resource, const char *member)
{
  g_autoptr (JsonObject) object = mps_fhir_dup_object (resource);
  JsonArray *array = mps_fhir_peek_array (object, member);
  GPtrArray *references = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    const char *reference = JSON_NODE_HOLDS_OBJECT (node)
                                ? mps_fhir_peek_string (json_node_get_object (node), "reference")
                                : NULL;

    if (reference != NULL)
      g_ptr_array_add (references, g_strdup (reference));
  }

  return references;
}
