/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/audit/mps-audit-month.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsAuditMonthView: a month of the audit record, and who signed it off. Signal "changed".
 */
#define MPS_TYPE_AUDIT_MONTH_VIEW (mps_audit_month_view_get_type ())
G_DECLARE_FINAL_TYPE (MpsAuditMonthView, mps_audit_month_view, MPS, AUDIT_MONTH_VIEW, GtkWidget)

void mps_audit_month_view_set_session (MpsAuditMonthView *self, MpsSession *session);
const char *mps_audit_month_view_peek_reason (MpsAuditMonthView *self);
void mps_audit_month_view_sign_off (MpsAuditMonthView *self);
gboolean mps_audit_month_view_is_signed_off (MpsAuditMonthView *self);

G_END_DECLS
