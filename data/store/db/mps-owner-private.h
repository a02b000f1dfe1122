/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsOwner:
 *
 * One open store, as other programs see it: a locked file in the profile's folder "owners". The
 * lock goes with the process, however it ends, so that the file tells whether it still lives.
 */
typedef struct _MpsOwner MpsOwner;

MpsOwner *mps_owner_new (const char *directory, const char *program, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_owner_free (MpsOwner *owner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsOwner, mps_owner_free)
const char *mps_owner_peek_id (MpsOwner *owner);
gboolean mps_owner_is_alive (MpsOwner *owner, const char *id);
char *mps_owner_dup_others (MpsOwner *owner);
void mps_owner_clean (MpsOwner *owner);

int mps_profile_lock (const char *directory, guint timeout_ms, GError **error);
void mps_profile_unlock (int lock);

G_END_DECLS
