/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/run/mps-run-private.h"

#include <sodium.h>

static const char *const parts[] = {
  ("SELECT id, patient, status, reason, started_us, reader_serial, reader_firmware, transport,"
   " programme, rate_hz, baseline_scans, exposure_scans, recovery_scans, cartridge_uid,"
   " cartridge_id, cartridge_payload, uses_burnt, calibration, engine_version, resent, replaced,"
   " unusable, n_scans FROM run WHERE key = ?1"),
  ("SELECT position, code, value, comparator, unit, uncertainty, flag FROM run_result"
   " WHERE run = ?1 ORDER BY position"),
  "SELECT dimension, norm, data FROM run_fingerprint WHERE run = ?1 ORDER BY dimension",
  "SELECT first, count, data FROM scan_chunk WHERE run = ?1 ORDER BY first",
};

/* Type, length and bytes, so that no two rows have the same encoding. */
static void
add_column (crypto_hash_sha256_state *state, MpsStatement *statement, int column)
{
  int type = sqlite3_column_type (statement, column);
  guint8 tag = (guint8)type;
  union {
    double real;
    gint64 integer;
  } number = { 0 };
  const void *bytes = &number;
  gint64 length = sizeof number;

  if (type == SQLITE_INTEGER) {
    number.integer = GINT64_TO_LE (sqlite3_column_int64 (statement, column));
  } else if (type == SQLITE_FLOAT) {
    number.real = sqlite3_column_double (statement, column);
    number.integer = GINT64_TO_LE (number.integer);
  } else {
    bytes = sqlite3_column_blob (statement, column);
    length = sqlite3_column_bytes (statement, column);
  }

  crypto_hash_sha256_update (state, &tag, 1);
  if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
    gint64 stored_length = GINT64_TO_LE (length);

    crypto_hash_sha256_update (state, (const guint8 *)&stored_length, sizeof stored_length);
  }
  if (type != SQLITE_NULL && length > 0)
    crypto_hash_sha256_update (state, bytes, (gsize)length);
}

static gboolean
add_rows (crypto_hash_sha256_state *state, MpsDb *db, const char *sql, gint64 key, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (db, sql, error);
  MpsDbStep step = MPS_DB_ERROR;
  guint8 end = 0;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, key);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW)
    for (int column = 0; column < sqlite3_column_count (statement); column++)
      add_column (state, statement, column);

  /* No column's type is 0: the end of one table cannot be taken for a row. */
  crypto_hash_sha256_update (state, &end, 1);
  return step == MPS_DB_DONE;
}

/**
 * mps_run_digest:
 * @db: a connection
 * @key: key of a run
 * @digest: (out): 32 bytes, untouched on failure
 * @error: return location
 *
 * SHA-256 over everything that is stored of a run but its owner: row, results, fingerprints and
 * scans. The audit entry that finishes the run holds it.
 *
 * Returns: whether it could be read
 */
gboolean
mps_run_digest (MpsDb *db, gint64 key, guint8 *digest, GError **error)
{
  crypto_hash_sha256_state state;

  crypto_hash_sha256_init (&state);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!add_rows (&state, db, parts[i], key, error))
      return FALSE;

  crypto_hash_sha256_final (&state, digest);
  return TRUE;
}
