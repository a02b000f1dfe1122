/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/cartridge/mps-tag-refusal.h"

#include <glib/gi18n-lib.h>

/**
 * mps_tag_refusal_to_code:
 * @refusal: a verdict
 *
 * Returns: a stable word for scripts and records, never translated
 */
const char *
mps_tag_refusal_to_code (MpsTagRefusal refusal)
{
  switch (refusal) {
  case MPS_TAG_ACCEPTED:
    return "accepted";
  case MPS_TAG_REFUSED_CHIP:
    return "chip";
  case MPS_TAG_REFUSED_NOT_NDEF:
    return "not-ndef";
  case MPS_TAG_REFUSED_NO_RECORD:
    return "no-record";
  case MPS_TAG_REFUSED_MALFORMED:
    return "malformed";
  case MPS_TAG_REFUSED_KEY:
    return "key";
  case MPS_TAG_REFUSED_SIGNATURE:
    return "signature";
  case MPS_TAG_REFUSED_FIELDS:
    return "fields";
  case MPS_TAG_REFUSED_EXPIRED:
    return "expired";
  case MPS_TAG_REFUSED_CLOCK:
    return "clock";
  case MPS_TAG_REFUSED_SPENT:
    return "spent";
  case MPS_TAG_REFUSED_ROLLED_BACK:
    return "rolled-back";
  case MPS_TAG_REFUSED_PLAN:
  default:
    return "plan";
  }
}

static const char *
refusal_to_message (MpsTagRefusal refusal)
{
  switch (refusal) {
  case MPS_TAG_ACCEPTED:
    return _ ("The cartridge can be used.");
  case MPS_TAG_REFUSED_CHIP:
    return _ ("This is not a ManPaSik cartridge tag: its chip is of another kind. "
              "Lay a ManPaSik cartridge on the antenna, and nothing else.");
  case MPS_TAG_REFUSED_NOT_NDEF:
    return _ (
        "The cartridge tag is empty or damaged. Use another cartridge and keep this one for the "
        "maker.");
  case MPS_TAG_REFUSED_NO_RECORD:
    return _ (
        "The tag holds no cartridge data. Lay a ManPaSik cartridge on the antenna, and nothing "
        "else.");
  case MPS_TAG_REFUSED_MALFORMED:
    return _ ("The cartridge data is cut short or of a version that this program does not know. "
              "Use another cartridge, or update the program.");
  case MPS_TAG_REFUSED_KEY:
    return _ (
        "The cartridge is from a maker whose key is not trusted here, or the key is out of date. "
        "Use a cartridge of a trusted maker, or have the maker's key approved.");
  case MPS_TAG_REFUSED_SIGNATURE:
    return _ ("The maker's signature on the cartridge is wrong: it may be a copy or was changed. "
              "Do not use it; keep it and tell the maker.");
  case MPS_TAG_REFUSED_FIELDS:
    return _ (
        "The cartridge is genuine but its data breaks the rules. Use another cartridge and tell "
        "the maker the lot.");
  case MPS_TAG_REFUSED_EXPIRED:
    return _ ("The cartridge has expired. Use one that has not, and take this one out of stock.");
  case MPS_TAG_REFUSED_CLOCK:
    return _ ("The computer's clock is wrong, so the expiry date cannot be checked. Set the clock, "
              "then read the cartridge again.");
  case MPS_TAG_REFUSED_SPENT:
    return _ ("All uses of the cartridge are spent. Use a new cartridge.");
  case MPS_TAG_REFUSED_ROLLED_BACK:
    return _ ("The cartridge shows fewer uses than were seen before: its counter was set back. "
              "Do not use it; keep it and tell the maker.");
  case MPS_TAG_REFUSED_PLAN:
  default:
    return _ ("Cartridges of this type are not in the clinic's plan. Use another type, or have the "
              "plan extended.");
  }
}

/**
 * mps_tag_refusal_dup_message:
 * @refusal: a verdict
 *
 * Returns: (transfer full): a translated sentence for people that says what to do next
 */
char *
mps_tag_refusal_dup_message (MpsTagRefusal refusal)
{
  return g_strdup (refusal_to_message (refusal));
}
