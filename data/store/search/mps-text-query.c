/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-record-words.h"

#include "data/model/mps-fold.h"
#include "data/store/search/mps-text-runs-private.h"

#include <string.h>

/* More than this is no query that a person types; what follows is not looked at. */
#define PARTS_MAX 12
#define PART_BYTES 200

/* Words beyond so many make the index no sharper. */
#define PAIRS_MAX 12

#define SNIPPET_BEFORE 40
#define SNIPPET_LENGTH 120
#define SNIPPET_LINES 3

struct _MpsTextQuery {
  GPtrArray *parts;
};

static gboolean
has_run (const char *text)
{
  MpsRun run;

  return mps_run_next (&text, &run);
}

static char *
dup_part (const char *begin, const char *end)
{
  gsize length = (gsize)(end - begin);

  while (length > PART_BYTES)
    length = (gsize)(g_utf8_find_prev_char (begin, begin + length) - begin);
  return g_strndup (begin, length);
}

static void
take_part (MpsTextQuery *query, char *part)
{
  if (has_run (part) && query->parts->len < PARTS_MAX)
    g_ptr_array_add (query->parts, part);
  else
    g_free (part);
}

/**
 * mps_text_query_new:
 * @text: what somebody typed
 *
 * Returns: (transfer full): what is asked for; whatever the text is, it is a query, and one without
 *   a letter or digit finds nothing
 */
MpsTextQuery *
mps_text_query_new (const char *text)
{
  MpsTextQuery *query = g_new0 (MpsTextQuery, 1);
  g_autofree char *folded = mps_text_fold (text);
  const char *begin = folded;

  query->parts = g_ptr_array_new_with_free_func (g_free);
  for (const char *p = folded;; p = g_utf8_next_char (p)) {
    gboolean is_end = *p == '\0';

    if (!is_end && !g_unichar_isspace (g_utf8_get_char (p)))
      continue;
    if (p > begin)
      take_part (query, dup_part (begin, p));
    if (is_end)
      return query;
    begin = g_utf8_next_char (p);
  }
}

/**
 * mps_text_query_free:
 * @query: (transfer full) (nullable): a query
 */
void
mps_text_query_free (MpsTextQuery *query)
{
  if (query == NULL)
    return;

  g_ptr_array_unref (query->parts);
  g_free (query);
}

static void
append_word (GString *expression, const char *kind, const char *text, gsize length)
{
  g_string_append_printf (expression, "\"%s", kind);
  g_string_append_len (expression, text, (gssize)length);
  g_string_append_c (expression, '"');
}

static void
append_and (GString *expression)
{
  if (expression->len > 0)
    g_string_append (expression, " AND ");
}

static void
append_dense_run (GString *expression, MpsRun run)
{
  const char *end = run.text + run.length;
  const char *p = run.text;

  if (run.n == 1) {
    append_and (expression);
    append_word (expression, "u", run.text, run.length);
    return;
  }

  for (guint i = 0; i < PAIRS_MAX && g_utf8_next_char (p) < end; i++) {
    const char *second = g_utf8_next_char (p);

    append_and (expression);
    append_word (expression, "v", p, (gsize)(g_utf8_next_char (second) - p));
    p = second;
  }
}

/* Words that begin with what stands last: a few letters are words of the index themselves, more are
 * looked up among all words; where too many begin so, the index goes through all of them. */
static gboolean
append_beginning (GString *expression, MpsRun run, MpsVocabularyFunc vocabulary, gpointer data)
{
  g_autofree char *word = g_strndup (run.text, mps_run_measure (run, MPS_WORD_MAX));
  g_autoptr (GPtrArray) words = NULL;

  append_and (expression);
  if (run.n <= MPS_WORD_EDGES) {
    append_word (expression, "e", run.text, run.length);
    return TRUE;
  }

  words = vocabulary (word, data);
  if (words == NULL) {
    append_word (expression, "w", word, strlen (word));
    g_string_append (expression, " *");
    return TRUE;
  }

  for (guint i = 0; i < words->len; i++) {
    const char *found = g_ptr_array_index (words, i);

    g_string_append (expression, i == 0 ? "(" : " OR ");
    append_word (expression, "w", found, strlen (found));
  }
  if (words->len > 0)
    g_string_append_c (expression, ')');
  return words->len > 0;
}

static gboolean
append_part (GString *expression, const char *part, MpsVocabularyFunc vocabulary, gpointer data)
{
  const char *p = part;
  MpsRun run;

  while (mps_run_next (&p, &run)) {
    if (run.is_dense) {
      append_dense_run (expression, run);
    } else if (*p != '\0') {
      append_and (expression);
      append_word (expression, "w", run.text, mps_run_measure (run, MPS_WORD_MAX));
    } else if (!append_beginning (expression, run, vocabulary, data)) {
      return FALSE;
    }
  }

  return TRUE;
}

/**
 * mps_text_query_dup_expression:
 * @query: a query
 * @vocabulary: (scope call): gives all words that begin with some letters, %NULL where there are
 * too many
 * @data: for @vocabulary
 *
 * Returns: (transfer full) (nullable): in the language of FTS5, what holds every record that
 *   matches, and a few that do not; %NULL: none can
 */
char *
mps_text_query_dup_expression (const MpsTextQuery *query,
                               MpsVocabularyFunc vocabulary,
                               gpointer data)
{
  g_autoptr (GString) expression = g_string_new (NULL);

  for (guint i = 0; i < query->parts->len; i++)
    if (!append_part (expression, g_ptr_array_index (query->parts, i), vocabulary, data))
      return NULL;

  return expression->len > 0 ? g_string_free (g_steal_pointer (&expression), FALSE) : NULL;
}

static gboolean
is_word (const char *text)
{
  return mps_character_classify (g_utf8_get_char (text)) == MPS_CHARACTER_WORD;
}

/* The next place, at or after @from, where a part stands in folded text; one that begins with a
 * letter, only at the beginning of a word. */
static const char *
find_part_from (const char *text, const char *from, const char *part)
{
  gboolean needs_beginning = is_word (part);

  for (const char *p = strstr (from, part); p != NULL; p = strstr (p + 1, part))
    if (!needs_beginning || p == text || !is_word (g_utf8_prev_char (p)))
      return p;

  return NULL;
}

static const char *
find_part (const char *text, const char *part)
{
  return find_part_from (text, text, part);
}

/**
 * mps_text_query_matches:
 * @query: a query
 * @text: what a record says
 *
 * Returns: whether everything that was typed stands in it
 */
gboolean
mps_text_query_matches (const MpsTextQuery *query, const char *text)
{
  g_autofree char *folded = mps_text_fold (text);

  for (guint i = 0; i < query->parts->len; i++)
    if (find_part (folded, g_ptr_array_index (query->parts, i)) == NULL)
      return FALSE;

  return query->parts->len > 0;
}

/* The line around the place; folding hardly moves it. */
static char *
cut_line (const char *line, glong place)
{
  glong length = g_utf8_strlen (line, -1);
  glong first = MAX (0, MIN (place - SNIPPET_BEFORE, length - SNIPPET_LENGTH));
  glong end = MIN (first + SNIPPET_LENGTH, length);
  g_autofree char *cut = g_utf8_substring (line, first, end);

  return g_strconcat (first > 0 ? "…" : "", cut, end < length ? "…" : "", NULL);
}

static char *
find_line (char **lines, const char *part)
{
  for (char **line = lines; *line != NULL; line++) {
    g_autofree char *folded = mps_text_fold (*line);
    const char *place = find_part (folded, part);

    if (place != NULL)
      return cut_line (*line, g_utf8_pointer_to_offset (folded, place));
  }

  return NULL;
}

static void
take_line (GPtrArray *shown, const char *title, char *line)
{
  if (line == NULL || shown->len >= SNIPPET_LINES || *line == '\0' || g_str_equal (line, title) ||
      g_ptr_array_find_with_equal_func (shown, line, g_str_equal, NULL))
    g_free (line);
  else
    g_ptr_array_add (shown, line);
}

/**
 * mps_text_query_dup_snippet:
 * @query: a query
 * @text: what a record says, a line for each thing
 * @title: what is shown of it already
 *
 * Returns: (transfer full): the lines that show why the record was found, and as long as there is
 *   room what else it says
 */
char *
mps_text_query_dup_snippet (const MpsTextQuery *query, const char *text, const char *title)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < query->parts->len; i++)
    take_line (shown, title, find_line (lines, g_ptr_array_index (query->parts, i)));
  for (char **line = lines; *line != NULL; line++)
    take_line (shown, title, cut_line (*line, 0));

  g_ptr_array_add (shown, NULL);
  return g_strjoinv (" · ", (char **)shown->pdata);
}

/**
 * mps_text_query_mark:
 * @query: a query
 * @folded: folded text
 * @marked: (array): a byte for each of @folded, set to 1 where something that was typed stands
 */
void
mps_text_query_mark (const MpsTextQuery *query, const char *folded, guint8 *marked)
{
  for (guint i = 0; i < query->parts->len; i++) {
    const char *part = g_ptr_array_index (query->parts, i);
    gsize length = strlen (part);

    for (const char *p = folded; (p = find_part_from (folded, p, part)) != NULL; p += length)
      memset (marked + (p - folded), 1, length);
  }
}
