/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsPreedit:
 *
 * Whether a syllable is being composed in any text field of the program. While it is, nothing is
 * saved, searched or switched: the syllable would be lost or land in another place. There is one,
 * and it hears every field, so that none can be forgotten. Property: "open" (boolean, with notify).
 */
#define MPS_TYPE_PREEDIT (mps_preedit_get_type ())
G_DECLARE_FINAL_TYPE (MpsPreedit, mps_preedit, MPS, PREEDIT, GObject)

MpsPreedit *mps_preedit_get_default (void);
gboolean mps_preedit_is_open (void);
GtkWidget *mps_preedit_get_field (void);

G_END_DECLS
