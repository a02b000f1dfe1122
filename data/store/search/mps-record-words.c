/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-record-words.h"

#include "data/model/mps-fold.h"
#include "data/store/search/mps-text-runs-private.h"

#include <string.h>

/* The words so far, in order and each once. */
typedef struct {
  GPtrArray *list;
  GHashTable *known;
} Words;

static void
add_word (Words *words, char kind, const char *text, gsize length)
{
  g_autofree char *word = g_malloc (length + 2);

  word[0] = kind;
  memcpy (word + 1, text, length);
  word[length + 1] = '\0';
  if (g_hash_table_contains (words->known, word))
    return;
  g_hash_table_add (words->known, word);
  g_ptr_array_add (words->list, g_steal_pointer (&word));
}

/* Of a word itself and its beginnings. */
static void
add_run (Words *words, MpsRun run)
{
  add_word (words, 'w', run.text, mps_run_measure (run, MPS_WORD_MAX));
  for (guint n = 1; n <= MIN (run.n, MPS_WORD_EDGES); n++)
    add_word (words, 'e', run.text, mps_run_measure (run, n));
}

/* Every character, and every two that stand side by side: so that what is written without spaces is
 * found by any part of it, one syllable too. */
static void
add_dense_run (Words *words, MpsRun run)
{
  const char *end = run.text + run.length;

  for (const char *p = run.text; p < end; p = g_utf8_next_char (p)) {
    const char *second = g_utf8_next_char (p);

    add_word (words, 'u', p, (gsize)(second - p));
    if (second < end)
      add_word (words, 'v', p, (gsize)(g_utf8_next_char (second) - p));
  }
}

/**
 * mps_record_words_list:
 * @text: what a record says
 *
 * Returns: (transfer full) (element-type utf8): its words in the index, each once; those that begin
 *   with "w" are whole words of Latin letters or digits
 */
GPtrArray *
mps_record_words_list (const char *text)
{
  g_autofree char *folded = mps_text_fold (text);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  Words words = { g_ptr_array_new_with_free_func (g_free), known };
  const char *p = folded;
  MpsRun run;

  while (mps_run_next (&p, &run))
    if (run.is_dense)
      add_dense_run (&words, run);
    else
      add_run (&words, run);
  return words.list;
}
