/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-files-private.h"
#include "data/store/seal/mps-seal-vfs.h"

G_BEGIN_DECLS

/* The profile is locked for all of these. */
gboolean mps_seal_settle (const char *directory, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_seal_check_state (const char *path, gboolean with_key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
