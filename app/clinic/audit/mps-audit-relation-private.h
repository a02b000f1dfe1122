/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store.h"

G_BEGIN_DECLS

/**
 * MpsAuditRelation: what a person who looked at a chart may be to its patient.
 */
typedef enum {
  MPS_AUDIT_RELATION_NONE,
  MPS_AUDIT_RELATION_OWN,
  MPS_AUDIT_RELATION_FAMILY,
} MpsAuditRelation;

/**
 * MpsAuditRelations: answers that question, each time from memory after the first.
 */
typedef struct _MpsAuditRelations MpsAuditRelations;

MpsAuditRelations *mps_audit_relations_new (MpsStore *store) G_GNUC_WARN_UNUSED_RESULT;
void mps_audit_relations_free (MpsAuditRelations *relations);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsAuditRelations, mps_audit_relations_free)
gboolean mps_audit_relations_find (MpsAuditRelations *relations,
                                   const char *who,
                                   const char *patient_id,
                                   MpsAuditRelation *relation,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
