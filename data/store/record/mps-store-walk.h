/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/import/mps-store-import.h"
#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsWalkRecord:
 * @type: resource type
 * @id: its id
 * @patient_id: (nullable): in whose chart it is
 * @json: its newest version, whole
 *
 * A record on a walk; all of it belongs to the walk and is gone after the call.
 */
typedef struct {
  const char *type;
  const char *id;
  const char *patient_id;
  const char *json;
} MpsWalkRecord;

typedef gboolean (*MpsWalkFunc) (const MpsWalkRecord *record, gpointer data, GError **error);

/**
 * MpsWalk:
 * @type: (nullable): only records of this type
 * @patient_id: (nullable): only records in this patient's chart
 * @progress: (nullable): told how far it is
 * @progress_data: for @progress
 *
 * Which records are walked over; all zero: every one.
 */
typedef struct {
  const char *type;
  const char *patient_id;
  MpsProgressFunc progress;
  gpointer progress_data;
} MpsWalk;

gboolean mps_store_walk_records (MpsStore *self,
                                 const MpsWalk *walk,
                                 MpsWalkFunc func,
                                 gpointer data,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
