/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/people/mps-store-glass.h"

#include "data/store/mps-store-private.h"
#include "data/store/record/mps-write-private.h"

/**
 * mps_glass_free:
 * @glass: (transfer full) (nullable): a broken glass
 */
void
mps_glass_free (MpsGlass *glass)
{
  if (glass == NULL)
    return;

  g_free (glass->id);
  g_free (glass->account_id);
  g_free (glass->login);
  g_free (glass->patient_id);
  g_free (glass->reason);
  g_free (glass->outcome);
  g_free (glass->reviewer_id);
  g_free (glass->comment);
  g_free (glass);
}

static gpointer
read_glass (MpsStatement *statement)
{
  MpsGlass *glass = g_new0 (MpsGlass, 1);

  glass->id = mps_statement_dup_text (statement, 0);
  glass->account_id = mps_statement_dup_text (statement, 1);
  glass->login = mps_statement_dup_text (statement, 2);
  glass->patient_id = mps_statement_dup_text (statement, 3);
  glass->reason = mps_statement_dup_text (statement, 4);
  glass->began_us = sqlite3_column_int64 (statement, 5);
  glass->ends_us = sqlite3_column_int64 (statement, 6);
  glass->ended_us = sqlite3_column_int64 (statement, 7);
  glass->outcome = mps_statement_dup_text (statement, 8);
  glass->reviewer_id = mps_statement_dup_text (statement, 9);
  glass->reviewed_us = sqlite3_column_int64 (statement, 10);
  glass->comment = mps_statement_dup_text (statement, 11);
  return glass;
}

/**
 * mps_store_list_glass:
 * @self: a store
 * @to_review_only: whether only those that nobody reviewed yet are wanted
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type MpsGlass): charts that were broken open, the newest first
 */
GPtrArray *
mps_store_list_glass (MpsStore *self, gboolean to_review_only, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (
      db,
      "SELECT glass.id, account, login, patient, reason, began_us, ends_us, ended_us, outcome,"
      " reviewer, reviewed_us, comment FROM glass JOIN account ON account.id = glass.account"
      " WHERE ?1 = 0 OR outcome = '' ORDER BY began_us DESC, glass.id",
      error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_int (statement, 1, to_review_only ? 1 : 0);
  return mps_db_collect (db, statement, read_glass, (GDestroyNotify)mps_glass_free, error);
}

/**
 * mps_store_get_glass_end:
 * @self: a store
 * @account_id: an account
 * @patient_id: whose chart
 * @now_us: the clock, µs since 1970 UTC
 * @ends_us: (out): when it closes again; 0 where it is closed
 * @error: return location
 *
 * Whether the chart is broken open for the account now. A clock that was set back to before it
 * was broken open does not keep it open. Blocks.
 *
 * Returns: whether that could be found out
 */
gboolean
mps_store_get_glass_end (MpsStore *self,
                         const char *account_id,
                         const char *patient_id,
                         gint64 now_us,
                         gint64 *ends_us,
                         GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDb *db;

  if (loan == NULL)
    return FALSE;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db,
                              "SELECT coalesce (max (ends_us), 0) FROM glass WHERE account = ?1"
                              " AND patient = ?2 AND began_us <= ?3 AND ends_us > ?3"
                              " AND ended_us = 0",
                              error);
  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, account_id);
  mps_statement_bind_text (statement, 2, patient_id);
  sqlite3_bind_int64 (statement, 3, now_us);
  if (mps_db_step (db, statement, error) != MPS_DB_ROW)
    return FALSE;

  *ends_us = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

static gboolean
write_glass (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const MpsGlass *glass = data;
  g_autofree char *target = g_strconcat ("Glass/", glass->id, NULL);
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db,
                      "INSERT INTO glass (id, account, patient, reason, began_us, ends_us,"
                      " ended_us, outcome, reviewer, reviewed_us, comment)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, '', '', 0, '')",
                      error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, glass->id);
  mps_statement_bind_text (statement, 2, glass->account_id);
  mps_statement_bind_text (statement, 3, glass->patient_id);
  mps_statement_bind_text (statement, 4, glass->reason);
  sqlite3_bind_int64 (statement, 5, glass->began_us);
  sqlite3_bind_int64 (statement, 6, glass->ends_us);
  return mps_db_run (context->db, statement, error) &&
         mps_write_audit (context, MPS_AUDIT_EXECUTE, glass->patient_id, target, NULL, NULL, error);
}

/**
 * mps_store_batch_add_glass:
 * @batch: a batch; its reason goes on the audit record
 * @glass: id, account, patient, reason, begin and end
 */
void
mps_store_batch_add_glass (MpsStoreBatch *batch, const MpsGlass *glass)
{
  MpsGlass *copy = g_new0 (MpsGlass, 1);

  copy->id = g_strdup (glass->id);
  copy->account_id = g_strdup (glass->account_id);
  copy->patient_id = g_strdup (glass->patient_id);
  copy->reason = g_strdup (glass->reason);
  copy->began_us = glass->began_us;
  copy->ends_us = glass->ends_us;
  mps_store_batch_call (batch, write_glass, copy, (GDestroyNotify)mps_glass_free);
}

static gboolean
write_end (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const MpsGlass *glass = data;
  g_autofree char *target = g_strconcat ("Patient/", glass->patient_id, NULL);
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db,
                      "UPDATE glass SET ended_us = min (?3, ends_us) WHERE account = ?1"
                      " AND patient = ?2 AND ended_us = 0 AND outcome = ''",
                      error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, glass->account_id);
  mps_statement_bind_text (statement, 2, glass->patient_id);
  sqlite3_bind_int64 (statement, 3, glass->ended_us);
  return mps_db_run (context->db, statement, error) &&
         (sqlite3_changes (mps_db_peek_handle (context->db)) == 0 ||
          mps_write_audit (
              context, MPS_AUDIT_EXECUTE, glass->patient_id, target, NULL, NULL, error));
}

/**
 * mps_store_batch_end_glass:
 * @batch: a batch
 * @account_id: an account
 * @patient_id: whose chart
 * @now_us: the clock, µs since 1970 UTC
 *
 * Closes the chart again for the account.
 */
void
mps_store_batch_end_glass (MpsStoreBatch *batch,
                           const char *account_id,
                           const char *patient_id,
                           gint64 now_us)
{
  MpsGlass *glass = g_new0 (MpsGlass, 1);

  glass->account_id = g_strdup (account_id);
  glass->patient_id = g_strdup (patient_id);
  glass->ended_us = now_us;
  mps_store_batch_call (batch, write_end, glass, (GDestroyNotify)mps_glass_free);
}

static gboolean
write_review (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const MpsGlass *glass = data;
  g_autofree char *target = g_strconcat ("Glass/", glass->id, NULL);
  /* Nobody judges what they did themselves; a review is made once, and a chart that is judged is
   * closed. */
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db,
                      "UPDATE glass SET outcome = ?2, reviewer = ?3, reviewed_us = ?4,"
                      " comment = ?5,"
                      " ended_us = CASE ended_us WHEN 0 THEN min (?4, ends_us) ELSE ended_us END"
                      " WHERE id = ?1 AND outcome = '' AND account <> ?3",
                      error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, glass->id);
  mps_statement_bind_text (statement, 2, glass->outcome);
  mps_statement_bind_text (statement, 3, glass->reviewer_id);
  sqlite3_bind_int64 (statement, 4, context->time_us);
  mps_statement_bind_text (statement, 5, glass->comment);
  if (!mps_db_run (context->db, statement, error))
    return FALSE;
  if (sqlite3_changes (mps_db_peek_handle (context->db)) == 1)
    return mps_write_audit (context, MPS_AUDIT_UPDATE, NULL, target, NULL, NULL, error);

  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_REFUSED,
                       "accounts: it was reviewed already, there is no such entry, or it is one's "
                       "own, which somebody else reviews");
  return FALSE;
}

/**
 * mps_store_batch_review_glass:
 * @batch: a batch
 * @id: which one
 * @reviewer_id: account of who judges; the commit is refused where it is who broke the glass
 * @outcome: "justified" or "not-justified"
 * @comment: what there is to say, or empty
 */
void
mps_store_batch_review_glass (MpsStoreBatch *batch,
                              const char *id,
                              const char *reviewer_id,
                              const char *outcome,
                              const char *comment)
{
  MpsGlass *glass = g_new0 (MpsGlass, 1);

  glass->id = g_strdup (id);
  glass->reviewer_id = g_strdup (reviewer_id);
  glass->outcome = g_strdup (outcome);
  glass->comment = g_strdup (comment);
  mps_store_batch_call (batch, write_review, glass, (GDestroyNotify)mps_glass_free);
}
