/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-vfs-private.h"

#include <sodium.h>
#include <string.h>

/* What SQLite reads when it opens a file, before it locks anything. */
#define HEADER_SIZE 100

sqlite3_file *
mps_seal_file_below (MpsSealFile *file)
{
  return (sqlite3_file *)(file + 1);
}

gboolean
mps_seal_file_reserves (const guint8 *page)
{
  return sodium_is_zero (page + MPS_SEAL_PAGE_BODY, MPS_SEAL_OVERHEAD) == 1;
}

static gboolean
is_salvage (const MpsSealFile *self)
{
  return self->companion->use == MPS_SEAL_SALVAGE;
}

/* Read without a lock while another process may be writing the page, so it is made up: SQLite takes
 * from it only how pages are laid out, which is always the same, and reads page 1 under a lock. */
static int
read_header (MpsSealFile *self, guint8 *header)
{
  sqlite3_int64 size = 0;
  int code = mps_seal_companion_get_size (self->companion, mps_seal_file_below (self), &size);

  if (code != SQLITE_OK)
    return code;

  memset (header, 0, HEADER_SIZE);
  if (size > 0)
    memcpy (header, "SQLite format 3", 16);
  if (size > 0 || self->empty_geometry) {
    header[16] = MPS_SEAL_PAGE >> 8;
    header[18] = header[19] = 2;
    header[20] = MPS_SEAL_OVERHEAD;
  }
  return size > 0 ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int
refuse_page (MpsSealFile *self, guint32 page, const char *why)
{
  mps_seal_vfs_note_page (self->vfs, page);
  return mps_seal_companion_refuse (self->companion, ": page %u %s", page, why);
}

/* What cannot be read is damage, save in a file in which nothing counts yet. */
static int
refuse_unless_empty (MpsSealFile *self, guint32 page, const char *why)
{
  sqlite3_int64 size = 0;
  int code = mps_seal_companion_get_size (self->companion, mps_seal_file_below (self), &size);

  if (code != SQLITE_OK)
    return code;
  return size == 0 ? SQLITE_IOERR_SHORT_READ : refuse_page (self, page, why);
}

static int
read_page (MpsSealFile *self, guint32 page, guint8 *plain)
{
  MpsSealCompanion *companion = self->companion;
  sqlite3_file *below = mps_seal_file_below (self);
  int code = below->pMethods->xRead (
      below, self->raw, MPS_SEAL_PAGE, (sqlite3_int64)(page - 1) * MPS_SEAL_PAGE);

  if (code == SQLITE_IOERR_SHORT_READ || (code == SQLITE_OK && companion->cipher == NULL))
    return refuse_unless_empty (self, page, "is missing: the file was cut");
  if (code != SQLITE_OK)
    return code;

  if (!mps_seal_page_open (companion->cipher, page, self->raw, plain)) {
    if (sodium_is_zero (self->raw, MPS_SEAL_PAGE) &&
        mps_seal_companion_never_written (companion, page)) {
      memset (plain, 0, MPS_SEAL_PAGE);
      return SQLITE_OK;
    }
    return refuse_unless_empty (self, page, "was altered or does not belong here");
  }
  code = mps_seal_companion_judge (
      companion, below, page, mps_seal_box_get_epoch (self->raw, MPS_SEAL_PAGE_BODY));
  if (code == SQLITE_IOERR_DATA)
    mps_seal_vfs_note_page (self->vfs, page);
  if (code != SQLITE_OK)
    sodium_memzero (plain, MPS_SEAL_PAGE);
  return code;
}

static int
read_part (MpsSealFile *self, guint32 page, guint8 *bytes, gsize at, gsize n)
{
  guint8 plain[MPS_SEAL_PAGE] = { 0 };
  int code = read_page (self, page, plain);

  if (code == SQLITE_OK)
    memcpy (bytes, plain + at, n);
  else
    memset (bytes, 0, n);
  sodium_memzero (plain, sizeof plain);
  return code;
}

static int
database_read (sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
  MpsSealFile *self = (MpsSealFile *)file;
  guint8 *to = bytes;
  int code = SQLITE_OK;

  if (offset == 0 && size == HEADER_SIZE)
    return read_header (self, to);

  while (size > 0 && code == SQLITE_OK) {
    guint32 page = (guint32)(offset / MPS_SEAL_PAGE) + 1;
    gsize at = (gsize)(offset % MPS_SEAL_PAGE);
    gsize n = MIN ((gsize)size, MPS_SEAL_PAGE - at);

    code = n == MPS_SEAL_PAGE ? read_page (self, page, to) : read_part (self, page, to, at, n);
    to += n;
    size -= (int)n;
    offset += (sqlite3_int64)n;
  }
  if (code == SQLITE_IOERR_SHORT_READ)
    memset (bytes, 0, (gsize)(to - (guint8 *)bytes) + (gsize)size);
  return code;
}

static gboolean
is_laid_out (const guint8 *page, sqlite3_int64 offset)
{
  return mps_seal_file_reserves (page) &&
         (offset > 0 ||
          (page[16] == MPS_SEAL_PAGE >> 8 && page[17] == 0 && page[20] == MPS_SEAL_OVERHEAD));
}

static int
write_page (MpsSealFile *self, const guint8 *plain, sqlite3_int64 offset)
{
  sqlite3_file *below = mps_seal_file_below (self);
  guint32 page = (guint32)(offset / MPS_SEAL_PAGE) + 1;
  guint64 epoch = 0;
  int code = mps_seal_companion_begin (self->companion, below, &epoch);

  if (code != SQLITE_OK)
    return code;

  self->writes = TRUE;
  self->synced = FALSE;
  mps_seal_page_seal (self->companion->cipher, &self->nonces, epoch, page, plain, self->raw);
  code = below->pMethods->xWrite (below, self->raw, MPS_SEAL_PAGE, offset);
  mps_seal_companion_written (self->companion, page, code);
  return code;
}

static int
database_write (sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
  MpsSealFile *self = (MpsSealFile *)file;

  if (is_salvage (self))
    return SQLITE_READONLY;
  if (size != MPS_SEAL_PAGE || offset % MPS_SEAL_PAGE != 0 || !is_laid_out (bytes, offset)) {
    mps_seal_companion_refuse (self->companion,
                               ": it was to be written with pages that have no room for a seal");
    return SQLITE_IOERR_WRITE;
  }
  /* Outside of a checkpoint there is only a journal in memory, which saves no one from a crash. */
  if (!self->checkpointing && !mps_seal_companion_is_creating (self->companion)) {
    mps_seal_companion_refuse (self->companion, ": a sealed database is written in WAL mode only");
    return SQLITE_IOERR_WRITE;
  }
  return write_page (self, bytes, offset);
}

static int
database_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);
  sqlite3_int64 now = 0;
  int code = self->failed;

  self->failed = SQLITE_OK;
  if (is_salvage (self))
    return SQLITE_READONLY;
  if (code == SQLITE_OK)
    code = below->pMethods->xFileSize (below, &now);
  if (code != SQLITE_OK || now == size)
    return code;

  self->synced = FALSE;
  code = mps_seal_companion_shrink (self->companion, below, size);
  return code == SQLITE_OK ? below->pMethods->xTruncate (below, size) : code;
}

static int
database_sync (sqlite3_file *file, int flags)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);
  gboolean synced = FALSE;
  int code = self->failed;

  self->failed = SQLITE_OK;
  if (code != SQLITE_OK || self->synced || is_salvage (self))
    return code;

  code = mps_seal_companion_finish (self->companion, below, &synced);
  if (code == SQLITE_OK && !synced)
    code = below->pMethods->xSync (below, flags);
  self->synced = code == SQLITE_OK;
  return code;
}

static int
database_size (sqlite3_file *file, sqlite3_int64 *size)
{
  MpsSealFile *self = (MpsSealFile *)file;

  return mps_seal_companion_get_size (self->companion, mps_seal_file_below (self), size);
}

static int
database_close (sqlite3_file *file)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);
  gboolean synced = FALSE;
  int finished = SQLITE_OK;
  int code;

  if (!is_salvage (self) && self->writes)
    finished = mps_seal_companion_finish (self->companion, below, &synced);
  code = below->pMethods->xClose (below);
  mps_seal_vfs_return_companion (self->vfs, self->companion);
  sodium_memzero (self->raw, sizeof self->raw);
  return finished != SQLITE_OK ? finished : code;
}

static int
database_lock (sqlite3_file *file, int level)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);
  int code = below->pMethods->xLock (below, level);

  /* An error here would leave SQLite without knowing that it has the lock; reading tells. */
  if (code == SQLITE_OK && level == SQLITE_LOCK_SHARED)
    mps_seal_companion_refresh (self->companion, below);
  return code;
}

static int
database_unlock (sqlite3_file *file, int level)
{
  sqlite3_file *below = mps_seal_file_below ((MpsSealFile *)file);

  return below->pMethods->xUnlock (below, level);
}

static int
database_check_lock (sqlite3_file *file, int *reserved)
{
  sqlite3_file *below = mps_seal_file_below ((MpsSealFile *)file);

  return below->pMethods->xCheckReservedLock (below, reserved);
}

/* A checkpoint may end without SQLite's syncing the database, so the map is saved here. */
static int
end_checkpoint (MpsSealFile *self)
{
  self->checkpointing = FALSE;
  if (!self->writes || self->synced || is_salvage (self))
    return SQLITE_OK;

  self->failed =
      mps_seal_companion_finish (self->companion, mps_seal_file_below (self), &self->synced);
  if (self->failed != SQLITE_OK)
    self->synced = FALSE;
  return self->failed;
}

/* Once there is something in it, a sealed database stays in WAL mode: the pragma answers so. */
static int
answer_pragma (MpsSealFile *self, char **arguments)
{
  if (arguments[2] == NULL)
    return SQLITE_NOTFOUND;
  if (sqlite3_stricmp (arguments[1], "journal_mode") == 0 &&
      sqlite3_stricmp (arguments[2], "wal") != 0 &&
      !mps_seal_companion_is_creating (self->companion)) {
    arguments[0] = sqlite3_mprintf ("wal");
    return SQLITE_OK;
  }
  return SQLITE_NOTFOUND;
}

static int
dup_damage (MpsSealFile *self, char **text)
{
  MpsSealCompanion *companion = self->companion;

  g_mutex_lock (&companion->mutex);
  *text = g_strdup (companion->damage);
  g_mutex_unlock (&companion->mutex);
  return SQLITE_OK;
}

static int
get_last_errno (MpsSealFile *self, int *number)
{
  MpsSealCompanion *companion = self->companion;
  sqlite3_file *below = mps_seal_file_below (self);
  int code = below->pMethods->xFileControl (below, SQLITE_FCNTL_LAST_ERRNO, number);

  g_mutex_lock (&companion->mutex);
  if (*number == 0 && companion->file != NULL)
    code =
        companion->file->pMethods->xFileControl (companion->file, SQLITE_FCNTL_LAST_ERRNO, number);
  g_mutex_unlock (&companion->mutex);
  return code;
}

static int
database_control (sqlite3_file *file, int operation, void *argument)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);

  switch (operation) {
  case MPS_SEAL_DAMAGE_OF:
    return dup_damage (self, argument);
  case MPS_SEAL_IS_SEALED:
    return SQLITE_OK;
  case SQLITE_FCNTL_MMAP_SIZE:
  case SQLITE_FCNTL_CHUNK_SIZE:
    return SQLITE_NOTFOUND;
  case SQLITE_FCNTL_PRAGMA:
    return answer_pragma (self, argument);
  case SQLITE_FCNTL_LAST_ERRNO:
    return get_last_errno (self, argument);
  case SQLITE_FCNTL_CKPT_START:
    self->checkpointing = TRUE;
    return SQLITE_OK;
  case SQLITE_FCNTL_CKPT_DONE:
    return end_checkpoint (self);
  default:
    return below->pMethods->xFileControl (below, operation, argument);
  }
}

static int
database_sector (sqlite3_file *file)
{
  sqlite3_file *below = mps_seal_file_below ((MpsSealFile *)file);

  return below->pMethods->xSectorSize (below);
}

/* Without this promise SQLite would split writes in ways that cannot be sealed; others, which newer
 * versions of SQLite take for leave to do so, are not passed on. */
static int
database_character (sqlite3_file *file)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int
database_shm_map (sqlite3_file *file, int region, int size, int extend, volatile void **memory)
{
  sqlite3_file *below = mps_seal_file_below ((MpsSealFile *)file);

  return below->pMethods->xShmMap (below, region, size, extend, memory);
}

static int
database_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  MpsSealFile *self = (MpsSealFile *)file;
  sqlite3_file *below = mps_seal_file_below (self);
  int code = below->pMethods->xShmLock (below, offset, n, flags);

  /* Here a transaction begins to read. */
  if (code == SQLITE_OK && flags == (SQLITE_SHM_LOCK | SQLITE_SHM_SHARED))
    mps_seal_companion_refresh (self->companion, below);
  return code;
}

static void
database_shm_barrier (sqlite3_file *file)
{
  sqlite3_file *below = mps_seal_file_below ((MpsSealFile *)file);

  below->pMethods->xShmBarrier (below);
}

static int
database_shm_unmap (sqlite3_file *file, int delete)
{
  sqlite3_file *below = mps_seal_file_below ((MpsSealFile *)file);

  return below->pMethods->xShmUnmap (below, delete);
}

/* Version 2 has no xFetch: nothing is ever mapped past the seal. */
const sqlite3_io_methods *
mps_seal_database_methods (void)
{
  static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = database_close,
    .xRead = database_read,
    .xWrite = database_write,
    .xTruncate = database_truncate,
    .xSync = database_sync,
    .xFileSize = database_size,
    .xLock = database_lock,
    .xUnlock = database_unlock,
    .xCheckReservedLock = database_check_lock,
    .xFileControl = database_control,
    .xSectorSize = database_sector,
    .xDeviceCharacteristics = database_character,
    .xShmMap = database_shm_map,
    .xShmLock = database_shm_lock,
    .xShmBarrier = database_shm_barrier,
    .xShmUnmap = database_shm_unmap,
  };

  return &methods;
}
