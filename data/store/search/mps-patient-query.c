/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-patient-query-private.h"

#include "data/model/mps-hangul.h"

#include <string.h>

/* More than this is no query that a person types; what follows is not looked at. */
#define CRITERIA_MAX 8
#define CHARACTERS_MAX 64

static MpsCriterion *
criterion_new (void)
{
  MpsCriterion *criterion = g_new0 (MpsCriterion, 1);

  criterion->name = g_array_new (FALSE, FALSE, sizeof (gunichar));
  criterion->latin = g_string_new (NULL);
  criterion->compact = g_string_new (NULL);
  criterion->digits = g_string_new (NULL);
  criterion->births = g_ptr_array_new_with_free_func (g_free);
  criterion->short_births = g_ptr_array_new_with_free_func (g_free);
  return criterion;
}

static void
criterion_free (gpointer data)
{
  MpsCriterion *criterion = data;

  g_array_unref (criterion->name);
  g_string_free (criterion->latin, TRUE);
  g_string_free (criterion->compact, TRUE);
  g_string_free (criterion->digits, TRUE);
  g_ptr_array_unref (criterion->births);
  g_ptr_array_unref (criterion->short_births);
  g_free (criterion);
}

static gboolean
is_digit (gunichar character)
{
  return character < 0x80 && g_ascii_isdigit ((char)character);
}

/* A word of what was typed. */
typedef struct {
  GArray *characters;
  guint n_letters;
  guint n_digits;
  guint n_units; /* 년 월 일 */
} Chunk;

static void
chunk_clear (Chunk *chunk)
{
  g_array_set_size (chunk->characters, 0);
  chunk->n_letters = 0;
  chunk->n_digits = 0;
  chunk->n_units = 0;
}

static void
chunk_add (Chunk *chunk, gunichar character)
{
  if (chunk->characters->len == CHARACTERS_MAX)
    return;

  g_array_append_val (chunk->characters, character);
  if (is_digit (character))
    chunk->n_digits++;
  else if (character == 0xb144 || character == 0xc6d4 || character == 0xc77c)
    chunk->n_units++;
  else if (g_unichar_isalnum (character))
    chunk->n_letters++;
}

static void
add_letters (MpsCriterion *criterion, const Chunk *chunk)
{
  for (guint i = 0; i < chunk->characters->len; i++) {
    gunichar character = g_array_index (chunk->characters, gunichar, i);

    if (!g_unichar_isalnum (character))
      continue;
    g_string_append_unichar (criterion->compact, character);
    if (character < 0x80)
      g_string_append_unichar (criterion->latin, character);
    else
      g_array_append_val (criterion->name, character);
    criterion->has_consonants |= mps_hangul_is_consonant (character);
  }
}

static void
add_digits (MpsCriterion *criterion, const Chunk *chunk)
{
  for (guint i = 0; i < chunk->characters->len; i++) {
    gunichar character = g_array_index (chunk->characters, gunichar, i);

    if (is_digit (character))
      g_string_append_unichar (criterion->digits, character);
  }
  g_string_append (criterion->compact, criterion->digits->str);
  mps_criterion_add_births (criterion, chunk->characters);
}

/* Words of a name follow one another: "kim min su" is one name; a number is something else. */
static void
take_chunk (MpsPatientQuery *query, Chunk *chunk, gboolean *name_is_open)
{
  gboolean is_name = chunk->n_letters + chunk->n_units > 0 && chunk->n_digits == 0;
  MpsCriterion *criterion;

  if (chunk->n_letters + chunk->n_digits + chunk->n_units == 0) {
    chunk_clear (chunk);
    return;
  }

  if (is_name && *name_is_open) {
    criterion = g_ptr_array_index (query->criteria, query->criteria->len - 1);
  } else {
    criterion = criterion_new ();
    g_ptr_array_add (query->criteria, criterion);
  }
  if (chunk->n_letters > 0 || is_name)
    add_letters (criterion, chunk);
  else
    add_digits (criterion, chunk);
  *name_is_open = is_name;
  chunk_clear (chunk);
}

static void
finish (MpsPatientQuery *query)
{
  for (guint i = 0; i < query->criteria->len; i++) {
    MpsCriterion *criterion = g_ptr_array_index (query->criteria, i);
    const char *latin = criterion->latin->str;

    criterion->is_spelling =
        *latin != '\0' && strspn (latin, "abcdefghijklmnopqrstuvwxyz") == strlen (latin);
  }
}

/**
 * mps_patient_query_new:
 * @text: what somebody typed
 *
 * Returns: (transfer full): what is asked for; whatever the text is, it is a query, and one that
 *   holds no letters and digits fits nobody
 */
MpsPatientQuery *
mps_patient_query_new (const char *text)
{
  MpsPatientQuery *query = g_new0 (MpsPatientQuery, 1);
  g_autoptr (GArray) characters = mps_search_fold (text);
  g_autoptr (GArray) held = g_array_new (FALSE, FALSE, sizeof (gunichar));
  Chunk chunk = { held, 0, 0, 0 };
  gboolean name_is_open = FALSE;

  query->criteria = g_ptr_array_new_with_free_func (criterion_free);
  for (guint i = 0; i < characters->len && query->criteria->len < CRITERIA_MAX; i++) {
    gunichar character = g_array_index (characters, gunichar, i);

    if (g_unichar_isspace (character)) {
      take_chunk (query, &chunk, &name_is_open);
      continue;
    }
    chunk_add (&chunk, character);
  }
  take_chunk (query, &chunk, &name_is_open);
  finish (query);
  return query;
}

/**
 * mps_patient_query_free:
 * @query: (transfer full) (nullable): a query
 */
void
mps_patient_query_free (MpsPatientQuery *query)
{
  if (query == NULL)
    return;

  g_ptr_array_unref (query->criteria);
  g_free (query);
}

/* Of one criterion, all that leads to it up to a tier. */
static gboolean
append_criterion (GString *expression,
                  const MpsCriterion *criterion,
                  MpsPatientTier tier,
                  const MpsKnownSyllables *known)
{
  g_autoptr (GPtrArray) alternatives = g_ptr_array_new_with_free_func (g_free);

  for (MpsPatientTier t = MPS_PATIENT_TIER_EXACT; t <= tier; t++)
    mps_criterion_append_expression (criterion, t, known, alternatives);
  if (alternatives->len == 0)
    return FALSE;

  g_string_append (expression, expression->len > 0 ? " AND (" : "(");
  for (guint i = 0; i < alternatives->len; i++)
    g_string_append_printf (expression,
                            "%s(%s)",
                            i > 0 ? " OR " : "",
                            (const char *)g_ptr_array_index (alternatives, i));
  g_string_append_c (expression, ')');
  return TRUE;
}

/**
 * mps_patient_query_dup_expression:
 * @query: a query
 * @tier: how far to look
 * @has: (scope call): knows the syllables of all names
 * @data: for @has
 *
 * Returns: (transfer full) (nullable): in the language of FTS5, what holds everybody who fits up to
 *   this tier, and some who do not; %NULL: nobody can
 */
char *
mps_patient_query_dup_expression (const MpsPatientQuery *query,
                                  MpsPatientTier tier,
                                  MpsHasSyllablesFunc has,
                                  gpointer data)
{
  const MpsKnownSyllables known = { has, data };
  g_autoptr (GString) expression = g_string_new (NULL);

  for (guint i = 0; i < query->criteria->len; i++)
    if (!append_criterion (expression, g_ptr_array_index (query->criteria, i), tier, &known))
      return NULL;

  return expression->len > 0 ? g_string_free (g_steal_pointer (&expression), FALSE) : NULL;
}

/**
 * mps_patient_query_match:
 * @query: a query
 * @packed: what mps_patient_words_pack() gave
 *
 * Returns: how the patient fits: as well as the worst of all that was typed
 */
MpsPatientMatch
mps_patient_query_match (const MpsPatientQuery *query, const char *packed)
{
  MpsPatientMatch worst = MPS_PATIENT_MATCH_EXACT;

  if (query->criteria->len == 0)
    return MPS_PATIENT_MATCH_NONE;

  for (guint i = 0; i < query->criteria->len && worst != MPS_PATIENT_MATCH_NONE; i++) {
    MpsPatientMatch match = mps_criterion_match (g_ptr_array_index (query->criteria, i), packed);

    worst = MAX (worst, match);
  }
  return worst;
}

/**
 * mps_patient_match_get_tier:
 * @match: how a patient fits, not %MPS_PATIENT_MATCH_NONE
 *
 * Returns: how far one must look to find that
 */
MpsPatientTier
mps_patient_match_get_tier (MpsPatientMatch match)
{
  if (match == MPS_PATIENT_MATCH_EXACT)
    return MPS_PATIENT_TIER_EXACT;

  return match < MPS_PATIENT_MATCH_NAME_PART ? MPS_PATIENT_TIER_BEGINNING : MPS_PATIENT_TIER_PART;
}
