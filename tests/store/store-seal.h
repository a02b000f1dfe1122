/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-seal-vfs.h"

G_BEGIN_DECLS

/* Argument of test programs. */
#define STORE_SEALED "--sealed"

/* Records that store-child imports at a time. */
#define STORE_CHILD_IMPORTED 30

MpsSealKey *store_seal_make_key (void);
void store_seal_everything (void);

G_END_DECLS
