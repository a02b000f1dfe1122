/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/audit/mps-audit-review.h"

G_BEGIN_DECLS

/**
 * MpsAuditConcern: what a review of the audit record looks at.
 * @MPS_AUDIT_CONCERN_REFUSED: attempts that were refused or failed
 * @MPS_AUDIT_CONCERN_BREAK_GLASS: charts that were opened by breaking the glass
 * @MPS_AUDIT_CONCERN_EXPORT: what was written into files
 * @MPS_AUDIT_CONCERN_ODD_HOUR: what was seen or done at night
 * @MPS_AUDIT_CONCERN_OWN: charts of patients who have the name of the person who looked
 * @MPS_AUDIT_CONCERN_FAMILY: charts of patients to whom a person of that name is related
 */
typedef enum {
  MPS_AUDIT_CONCERN_REFUSED,
  MPS_AUDIT_CONCERN_BREAK_GLASS,
  MPS_AUDIT_CONCERN_EXPORT,
  MPS_AUDIT_CONCERN_ODD_HOUR,
  MPS_AUDIT_CONCERN_OWN,
  MPS_AUDIT_CONCERN_FAMILY,
  MPS_N_AUDIT_CONCERNS,
} MpsAuditConcern;

/**
 * MpsAuditPerson:
 * @who: name
 * @who_id: account, or empty
 * @created: records written for the first time
 * @seen: charts and records seen
 * @changed: records changed
 * @deleted: records deleted
 * @other: whatever else
 * @concerns: how many entries of each #MpsAuditConcern
 *
 * What one person did in a month.
 */
typedef struct {
  char *who;
  char *who_id;
  guint64 created;
  guint64 seen;
  guint64 changed;
  guint64 deleted;
  guint64 other;
  guint64 concerns[MPS_N_AUDIT_CONCERNS];
} MpsAuditPerson;

/** MPS_AUDIT_MONTH_MAX: entries that are kept of each concern; all are counted */
#define MPS_AUDIT_MONTH_MAX 1000

/**
 * MpsAuditMonth:
 * @entries: entries of the month
 * @people: (element-type MpsAuditPerson): who did something, by name
 * @concerns: (element-type MpsAuditItem): the entries to look at, oldest first
 * @counts: how many there are of each
 *
 * A month of the audit record, for the review that the law wants every month.
 */
typedef struct {
  guint64 entries;
  GPtrArray *people;
  GListStore *concerns[MPS_N_AUDIT_CONCERNS];
  guint64 counts[MPS_N_AUDIT_CONCERNS];
} MpsAuditMonth;

void mps_audit_month_free (MpsAuditMonth *month);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsAuditMonth, mps_audit_month_free)
const char *mps_audit_concern_to_string (MpsAuditConcern concern);
const char *mps_audit_concern_to_label (MpsAuditConcern concern);

MpsAuditMonth *mps_audit_month_load (MpsSession *session,
                                     int year,
                                     int month,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_audit_month_load_async (MpsSession *session,
                                 int year,
                                 int month,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
MpsAuditMonth *mps_audit_month_load_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
