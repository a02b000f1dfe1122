/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"
#include "data/model/mps-form.h"

G_BEGIN_DECLS

/**
 * MpsListWords: what a section of the chart says of its kind of record; all marked for translation.
 * @title: the section
 * @add: verb of its primary action, with mnemonic
 * @save: verb that makes a record of what was filled in, with mnemonic
 * @new_title: over the form for a new one
 * @edit_title: over the form of a stored one
 * @icon: of the empty section
 * @empty: that there is none
 * @teach: what the section is for
 * @action: what a person must be allowed to do for adding one
 */
typedef struct {
  const char *title;
  const char *add;
  const char *save;
  const char *new_title;
  const char *edit_title;
  const char *icon;
  const char *empty;
  const char *teach;
  MpsAction action;
} MpsListWords;

const MpsListWords *mps_list_words_peek (MpsFormKind kind);

G_END_DECLS
