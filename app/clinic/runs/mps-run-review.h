/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/report/mps-report.h"
#include "app/session/mps-session.h"
#include "data/model/mps-analyte-info.h"
#include "data/model/mps-cartridge.h"
#include "data/model/mps-observation.h"
#include "data/model/mps-patient.h"

G_BEGIN_DECLS

/**
 * MpsReviewResult:
 * @result: as computed
 * @name: analyte, in the review's language
 * @has_range: whether @range counts
 * @range: reference range for this patient
 * @interpretation: where the value lies
 * @has_previous: whether there is an earlier result of the same code and unit
 * @previous: that result
 * @previous_us: its time, µs since 1970 UTC
 * @observation_id: where it is stored
 */
typedef struct {
  MpsResult *result;
  char *name;
  gboolean has_range;
  MpsReferenceRange range;
  MpsInterpretation interpretation;
  gboolean has_previous;
  MpsQuantity previous;
  gint64 previous_us;
  char *observation_id;
} MpsReviewResult;

/**
 * MpsExplanation: one line of "how was this computed": formula, input, unit, version, source.
 */
typedef struct {
  char *label;
  char *value;
} MpsExplanation;

/**
 * MpsRunReview:
 * @language: "ko" or "en"
 * @clinic: name of the clinic, or empty
 * @patient: whose
 * @run: the run, without scans
 * @cartridge: (nullable): its tag, decoded
 * @results: (element-type MpsReviewResult): in tag order
 * @explanations: (element-type MpsExplanation): how all of it was computed, in reading order
 * @qc: state of quality control of this lot on this reader, in words
 * @status: of the stored result; entered-in-error: a person rejected it
 * @reviewed: whether a person accepted it
 * @printed_by: who asked for it
 *
 * A finished run with all that a page or a report says about it.
 */
typedef struct {
  char *language;
  char *clinic;
  MpsPatient *patient;
  MpsRun *run;
  MpsCartridge *cartridge;
  GPtrArray *results;
  GPtrArray *explanations;
  char *qc;
  MpsObservationStatus status;
  gboolean reviewed;
  char *printed_by;
} MpsRunReview;

void mps_run_review_free (MpsRunReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsRunReview, mps_run_review_free)

MpsRunReview *
mps_run_review_load (MpsSession *session, const char *run_id, const char *language, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_run_review_load_async (MpsSession *session,
                                const char *run_id,
                                const char *language,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
void mps_run_review_load_for_record_async (MpsSession *session,
                                           const char *type,
                                           const char *id,
                                           const char *language,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer data);
MpsRunReview *mps_run_review_load_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsReport *mps_run_review_make_report (const MpsRunReview *review) G_GNUC_WARN_UNUSED_RESULT;
char *
mps_run_review_find_run (MpsSession *session, const char *type, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
