/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsIdleWatch:
 *
 * Notices when nobody has touched a window for some time. Signals: "curtain", once, after the
 * shorter time; "lock", once, after the longer one. Both are armed again by the next key, click or
 * movement.
 */
#define MPS_TYPE_IDLE_WATCH (mps_idle_watch_get_type ())
G_DECLARE_FINAL_TYPE (MpsIdleWatch, mps_idle_watch, MPS, IDLE_WATCH, GObject)

MpsIdleWatch *mps_idle_watch_new (GtkWidget *window, guint curtain_s, guint lock_s)
    G_GNUC_WARN_UNUSED_RESULT;
gint64 mps_idle_watch_get_time (void);
void mps_idle_watch_touch (MpsIdleWatch *self, gint64 now_us);
void mps_idle_watch_check (MpsIdleWatch *self, gint64 now_us);

G_END_DECLS
