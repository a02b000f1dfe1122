/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-store-search.h"

#include "data/model/mps-fold.h"
#include "data/store/search/mps-record-words.h"

#include <string.h>

/* A letter with what belongs to it: accents, and the parts of a syllable that is not composed. */
static const char *
end_cluster (const char *p)
{
  for (p = g_utf8_next_char (p); *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar character = g_utf8_get_char (p);

    if (!g_unichar_ismark (character) && !(character >= 0x1160 && character <= 0x11ff))
      break;
  }
  return p;
}

/* Folding changes lengths, so each folded byte remembers the letter that it came from. */
static char *
fold_with_places (const char *text, GArray *places)
{
  GString *folded = g_string_new (NULL);
  const char *end = NULL;

  for (const char *p = text; *p != '\0'; p = end) {
    g_autofree char *cluster = NULL;
    g_autofree char *letters = NULL;
    guint place = (guint)(p - text);

    end = end_cluster (p);
    cluster = g_strndup (p, (gsize)(end - p));
    letters = mps_text_fold (cluster);
    g_string_append (folded, letters);
    for (gsize i = 0; i < strlen (letters); i++)
      g_array_append_val (places, place);
  }
  return g_string_free (folded, FALSE);
}

/* Letters of which a part is marked are marked whole. */
static GArray *
list_marks (const char *text, const guint8 *is_marked)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (MpsTextMark));
  MpsTextMark mark = { 0, 0 };

  for (const char *p = text; *p != '\0'; p = end_cluster (p)) {
    guint begin = (guint)(p - text);
    guint end = (guint)(end_cluster (p) - text);

    if (!is_marked[begin])
      continue;
    if (mark.end > 0 && mark.end == begin) {
      g_array_index (marks, MpsTextMark, marks->len - 1).end = end;
    } else {
      mark.start = begin;
      mark.end = end;
      g_array_append_val (marks, mark);
    }
    mark.end = end;
  }
  return marks;
}

/**
 * mps_text_marks_new:
 * @typed: what somebody typed, as for mps_store_search()
 * @text: what is shown of a record that was found
 *
 * Says where what was typed stands in a text, with the same rules by which it was found.
 *
 * Returns: (transfer full) (element-type MpsTextMark): the places, in order, none touching another
 */
GArray *
mps_text_marks_new (const char *typed, const char *text)
{
  g_autoptr (MpsTextQuery) query = mps_text_query_new (typed);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *folded = fold_with_places (valid, places);
  g_autofree guint8 *found = g_new0 (guint8, places->len + 1);
  g_autofree guint8 *is_marked = g_new0 (guint8, strlen (valid) + 1);

  /* What is no UTF-8 has no places of its own. */
  if (!g_str_equal (valid, text))
    return g_array_new (FALSE, FALSE, sizeof (MpsTextMark));

  mps_text_query_mark (query, folded, found);
  for (guint i = 0; i < places->len; i++)
    if (found[i])
      is_marked[g_array_index (places, guint, i)] = 1;
  return list_marks (valid, is_marked);
}
