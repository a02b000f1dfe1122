/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsStoreCheck:
 * @records: resources stored
 * @versions: versions of them
 * @runs: runs stored
 * @audit_entries: entries in the audit chain
 * @first_broken: sequence of the first audit entry that does not fit its chain; 0 when all do
 * @head: hash of the newest audit entry, hexadecimal
 * @problems: (element-type utf8): what is wrong, empty when nothing is
 */
typedef struct {
  guint64 records;
  guint64 versions;
  guint64 runs;
  guint64 audit_entries;
  guint64 first_broken;
  char *head;
  GPtrArray *problems;
} MpsStoreCheck;

void mps_store_check_free (MpsStoreCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsStoreCheck, mps_store_check_free)
MpsStoreCheck *mps_store_check (MpsStore *self, GCancellable *cancellable, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
