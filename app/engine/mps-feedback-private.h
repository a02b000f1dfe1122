/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-block.h"
#include "app/engine/mps-engine.h"
#include "app/engine/mps-health-private.h"

G_BEGIN_DECLS

/*
 * MpsFeedbackState: what one second of scans says to the person at the reader.
 * @noise: of each channel's blank, V; NaN where unknown
 * @second: the one being looked at, by the scans' time
 * @contact_lost: whether a scan of it carries that flag
 * @at_rail: whether a channel touched a rail in it
 * @looked_at: cleaned scans since outliers were last judged
 * @replaced: points replaced in these, per channel
 * @outliers: channels with too many at the last judgement
 * @drifting: channels whose baseline drifts, in the block of now
 * @calibration_checked: whether that could be told
 * @feedback: of the last whole second
 * @channels: that led to it
 */
typedef struct {
  double noise[MPS_CHANNELS];
  guint64 second;
  gboolean contact_lost;
  gint32 at_rail[MPS_CHANNELS];
  guint32 looked_at;
  guint32 replaced[MPS_CHANNELS];
  guint outliers;
  guint drifting;
  gboolean calibration_checked;
  MpsFeedback feedback;
  guint channels;
} MpsFeedbackState;

void mps_feedback_state_init (MpsFeedbackState *state, const double *noise);
void mps_feedback_state_add (MpsFeedbackState *state, const MpsScan *scan, const MpsHealth *health);
void mps_feedback_state_add_cleaned (MpsFeedbackState *state, const MpsCleaned *cleaned);
void mps_feedback_state_judge_baseline (MpsFeedbackState *state, const MpsBaseline *baseline);

G_END_DECLS
