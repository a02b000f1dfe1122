/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-people-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsAccountsPage: who may sign in. Signal "recovery-key" (the key): a new one was made and has to
 * be shown.
 */
#define MPS_TYPE_ACCOUNTS_PAGE (mps_accounts_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsAccountsPage, mps_accounts_page, MPS, ACCOUNTS_PAGE, GtkWidget)

GtkWidget *mps_accounts_page_new (MpsSession *session);
guint mps_accounts_page_get_n_accounts (MpsAccountsPage *self);
void mps_accounts_page_select (MpsAccountsPage *self, const char *login);

G_END_DECLS
