/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-store-drafts.h"

#include "data/store/mps-store-private.h"
#include "data/store/record/mps-write-private.h"

#define COLUMNS "SELECT user, patient, kind, text, caret, anchor, saved_us FROM draft"

/**
 * mps_draft_free:
 * @draft: (transfer full) (nullable): a draft
 */
void
mps_draft_free (MpsDraft *draft)
{
  if (draft == NULL)
    return;

  g_free (draft->user);
  g_free (draft->patient_id);
  g_free (draft->kind);
  g_free (draft->text);
  g_free (draft);
}

static MpsDraft *
copy_draft (const MpsDraft *draft)
{
  MpsDraft *copy = g_memdup2 (draft, sizeof *draft);

  copy->user = g_strdup (draft->user);
  copy->patient_id = g_strdup (draft->patient_id);
  copy->kind = g_strdup (draft->kind);
  copy->text = g_strdup (draft->text);
  return copy;
}

static void
bind_key (MpsStatement *statement, const MpsDraft *draft)
{
  mps_statement_bind_text (statement, 1, draft->user);
  mps_statement_bind_text (statement, 2, draft->patient_id);
  mps_statement_bind_text (statement, 3, draft->kind);
}

/* No audit entry: a draft is no part of any record, and is written every few seconds. */
static gboolean
write_draft (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const MpsDraft *draft = data;
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db,
                      "INSERT INTO draft (user, patient, kind, text, caret, anchor, saved_us)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                      " ON CONFLICT (user, patient, kind)"
                      " DO UPDATE SET text = ?4, caret = ?5, anchor = ?6, saved_us = ?7",
                      error);

  if (statement == NULL)
    return FALSE;

  bind_key (statement, draft);
  mps_statement_bind_text (statement, 4, draft->text);
  sqlite3_bind_int64 (statement, 5, draft->caret);
  sqlite3_bind_int64 (statement, 6, draft->anchor);
  sqlite3_bind_int64 (statement, 7, context->time_us);
  return mps_db_run (context->db, statement, error);
}

static gboolean
remove_draft (MpsWriteContext *context, gconstpointer data, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      context->db, "DELETE FROM draft WHERE user = ?1 AND patient = ?2 AND kind = ?3", error);

  if (statement == NULL)
    return FALSE;

  bind_key (statement, data);
  return mps_db_run (context->db, statement, error);
}

/**
 * mps_store_batch_discard_draft:
 * @batch: a batch
 * @user: who wrote it
 * @patient_id: in whose chart
 * @kind: what it is a draft of
 *
 * Takes a draft away in the transaction that makes it a record.
 */
void
mps_store_batch_discard_draft (MpsStoreBatch *batch,
                               const char *user,
                               const char *patient_id,
                               const char *kind)
{
  const MpsDraft key = { .user = (char *)user,
                         .patient_id = (char *)patient_id,
                         .kind = (char *)kind };

  mps_store_batch_call (batch, remove_draft, copy_draft (&key), (GDestroyNotify)mps_draft_free);
}

/**
 * mps_store_save_draft:
 * @self: a store
 * @draft: a draft; its time is set by the store
 * @error: return location
 *
 * Takes the place of an earlier draft of the same person, chart and kind. Blocks until it is
 * durable.
 *
 * Returns: whether it is
 */
gboolean
mps_store_save_draft (MpsStore *self, const MpsDraft *draft, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (draft->user, "draft");

  mps_store_batch_call (batch, write_draft, copy_draft (draft), (GDestroyNotify)mps_draft_free);
  return mps_store_commit (self, batch, NULL, NULL, error);
}

/**
 * mps_store_discard_draft:
 * @self: a store
 * @user: who wrote it
 * @patient_id: in whose chart
 * @kind: what it is a draft of
 * @error: return location
 *
 * Blocks.
 *
 * Returns: whether there is none any more
 */
gboolean
mps_store_discard_draft (
    MpsStore *self, const char *user, const char *patient_id, const char *kind, GError **error)
{
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (user, "draft");

  mps_store_batch_discard_draft (batch, user, patient_id, kind);
  return mps_store_commit (self, batch, NULL, NULL, error);
}

static gpointer
read_draft (MpsStatement *statement)
{
  MpsDraft *draft = g_new0 (MpsDraft, 1);

  draft->user = mps_statement_dup_text (statement, 0);
  draft->patient_id = mps_statement_dup_text (statement, 1);
  draft->kind = mps_statement_dup_text (statement, 2);
  draft->text = mps_statement_dup_text (statement, 3);
  draft->caret = sqlite3_column_int64 (statement, 4);
  draft->anchor = sqlite3_column_int64 (statement, 5);
  draft->saved_us = sqlite3_column_int64 (statement, 6);
  return draft;
}

/**
 * mps_store_list_drafts:
 * @self: a store
 * @user: who wrote them
 * @patient_id: (nullable): only in this patient's chart
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type MpsDraft): drafts, the last saved first
 */
GPtrArray *
mps_store_list_drafts (MpsStore *self, const char *user, const char *patient_id, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db,
                              COLUMNS " WHERE user = ?1 AND patient = coalesce (?2, patient)"
                                      " ORDER BY saved_us DESC, patient, kind",
                              error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, user);
  if (patient_id != NULL)
    mps_statement_bind_text (statement, 2, patient_id);
  return mps_db_collect (db, statement, read_draft, (GDestroyNotify)mps_draft_free, error);
}

/**
 * mps_store_load_draft:
 * @self: a store
 * @user: who wrote it
 * @patient_id: in whose chart
 * @kind: what it is a draft of
 * @error: return location
 *
 * Blocks. Fails with %MPS_STORE_ERROR_NOT_FOUND where there is none.
 *
 * Returns: (transfer full): the draft, as it was saved
 */
MpsDraft *
mps_store_load_draft (
    MpsStore *self, const char *user, const char *patient_id, const char *kind, GError **error)
{
  const MpsDraft key = { .user = (char *)user,
                         .patient_id = (char *)patient_id,
                         .kind = (char *)kind };
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db, COLUMNS " WHERE user = ?1 AND patient = ?2 AND kind = ?3", error);
  if (statement == NULL)
    return NULL;

  bind_key (statement, &key);
  step = mps_db_step (db, statement, error);
  if (step == MPS_DB_ROW)
    return read_draft (statement);
  if (step == MPS_DB_DONE)
    g_set_error_literal (
        error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND, "records: there is no such draft");
  return NULL;
}
