/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/engine/mps-feedback-private.h"

#include <math.h>
#include <string.h>

#define SECOND_US G_GUINT64_CONSTANT (1000000)

/* More channels than this make it the reader's trouble rather than an electrode's. */
#define MAX_CHANNELS 8

#define MIN_LOOKED_AT 20
#define OUTLIER_SHARE 20 /* one point in twenty: 5 % */
#define MAX_DRIFT_NOISES 3

/**
 * mps_feedback_state_init:
 * @state: (out): what to fill
 * @noise: (nullable) (array fixed-size=88): noise of the reader's last blank, V
 */
void
mps_feedback_state_init (MpsFeedbackState *state, const double *noise)
{
  memset (state, 0, sizeof *state);
  for (guint c = 0; c < MPS_CHANNELS; c++)
    state->noise[c] = noise == NULL ? NAN : noise[c];
}

/*
 * "Over 5 % of the last second's points, and at least 20 scans looked at": below 20 scans a second
 * the points of several seconds are looked at together, and the last judgement holds until then.
 */
static void
judge_outliers (MpsFeedbackState *state)
{
  if (state->looked_at < MIN_LOOKED_AT)
    return;

  state->outliers = 0;
  for (guint c = 0; c < MPS_CHANNELS; c++)
    if ((guint64)state->replaced[c] * OUTLIER_SHARE > state->looked_at)
      state->outliers++;

  state->looked_at = 0;
  memset (state->replaced, 0, sizeof state->replaced);
}

static void
set_feedback (MpsFeedbackState *state, MpsFeedback feedback, guint channels)
{
  state->feedback = feedback;
  state->channels = channels;
}

/* The first that holds (measurement rules §2). */
static void
judge_second (MpsFeedbackState *state)
{
  guint saturated = 0;

  judge_outliers (state);
  for (guint c = 0; c < MPS_CHANNELS; c++)
    saturated += state->at_rail[c] != 0 ? 1 : 0;

  if (state->contact_lost)
    set_feedback (state, MPS_FEEDBACK_CONTACT_LOST, 0);
  else if (saturated > MAX_CHANNELS)
    set_feedback (state, MPS_FEEDBACK_SATURATED, saturated);
  else if (state->drifting > MAX_CHANNELS)
    set_feedback (state, MPS_FEEDBACK_NEEDS_CALIBRATION, state->drifting);
  else if (state->outliers > MAX_CHANNELS)
    set_feedback (state, MPS_FEEDBACK_OUTLIER, state->outliers);
  else
    set_feedback (state, MPS_FEEDBACK_NORMAL, 0);

  state->contact_lost = FALSE;
  memset (state->at_rail, 0, sizeof state->at_rail);
}

/**
 * mps_feedback_state_add:
 * @state: a run's
 * @scan: its next scan
 * @health: the run's counts with @scan in them
 *
 * Judges the second before when @scan is the first of a later one.
 */
void
mps_feedback_state_add (MpsFeedbackState *state, const MpsScan *scan, const MpsHealth *health)
{
  guint64 second = scan->time_us / SECOND_US;

  if (second != state->second)
    judge_second (state);
  state->second = second;

  if ((scan->flags & MPS_SCAN_CONTACT_LOST) != 0)
    state->contact_lost = TRUE;
  for (guint c = 0; c < MPS_CHANNELS; c++)
    state->at_rail[c] |= health->at_rail[c];
}

/**
 * mps_feedback_state_add_cleaned:
 * @state: a run's
 * @cleaned: a scan that left the outlier filter
 */
void
mps_feedback_state_add_cleaned (MpsFeedbackState *state, const MpsCleaned *cleaned)
{
  state->looked_at++;
  for (guint c = 0; c < MPS_CHANNELS; c++)
    state->replaced[c] += cleaned->replaced[c];
}

/**
 * mps_feedback_state_judge_baseline:
 * @state: a run's
 * @baseline: that of the block of now, whether over or not
 *
 * A channel drifts when the mean of the last quarter of its baseline differs from that of the first
 * by over 3 × the blank's noise. Where the noise is unknown it may or may not: the answer counts as
 * checked when it is the same either way.
 */
void
mps_feedback_state_judge_baseline (MpsFeedbackState *state, const MpsBaseline *baseline)
{
  guint drifting = 0, unknown = 0;

  if (!baseline->over) {
    state->drifting = 0;
    state->calibration_checked = FALSE;
    return;
  }

  for (guint c = 0; c < MPS_CHANNELS; c++) {
    if (!isfinite (state->noise[c]))
      unknown++;
    else if (fabs (baseline->drift[c]) > MAX_DRIFT_NOISES * state->noise[c])
      drifting++;
  }

  state->drifting = drifting;
  state->calibration_checked = drifting > MAX_CHANNELS || drifting + unknown <= MAX_CHANNELS;
}

/**
 * mps_feedback_to_string:
 * @feedback: feedback of a second
 *
 * Returns: its fixed English word, for machines; pages have their own words
 */
const char *
mps_feedback_to_string (MpsFeedback feedback)
{
  switch (feedback) {
  case MPS_FEEDBACK_OUTLIER:
    return "outlier";
  case MPS_FEEDBACK_NEEDS_CALIBRATION:
    return "needs calibration";
  case MPS_FEEDBACK_SATURATED:
    return "saturated";
  case MPS_FEEDBACK_CONTACT_LOST:
    return "contact lost";
  case MPS_FEEDBACK_NORMAL:
  default:
    return "normal";
  }
}
