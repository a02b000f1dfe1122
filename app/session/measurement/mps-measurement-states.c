/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/measurement/mps-measurement.h"

#define N_STATES (MPS_MEASUREMENT_INVALID + 1)

#define TO(state) (1u << MPS_MEASUREMENT_##state)

/* The allowed edges, whole: what is not here is refused. Programmes of several blocks go from
 * recovery to the next block's baseline. */
static const struct {
  const char *name;
  guint next;
} states[N_STATES] = {
  [MPS_MEASUREMENT_READY] = { "ready", TO (TAG_CHECKED) | TO (INVALID) },
  [MPS_MEASUREMENT_TAG_CHECKED] = { "tag-checked",
                                    TO (READY) | TO (TAG_CHECKED) | TO (CONNECTING) |
                                        TO (INVALID) },
  [MPS_MEASUREMENT_CONNECTING] = { "connecting", TO (BASELINE) | TO (INVALID) },
  [MPS_MEASUREMENT_BASELINE] = { "baseline", TO (EXPOSURE) | TO (INVALID) },
  [MPS_MEASUREMENT_EXPOSURE] = { "exposure", TO (RECOVERY) | TO (INVALID) },
  [MPS_MEASUREMENT_RECOVERY] = { "recovery", TO (BASELINE) | TO (COMPUTING) | TO (INVALID) },
  [MPS_MEASUREMENT_COMPUTING] = { "computing", TO (REVIEW) | TO (INVALID) },
  [MPS_MEASUREMENT_REVIEW] = { "review", TO (SAVED) | TO (INVALID) },
  [MPS_MEASUREMENT_SAVED] = { "saved", 0 },
  [MPS_MEASUREMENT_INVALID] = { "invalid", 0 },
};

/**
 * mps_measurement_state_to_string:
 * @state: a state
 *
 * Returns: its name in fixed English, for logs and tests
 */
const char *
mps_measurement_state_to_string (MpsMeasurementState state)
{
  g_return_val_if_fail ((guint)state < N_STATES, "invalid");

  return states[state].name;
}

/**
 * mps_measurement_state_may_follow:
 * @from: a state
 * @to: another
 *
 * Returns: whether a measurement may go from @from to @to
 */
gboolean
mps_measurement_state_may_follow (MpsMeasurementState from, MpsMeasurementState to)
{
  g_return_val_if_fail ((guint)from < N_STATES && (guint)to < N_STATES, FALSE);

  return (states[from].next & (1u << to)) != 0;
}
