/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/audit/mps-audit-review.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsAuditCheckView: whether the audit record is whole, and the sheet of the day. Signal "changed".
 */
#define MPS_TYPE_AUDIT_CHECK_VIEW (mps_audit_check_view_get_type ())
G_DECLARE_FINAL_TYPE (MpsAuditCheckView, mps_audit_check_view, MPS, AUDIT_CHECK_VIEW, GtkWidget)

void mps_audit_check_view_set_session (MpsAuditCheckView *self, MpsSession *session);
void mps_audit_check_view_set_head (MpsAuditCheckView *self, const char *head);
void mps_audit_check_view_check (MpsAuditCheckView *self);
const char *mps_audit_check_view_peek_reason (MpsAuditCheckView *self);
void mps_audit_check_view_save_sheet (MpsAuditCheckView *self);
void mps_audit_check_view_write_sheet (MpsAuditCheckView *self, const char *path);

G_END_DECLS
