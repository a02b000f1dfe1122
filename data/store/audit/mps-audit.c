/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/audit/mps-audit.h"

#include <sodium.h>
#include <string.h>

/* What the hash is over starts with the name of its layout, so that none can be taken for another.
 */
#define LAYOUT_1 "manpasik audit 1"
#define LAYOUT_2 "manpasik audit 2"

static void
add_number (crypto_hash_sha256_state *state, gint64 number)
{
  gint64 big_endian = GINT64_TO_BE (number);

  crypto_hash_sha256_update (state, (const guint8 *)&big_endian, sizeof big_endian);
}

/* The length stands before the text, so that no two entries have the same encoding. */
static void
add_text (crypto_hash_sha256_state *state, const char *text)
{
  gsize length = strlen (text);

  add_number (state, (gint64)length);
  crypto_hash_sha256_update (state, (const guint8 *)text, length);
}

/**
 * mps_audit_hash:
 * @entry: an entry
 * @previous: hash of the entry before, 32 bytes; zeros before the first
 * @hash: (out): 32 bytes
 *
 * SHA-256 over the layout's name, seq and time as 64-bit big-endian numbers, the texts each after
 * its length as such a number, the action as text, the digest after its length, in layout 2 also
 * account, outcome, workstation and program, and @previous.
 */
void
mps_audit_hash (const MpsAuditEntry *entry, const guint8 *previous, guint8 *hash)
{
  char action[2] = { entry->action, '\0' };
  crypto_hash_sha256_state state;

  crypto_hash_sha256_init (&state);
  add_text (&state, entry->format == 1 ? LAYOUT_1 : LAYOUT_2);
  add_number (&state, entry->seq);
  add_number (&state, entry->time_us);
  add_text (&state, entry->who);
  add_text (&state, action);
  add_text (&state, entry->patient);
  add_text (&state, entry->target);
  add_text (&state, entry->why);
  add_number (&state, entry->digest != NULL ? MPS_DIGEST_SIZE : 0);
  if (entry->digest != NULL)
    crypto_hash_sha256_update (&state, entry->digest, MPS_DIGEST_SIZE);
  if (entry->format != 1) {
    add_number (&state, entry->format);
    add_text (&state, entry->who_id);
    add_number (&state, entry->outcome);
    add_text (&state, entry->workstation);
    add_text (&state, entry->program);
  }
  crypto_hash_sha256_update (&state, previous, MPS_DIGEST_SIZE);
  crypto_hash_sha256_final (&state, hash);
}

static gboolean
read_head (MpsDb *db, gint64 *seq, guint8 *hash, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", error);
  MpsDbStep step = statement != NULL ? mps_db_step (db, statement, error) : MPS_DB_ERROR;

  if (step == MPS_DB_ERROR)
    return FALSE;

  *seq = 0;
  memset (hash, 0, MPS_DIGEST_SIZE);
  if (step == MPS_DB_ROW && sqlite3_column_bytes (statement, 1) == MPS_DIGEST_SIZE) {
    *seq = sqlite3_column_int64 (statement, 0);
    memcpy (hash, sqlite3_column_blob (statement, 1), MPS_DIGEST_SIZE);
  }
  return TRUE;
}

/**
 * mps_audit_append:
 * @db: a connection inside a transaction
 * @entry: what was done; its seq and format are set here
 * @error: return location
 *
 * Returns: whether the entry stands at the end of the chain
 */
gboolean
mps_audit_append (MpsDb *db, MpsAuditEntry *entry, GError **error)
{
  char action[2] = { entry->action, '\0' };
  g_autoptr (MpsStatement) statement = NULL;
  guint8 previous[MPS_DIGEST_SIZE];
  guint8 hash[MPS_DIGEST_SIZE];
  gint64 head = 0;

  if (!read_head (db, &head, previous, error))
    return FALSE;

  statement =
      mps_db_prepare (db,
                      "INSERT INTO audit (" MPS_AUDIT_COLUMNS ")"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                      error);
  if (statement == NULL)
    return FALSE;

  entry->seq = head + 1;
  entry->format = MPS_AUDIT_FORMAT;
  mps_audit_hash (entry, previous, hash);
  sqlite3_bind_int64 (statement, 1, entry->seq);
  sqlite3_bind_int64 (statement, 2, entry->time_us);
  mps_statement_bind_text (statement, 3, entry->who);
  mps_statement_bind_text (statement, 4, action);
  mps_statement_bind_text (statement, 5, entry->patient);
  mps_statement_bind_text (statement, 6, entry->target);
  mps_statement_bind_text (statement, 7, entry->why);
  if (entry->digest != NULL)
    sqlite3_bind_blob (statement, 8, entry->digest, MPS_DIGEST_SIZE, SQLITE_STATIC);
  else
    sqlite3_bind_zeroblob (statement, 8, 0);
  sqlite3_bind_blob (statement, 9, hash, MPS_DIGEST_SIZE, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 10, entry->format);
  mps_statement_bind_text (statement, 11, entry->who_id);
  sqlite3_bind_int64 (statement, 12, entry->outcome);
  mps_statement_bind_text (statement, 13, entry->workstation);
  mps_statement_bind_text (statement, 14, entry->program);
  return mps_db_run (db, statement, error);
}

static const char *
column_text (MpsStatement *statement, int column)
{
  const char *text = (const char *)sqlite3_column_text (statement, column);

  return text != NULL ? text : "";
}

/**
 * mps_audit_read_entry:
 * @statement: a row of MPS_AUDIT_COLUMNS
 * @entry: (out): the entry; its texts belong to the row
 */
void
mps_audit_read_entry (MpsStatement *statement, MpsAuditEntry *entry)
{
  entry->seq = sqlite3_column_int64 (statement, 0);
  entry->time_us = sqlite3_column_int64 (statement, 1);
  entry->who = column_text (statement, 2);
  entry->action = column_text (statement, 3)[0];
  entry->patient = column_text (statement, 4);
  entry->target = column_text (statement, 5);
  entry->why = column_text (statement, 6);
  entry->digest = sqlite3_column_bytes (statement, 7) == MPS_DIGEST_SIZE
                      ? sqlite3_column_blob (statement, 7)
                      : NULL;
  entry->format = sqlite3_column_int64 (statement, 9);
  entry->who_id = column_text (statement, 10);
  entry->outcome = sqlite3_column_int64 (statement, 11);
  entry->workstation = column_text (statement, 12);
  entry->program = column_text (statement, 13);
}
