/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/record/mps-store-batch.h"

G_BEGIN_DECLS

/**
 * MpsApprovalState: where a request stands. One that is open or approved may have expired.
 */
typedef enum {
  MPS_APPROVAL_OPEN,
  MPS_APPROVAL_APPROVED,
  MPS_APPROVAL_REFUSED,
  MPS_APPROVAL_USED,
} MpsApprovalState;

/**
 * MpsApproval:
 * @id: UUID
 * @action: what shall be done, a name of the program's
 * @target: to what, "Type/id" or another name of the program's
 * @reason: why, in the person's own words
 * @requester_id: account of who wants to do it
 * @requester: that account's name
 * @requested_us: µs since 1970 UTC
 * @expires_us: from when on it can neither be approved nor used
 * @state: where it stands
 * @decider_id: account of who decided, or empty
 * @decided_us: when; 0: not yet
 * @comment: what the decider says
 * @used_us: when it was used; 0: not yet
 *
 * A risky action that somebody asked a second person to approve.
 */
typedef struct {
  char *id;
  char *action;
  char *target;
  char *reason;
  char *requester_id;
  char *requester;
  gint64 requested_us;
  gint64 expires_us;
  MpsApprovalState state;
  char *decider_id;
  gint64 decided_us;
  char *comment;
  gint64 used_us;
} MpsApproval;

void mps_approval_free (MpsApproval *approval);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsApproval, mps_approval_free)
const char *mps_approval_state_to_string (MpsApprovalState state);

GPtrArray *mps_store_list_approvals (MpsStore *self, gboolean open_only, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void mps_store_batch_request_approval (MpsStoreBatch *batch, const MpsApproval *approval);
void mps_store_batch_decide_approval (MpsStoreBatch *batch,
                                      const char *id,
                                      const char *decider_id,
                                      gboolean approve,
                                      const char *comment);
void mps_store_batch_use_approval (MpsStoreBatch *batch,
                                   const char *requester_id,
                                   const char *action,
                                   const char *target);

G_END_DECLS
