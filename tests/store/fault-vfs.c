/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/fault-vfs.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* A disk writes a sector wholly or not at all. */
#define SECTOR 512

typedef enum {
  CHANGE_CREATE,
  CHANGE_DELETE,
  CHANGE_WRITE,
  CHANGE_TRUNCATE,
} ChangeKind;

typedef struct {
  ChangeKind kind;
  gsize offset;
  GBytes *bytes;
} Change;

/**
 * Disk: one file as the disk has it, and what was done to it since it was synced.
 */
typedef struct {
  gboolean exists;
  GByteArray *content;
  GPtrArray *changes;
} Disk;

struct _FaultVfs {
  sqlite3_vfs base;
  sqlite3_vfs *below;
  char *name;
  GMutex mutex;
  GHashTable *disks;
  FaultSyncFunc func;
  gpointer data;
  guint nth;
  guint n_calls;
  FaultKind kind;
  FaultHowOften how_often;
  gboolean failed;
};

typedef struct {
  sqlite3_file base;
  FaultVfs *vfs;
  char *path;
} FaultFile;

static sqlite3_file *
below_of (sqlite3_file *file)
{
  return (sqlite3_file *)((FaultFile *)file + 1);
}

static void
change_free (Change *change)
{
  g_clear_pointer (&change->bytes, g_bytes_unref);
  g_free (change);
}

static void
disk_free (Disk *disk)
{
  g_byte_array_unref (disk->content);
  g_ptr_array_unref (disk->changes);
  g_free (disk);
}

static Disk *
get_disk (FaultVfs *vfs, const char *path)
{
  Disk *disk = g_hash_table_lookup (vfs->disks, path);
  char *content = NULL;
  gsize size = 0;

  if (disk != NULL)
    return disk;

  disk = g_new0 (Disk, 1);
  disk->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)change_free);
  disk->exists = g_file_get_contents (path, &content, &size, NULL);
  disk->content =
      disk->exists ? g_byte_array_new_take ((guint8 *)content, size) : g_byte_array_new ();
  g_hash_table_insert (vfs->disks, g_strdup (path), disk);
  return disk;
}

static void
note (FaultVfs *vfs, const char *path, ChangeKind kind, gsize offset, const void *bytes, gsize size)
{
  Change *change;

  if (vfs->func == NULL)
    return;

  change = g_new0 (Change, 1);
  change->kind = kind;
  change->offset = offset;
  change->bytes = bytes != NULL ? g_bytes_new (bytes, size) : NULL;
  g_mutex_lock (&vfs->mutex);
  g_ptr_array_add (get_disk (vfs, path)->changes, change);
  g_mutex_unlock (&vfs->mutex);
}

static void
grow (GByteArray *content, gsize size)
{
  gsize before = content->len;

  if (size <= before)
    return;
  g_byte_array_set_size (content, (guint)size);
  memset (content->data + before, 0, size - before);
}

static void
apply_write (GByteArray *content, const Change *change, GRand *chance)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (change->bytes, &size);

  for (gsize at = 0; at < size;) {
    gsize n = MIN (size - at, SECTOR - (change->offset + at) % SECTOR);

    if (chance == NULL || g_rand_boolean (chance)) {
      grow (content, change->offset + at + n);
      memcpy (content->data + change->offset + at, bytes + at, n);
    }
    at += n;
  }
}

static void
apply (gboolean *exists, GByteArray *content, const Change *change, GRand *sectors)
{
  switch (change->kind) {
  case CHANGE_CREATE:
    *exists = TRUE;
    break;
  case CHANGE_DELETE:
    *exists = FALSE;
    g_byte_array_set_size (content, 0);
    break;
  case CHANGE_TRUNCATE:
    grow (content, change->offset);
    g_byte_array_set_size (content, (guint)change->offset);
    break;
  case CHANGE_WRITE:
  default:
    *exists = TRUE;
    apply_write (content, change, sectors);
    break;
  }
}

static void
sync_disk (FaultVfs *vfs, const char *path)
{
  Disk *disk;

  g_mutex_lock (&vfs->mutex);
  disk = get_disk (vfs, path);
  for (guint i = 0; i < disk->changes->len; i++)
    apply (&disk->exists, disk->content, g_ptr_array_index (disk->changes, i), NULL);
  g_ptr_array_set_size (disk->changes, 0);
  g_mutex_unlock (&vfs->mutex);
}

static void
put_disk (const char *path, const Disk *disk, FaultLoss loss, GRand *chance)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  gboolean exists = disk->exists;

  g_byte_array_append (content, disk->content->data, disk->content->len);
  for (guint i = 0; loss != FAULT_LOSE_ALL && i < disk->changes->len; i++)
    if (loss == FAULT_LOSE_NONE || g_rand_boolean (chance))
      apply (&exists,
             content,
             g_ptr_array_index (disk->changes, i),
             loss == FAULT_LOSE_SECTORS ? chance : NULL);

  g_unlink (path);
  if (exists)
    g_assert_true (g_file_set_contents_full (
        path, (const char *)content->data, content->len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* Writes into @folder what the disk has, should the power fail now. */
void
fault_vfs_put (FaultVfs *vfs, const char *folder, FaultLoss loss, GRand *chance)
{
  GHashTableIter iter;
  gpointer path;
  gpointer disk;

  g_mutex_lock (&vfs->mutex);
  g_hash_table_iter_init (&iter, vfs->disks);
  while (g_hash_table_iter_next (&iter, &path, &disk)) {
    g_autofree char *name = g_path_get_basename (path);
    g_autofree char *to = g_build_filename (folder, name, NULL);

    put_disk (to, disk, loss, chance);
  }
  g_mutex_unlock (&vfs->mutex);
}

/* Whether this call fails. */
static gboolean
is_faulty (FaultVfs *vfs, gboolean grows)
{
  gboolean faulty;

  if (vfs->kind == FAULT_FULL && !grows)
    return FALSE;

  g_mutex_lock (&vfs->mutex);
  vfs->n_calls++;
  faulty = vfs->nth > 0 && (vfs->n_calls == vfs->nth ||
                            (vfs->how_often == FAULT_FROM_THEN_ON && vfs->n_calls > vfs->nth));
  vfs->failed |= faulty;
  g_mutex_unlock (&vfs->mutex);
  return faulty;
}

static int
file_close (sqlite3_file *file)
{
  FaultFile *self = (FaultFile *)file;
  sqlite3_file *below = below_of (file);
  int code = below->pMethods->xClose (below);

  g_free (self->path);
  return code;
}

static int
file_read (sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
  sqlite3_file *below = below_of (file);

  return below->pMethods->xRead (below, bytes, size, offset);
}

/* What is left of a write that fails. */
static void
write_a_part (FaultFile *self, const guint8 *bytes, gsize size, sqlite3_int64 offset)
{
  sqlite3_file *below = below_of (&self->base);

  if (self->vfs->kind == FAULT_SHORT)
    below->pMethods->xWrite (below, bytes, (int)(size / 2 + 1), offset);
  for (gsize at = SECTOR; self->vfs->kind == FAULT_TORN && at + SECTOR <= size; at += 2 * SECTOR)
    below->pMethods->xWrite (below, bytes + at, SECTOR, offset + (sqlite3_int64)at);
}

static int
file_write (sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
  FaultFile *self = (FaultFile *)file;
  sqlite3_file *below = below_of (file);
  sqlite3_int64 now = 0;

  below->pMethods->xFileSize (below, &now);
  if (is_faulty (self->vfs, offset + size > now)) {
    write_a_part (self, bytes, (gsize)size, offset);
    return self->vfs->kind == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }
  note (self->vfs, self->path, CHANGE_WRITE, (gsize)offset, bytes, (gsize)size);
  return below->pMethods->xWrite (below, bytes, size, offset);
}

static int
file_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  FaultFile *self = (FaultFile *)file;
  sqlite3_file *below = below_of (file);

  if (is_faulty (self->vfs, FALSE))
    return SQLITE_IOERR_TRUNCATE;
  note (self->vfs, self->path, CHANGE_TRUNCATE, (gsize)size, NULL, 0);
  return below->pMethods->xTruncate (below, size);
}

static int
file_sync (sqlite3_file *file, int flags)
{
  FaultFile *self = (FaultFile *)file;

  if (is_faulty (self->vfs, FALSE))
    return SQLITE_IOERR_FSYNC;
  /* What the real disk has by now is of no use to a test. */
  if (self->vfs->func == NULL)
    return SQLITE_OK;

  /* The power fails just before it is done, or just after. */
  self->vfs->func (self->vfs, self->vfs->data);
  sync_disk (self->vfs, self->path);
  self->vfs->func (self->vfs, self->vfs->data);
  return SQLITE_OK;
}

static int
file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  sqlite3_file *below = below_of (file);

  return below->pMethods->xFileSize (below, size);
}

static int
file_lock (sqlite3_file *file, int level)
{
  sqlite3_file *below = below_of (file);

  return below->pMethods->xLock (below, level);
}

static int
file_unlock (sqlite3_file *file, int level)
{
  sqlite3_file *below = below_of (file);

  return below->pMethods->xUnlock (below, level);
}

static int
file_check_lock (sqlite3_file *file, int *reserved)
{
  sqlite3_file *below = below_of (file);

  return below->pMethods->xCheckReservedLock (below, reserved);
}

static int
file_control (sqlite3_file *file, int operation, void *argument)
{
  sqlite3_file *below = below_of (file);

  return below->pMethods->xFileControl (below, operation, argument);
}

static int
file_sector (sqlite3_file *file)
{
  sqlite3_file *below = below_of (file);

  return below->pMethods->xSectorSize (below);
}

static int
file_character (sqlite3_file *file)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int
file_shm_map (sqlite3_file *file, int region, int size, int extend, volatile void **memory)
{
  sqlite3_file *below = below_of (file);

  return below->pMethods->xShmMap (below, region, size, extend, memory);
}

static int
file_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  sqlite3_file *below = below_of (file);

  return below->pMethods->xShmLock (below, offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *file)
{
  sqlite3_file *below = below_of (file);

  below->pMethods->xShmBarrier (below);
}

static int
file_shm_unmap (sqlite3_file *file, int delete)
{
  sqlite3_file *below = below_of (file);

  return below->pMethods->xShmUnmap (below, delete);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_lock,
  .xFileControl = file_control,
  .xSectorSize = file_sector,
  .xDeviceCharacteristics = file_character,
  .xShmMap = file_shm_map,
  .xShmLock = file_shm_lock,
  .xShmBarrier = file_shm_barrier,
  .xShmUnmap = file_shm_unmap,
};

static int
vfs_open (sqlite3_vfs *base, sqlite3_filename path, sqlite3_file *file, int flags, int *out)
{
  FaultVfs *vfs = base->pAppData;
  FaultFile *self = (FaultFile *)file;
  gboolean is_new = path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS);
  int code;

  *self = (FaultFile){ .vfs = vfs };
  if (is_new && is_faulty (vfs, TRUE))
    return SQLITE_CANTOPEN;
  if (path != NULL && vfs->func != NULL) {
    g_mutex_lock (&vfs->mutex);
    get_disk (vfs, path);
    g_mutex_unlock (&vfs->mutex);
  }

  code = vfs->below->xOpen (vfs->below, path, below_of (file), flags, out);
  if (code != SQLITE_OK)
    return code;
  if (is_new)
    note (vfs, path, CHANGE_CREATE, 0, NULL, 0);
  self->path = g_strdup (path);
  self->base.pMethods = &methods;
  return SQLITE_OK;
}

static int
vfs_delete (sqlite3_vfs *base, const char *path, int sync)
{
  FaultVfs *vfs = base->pAppData;

  if (is_faulty (vfs, FALSE))
    return SQLITE_IOERR_DELETE;
  note (vfs, path, CHANGE_DELETE, 0, NULL, 0);
  if (sync && vfs->func != NULL)
    sync_disk (vfs, path);
  return vfs->below->xDelete (vfs->below, path, sync);
}

static int
vfs_access (sqlite3_vfs *base, const char *path, int flags, int *result)
{
  FaultVfs *vfs = base->pAppData;

  return vfs->below->xAccess (vfs->below, path, flags, result);
}

static int
vfs_full_path (sqlite3_vfs *base, const char *path, int size, char *full)
{
  FaultVfs *vfs = base->pAppData;

  return vfs->below->xFullPathname (vfs->below, path, size, full);
}

static int
vfs_randomness (sqlite3_vfs *base, int size, char *bytes)
{
  FaultVfs *vfs = base->pAppData;

  return vfs->below->xRandomness (vfs->below, size, bytes);
}

static int
vfs_sleep (sqlite3_vfs *base, int us)
{
  FaultVfs *vfs = base->pAppData;

  return vfs->below->xSleep (vfs->below, us);
}

static int
vfs_time (sqlite3_vfs *base, double *julian)
{
  FaultVfs *vfs = base->pAppData;

  return vfs->below->xCurrentTime (vfs->below, julian);
}

static int
vfs_time_64 (sqlite3_vfs *base, sqlite3_int64 *julian_ms)
{
  FaultVfs *vfs = base->pAppData;

  return vfs->below->xCurrentTimeInt64 (vfs->below, julian_ms);
}

static int
vfs_last_error (sqlite3_vfs *base, int size, char *text)
{
  FaultVfs *vfs = base->pAppData;

  return vfs->below->xGetLastError (vfs->below, size, text);
}

FaultVfs *
fault_vfs_new (void)
{
  static gint n_made;
  FaultVfs *vfs = g_new0 (FaultVfs, 1);

  g_assert_cmpint (sqlite3_initialize (), ==, SQLITE_OK);
  vfs->below = sqlite3_vfs_find ("unix");
  vfs->name = g_strdup_printf ("fault-%d", g_atomic_int_add (&n_made, 1));
  vfs->disks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)disk_free);
  g_mutex_init (&vfs->mutex);
  vfs->base = (sqlite3_vfs){
    .iVersion = 2,
    .szOsFile = (int)sizeof (FaultFile) + vfs->below->szOsFile,
    .mxPathname = vfs->below->mxPathname,
    .zName = vfs->name,
    .pAppData = vfs,
    .xOpen = vfs_open,
    .xDelete = vfs_delete,
    .xAccess = vfs_access,
    .xFullPathname = vfs_full_path,
    .xRandomness = vfs_randomness,
    .xSleep = vfs_sleep,
    .xCurrentTime = vfs_time,
    .xGetLastError = vfs_last_error,
    .xCurrentTimeInt64 = vfs_time_64,
  };
  g_assert_cmpint (sqlite3_vfs_register (&vfs->base, 0), ==, SQLITE_OK);
  return vfs;
}

void
fault_vfs_free (FaultVfs *vfs)
{
  if (vfs == NULL)
    return;

  sqlite3_vfs_unregister (&vfs->base);
  g_hash_table_unref (vfs->disks);
  g_mutex_clear (&vfs->mutex);
  g_free (vfs->name);
  g_free (vfs);
}

const char *
fault_vfs_peek_name (FaultVfs *vfs)
{
  return vfs->name;
}

/* The nth call from now on that changes something on the disk fails. */
void
fault_vfs_fail (FaultVfs *vfs, guint nth, FaultKind kind, FaultHowOften how_often)
{
  vfs->n_calls = 0;
  vfs->nth = nth;
  vfs->kind = kind;
  vfs->how_often = how_often;
  vfs->failed = FALSE;
}

gboolean
fault_vfs_has_failed (FaultVfs *vfs)
{
  return vfs->failed;
}

void
fault_vfs_heal (FaultVfs *vfs)
{
  vfs->nth = 0;
}

/* From now on it keeps a disk in mind; @func is called around each sync. */
void
fault_vfs_record (FaultVfs *vfs, FaultSyncFunc func, gpointer data)
{
  vfs->func = func;
  vfs->data = data;
}
