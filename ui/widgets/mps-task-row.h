/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/mps-tasks.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsTaskRow: one long task: what it is, how far it is, how long it takes yet, cancel; then what it
 * did, or why it failed.
 */
#define MPS_TYPE_TASK_ROW (mps_task_row_get_type ())
G_DECLARE_FINAL_TYPE (MpsTaskRow, mps_task_row, MPS, TASK_ROW, GtkListBoxRow)

GtkWidget *mps_task_row_new (MpsTask *task);

G_END_DECLS
