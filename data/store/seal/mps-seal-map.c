/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-map-private.h"

#include <string.h>

/* The parts lie behind the heads of the companion file. */
#define FIRST_PART 4096
#define PARTS_AT_ONCE 1024
#define PAIR (2 * MPS_SEAL_SECTOR)

/**
 * Part:
 * @place: which of its two places holds what counts
 * @changed: whether it must be written
 * @hash: of the box in that place
 * @next: of the box that was written to the other place
 */
typedef struct {
  guint8 place;
  gboolean changed;
  guint8 hash[MPS_SEAL_HASH_SIZE];
  guint8 next[MPS_SEAL_HASH_SIZE];
} Part;

static sqlite3_int64
offset_of (guint32 part, guint8 place)
{
  return FIRST_PART + (sqlite3_int64)part * PAIR + place * MPS_SEAL_SECTOR;
}

static void
bind_part (guint8 bound[5], guint32 part)
{
  bound[0] = 'M';
  mps_seal_write_be32 (bound + 1, part);
}

static void
add_hash (guint8 sum[MPS_SEAL_HASH_SIZE], const guint8 hash[MPS_SEAL_HASH_SIZE])
{
  for (gsize i = 0; i < MPS_SEAL_HASH_SIZE; i++)
    sum[i] ^= hash[i];
}

void
mps_seal_map_init (MpsSealMap *map)
{
  map->epochs = g_array_new (FALSE, TRUE, sizeof (guint32));
  map->parts = g_array_new (FALSE, TRUE, sizeof (Part));
  memset (map->hash, 0, sizeof map->hash);
}

void
mps_seal_map_clear (MpsSealMap *map)
{
  g_array_unref (map->epochs);
  g_array_unref (map->parts);
}

static void
resize (MpsSealMap *map, guint32 n_parts)
{
  g_array_set_size (map->parts, n_parts);
  g_array_set_size (map->epochs, n_parts * MPS_SEAL_PART_PAGES);
}

/* Page numbers count from 1; a page that was never written has epoch 0. */
guint32
mps_seal_map_get (const MpsSealMap *map, guint32 page)
{
  return page <= map->epochs->len ? g_array_index (map->epochs, guint32, page - 1) : 0;
}

void
mps_seal_map_set (MpsSealMap *map, guint32 page, guint32 epoch)
{
  guint32 part = (page - 1) / MPS_SEAL_PART_PAGES;

  while (part >= map->parts->len) {
    resize (map, map->parts->len + 1);
    g_array_index (map->parts, Part, map->parts->len - 1).changed = TRUE;
  }
  g_array_index (map->epochs, guint32, page - 1) = epoch;
  g_array_index (map->parts, Part, part).changed = TRUE;
}

static gboolean
open_part (
    MpsSealMap *map, const MpsSealCipher *cipher, guint32 index, guint8 place, const guint8 *box)
{
  Part *part = &g_array_index (map->parts, Part, index);
  guint32 *epochs = &g_array_index (map->epochs, guint32, index * MPS_SEAL_PART_PAGES);
  guint8 bound[5];
  guint8 plain[MPS_SEAL_SECTOR_BODY];

  bind_part (bound, index);
  if (!mps_seal_cipher_open (cipher, bound, sizeof bound, box, sizeof plain, plain))
    return FALSE;

  for (guint32 i = 0; i < MPS_SEAL_PART_PAGES; i++)
    epochs[i] = mps_seal_read_be32 (plain + 4 * (gsize)i);
  part->place = place;
  mps_seal_cipher_hash (cipher, index, box, sizeof plain, part->hash);
  add_hash (map->hash, part->hash);
  return TRUE;
}

/* What counts is the newer of the two that belongs to a complete map. A newer one still comes from
 * a writer that did not get to the end, and must not be taken for complete later. */
static gboolean
load_part (MpsSealMap *map,
           const MpsSealCipher *cipher,
           guint32 index,
           guint64 epoch,
           const guint8 pair[PAIR])
{
  guint64 epochs[2];
  guint8 first;

  for (guint8 i = 0; i < 2; i++)
    epochs[i] = mps_seal_box_get_epoch (pair + i * MPS_SEAL_SECTOR, MPS_SEAL_SECTOR_BODY);
  g_array_index (map->parts, Part, index).changed = epochs[0] > epoch || epochs[1] > epoch;

  first = epochs[1] <= epoch && (epochs[0] > epoch || epochs[1] > epochs[0]) ? 1 : 0;
  for (guint8 i = 0; i < 2; i++) {
    guint8 place = first ^ i;

    if (epochs[place] <= epoch && epochs[place] > 0 &&
        open_part (map, cipher, index, place, pair + place * MPS_SEAL_SECTOR))
      return TRUE;
  }
  return FALSE;
}

/**
 * mps_seal_map_load:
 * @map: (inout): what it holds is replaced
 * @cipher: the file's cipher
 * @file: the companion file
 * @n_parts: parts of the map
 * @epoch: that of the last complete map
 * @bad_part: (out): the first part that cannot be right, or %G_MAXUINT32
 *
 * The caller compares the hash of the map.
 *
 * Returns: a code of SQLite
 */
int
mps_seal_map_load (MpsSealMap *map,
                   const MpsSealCipher *cipher,
                   sqlite3_file *file,
                   guint32 n_parts,
                   guint64 epoch,
                   guint32 *bad_part)
{
  g_autofree guint8 *pairs = g_malloc (PARTS_AT_ONCE * PAIR);

  resize (map, 0);
  resize (map, n_parts);
  memset (map->hash, 0, sizeof map->hash);
  *bad_part = G_MAXUINT32;
  for (guint32 first = 0; first < n_parts; first += PARTS_AT_ONCE) {
    guint32 n = MIN (n_parts - first, PARTS_AT_ONCE);
    int code = file->pMethods->xRead (file, pairs, (int)n * PAIR, offset_of (first, 0));

    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
      return code;
    for (guint32 i = 0; i < n; i++)
      if (!load_part (map, cipher, first + i, epoch, pairs + (gsize)i * PAIR)) {
        *bad_part = first + i;
        return SQLITE_OK;
      }
  }
  return SQLITE_OK;
}

static int
save_part (MpsSealMap *map,
           const MpsSealCipher *cipher,
           MpsSealNonces *nonces,
           sqlite3_file *file,
           guint64 epoch,
           guint32 index)
{
  Part *part = &g_array_index (map->parts, Part, index);
  const guint32 *epochs = &g_array_index (map->epochs, guint32, index * MPS_SEAL_PART_PAGES);
  guint8 bound[5];
  guint8 plain[MPS_SEAL_SECTOR_BODY];
  guint8 box[MPS_SEAL_SECTOR];

  for (guint32 i = 0; i < MPS_SEAL_PART_PAGES; i++)
    mps_seal_write_be32 (plain + 4 * (gsize)i, epochs[i]);
  bind_part (bound, index);
  mps_seal_cipher_seal (cipher, nonces, epoch, bound, sizeof bound, plain, sizeof plain, box);
  mps_seal_cipher_hash (cipher, index, box, sizeof plain, part->next);
  return file->pMethods->xWrite (file, box, sizeof box, offset_of (index, part->place ^ 1));
}

/**
 * mps_seal_map_save:
 * @map: a map
 * @cipher: the file's cipher
 * @nonces: nonces of the companion file
 * @file: the companion file
 * @epoch: the epoch of the update that is about to be complete
 *
 * Writes what changed to the places that do not count yet, and sets the hash that the map will
 * have. mps_seal_map_saved() makes them count.
 *
 * Returns: a code of SQLite; after an error the map must be loaded again
 */
int
mps_seal_map_save (MpsSealMap *map,
                   const MpsSealCipher *cipher,
                   MpsSealNonces *nonces,
                   sqlite3_file *file,
                   guint64 epoch)
{
  for (guint32 i = 0; i < map->parts->len; i++) {
    Part *part = &g_array_index (map->parts, Part, i);
    int code;

    if (!part->changed)
      continue;
    code = save_part (map, cipher, nonces, file, epoch, i);
    if (code != SQLITE_OK)
      return code;
    add_hash (map->hash, part->hash);
    add_hash (map->hash, part->next);
  }
  return SQLITE_OK;
}

/**
 * mps_seal_map_saved:
 * @map: a map whose new parts have reached the disk and whose hash is in the head
 */
void
mps_seal_map_saved (MpsSealMap *map)
{
  for (guint32 i = 0; i < map->parts->len; i++) {
    Part *part = &g_array_index (map->parts, Part, i);

    if (!part->changed)
      continue;
    part->place ^= 1;
    part->changed = FALSE;
    memcpy (part->hash, part->next, sizeof part->hash);
  }
}
