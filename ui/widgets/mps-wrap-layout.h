/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsWrapLayout:
 *
 * Children side by side, in as many rows as the width asks for, so that large text and narrow
 * windows hide no button. Children that expand share what is left of their row. libadwaita 1.7 has
 * AdwWrapBox for this.
 */
#define MPS_TYPE_WRAP_LAYOUT (mps_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (MpsWrapLayout, mps_wrap_layout, MPS, WRAP_LAYOUT, GtkLayoutManager)

GtkLayoutManager *mps_wrap_layout_new (int spacing);

G_END_DECLS
