/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/mps-tasks.h"

G_BEGIN_DECLS

MpsTask *mps_task_new (const char *title) G_GNUC_WARN_UNUSED_RESULT;
GCancellable *mps_task_peek_cancellable (MpsTask *self);
void mps_task_report (MpsTask *self, guint64 done, guint64 total);
void mps_task_finish (MpsTask *self, const char *outcome, GPtrArray *rejections, GError *error);

/**
 * MpsTaskFunc:
 * @session: who works
 * @task: for mps_task_report()
 * @data: as handed in
 * @outcome: (out): what was done, translated
 * @rejections: (out) (optional) (element-type MpsImportRejection): what was left out
 * @cancellable: ends it
 * @error: return location
 *
 * The work of a task, on a thread of its own.
 *
 * Returns: whether it was done
 */
typedef gboolean (*MpsTaskFunc) (MpsSession *session,
                                 MpsTask *task,
                                 gpointer data,
                                 char **outcome,
                                 GPtrArray **rejections,
                                 GCancellable *cancellable,
                                 GError **error);

MpsTask *mps_tasks_start (
    MpsTasks *self, const char *title, MpsTaskFunc func, gpointer data, GDestroyNotify data_free);
void mps_task_progress (guint64 done, guint64 total, gpointer task);

G_END_DECLS
