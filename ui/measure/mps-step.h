/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  MPS_STEP_PENDING,
  MPS_STEP_CURRENT,
  MPS_STEP_DONE,
} MpsStepState;

/**
 * MpsStep:
 *
 * One step of a page that leads: large while it is current, folded to a line when done, grey
 * before. Properties: "number" (uint), "title" (string).
 */
#define MPS_TYPE_STEP (mps_step_get_type ())
G_DECLARE_FINAL_TYPE (MpsStep, mps_step, MPS, STEP, GtkBox)

void mps_step_set_state (MpsStep *self, MpsStepState state, const char *summary);
MpsStepState mps_step_get_state (MpsStep *self);

G_END_DECLS
