/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-db.h"
#include "data/store/seal/mps-seal-key.h"

G_BEGIN_DECLS

/** MPS_KEYS_SETTING: number of the last change of the keys file that the records know of */
#define MPS_KEYS_SETTING "keys-generation"

gboolean mps_keys_check (MpsDb *db, const char *directory, MpsSealKey *key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_keys_take (MpsDb *db, const char *directory, MpsSealKey *key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
