/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*MpsConfirmedFunc) (gpointer data);

void mps_confirm_ask (GtkWindow *parent,
                      const char *heading,
                      const char *body,
                      const char *stay,
                      const char *go,
                      MpsConfirmedFunc confirmed,
                      gpointer data);

G_END_DECLS
