/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/measurement/mps-measurement.h"

G_BEGIN_DECLS

/**
 * MpsMeasureStep: the five steps of the page, in order.
 */
typedef enum {
  MPS_MEASURE_STEP_PATIENT,
  MPS_MEASURE_STEP_CARTRIDGE,
  MPS_MEASURE_STEP_MEASURING,
  MPS_MEASURE_STEP_RESULT,
  MPS_MEASURE_STEP_DONE,
} MpsMeasureStep;

#define MPS_MEASURE_N_STEPS (MPS_MEASURE_STEP_DONE + 1)

MpsMeasureStep mps_measure_step_for_state (MpsMeasurementState state);
gboolean mps_measure_step_is_bound (MpsMeasurementState state);
const char *mps_measure_phase_peek_word (MpsMeasurementState state);

G_END_DECLS
