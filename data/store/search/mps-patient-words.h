/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-patient-keys.h"
#include "data/store/search/mps-store-search.h"

G_BEGIN_DECLS

/** MPS_SEARCH_PHONE_MIN: digits that a part of a phone number has at least */
#define MPS_SEARCH_PHONE_MIN 3

/** MPS_SEARCH_IDENTIFIER_MIN: characters that the beginning of an identifier has at least */
#define MPS_SEARCH_IDENTIFIER_MIN 3

/** MPS_SEARCH_IDENTIFIER_MAX: characters of an identifier that the index tells apart */
#define MPS_SEARCH_IDENTIFIER_MAX 5

/** MPS_SEARCH_CHART_MAX: characters of a chart number that the index tells apart */
#define MPS_SEARCH_CHART_MAX 16

/** MPS_SEARCH_EQUAL_MAX: characters of a whole name that the index tells apart */
#define MPS_SEARCH_EQUAL_MAX 32

/* mps-search-fold.c */
GArray *mps_search_fold (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *mps_search_compact (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* mps-patient-words.c */
char *mps_patient_words_pack (const MpsPatientKeys *keys) G_GNUC_WARN_UNUSED_RESULT;
char *mps_patient_words_list (const char *packed) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mps_patient_words_list_syllables (const char *packed) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsPatientTier: how far from a perfect match is still looked at; each takes in those before.
 */
typedef enum {
  MPS_PATIENT_TIER_EXACT,
  MPS_PATIENT_TIER_BEGINNING,
  MPS_PATIENT_TIER_PART,
  MPS_PATIENT_TIERS,
} MpsPatientTier;

/**
 * MpsPatientQuery: what somebody typed, understood: everything in it must fit a patient.
 */
typedef struct _MpsPatientQuery MpsPatientQuery;

/**
 * MpsHasSyllablesFunc:
 * @syllables: one or two characters of a name that stand side by side
 * @data: data
 *
 * Returns: %FALSE where no name of the index holds them
 */
typedef gboolean (*MpsHasSyllablesFunc) (const char *syllables, gpointer data);

MpsPatientQuery *mps_patient_query_new (const char *text) G_GNUC_WARN_UNUSED_RESULT;
void mps_patient_query_free (MpsPatientQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsPatientQuery, mps_patient_query_free)
char *mps_patient_query_dup_expression (const MpsPatientQuery *query,
                                        MpsPatientTier tier,
                                        MpsHasSyllablesFunc has,
                                        gpointer data) G_GNUC_WARN_UNUSED_RESULT;
MpsPatientMatch mps_patient_query_match (const MpsPatientQuery *query, const char *packed);
MpsPatientTier mps_patient_match_get_tier (MpsPatientMatch match);

G_END_DECLS
