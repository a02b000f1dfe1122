/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsAuditSection: the audit record: its entries, the review of a month, and whether it is whole.
 */
#define MPS_TYPE_AUDIT_SECTION (mps_audit_section_get_type ())
G_DECLARE_FINAL_TYPE (MpsAuditSection, mps_audit_section, MPS, AUDIT_SECTION, GtkWidget)

GtkWidget *mps_audit_section_new (MpsSession *session);
void mps_audit_section_show (MpsAuditSection *self, const char *view);

G_END_DECLS
