/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/measure/mps-measure-step.h"

#include <glib/gi18n-lib.h>

/**
 * mps_measure_step_for_state:
 * @state: where the measurement stands
 *
 * The one mapping from the measurement to the page. Pure.
 *
 * Returns: the step that is large
 */
MpsMeasureStep
mps_measure_step_for_state (MpsMeasurementState state)
{
  switch (state) {
  case MPS_MEASUREMENT_READY:
  case MPS_MEASUREMENT_TAG_CHECKED:
    return MPS_MEASURE_STEP_CARTRIDGE;
  case MPS_MEASUREMENT_CONNECTING:
  case MPS_MEASUREMENT_BASELINE:
  case MPS_MEASUREMENT_EXPOSURE:
  case MPS_MEASUREMENT_RECOVERY:
  case MPS_MEASUREMENT_COMPUTING:
    return MPS_MEASURE_STEP_MEASURING;
  case MPS_MEASUREMENT_REVIEW:
  case MPS_MEASUREMENT_INVALID:
    return MPS_MEASURE_STEP_RESULT;
  case MPS_MEASUREMENT_SAVED:
  default:
    return MPS_MEASURE_STEP_DONE;
  }
}

/**
 * mps_measure_step_is_bound:
 * @state: where the measurement stands
 *
 * Returns: whether the reader is at work for this patient or a result waits for a decision: until
 *   then no other patient may be measured in this window
 */
gboolean
mps_measure_step_is_bound (MpsMeasurementState state)
{
  return mps_measure_step_for_state (state) == MPS_MEASURE_STEP_MEASURING ||
         state == MPS_MEASUREMENT_REVIEW;
}

/**
 * mps_measure_phase_peek_word:
 * @state: where the measurement stands
 *
 * Returns: (transfer none): the phase as the person at the reader knows it, translated
 */
const char *
mps_measure_phase_peek_word (MpsMeasurementState state)
{
  switch (state) {
  case MPS_MEASUREMENT_CONNECTING:
    return _ ("Connecting to the reader");
  case MPS_MEASUREMENT_BASELINE:
    return C_ ("phase", "Baseline");
  case MPS_MEASUREMENT_EXPOSURE:
    return C_ ("phase", "Exposure");
  case MPS_MEASUREMENT_RECOVERY:
    return C_ ("phase", "Recovery");
  case MPS_MEASUREMENT_COMPUTING:
    return _ ("Computing the result");
  case MPS_MEASUREMENT_READY:
  case MPS_MEASUREMENT_TAG_CHECKED:
  case MPS_MEASUREMENT_REVIEW:
  case MPS_MEASUREMENT_SAVED:
  case MPS_MEASUREMENT_INVALID:
  default:
    return "";
  }
}
