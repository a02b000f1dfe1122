/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/runs/mps-recompute.h"

#include "app/engine/mps-engine.h"
#include "devices/cartridge/mps-cartridge-tag.h"
#include "devices/reader/mps-reader-message.h"

static void
difference_free (gpointer data)
{
  MpsRecomputeDifference *difference = data;

  g_free (difference->run);
  g_free (difference->first);
  g_free (difference);
}

/**
 * mps_recompute_report_free:
 * @report: (transfer full) (nullable): a report
 */
void
mps_recompute_report_free (MpsRecomputeReport *report)
{
  if (report == NULL)
    return;

  g_ptr_array_unref (report->differences);
  g_free (report);
}

static const guint8 *
peek_bytes (GBytes *bytes, gsize *size)
{
  *size = 0;
  return bytes != NULL ? g_bytes_get_data (bytes, size) : NULL;
}

/* From what was stored, not from what was decoded then: a codec that changed shows here too. */
static MpsAnalysis *
analyse_again (const MpsRun *run, char **problem)
{
  g_autoptr (MpsCartridge) cartridge = NULL;
  g_autoptr (GError) error = NULL;
  MpsCalibration calibration;
  MpsEngineInput input = { .programme = run->programme, .uses_burnt = run->uses_burnt };
  gsize size;
  const guint8 *block = peek_bytes (run->calibration, &size);

  if (block == NULL || !mps_calibration_decode (block, size, &calibration)) {
    *problem = g_strdup ("calibration block: cannot be decoded");
    return NULL;
  }
  input.calibration = &calibration;

  block = peek_bytes (run->cartridge_payload, &size);
  if (block == NULL || mps_cartridge_payload_parse (block, size, &cartridge) != MPS_TAG_ACCEPTED) {
    *problem = g_strdup ("cartridge payload: cannot be decoded");
    return NULL;
  }
  input.analytes = cartridge->analytes;
  input.n_analytes = cartridge->n_analytes;
  if (!mps_engine_check_input (&input, &error)) {
    *problem = g_strdup (error->message);
    return NULL;
  }

  return mps_engine_analyse (
      &input, (const MpsScan *)(const void *)run->scans->data, run->scans->len);
}

static void
recompute_run (const MpsRun *run, MpsRecomputeReport *report)
{
  g_autofree char *first = NULL;
  g_autoptr (MpsAnalysis) analysis = analyse_again (run, &first);
  MpsRecomputeDifference *difference;

  report->runs++;
  if (analysis != NULL)
    first = mps_engine_compare_with_run (analysis, run);
  if (first == NULL) {
    report->identical++;
    return;
  }

  difference = g_new0 (MpsRecomputeDifference, 1);
  difference->run = g_strdup (run->id);
  difference->first = g_strdup_printf ("%s (stored by engine %s, computed by engine %s)",
                                       first,
                                       run->engine_version,
                                       MPS_ENGINE_VERSION);
  g_ptr_array_add (report->differences, difference);
}

/* NULL with the error unset: one of "all" that has no result to compare. */
static MpsRun *
load_run (MpsSession *session, const char *id, gboolean named, GError **error)
{
  g_autoptr (MpsRun) run = mps_store_load_run (mps_session_peek_store (session), id, FALSE, error);

  if (run == NULL)
    return NULL;
  if (run->status == MPS_RUN_COMPLETE)
    return mps_store_load_run (mps_session_peek_store (session), id, TRUE, error);
  if (named)
    g_set_error (error,
                 MPS_SESSION_ERROR,
                 MPS_SESSION_ERROR_REFUSED,
                 "recompute: run %s is %s: it has no result to compare",
                 id,
                 mps_run_status_to_string (run->status));
  return NULL;
}

/**
 * mps_recompute_runs:
 * @session: who does it
 * @run_ids: (nullable) (array zero-terminated=1): which runs; %NULL: all complete runs
 * @progress: (nullable): told after every run, on this thread
 * @progress_data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Computes runs again from their stored scans, calibration block and tag payload, and compares
 * every value with what is stored, bit by bit. Changes nothing.
 *
 * Blocks; a worker thread. Errors: REFUSED of #MpsSessionError for a run named that has no result,
 * #MpsStoreError.
 *
 * Returns: (transfer full): how many are the same, and what differs
 */
MpsRecomputeReport *
mps_recompute_runs (MpsSession *session,
                    const char *const *run_ids,
                    MpsProgressFunc progress,
                    gpointer progress_data,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (MpsRecomputeReport) report = g_new0 (MpsRecomputeReport, 1);
  g_autoptr (GPtrArray) all = NULL;
  guint n = run_ids != NULL ? g_strv_length ((char **)run_ids) : 0;

  report->differences = g_ptr_array_new_with_free_func (difference_free);
  if (!mps_session_require (session, MPS_ACTION_MAINTAIN, error))
    return NULL;
  if (run_ids == NULL) {
    all = mps_store_list_run_ids (mps_session_peek_store (session), NULL, error);
    if (all == NULL)
      return NULL;
    n = all->len;
  }

  for (guint i = 0; i < n; i++) {
    const char *id = run_ids != NULL ? run_ids[i] : g_ptr_array_index (all, i);
    g_autoptr (GError) local_error = NULL;
    g_autoptr (MpsRun) run = NULL;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
    run = load_run (session, id, run_ids != NULL, &local_error);
    if (local_error != NULL) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
    if (run != NULL)
      recompute_run (run, report);
    if (progress != NULL)
      progress (i + 1, n, progress_data);
  }

  return g_steal_pointer (&report);
}
