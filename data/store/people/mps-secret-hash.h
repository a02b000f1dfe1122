/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-secret.h"

G_BEGIN_DECLS

char *mps_secret_hash_new (const MpsSecret *secret, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_secret_hash_fits (const char *hash, const MpsSecret *secret);

char *mps_badge_salt_new (void) G_GNUC_WARN_UNUSED_RESULT;
char *mps_badge_hash_new (const char *salt, const guint8 *tag, gsize size)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
