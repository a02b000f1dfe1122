/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-run.h"

G_DEFINE_BOXED_TYPE (MpsRun, mps_run, mps_run_copy, mps_run_free)

/**
 * mps_result_new:
 * @code: LOINC code or the analyte's name
 * @unit: UCUM unit
 *
 * Returns: (transfer full): a result without a value
 */
MpsResult *
mps_result_new (const char *code, const char *unit)
{
  MpsResult *result = g_new0 (MpsResult, 1);

  result->code = g_strdup (code);
  g_strlcpy (result->quantity.unit, unit, sizeof result->quantity.unit);
  result->flag = g_strdup ("");
  return result;
}

/**
 * mps_result_copy:
 * @result: a result
 *
 * Returns: (transfer full): a copy
 */
MpsResult *
mps_result_copy (const MpsResult *result)
{
  MpsResult *copy = g_memdup2 (result, sizeof *result);

  copy->code = g_strdup (result->code);
  copy->flag = g_strdup (result->flag);
  return copy;
}

/**
 * mps_result_free:
 * @result: (transfer full) (nullable): a result
 */
void
mps_result_free (MpsResult *result)
{
  if (result == NULL)
    return;

  g_free (result->code);
  g_free (result->flag);
  g_free (result);
}

/**
 * mps_result_add_flag:
 * @result: a result
 * @flag: one of the engine's flag words
 *
 * Joins @flag to those that are there with "; ".
 */
void
mps_result_add_flag (MpsResult *result, const char *flag)
{
  g_autofree char *old = g_steal_pointer (&result->flag);

  result->flag =
      old == NULL || *old == '\0' ? g_strdup (flag) : g_strconcat (old, "; ", flag, NULL);
}

/**
 * mps_fingerprint_new:
 * @dimension: 88, 448, 896 or 1792
 *
 * Returns: (transfer full): a fingerprint of zeros
 */
MpsFingerprint *
mps_fingerprint_new (guint dimension)
{
  MpsFingerprint *fingerprint = g_new0 (MpsFingerprint, 1);

  fingerprint->dimension = dimension;
  fingerprint->values = g_new0 (float, dimension);
  return fingerprint;
}

/**
 * mps_fingerprint_copy:
 * @fingerprint: a fingerprint
 *
 * Returns: (transfer full): a copy
 */
MpsFingerprint *
mps_fingerprint_copy (const MpsFingerprint *fingerprint)
{
  MpsFingerprint *copy = g_memdup2 (fingerprint, sizeof *fingerprint);

  copy->values = g_memdup2 (fingerprint->values, fingerprint->dimension * sizeof (float));
  return copy;
}

/**
 * mps_fingerprint_free:
 * @fingerprint: (transfer full) (nullable): a fingerprint
 */
void
mps_fingerprint_free (MpsFingerprint *fingerprint)
{
  if (fingerprint == NULL)
    return;

  g_free (fingerprint->values);
  g_free (fingerprint);
}

/**
 * mps_run_new:
 * @id: run id, a UUID in text
 *
 * Returns: (transfer full): a run in progress with nothing measured
 */
MpsRun *
mps_run_new (const char *id)
{
  MpsRun *run = g_new0 (MpsRun, 1);

  run->id = g_strdup (id);
  run->reason = g_strdup ("");
  run->engine_version = g_strdup ("");
  run->results = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_result_free);
  run->fingerprints = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_fingerprint_free);
  run->unusable = g_array_new (FALSE, FALSE, sizeof (guint));
  return run;
}

static GBytes *
copy_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

/**
 * mps_run_copy:
 * @run: a run
 *
 * Returns: (transfer full): a deep copy, scans included where they are there
 */
MpsRun *
mps_run_copy (const MpsRun *run)
{
  MpsRun *copy = g_memdup2 (run, sizeof *run);

  copy->id = g_strdup (run->id);
  copy->patient_id = g_strdup (run->patient_id);
  copy->reader_serial = g_strdup (run->reader_serial);
  copy->reader_firmware = g_strdup (run->reader_firmware);
  copy->transport = g_strdup (run->transport);
  copy->cartridge_uid = copy_bytes (run->cartridge_uid);
  copy->cartridge_id = g_strdup (run->cartridge_id);
  copy->cartridge_payload = copy_bytes (run->cartridge_payload);
  copy->calibration = copy_bytes (run->calibration);
  copy->reason = g_strdup (run->reason);
  copy->engine_version = g_strdup (run->engine_version);
  copy->results = g_ptr_array_copy (run->results, (GCopyFunc)(void *)mps_result_copy, NULL);
  g_ptr_array_set_free_func (copy->results, (GDestroyNotify)mps_result_free);
  copy->fingerprints =
      g_ptr_array_copy (run->fingerprints, (GCopyFunc)(void *)mps_fingerprint_copy, NULL);
  g_ptr_array_set_free_func (copy->fingerprints, (GDestroyNotify)mps_fingerprint_free);
  copy->unusable = g_array_copy (run->unusable);
  copy->scans = run->scans != NULL ? g_array_copy (run->scans) : NULL;
  return copy;
}

/**
 * mps_run_free:
 * @run: (transfer full) (nullable): a run
 */
void
mps_run_free (MpsRun *run)
{
  if (run == NULL)
    return;

  g_free (run->id);
  g_free (run->patient_id);
  g_free (run->reader_serial);
  g_free (run->reader_firmware);
  g_free (run->transport);
  g_clear_pointer (&run->cartridge_uid, g_bytes_unref);
  g_free (run->cartridge_id);
  g_clear_pointer (&run->cartridge_payload, g_bytes_unref);
  g_clear_pointer (&run->calibration, g_bytes_unref);
  g_free (run->reason);
  g_free (run->engine_version);
  g_clear_pointer (&run->results, g_ptr_array_unref);
  g_clear_pointer (&run->fingerprints, g_ptr_array_unref);
  g_clear_pointer (&run->unusable, g_array_unref);
  g_clear_pointer (&run->scans, g_array_unref);
  g_free (run);
}

/**
 * mps_run_status_to_string:
 * @status: a status
 *
 * Returns: "in-progress", "complete" or "invalid", as stored and as the command line spells them
 */
const char *
mps_run_status_to_string (MpsRunStatus status)
{
  switch (status) {
  case MPS_RUN_COMPLETE:
    return "complete";
  case MPS_RUN_INVALID:
    return "invalid";
  case MPS_RUN_IN_PROGRESS:
  default:
    return "in-progress";
  }
}

/**
 * mps_run_get_planned_scans:
 * @run: a run
 *
 * Returns: scans that the reader was asked for, over all blocks
 */
guint64
mps_run_get_planned_scans (const MpsRun *run)
{
  guint64 per_block =
      (guint64)run->baseline_scans + run->exposure_scans + (guint64)run->recovery_scans;

  return per_block * mps_programme_get_n_blocks (run->programme);
}

/**
 * mps_run_peek_fingerprint:
 * @run: a run
 * @dimension: 88, 448, 896 or 1792
 *
 * Returns: (transfer none) (nullable): its fingerprint of that dimension
 */
const MpsFingerprint *
mps_run_peek_fingerprint (const MpsRun *run, guint dimension)
{
  for (guint i = 0; i < run->fingerprints->len; i++) {
    const MpsFingerprint *fingerprint = g_ptr_array_index (run->fingerprints, i);

    if (fingerprint->dimension == dimension)
      return fingerprint;
  }

  return NULL;
}
