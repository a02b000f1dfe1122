/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsSecret:
 *
 * Bytes that must not leave memory: a password, half a key pair. Locked (not swapped out), guarded,
 * left out of core dumps, wiped when freed.
 */
typedef struct _MpsSecret MpsSecret;

MpsSecret *mps_secret_new (const char *text, gssize length) G_GNUC_WARN_UNUSED_RESULT;
MpsSecret *mps_secret_new_blank (gsize length) G_GNUC_WARN_UNUSED_RESULT;
MpsSecret *mps_secret_new_from_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_secret_free (MpsSecret *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsSecret, mps_secret_free)
const char *mps_secret_peek (const MpsSecret *self);
guint8 *mps_secret_peek_bytes (MpsSecret *self);
gsize mps_secret_get_length (const MpsSecret *self);
gboolean mps_secret_equal (const MpsSecret *self, const MpsSecret *other);

G_END_DECLS
