/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-write-private.h"

static void
fill_in (const MpsWriteContext *context, MpsAuditEntry *entry)
{
  entry->time_us = context->time_us;
  entry->who = context->batch->who;
  entry->who_id = mps_audit_place_peek_account (context->place, entry->who);
  entry->why = context->batch->why;
  entry->workstation = mps_audit_place_peek_workstation (context->place);
  entry->program = mps_audit_place_peek_program (context->place);
}

/**
 * mps_write_audit:
 * @context: the batch
 * @action: what is done
 * @patient: (nullable): whose record
 * @target: (nullable): what it is done to
 * @digest: (nullable): SHA-256 of what is written, 32 bytes
 * @seq: (out) (optional): where the entry stands
 * @error: return location
 *
 * Returns: whether the audit entry is written
 */
gboolean
mps_write_audit (MpsWriteContext *context,
                 MpsAuditAction action,
                 const char *patient,
                 const char *target,
                 const guint8 *digest,
                 gint64 *seq,
                 GError **error)
{
  MpsAuditEntry entry = {
    .action = (char)action,
    .patient = patient != NULL ? patient : "",
    .target = target != NULL ? target : "",
    .digest = digest,
  };

  fill_in (context, &entry);
  if (!mps_audit_append (context->db, &entry, error))
    return FALSE;

  if (seq != NULL)
    *seq = entry.seq;
  return TRUE;
}

/**
 * mps_write_note:
 * @context: the batch
 * @write: an audit entry that goes with no other write
 * @error: return location
 *
 * Returns: whether it is written
 */
gboolean
mps_write_note (MpsWriteContext *context, const MpsWrite *write, GError **error)
{
  MpsAuditEntry entry = {
    .action = (char)write->action,
    .outcome = (gint64)write->outcome,
    .patient = write->patient_id != NULL ? write->patient_id : "",
    .target = write->key != NULL ? write->key : "",
  };

  fill_in (context, &entry);
  return mps_audit_append (context->db, &entry, error);
}

/**
 * mps_write_change:
 * @context: the batch
 * @type: resource type, or "Run"
 * @id: its id
 * @version: its version; 0 for a run
 * @error: return location
 *
 * Returns: whether the line that sync will push is written
 */
gboolean
mps_write_change (
    MpsWriteContext *context, const char *type, const char *id, gint64 version, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db,
                      "INSERT INTO change (type, id, version, time_us) VALUES (?1, ?2, ?3, ?4)",
                      error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, type);
  mps_statement_bind_text (statement, 2, id);
  sqlite3_bind_int64 (statement, 3, version);
  sqlite3_bind_int64 (statement, 4, context->time_us);
  return mps_db_run (context->db, statement, error);
}

/* Whether @patient was merged into the batch's patient, maybe by way of others. */
static gboolean
find_merged (MpsWriteContext *context, const char *patient, gboolean *merged, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db,
                      "WITH RECURSIVE up (id) AS ("
                      " SELECT survivor FROM patient_link WHERE patient = ?1"
                      " UNION SELECT survivor FROM patient_link JOIN up ON patient = up.id)"
                      " SELECT 1 FROM up WHERE id = ?2",
                      error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, patient);
  mps_statement_bind_text (statement, 2, context->batch->patient_id);
  step = mps_db_step (context->db, statement, error);
  *merged = step == MPS_DB_ROW;
  return step != MPS_DB_ERROR;
}

/**
 * mps_write_refuse_patient:
 * @context: the batch
 * @patient: whose record is about to be written
 * @error: return location
 *
 * Returns: %FALSE with %MPS_STORE_ERROR_REFUSED where the batch is bound to another patient
 */
gboolean
mps_write_refuse_patient (MpsWriteContext *context, const char *patient, GError **error)
{
  const MpsStoreBatch *batch = context->batch;
  gboolean merged = FALSE;

  if (batch->patient_id == NULL || g_strcmp0 (batch->patient_id, patient) == 0 ||
      (batch->other_id != NULL && g_strcmp0 (batch->other_id, patient) == 0))
    return TRUE;
  if (patient != NULL && batch->other_id == NULL && !find_merged (context, patient, &merged, error))
    return FALSE;
  if (merged)
    return TRUE;

  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_REFUSED,
               "records: a record of another patient was about to be written into this chart; "
               "nothing was written: open the right chart and do it there");
  return FALSE;
}

static gboolean
write_setting (MpsWriteContext *context, const MpsWrite *write, GError **error)
{
  const char *sql = write->value != NULL ? "INSERT INTO setting (key, value) VALUES (?1, ?2)"
                                           " ON CONFLICT (key) DO UPDATE SET value = ?2"
                                         : "DELETE FROM setting WHERE key = ?1";
  g_autofree char *target = g_strconcat ("Setting/", write->key, NULL);
  g_autoptr (MpsStatement) statement = mps_db_prepare (context->db, sql, error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, write->key);
  if (write->value != NULL)
    mps_statement_bind_text (statement, 2, write->value);
  return mps_db_run (context->db, statement, error) &&
         mps_write_audit (context, MPS_AUDIT_UPDATE, NULL, target, NULL, NULL, error);
}

static gboolean
write_one (MpsWriteContext *context, const MpsWrite *write, GError **error)
{
  switch (write->kind) {
  case MPS_WRITE_RECORD:
  case MPS_WRITE_IMPORT:
    return mps_write_record (context, write, error);
  case MPS_WRITE_RUN:
    return mps_write_run (context, write, error);
  case MPS_WRITE_SCANS:
    return mps_write_scans (context, write, error);
  case MPS_WRITE_SETTING:
    return write_setting (context, write, error);
  case MPS_WRITE_CALL:
    return write->func (context, write->data, error);
  case MPS_WRITE_AUDIT:
  default:
    return mps_write_note (context, write, error);
  }
}

/**
 * mps_write_batch:
 * @context: a batch and the connection that is inside a transaction for it
 * @error: return location
 *
 * Carries out every write of the batch in order. On failure the caller takes the transaction (or
 * its savepoint) back.
 *
 * Returns: whether all of them went well
 */
gboolean
mps_write_batch (MpsWriteContext *context, GError **error)
{
  if (context->batch->writes->len > 0 && !mps_clock_note (context, error))
    return FALSE;

  for (guint i = 0; i < context->batch->writes->len; i++)
    if (!write_one (context, g_ptr_array_index (context->batch->writes, i), error))
      return FALSE;

  return TRUE;
}
