/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/keeping/mps-keeper.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsKeepingPage: how the records are kept safe.
 */
#define MPS_TYPE_KEEPING_PAGE (mps_keeping_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsKeepingPage, mps_keeping_page, MPS, KEEPING_PAGE, GtkWidget)

void mps_keeping_page_set_keeper (MpsKeepingPage *self, MpsKeeper *keeper, MpsSession *session);

G_END_DECLS
