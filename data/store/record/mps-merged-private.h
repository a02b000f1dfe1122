/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-db.h"

G_BEGIN_DECLS

/**
 * MpsMerged: which rows of patients stand for somebody else: row key → key of the survivor.
 */
typedef struct {
  GHashTable *survivors;
} MpsMerged;

MpsMerged *mps_merged_load (MpsDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_merged_free (MpsMerged *merged);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsMerged, mps_merged_free)
gint64 mps_merged_get_survivor (const MpsMerged *merged, gint64 key);
GPtrArray *mps_merged_load_group (MpsDb *db, const char *patient_id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
