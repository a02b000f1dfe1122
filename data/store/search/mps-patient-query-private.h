/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/search/mps-patient-words.h"

G_BEGIN_DECLS

/**
 * MpsCriterion:
 * @name: (element-type gunichar): letters of a name that are not Latin: syllables, consonants by
 *   themselves, others
 * @has_consonants: whether a consonant by itself is among them
 * @latin: Latin letters and digits of a name; empty where there are no letters
 * @is_spelling: whether @latin may be a name in Hangul written in Latin letters
 * @compact: all letters and digits
 * @digits: likewise, where there are no letters; else empty
 * @births: (element-type utf8): beginnings of a birth date, YYYYMMDD
 * @short_births: (element-type utf8): likewise YYMMDD
 *
 * One of the things that were typed.
 */
typedef struct {
  GArray *name;
  gboolean has_consonants;
  GString *latin;
  gboolean is_spelling;
  GString *compact;
  GString *digits;
  GPtrArray *births;
  GPtrArray *short_births;
} MpsCriterion;

/**
 * MpsKnownSyllables: what stands in the names of the index.
 */
typedef struct {
  MpsHasSyllablesFunc has;
  gpointer data;
} MpsKnownSyllables;

struct _MpsPatientQuery {
  GPtrArray *criteria;
};

/* mps-patient-dates.c */
void mps_criterion_add_births (MpsCriterion *criterion, const GArray *characters);

/* mps-patient-expression.c */
void mps_criterion_append_expression (const MpsCriterion *criterion,
                                      MpsPatientTier tier,
                                      const MpsKnownSyllables *known,
                                      GPtrArray *alternatives);

/* mps-patient-match.c */
MpsPatientMatch mps_criterion_match (const MpsCriterion *criterion, const char *packed);

G_END_DECLS
