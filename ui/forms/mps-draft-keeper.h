/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart-drafts.h"

G_BEGIN_DECLS

/**
 * MpsDraftKeeper:
 *
 * Keeps what is being typed into one chart, to the byte, shortly after every change and before it
 * is left. Saves stand in line, so that an older text never replaces a newer one. While a syllable
 * is being composed nothing is kept; its end is a change. Belongs to the main context.
 * Signal: "failed" (GError): the draft could not be kept.
 */
#define MPS_TYPE_DRAFT_KEEPER (mps_draft_keeper_get_type ())
G_DECLARE_FINAL_TYPE (MpsDraftKeeper, mps_draft_keeper, MPS, DRAFT_KEEPER, GObject)

MpsDraftKeeper *mps_draft_keeper_new (MpsChart *chart, const char *kind) G_GNUC_WARN_UNUSED_RESULT;
MpsDraftKeeper *mps_draft_keeper_new_before_chart (MpsSession *session, const char *kind)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_draft_keeper_take_text (MpsDraftKeeper *self, char *text, gint64 caret, gint64 anchor);
void mps_draft_keeper_move_caret (MpsDraftKeeper *self, gint64 caret, gint64 anchor);
void mps_draft_keeper_flush (MpsDraftKeeper *self);
void mps_draft_keeper_discard (MpsDraftKeeper *self);
gboolean mps_draft_keeper_is_idle (MpsDraftKeeper *self);

gboolean mps_draft_keeper_all_idle (void);

G_END_DECLS
