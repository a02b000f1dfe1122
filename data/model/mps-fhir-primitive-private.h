/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-fhir-table-private.h"
#include "data/model/mps-json-private.h"

G_BEGIN_DECLS

gboolean mps_fhir_primitive_check (const MpsJson *json,
                                   guint32 node,
                                   MpsFhirPrimitive primitive,
                                   const char **expected) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
