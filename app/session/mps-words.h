/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/engine/mps-engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MpsSentence:
 * @what: what happened, translated
 * @meaning: what it means for the patient, translated; or empty
 * @next: what to do, translated
 * @detail: code and technical text, for the "details" fold; holds no patient data
 *
 * An error as a person reads it.
 */
typedef struct {
  char *what;
  char *meaning;
  char *next;
  char *detail;
} MpsSentence;

MpsSentence *mps_sentence_new_for_error (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
void mps_sentence_free (MpsSentence *sentence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsSentence, mps_sentence_free)

char *mps_words_dup_flag (const char *flag) G_GNUC_WARN_UNUSED_RESULT;
char *mps_words_dup_run_reason (const char *reason) G_GNUC_WARN_UNUSED_RESULT;
char *mps_words_dup_feedback (const MpsEngineLive *live) G_GNUC_WARN_UNUSED_RESULT;
const char *mps_words_error_domain (const GError *error);
const char *mps_words_error_code (const GError *error);

char *mps_words_dup_count (guint64 count) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
