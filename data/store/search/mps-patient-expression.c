/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-patient-query-private.h"

#include "data/model/mps-hangul.h"
#include "data/model/mps-romanise.h"

#include <string.h>

/* Words beyond so many make the index no sharper. */
#define PAIRS_MAX 12
#define TRIGRAM 3
#define PHONE_WHOLE 7
#define PHONE_END 4
#define INITIALS_MAX 3

/* The words that mps-patient-words.c puts into the index, asked for: what is quoted holds letters
 * and digits only, so that nothing that was typed can be taken for an operator of FTS5. */

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
take (GPtrArray *alternatives, GString *expression)
{
  char *text = g_string_free (expression, FALSE);

  if (*text == '\0')
    g_free (text);
  else
    g_ptr_array_add (alternatives, text);
}

static void
take_word (GPtrArray *alternatives, const char *kind, const char *text, gsize length)
{
  GString *expression = g_string_new (NULL);

  append_word (expression, kind, text, length);
  take (alternatives, expression);
}

static gsize
bytes_of (const char *text, glong n_characters)
{
  const char *p = text;

  for (glong i = 0; i < n_characters && *p != '\0'; i++)
    p = g_utf8_next_char (p);
  return (gsize)(p - text);
}

static void
append_characters (GString *expression, const char *kind, const gunichar *characters, gsize n)
{
  g_string_append_printf (expression, "\"%s", kind);
  for (gsize i = 0; i < n; i++)
    g_string_append_unichar (expression, characters[i]);
  g_string_append_c (expression, '"');
}

static void
append_initials (GString *expression, const char *kind, const gunichar *characters, gsize n)
{
  gunichar initials[INITIALS_MAX];

  for (gsize i = 0; i < n; i++)
    initials[i] = mps_hangul_get_initial (characters[i]);
  append_characters (expression, kind, initials, n);
}

typedef struct {
  GString *expression;
  const char *kind;
  gunichar before;
  const MpsKnownSyllables *known;
  guint n;
} Choices;

static void
add_choice (Choices *choices, gunichar character)
{
  g_autoptr (GString) syllables = g_string_new (NULL);

  if (choices->before != 0)
    g_string_append_unichar (syllables, choices->before);
  g_string_append_unichar (syllables, character);
  if (choices->n > 0 && !choices->known->has (syllables->str, choices->known->data))
    return;

  if (choices->n++ > 0)
    g_string_append (choices->expression, " OR ");
  append_word (choices->expression, choices->kind, syllables->str, syllables->len);
}

/* What was typed, and every syllable that it is on the way to and that stands in a name; each after
 * @before where there is one. */
static void
append_choices (GString *expression,
                const char *kind,
                gunichar before,
                gunichar typed,
                const MpsKnownSyllables *known)
{
  Choices choices = { expression, kind, before, known, 0 };
  MpsSyllable from;

  g_string_append_c (expression, '(');
  add_choice (&choices, typed);
  if (mps_hangul_split (typed, &from)) {
    MpsSyllable to = { from.initial, 0, 0 };

    for (to.vowel = from.vowel; to.vowel < MIN (from.vowel + 4, MPS_HANGUL_VOWELS); to.vowel++)
      for (to.final = 0; to.final < MPS_HANGUL_FINALS; to.final++) {
        gunichar meant = mps_hangul_compose (to);

        if (meant != typed && mps_hangul_leads_to (typed, meant))
          add_choice (&choices, meant);
      }
  }
  g_string_append_c (expression, ')');
}

/* The first or any character of a name. */
static void
append_one (GString *expression,
            const GArray *name,
            const char *whole,
            const char *initial,
            const MpsKnownSyllables *known)
{
  gunichar typed = g_array_index (name, gunichar, 0);

  if (mps_hangul_is_consonant (typed))
    append_initials (expression, initial, &typed, 1);
  else
    append_choices (expression, whole, 0, typed, known);
}

static void
append_pair (GString *expression,
             const GArray *name,
             guint at,
             const char *whole,
             const char *initial,
             const MpsKnownSyllables *known)
{
  const gunichar *typed = &g_array_index (name, gunichar, at);

  append_and (expression);
  if (mps_hangul_is_consonant (typed[0]) || mps_hangul_is_consonant (typed[1]))
    append_initials (expression, initial, typed, 2);
  else if (at + 2 == name->len)
    append_choices (expression, whole, typed[0], typed[1], known);
  else
    append_characters (expression, whole, typed, 2);
}

static void
append_beginning (GString *expression, const GArray *name, const MpsKnownSyllables *known)
{
  const gunichar *typed = &g_array_index (name, gunichar, 0);

  append_pair (expression, name, 0, "s", "i", known);
  if (mps_hangul_is_consonant (typed[0]) || mps_hangul_is_consonant (typed[1])) {
    append_and (expression);
    append_initials (expression, "i", typed, MIN (name->len, INITIALS_MAX));
    if (!mps_hangul_is_consonant (typed[0])) {
      append_and (expression);
      append_characters (expression, "s", typed, 1);
    }
  }
}

static void
append_letters (GString *expression,
                const MpsCriterion *criterion,
                MpsPatientTier tier,
                const MpsKnownSyllables *known)
{
  const GArray *name = criterion->name;
  gboolean is_part = tier == MPS_PATIENT_TIER_PART;

  if (name->len == 1) {
    append_one (expression, name, is_part ? "w" : "s", is_part ? "j" : "i", known);
    return;
  }
  if (!is_part)
    append_beginning (expression, name, known);
  for (guint i = is_part ? 0 : 1; i + 1 < name->len && i < PAIRS_MAX; i++)
    append_pair (expression, name, i, "w", "j", known);
}

static void
append_grams (GString *expression, const char *kind, const char *text, gsize size)
{
  gsize length = strlen (text);

  for (gsize i = 0; i + size <= length && i < PAIRS_MAX; i++) {
    append_and (expression);
    append_word (expression, kind, text + i, size);
  }
}

/* As the name is written. */
static void
append_latin (GString *expression, const MpsCriterion *criterion, MpsPatientTier tier)
{
  const GString *latin = criterion->latin;

  if (tier == MPS_PATIENT_TIER_BEGINNING)
    append_word (expression, "b", latin->str, MIN (latin->len, TRIGRAM));
  else if (latin->len < TRIGRAM)
    append_word (expression, "d", latin->str, latin->len);
  append_grams (expression, "t", latin->str, TRIGRAM);
}

/* As a name in Hangul may be written. */
static void
append_spelling (GString *expression, const MpsCriterion *criterion, MpsPatientTier tier)
{
  char skeleton[MPS_SKELETON_MAX + 1];

  mps_romanise_get_skeleton (criterion->latin->str, skeleton);
  append_word (expression, tier == MPS_PATIENT_TIER_PART ? "m" : "k", skeleton, strlen (skeleton));
}

static void
add_whole_name (const MpsCriterion *criterion, GPtrArray *alternatives)
{
  g_autoptr (GString) whole = g_string_new (NULL);

  if (criterion->name->len > 0 && !criterion->has_consonants && criterion->latin->len == 0) {
    for (guint i = 0; i < MIN (criterion->name->len, MPS_SEARCH_EQUAL_MAX); i++)
      g_string_append_unichar (whole, g_array_index (criterion->name, gunichar, i));
    take_word (alternatives, "e", whole->str, whole->len);
  }
  if (criterion->name->len == 0 && criterion->latin->len > 0)
    take_word (alternatives,
               "a",
               criterion->latin->str,
               MIN (criterion->latin->len, MPS_SEARCH_EQUAL_MAX));
}

/* Up to a tier: the other letters of the name may stand nearer or farther than these. */
static void
append_any_latin (GString *expression, const MpsCriterion *criterion, MpsPatientTier tier)
{
  for (MpsPatientTier t = MPS_PATIENT_TIER_BEGINNING; t <= tier; t++) {
    g_autoptr (GString) latin = g_string_new (NULL);

    append_latin (latin, criterion, t);
    if (latin->len > 0)
      g_string_append_printf (expression, "%s(%s)", expression->len > 0 ? " OR " : "", latin->str);
    if (criterion->is_spelling) {
      g_string_append (expression, " OR ");
      append_spelling (expression, criterion, t);
    }
  }
}

/* Latin letters as they are or as a spelling; both kinds of letters where both were typed. */
static void
add_name (const MpsCriterion *criterion,
          MpsPatientTier tier,
          const MpsKnownSyllables *known,
          GPtrArray *alternatives)
{
  g_autoptr (GString) letters = g_string_new (NULL);
  g_autoptr (GString) latin = g_string_new (NULL);

  if (criterion->name->len > 0)
    append_letters (letters, criterion, tier, known);
  if (criterion->latin->len == 0) {
    take (alternatives, g_steal_pointer (&letters));
    return;
  }

  if (criterion->name->len == 0) {
    append_latin (latin, criterion, tier);
    take (alternatives, g_steal_pointer (&latin));
    if (criterion->is_spelling) {
      append_spelling (letters, criterion, tier);
      take (alternatives, g_steal_pointer (&letters));
    }
    return;
  }

  append_any_latin (latin, criterion, tier);
  g_string_append_printf (letters, " AND (%s)", latin->str);
  take (alternatives, g_steal_pointer (&letters));
}

static void
add_births (const GPtrArray *births, const char *kind, GPtrArray *alternatives)
{
  for (guint i = 0; i < births->len; i++) {
    const char *digits = g_ptr_array_index (births, i);

    take_word (alternatives, kind, digits, strlen (digits) / 2 * 2);
  }
}

static void
add_exact_numbers (const MpsCriterion *criterion, GPtrArray *alternatives)
{
  const GString *digits = criterion->digits;

  take_word (alternatives,
             "f",
             criterion->compact->str,
             bytes_of (criterion->compact->str, MPS_SEARCH_EQUAL_MAX));
  if (digits->len >= PHONE_WHOLE)
    take_word (alternatives, "g", digits->str, MIN (digits->len, MPS_SEARCH_EQUAL_MAX));
}

static void
add_beginning_numbers (const MpsCriterion *criterion, GPtrArray *alternatives)
{
  const char *compact = criterion->compact->str;

  take_word (alternatives, "c", compact, bytes_of (compact, MPS_SEARCH_CHART_MAX));
  if (criterion->digits->len == PHONE_END)
    take_word (alternatives, "z", criterion->digits->str, PHONE_END);
  add_births (criterion->births, "y", alternatives);
  add_births (criterion->short_births, "x", alternatives);
}

static void
add_part_numbers (const MpsCriterion *criterion, GPtrArray *alternatives)
{
  const char *compact = criterion->compact->str;
  g_autoptr (GString) phone = g_string_new (NULL);

  if (g_utf8_strlen (compact, -1) >= MPS_SEARCH_IDENTIFIER_MIN)
    take_word (alternatives, "o", compact, bytes_of (compact, MPS_SEARCH_IDENTIFIER_MAX));
  append_grams (phone, "q", criterion->digits->str, MPS_SEARCH_PHONE_MIN);
  take (alternatives, g_steal_pointer (&phone));
}

/**
 * mps_criterion_append_expression:
 * @criterion: one of the things that were typed
 * @tier: how far to look; what nearer tiers find is not asked for again
 * @known: the syllables of all names
 * @alternatives: (element-type utf8): where expressions of FTS5 are put; who fits is found by one
 * of them
 */
void
mps_criterion_append_expression (const MpsCriterion *criterion,
                                 MpsPatientTier tier,
                                 const MpsKnownSyllables *known,
                                 GPtrArray *alternatives)
{
  gboolean has_letters = criterion->digits->len == 0;

  switch (tier) {
  case MPS_PATIENT_TIER_EXACT:
    add_exact_numbers (criterion, alternatives);
    if (has_letters)
      add_whole_name (criterion, alternatives);
    break;
  case MPS_PATIENT_TIER_BEGINNING:
    add_beginning_numbers (criterion, alternatives);
    if (has_letters)
      add_name (criterion, tier, known, alternatives);
    break;
  case MPS_PATIENT_TIER_PART:
  case MPS_PATIENT_TIERS:
  default:
    add_part_numbers (criterion, alternatives);
    if (has_letters)
      add_name (criterion, tier, known, alternatives);
  }
}
