/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

/**
 * MpsTask:
 *
 * Something that takes long, wherever it was started. Properties with notify: "title" (string,
 * translated), "fraction" (double, 0…1; -1 unknown), "seconds-left" (double, -1 unknown), "done"
 * (boolean), "outcome" (string, translated: what was done, or empty), "error" (#GError, boxed).
 */
#define MPS_TYPE_TASK (mps_task_get_type ())
G_DECLARE_FINAL_TYPE (MpsTask, mps_task, MPS, TASK, GObject)

void mps_task_cancel (MpsTask *self);

/**
 * MpsTasks: #GListModel of the #MpsTask under way and lately done, newest first.
 */
#define MPS_TYPE_TASKS (mps_tasks_get_type ())
G_DECLARE_FINAL_TYPE (MpsTasks, mps_tasks, MPS, TASKS, GObject)

MpsTasks *mps_tasks_new (MpsSession *session) G_GNUC_WARN_UNUSED_RESULT;
MpsTask *mps_tasks_recompute (MpsTasks *self);
MpsTask *mps_tasks_check (MpsTasks *self);
MpsTask *mps_tasks_back_up (MpsTasks *self);
MpsTask *mps_tasks_back_up_when_due (MpsTasks *self);
GPtrArray *mps_task_peek_rejections (MpsTask *self);

G_END_DECLS
