/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/chart/mps-chart-token.h"
#include "app/session/mps-session.h"
#include "data/model/mps-analyte-info.h"
#include "data/model/mps-change.h"
#include "data/model/mps-patient.h"

G_BEGIN_DECLS

/**
 * MpsTimelineItem: one #MpsTimelineEntry as a list item.
 */
#define MPS_TYPE_TIMELINE_ITEM (mps_timeline_item_get_type ())
G_DECLARE_FINAL_TYPE (MpsTimelineItem, mps_timeline_item, MPS, TIMELINE_ITEM, GObject)

const MpsTimelineEntry *mps_timeline_item_peek_entry (MpsTimelineItem *self);

/**
 * MpsChart:
 *
 * One patient's chart, opened for reading; opening it is on the audit record. Belongs to the main
 * context. Properties: "has-more", "loading", "can-undo" (boolean, with notify). Signals: "changed"
 * (the patient or the allergies were read anew); "written" (GPtrArray of MpsResource): what
 * mps_chart_undo_async() can take back now.
 */
#define MPS_TYPE_CHART (mps_chart_get_type ())
G_DECLARE_FINAL_TYPE (MpsChart, mps_chart, MPS, CHART, GObject)

void mps_chart_open_async (MpsSession *session,
                           const char *patient_id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
MpsChart *mps_chart_open_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_chart_close (MpsChart *self);
gboolean mps_chart_is_open (MpsChart *self);
MpsChartToken *mps_chart_peek_token (MpsChart *self);
MpsSession *mps_chart_peek_session (MpsChart *self);
const char *mps_chart_peek_patient_id (MpsChart *self);
const MpsPatient *mps_chart_peek_patient (MpsChart *self);
MpsResource *mps_chart_peek_patient_resource (MpsChart *self);
GPtrArray *mps_chart_peek_allergies (MpsChart *self);

/**
 * MpsAllergyState: what is known of a patient's allergies. "Not asked" is never "none".
 */
typedef enum {
  MPS_ALLERGY_NOT_ASKED,
  MPS_ALLERGY_NONE_KNOWN,
  MPS_ALLERGY_RECORDED,
} MpsAllergyState;

MpsAllergyState mps_chart_get_allergy_state (MpsChart *self);
GPtrArray *mps_chart_peek_alerts (MpsChart *self);
const char *mps_chart_peek_survivor_id (MpsChart *self);
const char *const *mps_chart_peek_merged_ids (MpsChart *self);
GListModel *mps_chart_get_timeline (MpsChart *self);
void mps_chart_set_kinds (MpsChart *self, MpsTimelineKind kinds);
gboolean mps_chart_has_more (MpsChart *self);
const GError *mps_chart_peek_error (MpsChart *self);
void mps_chart_load_more (MpsChart *self);
void mps_chart_reload (MpsChart *self);

void mps_chart_load_trend_async (MpsChart *self,
                                 const char *code,
                                 const char *unit,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
GPtrArray *mps_chart_load_trend_finish (MpsChart *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_chart_load_record_async (MpsChart *self,
                                  const char *type,
                                  const char *id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
MpsResource *mps_chart_load_record_finish (MpsChart *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

GArray *mps_trend_judge (GPtrArray *points, const char *code) G_GNUC_WARN_UNUSED_RESULT;

void mps_chart_load_results_async (MpsChart *self,
                                   MpsResource *report,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
GPtrArray *mps_chart_load_results_finish (MpsChart *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsRecordField: a line of a record as a person reads it.
 * @member: name of the record's element
 * @label: the word for it
 * @value: what it says
 */
typedef struct {
  char *member;
  char *label;
  char *value;
} MpsRecordField;

GPtrArray *mps_record_dup_fields (MpsResource *resource) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
