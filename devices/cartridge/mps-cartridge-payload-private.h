/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/cartridge/mps-cartridge-payload.h"
#include "devices/cartridge/mps-trusted-keys.h"

G_BEGIN_DECLS

/**
 * MpsPayload:
 * @cartridge: its fields, as far as they are in rule
 * @in_rule: whether all of them are
 * @key_id: key that the maker says to have signed with
 * @signed_size: bytes that the signature covers
 * @signature: inside the payload
 *
 * A payload that is whole, of which nothing is believed yet.
 */
typedef struct {
  MpsCartridge *cartridge;
  gboolean in_rule;
  guint8 key_id[MPS_KEY_ID_SIZE];
  gsize signed_size;
  const guint8 *signature;
} MpsPayload;

gboolean mps_payload_split (const guint8 *data, gsize size, MpsPayload *payload);
void mps_payload_clear (MpsPayload *payload);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MpsPayload, mps_payload_clear)

G_END_DECLS
