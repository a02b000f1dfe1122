/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store-object.h"

G_BEGIN_DECLS

/**
 * MpsPatientMatch:
 * @MPS_PATIENT_MATCH_EXACT: name, chart number or phone is what was typed
 * @MPS_PATIENT_MATCH_NAME: the name begins with it
 * @MPS_PATIENT_MATCH_CHART_NUMBER: the chart number begins with it
 * @MPS_PATIENT_MATCH_SOUND: the name's initial consonants, or the name in Latin letters, begin so
 * @MPS_PATIENT_MATCH_PHONE_END: the last four digits of the phone
 * @MPS_PATIENT_MATCH_BIRTH_DATE: the birth date, or its beginning
 * @MPS_PATIENT_MATCH_NAME_PART: it stands inside the name
 * @MPS_PATIENT_MATCH_SOUND_PART: likewise, by consonants or Latin letters
 * @MPS_PATIENT_MATCH_PHONE_PART: it stands inside the phone number
 * @MPS_PATIENT_MATCH_IDENTIFIER: another identifier begins with it
 * @MPS_PATIENT_MATCH_NONE: not at all
 *
 * How a patient fits what was typed, the best first.
 */
typedef enum {
  MPS_PATIENT_MATCH_EXACT,
  MPS_PATIENT_MATCH_NAME,
  MPS_PATIENT_MATCH_CHART_NUMBER,
  MPS_PATIENT_MATCH_SOUND,
  MPS_PATIENT_MATCH_PHONE_END,
  MPS_PATIENT_MATCH_BIRTH_DATE,
  MPS_PATIENT_MATCH_NAME_PART,
  MPS_PATIENT_MATCH_SOUND_PART,
  MPS_PATIENT_MATCH_PHONE_PART,
  MPS_PATIENT_MATCH_IDENTIFIER,
  MPS_PATIENT_MATCH_NONE,
} MpsPatientMatch;

/**
 * MpsPatientHit:
 * @key: row key, for mps_store_load_patient_rows()
 * @match: how the patient fits
 * @last_seen_us: newest entry of the chart, µs since 1970 UTC; 0 where there is none
 */
typedef struct {
  gint64 key;
  MpsPatientMatch match;
  gint64 last_seen_us;
} MpsPatientHit;

/**
 * MpsPatientHits:
 * @hits: (element-type MpsPatientHit): the best match first, then last seen first
 * @more: whether there are more than these
 */
typedef struct {
  GArray *hits;
  gboolean more;
} MpsPatientHits;

void mps_patient_hits_free (MpsPatientHits *hits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsPatientHits, mps_patient_hits_free)
MpsPatientHits *mps_store_find_patients (MpsStore *self,
                                         const char *text,
                                         guint limit,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsTextHit:
 * @type: resource type
 * @id: its id
 * @patient_id: (nullable): whose chart it is in
 * @title: what it is about, in the words of the record
 * @snippet: lines that show why it was found, beside the title, and what else it says
 * @when_us: µs since 1970 UTC; 0 where the record has no time
 */
typedef struct {
  char *type;
  char *id;
  char *patient_id;
  char *title;
  char *snippet;
  gint64 when_us;
} MpsTextHit;

/**
 * MpsTextHits:
 * @hits: (element-type MpsTextHit): what was made last comes first
 * @more: whether there are more than these
 */
typedef struct {
  GPtrArray *hits;
  gboolean more;
} MpsTextHits;

/**
 * MpsMaySeeFunc:
 * @patient_id: (nullable): whose chart
 * @data: data
 *
 * Returns: whether records of this chart may be shown
 */
typedef gboolean (*MpsMaySeeFunc) (const char *patient_id, gpointer data);

void mps_text_hit_free (MpsTextHit *hit);
void mps_text_hits_free (MpsTextHits *hits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsTextHits, mps_text_hits_free)
MpsTextHits *mps_store_search (MpsStore *self,
                               const char *text,
                               const char *type,
                               guint limit,
                               MpsMaySeeFunc may_see,
                               gpointer may_see_data,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsTextMark:
 * @start: first byte
 * @end: the byte after the last
 *
 * A place in a text.
 */
typedef struct {
  guint start;
  guint end;
} MpsTextMark;

GArray *mps_text_marks_new (const char *typed, const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
