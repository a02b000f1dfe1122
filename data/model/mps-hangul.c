/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-hangul.h"

/* The initial consonants in Unicode's order, as letters by themselves. */
static const gunichar initials[] = {
  0x3131, 0x3132, 0x3134, 0x3137, 0x3138, 0x3139, 0x3141, 0x3142, 0x3143, 0x3145,
  0x3146, 0x3147, 0x3148, 0x3149, 0x314a, 0x314b, 0x314c, 0x314d, 0x314e,
};

/* Letters that a keyboard may join out of two consonants; none of them begins a syllable. */
static const gunichar clusters[][3] = {
  { 0x3133, 0x3131, 0x3145 }, { 0x3135, 0x3134, 0x3148 }, { 0x3136, 0x3134, 0x314e },
  { 0x313a, 0x3139, 0x3131 }, { 0x313b, 0x3139, 0x3141 }, { 0x313c, 0x3139, 0x3142 },
  { 0x313d, 0x3139, 0x3145 }, { 0x313e, 0x3139, 0x314c }, { 0x313f, 0x3139, 0x314d },
  { 0x3140, 0x3139, 0x314e }, { 0x3144, 0x3142, 0x3145 },
};

/* A vowel that is typed first, and those that it may become: ㅗ ㅜ ㅡ. */
static const guint vowel_steps[][3] = { { 8, 9, 11 }, { 13, 14, 16 }, { 18, 19, 19 } };

/* A final that is typed first, and those that it may become: ㄱ ㄴ ㄹ ㅂ. */
static const guint final_steps[][3] = { { 1, 2, 3 }, { 4, 5, 6 }, { 8, 9, 15 }, { 17, 18, 18 } };

/**
 * mps_hangul_split:
 * @character: a character
 * @syllable: (out): its parts
 *
 * Returns: whether it is a syllable of Hangul; if not, @syllable is untouched
 */
gboolean
mps_hangul_split (gunichar character, MpsSyllable *syllable)
{
  guint index = character - MPS_HANGUL_FIRST;

  if (character < MPS_HANGUL_FIRST || character > MPS_HANGUL_LAST)
    return FALSE;

  syllable->initial = index / (MPS_HANGUL_VOWELS * MPS_HANGUL_FINALS);
  syllable->vowel = index / MPS_HANGUL_FINALS % MPS_HANGUL_VOWELS;
  syllable->final = index % MPS_HANGUL_FINALS;
  return TRUE;
}

/**
 * mps_hangul_compose:
 * @syllable: parts
 *
 * Returns: the syllable
 */
gunichar
mps_hangul_compose (MpsSyllable syllable)
{
  return MPS_HANGUL_FIRST +
         (syllable.initial * MPS_HANGUL_VOWELS + syllable.vowel) * MPS_HANGUL_FINALS +
         syllable.final;
}

/**
 * mps_hangul_get_initial:
 * @character: a character
 *
 * Returns: the initial consonant of a syllable as a letter by itself; any other character as it is
 */
gunichar
mps_hangul_get_initial (gunichar character)
{
  MpsSyllable syllable;

  return mps_hangul_split (character, &syllable) ? initials[syllable.initial] : character;
}

/**
 * mps_hangul_is_consonant:
 * @character: a character
 *
 * Returns: whether it is a consonant by itself that a syllable may begin with
 */
gboolean
mps_hangul_is_consonant (gunichar character)
{
  for (gsize i = 0; i < G_N_ELEMENTS (initials); i++)
    if (initials[i] == character)
      return TRUE;

  return FALSE;
}

/**
 * mps_hangul_split_cluster:
 * @character: a character
 * @parts: (out): the two consonants of a joined letter such as ㄳ, or the character itself; initial
 *   consonants of old composition become letters by themselves
 *
 * Returns: how many
 */
guint
mps_hangul_split_cluster (gunichar character, gunichar parts[2])
{
  for (gsize i = 0; i < G_N_ELEMENTS (clusters); i++)
    if (clusters[i][0] == character) {
      parts[0] = clusters[i][1];
      parts[1] = clusters[i][2];
      return 2;
    }

  parts[0] = character >= 0x1100 && character < 0x1100 + G_N_ELEMENTS (initials)
                 ? initials[character - 0x1100]
                 : character;
  return 1;
}

static gboolean
steps_to (const guint (*steps)[3], gsize n, guint typed, guint meant)
{
  for (gsize i = 0; i < n; i++)
    if (steps[i][0] == typed)
      return meant >= steps[i][1] && meant <= steps[i][2];

  return FALSE;
}

/**
 * mps_hangul_leads_to:
 * @typed: the last character that was typed
 * @meant: a character of a name
 *
 * Returns: whether @meant is @typed, or a syllable that @typed is on the way to: 미 to 민, 고 to
 *   관, 갑 to 값
 */
gboolean
mps_hangul_leads_to (gunichar typed, gunichar meant)
{
  MpsSyllable from, to;

  if (typed == meant)
    return TRUE;
  if (!mps_hangul_split (typed, &from) || !mps_hangul_split (meant, &to) ||
      from.initial != to.initial)
    return FALSE;
  if (from.final != 0)
    return from.vowel == to.vowel &&
           steps_to (final_steps, G_N_ELEMENTS (final_steps), from.final, to.final);

  return from.vowel == to.vowel ||
         steps_to (vowel_steps, G_N_ELEMENTS (vowel_steps), from.vowel, to.vowel);
}
