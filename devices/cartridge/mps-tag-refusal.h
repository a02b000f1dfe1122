/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MpsTagRefusal:
 *
 * Why a cartridge is refused, in the order in which the rules are checked; the first that fails
 * wins.
 */
typedef enum {
  MPS_TAG_ACCEPTED,
  MPS_TAG_REFUSED_CHIP,
  MPS_TAG_REFUSED_NOT_NDEF,
  MPS_TAG_REFUSED_NO_RECORD,
  MPS_TAG_REFUSED_MALFORMED,
  MPS_TAG_REFUSED_KEY,
  MPS_TAG_REFUSED_SIGNATURE,
  MPS_TAG_REFUSED_FIELDS,
  MPS_TAG_REFUSED_EXPIRED,
  MPS_TAG_REFUSED_CLOCK,
  MPS_TAG_REFUSED_SPENT,
  MPS_TAG_REFUSED_ROLLED_BACK,
  MPS_TAG_REFUSED_PLAN,
} MpsTagRefusal;

const char *mps_tag_refusal_to_code (MpsTagRefusal refusal);
char *mps_tag_refusal_dup_message (MpsTagRefusal refusal) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
