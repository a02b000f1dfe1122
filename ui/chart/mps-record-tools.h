/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsRecordTools:
 *
 * What can be done with the record that is shown: edit it, withdraw a consent, mark it as entered
 * in error, compare its versions. A reason is asked for in place. Signals: "edit", "compare".
 */
#define MPS_TYPE_RECORD_TOOLS (mps_record_tools_get_type ())
G_DECLARE_FINAL_TYPE (MpsRecordTools, mps_record_tools, MPS, RECORD_TOOLS, GtkWidget)

void mps_record_tools_set_record (MpsRecordTools *self, MpsChart *chart, MpsResource *resource);
gboolean mps_record_tools_go_back (MpsRecordTools *self);

G_END_DECLS
