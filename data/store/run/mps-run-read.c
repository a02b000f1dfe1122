/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/mps-store-private.h"

#include "data/store/run/mps-scan-codec.h"
#include "data/store/run/mps-store-runs.h"

#include <stdlib.h>
#include <string.h>

static gboolean
set_damaged (GError **error)
{
  g_set_error (error,
               MPS_STORE_ERROR,
               MPS_STORE_ERROR_CORRUPT,
               "records: what is stored of this run is damaged; run check, then restore a backup");
  return FALSE;
}

static gboolean
parse_status (const char *text, MpsRunStatus *status)
{
  const MpsRunStatus all[] = { MPS_RUN_IN_PROGRESS, MPS_RUN_COMPLETE, MPS_RUN_INVALID };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_strcmp0 (text, mps_run_status_to_string (all[i])) == 0) {
      *status = all[i];
      return TRUE;
    }

  return FALSE;
}

static void
parse_unusable (const char *text, GArray *unusable)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (char **word = words; *word != NULL; word++) {
    guint64 channel = 0;

    if (g_ascii_string_to_unsigned (*word, 10, 0, MPS_CHANNELS - 1, &channel, NULL)) {
      guint value = (guint)channel;

      g_array_append_val (unusable, value);
    }
  }
}

static void
take_text (char **field, MpsStatement *statement, int column)
{
  g_free (*field);
  *field = mps_statement_dup_text (statement, column);
}

static gboolean
read_row (MpsStatement *statement, MpsRun *run, GError **error)
{
  g_autofree char *unusable = mps_statement_dup_text (statement, 20);

  if (!parse_status ((const char *)sqlite3_column_text (statement, 2), &run->status))
    return set_damaged (error);

  take_text (&run->patient_id, statement, 1);
  take_text (&run->reason, statement, 3);
  run->started_us = sqlite3_column_int64 (statement, 4);
  take_text (&run->reader_serial, statement, 5);
  take_text (&run->reader_firmware, statement, 6);
  take_text (&run->transport, statement, 7);
  run->programme = (MpsProgramme)sqlite3_column_int (statement, 8);
  run->rate_hz = (guint)sqlite3_column_int64 (statement, 9);
  run->baseline_scans = (guint32)sqlite3_column_int64 (statement, 10);
  run->exposure_scans = (guint32)sqlite3_column_int64 (statement, 11);
  run->recovery_scans = (guint32)sqlite3_column_int64 (statement, 12);
  run->cartridge_uid = mps_statement_dup_bytes (statement, 13);
  take_text (&run->cartridge_id, statement, 14);
  run->cartridge_payload = mps_statement_dup_bytes (statement, 15);
  run->uses_burnt = (guint)sqlite3_column_int64 (statement, 16);
  run->calibration = mps_statement_dup_bytes (statement, 17);
  take_text (&run->engine_version, statement, 18);
  run->resent = (guint)sqlite3_column_int64 (statement, 19);
  parse_unusable (unusable, run->unusable);
  run->n_scans = (guint)sqlite3_column_int64 (statement, 21);
  run->replaced = (guint)sqlite3_column_int64 (statement, 22);
  return TRUE;
}

static gboolean
read_run (MpsDb *db, MpsRun *run, gint64 *key, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      db,
      "SELECT key, patient, status, reason, started_us, reader_serial, reader_firmware, transport,"
      " programme, rate_hz, baseline_scans, exposure_scans, recovery_scans, cartridge_uid,"
      " cartridge_id, cartridge_payload, uses_burnt, calibration, engine_version, resent, unusable,"
      " n_scans, replaced FROM run WHERE id = ?1",
      error);
  MpsDbStep step;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, run->id);
  step = mps_db_step (db, statement, error);
  if (step == MPS_DB_DONE)
    g_set_error (
        error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND, "records: there is no such run");
  if (step != MPS_DB_ROW)
    return FALSE;

  *key = sqlite3_column_int64 (statement, 0);
  return read_row (statement, run, error);
}

static MpsComparator
parse_comparator (const char *text)
{
  if (g_strcmp0 (text, mps_comparator_to_string (MPS_COMPARATOR_LESS)) == 0)
    return MPS_COMPARATOR_LESS;
  if (g_strcmp0 (text, mps_comparator_to_string (MPS_COMPARATOR_GREATER)) == 0)
    return MPS_COMPARATOR_GREATER;
  return MPS_COMPARATOR_NONE;
}

static MpsResult *
read_result (MpsStatement *statement)
{
  MpsResult *result = mps_result_new ((const char *)sqlite3_column_text (statement, 0),
                                      (const char *)sqlite3_column_text (statement, 3));

  result->has_value = sqlite3_column_type (statement, 1) != SQLITE_NULL;
  if (result->has_value)
    result->quantity.value = sqlite3_column_double (statement, 1);
  result->quantity.comparator = parse_comparator ((const char *)sqlite3_column_text (statement, 2));
  result->quantity.has_uncertainty = sqlite3_column_type (statement, 4) != SQLITE_NULL;
  if (result->quantity.has_uncertainty)
    result->quantity.expanded_uncertainty = sqlite3_column_double (statement, 4);
  take_text (&result->flag, statement, 5);
  return result;
}

static gboolean
read_results (MpsDb *db, gint64 key, MpsRun *run, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db,
                      "SELECT code, value, comparator, unit, uncertainty, flag FROM run_result"
                      " WHERE run = ?1 ORDER BY position",
                      error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, key);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW)
    g_ptr_array_add (run->results, read_result (statement));
  return step == MPS_DB_DONE;
}

static MpsFingerprint *
read_fingerprint (MpsStatement *statement)
{
  guint dimension = (guint)sqlite3_column_int (statement, 0);
  const guint8 *data = sqlite3_column_blob (statement, 2);
  MpsFingerprint *fingerprint;

  if (dimension == 0 || (guint)sqlite3_column_bytes (statement, 2) != dimension * sizeof (float))
    return NULL;

  fingerprint = mps_fingerprint_new (dimension);
  fingerprint->norm = sqlite3_column_double (statement, 1);
  for (guint i = 0; i < dimension; i++) {
    union {
      float value;
      guint32 word;
    } bits;

    memcpy (&bits.word, data + i * sizeof bits.word, sizeof bits.word);
    bits.word = GUINT32_FROM_LE (bits.word);
    fingerprint->values[i] = bits.value;
  }
  return fingerprint;
}

static gboolean
read_fingerprints (MpsDb *db, gint64 key, MpsRun *run, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db,
                      "SELECT dimension, norm, data FROM run_fingerprint WHERE run = ?1"
                      " ORDER BY dimension DESC",
                      error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, key);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    MpsFingerprint *fingerprint = read_fingerprint (statement);

    if (fingerprint == NULL)
      return set_damaged (error);
    g_ptr_array_add (run->fingerprints, fingerprint);
  }
  return step == MPS_DB_DONE;
}

/* Each scan must stand where its index says, or the run is damaged. */
static gboolean
check_indices (const GArray *scans, guint n_scans)
{
  if (scans->len != n_scans)
    return FALSE;

  for (guint i = 0; i < scans->len; i++)
    if (g_array_index (scans, MpsScan, i).index != i)
      return FALSE;

  return TRUE;
}

static gboolean
read_scans (MpsDb *db, gint64 key, MpsRun *run, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      db, "SELECT count, data FROM scan_chunk WHERE run = ?1 ORDER BY first", error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  run->scans = g_array_new (FALSE, FALSE, sizeof (MpsScan));
  sqlite3_bind_int64 (statement, 1, key);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW) {
    g_autoptr (GBytes) data = mps_statement_dup_bytes (statement, 1);
    gsize count = (gsize)sqlite3_column_int64 (statement, 0);

    if (data == NULL || !mps_scan_codec_decode (data, count, run->scans, error))
      return data != NULL ? FALSE : set_damaged (error);
  }
  if (step == MPS_DB_ERROR)
    return FALSE;

  return check_indices (run->scans, run->n_scans) || set_damaged (error);
}

/* Row, results and scans are read as of one moment. */
static gboolean
read_whole (MpsDb *db, MpsRun *run, gboolean with_scans, GError **error)
{
  gint64 key = 0;

  return read_run (db, run, &key, error) && read_results (db, key, run, error) &&
         read_fingerprints (db, key, run, error) &&
         (!with_scans || read_scans (db, key, run, error));
}

/**
 * mps_store_load_run:
 * @self: a store
 * @id: run id
 * @with_scans: whether its scans are wanted too
 * @error: return location
 *
 * Blocks. Fails with %MPS_STORE_ERROR_NOT_FOUND or %MPS_STORE_ERROR_CORRUPT.
 *
 * Returns: (transfer full): the run, every bit as it was stored
 */
MpsRun *
mps_store_load_run (MpsStore *self, const char *id, gboolean with_scans, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsRun) run = mps_run_new (id);
  gboolean loaded;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  if (!mps_db_exec (db, "BEGIN", error))
    return NULL;

  loaded = read_whole (db, run, with_scans, error);
  mps_db_rollback (db);
  return loaded ? g_steal_pointer (&run) : NULL;
}

/**
 * mps_store_list_run_ids:
 * @self: a store
 * @patient_id: (nullable): only this patient's
 * @error: return location
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type utf8): ids of runs, in the order in which they were begun
 */
GPtrArray *
mps_store_list_run_ids (MpsStore *self, const char *patient_id, GError **error)
{
  const char *sql = patient_id != NULL ? "SELECT id FROM run WHERE patient = ?1 ORDER BY key"
                                       : "SELECT id FROM run ORDER BY key";
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDbStep step;
  MpsDb *db;

  if (loan == NULL)
    return NULL;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (db, sql, error);
  if (statement == NULL)
    return NULL;

  if (patient_id != NULL)
    mps_statement_bind_text (statement, 1, patient_id);
  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW)
    g_ptr_array_add (ids, mps_statement_dup_text (statement, 0));
  return step == MPS_DB_DONE ? g_steal_pointer (&ids) : NULL;
}

/**
 * mps_store_get_highest_uses:
 * @self: a store
 * @cartridge_id: cartridge id
 * @uses: (out): the most uses burnt that any run saw on it; 0 where none did
 * @error: return location
 *
 * Blocks. A tag that counts fewer was tampered with or copied.
 *
 * Returns: whether it could be read
 */
gboolean
mps_store_get_highest_uses (MpsStore *self, const char *cartridge_id, guint *uses, GError **error)
{
  g_autoptr (MpsLoan) loan = mps_store_take_reader (self, NULL, error);
  g_autoptr (MpsStatement) statement = NULL;
  MpsDb *db;

  if (loan == NULL)
    return FALSE;

  db = mps_loan_peek_db (loan);
  statement = mps_db_prepare (
      db, "SELECT coalesce (max (uses_burnt), 0) FROM run WHERE cartridge_id = ?1", error);
  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, cartridge_id);
  if (mps_db_step (db, statement, error) != MPS_DB_ROW)
    return FALSE;

  *uses = (guint)sqlite3_column_int64 (statement, 0);
  return TRUE;
}
