/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/patients/mps-search.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MpsRecordHitsState:
 * @MPS_RECORD_HITS_IDLE: nothing is asked for, or the person may not search records
 * @MPS_RECORD_HITS_SEARCHING: the first answer is on its way
 * @MPS_RECORD_HITS_NONE: no record says it
 * @MPS_RECORD_HITS_SOME: some do
 * @MPS_RECORD_HITS_FAILED: it is not known; the page says why
 */
typedef enum {
  MPS_RECORD_HITS_IDLE,
  MPS_RECORD_HITS_SEARCHING,
  MPS_RECORD_HITS_NONE,
  MPS_RECORD_HITS_SOME,
  MPS_RECORD_HITS_FAILED,
} MpsRecordHitsState;

/**
 * MpsRecordHits: records that say what somebody types. Signals: "open" (patient id, resource type,
 * id: strings), "changed" (the state).
 */
#define MPS_TYPE_RECORD_HITS (mps_record_hits_get_type ())
G_DECLARE_FINAL_TYPE (MpsRecordHits, mps_record_hits, MPS, RECORD_HITS, GtkWidget)

void mps_record_hits_set_session (MpsRecordHits *self, MpsSession *session);
void mps_record_hits_set_query (MpsRecordHits *self, const char *text);
MpsRecordHitsState mps_record_hits_get_state (MpsRecordHits *self);
gboolean mps_record_hits_is_searching (MpsRecordHits *self);
void mps_record_hits_focus (MpsRecordHits *self);

G_END_DECLS
