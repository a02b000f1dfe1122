/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-text-runs-private.h"

/**
 * mps_character_classify:
 * @character: of folded text
 *
 * Returns: its class
 */
MpsCharacterClass
mps_character_classify (gunichar character)
{
  if (character < 0x80)
    return g_ascii_isalnum ((char)character) ? MPS_CHARACTER_WORD : MPS_CHARACTER_NONE;
  if (!g_unichar_isalnum (character) && !g_unichar_ismark (character))
    return MPS_CHARACTER_NONE;

  switch ((int)g_unichar_get_script (character)) {
  case G_UNICODE_SCRIPT_HANGUL:
  case G_UNICODE_SCRIPT_HAN:
  case G_UNICODE_SCRIPT_HIRAGANA:
  case G_UNICODE_SCRIPT_KATAKANA:
    return MPS_CHARACTER_DENSE;
  default:
    return MPS_CHARACTER_WORD;
  }
}

/**
 * mps_run_next:
 * @at: (inout): where to look in folded text
 * @run: (out): the next run; untouched where there is none
 *
 * Returns: whether there is one
 */
gboolean
mps_run_next (const char **at, MpsRun *run)
{
  const char *p = *at;
  MpsCharacterClass class = MPS_CHARACTER_NONE;
  MpsRun found = { 0 };

  while (*p != '\0' && class == MPS_CHARACTER_NONE) {
    class = mps_character_classify (g_utf8_get_char (p));
    found.text = p;
    p = g_utf8_next_char (p);
  }
  *at = p;
  if (class == MPS_CHARACTER_NONE)
    return FALSE;

  found.n = 1;
  while (*p != '\0' && mps_character_classify (g_utf8_get_char (p)) == class) {
    p = g_utf8_next_char (p);
    found.n++;
  }
  found.length = (gsize)(p - found.text);
  found.is_dense = class == MPS_CHARACTER_DENSE;
  *run = found;
  *at = p;
  return TRUE;
}

/**
 * mps_run_measure:
 * @run: a run
 * @n_characters: how many of its first characters
 *
 * Returns: their bytes
 */
gsize
mps_run_measure (MpsRun run, guint n_characters)
{
  const char *p = run.text;

  for (guint i = 0; i < MIN (n_characters, run.n); i++)
    p = g_utf8_next_char (p);
  return (gsize)(p - run.text);
}
