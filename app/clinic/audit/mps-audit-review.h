/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/audit/mps-audit-subject.h"
#include "app/session/mps-session.h"

G_BEGIN_DECLS

/**
 * MpsAuditItem: one #MpsAuditRecord as a list item.
 */
#define MPS_TYPE_AUDIT_ITEM (mps_audit_item_get_type ())
G_DECLARE_FINAL_TYPE (MpsAuditItem, mps_audit_item, MPS, AUDIT_ITEM, GObject)

const MpsAuditRecord *mps_audit_item_peek_record (MpsAuditItem *self);
const MpsAuditSubject *mps_audit_item_peek_subject (MpsAuditItem *self);
char *mps_audit_item_dup_whose (MpsAuditItem *self) G_GNUC_WARN_UNUSED_RESULT;
char *mps_audit_item_dup_whose_full (MpsAuditItem *self) G_GNUC_WARN_UNUSED_RESULT;
char *mps_audit_item_dup_what (MpsAuditItem *self) G_GNUC_WARN_UNUSED_RESULT;
char *mps_audit_item_dup_what_exactly (MpsAuditItem *self) G_GNUC_WARN_UNUSED_RESULT;
char *mps_audit_item_dup_why (MpsAuditItem *self) G_GNUC_WARN_UNUSED_RESULT;
const char *mps_audit_action_to_label (MpsAuditAction action);

/**
 * MpsAuditPage:
 * @items: (element-type MpsAuditItem): entries in the order of the chain
 * @next: (nullable): where the next page begins; %NULL after the last
 */
typedef struct {
  GPtrArray *items;
  char *next;
} MpsAuditPage;

void mps_audit_page_free (MpsAuditPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsAuditPage, mps_audit_page_free)

MpsAuditVerdict *mps_audit_review_verify (MpsSession *session,
                                          const char *known_head,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_audit_review_verify_async (MpsSession *session,
                                    const char *known_head,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
MpsAuditVerdict *mps_audit_review_verify_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

MpsAuditPage *mps_audit_review_load_page (MpsSession *session,
                                          const char *patient_id,
                                          guint limit,
                                          const char *after,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The item is the walk's; FALSE ends the walk. */
typedef gboolean (*MpsAuditItemFunc) (MpsAuditItem *item, gpointer data);

gboolean mps_audit_review_walk (MpsSession *session,
                                const char *patient_id,
                                MpsAuditItemFunc func,
                                gpointer data,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_audit_review_access_async (MpsSession *session,
                                    const char *patient_id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
GListModel *mps_audit_review_access_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
