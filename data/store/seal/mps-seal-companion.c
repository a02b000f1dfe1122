/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-companion-private.h"

#include "data/store/seal/mps-seal-vfs-private.h"

#include <sodium.h>
#include <string.h>

/* Between two looks at what another process is just writing. */
#define LOOK_AGAIN_US 500
#define LOOKS 8

/* Pages that are tried with a key before it is taken for another file's. */
#define SALVAGE_LOOKS 200

MpsSealCompanion *
mps_seal_companion_new (
    MpsSealVfs *vfs, sqlite3_vfs *below, MpsSealKey *key, MpsSealUse use, const char *path)
{
  MpsSealCompanion *self = g_new0 (MpsSealCompanion, 1);

  self->vfs = vfs;
  self->below = below;
  self->key = key;
  self->use = use;
  self->path = g_strdup (path);
  self->name = g_path_get_basename (path);
  self->file_path = g_strconcat (path, MPS_SEAL_SUFFIX, NULL);
  self->ciphers = g_ptr_array_new_with_free_func ((GDestroyNotify)mps_seal_cipher_free);
  g_mutex_init (&self->mutex);
  mps_seal_nonces_init (&self->nonces);
  mps_seal_map_init (&self->map);
  return self;
}

void
mps_seal_companion_free (MpsSealCompanion *self)
{
  if (self == NULL)
    return;

  if (self->file != NULL)
    self->file->pMethods->xClose (self->file);
  g_free (self->file);
  g_ptr_array_unref (self->ciphers);
  mps_seal_map_clear (&self->map);
  g_mutex_clear (&self->mutex);
  g_free (self->damage);
  g_free (self->path);
  g_free (self->name);
  g_free (self->file_path);
  g_free (self);
}

G_GNUC_PRINTF (2, 0)
static int
refuse_valist (MpsSealCompanion *self, const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  g_free (self->damage);
  self->damage = g_strconcat (self->name, text, NULL);
  mps_seal_vfs_note_damage (self->vfs, self->damage);
  return SQLITE_IOERR_DATA;
}

/* What is said follows the name of the file. */
int
mps_seal_companion_refuse_locked (MpsSealCompanion *self, const char *format, ...)
{
  va_list arguments;
  int code;

  va_start (arguments, format);
  code = refuse_valist (self, format, arguments);
  va_end (arguments);
  return code;
}

int
mps_seal_companion_refuse (MpsSealCompanion *self, const char *format, ...)
{
  va_list arguments;
  int code;

  g_mutex_lock (&self->mutex);
  va_start (arguments, format);
  code = refuse_valist (self, format, arguments);
  va_end (arguments);
  g_mutex_unlock (&self->mutex);
  return code;
}

/* What is on the disk is what counts from now on. */
void
mps_seal_companion_forget (MpsSealCompanion *self)
{
  self->loaded = FALSE;
  self->updating = FALSE;
  self->broken = FALSE;
}

static int
check_belongs (MpsSealCompanion *self, sqlite3_file *db)
{
  sqlite3_int64 size = 0;
  guint8 id[MPS_SEAL_ID_SIZE];
  int code = db->pMethods->xFileSize (db, &size);

  if (code != SQLITE_OK || size < MPS_SEAL_ID_SIZE || self->head.state == MPS_SEAL_CREATING)
    return code;
  if (self->head.state == MPS_SEAL_NONE)
    return mps_seal_companion_refuse_locked (self, MPS_SEAL_SUFFIX ": its head was wiped out");

  code = db->pMethods->xRead (db, id, sizeof id, 0);
  if (code != SQLITE_OK)
    return code;
  if (memcmp (id, mps_seal_cipher_peek_id (self->cipher), sizeof id) != 0)
    return mps_seal_companion_refuse_locked (
        self, ": it is not the file that belongs here, or its first page was altered");
  return SQLITE_OK;
}

/* Another process may complete its update while the map is read; then the head is a new one too. */
static int
load_map (MpsSealCompanion *self)
{
  for (guint look = 0;; look++) {
    guint64 sequence = self->head.sequence;
    guint32 bad_part = 0;
    int code = mps_seal_map_load (
        &self->map, self->cipher, self->file, self->head.n_parts, self->head.complete, &bad_part);

    if (code != SQLITE_OK)
      return code;
    if (bad_part == G_MAXUINT32 &&
        memcmp (self->map.hash, self->head.hash, sizeof self->head.hash) == 0)
      return SQLITE_OK;

    g_usleep (LOOK_AGAIN_US);
    code = mps_seal_companion_read_heads (self, &self->head);
    if (code != SQLITE_OK)
      return code;
    if (look < LOOKS || self->head.sequence != sequence)
      continue;
    if (bad_part == G_MAXUINT32)
      return mps_seal_companion_refuse_locked (
          self, MPS_SEAL_SUFFIX ": parts of its map were put back to an older state or altered");
    return mps_seal_companion_refuse_locked (self,
                                             MPS_SEAL_SUFFIX
                                             ": the part of its map for pages %u to %u was altered",
                                             bad_part * MPS_SEAL_PART_PAGES + 1,
                                             (bad_part + 1) * MPS_SEAL_PART_PAGES);
  }
}

/* A database that was filled needs its companion; one that no one wrote to yet has none. */
static int
load_without_file (MpsSealCompanion *self, sqlite3_file *db)
{
  sqlite3_int64 size = 0;
  int exists = 0;
  int code = db->pMethods->xFileSize (db, &size);

  self->head = (MpsSealHead){ .state = MPS_SEAL_NONE };
  if (code != SQLITE_OK || size == 0)
    return code;

  /* It may just have been made. */
  code = self->below->xAccess (self->below, self->file_path, SQLITE_ACCESS_EXISTS, &exists);
  if (code != SQLITE_OK || exists)
    return code != SQLITE_OK ? code : SQLITE_BUSY;
  return mps_seal_companion_refuse_locked (self, MPS_SEAL_SUFFIX ": it is missing or empty");
}

int
mps_seal_companion_load_locked (MpsSealCompanion *self, sqlite3_file *db)
{
  int exists = 0;
  int code;

  if (self->loaded)
    return SQLITE_OK;

  code = self->below->xAccess (self->below, self->file_path, SQLITE_ACCESS_EXISTS, &exists);
  if (code != SQLITE_OK)
    return code;
  if (!exists)
    return load_without_file (self, db);

  code = mps_seal_companion_open_file (self, FALSE);
  if (code == SQLITE_OK)
    code = mps_seal_companion_read_heads (self, &self->head);
  if (code == SQLITE_OK)
    code = check_belongs (self, db);
  if (code != SQLITE_OK || self->head.state == MPS_SEAL_NONE)
    return code;

  code = load_map (self);
  if (code == SQLITE_OK && self->head.state != MPS_SEAL_CREATING)
    code = mps_seal_companion_read_anchors (self);
  self->loaded = code == SQLITE_OK;
  return code;
}

/* Takes over what another process wrote since. */
int
mps_seal_companion_refresh_locked (MpsSealCompanion *self, sqlite3_file *db)
{
  guint8 heads[sizeof self->raw_heads];
  MpsSealHead known;
  int code = mps_seal_companion_load_locked (self, db);

  if (code != SQLITE_OK || !self->loaded || self->updating)
    return code;

  code = self->file->pMethods->xRead (self->file, heads, sizeof heads, 0);
  if (code != SQLITE_OK)
    return code;
  if (memcmp (heads, self->raw_heads, sizeof heads) == 0)
    return SQLITE_OK;

  known = self->head;
  code = mps_seal_companion_read_heads (self, &self->head);
  if (code == SQLITE_OK && (known.complete != self->head.complete ||
                            memcmp (known.hash, self->head.hash, sizeof known.hash) != 0))
    code = load_map (self);
  if (code != SQLITE_OK)
    mps_seal_companion_forget (self);
  return code;
}

int
mps_seal_companion_refresh (MpsSealCompanion *self, sqlite3_file *db)
{
  int code;

  if (self->use == MPS_SEAL_SALVAGE)
    return SQLITE_OK;

  g_mutex_lock (&self->mutex);
  code = mps_seal_companion_refresh_locked (self, db);
  g_mutex_unlock (&self->mutex);
  return code;
}

/* What another process is just creating, or never came to the end of, is an empty database. */
static gboolean
counts_as_empty (MpsSealCompanion *self)
{
  return self->head.state == MPS_SEAL_NONE ||
         (self->head.state == MPS_SEAL_CREATING && !self->updating);
}

static int
get_size_locked (MpsSealCompanion *self, sqlite3_file *db, sqlite3_int64 *size)
{
  sqlite3_int64 needed;
  int code = mps_seal_companion_load_locked (self, db);

  if (code == SQLITE_OK)
    code = db->pMethods->xFileSize (db, size);
  if (code != SQLITE_OK)
    return code;

  needed = (sqlite3_int64)self->head.n_pages * MPS_SEAL_PAGE;
  if (*size < needed) {
    /* Another process may have made it smaller. */
    code = mps_seal_companion_refresh_locked (self, db);
    if (code == SQLITE_OK)
      code = db->pMethods->xFileSize (db, size);
    needed = (sqlite3_int64)self->head.n_pages * MPS_SEAL_PAGE;
  }
  if (code != SQLITE_OK)
    return code;
  if (*size == 0 && needed > 0)
    return mps_seal_companion_refuse_locked (self, ": it was emptied");
  if (*size < needed)
    return mps_seal_companion_refuse_locked (
        self, ": it was cut: page %u is missing", (guint)(*size / MPS_SEAL_PAGE) + 1);
  if (counts_as_empty (self))
    *size = 0;
  return SQLITE_OK;
}

int
mps_seal_companion_get_size (MpsSealCompanion *self, sqlite3_file *db, sqlite3_int64 *size)
{
  int code;

  if (self->use == MPS_SEAL_SALVAGE)
    return db->pMethods->xFileSize (db, size);

  g_mutex_lock (&self->mutex);
  code = get_size_locked (self, db, size);
  g_mutex_unlock (&self->mutex);
  return code;
}

/* Whether a page that is newer than the map says may be: its writer did not get to save the map. */
static gboolean
may_be_newer (MpsSealCompanion *self, guint64 epoch)
{
  return self->head.state != MPS_SEAL_COMPLETE && epoch > self->head.complete &&
         epoch <= self->head.epoch;
}

static int
judge_locked (MpsSealCompanion *self, sqlite3_file *db, guint32 page, guint64 epoch)
{
  int code;

  if (self->loaded && epoch == mps_seal_map_get (&self->map, page))
    return SQLITE_OK;
  if (!self->loaded && self->use == MPS_SEAL_SALVAGE)
    return SQLITE_OK;

  code = mps_seal_companion_refresh_locked (self, db);
  if (code != SQLITE_OK)
    return code;
  if (counts_as_empty (self))
    return SQLITE_IOERR_SHORT_READ;
  if (epoch == mps_seal_map_get (&self->map, page) ||
      (epoch > mps_seal_map_get (&self->map, page) && may_be_newer (self, epoch)))
    return SQLITE_OK;

  if (epoch < mps_seal_map_get (&self->map, page))
    return mps_seal_companion_refuse_locked (
        self, ": page %u was put back to an older state", page);
  return mps_seal_companion_refuse_locked (
      self, MPS_SEAL_SUFFIX ": it is older than page %u of %s", page, self->name);
}

/**
 * mps_seal_companion_judge:
 * @self: a companion
 * @db: the database
 * @page: number of a page that opened
 * @epoch: the epoch in which it was written
 *
 * Returns: %SQLITE_OK where it is the newest version of that page; %SQLITE_IOERR_SHORT_READ where
 *   nothing in the database counts yet
 */
int
mps_seal_companion_judge (MpsSealCompanion *self, sqlite3_file *db, guint32 page, guint64 epoch)
{
  int code;

  g_mutex_lock (&self->mutex);
  code = judge_locked (self, db, page, epoch);
  g_mutex_unlock (&self->mutex);
  return code;
}

/**
 * mps_seal_companion_never_written:
 * @self: a companion
 * @page: number of a page that is all zeros
 *
 * SQLite never writes the page that its locks lie on.
 *
 * Returns: whether it ought to be
 */
gboolean
mps_seal_companion_never_written (MpsSealCompanion *self, guint32 page)
{
  gboolean never;

  g_mutex_lock (&self->mutex);
  never = self->loaded && mps_seal_map_get (&self->map, page) == 0;
  g_mutex_unlock (&self->mutex);
  return never;
}

/* Whether the cipher that the companion's head names is that of this file: its first page may be
 * the one that is lost, but not all of the first. */
static gboolean
cipher_fits (MpsSealCompanion *self, sqlite3_file *db)
{
  guint8 raw[MPS_SEAL_PAGE];
  guint8 plain[MPS_SEAL_PAGE];
  gboolean fits = FALSE;

  for (guint32 page = 1; self->cipher != NULL && !fits && page <= SALVAGE_LOOKS; page++)
    fits = db->pMethods->xRead (db, raw, sizeof raw, (sqlite3_int64)(page - 1) * MPS_SEAL_PAGE) ==
               SQLITE_OK &&
           mps_seal_page_open (self->cipher, page, raw, plain);
  sodium_memzero (plain, sizeof plain);
  return fits;
}

/**
 * mps_seal_companion_salvage:
 * @self: a companion that is only used to save what can be saved
 * @db: the database
 *
 * Loads what can be loaded. Whose pages they are, the companion's head says; where that is lost,
 * page 1 does.
 */
void
mps_seal_companion_salvage (MpsSealCompanion *self, sqlite3_file *db)
{
  guint8 id[MPS_SEAL_ID_SIZE];

  g_mutex_lock (&self->mutex);
  if (mps_seal_companion_load_locked (self, db) != SQLITE_OK && !cipher_fits (self, db) &&
      db->pMethods->xRead (db, id, sizeof id, 0) == SQLITE_OK)
    mps_seal_companion_use_id (self, id);
  g_mutex_unlock (&self->mutex);
}

gboolean
mps_seal_companion_is_creating (MpsSealCompanion *self)
{
  gboolean creating;

  g_mutex_lock (&self->mutex);
  creating = self->head.state == MPS_SEAL_NONE || self->head.state == MPS_SEAL_CREATING;
  g_mutex_unlock (&self->mutex);
  return creating;
}
