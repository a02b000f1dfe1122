/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsCurtainPage:
 *
 * Covers everything while nobody looks; any key or click takes it away. Signal "lift".
 */
#define MPS_TYPE_CURTAIN_PAGE (mps_curtain_page_get_type ())
G_DECLARE_FINAL_TYPE (MpsCurtainPage, mps_curtain_page, MPS, CURTAIN_PAGE, GtkWidget)

void mps_curtain_page_show_curtain (MpsCurtainPage *self);
void mps_curtain_page_show_locking (MpsCurtainPage *self);

G_END_DECLS
