/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/people/mps-accounts.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsStartPage:
 *
 * What stands in the window until the profile is open: that it is being opened, why it could not
 * be, or the choice of a fresh machine. Signals: "retry"; "create" (demo: boolean, name: string):
 * mps_start_page_steal_secret() gives the password that was chosen.
 */
#define MPS_TYPE_START_PAGE (mps_start_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsStartPage, mps_start_page, MPS, START_PAGE, GtkWidget)

void mps_start_page_show_opening (MpsStartPage *self);
void mps_start_page_show_creating (MpsStartPage *self);
void mps_start_page_show_fresh (MpsStartPage *self, const char *profile);
void mps_start_page_show_error (MpsStartPage *self, const GError *error);

MpsSecret *mps_start_page_steal_secret (MpsStartPage *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
