/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/audit/mps-audit-review.h"

G_BEGIN_DECLS

/** MPS_AUDIT_LIST_MAX: entries that a list shows, the newest that fit */
#define MPS_AUDIT_LIST_MAX 2000

/**
 * MpsAuditQuery:
 * @patient_id: (nullable): only what was done to this patient's records
 * @who: (nullable): only by people whose name has this in it, however it is cased
 * @from_us: not before, µs since 1970 UTC; 0: from the first
 * @to_us: before; 0: to the last
 *
 * Which entries of the audit record somebody wants to see.
 */
typedef struct {
  const char *patient_id;
  const char *who;
  gint64 from_us;
  gint64 to_us;
} MpsAuditQuery;

void mps_audit_list_async (MpsSession *session,
                           const MpsAuditQuery *query,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
GListModel *mps_audit_list_finish (GAsyncResult *result, gboolean *cut, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* A month that was looked through is signed off by who did. */
gboolean
mps_audit_sign_off (MpsSession *session, int year, int month, const char *comment, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsAuditItem *mps_audit_load_sign_off (MpsSession *session,
                                       int year,
                                       int month,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_audit_sign_off_async (MpsSession *session,
                               int year,
                               int month,
                               const char *comment,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
void mps_audit_load_sign_off_async (MpsSession *session,
                                    int year,
                                    int month,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
MpsAuditItem *mps_audit_sign_off_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
