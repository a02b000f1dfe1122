/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-store-attachments.h"

#include "data/store/mps-store-private.h"
#include "data/store/record/mps-write-private.h"

#include <sodium.h>
#include <string.h>

typedef struct {
  char *id;
  char *patient_id;
  char *media_type;
  GBytes *bytes;
} NewAttachment;

static void
new_attachment_free (gpointer data)
{
  NewAttachment *attachment = data;

  g_free (attachment->id);
  g_free (attachment->patient_id);
  g_free (attachment->media_type);
  g_bytes_unref (attachment->bytes);
  g_free (attachment);
}

/**
 * mps_attachment_free:
 * @attachment: (transfer full) (nullable): an attachment
 */
void
mps_attachment_free (MpsAttachment *attachment)
{
  if (attachment == NULL)
    return;

  g_free (attachment->id);
  g_free (attachment->patient_id);
  g_free (attachment->media_type);
  g_free (attachment);
}

static gboolean
insert_head (MpsWriteContext *context,
             const NewAttachment *attachment,
             const guint8 *digest,
             GError **error)
{
  g_autoptr (GBytes) hash = g_bytes_new (digest, MPS_DIGEST_SIZE);
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db,
                      "INSERT INTO attachment (id, patient, media_type, size, sha256, created_us)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                      error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, attachment->id);
  mps_statement_bind_text (statement, 2, attachment->patient_id);
  mps_statement_bind_text (statement, 3, attachment->media_type);
  sqlite3_bind_int64 (statement, 4, (gint64)g_bytes_get_size (attachment->bytes));
  mps_statement_bind_bytes (statement, 5, hash);
  sqlite3_bind_int64 (statement, 6, context->time_us);
  return mps_db_run (context->db, statement, error);
}

static gboolean
insert_chunk (MpsWriteContext *context,
              const NewAttachment *attachment,
              gsize position,
              GError **error)
{
  gsize size = g_bytes_get_size (attachment->bytes);
  gsize offset = position * MPS_ATTACHMENT_CHUNK;
  g_autoptr (GBytes) chunk =
      g_bytes_new_from_bytes (attachment->bytes, offset, MIN (size - offset, MPS_ATTACHMENT_CHUNK));
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (context->db,
                      "INSERT INTO attachment_chunk (attachment, position, data)"
                      " VALUES (?1, ?2, ?3)",
                      error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, attachment->id);
  sqlite3_bind_int64 (statement, 2, (gint64)position);
  mps_statement_bind_bytes (statement, 3, chunk);
  return mps_db_run (context->db, statement, error);
}

static gboolean
write_attachment (MpsWriteContext *context, gconstpointer data, GError **error)
{
  const NewAttachment *attachment = data;
  gsize size = g_bytes_get_size (attachment->bytes);
  g_autofree char *target = g_strconcat ("Binary/", attachment->id, NULL);
  guint8 digest[MPS_DIGEST_SIZE];

  crypto_hash_sha256 (digest, g_bytes_get_data (attachment->bytes, NULL), size);
  if (!mps_write_refuse_patient (context, attachment->patient_id, error) ||
      !mps_write_audit (
          context, MPS_AUDIT_CREATE, attachment->patient_id, target, digest, NULL, error) ||
      !insert_head (context, attachment, digest, error))
    return FALSE;

  for (gsize position = 0; position * MPS_ATTACHMENT_CHUNK < size; position++)
    if (!insert_chunk (context, attachment, position, error))
      return FALSE;

  return TRUE;
}

/**
 * mps_store_batch_put_attachment:
 * @batch: a batch
 * @id: a new id
 * @patient_id: whose it is
 * @media_type: what it is
 * @bytes: all of it
 *
 * Adds the bytes of a document, in chunks, with an audit entry that holds their SHA-256.
 */
void
mps_store_batch_put_attachment (MpsStoreBatch *batch,
                                const char *id,
                                const char *patient_id,
                                const char *media_type,
                                GBytes *bytes)
{
  NewAttachment *attachment = g_new0 (NewAttachment, 1);

  attachment->id = g_strdup (id);
  attachment->patient_id = g_strdup (patient_id);
  attachment->media_type = g_strdup (media_type);
  attachment->bytes = g_bytes_ref (bytes);
  mps_store_batch_call (batch, write_attachment, attachment, new_attachment_free);
}

static gboolean
set_not_found (GError **error)
{
  g_set_error_literal (error,
                       MPS_STORE_ERROR,
                       MPS_STORE_ERROR_NOT_FOUND,
                       "records: there is no such attachment on this workstation");
  return FALSE;
}

/**
 * mps_store_find_attachment:
 * @self: a store
 * @id: id of an attachment
 * @error: return location
 *
 * Blocks. Fails with %MPS_STORE_ERROR_NOT_FOUND.
 *
 * Returns: (transfer full): what is known of it
 */
MpsAttachment *
mps_store_find_attachment (MpsStore *self, const char *id, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsAttachment *attachment;
  MpsDbStep step;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (
      db, "SELECT id, patient, media_type, size, sha256 FROM attachment WHERE id = ?1", error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, id);
  step = mps_db_step (db, statement, error);
  if (step != MPS_DB_ROW) {
    if (step == MPS_DB_DONE)
      set_not_found (error);
    return NULL;
  }

  attachment = g_new0 (MpsAttachment, 1);
  attachment->id = mps_statement_dup_text (statement, 0);
  attachment->patient_id = mps_statement_dup_text (statement, 1);
  attachment->media_type = mps_statement_dup_text (statement, 2);
  attachment->size = (guint64)sqlite3_column_int64 (statement, 3);
  attachment->n_chunks =
      (guint)((attachment->size + MPS_ATTACHMENT_CHUNK - 1) / MPS_ATTACHMENT_CHUNK);
  memcpy (attachment->sha256, sqlite3_column_blob (statement, 4), sizeof attachment->sha256);
  return attachment;
}

/**
 * mps_store_load_attachment_chunk:
 * @self: a store
 * @id: id of an attachment
 * @position: which chunk, from 0
 * @error: return location
 *
 * Blocks. Fails with %MPS_STORE_ERROR_NOT_FOUND.
 *
 * Returns: (transfer full): its bytes
 */
GBytes *
mps_store_load_attachment_chunk (MpsStore *self, const char *id, guint position, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (
      db, "SELECT data FROM attachment_chunk WHERE attachment = ?1 AND position = ?2", error);
  if (statement == NULL)
    return NULL;

  mps_statement_bind_text (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, position);
  step = mps_db_step (db, statement, error);
  if (step == MPS_DB_ROW)
    return mps_statement_dup_bytes (statement, 0);
  if (step == MPS_DB_DONE)
    set_not_found (error);
  return NULL;
}
