/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-accounts.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * MpsNewPassword:
 *
 * A new password, typed twice, with what is still wrong with it in words below. Signals: "changed";
 * "activate" (Enter in the second field).
 */
#define MPS_TYPE_NEW_PASSWORD (mps_new_password_get_type ())
G_DECLARE_FINAL_TYPE (MpsNewPassword, mps_new_password, MPS, NEW_PASSWORD, GtkWidget)

void mps_new_password_set_login (MpsNewPassword *self, const char *login);
char *mps_new_password_dup_reason (MpsNewPassword *self) G_GNUC_WARN_UNUSED_RESULT;
MpsSecret *mps_new_password_dup_secret (MpsNewPassword *self) G_GNUC_WARN_UNUSED_RESULT;
void mps_new_password_clear (MpsNewPassword *self);

G_END_DECLS
