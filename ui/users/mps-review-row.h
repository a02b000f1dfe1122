/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * MpsReviewWords: what a row says, all translated.
 * @title: what it is about
 * @facts: who and when
 * @reason: why, in the words of who asked or did it
 * @yes: verb of the one decision, with its mnemonic
 * @no: verb of the other
 * @opens: (nullable): verb of what leads to the chart
 */
typedef struct {
  const char *title;
  const char *facts;
  const char *reason;
  const char *yes;
  const char *no;
  const char *opens;
} MpsReviewWords;

/**
 * MpsReviewRow: something that waits for a decision. Signals: "decide" (whether yes, comment);
 * "open".
 */
#define MPS_TYPE_REVIEW_ROW (mps_review_row_get_type ())
G_DECLARE_FINAL_TYPE (MpsReviewRow, mps_review_row, MPS, REVIEW_ROW, AdwExpanderRow)

GtkWidget *mps_review_row_new (const MpsReviewWords *words);
void mps_review_row_refuse_own (MpsReviewRow *self, const char *reason);
void mps_review_row_set_comment (MpsReviewRow *self, const char *comment);
void mps_review_row_decide (MpsReviewRow *self, gboolean yes);

G_END_DECLS
