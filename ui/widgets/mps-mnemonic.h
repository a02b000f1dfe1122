/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mps_mnemonic_name_buttons (GtkWidget *root);
char *mps_mnemonic_dup_plain (const char *label) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
