/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-quantity.h"
#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsTimelineKind: what stands on a chart's timeline; a set of them filters it.
 */
typedef enum {
  MPS_TIMELINE_RESULT = 1 << 0,
  MPS_TIMELINE_PRESCRIPTION = 1 << 1,
  MPS_TIMELINE_VISIT = 1 << 2,
  MPS_TIMELINE_NOTE = 1 << 3,
  MPS_TIMELINE_DOCUMENT = 1 << 4,
  MPS_TIMELINE_PROBLEM = 1 << 5,
  MPS_TIMELINE_PROCEDURE = 1 << 6,
  MPS_TIMELINE_RUN = 1 << 7,
  MPS_TIMELINE_OTHER = 1 << 8,
  MPS_TIMELINE_ALL = (1 << 9) - 1,
} MpsTimelineKind;

/**
 * MpsTimelineEntry:
 * @type: resource type, or "Run" for a run that gave no result
 * @id: its id
 * @kind: what it is
 * @when_us: µs since 1970 UTC; 0 where the record has no time
 * @title: what to show, from the record
 * @code: its first coding's code, or empty
 * @has_quantity: whether @quantity counts
 * @quantity: its value
 * @text: its value as text where it is no quantity, or its status
 * @flag: interpretation or flag word, or empty
 */
typedef struct {
  char *type;
  char *id;
  MpsTimelineKind kind;
  gint64 when_us;
  char *title;
  char *code;
  gboolean has_quantity;
  MpsQuantity quantity;
  char *text;
  char *flag;
} MpsTimelineEntry;

void mps_timeline_entry_free (MpsTimelineEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsTimelineEntry, mps_timeline_entry_free)
GPtrArray *mps_store_load_timeline (MpsStore *self,
                                    const char *patient_id,
                                    MpsTimelineKind kinds,
                                    guint limit,
                                    const char *after,
                                    char **next,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_load_trend (MpsStore *self,
                                 const char *patient_id,
                                 const char *code,
                                 const char *unit,
                                 guint limit,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_store_load_entries (MpsStore *self,
                                   const char *patient_id,
                                   GPtrArray *references,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
