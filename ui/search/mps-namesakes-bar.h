/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/patients/mps-namesakes.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsNamesakesBar: warns where the chosen patient has namesakes, with the facts that tell them
 * apart. Invisible where there are none.
 */
#define MPS_TYPE_NAMESAKES_BAR (mps_namesakes_bar_get_type ())
G_DECLARE_FINAL_TYPE (MpsNamesakesBar, mps_namesakes_bar, MPS, NAMESAKES_BAR, GtkWidget)

void mps_namesakes_bar_set_session (MpsNamesakesBar *self, MpsSession *session);
void mps_namesakes_bar_set_patient (MpsNamesakesBar *self, const char *patient_id);

G_END_DECLS
