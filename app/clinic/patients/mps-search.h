/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "data/model/mps-patient.h"

G_BEGIN_DECLS

/**
 * MpsSearchHit:
 * @reference: "Type/id"
 * @patient_id: (nullable): whose chart it is in
 * @title: what it is
 * @snippet: why it was found
 * @is_patient: whether it is a person; then @match counts
 * @match: how the person fits
 * @when_us: µs since 1970 UTC of the record or of the last visit; 0: unknown
 * @title_marks: (nullable) (element-type MpsTextMark): of a record, where it says what was typed
 * @snippet_marks: (nullable) (element-type MpsTextMark): likewise
 * @patient: (nullable): whose chart it is in, where @patient_id is there
 */
typedef struct {
  char *reference;
  char *patient_id;
  char *title;
  char *snippet;
  gboolean is_patient;
  MpsPatientMatch match;
  gint64 when_us;
  GArray *title_marks;
  GArray *snippet_marks;
  MpsPatient *patient;
} MpsSearchHit;

/**
 * MpsSearchAnswer:
 * @hits: (element-type MpsSearchHit): people first, the best match first; then records, what was
 *   made last first
 * @more: whether there are more than these; show it to the person
 * @seconds: how long it took
 */
typedef struct {
  GPtrArray *hits;
  gboolean more;
  double seconds;
} MpsSearchAnswer;

void mps_search_answer_free (MpsSearchAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsSearchAnswer, mps_search_answer_free)

MpsSearchAnswer *mps_search (MpsSession *session,
                             const char *text,
                             const char *type,
                             guint limit,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_search_async (MpsSession *session,
                       const char *text,
                       const char *type,
                       guint limit,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data);
void mps_search_records_async (MpsSession *session,
                               const char *text,
                               guint limit,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
MpsSearchAnswer *mps_search_finish (MpsSession *session, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
char *mps_search_dup_match (MpsPatientMatch match) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
