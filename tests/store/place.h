/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/keep/mps-store-seal.h"
#include "data/store/mps-store.h"

G_BEGIN_DECLS

/**
 * Place: a folder with a sealed profile of one account without a password, and a backup beside it.
 */
typedef struct {
  char *root;
  char *directory;
  char *keys;
  char *backup;
} Place;

void place_init (Place *place, const char *root);
void place_clear (Place *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

void place_make_keyring (const Place *place);
MpsKeyring *place_sign_in (const Place *place);
MpsStore *place_open (const Place *place, MpsStoreOpenMode mode);
void place_fill (MpsStore *store, guint n);
void place_assert_whole (MpsStore *store, guint n);
guint64 place_restore (const Place *place);

G_END_DECLS
