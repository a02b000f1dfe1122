/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-curve.h"
#include "app/engine/mps-engine.h"

#include <math.h>

/**
 * mps_engine_error_quark:
 *
 * Returns: the domain of #MpsEngineError
 */
GQuark
mps_engine_error_quark (void)
{
  return g_quark_from_static_string ("mps-engine-error-quark");
}

static gboolean
check_channel (const MpsChannelCalibration *channel, guint number, GError **error)
{
  if (isfinite (channel->gain) && channel->gain > 0 && isfinite (channel->offset))
    return TRUE;

  g_set_error (error,
               MPS_ENGINE_ERROR,
               MPS_ENGINE_ERROR_INPUT,
               "calibration: channel %u has a gain or offset that is not a usable number",
               number);
  return FALSE;
}

static const char *
find_fault (const MpsAnalyte *analyte)
{
  if (analyte->n_channels < 1 || analyte->n_channels > MPS_CHANNELS ||
      analyte->first_channel > MPS_CHANNELS - analyte->n_channels)
    return "its channels are not among the reader's 88";
  if (!mps_curve_is_valid (analyte->curve, analyte->parameters))
    return "its curve has parameters that it cannot be used with";
  if (!isfinite (analyte->low) || !isfinite (analyte->high) || !(analyte->low < analyte->high))
    return "its range is empty";
  if (!isfinite (analyte->temperature_coefficient))
    return "its temperature coefficient is not a number";

  return NULL;
}

/**
 * mps_engine_check_input:
 * @input: what a run is to be computed with
 * @error: return location
 *
 * Refuses a tag whose analytes break a rule and a calibration block whose gains or offsets do
 * (measurement rules §1 and §4). Error: %MPS_ENGINE_ERROR_INPUT. A run that is computed all the
 * same is invalid with the error's message as its reason.
 *
 * Returns: whether it may be
 */
gboolean
mps_engine_check_input (const MpsEngineInput *input, GError **error)
{
  for (guint c = 0; c < MPS_CHANNELS; c++)
    if (!check_channel (&input->calibration->channel[c], c, error))
      return FALSE;

  for (guint i = 0; i < input->n_analytes; i++) {
    const char *fault = find_fault (&input->analytes[i]);

    if (fault == NULL)
      continue;
    g_set_error (
        error, MPS_ENGINE_ERROR, MPS_ENGINE_ERROR_INPUT, "tag: analyte %u: %s", i + 1, fault);
    return FALSE;
  }

  return TRUE;
}
