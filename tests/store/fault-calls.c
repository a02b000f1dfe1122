/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The calls of the system that write, in a program that links this: SQLite, GLib and the program
 * itself come by here, so that one folder lies on a disk that fails or loses power, whoever writes.
 */
#undef _FORTIFY_SOURCE
#undef _FILE_OFFSET_BITS

#include "tests/store/fault-calls.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define N_FILES 1024
#define SECTOR 512

/* Files that are open below the folder. What is not below it passes without the lock, so that
 * what @func does elsewhere can go on. */
static gint watched[N_FILES];
static char *root;
static GRecMutex guard;

static guint nth_call;
static guint n_calls;
static CallFault fault;
static CallHowOften how_often;
static gboolean failed;

static CallSyncFunc sync_func;
static gpointer sync_data;
/* What each file (by inode) had when it was synced last; which names (by path) are for good. */
static GHashTable *contents;
static GHashTable *names;
/* Files that have no name any more stay open, so that their numbers are not used again. */
static GArray *held;

static gboolean
is_below (const char *path)
{
  return root != NULL && path != NULL && g_str_has_prefix (path, root);
}

static gboolean
is_watched (int fd)
{
  return fd >= 0 && fd < N_FILES && g_atomic_int_get (&watched[fd]) != 0;
}

/* Whether this call is one that fails. */
static gboolean
takes_its_turn (gboolean grows)
{
  gboolean fails = FALSE;

  g_rec_mutex_lock (&guard);
  if (nth_call > 0 && (fault != CALL_FULL || grows)) {
    n_calls++;
    fails = n_calls == nth_call || (n_calls > nth_call && how_often == CALL_FROM_THEN_ON);
    failed |= fails;
  }
  g_rec_mutex_unlock (&guard);
  errno = fault == CALL_FULL ? ENOSPC : EIO;
  return fails;
}

static gboolean
grows (int fd, guint64 end)
{
  struct stat status;

  return fstat (fd, &status) == 0 && end > (guint64)status.st_size;
}

static guint64 *
new_number (guint64 value)
{
  return g_memdup2 (&value, sizeof value);
}

static GBytes *
read_path (const char *path, guint64 *inode)
{
  int fd = (int)syscall (SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  GByteArray *bytes;
  guint8 part[65536];
  struct stat status;
  gssize n;

  if (fd < 0 || fstat (fd, &status) != 0)
    return NULL;
  bytes = g_byte_array_new ();
  while ((n = syscall (SYS_read, fd, part, sizeof part)) > 0)
    g_byte_array_append (bytes, part, (guint)n);
  syscall (SYS_close, fd);
  *inode = status.st_ino;
  return g_byte_array_free_to_bytes (bytes);
}

/* Also of a file that may only be written, or that has no name any more. */
static GBytes *
read_open (int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  guint64 inode = 0;

  return read_path (link, &inode);
}

static void
keep_content (int fd, guint64 inode, gboolean empty)
{
  g_hash_table_replace (
      contents, new_number (inode), empty ? g_bytes_new (NULL, 0) : read_open (fd));
}

/* The names that a folder has now are for good. */
static void
keep_names (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GHashTableIter iter;
  gpointer path;
  const char *name;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &path, NULL)) {
    g_autofree char *parent = g_path_get_dirname (path);

    if (g_str_equal (parent, folder))
      g_hash_table_iter_remove (&iter);
  }
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    char *child = g_build_filename (folder, name, NULL);
    struct stat status;

    if (stat (child, &status) == 0 && S_ISREG (status.st_mode))
      g_hash_table_replace (names, child, new_number (status.st_ino));
    else
      g_free (child);
  }
}

static void
hold (const char *path)
{
  int fd;

  if (sync_func == NULL)
    return;
  fd = (int)syscall (SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (fd >= 0)
    g_array_append_val (held, fd);
}

static int
open_here (const char *path, int flags, mode_t mode)
{
  gboolean made = (flags & O_CREAT) != 0 && syscall (SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
  struct stat status;
  int fd;

  if (takes_its_turn (made))
    return -1;
  fd = (int)syscall (SYS_openat, AT_FDCWD, path, flags, mode);
  if (fd < 0 || fd >= N_FILES)
    return fd;

  g_atomic_int_set (&watched[fd], 1);
  g_rec_mutex_lock (&guard);
  if (made && sync_func != NULL && fstat (fd, &status) == 0)
    keep_content (fd, status.st_ino, TRUE);
  g_rec_mutex_unlock (&guard);
  return fd;
}

static int
open_any (const char *path, int flags, mode_t mode)
{
  return is_below (path) ? open_here (path, flags, mode)
                         : (int)syscall (SYS_openat, AT_FDCWD, path, flags, mode);
}

int
open (const char *path, int flags, ...)
{
  va_list list;
  mode_t mode;

  va_start (list, flags);
  mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? (mode_t)va_arg (list, int) : 0;
  va_end (list);
  return open_any (path, flags, mode);
}

int
open64 (const char *path, int flags, ...)
{
  va_list list;
  mode_t mode;

  va_start (list, flags);
  mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? (mode_t)va_arg (list, int) : 0;
  va_end (list);
  return open_any (path, flags, mode);
}

int
close (int fd)
{
  if (is_watched (fd))
    g_atomic_int_set (&watched[fd], 0);
  return (int)syscall (SYS_close, fd);
}

ssize_t
write (int fd, const void *bytes, size_t size)
{
  if (is_watched (fd) && takes_its_turn (grows (fd, (guint64)lseek (fd, 0, SEEK_CUR) + size))) {
    if (fault != CALL_SHORT || size < 2)
      return -1;
    size /= 2;
  }
  return syscall (SYS_write, fd, bytes, size);
}

static ssize_t
write_at (int fd, const void *bytes, size_t size, off64_t offset)
{
  if (is_watched (fd) && takes_its_turn (grows (fd, (guint64)offset + size))) {
    if (fault != CALL_SHORT || size < 2)
      return -1;
    size /= 2;
  }
  return syscall (SYS_pwrite64, fd, bytes, size, offset);
}

ssize_t
pwrite (int fd, const void *bytes, size_t size, off_t offset)
{
  return write_at (fd, bytes, size, offset);
}

ssize_t
pwrite64 (int fd, const void *bytes, size_t size, off64_t offset)
{
  return write_at (fd, bytes, size, offset);
}

static int
cut (int fd, off64_t size)
{
  if (is_watched (fd) && takes_its_turn (grows (fd, (guint64)size)))
    return -1;
  return (int)syscall (SYS_ftruncate, fd, size);
}

int
ftruncate (int fd, off_t size)
{
  return cut (fd, size);
}

int
ftruncate64 (int fd, off64_t size)
{
  return cut (fd, size);
}

/* The power may fail now; if not, all that this file has is for good. */
static void
record_sync (int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = g_file_read_link (link, NULL);
  struct stat status;

  g_rec_mutex_lock (&guard);
  if (sync_func != NULL && fstat (fd, &status) == 0) {
    sync_func (sync_data);
    if (S_ISDIR (status.st_mode))
      keep_names (path);
    else
      keep_content (fd, status.st_ino, FALSE);
  }
  g_rec_mutex_unlock (&guard);
}

static int
sync_any (int fd)
{
  if (!is_watched (fd))
    return (int)syscall (SYS_fsync, fd);
  if (takes_its_turn (FALSE))
    return -1;
  record_sync (fd);
  return 0;
}

int
fsync (int fd)
{
  return sync_any (fd);
}

int
fdatasync (int fd)
{
  return sync_any (fd);
}

int
rename (const char *from, const char *to)
{
  int result;

  if (!is_below (from))
    return (int)syscall (SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
  if (takes_its_turn (FALSE))
    return -1;
  g_rec_mutex_lock (&guard);
  hold (to);
  result = (int)syscall (SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
  g_rec_mutex_unlock (&guard);
  return result;
}

int
unlink (const char *path)
{
  int result;

  if (!is_below (path))
    return (int)syscall (SYS_unlinkat, AT_FDCWD, path, 0);
  g_rec_mutex_lock (&guard);
  hold (path);
  result = (int)syscall (SYS_unlinkat, AT_FDCWD, path, 0);
  g_rec_mutex_unlock (&guard);
  return result;
}

/* The nth call below the folder fails. */
void
fault_calls_fail (const char *folder, guint nth, CallFault kind, CallHowOften often)
{
  fault_calls_heal ();
  root = g_strdup (folder);
  nth_call = nth;
  fault = kind;
  how_often = often;
}

gboolean
fault_calls_has_failed (void)
{
  return failed;
}

static void
keep_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  keep_names (folder);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GBytes) bytes = NULL;
    guint64 inode = 0;

    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      keep_all (path);
      continue;
    }
    bytes = read_path (path, &inode);
    g_hash_table_replace (contents, new_number (inode), g_bytes_ref (bytes));
  }
}

/* From now on @func is called at each sync below the folder; what is there now is for good. */
void
fault_calls_record (const char *folder, CallSyncFunc func, gpointer data)
{
  fault_calls_heal ();
  root = g_strdup (folder);
  contents =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_bytes_unref);
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  held = g_array_new (FALSE, FALSE, sizeof (int));
  keep_all (folder);
  sync_data = data;
  sync_func = func;
}

/* Where the file is now, or was when it still had a name. */
static GBytes *
content_now (guint64 inode)
{
  for (int fd = 3; fd < N_FILES; fd++) {
    struct stat status;

    if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_ino == inode)
      return read_open (fd);
  }
  return NULL;
}

static GBytes *
mix (GBytes *old, GBytes *new, GRand *chance)
{
  gsize old_size;
  gsize new_size;
  const guint8 *old_bytes = g_bytes_get_data (old, &old_size);
  const guint8 *new_bytes = g_bytes_get_data (new, &new_size);
  gsize size = g_rand_boolean (chance) ? old_size : new_size;
  guint8 *mixed = g_malloc0 (size + 1);

  for (gsize at = 0; at < size; at += SECTOR) {
    gboolean newer = g_rand_boolean (chance);
    const guint8 *from = newer ? new_bytes : old_bytes;
    gsize there = newer ? new_size : old_size;

    if (at < there)
      memcpy (mixed + at, from + at, MIN (MIN (SECTOR, size - at), there - at));
  }
  return g_bytes_new_take (mixed, size);
}

static GBytes *
content_after (const char *path, guint64 inode, CallLoss loss, GRand *chance)
{
  GBytes *old = g_hash_table_lookup (contents, &inode);
  guint64 inode_now = 0;
  g_autoptr (GBytes) new = read_path (path, &inode_now);

  if (new == NULL || inode_now != inode) {
    g_clear_pointer (&new, g_bytes_unref);
    new = content_now (inode);
  }
  if (old == NULL || (new != NULL &&loss == CALL_LOSE_NAMES))
    return new != NULL ? g_steal_pointer (&new) : g_bytes_new (NULL, 0);
  if (new == NULL || loss != CALL_LOSE_SECTORS)
    return g_bytes_ref (old);

  return mix (old, new, chance);
}

static void
put_file (const char *path, guint64 inode, const char *folder, CallLoss loss, GRand *chance)
{
  g_autofree char *target = g_build_filename (folder, path + strlen (root), NULL);
  g_autofree char *parent = g_path_get_dirname (target);
  g_autoptr (GBytes) bytes = content_after (path, inode, loss, chance);
  gsize size;
  const char *content = g_bytes_get_data (bytes, &size);

  /* What is shared in memory is gone, and nobody holds a lock. */
  if (g_str_has_suffix (path, "-shm"))
    return;
  g_mkdir_with_parents (parent, 0700);
  g_assert_true (g_file_set_contents_full (
      target, content != NULL ? content : "", (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
put_names_now (const char *below, const char *folder, CallLoss loss, GRand *chance)
{
  g_autoptr (GDir) dir = g_dir_open (below, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (below, name, NULL);
    struct stat status;

    if (stat (path, &status) != 0)
      continue;
    if (S_ISDIR (status.st_mode))
      put_names_now (path, folder, loss, chance);
    else
      put_file (path, status.st_ino, folder, loss, chance);
  }
}

/* Inside @func: writes into an empty folder what would be found if the power failed now. */
void
fault_calls_put (const char *folder, CallLoss loss, GRand *chance)
{
  GHashTableIter iter;
  gpointer path;
  gpointer inode;

  g_mkdir (folder, 0700);
  if (loss == CALL_LOSE_CONTENTS || (loss == CALL_LOSE_SECTORS && g_rand_boolean (chance))) {
    put_names_now (root, folder, loss, chance);
    return;
  }

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &path, &inode))
    put_file (path, *(guint64 *)inode, folder, loss, chance);
}

/* The disk is as good as any again. */
void
fault_calls_heal (void)
{
  sync_func = NULL;
  nth_call = 0;
  n_calls = 0;
  failed = FALSE;
  for (guint i = 0; held != NULL && i < held->len; i++)
    syscall (SYS_close, g_array_index (held, int, i));
  g_clear_pointer (&held, g_array_unref);
  g_clear_pointer (&contents, g_hash_table_unref);
  g_clear_pointer (&names, g_hash_table_unref);
  for (guint i = 0; i < N_FILES; i++)
    g_atomic_int_set (&watched[i], 0);
  g_clear_pointer (&root, g_free);
}
