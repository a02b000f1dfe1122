/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsAuditPlace:
 *
 * Where an open store is written from, and which account stands behind a person's name. Any thread.
 */
typedef struct _MpsAuditPlace MpsAuditPlace;

MpsAuditPlace *mps_audit_place_new (const char *program) G_GNUC_WARN_UNUSED_RESULT;
void mps_audit_place_free (MpsAuditPlace *place);
const char *mps_audit_place_peek_workstation (const MpsAuditPlace *place);
const char *mps_audit_place_peek_program (const MpsAuditPlace *place);
void mps_audit_place_name (MpsAuditPlace *place, const char *name, const char *account_id);
const char *mps_audit_place_peek_account (MpsAuditPlace *place, const char *name);

G_END_DECLS
