/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/model/mps-fold.h"

#include <string.h>

/**
 * mps_text_fold:
 * @text: (nullable): any text
 *
 * For comparing as people do, whatever the locale: width, case and composition do not count. What
 * is no UTF-8 becomes the replacement character, which is in no record.
 *
 * Returns: (transfer full): the text folded, "" for %NULL
 */
char *
mps_text_fold (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *composed = NULL;
  g_autofree char *folded = NULL;

  if (text == NULL)
    return g_strdup ("");

  valid = g_utf8_make_valid (text, -1);
  composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFKC);
  folded = g_utf8_casefold (composed, -1);
  return g_utf8_normalize (folded, -1, G_NORMALIZE_NFKC);
}
