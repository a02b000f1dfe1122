/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/audit/mps-audit-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsAuditListView: entries of the audit record, the newest first. Signal "changed": the selection,
 * or what is shown.
 */
#define MPS_TYPE_AUDIT_LIST_VIEW (mps_audit_list_view_get_type ())
G_DECLARE_FINAL_TYPE (MpsAuditListView, mps_audit_list_view, MPS, AUDIT_LIST_VIEW, GtkWidget)

void mps_audit_list_view_set_session (MpsAuditListView *self, MpsSession *session);
void mps_audit_list_view_show_patient (MpsAuditListView *self, const char *patient_id);
const MpsAuditRecord *mps_audit_list_view_peek_selected (MpsAuditListView *self);
guint mps_audit_list_view_get_n_entries (MpsAuditListView *self);
gboolean mps_audit_list_view_copy (MpsAuditListView *self);

G_END_DECLS
