/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-people-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsFirstPasswordPage:
 *
 * Somebody signed in with a password that somebody else chose, or with the recovery key: nothing
 * else goes before they choose one of their own. Signal "chosen": they did.
 */
#define MPS_TYPE_FIRST_PASSWORD_PAGE (mps_first_password_page_get_type ())
G_DECLARE_FINAL_TYPE (
    MpsFirstPasswordPage, mps_first_password_page, MPS, FIRST_PASSWORD_PAGE, GtkWidget)

void mps_first_password_page_ask (MpsFirstPasswordPage *self, MpsSession *session, MpsSecret *old);

G_END_DECLS
