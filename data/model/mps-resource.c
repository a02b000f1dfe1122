/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-resource.h"

#include "data/model/mps-fhir-check-private.h"
#include "data/model/mps-json-private.h"

#include <string.h>

struct _MpsResource {
  gatomicrefcount references;
  char *type;
  char *id;
  char *json;
  gint64 version;
};

GQuark
mps_model_error_quark (void)
{
  return g_quark_from_static_string ("mps-model-error-quark");
}
G_DEFINE_BOXED_TYPE (MpsResource, mps_resource, mps_resource_ref, mps_resource_unref)

static char *
dup_member (const MpsJson *json, guint32 object, const char *name)
{
  guint32 node;
  if (!mps_json_find_kind (json, object, name, MPS_JSON_STRING, &node))
    return g_strdup ("");
  return mps_json_dup_text (json, node);
}

/* The store counts versions in whole numbers; another server's version is no such number. */
static gint64
read_version (const MpsJson *json)
{
  guint32 meta;
  gint64 version = 0;
  if (!mps_json_find_kind (json, 0, "meta", MPS_JSON_OBJECT, &meta))
    return 0;

  g_autofree char *text = dup_member (json, meta, "versionId");
  if (!g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &version, NULL))
    return 0;
  return version;
}

/**
 * mps_resource_new_from_json:
 * @json: one FHIR R4 resource in UTF-8; copied, every byte of it kept
 * @length: its bytes, or -1 where it ends with a NUL
 *
 * Checks the text with mps_fhir_check(). Its version is meta.versionId where that is a whole
 * number, otherwise 0.
 *
 * Returns: (transfer full) (nullable): the resource, or %NULL with an error of %MPS_MODEL_ERROR
 */
MpsResource *
mps_resource_new_from_json (const char *json, gssize length, GError **error)
{
  g_autoptr (MpsJson) parsed = mps_json_parse (json, length, error);
  if (parsed == NULL || !mps_fhir_check_json (parsed, error))
    return NULL;

  MpsResource *resource = g_new0 (MpsResource, 1);
  g_atomic_ref_count_init (&resource->references);
  resource->type = dup_member (parsed, 0, "resourceType");
  resource->id = dup_member (parsed, 0, "id");
  resource->json = g_strndup (json, parsed->length);
  resource->version = read_version (parsed);
  return resource;
}

/**
 * mps_resource_new_checked:
 * @type: resource type
 * @id: its id
 * @version: its version in the store
 * @json: its text, which was checked when it was stored
 *
 * For the store, which gives back what it took in.
 *
 * Returns: (transfer full): the resource
 */
MpsResource *
mps_resource_new_checked (const char *type, const char *id, gint64 version, const char *json)
{
  MpsResource *resource = g_new0 (MpsResource, 1);
  g_atomic_ref_count_init (&resource->references);
  resource->type = g_strdup (type);
  resource->id = g_strdup (id);
  resource->json = g_strdup (json);
  resource->version = version;
  return resource;
}

/**
 * mps_resource_ref:
 * @resource: a resource
 *
 * Any thread.
 *
 * Returns: (transfer full): the same
 */
MpsResource *
mps_resource_ref (MpsResource *resource)
{
  g_atomic_ref_count_inc (&resource->references);
  return resource;
}

/**
 * mps_resource_unref:
 * @resource: (transfer full): a resource
 *
 * Any thread.
 */
void
mps_resource_unref (MpsResource *resource)
{
  if (!g_atomic_ref_count_dec (&resource->references))
    return;

  g_free (resource->type);
  g_free (resource->id);
  g_free (resource->json);
  g_free (resource);
}

/**
 * mps_resource_peek_type:
 * @resource: a resource
 *
 * Returns: its type, "Observation"
 */
const char *
mps_resource_peek_type (const MpsResource *resource)
{
  return resource->type;
}

/**
 * mps_resource_peek_id:
 * @resource: a resource
 *
 * Returns: its id, empty where the text has none
 */
const char *
mps_resource_peek_id (const MpsResource *resource)
{
  return resource->id;
}

/**
 * mps_resource_get_version:
 * @resource: a resource
 *
 * Returns: its version, 0 where none is known
 */
gint64
mps_resource_get_version (const MpsResource *resource)
{
  return resource->version;
}

/**
 * mps_resource_peek_json:
 * @resource: a resource
 *
 * Returns: its text as it was taken in
 */
const char *
mps_resource_peek_json (const MpsResource *resource)
{
  return resource->json;
}

/**
 * mps_resource_dup_reference:
 * @resource: a resource
 *
 * Returns: (transfer full): "Type/id"
 */
char *
mps_resource_dup_reference (const MpsResource *resource)
{
  return g_strconcat (resource->type, "/", resource->id, NULL);
}
