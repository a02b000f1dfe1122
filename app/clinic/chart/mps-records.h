/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "data/model/mps-resource.h"

G_BEGIN_DECLS

MpsResource *mps_records_get (MpsSession *session,
                              const char *type,
                              const char *id,
                              gint64 version,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *
mps_records_history (MpsSession *session, const char *type, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_records_list (MpsSession *session,
                             const char *type,
                             const char *patient_id,
                             guint limit,
                             const char *after,
                             char **next,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsResource *mps_records_put (MpsSession *session,
                              MpsResource *resource,
                              gint64 expected_version,
                              const char *why,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mps_records_dup_patient (const MpsResource *resource) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
