/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-people-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsSwitchPage:
 *
 * Another person takes the workstation over by PIN. Signals: "back": nobody did; "done": somebody
 * did; "password" (name, or %NULL): it has to be by password.
 */
#define MPS_TYPE_SWITCH_PAGE (mps_switch_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsSwitchPage, mps_switch_page, MPS, SWITCH_PAGE, GtkWidget)

void mps_switch_page_ask (MpsSwitchPage *self, MpsSession *session);

G_END_DECLS
