/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store.h"

G_BEGIN_DECLS

gboolean mps_demo_fill (MpsStoreBatch *batch, const char *profile, gint64 now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
char *mps_demo_dup_tag_path (const char *profile) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
