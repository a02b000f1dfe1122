/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/keeping/mps-backup-plan.h"
#include "ui/widgets/mps-meaning.h"

G_BEGIN_DECLS

/**
 * MpsKeepingSentence:
 * @meaning: how bad it is
 * @what: how the records are kept, translated
 * @why: (nullable): what that means, translated
 * @next: (nullable): what to do, translated
 */
typedef struct {
  MpsMeaning meaning;
  char *what;
  const char *why;
  const char *next;
} MpsKeepingSentence;

void mps_keeping_sentence_init (MpsKeepingSentence *sentence, const MpsBackupState *state);
void mps_keeping_sentence_clear (MpsKeepingSentence *sentence);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MpsKeepingSentence, mps_keeping_sentence_clear)
char *mps_keeping_dup_clock (gint64 behind_us) G_GNUC_WARN_UNUSED_RESULT;
char *mps_keeping_dup_every (guint hours) G_GNUC_WARN_UNUSED_RESULT;
char *mps_keeping_dup_keep (guint n) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
