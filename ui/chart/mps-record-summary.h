/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-form.h"
#include "ui/widgets/mps-meaning.h"

G_BEGIN_DECLS

/**
 * MpsRecordSummary:
 * @title: what it is
 * @facts: what else matters at a glance, on one line
 * @flag: (nullable): a word that stands out
 * @meaning: meaning of @flag
 * @over: whether it is no longer so: resolved, ended, withdrawn or marked as wrong
 */
typedef struct {
  char *title;
  char *facts;
  char *flag;
  MpsMeaning meaning;
  gboolean over;
} MpsRecordSummary;

MpsRecordSummary *mps_record_summary_new (MpsFormKind kind, const MpsResource *resource)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_record_summary_free (MpsRecordSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsRecordSummary, mps_record_summary_free)

G_END_DECLS
