/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/record/mps-store-batch.h"

G_BEGIN_DECLS

/**
 * MpsDraft:
 * @user: who wrote it
 * @patient_id: in whose chart; empty for one that belongs to no chart yet
 * @kind: what it is a draft of, as the page names it: "note", "note/ID", "register"
 * @text: what was typed, to the byte
 * @caret: place of the caret, in characters
 * @anchor: other end of the selection, in characters; @caret where nothing is selected
 * @saved_us: when it was saved, µs since 1970 UTC
 *
 * Unfinished work. It is sealed with the store, stays on this workstation, and is no part of any
 * record.
 */
typedef struct {
  char *user;
  char *patient_id;
  char *kind;
  char *text;
  gint64 caret;
  gint64 anchor;
  gint64 saved_us;
} MpsDraft;

void mps_draft_free (MpsDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsDraft, mps_draft_free)

void mps_store_batch_discard_draft (MpsStoreBatch *batch,
                                    const char *user,
                                    const char *patient_id,
                                    const char *kind);
gboolean mps_store_save_draft (MpsStore *self, const MpsDraft *draft, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsDraft *mps_store_load_draft (MpsStore *self,
                                const char *user,
                                const char *patient_id,
                                const char *kind,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *
mps_store_list_drafts (MpsStore *self, const char *user, const char *patient_id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_store_discard_draft (MpsStore *self,
                                  const char *user,
                                  const char *patient_id,
                                  const char *kind,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
