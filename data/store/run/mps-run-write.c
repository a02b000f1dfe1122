/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/record/mps-write-private.h"

#include "data/store/run/mps-run-private.h"
#include "data/store/run/mps-scan-codec.h"

#include <math.h>

/* What is stored of a run already. */
typedef struct {
  gint64 key;
  char *patient;
  char *owner;
  char *status;
  gint64 n_scans;
} Stored;

static void
stored_clear (Stored *stored)
{
  g_free (stored->patient);
  g_free (stored->owner);
  g_free (stored->status);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stored, stored_clear)

static gboolean
refuse (GError **error, MpsStoreError code, const char *why)
{
  g_set_error (error, MPS_STORE_ERROR, code, "records: %s; nothing was written", why);
  return FALSE;
}

static gboolean
find_run (MpsDb *db, const char *id, Stored *stored, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      db, "SELECT key, patient, owner, status, n_scans FROM run WHERE id = ?1", error);
  MpsDbStep step = MPS_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, id);
  step = mps_db_step (db, statement, error);
  if (step != MPS_DB_ROW)
    return step == MPS_DB_DONE;

  stored->key = sqlite3_column_int64 (statement, 0);
  stored->patient = mps_statement_dup_text (statement, 1);
  stored->owner = mps_statement_dup_text (statement, 2);
  stored->status = mps_statement_dup_text (statement, 3);
  stored->n_scans = sqlite3_column_int64 (statement, 4);
  return TRUE;
}

/* Only the program that measures may write to a run, and only until the run is finished. */
static gboolean
check_open (MpsWriteContext *context, const Stored *stored, GError **error)
{
  if (!mps_write_refuse_patient (context, stored->patient, error))
    return FALSE;
  if (!g_str_equal (stored->status, mps_run_status_to_string (MPS_RUN_IN_PROGRESS)))
    return refuse (error, MPS_STORE_ERROR_REFUSED, "a finished run is never changed");
  if (!g_str_equal (stored->owner, context->owner))
    return refuse (error, MPS_STORE_ERROR_REFUSED, "this run is being measured by another program");
  return TRUE;
}

static gboolean
results_are_finite (const MpsRun *run)
{
  for (guint i = 0; i < run->results->len; i++) {
    const MpsResult *result = g_ptr_array_index (run->results, i);

    if (result->has_value && !isfinite (result->quantity.value))
      return FALSE;
    if (result->quantity.has_uncertainty && !isfinite (result->quantity.expanded_uncertainty))
      return FALSE;
  }

  return TRUE;
}

/* A complete run has every scan that was planned: half a measurement is never called whole. */
static gboolean
check_run (MpsWriteContext *context, const MpsRun *run, const Stored *stored, GError **error)
{
  if (!mps_write_refuse_patient (context, run->patient_id, error))
    return FALSE;
  if (stored->key != 0 &&
      g_strcmp0 (stored->patient, run->patient_id != NULL ? run->patient_id : "") != 0)
    return refuse (error, MPS_STORE_ERROR_REFUSED, "a run stays with the patient it was begun for");
  if (run->status == MPS_RUN_COMPLETE &&
      mps_run_get_planned_scans (run) != (guint64)stored->n_scans)
    return refuse (
        error, MPS_STORE_ERROR_REFUSED, "a run is complete only with every planned scan stored");
  if (run->status != MPS_RUN_COMPLETE && run->results->len > 0)
    return refuse (error, MPS_STORE_ERROR_REFUSED, "only a complete run has results");
  if (!results_are_finite (run))
    return refuse (error, MPS_STORE_ERROR_INPUT, "a result of the run is not a finite number");
  return TRUE;
}

static char *
format_unusable (const MpsRun *run)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < run->unusable->len; i++)
    g_string_append_printf (
        text, "%s%u", i > 0 ? " " : "", g_array_index (run->unusable, guint, i));
  return g_string_free (text, FALSE);
}

static void
bind_run (MpsStatement *statement, const MpsRun *run)
{
  mps_statement_bind_text (statement, 4, mps_run_status_to_string (run->status));
  mps_statement_bind_text (statement, 5, run->reason);
  sqlite3_bind_int64 (statement, 6, run->started_us);
  mps_statement_bind_text (statement, 7, run->reader_serial);
  mps_statement_bind_text (statement, 8, run->reader_firmware);
  mps_statement_bind_text (statement, 9, run->transport);
  sqlite3_bind_int64 (statement, 10, run->programme);
  sqlite3_bind_int64 (statement, 11, run->rate_hz);
  sqlite3_bind_int64 (statement, 12, run->baseline_scans);
  sqlite3_bind_int64 (statement, 13, run->exposure_scans);
  sqlite3_bind_int64 (statement, 14, run->recovery_scans);
  mps_statement_bind_bytes (statement, 15, run->cartridge_uid);
  mps_statement_bind_text (statement, 16, run->cartridge_id);
  mps_statement_bind_bytes (statement, 17, run->cartridge_payload);
  sqlite3_bind_int64 (statement, 18, run->uses_burnt);
  mps_statement_bind_bytes (statement, 19, run->calibration);
  mps_statement_bind_text (statement, 20, run->engine_version);
  sqlite3_bind_int64 (statement, 21, run->resent);
  sqlite3_bind_int64 (statement, 22, run->replaced);
}

static const char insert_sql[] =
    "INSERT INTO run (id, patient, owner, status, reason, started_us, reader_serial,"
    " reader_firmware, transport, programme, rate_hz, baseline_scans, exposure_scans,"
    " recovery_scans, cartridge_uid, cartridge_id, cartridge_payload, uses_burnt, calibration,"
    " engine_version, resent, replaced, unusable, n_scans)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
    " ?19, ?20, ?21, ?22, ?23, 0)";

/* ?2 and ?3, the patient and the owner, never change. */
static const char update_sql[] =
    "UPDATE run SET status = ?4, reason = ?5, started_us = ?6, reader_serial = ?7,"
    " reader_firmware = ?8, transport = ?9, programme = ?10, rate_hz = ?11, baseline_scans = ?12,"
    " exposure_scans = ?13, recovery_scans = ?14, cartridge_uid = ?15, cartridge_id = ?16,"
    " cartridge_payload = ?17, uses_burnt = ?18, calibration = ?19, engine_version = ?20,"
    " resent = ?21, replaced = ?22, unusable = ?23 WHERE id = ?1 AND patient = ?2 AND owner = ?3";

static gboolean
store_row (MpsWriteContext *context, const MpsRun *run, Stored *stored, GError **error)
{
  const char *sql = stored->key == 0 ? insert_sql : update_sql;
  g_autofree char *unusable = format_unusable (run);
  g_autoptr (MpsStatement) statement = mps_db_prepare (context->db, sql, error);

  if (statement == NULL)
    return FALSE;

  mps_statement_bind_text (statement, 1, run->id);
  mps_statement_bind_text (statement, 2, run->patient_id);
  mps_statement_bind_text (statement, 3, context->owner);
  bind_run (statement, run);
  mps_statement_bind_text (statement, 23, unusable);
  if (!mps_db_run (context->db, statement, error))
    return FALSE;

  if (stored->key == 0)
    stored->key = sqlite3_last_insert_rowid (mps_db_peek_handle (context->db));
  return TRUE;
}

static gboolean
store_result (MpsDb *db, gint64 run, guint position, const MpsResult *result, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db,
                      "INSERT INTO run_result (run, position, code, value, comparator, unit,"
                      " uncertainty, flag) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                      error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, run);
  sqlite3_bind_int64 (statement, 2, position);
  mps_statement_bind_text (statement, 3, result->code);
  if (result->has_value)
    sqlite3_bind_double (statement, 4, result->quantity.value);
  mps_statement_bind_text (statement, 5, mps_comparator_to_string (result->quantity.comparator));
  mps_statement_bind_text (statement, 6, result->quantity.unit);
  if (result->quantity.has_uncertainty)
    sqlite3_bind_double (statement, 7, result->quantity.expanded_uncertainty);
  mps_statement_bind_text (statement, 8, result->flag);
  return mps_db_run (db, statement, error);
}

static GBytes *
pack_floats (const MpsFingerprint *fingerprint)
{
  guint32 *words = g_new (guint32, fingerprint->dimension);

  for (guint i = 0; i < fingerprint->dimension; i++) {
    union {
      float value;
      guint32 word;
    } bits = { .value = fingerprint->values[i] };

    words[i] = GUINT32_TO_LE (bits.word);
  }

  return g_bytes_new_take (words, fingerprint->dimension * sizeof (guint32));
}

static gboolean
store_fingerprint (MpsDb *db, gint64 run, const MpsFingerprint *fingerprint, GError **error)
{
  g_autoptr (GBytes) data = pack_floats (fingerprint);
  g_autoptr (MpsStatement) statement = mps_db_prepare (
      db,
      "INSERT INTO run_fingerprint (run, dimension, norm, data) VALUES (?1, ?2, ?3, ?4)",
      error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, run);
  sqlite3_bind_int64 (statement, 2, fingerprint->dimension);
  sqlite3_bind_double (statement, 3, fingerprint->norm);
  mps_statement_bind_bytes (statement, 4, data);
  return mps_db_run (db, statement, error);
}

/* Results and fingerprints exist only once the run is finished, so they are stored once. */
static gboolean
store_outcome (MpsDb *db, gint64 key, const MpsRun *run, GError **error)
{
  for (guint i = 0; i < run->results->len; i++)
    if (!store_result (db, key, i, g_ptr_array_index (run->results, i), error))
      return FALSE;
  for (guint i = 0; i < run->fingerprints->len; i++)
    if (!store_fingerprint (db, key, g_ptr_array_index (run->fingerprints, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
store_run (MpsWriteContext *context, const MpsRun *run, Stored *stored, GError **error)
{
  MpsAuditAction action = stored->key == 0 ? MPS_AUDIT_EXECUTE : MPS_AUDIT_UPDATE;
  g_autofree char *target = g_strconcat ("Run/", run->id, NULL);
  guint8 digest[MPS_DIGEST_SIZE];

  if (!store_row (context, run, stored, error))
    return FALSE;
  if (run->status == MPS_RUN_IN_PROGRESS)
    return mps_write_audit (context, action, run->patient_id, target, NULL, NULL, error);

  return store_outcome (context->db, stored->key, run, error) &&
         mps_run_digest (context->db, stored->key, digest, error) &&
         mps_write_audit (context, action, run->patient_id, target, digest, NULL, error) &&
         mps_write_change (context, "Run", run->id, 0, error) &&
         mps_project_run (context->db, stored->key, run->patient_id, context->time_us, error);
}

/**
 * mps_write_run:
 * @context: the batch
 * @write: the run
 * @error: return location
 *
 * Begins a run, brings it up to date while it is measured, or finishes it.
 *
 * Returns: whether it is written
 */
gboolean
mps_write_run (MpsWriteContext *context, const MpsWrite *write, GError **error)
{
  g_auto (Stored) stored = { 0 };

  if (!find_run (context->db, write->run->id, &stored, error))
    return FALSE;
  if (stored.key != 0 && !check_open (context, &stored, error))
    return FALSE;

  return check_run (context, write->run, &stored, error) &&
         store_run (context, write->run, &stored, error);
}

static gboolean
check_order (const GArray *scans, gint64 n_stored, GError **error)
{
  for (guint i = 0; i < scans->len; i++)
    if (g_array_index (scans, MpsScan, i).index != n_stored + i)
      return refuse (
          error, MPS_STORE_ERROR_INPUT, "scans must follow those that are stored, without a gap");

  return TRUE;
}

static gboolean
store_chunk (MpsDb *db, gint64 run, const MpsScan *scans, guint n_scans, GError **error)
{
  g_autoptr (GBytes) data = mps_scan_codec_encode (scans, n_scans, error);
  g_autoptr (MpsStatement) statement = NULL;

  if (data == NULL)
    return FALSE;

  statement = mps_db_prepare (
      db, "INSERT INTO scan_chunk (run, first, count, data) VALUES (?1, ?2, ?3, ?4)", error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, run);
  sqlite3_bind_int64 (statement, 2, scans[0].index);
  sqlite3_bind_int64 (statement, 3, n_scans);
  mps_statement_bind_bytes (statement, 4, data);
  return mps_db_run (db, statement, error);
}

static gboolean
count_scans (MpsDb *db, gint64 run, guint n_scans, GError **error)
{
  g_autoptr (MpsStatement) statement =
      mps_db_prepare (db, "UPDATE run SET n_scans = n_scans + ?2 WHERE key = ?1", error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, run);
  sqlite3_bind_int64 (statement, 2, n_scans);
  return mps_db_run (db, statement, error);
}

/**
 * mps_write_scans:
 * @context: the batch
 * @write: the scans
 * @error: return location
 *
 * Appends scans to a run in progress. They have no audit entry of their own: the one that finishes
 * the run holds a digest over all of them.
 *
 * Returns: whether they are written
 */
gboolean
mps_write_scans (MpsWriteContext *context, const MpsWrite *write, GError **error)
{
  g_auto (Stored) stored = { 0 };
  const GArray *scans = write->scans;

  if (!find_run (context->db, write->run_id, &stored, error))
    return FALSE;
  if (stored.key == 0)
    return refuse (error, MPS_STORE_ERROR_NOT_FOUND, "there is no such run to add scans to");
  if (!check_open (context, &stored, error) || !check_order (scans, stored.n_scans, error))
    return FALSE;

  for (guint i = 0; i < scans->len; i += MPS_SCAN_CHUNK_MAX) {
    guint n = MIN (scans->len - i, MPS_SCAN_CHUNK_MAX);

    if (!store_chunk (context->db, stored.key, &g_array_index (scans, MpsScan, i), n, error))
      return FALSE;
  }

  return count_scans (context->db, stored.key, scans->len, error);
}
