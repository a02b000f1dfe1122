/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-vfs-private.h"

#include <sodium.h>
#include <string.h>

/* Journals and temporary files hold pages in plain; they live in memory and nowhere else. */
typedef struct {
  sqlite3_file base;
  guint8 *bytes;
  gsize size;
  gsize room;
} MemoryFile;

static void
wipe (MemoryFile *self)
{
  if (self->bytes != NULL)
    sodium_memzero (self->bytes, self->room);
  g_free (self->bytes);
  self->bytes = NULL;
  self->size = 0;
  self->room = 0;
}

static int
memory_close (sqlite3_file *file)
{
  wipe ((MemoryFile *)file);
  return SQLITE_OK;
}

static int
memory_read (sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
  MemoryFile *self = (MemoryFile *)file;
  gsize at = (gsize)offset;
  gsize n = at < self->size ? MIN (self->size - at, (gsize)size) : 0;

  if (n > 0)
    memcpy (bytes, self->bytes + at, n);
  memset ((guint8 *)bytes + n, 0, (gsize)size - n);
  return n == (gsize)size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static gboolean
make_room (MemoryFile *self, gsize needed)
{
  gsize room = MAX (needed, 2 * self->room);
  guint8 *bytes;

  if (needed <= self->room)
    return TRUE;

  bytes = g_try_malloc0 (room);
  if (bytes == NULL)
    return FALSE;
  if (self->bytes != NULL) {
    memcpy (bytes, self->bytes, self->size);
    sodium_memzero (self->bytes, self->room);
  }
  g_free (self->bytes);
  self->bytes = bytes;
  self->room = room;
  return TRUE;
}

static int
memory_write (sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
  MemoryFile *self = (MemoryFile *)file;
  gsize end = (gsize)offset + (gsize)size;

  if (!make_room (self, end))
    return SQLITE_IOERR_NOMEM;

  memcpy (self->bytes + offset, bytes, (gsize)size);
  self->size = MAX (self->size, end);
  return SQLITE_OK;
}

static int
memory_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  MemoryFile *self = (MemoryFile *)file;

  if ((gsize)size < self->size) {
    sodium_memzero (self->bytes + size, self->size - (gsize)size);
    self->size = (gsize)size;
  }
  return SQLITE_OK;
}

static int
memory_sync (sqlite3_file *file, int flags)
{
  return SQLITE_OK;
}

static int
memory_size (sqlite3_file *file, sqlite3_int64 *size)
{
  *size = (sqlite3_int64)((MemoryFile *)file)->size;
  return SQLITE_OK;
}

static int
memory_lock (sqlite3_file *file, int level)
{
  return SQLITE_OK;
}

static int
memory_check_lock (sqlite3_file *file, int *reserved)
{
  *reserved = 0;
  return SQLITE_OK;
}

static int
memory_control (sqlite3_file *file, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
memory_sector (sqlite3_file *file)
{
  return MPS_SEAL_PAGE;
}

static int
memory_character (sqlite3_file *file)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE | SQLITE_IOCAP_SAFE_APPEND;
}

static const sqlite3_io_methods methods = {
  .iVersion = 1,
  .xClose = memory_close,
  .xRead = memory_read,
  .xWrite = memory_write,
  .xTruncate = memory_truncate,
  .xSync = memory_sync,
  .xFileSize = memory_size,
  .xLock = memory_lock,
  .xUnlock = memory_lock,
  .xCheckReservedLock = memory_check_lock,
  .xFileControl = memory_control,
  .xSectorSize = memory_sector,
  .xDeviceCharacteristics = memory_character,
};

gsize
mps_seal_memory_file_size (void)
{
  return sizeof (MemoryFile);
}

void
mps_seal_memory_file_init (sqlite3_file *file)
{
  *(MemoryFile *)file = (MemoryFile){ .base.pMethods = &methods };
}
