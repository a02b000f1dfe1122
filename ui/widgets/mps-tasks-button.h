/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/mps-tasks.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsTasksButton: long tasks in the header, with progress, time left and cancel. Invisible until
 * there was one. Signal "finished" (task): one came to its end.
 */
#define MPS_TYPE_TASKS_BUTTON (mps_tasks_button_get_type ())
G_DECLARE_FINAL_TYPE (MpsTasksButton, mps_tasks_button, MPS, TASKS_BUTTON, GtkWidget)

void mps_tasks_button_set_tasks (MpsTasksButton *self, MpsTasks *tasks);
void mps_tasks_button_show (MpsTasksButton *self);

G_END_DECLS
