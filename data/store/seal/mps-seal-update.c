/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-companion-private.h"

#include <sodium.h>
#include <string.h>

/*
 * An update writes pages into the database: a checkpoint, or the first transaction of a new file.
 * SQLite lets only one connection of all processes do so at a time.
 *
 *  1. the head {epoch + 1, updating} reaches the disk
 *  2. pages are written, with the new epoch in their nonces
 *  3. the pages reach the disk
 *  4. the changed parts of the map are written to their free places and reach the disk
 *  5. the head {epoch + 1, complete, hash of the new map} is written
 *
 * Whenever that ends, the map named by the head can be read, and the pages that are newer than it
 * have epochs that the head allows. All pages of an update that did not come to its end are in the
 * log still, or are found by take_over().
 */

#define PAGES_AT_ONCE 256

static int
sync_file (MpsSealCompanion *self)
{
  return self->file->pMethods->xSync (self->file, SQLITE_SYNC_NORMAL);
}

static int
create (MpsSealCompanion *self)
{
  guint8 id[MPS_SEAL_ID_SIZE];
  guint8 nothing[4096] = { 0 };
  int code = mps_seal_companion_open_file (self, TRUE);

  if (code != SQLITE_OK)
    return code;

  randombytes_buf (id, sizeof id);
  mps_seal_companion_use_id (self, id);
  mps_seal_map_clear (&self->map);
  mps_seal_map_init (&self->map);
  self->head = (MpsSealHead){ .state = MPS_SEAL_NONE };
  self->anchor = (MpsSealAnchor){ 0 };
  memset (self->raw_anchors, 0, sizeof self->raw_anchors);
  /* The room that is needed later is taken now. */
  return self->file->pMethods->xWrite (self->file, nothing, sizeof nothing, 0);
}

/* Pages of an earlier try do not count. */
static int
empty_database (MpsSealCompanion *self, sqlite3_file *db)
{
  sqlite3_int64 size = 0;
  int code = db->pMethods->xFileSize (db, &size);

  if (code == SQLITE_OK && size > 0)
    code = db->pMethods->xTruncate (db, 0);
  mps_seal_map_clear (&self->map);
  mps_seal_map_init (&self->map);
  return code;
}

static void
take_page (MpsSealCompanion *self, guint32 page, const guint8 *raw)
{
  guint64 epoch = mps_seal_box_get_epoch (raw, MPS_SEAL_PAGE_BODY);
  guint8 plain[MPS_SEAL_PAGE];

  if (epoch <= self->head.complete || epoch > self->head.epoch)
    return;
  if (mps_seal_page_open (self->cipher, page, raw, plain))
    mps_seal_map_set (&self->map, page, (guint32)epoch);
  sodium_memzero (plain, sizeof plain);
}

/* Finds the pages of an update whose writer did not save the map. */
static int
take_over (MpsSealCompanion *self, sqlite3_file *db)
{
  g_autofree guint8 *raw = g_malloc (PAGES_AT_ONCE * MPS_SEAL_PAGE);
  sqlite3_int64 size = 0;
  int code = db->pMethods->xFileSize (db, &size);

  for (sqlite3_int64 at = 0; code == SQLITE_OK && at + MPS_SEAL_PAGE <= size;) {
    int n = (int)MIN ((size - at) / MPS_SEAL_PAGE, PAGES_AT_ONCE);

    code = db->pMethods->xRead (db, raw, n * MPS_SEAL_PAGE, at);
    for (int i = 0; code == SQLITE_OK && i < n; i++)
      take_page (self, (guint32)(at / MPS_SEAL_PAGE) + (guint32)i + 1, raw + i * MPS_SEAL_PAGE);
    at += n * MPS_SEAL_PAGE;
  }
  return code;
}

static int
prepare (MpsSealCompanion *self, sqlite3_file *db)
{
  switch (self->head.state) {
  case MPS_SEAL_NONE:
    return create (self);
  case MPS_SEAL_CREATING:
    return empty_database (self, db);
  case MPS_SEAL_UPDATING:
    return take_over (self, db);
  case MPS_SEAL_COMPLETE:
  default:
    return SQLITE_OK;
  }
}

static int
write_anchor_first (MpsSealCompanion *self)
{
  const MpsSealAnchor none = { .sequence = 1 };

  return mps_seal_companion_write_anchor (self, &none);
}

static int
begin_locked (MpsSealCompanion *self, sqlite3_file *db)
{
  MpsSealHead head;
  gboolean creating;
  int code = prepare (self, db);

  if (code != SQLITE_OK)
    return code;

  creating = self->head.state == MPS_SEAL_NONE || self->head.state == MPS_SEAL_CREATING;
  head = self->head;
  head.epoch++;
  head.sequence++;
  head.state = creating ? MPS_SEAL_CREATING : MPS_SEAL_UPDATING;
  if (head.epoch >= G_MAXUINT32)
    return mps_seal_companion_refuse_locked (
        self, ": it was written too often; back it up and restore the backup");
  if (creating)
    code = write_anchor_first (self);
  if (code == SQLITE_OK)
    code = mps_seal_companion_write_head (self, &head);
  return code == SQLITE_OK ? sync_file (self) : code;
}

/**
 * mps_seal_companion_begin:
 * @self: a companion
 * @db: the database
 * @epoch: (out): what goes into the nonces of the pages
 *
 * To be called before each page is written.
 *
 * Returns: a code of SQLite
 */
int
mps_seal_companion_begin (MpsSealCompanion *self, sqlite3_file *db, guint64 *epoch)
{
  int code = SQLITE_OK;

  g_mutex_lock (&self->mutex);
  if (!self->updating) {
    code = mps_seal_companion_refresh_locked (self, db);
    if (code == SQLITE_OK)
      code = begin_locked (self, db);
    if (code != SQLITE_OK)
      mps_seal_companion_forget (self);
    else
      self->updating = self->loaded = TRUE;
  }
  *epoch = self->head.epoch;
  g_mutex_unlock (&self->mutex);
  return code;
}

/**
 * mps_seal_companion_written:
 * @self: a companion
 * @page: a page that was to be written
 * @code: what came of it
 */
void
mps_seal_companion_written (MpsSealCompanion *self, guint32 page, int code)
{
  g_mutex_lock (&self->mutex);
  if (code == SQLITE_OK)
    mps_seal_map_set (&self->map, page, (guint32)self->head.epoch);
  else
    self->broken = TRUE;
  g_mutex_unlock (&self->mutex);
}

static int
save (MpsSealCompanion *self, sqlite3_int64 size)
{
  MpsSealHead head = self->head;
  int code =
      mps_seal_map_save (&self->map, self->cipher, &self->nonces, self->file, self->head.epoch);

  if (code == SQLITE_OK)
    code = sync_file (self);
  if (code != SQLITE_OK)
    return code;

  head.sequence++;
  head.complete = head.epoch;
  head.state = MPS_SEAL_COMPLETE;
  head.n_pages = (guint32)(size / MPS_SEAL_PAGE);
  head.n_parts = self->map.parts->len;
  memcpy (head.hash, self->map.hash, sizeof head.hash);
  code = mps_seal_companion_write_head (self, &head);
  if (code == SQLITE_OK)
    mps_seal_map_saved (&self->map);
  return code;
}

static int
finish_locked (MpsSealCompanion *self, sqlite3_file *db)
{
  sqlite3_int64 size = 0;
  int code;

  /* Which pages were written is not certain; whoever updates next finds out. */
  if (self->broken) {
    mps_seal_companion_forget (self);
    return SQLITE_OK;
  }

  code = db->pMethods->xSync (db, SQLITE_SYNC_NORMAL);
  if (code == SQLITE_OK)
    code = db->pMethods->xFileSize (db, &size);
  if (code == SQLITE_OK && size > 0)
    code = save (self, size);
  if (code != SQLITE_OK)
    mps_seal_companion_forget (self);
  else
    self->updating = FALSE;
  return code;
}

/**
 * mps_seal_companion_finish:
 * @self: a companion
 * @db: the database
 * @synced: (out): whether @db was synced, too
 *
 * Makes the pages that were written durable, then the map.
 *
 * Returns: a code of SQLite
 */
int
mps_seal_companion_finish (MpsSealCompanion *self, sqlite3_file *db, gboolean *synced)
{
  int code = SQLITE_OK;

  g_mutex_lock (&self->mutex);
  *synced = self->updating && !self->broken;
  if (self->updating)
    code = finish_locked (self, db);
  g_mutex_unlock (&self->mutex);
  return code;
}

static int
shrink_locked (MpsSealCompanion *self, sqlite3_file *db, sqlite3_int64 size)
{
  MpsSealHead head;
  int code = mps_seal_companion_refresh_locked (self, db);

  if (code != SQLITE_OK || !self->loaded ||
      size >= (sqlite3_int64)self->head.n_pages * MPS_SEAL_PAGE)
    return code;

  head = self->head;
  head.sequence++;
  head.n_pages = (guint32)(size / MPS_SEAL_PAGE);
  /* Its first transaction was taken back in the last moment. */
  if (head.n_pages == 0) {
    head.state = MPS_SEAL_CREATING;
    head.n_parts = 0;
    memset (head.hash, 0, sizeof head.hash);
  }
  code = mps_seal_companion_write_head (self, &head);
  if (code == SQLITE_OK)
    code = sync_file (self);
  if (code != SQLITE_OK)
    mps_seal_companion_forget (self);
  return code;
}

/**
 * mps_seal_companion_shrink:
 * @self: a companion
 * @db: the database
 * @size: bytes that it will have
 *
 * To be called before the database is made smaller.
 *
 * Returns: a code of SQLite
 */
int
mps_seal_companion_shrink (MpsSealCompanion *self, sqlite3_file *db, sqlite3_int64 size)
{
  int code;

  g_mutex_lock (&self->mutex);
  code = shrink_locked (self, db, size);
  g_mutex_unlock (&self->mutex);
  return code;
}

/**
 * mps_seal_companion_make:
 * @self: a companion without a file, whose map was filled
 * @n_pages: pages of the database
 * @epoch: of the newest of them
 *
 * Returns: a code of SQLite
 */
int
mps_seal_companion_make (MpsSealCompanion *self, guint32 n_pages, guint64 epoch)
{
  guint8 nothing[4096] = { 0 };
  int code;

  g_mutex_lock (&self->mutex);
  self->head = (MpsSealHead){ .state = MPS_SEAL_UPDATING, .epoch = epoch, .complete = epoch };
  code = mps_seal_companion_open_file (self, TRUE);
  if (code == SQLITE_OK)
    code = self->file->pMethods->xWrite (self->file, nothing, sizeof nothing, 0);
  if (code == SQLITE_OK)
    code = write_anchor_first (self);
  if (code == SQLITE_OK)
    code = save (self, (sqlite3_int64)n_pages * MPS_SEAL_PAGE);
  if (code == SQLITE_OK)
    code = sync_file (self);
  mps_seal_companion_forget (self);
  g_mutex_unlock (&self->mutex);
  return code;
}
