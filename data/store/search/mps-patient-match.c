/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-patient-query-private.h"

#include "data/model/mps-hangul.h"
#include "data/model/mps-romanise.h"

#include <string.h>

/* Names are looked at so far. */
#define LETTERS_MAX 64

#define PHONE_WHOLE 7
#define PHONE_END 4

static gboolean
character_fits (gunichar typed, gunichar meant, gboolean is_last)
{
  if (typed == meant)
    return TRUE;
  if (mps_hangul_is_consonant (typed))
    return mps_hangul_get_initial (meant) == typed;

  return is_last && mps_hangul_leads_to (typed, meant);
}

static gboolean
name_fits (const GArray *typed, const gunichar *name, guint n)
{
  if (typed->len > n)
    return FALSE;

  for (guint i = 0; i < typed->len; i++)
    if (!character_fits (g_array_index (typed, gunichar, i), name[i], i == typed->len - 1))
      return FALSE;

  return TRUE;
}

static MpsPatientMatch
match_letters (const MpsCriterion *criterion, const gunichar *name, guint n)
{
  const GArray *typed = criterion->name;

  if (typed->len == n && !criterion->has_consonants &&
      memcmp (typed->data, name, n * sizeof (gunichar)) == 0)
    return MPS_PATIENT_MATCH_EXACT;

  for (guint at = 0; at + typed->len <= n; at++)
    if (name_fits (typed, name + at, n - at)) {
      MpsPatientMatch whole =
          criterion->has_consonants ? MPS_PATIENT_MATCH_SOUND : MPS_PATIENT_MATCH_NAME;
      MpsPatientMatch part =
          criterion->has_consonants ? MPS_PATIENT_MATCH_SOUND_PART : MPS_PATIENT_MATCH_NAME_PART;

      return at == 0 ? whole : part;
    }

  return MPS_PATIENT_MATCH_NONE;
}

static MpsPatientMatch
match_spelling (const MpsCriterion *criterion, const gunichar *name, guint n)
{
  const char *typed = criterion->latin->str;

  if (mps_romanise_matches (name, n, typed, TRUE))
    return MPS_PATIENT_MATCH_SOUND;
  for (guint at = 1; at < n; at++)
    if (mps_romanise_matches (name + at, n - at, typed, FALSE))
      return MPS_PATIENT_MATCH_SOUND_PART;

  return MPS_PATIENT_MATCH_NONE;
}

/* One line of what is packed, without the letter that says what it is. */
typedef struct {
  const char *text;
  gsize length;
} Line;

static guint
read_characters (Line line, gunichar name[LETTERS_MAX])
{
  guint n = 0;

  for (const char *p = line.text; p < line.text + line.length && n < LETTERS_MAX;
       p = g_utf8_next_char (p))
    name[n++] = g_utf8_get_char (p);
  return n;
}

/* A word of the name that begins so; a single letter or two inside a word say nothing. */
static gboolean
word_begins (Line line, const char *typed, gsize length)
{
  for (gsize i = 0; i + length <= line.length; i++)
    if ((i == 0 || line.text[i - 1] == ' ') && strncmp (line.text + i, typed, length) == 0)
      return TRUE;

  return FALSE;
}

static MpsPatientMatch
match_latin (const MpsCriterion *criterion, Line line)
{
  const char *typed = criterion->latin->str;
  gsize length = criterion->latin->len;
  char compact[LETTERS_MAX + 1];
  gsize n = 0;

  for (gsize i = 0; i < line.length && n < LETTERS_MAX; i++)
    if (line.text[i] != ' ')
      compact[n++] = line.text[i];
  compact[n] = '\0';

  if (strcmp (compact, typed) == 0)
    return MPS_PATIENT_MATCH_EXACT;
  if (strncmp (compact, typed, length) == 0)
    return MPS_PATIENT_MATCH_NAME;
  if (length > 2 ? strstr (compact, typed) != NULL : word_begins (line, typed, length))
    return MPS_PATIENT_MATCH_NAME_PART;

  return MPS_PATIENT_MATCH_NONE;
}

static MpsPatientMatch
match_chart_number (const MpsCriterion *criterion, Line line)
{
  const GString *typed = criterion->compact;

  if (typed->len > line.length || strncmp (line.text, typed->str, typed->len) != 0)
    return MPS_PATIENT_MATCH_NONE;

  return typed->len == line.length ? MPS_PATIENT_MATCH_EXACT : MPS_PATIENT_MATCH_CHART_NUMBER;
}

static MpsPatientMatch
match_identifier (const MpsCriterion *criterion, Line line)
{
  const GString *typed = criterion->compact;
  gboolean fits = typed->len <= line.length &&
                  g_utf8_strlen (typed->str, -1) >= MPS_SEARCH_IDENTIFIER_MIN &&
                  strncmp (line.text, typed->str, typed->len) == 0;

  return fits ? MPS_PATIENT_MATCH_IDENTIFIER : MPS_PATIENT_MATCH_NONE;
}

static MpsPatientMatch
match_phone (const MpsCriterion *criterion, Line line)
{
  const GString *typed = criterion->digits;

  if (typed->len < MPS_SEARCH_PHONE_MIN || typed->len > line.length)
    return MPS_PATIENT_MATCH_NONE;
  if (typed->len >= PHONE_WHOLE && typed->len == line.length &&
      strncmp (line.text, typed->str, typed->len) == 0)
    return MPS_PATIENT_MATCH_EXACT;
  if (typed->len == PHONE_END &&
      strncmp (line.text + line.length - PHONE_END, typed->str, PHONE_END) == 0)
    return MPS_PATIENT_MATCH_PHONE_END;

  return g_strstr_len (line.text, (gssize)line.length, typed->str) != NULL
             ? MPS_PATIENT_MATCH_PHONE_PART
             : MPS_PATIENT_MATCH_NONE;
}

static gboolean
begins_with_any (const char *text, gsize length, const GPtrArray *beginnings)
{
  for (guint i = 0; i < beginnings->len; i++) {
    const char *beginning = g_ptr_array_index (beginnings, i);
    gsize n = strlen (beginning);

    if (n <= length && strncmp (text, beginning, n) == 0)
      return TRUE;
  }

  return FALSE;
}

static MpsPatientMatch
match_birth (const MpsCriterion *criterion, Line line)
{
  gboolean fits = begins_with_any (line.text, line.length, criterion->births) ||
                  (line.length >= 4 &&
                   begins_with_any (line.text + 2, line.length - 2, criterion->short_births));

  return fits ? MPS_PATIENT_MATCH_BIRTH_DATE : MPS_PATIENT_MATCH_NONE;
}

/* How well a name fits, apart for the letters of either kind: where both were typed, both must. */
typedef struct {
  MpsPatientMatch letters;
  MpsPatientMatch latin;
} NameMatch;

static void
match_name (const MpsCriterion *criterion, char kind, Line line, NameMatch *best)
{
  gunichar name[LETTERS_MAX];
  guint n;

  if (kind == 'l') {
    if (criterion->latin->len > 0)
      best->latin = MIN (best->latin, match_latin (criterion, line));
    return;
  }

  n = read_characters (line, name);
  if (criterion->name->len > 0)
    best->letters = MIN (best->letters, match_letters (criterion, name, n));
  if (criterion->is_spelling)
    best->latin = MIN (best->latin, match_spelling (criterion, name, n));
}

static MpsPatientMatch
match_number (const MpsCriterion *criterion, char kind, Line line)
{
  switch (kind) {
  case 'c':
    return match_chart_number (criterion, line);
  case 'i':
    return match_identifier (criterion, line);
  case 'p':
    return match_phone (criterion, line);
  case 'b':
    return match_birth (criterion, line);
  default:
    return MPS_PATIENT_MATCH_NONE;
  }
}

static MpsPatientMatch
join (const MpsCriterion *criterion, NameMatch name)
{
  if (criterion->name->len == 0)
    return name.latin;
  if (criterion->latin->len == 0)
    return name.letters;

  return MAX (name.latin, name.letters);
}

/**
 * mps_criterion_match:
 * @criterion: one of the things that were typed
 * @packed: what mps_patient_words_pack() gave
 *
 * Returns: how the patient fits
 */
MpsPatientMatch
mps_criterion_match (const MpsCriterion *criterion, const char *packed)
{
  NameMatch name = { MPS_PATIENT_MATCH_NONE, MPS_PATIENT_MATCH_NONE };
  MpsPatientMatch best = MPS_PATIENT_MATCH_NONE;
  const char *p = packed;

  while (*p != '\0') {
    Line line = { p + 1, strcspn (p + 1, "\n") };

    if (*p == 'h' || *p == 'l')
      match_name (criterion, *p, line, &name);
    else
      best = MIN (best, match_number (criterion, *p, line));
    p = line.text + line.length;
    p += *p == '\n' ? 1 : 0;
  }

  return criterion->digits->len > 0 ? best : MIN (best, join (criterion, name));
}
