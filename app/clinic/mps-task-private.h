/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/mps-tasks.h"

G_BEGIN_DECLS

MpsTask *mps_task_new (const char *title) G_GNUC_WARN_UNUSED_RESULT;
GCancellable *mps_task_peek_cancellable (MpsTask *self);
void mps_task_report (MpsTask *self, guint64 done, guint64 total);
void mps_task_finish (MpsTask *self, const char *outcome, GPtrArray *rejections, GError *error);

G_END_DECLS
