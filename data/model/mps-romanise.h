/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MPS_SKELETON_MAX: letters of a skeleton that are told apart */
#define MPS_SKELETON_MAX 4

gboolean
mps_romanise_matches (const gunichar *name, guint n, const char *typed, gboolean is_beginning);
void mps_romanise_get_skeleton (const char *letters, char skeleton[MPS_SKELETON_MAX + 1]);
GPtrArray *mps_romanise_list_skeletons (const gunichar *name, guint n, gboolean is_beginning)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
