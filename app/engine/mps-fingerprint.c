/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-fingerprint-private.h"

#include <math.h>

#define CONTEXT 8
#define BLOCK_DIMENSION (MPS_CHANNELS * MPS_FEATURES + CONTEXT)

static void
set_norm (MpsFingerprint *fingerprint)
{
  double sum = 0;

  for (guint i = 0; i < fingerprint->dimension; i++)
    sum += (double)fingerprint->values[i] * (double)fingerprint->values[i];
  fingerprint->norm = sqrt (sum);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

/* The middle is found among the ratios, so that log10() does not decide which they are. */
static double
get_median_db (const MpsFingerprintInput *input, const MpsBlock *block)
{
  double ratio[MPS_CHANNELS];
  guint n = 0;

  for (guint c = 0; c < MPS_CHANNELS; c++) {
    double steady = fabs (block->feature[MPS_FEATURE_STEADY][c]);
    double sigma = block->baseline.sigma[c];

    if (input->usable[c] && steady != 0 && sigma != 0)
      ratio[n++] = steady / sigma;
  }

  if (n == 0)
    return 0;

  qsort (ratio, n, sizeof *ratio, compare_doubles);
  if (n % 2 == 1)
    return 20 * log10 (ratio[n / 2]);
  return (20 * log10 (ratio[n / 2 - 1]) + 20 * log10 (ratio[n / 2])) / 2;
}

static void
fill_context (const MpsFingerprintInput *input, const MpsBlock *block, double *context)
{
  guint n_usable = 0;
  guint64 replaced = 0;
  double alpha = 0;

  for (guint c = 0; c < MPS_CHANNELS; c++) {
    if (!input->usable[c])
      continue;
    n_usable++;
    replaced += block->replaced[c];
    alpha += input->correction->alpha[c];
  }

  /* Without any reading the value stays 0. */
  mps_readings_mean (&block->climate.temperature, &context[0]);
  mps_readings_mean (&block->climate.humidity, &context[1]);
  mps_readings_mean (&block->climate.pressure, &context[2]);
  context[3] = get_median_db (input, block);
  context[4] = (double)replaced / ((double)n_usable * mps_block_count_scans (block));
  context[5] = (double)(MPS_CHANNELS - n_usable) / MPS_CHANNELS;
  context[6] = alpha / n_usable;
  context[7] = input->uses_burnt;
}

static void
fill_block (const MpsFingerprintInput *input, const MpsBlock *block, float *values)
{
  double context[CONTEXT] = { 0 };

  for (guint c = 0; c < MPS_CHANNELS; c++)
    for (guint f = 0; f < MPS_FEATURES && input->usable[c]; f++)
      values[c * MPS_FEATURES + f] = (float)block->feature[f][c];

  fill_context (input, block, context);
  for (guint i = 0; i < CONTEXT; i++)
    values[MPS_CHANNELS * MPS_FEATURES + i] = (float)context[i];
}

static MpsFingerprint *
make_from_steady_states (const MpsFingerprintInput *input)
{
  MpsFingerprint *fingerprint = mps_fingerprint_new (MPS_CHANNELS);

  for (guint c = 0; c < MPS_CHANNELS; c++)
    if (input->usable[c])
      fingerprint->values[c] = (float)input->blocks[0]->feature[MPS_FEATURE_STEADY][c];

  set_norm (fingerprint);
  return fingerprint;
}

static MpsFingerprint *
make_from_blocks (const MpsFingerprintInput *input, guint n_blocks)
{
  MpsFingerprint *fingerprint = mps_fingerprint_new (n_blocks * BLOCK_DIMENSION);

  for (guint b = 0; b < n_blocks; b++)
    fill_block (input, input->blocks[b], fingerprint->values + b * BLOCK_DIMENSION);

  set_norm (fingerprint);
  return fingerprint;
}

/**
 * mps_fingerprints_new:
 * @input: the blocks of a run that is not invalid, so at least 66 channels are usable
 *
 * Unusable channels are 0 (measurement rules §3).
 *
 * Returns: (transfer container) (element-type MpsFingerprint): that of 88 values and every larger
 *   one that the blocks give, smallest first
 */
GPtrArray *
mps_fingerprints_new (const MpsFingerprintInput *input)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_fingerprint_free);

  g_ptr_array_add (all, make_from_steady_states (input));
  for (guint n = 1; n <= input->n_blocks; n *= 2)
    g_ptr_array_add (all, make_from_blocks (input, n));

  return all;
}
