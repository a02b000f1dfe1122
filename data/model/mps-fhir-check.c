/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-resource.h"

#include "data/model/mps-fhir-check-private.h"
#include "data/model/mps-fhir-primitive-private.h"
#include "data/model/mps-fhir-table-private.h"
#include "data/model/mps-json-private.h"

#include <string.h>

/* Where the check is, from the inside out; only R4's own names stand in it, never one that the
 * record brought along. */
typedef struct Path {
  const struct Path *up;
  const char *name;
  gboolean beside;
  gboolean has_index;
  guint index;
} Path;

typedef struct {
  const MpsJson *json;
  const MpsFhirType *any_resource;
} Check;

/* An object being checked: which elements were seen, and as which of their forms. */
typedef struct {
  const Path *path;
  guint32 node;
  const MpsFhirType *type;
  const MpsFhirElement *seen[MPS_FHIR_MAX_SLOTS];
} Frame;

static gboolean check_object (
    Check *check, const Path *path, guint32 node, const MpsFhirType *type, GError **error);

static void
append_path (GString *text, const Path *path)
{
  if (path->up != NULL) {
    append_path (text, path->up);
    g_string_append_c (text, '.');
  }
  g_string_append_printf (text, "%s%s", path->beside ? "_" : "", path->name);
  if (path->has_index)
    g_string_append_printf (text, "[%u]", path->index);
}

static gboolean G_GNUC_PRINTF (3, 4)
    fail (GError **error, const Path *path, const char *format, ...)
{
  g_autoptr (GString) text = g_string_new (NULL);
  va_list arguments;
  append_path (text, path);
  g_string_append_c (text, ' ');
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
  g_set_error_literal (error, MPS_MODEL_ERROR, MPS_MODEL_ERROR_INVALID, text->str);
  return FALSE;
}

static const char *
describe (const MpsJsonNode *node)
{
  switch (node->kind) {
  case MPS_JSON_OBJECT:
    return "a single object";
  case MPS_JSON_ARRAY:
    return "a list";
  case MPS_JSON_STRING:
    return "text";
  case MPS_JSON_NUMBER:
    return "a number";
  case MPS_JSON_BOOLEAN:
    return "true or false";
  case MPS_JSON_NULL:
  default:
    return "null";
  }
}

static gboolean
has_code (const char *codes, const char *code, gsize length)
{
  const char *at = codes;
  while (at != NULL) {
    if (strncmp (at, code, length) == 0 && (at[length] == ' ' || at[length] == '\0'))
      return TRUE;
    at = strchr (at, ' ');
    if (at != NULL)
      at++;
  }
  return FALSE;
}

/* A long list helps nobody. */
static gboolean
fail_code (GError **error, const Path *path, const char *codes)
{
  g_auto (GStrv) list = g_strsplit (codes, " ", -1);
  if (g_strv_length (list) > 16)
    return fail (error, path, "must be one of the codes that FHIR R4 lists for it");

  g_autofree char *joined = g_strjoinv (", ", list);
  return fail (error, path, "must be one of: %s", joined);
}

static gboolean
check_primitive (
    Check *check, const Path *path, guint32 node, const MpsFhirElement *element, GError **error)
{
  const MpsJsonNode *value = mps_json_peek (check->json, node);
  const char *expected;
  if (!mps_fhir_primitive_check (check->json, node, element->type->primitive, &expected))
    return value->kind == MPS_JSON_STRING || value->kind == MPS_JSON_NUMBER
               ? fail (error, path, "must be %s", expected)
               : fail (error, path, "must be %s (it is %s)", expected, describe (value));
  if (element->slot->codes == NULL)
    return TRUE;

  g_autofree char *code = mps_json_dup_text (check->json, node);
  if (!has_code (element->slot->codes, code, strlen (code)))
    return fail_code (error, path, element->slot->codes);
  return TRUE;
}

static gboolean
check_resource (Check *check, const Path *path, guint32 node, GError **error)
{
  guint32 type_node;
  if (!mps_json_find_kind (check->json, node, "resourceType", MPS_JSON_STRING, &type_node))
    return fail (error, path, "has no resourceType, so it is not a FHIR resource");

  g_autofree char *name = mps_json_dup_text (check->json, type_node);
  const MpsFhirType *type = mps_fhir_find_type (name);
  const char *version = mps_fhir_find_other_version (name);
  if (version != NULL) {
    g_set_error (error,
                 MPS_MODEL_ERROR,
                 MPS_MODEL_ERROR_VERSION,
                 "%s belongs to FHIR %s, this program reads R4 (4.0.1)",
                 name,
                 version);
    return FALSE;
  }
  if (type == NULL || !type->is_resource)
    return fail (error, path, "has a resourceType that FHIR R4 (4.0.1) does not know");
  return check_object (check, path, node, type, error);
}

static gboolean
check_value (
    Check *check, const Path *path, guint32 node, const MpsFhirElement *element, GError **error)
{
  const MpsJsonNode *value = mps_json_peek (check->json, node);
  if (!path->beside && element->type->primitive != MPS_FHIR_COMPLEX)
    return check_primitive (check, path, node, element, error);
  if (value->kind != MPS_JSON_OBJECT)
    return fail (error, path, "must be an object (it is %s)", describe (value));
  if (path->beside)
    return check_object (check, path, node, mps_fhir_peek_element_type (), error);
  if (element->type == check->any_resource)
    return check_resource (check, path, node, error);
  return check_object (check, path, node, element->type, error);
}

/* A null may stand in a list of primitives, or in the list of extensions beside it, only where
 * the other list has something at the same place. */
static gboolean
has_partner (Check *check, const Frame *frame, const Path *path)
{
  guint32 list, at;
  g_autofree char *partner = g_strconcat (path->beside ? "" : "_", path->name, NULL);
  if (!mps_json_find_kind (check->json, frame->node, partner, MPS_JSON_ARRAY, &list))
    return FALSE;
  if (path->index >= mps_json_peek (check->json, list)->n_children)
    return FALSE;

  at = list + 1;
  for (guint i = 0; i < path->index; i++)
    at = mps_json_peek (check->json, at)->next;
  return mps_json_peek (check->json, at)->kind != MPS_JSON_NULL;
}

static gboolean
check_list (Check *check,
            Frame *frame,
            const Path *path,
            guint32 node,
            const MpsFhirElement *element,
            GError **error)
{
  const MpsJsonNode *list = mps_json_peek (check->json, node);
  gboolean primitive = element->type->primitive != MPS_FHIR_COMPLEX;
  Path item = *path;
  if (list->kind != MPS_JSON_ARRAY)
    return fail (error, path, "must be a list (it is %s)", describe (list));
  if (list->n_children == 0)
    return fail (error, path, "must not be an empty list; leave it out instead");

  item.has_index = TRUE;
  for (guint32 at = node + 1; at < list->next; at = mps_json_peek (check->json, at)->next) {
    gboolean null = mps_json_peek (check->json, at)->kind == MPS_JSON_NULL;
    if (null && !(primitive && has_partner (check, frame, &item)))
      return fail (error, &item, "must not be null");
    if (!null && !check_value (check, &item, at, element, error))
      return FALSE;
    item.index++;
  }
  return TRUE;
}

/* "valueQuantity" and "_valueQuantity" are one form; "valueString" beside them is a second. */
static gboolean
note_seen (Frame *frame, const MpsFhirElement *element, GError **error)
{
  const MpsFhirElement **seen = &frame->seen[element->slot->ordinal];
  if (*seen != NULL && *seen != element) {
    Path slot = { .up = frame->path, .name = element->slot->name };
    return fail (error,
                 &slot,
                 "may be given once; it is there as %s and as %s",
                 (*seen)->name,
                 element->name);
  }
  *seen = element;
  return TRUE;
}

static gboolean
check_member (Check *check,
              Frame *frame,
              const MpsFhirElement *element,
              gboolean beside,
              guint32 node,
              GError **error)
{
  Path path = { .up = frame->path, .name = element->name, .beside = beside };
  const MpsJsonNode *value = mps_json_peek (check->json, node);
  if (!note_seen (frame, element, error))
    return FALSE;
  if (value->kind == MPS_JSON_NULL)
    return fail (error, &path, "must not be null; leave it out instead");
  if (element->slot->many)
    return check_list (check, frame, &path, node, element, error);
  if (value->kind == MPS_JSON_ARRAY)
    return fail (error, &path, "must be a single value (it is a list)");
  return check_value (check, &path, node, element, error);
}

/* "valueDecimal" in an Observation is no unknown element to be kept: it is the value, in a form
 * that nothing would ever read. */
static gboolean
check_unknown (Frame *frame, const char *name, gsize length, GError **error)
{
  for (const MpsFhirType *type = frame->type; type != NULL; type = type->base) {
    for (guint i = 0; i < type->slots->len; i++) {
      const MpsFhirSlot *slot = type->slots->pdata[i];
      gsize stem = strlen (slot->name) - strlen ("[x]");
      if (!slot->choice || length <= stem || strncmp (slot->name, name, stem) != 0)
        continue;
      g_autofree char *form = g_strndup (name + stem, length - stem);
      g_autofree char *lower = g_strdup (form);
      *lower = g_ascii_tolower (*lower);
      const MpsFhirType *known = mps_fhir_find_type (form);
      if (known == NULL)
        known = mps_fhir_find_type (lower);
      if (known == NULL || strchr (form, '.') != NULL)
        continue;
      Path path = { .up = frame->path, .name = slot->name };
      return fail (error, &path, "may not be of type %s in FHIR R4", known->name);
    }
  }
  return TRUE;
}

static gboolean
check_named (Check *check, Frame *frame, guint32 name, GError **error)
{
  const MpsJsonNode *node = mps_json_peek (check->json, name);
  g_autofree char *plain = node->escaped ? mps_json_dup_text (check->json, name) : NULL;
  const char *text = plain != NULL ? plain : check->json->text + node->start;
  gsize length = plain != NULL ? strlen (plain) : node->length;
  guint32 hash = node->hash;
  gboolean beside = length > 1 && *text == '_';
  if (beside) {
    text++;
    length--;
    hash = mps_json_hash (text, length);
  }

  const MpsFhirElement *element = mps_fhir_find_element (frame->type, hash, text, length);
  if (element == NULL)
    return check_unknown (frame, text, length, error);
  if (beside && element->type->primitive == MPS_FHIR_COMPLEX)
    return TRUE;
  return check_member (check, frame, element, beside, name + 1, error);
}

static gboolean
check_required (const Frame *frame, GError **error)
{
  for (const MpsFhirType *type = frame->type; type != NULL; type = type->base) {
    for (guint i = 0; i < type->slots->len; i++) {
      const MpsFhirSlot *slot = type->slots->pdata[i];
      if (!slot->required || frame->seen[slot->ordinal] != NULL)
        continue;
      Path path = { .up = frame->path, .name = slot->name };
      return fail (error, &path, "is missing; FHIR R4 requires it");
    }
  }
  return TRUE;
}

static gboolean
check_object (Check *check, const Path *path, guint32 node, const MpsFhirType *type, GError **error)
{
  const MpsJsonNode *object = mps_json_peek (check->json, node);
  Frame frame;
  frame.path = path;
  frame.node = node;
  frame.type = type;
  memset (frame.seen, 0, type->n_slots * sizeof frame.seen[0]);
  if (object->n_children == 0)
    return fail (error, path, "must not be an empty object; leave it out instead");

  guint32 end = object->next;
  for (guint32 at = node + 1; at < end; at = mps_json_peek (check->json, at + 1)->next)
    if (!check_named (check, &frame, at, error))
      return FALSE;
  return check_required (&frame, error);
}

/**
 * mps_fhir_check_json:
 * @json: a text that was read
 *
 * mps_fhir_check() of a text that was read already.
 *
 * Returns: whether it is a valid R4 resource; otherwise an error of %MPS_MODEL_ERROR
 */
gboolean
mps_fhir_check_json (const MpsJson *json, GError **error)
{
  Check check = { .json = json, .any_resource = mps_fhir_peek_any_resource () };
  const MpsJsonNode *root = mps_json_peek (json, 0);
  guint32 type_node;
  if (root->kind != MPS_JSON_OBJECT) {
    g_set_error (error,
                 MPS_MODEL_ERROR,
                 MPS_MODEL_ERROR_INVALID,
                 "a FHIR resource must be an object (this is %s)",
                 describe (root));
    return FALSE;
  }
  g_autofree char *name = NULL;
  if (mps_json_find_kind (json, 0, "resourceType", MPS_JSON_STRING, &type_node))
    name = mps_json_dup_text (json, type_node);

  const MpsFhirType *type = name == NULL ? NULL : mps_fhir_find_type (name);
  Path path = { .name = type == NULL ? "the record" : type->name };
  return check_resource (&check, &path, 0, error);
}

/**
 * mps_fhir_check:
 * @json: text in UTF-8
 * @length: its bytes, or -1 where it ends with a NUL
 *
 * Checks that a text is one resource of FHIR R4 (4.0.1): its JSON, its elements with their
 * cardinality, types and formats, and the codes of required bindings. Elements that R4 does not
 * know are left alone. Messages name the place and what is expected and hold no value of the
 * record. Any thread.
 *
 * Returns: whether it is; otherwise an error of %MPS_MODEL_ERROR
 */
gboolean
mps_fhir_check (const char *json, gssize length, GError **error)
{
  g_autoptr (MpsJson) parsed = mps_json_parse (json, length, error);
  return parsed != NULL && mps_fhir_check_json (parsed, error);
}

/**
 * mps_fhir_type_is_known:
 * @type: (nullable): a name
 *
 * Returns: whether it is a resource type of FHIR R4
 */
gboolean
mps_fhir_type_is_known (const char *type)
{
  const MpsFhirType *found = type == NULL ? NULL : mps_fhir_find_type (type);
  return found != NULL && found->is_resource;
}
