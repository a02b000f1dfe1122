/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/exchange/mps-export-file-private.h"
#include "app/session/mps-session.h"

G_BEGIN_DECLS

gboolean mps_export_require_reason (const char *reason, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_export_find_patient (MpsSession *session, const char *patient_id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_export_conclude (MpsSession *session,
                              MpsExportFile *file,
                              const char *target,
                              const char *patient_id,
                              const char *reason,
                              guint64 n,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
