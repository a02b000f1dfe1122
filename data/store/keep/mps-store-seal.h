/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/import/mps-store-import.h"
#include "data/store/mps-store-object.h"
#include "data/store/seal/mps-keyring.h"

G_BEGIN_DECLS

/**
 * MpsStoreState: what lies in a profile's folder.
 * @MPS_STORE_STATE_NONE: no records
 * @MPS_STORE_STATE_PLAIN: records that anyone who has the disk can read: mps_store_seal() seals
 * them
 * @MPS_STORE_STATE_SEALED: sealed records
 */
typedef enum {
  MPS_STORE_STATE_NONE,
  MPS_STORE_STATE_PLAIN,
  MPS_STORE_STATE_SEALED,
} MpsStoreState;

MpsStoreState mps_store_get_state (const char *directory);

MpsStore *mps_store_open_sealed (const char *directory,
                                 MpsSealKey *key,
                                 MpsStoreOpenMode mode,
                                 const char *program,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean mps_store_note_keys (MpsStore *self, MpsKeyring *keyring, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

gboolean mps_store_seal (const char *directory,
                         MpsSealKey *key,
                         const char *program,
                         MpsProgressFunc progress,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean mps_store_rekey (const char *directory,
                          MpsKeyring *keyring,
                          const char *program,
                          MpsProgressFunc progress,
                          gpointer data,
                          GCancellable *cancellable,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_store_settle_rekey (const char *directory,
                                 MpsKeyring *keyring,
                                 const char *program,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
