/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/mps-meaning.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsFlag: a clinical meaning as word, icon and colour together.
 */
#define MPS_TYPE_FLAG (mps_flag_get_type ())
G_DECLARE_FINAL_TYPE (MpsFlag, mps_flag, MPS, FLAG, GtkBox)

GtkWidget *mps_flag_new (void);
void mps_flag_set (MpsFlag *self, MpsMeaning meaning, const char *icon, const char *word);
const char *mps_flag_peek_word (MpsFlag *self);
MpsMeaning mps_flag_get_meaning (MpsFlag *self);

G_END_DECLS
