/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-seal-error.h"
#include "data/store/seal/mps-seal-key.h"
#include "data/store/seal/mps-secret.h"

G_BEGIN_DECLS

/** MPS_KEYRING_FILE: name of the file in a profile's folder */
#define MPS_KEYRING_FILE "keys"

/**
 * MpsKeyring:
 *
 * Who can open a profile: the random data key, wrapped for every account and for the recovery key.
 * Holds no names: an account is found by a keyed hash of its name. Used by one thread at a time.
 */
typedef struct _MpsKeyring MpsKeyring;

/**
 * MpsKeyringCost:
 * @passes: how often Argon2id goes over its memory, 1 to 64
 * @memory_kib: that memory, 8 KiB to 1 GiB
 *
 * What it costs to try one password of an account.
 */
typedef struct {
  guint32 passes;
  guint32 memory_kib;
} MpsKeyringCost;

MpsKeyring *mps_keyring_new (void) G_GNUC_WARN_UNUSED_RESULT;
MpsKeyring *mps_keyring_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsKeyring *mps_keyring_load_for_change (const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsKeyring *mps_keyring_new_from_bytes (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mps_keyring_to_bytes (MpsKeyring *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_keyring_save (MpsKeyring *self, const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_keyring_free (MpsKeyring *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsKeyring, mps_keyring_free)

void mps_keyring_set_cost (MpsKeyring *self, const MpsKeyringCost *cost);
MpsKeyringCost mps_keyring_get_cost (MpsKeyring *self);

gboolean
mps_keyring_unlock (MpsKeyring *self, const char *name, const MpsSecret *secret, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_keyring_unlock_only (MpsKeyring *self, const MpsSecret *secret, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_keyring_unlock_recovery (MpsKeyring *self, const char *text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_keyring_unlock_with_key (MpsKeyring *self, MpsSealKey *key, MpsSealKey *next, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_keyring_lock (MpsKeyring *self);
MpsSealKey *mps_keyring_peek_key (MpsKeyring *self);

gboolean
mps_keyring_add (MpsKeyring *self, const char *name, const MpsSecret *secret, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_keyring_remove (MpsKeyring *self, const char *name, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_keyring_set_password (MpsKeyring *self,
                                   const char *name,
                                   const MpsSecret *secret,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_keyring_has (MpsKeyring *self, const char *name);
guint mps_keyring_get_n_accounts (MpsKeyring *self);
guint64 mps_keyring_get_generation (MpsKeyring *self);

char *mps_keyring_renew_recovery (MpsKeyring *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_keyring_has_recovery (MpsKeyring *self);

guint mps_keyring_get_failures (MpsKeyring *self, const char *name, gint64 *last_us);
void mps_keyring_set_failures (MpsKeyring *self, const char *name, guint failures, gint64 last_us);

gboolean mps_keyring_begin_rekey (MpsKeyring *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsSealKey *mps_keyring_peek_next_key (MpsKeyring *self);
gboolean mps_keyring_is_rekeying (MpsKeyring *self);
guint32 mps_keyring_get_epoch (MpsKeyring *self);
gboolean mps_keyring_finish_rekey (MpsKeyring *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_keyring_cancel_rekey (MpsKeyring *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
