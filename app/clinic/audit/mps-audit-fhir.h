/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

char *mps_audit_record_to_fhir (const MpsAuditRecord *record) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_audit_export (MpsSession *session,
                           const char *path,
                           const char *reason,
                           guint64 *n_entries,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
