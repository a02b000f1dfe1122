/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-resource.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *mps_fhir_dup_object (const MpsResource *resource) G_GNUC_WARN_UNUSED_RESULT;
const char *mps_fhir_peek_string (JsonObject *object, const char *member);
JsonObject *mps_fhir_peek_object (JsonObject *object, const char *member);
JsonArray *mps_fhir_peek_array (JsonObject *object, const char *member);
JsonObject *mps_fhir_peek_first (JsonObject *object, const char *member);
GPtrArray *mps_fhir_dup_references (const MpsResource *resource, const char *member)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
