/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-people-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsSignInPage:
 *
 * Name and password, for signing in and for unlocking. Signal "signed-in" (#MpsSession): somebody
 * did, or the session that was locked is not any more.
 */
#define MPS_TYPE_SIGN_IN_PAGE (mps_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsSignInPage, mps_sign_in_page, MPS, SIGN_IN_PAGE, GtkWidget)

void mps_sign_in_page_ask (MpsSignInPage *self,
                           const char *profile,
                           const char *user,
                           const char *program);
void mps_sign_in_page_ask_again (MpsSignInPage *self, MpsSession *session, const char *user);
MpsSecret *mps_sign_in_page_steal_secret (MpsSignInPage *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
