/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-people-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsOwnAccountPage: one's own password and PIN. Signals: "recovery-key" (the key): the profile had
 * no password before, and a recovery key has to be shown; "said" (text): what was done.
 */
#define MPS_TYPE_OWN_ACCOUNT_PAGE (mps_own_account_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsOwnAccountPage, mps_own_account_page, MPS, OWN_ACCOUNT_PAGE, GtkWidget)

GtkWidget *mps_own_account_page_new (MpsSession *session);

G_END_DECLS
