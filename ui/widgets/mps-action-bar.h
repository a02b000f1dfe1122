/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsActionBar:
 *
 * The foot of a page: secondary actions on the left, the one primary action at the bottom right.
 * While the primary action cannot be used, the reason stands beside it, in its tooltip and in its
 * accessible description. Signal "primary": it was pressed.
 */
#define MPS_TYPE_ACTION_BAR (mps_action_bar_get_type ())
G_DECLARE_FINAL_TYPE (MpsActionBar, mps_action_bar, MPS, ACTION_BAR, GtkBox)

void mps_action_bar_set_primary (MpsActionBar *self, const char *label, const char *reason);
GtkWidget *mps_action_bar_get_primary (MpsActionBar *self);
const char *mps_action_bar_peek_reason (MpsActionBar *self);

G_END_DECLS
