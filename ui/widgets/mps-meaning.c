/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/mps-meaning.h"

#include <glib/gi18n-lib.h>

/**
 * mps_meaning_peek_css_class:
 * @meaning: a clinical meaning
 *
 * Returns: (transfer none): its class in style.css
 */
const char *
mps_meaning_peek_css_class (MpsMeaning meaning)
{
  switch (meaning) {
  case MPS_MEANING_NORMAL:
    return "clinical-normal";
  case MPS_MEANING_ATTENTION:
    return "clinical-attention";
  case MPS_MEANING_CRITICAL:
    return "clinical-critical";
  case MPS_MEANING_UNKNOWN:
    return "clinical-unknown";
  default:
    g_return_val_if_reached ("clinical-unknown");
  }
}

/**
 * mps_meaning_peek_icon:
 * @meaning: a clinical meaning
 *
 * Returns: (transfer none): name of its icon
 */
const char *
mps_meaning_peek_icon (MpsMeaning meaning)
{
  switch (meaning) {
  case MPS_MEANING_NORMAL:
    return "emblem-ok-symbolic";
  case MPS_MEANING_ATTENTION:
    return "dialog-warning-symbolic";
  case MPS_MEANING_CRITICAL:
    return "dialog-error-symbolic";
  case MPS_MEANING_UNKNOWN:
    return "dialog-question-symbolic";
  default:
    g_return_val_if_reached ("dialog-question-symbolic");
  }
}

/**
 * mps_meaning_for_interpretation:
 * @interpretation: where a value lies
 *
 * Returns: what that means; what could not be judged is unknown, never normal
 */
MpsMeaning
mps_meaning_for_interpretation (MpsInterpretation interpretation)
{
  switch (interpretation) {
  case MPS_INTERPRETATION_NORMAL:
    return MPS_MEANING_NORMAL;
  case MPS_INTERPRETATION_LOW:
  case MPS_INTERPRETATION_HIGH:
    return MPS_MEANING_ATTENTION;
  case MPS_INTERPRETATION_CRITICAL_LOW:
  case MPS_INTERPRETATION_CRITICAL_HIGH:
    return MPS_MEANING_CRITICAL;
  case MPS_INTERPRETATION_UNKNOWN:
  default:
    return MPS_MEANING_UNKNOWN;
  }
}

/**
 * mps_interpretation_peek_icon:
 * @interpretation: where a value lies
 *
 * Returns: (transfer none): name of an icon; direction is told by shape, not by colour
 */
const char *
mps_interpretation_peek_icon (MpsInterpretation interpretation)
{
  switch (interpretation) {
  case MPS_INTERPRETATION_LOW:
    return "go-down-symbolic";
  case MPS_INTERPRETATION_HIGH:
    return "go-up-symbolic";
  case MPS_INTERPRETATION_CRITICAL_LOW:
    return "go-bottom-symbolic";
  case MPS_INTERPRETATION_CRITICAL_HIGH:
    return "go-top-symbolic";
  case MPS_INTERPRETATION_NORMAL:
  case MPS_INTERPRETATION_UNKNOWN:
  default:
    return mps_meaning_peek_icon (mps_meaning_for_interpretation (interpretation));
  }
}

/**
 * mps_interpretation_peek_word:
 * @interpretation: where a value lies
 *
 * Returns: (transfer none): the translated word for it
 */
const char *
mps_interpretation_peek_word (MpsInterpretation interpretation)
{
  switch (interpretation) {
  case MPS_INTERPRETATION_NORMAL:
    return C_ ("result", "Normal");
  case MPS_INTERPRETATION_LOW:
    return C_ ("result", "Low");
  case MPS_INTERPRETATION_HIGH:
    return C_ ("result", "High");
  case MPS_INTERPRETATION_CRITICAL_LOW:
    return C_ ("result", "Critically low");
  case MPS_INTERPRETATION_CRITICAL_HIGH:
    return C_ ("result", "Critically high");
  case MPS_INTERPRETATION_UNKNOWN:
  default:
    /* TRANSLATORS: no reference range is known, so the value could not be judged */
    return C_ ("result", "Not judged");
  }
}
