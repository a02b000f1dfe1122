/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MPS_MODEL_ERROR (mps_model_error_quark ())
GQuark mps_model_error_quark (void);

/**
 * MpsModelError:
 * @MPS_MODEL_ERROR_SYNTAX: not JSON, or cut short
 * @MPS_MODEL_ERROR_INVALID: JSON, but not a valid FHIR R4 resource
 * @MPS_MODEL_ERROR_VERSION: made for another FHIR version
 */
typedef enum {
  MPS_MODEL_ERROR_SYNTAX,
  MPS_MODEL_ERROR_INVALID,
  MPS_MODEL_ERROR_VERSION,
} MpsModelError;

/**
 * MpsResource:
 *
 * A FHIR R4 resource, immutable and reference-counted: its type, its id and its JSON, whole.
 * Nothing that another system wrote into it is lost here.
 */
typedef struct _MpsResource MpsResource;

#define MPS_TYPE_RESOURCE (mps_resource_get_type ())
GType mps_resource_get_type (void);
MpsResource *mps_resource_new_from_json (const char *json, gssize length, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsResource *
mps_resource_new_checked (const char *type, const char *id, gint64 version, const char *json)
    G_GNUC_WARN_UNUSED_RESULT;
MpsResource *mps_resource_ref (MpsResource *resource);
void mps_resource_unref (MpsResource *resource);
const char *mps_resource_peek_type (const MpsResource *resource);
const char *mps_resource_peek_id (const MpsResource *resource);
gint64 mps_resource_get_version (const MpsResource *resource);
const char *mps_resource_peek_json (const MpsResource *resource);
char *mps_resource_dup_reference (const MpsResource *resource) G_GNUC_WARN_UNUSED_RESULT;

gboolean mps_fhir_id_is_valid (const char *id);
gboolean mps_fhir_type_is_known (const char *type);
gboolean mps_fhir_check (const char *json, gssize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsResource, mps_resource_unref)

G_END_DECLS
