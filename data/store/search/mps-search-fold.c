/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-patient-words.h"

#include "data/model/mps-fold.h"
#include "data/model/mps-hangul.h"

/* é is found as e. */
static gunichar
strip_mark (gunichar character)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

  if (character < 0x80 || (character >= MPS_HANGUL_FIRST && character <= MPS_HANGUL_LAST))
    return character;

  g_unichar_fully_decompose (character, FALSE, parts, G_N_ELEMENTS (parts));
  return parts[0] < 0x80 ? parts[0] : character;
}

static void
append_folded (GArray *characters, GString *part)
{
  g_autofree char *folded = mps_text_fold (part->str);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar parts[2];
    guint n = mps_hangul_split_cluster (strip_mark (g_utf8_get_char (p)), parts);

    g_array_append_vals (characters, parts, n);
  }
  g_string_truncate (part, 0);
}

/**
 * mps_search_fold:
 * @text: any text
 *
 * As mps_text_fold(), letters without their accents and consonants by themselves kept so: they
 * stand for a syllable that begins with them, and must not grow into the one before.
 *
 * Returns: (transfer full) (element-type gunichar): its characters
 */
GArray *
mps_search_fold (const char *text)
{
  GArray *characters = g_array_new (FALSE, FALSE, sizeof (gunichar));
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) part = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar parts[2];
    guint n = mps_hangul_split_cluster (g_utf8_get_char (p), parts);

    if (!mps_hangul_is_consonant (parts[0])) {
      g_string_append_unichar (part, parts[0]);
      continue;
    }
    append_folded (characters, part);
    g_array_append_vals (characters, parts, n);
  }
  append_folded (characters, part);
  return characters;
}

/**
 * mps_search_compact:
 * @text: a number or name
 *
 * Returns: (transfer full): its letters and digits, folded, and nothing between them
 */
char *
mps_search_compact (const char *text)
{
  g_autoptr (GArray) characters = mps_search_fold (text);
  GString *compact = g_string_new (NULL);

  for (guint i = 0; i < characters->len; i++)
    if (g_unichar_isalnum (g_array_index (characters, gunichar, i)))
      g_string_append_unichar (compact, g_array_index (characters, gunichar, i));

  return g_string_free (compact, FALSE);
}
