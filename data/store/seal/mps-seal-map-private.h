/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-seal-cipher-private.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* A part of the map fills one sector, which a disk writes wholly or not at all. */
#define MPS_SEAL_SECTOR 512
#define MPS_SEAL_SECTOR_BODY (MPS_SEAL_SECTOR - MPS_SEAL_OVERHEAD)
#define MPS_SEAL_PART_PAGES (MPS_SEAL_SECTOR_BODY / 4)

/**
 * MpsSealMap:
 *
 * The epoch in which each page of a database was last written. On the disk each part of it has two
 * places, so that the last complete map stays readable while the next one is written.
 */
typedef struct {
  GArray *epochs;
  GArray *parts;
  guint8 hash[MPS_SEAL_HASH_SIZE];
} MpsSealMap;

void mps_seal_map_init (MpsSealMap *map);
void mps_seal_map_clear (MpsSealMap *map);
guint32 mps_seal_map_get (const MpsSealMap *map, guint32 page);
void mps_seal_map_set (MpsSealMap *map, guint32 page, guint32 epoch);

int mps_seal_map_load (MpsSealMap *map,
                       const MpsSealCipher *cipher,
                       sqlite3_file *file,
                       guint32 n_parts,
                       guint64 epoch,
                       guint32 *bad_part);
int mps_seal_map_save (MpsSealMap *map,
                       const MpsSealCipher *cipher,
                       MpsSealNonces *nonces,
                       sqlite3_file *file,
                       guint64 epoch);
void mps_seal_map_saved (MpsSealMap *map);

G_END_DECLS
