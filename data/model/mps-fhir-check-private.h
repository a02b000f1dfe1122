/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-json-private.h"

G_BEGIN_DECLS

gboolean mps_fhir_check_json (const MpsJson *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
