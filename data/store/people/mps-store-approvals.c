/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/people/mps-store-approvals.h"

#include "data/store/mps-store-private.h"
#include "data/store/record/mps-write-private.h"

static const char *const state_names[] = {
  [MPS_APPROVAL_OPEN] = "open",
  [MPS_APPROVAL_APPROVED] = "approved",
  [MPS_APPROVAL_REFUSED] = "refused",
  [MPS_APPROVAL_USED] = "used",
};

/**
 * mps_approval_free:
 * @approval: (transfer full) (nullable): an approval
 */
void
mps_approval_free (MpsApproval *approval)
{
  if (approval == NULL)
    return;

  g_free (approval->id);
  g_free (approval->action);
  g_free (approval->target);
  g_free (approval->reason);
  g_free (approval->requester_id);
  g_free (approval->requester);
  g_free (approval->decider_id);
  g_free (approval->comment);
  g_free (approval);
}

/**
 * mps_approval_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): its name, for scripts
 */
const char *
mps_approval_state_to_string (MpsApprovalState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_names), "");

  return state_names[state];
}

static MpsApprovalState
read_state (MpsStatement *statement, int column)
{
  const char *name = (const char *)sqlite3_column_text (statement, column);

  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++) {
    if (g_strcmp0 (name, state_names[i]) == 0)
      return (MpsApprovalState)i;
  }

  /* What is not known cannot be used. */
  return MPS_APPROVAL_REFUSED;
}

static gpointer
read_approval (MpsStatement *statement)
{
  MpsApproval *approval = g_new0 (MpsApproval, 1);

  approval->id = mps_statement_dup_text (statement, 0);
  approval->action = mps_statement_dup_text (statement, 1);
  approval->target = mps_statement_dup_text (statement, 2);
  approval->reason = mps_statement_dup_text (statement, 3);
  approval->requester_id = mps_statement_dup_text (statement, 4);
  approval->requester = mps_statement_dup_text (statement, 5);
  approval->requested_us = sqlite3_column_int64 (statement, 6);
  approval->expires_us = sqlite3_column_int64 (statement, 7);
  approval->state = read_state (statement, 8);
  approval->decider_id = mps_statement_dup_text (statement, 9);
  approval->decided_us = sqlite3_column_int64 (statement, 10);
  approval->comment = mps_statement_dup_text (statement, 11);
  approval->used_us = sqlite3_column_int64 (statement, 12);
  return approval;
}

/**
 * mps_store_list_approvals:
 * @self: a store
 * @open_only: whether only those that nobody decided yet are wanted
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type MpsApproval): requests, the newest first; those that have
 *   expired too
 */
GPtrArray *
mps_store_list_approvals (MpsStore *self, gboolean open_only, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (
      db,
      "SELECT approval.id, action, target, reason, requester, login, requested_us, expires_us,"
      " state, decider, decided_us, comment, used_us"
      " FROM approval JOIN account ON account.id = approval.requester"
      " WHERE ?1 = 0 OR state = 'open' ORDER BY requested_us DESC, approval.id",
      error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_int (statement, 1, open_only ? 1 : 0);
  return mps_db_collect (db, statement, read_approval, (GDestroyNotify)mps_approval_free, error);
}

static gboolean
audit (MpsWriteContext *context, MpsAuditAction action, const char *id, GError **error)
{
  g_autofree char *target = g_strconcat ("Approval/", id, NULL);

  return mps_write_audit (context, action, NULL, target, NULL, NULL, error);
}

static gboolean
write_request (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const MpsApproval *approval = data;
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      context->db,
      "INSERT INTO approval (id, action, target, reason, requester, requested_us, expires_us,"
      " state, decider, decided_us, comment, used_us)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open', '', 0, '', 0)",
      error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, approval->id);
  mps_statement_bind_text (statement, 2, approval->action);
  mps_statement_bind_text (statement, 3, approval->target);
  mps_statement_bind_text (statement, 4, approval->reason);
  mps_statement_bind_text (statement, 5, approval->requester_id);
  sqlite3_bind_int64 (statement, 6, approval->requested_us);
  sqlite3_bind_int64 (statement, 7, approval->expires_us);
  return mps_db_run (context->db, statement, error) &&
         audit (context, MPS_AUDIT_CREATE, approval->id, error);
}

/**
 * mps_store_batch_request_approval:
 * @batch: a batch
 * @approval: id, action, target, reason, requester and both times
 */
void
mps_store_batch_request_approval (MpsStoreBatch *batch, const MpsApproval *approval)
{
  MpsApproval *copy = g_new0 (MpsApproval, 1);

  copy->id = g_strdup (approval->id);
  copy->action = g_strdup (approval->action);
  copy->target = g_strdup (approval->target);
  copy->reason = g_strdup (approval->reason);
  copy->requester_id = g_strdup (approval->requester_id);
  copy->requested_us = approval->requested_us;
  copy->expires_us = approval->expires_us;
  mps_store_batch_call (batch, write_request, copy, (GDestroyNotify)mps_approval_free);
}

static gboolean
write_decision (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const MpsApproval *approval = data;
  /* Never the same person: neither the same account nor another one of theirs. */
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      context->db,
      "UPDATE approval SET state = ?2, decider = ?3, decided_us = ?4, comment = ?5"
      " WHERE id = ?1 AND state = 'open' AND requester <> ?3 AND requested_us <= ?4"
      " AND expires_us > ?4 AND NOT EXISTS (SELECT 1 FROM account AS one JOIN account AS other"
      " ON one.person = other.person WHERE one.id = requester AND other.id = ?3"
      " AND one.person <> '')",
      error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, approval->id);
  mps_statement_bind_text (statement, 2, state_names[approval->state]);
  mps_statement_bind_text (statement, 3, approval->decider_id);
  sqlite3_bind_int64 (statement, 4, context->time_us);
  mps_statement_bind_text (statement, 5, approval->comment);
  if (!mps_db_run (context->db, statement, error))
    return FALSE;
  if (sqlite3_changes (mps_db_peek_handle (context->db)) == 1)
    return audit (context, MPS_AUDIT_UPDATE, approval->id, error);

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_REFUSED,
                       "approvals: there is no such open request, it has expired, or it is one's "
                       "own, which somebody else decides");
  return FALSE;
}

/**
 * mps_store_batch_decide_approval:
 * @batch: a batch
 * @id: a request
 * @decider_id: account of who decides; the commit is refused where it is who asked
 * @approve: whether it is approved
 * @comment: what there is to say, or empty
 */
void
mps_store_batch_decide_approval (MpsStoreBatch *batch,
                                 const char *id,
                                 const char *decider_id,
                                 gboolean approve,
                                 const char *comment)
{
  MpsApproval *approval = g_new0 (MpsApproval, 1);

  approval->id = g_strdup (id);
  approval->decider_id = g_strdup (decider_id);
  approval->state = approve ? MPS_APPROVAL_APPROVED : MPS_APPROVAL_REFUSED;
  approval->comment = g_strdup (comment);
  mps_store_batch_call (batch, write_decision, approval, (GDestroyNotify)mps_approval_free);
}

static MpsStatement *
prepare_use (MpsWriteContext *context, const MpsApproval *approval, GError **error)
{
  MpsStatement *statement = mps_db_prepare (
      context->db,
      "UPDATE approval SET state = 'used', used_us = ?4 WHERE id = (SELECT id FROM approval"
      " WHERE state = 'approved' AND requester = ?1 AND action = ?2 AND target = ?3"
      " AND decided_us <= ?4 AND expires_us > ?4 ORDER BY expires_us LIMIT 1) RETURNING id",
      error);

  if (statement != NULL) {
    mps_statement_bind_text (statement, 1, approval->requester_id);
    mps_statement_bind_text (statement, 2, approval->action);
    mps_statement_bind_text (statement, 3, approval->target);
    sqlite3_bind_int64 (statement, 4, context->time_us);
  }
  return statement;
}

static gboolean
write_use (MpsWriteContext *context, gconstpointer data, GError **error)
{
  g_autoptr (MpsStatement) statement = prepare_use (context, data, error);
  g_autofree char *id = NULL;
  MpsDbStep step;

  if (statement == NULL)
    return FALSE;

  step = mps_db_step (context->db, statement, error);
  if (step == MPS_DB_DONE)
    g_set_error_literal (error,
                         MPS_STORE_ERROR,
                         MPS_STORE_ERROR_REFUSED,
                         "approvals: a second person has to approve this first, or the approval "
                         "was used or has expired");
  if (step != MPS_DB_ROW)
    return FALSE;

  id = mps_statement_dup_text (statement, 0);
  return mps_db_run (context->db, statement, error) &&
         audit (context, MPS_AUDIT_EXECUTE, id, error);
}

/**
 * mps_store_batch_use_approval:
 * @batch: a batch; what was approved is best done in the same one
 * @requester_id: account of who asked
 * @action: what is done
 * @target: to what
 *
 * Uses an approval up. The commit is refused where there is none that was not used yet.
 */
void
mps_store_batch_use_approval (MpsStoreBatch *batch,
                              const char *requester_id,
                              const char *action,
                              const char *target)
{
  MpsApproval *approval = g_new0 (MpsApproval, 1);

  approval->requester_id = g_strdup (requester_id);
  approval->action = g_strdup (action);
  approval->target = g_strdup (target);
  mps_store_batch_call (batch, write_use, approval, (GDestroyNotify)mps_approval_free);
}
