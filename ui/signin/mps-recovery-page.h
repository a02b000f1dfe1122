/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsRecoveryPage:
 *
 * Shows a recovery key once, as text and as a code, and goes on only when somebody says that it is
 * written down. Signal "done".
 */
#define MPS_TYPE_RECOVERY_PAGE (mps_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsRecoveryPage, mps_recovery_page, MPS, RECOVERY_PAGE, GtkWidget)

void mps_recovery_page_take_key (MpsRecoveryPage *self, char *key);

G_END_DECLS
