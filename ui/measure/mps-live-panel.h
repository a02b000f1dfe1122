/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/measurement/mps-measurement.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsLivePanel: the third step: phase and time left, the 88 channels, the signal, what to do.
 */
#define MPS_TYPE_LIVE_PANEL (mps_live_panel_get_type ())
G_DECLARE_FINAL_TYPE (MpsLivePanel, mps_live_panel, MPS, LIVE_PANEL, GtkWidget)

void mps_live_panel_set_measurement (MpsLivePanel *self, MpsMeasurement *measurement);

G_END_DECLS
