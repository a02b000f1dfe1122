/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/runs/mps-run-review.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsResultLook: each state of a result has a shape of its own, never only a colour.
 */
typedef enum {
  MPS_RESULT_LOOK_PLAIN,
  MPS_RESULT_LOOK_BEYOND,
  MPS_RESULT_LOOK_CRITICAL,
  MPS_RESULT_LOOK_UNCHECKED,
  MPS_RESULT_LOOK_NONE,
} MpsResultLook;

/**
 * MpsResultCard: one result: value at display size, flag, range, uncertainty, previous value.
 */
#define MPS_TYPE_RESULT_CARD (mps_result_card_get_type ())
G_DECLARE_FINAL_TYPE (MpsResultCard, mps_result_card, MPS, RESULT_CARD, GtkWidget)

GtkWidget *mps_result_card_new (const MpsReviewResult *result);
MpsResultLook mps_result_look_for (const MpsReviewResult *result);
MpsResultLook mps_result_card_get_look (MpsResultCard *self);
const char *mps_result_card_peek_value (MpsResultCard *self);

G_END_DECLS
