/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-migrate.h"
#include "data/store/mps-store-object.h"
#include "data/store/seal/mps-seal-key.h"

G_BEGIN_DECLS

/**
 * MpsStoreOptions:
 * @vfs: (nullable): SQLite VFS below every connection of the store
 * @key: (nullable): what the files are sealed with, on top of @vfs; %NULL: a plain profile
 * @busy_ms: how long another program's lock is waited for
 * @n_readers: most connections that read at the same time
 * @max_pages: most pages that records.db may have; 0: as many as the disk holds
 * @migrations: (array length=n_migrations): every schema, in order
 * @n_migrations: their number
 *
 * How a store is opened; mps_store_open() takes the usual ones.
 */
typedef struct {
  const char *vfs;
  MpsSealKey *key;
  guint busy_ms;
  guint n_readers;
  guint max_pages;
  const MpsMigration *migrations;
  gsize n_migrations;
} MpsStoreOptions;

void mps_store_options_init (MpsStoreOptions *options);
MpsStore *mps_store_open_with (const MpsStoreOptions *options,
                               const char *directory,
                               MpsStoreOpenMode mode,
                               const char *program,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
