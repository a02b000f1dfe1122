/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-language.h"

/**
 * mps_language_peek:
 *
 * The language that the window speaks, among those that reports know. Any thread.
 *
 * Returns: (transfer none): "ko" or "en"
 */
const char *
mps_language_peek (void)
{
  const char *const *names = g_get_language_names ();

  for (guint i = 0; names[i] != NULL; i++) {
    if (g_str_has_prefix (names[i], "ko"))
      return "ko";
    if (g_str_has_prefix (names[i], "en"))
      return "en";
  }
  return "en";
}
