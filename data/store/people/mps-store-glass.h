/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/record/mps-store-batch.h"

G_BEGIN_DECLS

/**
 * MpsGlass:
 * @id: UUID
 * @account_id: who broke it
 * @login: that account's name
 * @patient_id: whose chart it opened
 * @reason: why, in the person's own words
 * @began_us: µs since 1970 UTC
 * @ends_us: when it ends by itself
 * @ended_us: when the person ended it; 0: not before @ends_us
 * @outcome: "justified", "not-justified", or empty until it was reviewed
 * @reviewer_id: account of who reviewed it, or empty
 * @reviewed_us: when; 0: not yet
 * @comment: what the reviewer says
 *
 * A chart that was opened for a limited time to somebody to whom it is closed.
 */
typedef struct {
  char *id;
  char *account_id;
  char *login;
  char *patient_id;
  char *reason;
  gint64 began_us;
  gint64 ends_us;
  gint64 ended_us;
  char *outcome;
  char *reviewer_id;
  gint64 reviewed_us;
  char *comment;
} MpsGlass;

void mps_glass_free (MpsGlass *glass);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsGlass, mps_glass_free)

GPtrArray *mps_store_list_glass (MpsStore *self, gboolean to_review_only, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_store_get_glass_end (MpsStore *self,
                                  const char *account_id,
                                  const char *patient_id,
                                  gint64 now_us,
                                  gint64 *ends_us,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void mps_store_batch_add_glass (MpsStoreBatch *batch, const MpsGlass *glass);
void mps_store_batch_end_glass (MpsStoreBatch *batch,
                                const char *account_id,
                                const char *patient_id,
                                gint64 now_us);
void mps_store_batch_review_glass (MpsStoreBatch *batch,
                                   const char *id,
                                   const char *reviewer_id,
                                   const char *outcome,
                                   const char *comment);

G_END_DECLS
