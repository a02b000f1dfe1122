/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/model/mps-cartridge.h"
#include "devices/cartridge/mps-tag-refusal.h"

G_BEGIN_DECLS

#define MPS_CARTRIDGE_PAYLOAD_VERSION 1
#define MPS_CARTRIDGE_SIGNATURE_SIZE 64
#define MPS_CARTRIDGE_MAX_USES 32

MpsTagRefusal
mps_cartridge_payload_parse (const guint8 *payload, gsize size, MpsCartridge **cartridge);

/* The maker's side, for the virtual tag and for tests: builds the memory of a tag. */
GBytes *mps_cartridge_payload_build (const MpsCartridge *cartridge,
                                     const guint8 secret_key[64],
                                     const guint8 public_key[32]) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
