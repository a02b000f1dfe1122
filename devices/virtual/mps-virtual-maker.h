/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "devices/cartridge/mps-trusted-keys.h"

G_BEGIN_DECLS

#define MPS_SECRET_KEY_SIZE 64

void mps_virtual_maker_get_keys (MpsKeyUse use,
                                 guint8 secret_key[MPS_SECRET_KEY_SIZE],
                                 guint8 public_key[MPS_PUBLIC_KEY_SIZE]);
const char *mps_virtual_maker_peek_key_file (MpsKeyUse use);

G_END_DECLS
