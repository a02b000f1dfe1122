/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MPS_WORD_EDGES: a word's beginnings of up to so many letters are words of the index too */
#define MPS_WORD_EDGES 2

/** MPS_WORD_MAX: characters of a word that the index tells apart */
#define MPS_WORD_MAX 64

GPtrArray *mps_record_words_list (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsTextQuery: what somebody typed to be found in records: each part between spaces must stand in
 * the record, in any order; a part of Latin letters or digits at the beginning of a word.
 */
typedef struct _MpsTextQuery MpsTextQuery;

typedef GPtrArray *(*MpsVocabularyFunc) (const char *beginning, gpointer data);

MpsTextQuery *mps_text_query_new (const char *text) G_GNUC_WARN_UNUSED_RESULT;
void mps_text_query_free (MpsTextQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsTextQuery, mps_text_query_free)
char *mps_text_query_dup_expression (const MpsTextQuery *query,
                                     MpsVocabularyFunc vocabulary,
                                     gpointer data) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_text_query_matches (const MpsTextQuery *query, const char *text);
char *mps_text_query_dup_snippet (const MpsTextQuery *query, const char *text, const char *title)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_text_query_mark (const MpsTextQuery *query, const char *folded, guint8 *marked);

G_END_DECLS
