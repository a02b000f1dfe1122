/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/audit/mps-audit-review.h"

G_BEGIN_DECLS

MpsAuditItem *mps_audit_item_new (MpsAuditRecord *record) G_GNUC_WARN_UNUSED_RESULT;
MpsAuditSubject *mps_audit_item_get_subject (MpsAuditItem *self);

/* mps-audit-subject.c */
void mps_audit_subject_clear (MpsAuditSubject *subject);
gboolean mps_audit_subjects_fill (MpsSession *session,
                                  GPtrArray *items,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
