/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-form.h"

G_BEGIN_DECLS

/**
 * MpsFormRow:
 * @name: name of the field; %NULL for a heading
 * @words: (nullable): hint in the empty field, or the heading, marked for translation
 * @unit: (nullable): unit behind the field, as it is shown
 * @height: px of a field of many lines that takes the whole width; 0 for all others
 *
 * How a field of a form stands on the page.
 */
typedef struct {
  const char *name;
  const char *words;
  const char *unit;
  int height;
} MpsFormRow;

const MpsFormRow *mps_form_layout_list (MpsFormKind kind, guint *n_rows);

G_END_DECLS
