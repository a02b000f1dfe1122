/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-correction.h"
#include "app/engine/mps-engine.h"

#include <math.h>

/* Unusable channels with which a calibration is still accepted. */
#define MAX_UNUSABLE 8

/* 20 dB as a ratio of squares, so that no logarithm decides. */
#define MIN_REJECTION_SQUARED 100.0

/*
 * Sums over the scans of a blank, one entry per channel. The residuals need alpha, so they come in
 * a second pass: formed from the first sums they would lose the digits that the common mode takes.
 */
typedef struct {
  guint n;
  double det_det[MPS_CHANNELS];
  double det_ref[MPS_CHANNELS];
  double ref_ref[MPS_CHANNELS];
  double alpha[MPS_CHANNELS];
  double residual[MPS_CHANNELS];
  double residual_squared[MPS_CHANNELS];
  double mean[MPS_CHANNELS];
  double spread[MPS_CHANNELS];
} MpsBlankSums;

static void
convert (const MpsCorrection *correction, const MpsScan *scan, double *det, double *ref)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    det[c] = (scan->det[c] - correction->offset[c]) * correction->gain[c];
    ref[c] = (scan->ref[c] - correction->offset[c]) * correction->gain[c];
  }
}

static void
add_products (MpsBlankSums *sums, const double *det, const double *ref)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    sums->det_det[c] += det[c] * det[c];
    sums->det_ref[c] += det[c] * ref[c];
    sums->ref_ref[c] += ref[c] * ref[c];
  }
}

static void
add_residuals (MpsBlankSums *sums, const double *det, const double *ref)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    double s = det[c] - sums->alpha[c] * ref[c];

    sums->residual[c] += s;
    sums->residual_squared[c] += s * s;
  }
}

static void
add_spread (MpsBlankSums *sums, const double *det, const double *ref)
{
  for (guint c = 0; c < MPS_CHANNELS; c++) {
    double deviation = det[c] - sums->alpha[c] * ref[c] - sums->mean[c];

    sums->spread[c] += deviation * deviation;
  }
}

static guint
for_each_clean_scan (MpsBlankSums *sums,
                     const MpsCorrection *correction,
                     const MpsScan *scans,
                     gsize n_scans,
                     void (*add) (MpsBlankSums *, const double *, const double *))
{
  double det[MPS_CHANNELS], ref[MPS_CHANNELS];
  guint n = 0;

  for (gsize i = 0; i < n_scans; i++) {
    if (scans[i].flags != 0)
      continue;

    convert (correction, &scans[i], det, ref);
    add (sums, det, ref);
    n++;
  }

  return n;
}

static void
judge_channel (const MpsBlankSums *sums, guint c, MpsBlankAnalysis *blank)
{
  gboolean has_slope = sums->ref_ref[c] > 0;
  gboolean has_spread = has_slope && sums->n >= 2;

  blank->alpha[c] = has_slope ? sums->alpha[c] : NAN;
  blank->alpha_se[c] =
      has_spread ? sqrt (sums->residual_squared[c] / (sums->n - 1) / sums->ref_ref[c]) : NAN;
  blank->noise[c] = has_spread ? sqrt (sums->spread[c] / (sums->n - 1)) : NAN;
  /* √(Σdet²/n) over √(Σs²/n); +∞ where nothing at all is left of the common mode. */
  blank->rejection_db[c] =
      has_slope ? 10 * log10 (sums->det_det[c] / sums->residual_squared[c]) : NAN;

  /* One scan fits any line through the origin: without a spread there is no calibration. */
  blank->usable[c] = has_spread && mps_alpha_is_usable (sums->alpha[c]) &&
                     sums->det_det[c] >= MIN_REJECTION_SQUARED * sums->residual_squared[c];
  if (!blank->usable[c])
    blank->n_unusable++;
}

/**
 * mps_engine_analyse_blank:
 * @calibration: the reader's block; its gains and offsets are used
 * @scans: (array length=n_scans): the scans of a run of programme 0
 * @n_scans: how many
 * @blank: (out): alpha, standard errors, noise and rejection of every channel
 *
 * Scans with any flag are left out and nothing is cleaned. alpha is the least-squares slope through
 * the origin of v_det on v_ref; its standard error is √(Σs²/(n − 1)/Σv_ref²); noise is the standard
 * deviation (n − 1) of s (measurement rules §1). A blank of fewer than two clean scans has no
 * noise, so none of its channels is usable.
 *
 * Any thread.
 */
void
mps_engine_analyse_blank (const MpsCalibration *calibration,
                          const MpsScan *scans,
                          gsize n_scans,
                          MpsBlankAnalysis *blank)
{
  g_autofree MpsBlankSums *sums = g_new0 (MpsBlankSums, 1);
  MpsCorrection correction;

  mps_correction_init (&correction, calibration);
  *blank = (MpsBlankAnalysis){ 0 };

  sums->n = for_each_clean_scan (sums, &correction, scans, n_scans, add_products);
  for (guint c = 0; c < MPS_CHANNELS; c++)
    if (sums->ref_ref[c] > 0)
      sums->alpha[c] = sums->det_ref[c] / sums->ref_ref[c];

  for_each_clean_scan (sums, &correction, scans, n_scans, add_residuals);
  for (guint c = 0; c < MPS_CHANNELS; c++)
    sums->mean[c] = sums->n > 0 ? sums->residual[c] / sums->n : 0;

  for_each_clean_scan (sums, &correction, scans, n_scans, add_spread);
  for (guint c = 0; c < MPS_CHANNELS; c++)
    judge_channel (sums, c, blank);

  blank->accepted = blank->n_unusable <= MAX_UNUSABLE;
}
