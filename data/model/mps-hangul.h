/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MPS_HANGUL_FIRST 0xac00
#define MPS_HANGUL_LAST 0xd7a3
#define MPS_HANGUL_VOWELS 21
#define MPS_HANGUL_FINALS 28

/**
 * MpsSyllable:
 * @initial: 0…18, ㄱ…ㅎ
 * @vowel: 0…20, ㅏ…ㅣ
 * @final: 0…27, none, ㄱ…ㅎ
 *
 * What a syllable of Hangul is composed of (Unicode, section 3.12).
 */
typedef struct {
  guint initial;
  guint vowel;
  guint final;
} MpsSyllable;

gboolean mps_hangul_split (gunichar character, MpsSyllable *syllable);
gunichar mps_hangul_compose (MpsSyllable syllable);
gunichar mps_hangul_get_initial (gunichar character);
gboolean mps_hangul_is_consonant (gunichar character);
guint mps_hangul_split_cluster (gunichar character, gunichar parts[2]);
gboolean mps_hangul_leads_to (gunichar typed, gunichar meant);

G_END_DECLS
