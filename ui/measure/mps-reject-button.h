/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsRejectButton: asks why a result is rejected. Signal "reject" (why: string).
 */
#define MPS_TYPE_REJECT_BUTTON (mps_reject_button_get_type ())
G_DECLARE_FINAL_TYPE (MpsRejectButton, mps_reject_button, MPS, REJECT_BUTTON, GtkWidget)

G_END_DECLS
