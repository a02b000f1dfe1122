/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MPS_KEY_ID_SIZE 8
#define MPS_PUBLIC_KEY_SIZE 32

/**
 * MpsKeyUse: what a key may sign.
 */
typedef enum {
  MPS_KEY_USE_CARTRIDGE,
  MPS_KEY_USE_FIRMWARE,
} MpsKeyUse;

/**
 * MpsTrustedKeys: public keys of cartridge makers and firmware signers, read from key files.
 */
typedef struct _MpsTrustedKeys MpsTrustedKeys;
MpsTrustedKeys *mps_trusted_keys_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_trusted_keys_add_file (MpsTrustedKeys *keys, const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
mps_trusted_keys_add_data (MpsTrustedKeys *keys, const char *data, gsize size, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_trusted_keys_add_builtin (MpsTrustedKeys *keys);
guint mps_trusted_keys_get_n_keys (const MpsTrustedKeys *keys);
const guint8 *mps_trusted_keys_find (const MpsTrustedKeys *keys,
                                     MpsKeyUse use,
                                     const guint8 key_id[MPS_KEY_ID_SIZE],
                                     gint64 now_us);
const guint8 *mps_trusted_keys_find_undated (const MpsTrustedKeys *keys,
                                             MpsKeyUse use,
                                             const guint8 key_id[MPS_KEY_ID_SIZE]);
void mps_trusted_keys_free (MpsTrustedKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsTrustedKeys, mps_trusted_keys_free)

void mps_public_key_get_id (const guint8 public_key[MPS_PUBLIC_KEY_SIZE],
                            guint8 key_id[MPS_KEY_ID_SIZE]);

G_END_DECLS
