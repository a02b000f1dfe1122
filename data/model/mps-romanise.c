/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-romanise.h"

#include "data/model/mps-hangul.h"

#include <string.h>

/* How syllables of Hangul are written in Latin letters. The first spelling of each letter is that
 * of the Revised Romanization of Korean (Ministry of Culture and Tourism, proclamation 2000-8, 7
 * July 2000); the others are those of McCune-Reischauer without its marks, and those that people
 * use in passports. Words are separated by spaces; "" is a word too. All words of one entry have
 * the same skeleton. */

/* Longer names are no names in Hangul. */
#define SYLLABLES_MAX 12

static const char *const initial_spellings[] = {
  "g k",  "kk gg g k", "n",      "d t",  "tt dd d t", "r l", "m", "b p", "pp bb b p", "s sh",
  "ss s", "",          "j ch z", "jj j", "ch",        "k",   "t", "p",   "h",
};

static const char *const vowel_spellings[] = {
  "a ah",   "ae ai e", "ya",        "yae ye",     "eo u o uh eoh", "e eh",         "yeo you yu yo",
  "ye yae", "o oh",    "wa",        "wae wai",    "oe oi we",      "yo yoh",       "u oo woo wu ou",
  "wo weo", "we",      "wi wee ui", "yu yoo you", "eu u",          "ui eui ee wi", "i ee yi y",
};

static const char *const final_spellings[] = {
  "",  "k g", "k g", "k g", "n",   "n", "n", "t d", "l r", "k", "m", "l", "l", "l",
  "p", "l",   "m",   "p b", "p b", "t", "t", "ng",  "t",   "t", "k", "t", "p", "t",
};

/* Family names with spellings that the letters above do not give. */
static const struct {
  gunichar syllable;
  const char *spellings;
} families[] = {
  { 0xac15, "kang gang khang" },                     /* 강 */
  { 0xae08, "keum kum gum" },                        /* 금 */
  { 0xb098, "na ra nah rah" },                       /* 나 */
  { 0xb0a8, "nam nahm" },                            /* 남 */
  { 0xb178, "no noh roh ro rho" },                   /* 노 */
  { 0xb77c, "na ra" },                               /* 라 */
  { 0xb958, "ryu yoo yu ryoo lyu" },                 /* 류 */
  { 0xbc15, "park bak pak bark" },                   /* 박 */
  { 0xc11c, "seo suh so sur surh" },                 /* 서 */
  { 0xc5ec, "yeo yuh ryeo" },                        /* 여 */
  { 0xc591, "yang ryang liang" },                    /* 양 */
  { 0xc5c4, "um eom uhm ohm" },                      /* 엄 */
  { 0xc624, "oh o" },                                /* 오 */
  { 0xc6b0, "woo u wu" },                            /* 우 */
  { 0xc720, "yu yoo ryu you" },                      /* 유 */
  { 0xc721, "yuk yook ryuk" },                       /* 육 */
  { 0xc774, "lee yi i rhee ri rhie li ree" },        /* 이 */
  { 0xc784, "lim im yim rim leem" },                 /* 임 */
  { 0xc815, "jung jeong chung cheong chong joung" }, /* 정 */
  { 0xc870, "cho jo joe" },                          /* 조 */
  { 0xcd5c, "choi choe choy chey" },                 /* 최 */
  { 0xd5c8, "heo hur huh her hoh" },                 /* 허 */
};

static const char *
find_family (gunichar syllable)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    if (families[i].syllable == syllable)
      return families[i].spellings;

  return NULL;
}

/* What is left to be matched, and where. */
typedef struct {
  const gunichar *name;
  guint n;
  gboolean is_beginning;
} Matcher;

typedef gboolean (*Rest) (const Matcher *matcher, guint at, const char *typed);

/* Tries each word of @spellings; what was typed may end within it. */
static gboolean
match_words (const Matcher *matcher, guint at, const char *spellings, const char *typed, Rest rest)
{
  const char *word = spellings;

  for (;;) {
    gsize length = strcspn (word, " ");
    gsize left = strlen (typed);

    if (left > 0 && left <= length && strncmp (word, typed, left) == 0)
      return TRUE;
    if (left >= length && strncmp (word, typed, length) == 0 && rest (matcher, at, typed + length))
      return TRUE;
    if (word[length] == '\0')
      return FALSE;
    word += length + 1;
  }
}

static gboolean match_syllable (const Matcher *matcher, guint at, const char *typed);

static gboolean
match_next (const Matcher *matcher, guint at, const char *typed)
{
  return match_syllable (matcher, at + 1, typed);
}

static gboolean
match_final (const Matcher *matcher, guint at, const char *typed)
{
  MpsSyllable syllable = { 0, 0, 0 };

  mps_hangul_split (matcher->name[at], &syllable);
  return match_words (matcher, at, final_spellings[syllable.final], typed, match_next);
}

static gboolean
match_vowel (const Matcher *matcher, guint at, const char *typed)
{
  MpsSyllable syllable = { 0, 0, 0 };

  mps_hangul_split (matcher->name[at], &syllable);
  return match_words (matcher, at, vowel_spellings[syllable.vowel], typed, match_final);
}

static gboolean
match_syllable (const Matcher *matcher, guint at, const char *typed)
{
  const char *family;
  MpsSyllable syllable;

  if (*typed == '\0')
    return TRUE;
  if (at >= matcher->n || !mps_hangul_split (matcher->name[at], &syllable))
    return FALSE;

  family = at == 0 && matcher->is_beginning ? find_family (matcher->name[0]) : NULL;
  if (family != NULL && match_words (matcher, at, family, typed, match_next))
    return TRUE;

  return match_words (matcher, at, initial_spellings[syllable.initial], typed, match_vowel);
}

/**
 * mps_romanise_matches:
 * @name: (array length=n): a name in Hangul, or its end from some syllable on
 * @n: its length
 * @typed: letters a…z
 * @is_beginning: whether @name begins with the family name
 *
 * Returns: whether @typed is how @name may be written in Latin letters, or the beginning of that
 */
gboolean
mps_romanise_matches (const gunichar *name, guint n, const char *typed, gboolean is_beginning)
{
  const Matcher matcher = { name, MIN (n, SYLLABLES_MAX), is_beginning };

  return *typed != '\0' && match_syllable (&matcher, 0, typed);
}

static char
get_class (char letter)
{
  static const char classes[] = "vbjdvbgvvjgl"    /* a…l */
                                "mnvbglsdvbvsvj"; /* m…z */

  return letter >= 'a' && letter <= 'z' ? classes[letter - 'a'] : '\0';
}

/**
 * mps_romanise_get_skeleton:
 * @letters: letters a…z
 * @skeleton: (out): at most %MPS_SKELETON_MAX letters
 *
 * What all spellings of a name have in common: the classes of its consonants, neighbours of one
 * class once; a vowel counts only at the beginning, an h likewise. The skeleton of the beginning of
 * a word is the beginning of the word's skeleton.
 */
void
mps_romanise_get_skeleton (const char *letters, char skeleton[MPS_SKELETON_MAX + 1])
{
  guint n = 0;
  char before = '\0';

  for (const char *p = letters; *p != '\0' && n < MPS_SKELETON_MAX; p++) {
    gboolean is_first = p == letters;
    char class = *p == 'h' ? (is_first ? 'h' : '\0') : get_class (*p);

    if (class == '\0')
      continue;
    if (class != before && (class != 'v' || is_first))
      skeleton[n++] = class;
    before = class;
  }
  skeleton[n] = '\0';
}

static void
add_skeleton (GPtrArray *skeletons, const char *letters)
{
  char skeleton[MPS_SKELETON_MAX + 1];

  mps_romanise_get_skeleton (letters, skeleton);
  if (*skeleton != '\0' &&
      !g_ptr_array_find_with_equal_func (skeletons, skeleton, g_str_equal, NULL))
    g_ptr_array_add (skeletons, g_strdup (skeleton));
}

static void
append_first_word (GString *text, const char *spellings)
{
  g_string_append_len (text, spellings, (gssize)strcspn (spellings, " "));
}

/* The letters of the rest of a name in one spelling: the others have the same skeleton. */
static char *
spell (const gunichar *name, guint n)
{
  GString *text = g_string_new (NULL);
  MpsSyllable syllable;

  for (guint i = 0; i < n && mps_hangul_split (name[i], &syllable); i++) {
    append_first_word (text, initial_spellings[syllable.initial]);
    append_first_word (text, vowel_spellings[syllable.vowel]);
    append_first_word (text, final_spellings[syllable.final]);
  }
  return g_string_free (text, FALSE);
}

/**
 * mps_romanise_list_skeletons:
 * @name: (array length=n): a name in Hangul, or its end from some syllable on
 * @n: its length
 * @is_beginning: whether @name begins with the family name
 *
 * Returns: (transfer full) (element-type utf8): the skeletons of everything that
 *   mps_romanise_matches() takes for @name, whole ones only
 */
GPtrArray *
mps_romanise_list_skeletons (const gunichar *name, guint n, gboolean is_beginning)
{
  GPtrArray *skeletons = g_ptr_array_new_with_free_func (g_free);
  guint length = MIN (n, SYLLABLES_MAX);
  g_autofree char *whole = spell (name, length);
  const char *family = is_beginning && length > 0 ? find_family (name[0]) : NULL;
  g_autofree char *given = NULL;
  g_auto (GStrv) words = NULL;

  add_skeleton (skeletons, whole);
  if (family == NULL)
    return skeletons;

  given = spell (name + 1, length - 1);
  words = g_strsplit (family, " ", -1);
  for (char **word = words; *word != NULL; word++) {
    g_autofree char *letters = g_strconcat (*word, given, NULL);

    add_skeleton (skeletons, letters);
  }
  return skeletons;
}
