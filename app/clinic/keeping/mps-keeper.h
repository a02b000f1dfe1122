/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/keeping/mps-backup-plan.h"
#include "app/clinic/mps-tasks.h"

G_BEGIN_DECLS

/**
 * MpsKeeper:
 *
 * Looks now and then whether a backup is due, and makes it as a task. Belongs to the main context.
 * Signal: "changed" (how the records are kept was looked at anew).
 */
#define MPS_TYPE_KEEPER (mps_keeper_get_type ())
G_DECLARE_FINAL_TYPE (MpsKeeper, mps_keeper, MPS, KEEPER, GObject)

MpsKeeper *mps_keeper_new (MpsSession *session, MpsTasks *tasks) G_GNUC_WARN_UNUSED_RESULT;
void mps_keeper_look (MpsKeeper *self);
const MpsBackupState *mps_keeper_peek_state (MpsKeeper *self);
const GError *mps_keeper_peek_error (MpsKeeper *self);
gboolean mps_keeper_is_working (MpsKeeper *self);
void mps_keeper_back_up (MpsKeeper *self);
void mps_keeper_make_downtime_kit (MpsKeeper *self, const char *place, const char *language);
void mps_keeper_set_plan_async (MpsKeeper *self,
                                const MpsBackupPlan *plan,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
gboolean mps_keeper_set_plan_finish (MpsKeeper *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
