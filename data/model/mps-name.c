/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-form.h"

#include <string.h>

/* Korean family names of two syllables; all others have one. */
static const char *const long_families[] = {
  "남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방", "어금", "망절", "무본", "황목",
};

static gboolean
is_hangul (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_unichar_get_script (g_utf8_get_char (p)) != G_UNICODE_SCRIPT_HANGUL)
      return FALSE;
  }
  return *text != '\0';
}

static gsize
measure_family (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (long_families); i++) {
    /* A name of two syllables has a family name of one. */
    if (g_str_has_prefix (name, long_families[i]) && g_utf8_strlen (name, -1) > 2)
      return strlen (long_families[i]);
  }
  return (gsize)(g_utf8_next_char (name) - name);
}

/**
 * mps_name_split:
 * @name: a whole name as it is shown
 * @family: (out) (transfer full): family name
 * @given: (out) (transfer full): given name, or empty
 *
 * A Korean name begins with the family name, of one syllable but for a few; with a space the space
 * decides. Of another name the last word is the family name, or what stands before a comma.
 */
void
mps_name_split (const char *name, char **family, char **given)
{
  g_autofree char *text = g_strstrip (g_strdup (name));
  g_auto (GStrv) words = g_strsplit_set (text, " ", 2);
  char *comma = strchr (text, ',');
  char *space;

  if (is_hangul (text)) {
    gsize length = measure_family (text);

    *family = g_strndup (text, length);
    *given = g_strdup (text + length);
    return;
  }
  if (words[0] != NULL && words[1] != NULL && is_hangul (words[0])) {
    *family = g_strdup (words[0]);
    *given = g_strstrip (g_strdup (words[1]));
    return;
  }
  if (comma != NULL) {
    *family = g_strstrip (g_strndup (text, (gsize)(comma - text)));
    *given = g_strstrip (g_strdup (comma + 1));
    return;
  }
  space = strrchr (text, ' ');
  *family = g_strdup (space != NULL ? space + 1 : text);
  *given = g_strstrip (space != NULL ? g_strndup (text, (gsize)(space - text)) : g_strdup (""));
}
