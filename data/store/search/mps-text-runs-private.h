/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MpsCharacterClass: what a character is to the index. */
typedef enum {
  MPS_CHARACTER_NONE,
  MPS_CHARACTER_WORD,
  MPS_CHARACTER_DENSE,
} MpsCharacterClass;

/**
 * MpsRun:
 * @text: where it begins
 * @length: its bytes
 * @n: its characters
 * @is_dense: whether it is of a script that is written without spaces, or with particles at the end
 *   of words: Hangul, Chinese, Japanese
 *
 * Characters of one class that stand side by side in folded text.
 */
typedef struct {
  const char *text;
  gsize length;
  guint n;
  gboolean is_dense;
} MpsRun;

MpsCharacterClass mps_character_classify (gunichar character);
gboolean mps_run_next (const char **at, MpsRun *run);
gsize mps_run_measure (MpsRun run, guint n_characters);

G_END_DECLS
