/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/search/mps-patient-words.h"

#include "data/model/mps-hangul.h"
#include "data/model/mps-romanise.h"

#include <string.h>

#define TRIGRAM 3
#define BIRTH_DIGITS 8

/* What is packed: lines that begin with what they are.
 *   h  a name's letters that are not Latin, nothing between them
 *   l  a name's Latin letters and digits, in words
 *   c  chart number   i  other identifier   (letters and digits)
 *   p  phone          b  birth date         (digits) */

static void
append_line (GString *packed, char kind, const char *text)
{
  if (*text != '\0')
    g_string_append_printf (packed, "%c%s\n", kind, text);
}

static void
pack_name (GString *packed, const char *name)
{
  g_autoptr (GArray) characters = mps_search_fold (name);
  g_autoptr (GString) other = g_string_new (NULL);
  g_autoptr (GString) latin = g_string_new (NULL);
  gboolean gap = FALSE;

  for (guint i = 0; i < characters->len; i++) {
    gunichar character = g_array_index (characters, gunichar, i);
    gboolean is_latin = character < 0x80 && g_unichar_isalnum (character);

    if (is_latin && gap && latin->len > 0)
      g_string_append_c (latin, ' ');
    gap = !is_latin;
    if (is_latin)
      g_string_append_unichar (latin, character);
    else if (g_unichar_isalnum (character))
      g_string_append_unichar (other, character);
  }
  append_line (packed, 'h', other->str);
  append_line (packed, 'l', latin->str);
}

static char *
dup_digits (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);

  return g_string_free (digits, FALSE);
}

/* A Korean number with the country's code is the same as without. */
static void
pack_phone (GString *packed, const char *phone)
{
  g_autofree char *folded = mps_search_compact (phone);
  g_autofree char *digits = dup_digits (folded);

  if (strchr (phone, '+') != NULL && g_str_has_prefix (digits, "82")) {
    g_autofree char *national = g_strconcat (digits[2] == '0' ? "" : "0", digits + 2, NULL);

    append_line (packed, 'p', national);
  }
  append_line (packed, 'p', digits);
}

/**
 * mps_patient_words_pack:
 * @keys: all by which a patient can be found
 *
 * Returns: (transfer full): the same for the index, and for looking whether a query fits
 */
char *
mps_patient_words_pack (const MpsPatientKeys *keys)
{
  GString *packed = g_string_new (NULL);
  g_autofree char *birth = dup_digits (keys->birth_date);

  for (guint i = 0; i < keys->names->len; i++)
    pack_name (packed, g_ptr_array_index (keys->names, i));
  for (guint i = 0; i < keys->chart_numbers->len; i++) {
    g_autofree char *compact = mps_search_compact (g_ptr_array_index (keys->chart_numbers, i));

    append_line (packed, 'c', compact);
  }
  for (guint i = 0; i < keys->identifiers->len; i++) {
    g_autofree char *compact = mps_search_compact (g_ptr_array_index (keys->identifiers, i));

    append_line (packed, 'i', compact);
  }
  for (guint i = 0; i < keys->phones->len; i++)
    pack_phone (packed, g_ptr_array_index (keys->phones, i));
  append_line (packed, 'b', birth);
  return g_string_free (packed, FALSE);
}

static void
add_word (GString *words, const char *kind, const char *text, gsize length)
{
  g_string_append (words, kind);
  g_string_append_len (words, text, (gssize)length);
  g_string_append_c (words, ' ');
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
add_prefixes (GString *words, const char *kind, const char *text, glong from, glong to)
{
  glong length = g_utf8_strlen (text, -1);

  for (glong n = from; n <= MIN (length, to); n++)
    add_word (words, kind, text, bytes_of (text, n));
}

/* Every @size characters that stand side by side. */
static void
add_grams (GString *words, const char *kind, const char *text, glong size)
{
  glong length = g_utf8_strlen (text, -1);
  const char *p = text;

  for (glong i = 0; i + size <= length; i++, p = g_utf8_next_char (p))
    add_word (words, kind, p, bytes_of (p, size));
}

static void
add_skeletons (
    GString *words, const char *kind, const gunichar *name, glong n, gboolean is_beginning)
{
  g_autoptr (GPtrArray) skeletons = mps_romanise_list_skeletons (name, (guint)n, is_beginning);

  for (guint i = 0; i < skeletons->len; i++)
    add_prefixes (words, kind, g_ptr_array_index (skeletons, i), 1, MPS_SKELETON_MAX);
}

static void
add_name (GString *words, const char *name)
{
  glong n = 0;
  g_autofree gunichar *characters = g_utf8_to_ucs4_fast (name, -1, &n);
  g_autoptr (GString) initials = g_string_new (NULL);

  for (glong i = 0; i < n; i++)
    g_string_append_unichar (initials, mps_hangul_get_initial (characters[i]));

  add_word (words, "e", name, bytes_of (name, MPS_SEARCH_EQUAL_MAX));
  add_prefixes (words, "s", name, 1, 2);
  add_grams (words, "w", name, 1);
  add_grams (words, "w", name, 2);
  add_prefixes (words, "i", initials->str, 1, 3);
  add_grams (words, "j", initials->str, 1);
  add_grams (words, "j", initials->str, 2);
  add_skeletons (words, "k", characters, n, TRUE);
  for (glong i = 1; i < n; i++)
    add_skeletons (words, "m", characters + i, n - i, FALSE);
}

static void
add_latin (GString *words, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, " ", -1);
  g_autofree char *compact = g_strjoinv ("", parts);

  add_word (words, "a", compact, bytes_of (compact, MPS_SEARCH_EQUAL_MAX));
  add_prefixes (words, "b", compact, 1, TRIGRAM);
  add_grams (words, "t", compact, TRIGRAM);
  for (char **part = parts; *part != NULL; part++)
    add_prefixes (words, "d", *part, 1, 2);
}

static void
add_phone (GString *words, const char *digits)
{
  gsize length = strlen (digits);

  add_word (words, "g", digits, bytes_of (digits, MPS_SEARCH_EQUAL_MAX));
  add_grams (words, "q", digits, MPS_SEARCH_PHONE_MIN);
  if (length >= 4)
    add_word (words, "z", digits + length - 4, 4);
}

/* By year, month and day, and as in a resident number with two digits for the year. */
static void
add_birth (GString *words, const char *digits)
{
  gsize length = MIN (strlen (digits), BIRTH_DIGITS);

  for (gsize n = 4; n <= length; n += 2)
    add_word (words, "y", digits, n);
  for (gsize n = 2; n + 2 <= length; n += 2)
    add_word (words, "x", digits + 2, n);
}

static void
add_line (GString *words, char kind, const char *text)
{
  switch (kind) {
  case 'h':
    add_name (words, text);
    break;
  case 'l':
    add_latin (words, text);
    break;
  case 'c':
    add_word (words, "f", text, bytes_of (text, MPS_SEARCH_EQUAL_MAX));
    add_prefixes (words, "c", text, 1, MPS_SEARCH_CHART_MAX);
    break;
  case 'i':
    add_prefixes (words, "o", text, MPS_SEARCH_IDENTIFIER_MIN, MPS_SEARCH_IDENTIFIER_MAX);
    break;
  case 'p':
    add_phone (words, text);
    break;
  default:
    add_birth (words, text);
  }
}

/**
 * mps_patient_words_list:
 * @packed: what mps_patient_words_pack() gave
 *
 * The words begin with what they are, in the letters that mps-patient-query.c asks for.
 *
 * Returns: (transfer full): the words of the index, a space between them
 */
char *
mps_patient_words_list (const char *packed)
{
  GString *words = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (packed, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      add_line (words, **line, *line + 1);

  return g_string_free (words, FALSE);
}

static void
take_syllables (GPtrArray *list, const char *name, glong size)
{
  glong length = g_utf8_strlen (name, -1);
  const char *p = name;

  for (glong i = 0; i + size <= length; i++, p = g_utf8_next_char (p))
    g_ptr_array_add (list, g_strndup (p, bytes_of (p, size)));
}

/**
 * mps_patient_words_list_syllables:
 * @packed: what mps_patient_words_pack() gave
 *
 * Returns: (transfer full) (element-type utf8): every character of the names that is not Latin, and
 *   every two that stand side by side
 */
GPtrArray *
mps_patient_words_list_syllables (const char *packed)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) lines = g_strsplit (packed, "\n", -1);

  for (char **line = lines; *line != NULL; line++) {
    if (**line != 'h')
      continue;
    take_syllables (list, *line + 1, 1);
    take_syllables (list, *line + 1, 2);
  }
  return list;
}
