/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-analyte-info.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsMeaning: the four clinical meanings of style.css; each always with its icon and its word.
 */
typedef enum {
  MPS_MEANING_NORMAL,
  MPS_MEANING_ATTENTION,
  MPS_MEANING_CRITICAL,
  MPS_MEANING_UNKNOWN,
} MpsMeaning;

const char *mps_meaning_peek_css_class (MpsMeaning meaning);
const char *mps_meaning_peek_icon (MpsMeaning meaning);
MpsMeaning mps_meaning_for_interpretation (MpsInterpretation interpretation);
const char *mps_interpretation_peek_icon (MpsInterpretation interpretation);
const char *mps_interpretation_peek_word (MpsInterpretation interpretation);

G_END_DECLS
