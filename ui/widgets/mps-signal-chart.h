/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/measurement/mps-measurement.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsSignalChart: median and quartiles of a channel group over the time of a run.
 */
#define MPS_TYPE_SIGNAL_CHART (mps_signal_chart_get_type ())
G_DECLARE_FINAL_TYPE (MpsSignalChart, mps_signal_chart, MPS, SIGNAL_CHART, GtkWidget)

void mps_signal_chart_set_measurement (MpsSignalChart *self, MpsMeasurement *measurement);

G_END_DECLS
