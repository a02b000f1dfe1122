/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-owner-private.h"

G_BEGIN_DECLS

/**
 * MpsExclusive:
 *
 * A profile that this program has for itself: no one has it open, and no one can open it.
 */
typedef struct _MpsExclusive MpsExclusive;

MpsExclusive *mps_exclusive_new (const char *directory, const char *program, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_exclusive_free (MpsExclusive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsExclusive, mps_exclusive_free)

G_END_DECLS
