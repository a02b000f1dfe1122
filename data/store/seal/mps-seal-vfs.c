/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-vfs-private.h"

#include "data/store/seal/mps-seal-error.h"

#include <sodium.h>
#include <string.h>

struct _MpsSealVfs {
  sqlite3_vfs base;
  sqlite3_vfs *below;
  MpsSealKey *key;
  MpsSealUse use;
  char *name;
  GMutex mutex;
  GHashTable *companions;
  GArray *pages;
  char *damage;
};

static MpsSealVfs *
from_sqlite (sqlite3_vfs *vfs)
{
  return vfs->pAppData;
}

sqlite3_vfs *
mps_seal_vfs_peek_below (MpsSealVfs *vfs)
{
  return vfs->below;
}

void
mps_seal_vfs_note_damage (MpsSealVfs *vfs, const char *text)
{
  g_mutex_lock (&vfs->mutex);
  g_free (vfs->damage);
  vfs->damage = g_strdup (text);
  g_mutex_unlock (&vfs->mutex);
}

void
mps_seal_vfs_note_page (MpsSealVfs *vfs, guint32 page)
{
  gboolean known = FALSE;

  g_mutex_lock (&vfs->mutex);
  for (guint i = 0; i < vfs->pages->len && !known; i++)
    known = g_array_index (vfs->pages, guint32, i) == page;
  if (!known)
    g_array_append_val (vfs->pages, page);
  g_mutex_unlock (&vfs->mutex);
}

/* Connections of one process to one file share what is known of it. */
MpsSealCompanion *
mps_seal_vfs_take_companion (MpsSealVfs *vfs, const char *path)
{
  MpsSealCompanion *companion;

  g_mutex_lock (&vfs->mutex);
  companion = g_hash_table_lookup (vfs->companions, path);
  if (companion == NULL) {
    companion = mps_seal_companion_new (vfs, vfs->below, vfs->key, vfs->use, path);
    g_hash_table_insert (vfs->companions, companion->path, companion);
  }
  companion->n_users++;
  g_mutex_unlock (&vfs->mutex);
  return companion;
}

void
mps_seal_vfs_return_companion (MpsSealVfs *vfs, MpsSealCompanion *companion)
{
  gboolean last;

  g_mutex_lock (&vfs->mutex);
  last = --companion->n_users == 0;
  if (last)
    g_hash_table_remove (vfs->companions, companion->path);
  g_mutex_unlock (&vfs->mutex);
  if (last)
    mps_seal_companion_free (companion);
}

static int
open_database (MpsSealVfs *vfs, const char *path, MpsSealFile *file, int flags, int *out)
{
  sqlite3_file *below = mps_seal_file_below (file);
  int code = vfs->below->xOpen (vfs->below, path, below, flags, out);

  if (code != SQLITE_OK)
    return code;

  file->companion = mps_seal_vfs_take_companion (vfs, path);
  file->database = file;
  /* VACUUM INTO wants a file whose page size is not settled, and settles it itself. */
  file->empty_geometry = (flags & SQLITE_OPEN_CREATE) == 0;
  file->base.pMethods = mps_seal_database_methods ();
  if (vfs->use == MPS_SEAL_SALVAGE)
    mps_seal_companion_salvage (file->companion, below);
  return SQLITE_OK;
}

static int
open_log (MpsSealVfs *vfs, const char *path, MpsSealFile *file, int flags, int *out)
{
  MpsSealFile *database = (MpsSealFile *)sqlite3_database_file_object (path);
  int code = mps_seal_log_check_before_open (database, vfs->below, path);

  if (code == SQLITE_OK)
    code = vfs->below->xOpen (vfs->below, path, mps_seal_file_below (file), flags, out);
  if (code != SQLITE_OK)
    return code;

  file->companion = database->companion;
  file->database = database;
  file->base.pMethods = mps_seal_log_methods ();
  return SQLITE_OK;
}

static int
vfs_open (sqlite3_vfs *base, sqlite3_filename path, sqlite3_file *base_file, int flags, int *out)
{
  MpsSealFile *file = (MpsSealFile *)base_file;

  if (path == NULL || (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0) {
    mps_seal_memory_file_init (base_file);
    if (out != NULL)
      *out = flags;
    return SQLITE_OK;
  }

  *file = (MpsSealFile){ .vfs = from_sqlite (base) };
  mps_seal_nonces_init (&file->nonces);
  if ((flags & SQLITE_OPEN_WAL) != 0)
    return open_log (file->vfs, path, file, flags, out);
  return open_database (file->vfs, path, file, flags, out);
}

/* Log: the anchor is told first. */
static int
delete_log (MpsSealVfs *vfs, const char *path, int sync)
{
  g_autofree char *database = g_strndup (path, strlen (path) - strlen ("-wal"));
  MpsSealCompanion *companion = mps_seal_vfs_take_companion (vfs, database);
  int code = mps_seal_companion_clear_log (companion, NULL);

  mps_seal_vfs_return_companion (vfs, companion);
  return code == SQLITE_OK ? vfs->below->xDelete (vfs->below, path, sync) : code;
}

static int
vfs_delete (sqlite3_vfs *base, const char *path, int sync)
{
  MpsSealVfs *vfs = from_sqlite (base);

  if (vfs->use == MPS_SEAL_SALVAGE || g_str_has_suffix (path, "-journal"))
    return SQLITE_OK;
  if (g_str_has_suffix (path, "-wal"))
    return delete_log (vfs, path, sync);
  return vfs->below->xDelete (vfs->below, path, sync);
}

/* A journal on the disk is not ours: SQLite would play it back and have it sealed. */
static int
vfs_access (sqlite3_vfs *base, const char *path, int flags, int *result)
{
  MpsSealVfs *vfs = from_sqlite (base);

  if (g_str_has_suffix (path, "-journal")) {
    *result = 0;
    return SQLITE_OK;
  }
  return vfs->below->xAccess (vfs->below, path, flags, result);
}

static int
vfs_full_path (sqlite3_vfs *base, const char *path, int size, char *full)
{
  sqlite3_vfs *below = from_sqlite (base)->below;

  return below->xFullPathname (below, path, size, full);
}

static int
vfs_randomness (sqlite3_vfs *base, int size, char *bytes)
{
  randombytes_buf (bytes, (gsize)size);
  return size;
}

static int
vfs_sleep (sqlite3_vfs *base, int us)
{
  sqlite3_vfs *below = from_sqlite (base)->below;

  return below->xSleep (below, us);
}

static int
vfs_time (sqlite3_vfs *base, double *julian)
{
  sqlite3_vfs *below = from_sqlite (base)->below;

  return below->xCurrentTime (below, julian);
}

static int
vfs_time_64 (sqlite3_vfs *base, sqlite3_int64 *julian_ms)
{
  sqlite3_vfs *below = from_sqlite (base)->below;

  return below->xCurrentTimeInt64 (below, julian_ms);
}

static int
vfs_last_error (sqlite3_vfs *base, int size, char *text)
{
  sqlite3_vfs *below = from_sqlite (base)->below;

  return below->xGetLastError (below, size, text);
}

static void
fill_base (MpsSealVfs *vfs)
{
  gsize file_size = sizeof (MpsSealFile) + (gsize)vfs->below->szOsFile;

  vfs->base = (sqlite3_vfs){
    .iVersion = 2,
    .szOsFile = (int)MAX (file_size, mps_seal_memory_file_size ()),
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
}

/**
 * mps_seal_vfs_new_over:
 * @key: the key of the profile
 * @below: (nullable): name of the VFS that holds the files; %NULL: SQLite's own
 * @use: what for
 * @error: return location
 *
 * Returns: (transfer full): a VFS for the databases of @key, or %NULL
 */
MpsSealVfs *
mps_seal_vfs_new_over (MpsSealKey *key, const char *below, MpsSealUse use, GError **error)
{
  static gint n_made;
  MpsSealVfs *vfs;
  sqlite3_vfs *lower = sqlite3_initialize () == SQLITE_OK ? sqlite3_vfs_find (below) : NULL;

  if (lower == NULL) {
    g_set_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_FAILED, "seal: SQLite cannot be used");
    return NULL;
  }

  vfs = g_new0 (MpsSealVfs, 1);
  vfs->below = lower;
  vfs->key = mps_seal_key_ref (key);
  vfs->use = use;
  vfs->name = g_strdup_printf ("mps-seal-%d", g_atomic_int_add (&n_made, 1) + 1);
  g_mutex_init (&vfs->mutex);
  vfs->companions = g_hash_table_new (g_str_hash, g_str_equal);
  vfs->pages = g_array_new (FALSE, FALSE, sizeof (guint32));
  fill_base (vfs);
  if (sqlite3_vfs_register (&vfs->base, 0) == SQLITE_OK)
    return vfs;

  mps_seal_vfs_free (vfs);
  g_set_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_FAILED, "seal: SQLite takes no more VFS");
  return NULL;
}

/**
 * mps_seal_vfs_new:
 * @key: the key of the profile
 * @error: return location
 *
 * Returns: (transfer full): a VFS for the databases of @key, or %NULL
 */
MpsSealVfs *
mps_seal_vfs_new (MpsSealKey *key, GError **error)
{
  return mps_seal_vfs_new_over (key, NULL, MPS_SEAL_KEEP, error);
}

/**
 * mps_seal_vfs_free:
 * @vfs: (transfer full) (nullable): a VFS whose connections are all closed
 */
void
mps_seal_vfs_free (MpsSealVfs *vfs)
{
  if (vfs == NULL)
    return;

  g_assert (g_hash_table_size (vfs->companions) == 0);
  sqlite3_vfs_unregister (&vfs->base);
  g_hash_table_unref (vfs->companions);
  g_array_unref (vfs->pages);
  mps_seal_key_unref (vfs->key);
  g_mutex_clear (&vfs->mutex);
  g_free (vfs->damage);
  g_free (vfs->name);
  g_free (vfs);
}

/**
 * mps_seal_vfs_peek_name:
 * @vfs: a VFS
 *
 * Returns: (transfer none): what mps_db_open() takes
 */
const char *
mps_seal_vfs_peek_name (MpsSealVfs *vfs)
{
  return vfs->name;
}

/**
 * mps_seal_vfs_dup_damage:
 * @vfs: a VFS
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): what was found wrong last, naming file and page
 */
char *
mps_seal_vfs_dup_damage (MpsSealVfs *vfs)
{
  char *text;

  g_mutex_lock (&vfs->mutex);
  text = g_strdup (vfs->damage);
  g_mutex_unlock (&vfs->mutex);
  return text;
}

/**
 * mps_seal_name_seals:
 * @name: (nullable): name of a VFS; %NULL: the one that SQLite takes by itself
 *
 * Returns: whether what is written through it is sealed
 */
gboolean
mps_seal_name_seals (const char *name)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (name);

  return vfs != NULL && vfs->xOpen == vfs_open;
}

/**
 * mps_seal_dup_damage_of:
 * @name: (nullable): name of a VFS; %NULL: the one that SQLite takes by itself
 *
 * Returns: (transfer full) (nullable): mps_seal_vfs_dup_damage() where it seals, otherwise %NULL
 */
char *
mps_seal_dup_damage_of (const char *name)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (name);

  return vfs != NULL && vfs->xOpen == vfs_open ? mps_seal_vfs_dup_damage (from_sqlite (vfs)) : NULL;
}

/**
 * mps_seal_vfs_dup_damaged_pages:
 * @vfs: a VFS
 *
 * Returns: (transfer full) (element-type guint32): the pages that could not be read so far
 */
GArray *
mps_seal_vfs_dup_damaged_pages (MpsSealVfs *vfs)
{
  GArray *pages;

  g_mutex_lock (&vfs->mutex);
  pages = g_array_copy (vfs->pages);
  g_mutex_unlock (&vfs->mutex);
  return pages;
}

/**
 * mps_seal_list_companions:
 *
 * Returns: (transfer none) (array zero-terminated=1): what the names of the files end with that lie
 *   beside a sealed database and belong to it
 */
const char *const *
mps_seal_list_companions (void)
{
  static const char *const suffixes[] = { MPS_SEAL_SUFFIX, NULL };

  return suffixes;
}
