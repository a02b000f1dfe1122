/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/seal/mps-seal-vfs.h"
#include "tests/fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Input: what someone without the key does to the files of a sealed database. The first byte says
 * whether it was closed or has a log; then 8 bytes each: what (see Deed), to which file, where and
 * with what, 3 bytes each, little-endian. A file that is wholly made up gets no further than its
 * first MAC, so the fuzzer starts from true ones. Whatever is done, reading ends, and what is read
 * is what was once written: all of it, or, where a damaged file is salvaged, right rows. */

#define N_ROWS 40
#define LONG_ROW 9

#define N_FILES 3
#define DEED_SIZE 8
#define PAGE 4096
#define SECTOR 512
#define FILE_MAX (1024 * 1024)

typedef enum {
  DEED_SET,
  DEED_CUT,
  DEED_COPY_PAGE,
  DEED_COPY_SECTOR,
  DEED_GROW,
  DEED_REMOVE,
  N_DEEDS,
} Deed;

static const char *const suffixes[N_FILES] = { "", "-seal", "-wal" };

/* NULL: there is none. */
typedef struct {
  GByteArray *bytes[N_FILES];
} Files;

typedef struct {
  char *folder;
  char *path;
  MpsSealKey *key;
  Files closed;
  Files logged;
} Place;

static Place place;

/* Row @n of the table, and none else. */
static char *
word_of (gint64 n)
{
  return g_strdup_printf ("word %" G_GINT64_FORMAT, n * 7919 % 1000);
}

static int
size_of (gint64 n)
{
  return n == LONG_ROW ? 9000 : 150 + (int)n;
}

static char *
dup_name (const char *suffix)
{
  return g_strconcat (place.path, suffix, NULL);
}

static void
put_file (const char *suffix, const guint8 *data, gsize size)
{
  g_autofree char *name = dup_name (suffix);

  g_unlink (name);
  if (data != NULL)
    g_assert_true (g_file_set_contents_full (
        name, (const char *)data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
take_files (Files *files)
{
  for (guint i = 0; i < N_FILES; i++) {
    g_autofree char *name = dup_name (suffixes[i]);
    char *content = NULL;
    gsize size = 0;

    files->bytes[i] = g_file_get_contents (name, &content, &size, NULL)
                          ? g_byte_array_new_take ((guint8 *)content, size)
                          : NULL;
  }
}

static void
exec (sqlite3 *handle, const char *sql)
{
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static void
insert (sqlite3 *handle, guint from, guint to)
{
  exec (handle, "BEGIN");
  for (guint i = from; i < to; i++) {
    g_autofree char *word = word_of (i);
    g_autofree char *sql = g_strdup_printf (
        "INSERT INTO t VALUES (%u, '%s', printf ('%%.*c', %d, 'x'))", i, word, size_of (i));

    exec (handle, sql);
  }
  exec (handle, "COMMIT");
}

static sqlite3 *
open_file (MpsSealVfs *vfs, int *code)
{
  sqlite3 *handle = NULL;

  *code =
      sqlite3_open_v2 (place.path, &handle, SQLITE_OPEN_READWRITE, mps_seal_vfs_peek_name (vfs));
  if (*code == SQLITE_OK)
    return handle;
  sqlite3_close (handle);
  return NULL;
}

/* Once with half of it in the log, and once closed. */
static void
make_seeds (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new (place.key, &error);
  sqlite3 *handle;
  int code;

  g_assert_no_error (error);
  put_file ("", (const guint8 *)"", 0);
  handle = open_file (vfs, &code);
  g_assert_nonnull (handle);
  exec (handle,
        "PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT, body TEXT);"
        "CREATE INDEX w ON t (word)");
  insert (handle, 0, N_ROWS / 2);
  sqlite3_close (handle);
  handle = open_file (vfs, &code);
  insert (handle, N_ROWS / 2, N_ROWS);
  take_files (&place.logged);
  sqlite3_close (handle);
  take_files (&place.closed);
}

static void
remove_place (void)
{
  for (guint i = 0; i < N_FILES; i++)
    put_file (suffixes[i], NULL, 0);
  put_file ("-shm", NULL, 0);
  g_rmdir (place.folder);
}

static void
make_place (void)
{
  guint8 bytes[MPS_SEAL_KEY_SIZE];

  if (place.folder != NULL)
    return;
  memset (bytes, 0x5a, sizeof bytes);
  atexit (remove_place);
  /* In memory, where there is room for that: each look at the files ends with syncs. */
  place.folder = g_mkdtemp (g_strdup (g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm/mps-fuzz-XXXXXX"
                                                                       : "/tmp/mps-fuzz-XXXXXX"));
  g_assert_nonnull (place.folder);
  place.path = g_build_filename (place.folder, "records.db", NULL);
  place.key = mps_seal_key_new_take (bytes);
  make_seeds ();
}

static void
assert_row (sqlite3_stmt *statement)
{
  gint64 n = sqlite3_column_int64 (statement, 0);
  g_autofree char *word = word_of (n);

  g_assert_cmpint (n, <, N_ROWS);
  g_assert_cmpstr ((const char *)sqlite3_column_text (statement, 1), ==, word);
  g_assert_cmpint (sqlite3_column_bytes (statement, 2), ==, size_of (n));
}

/* How many rows there are; negative where not all could be read. */
static gint
read_rows (sqlite3 *handle, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL);
  gint n = 0;

  while (code == SQLITE_OK || code == SQLITE_ROW) {
    code = sqlite3_step (statement);
    if (code != SQLITE_ROW)
      break;
    assert_row (statement);
    n++;
  }
  sqlite3_finalize (statement);
  return code == SQLITE_DONE ? n : -1;
}

static void
read_all (MpsSealUse use, gboolean untouched)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new_over (place.key, NULL, use, &error);
  int code = SQLITE_OK;
  sqlite3 *handle;
  gint n;

  g_assert_no_error (error);
  handle = open_file (vfs, &code);
  n = handle != NULL ? read_rows (handle, "SELECT id, word, body FROM t ORDER BY id") : -1;
  g_assert_true (use == MPS_SEAL_SALVAGE || n == N_ROWS || (n < 0 && !untouched));
  if (handle != NULL)
    read_rows (handle, "SELECT id, word, body FROM t INDEXED BY w ORDER BY word");
  sqlite3_close (handle);
}

static void
copy_part (GByteArray *file, gsize from, gsize to, gsize size)
{
  if ((from + 1) * size <= file->len && (to + 1) * size <= file->len)
    memmove (file->data + to * size, file->data + from * size, size);
}

static gsize
number_of (const guint8 *bytes)
{
  return bytes[0] | (gsize)bytes[1] << 8 | (gsize)bytes[2] << 16;
}

static void
grow (GByteArray *file, gsize size, guint8 with)
{
  gsize before = file->len;

  if (size <= before || size > FILE_MAX)
    return;
  g_byte_array_set_size (file, (guint)size);
  memset (file->data + before, with, size - before);
}

static void
do_deed (Files *files, const guint8 *deed)
{
  GByteArray **file = &files->bytes[deed[1] % N_FILES];
  gsize where = number_of (deed + 2);
  gsize what = number_of (deed + 5);

  if (*file == NULL)
    return;
  switch ((Deed)(deed[0] % N_DEEDS)) {
  case DEED_SET:
    if ((*file)->len > 0)
      (*file)->data[where % (*file)->len] = (guint8)what;
    break;
  case DEED_CUT:
    g_byte_array_set_size (*file, (guint)MIN (where, (*file)->len));
    break;
  case DEED_COPY_PAGE:
    copy_part (*file, where, what, PAGE);
    break;
  case DEED_COPY_SECTOR:
    copy_part (*file, where, what, SECTOR);
    break;
  case DEED_GROW:
    grow (*file, where, (guint8)what);
    break;
  case DEED_REMOVE:
  case N_DEEDS:
  default:
    g_clear_pointer (file, g_byte_array_unref);
  }
}

static void
put_files (const Files *files)
{
  for (guint i = 0; i < N_FILES; i++)
    put_file (suffixes[i],
              files->bytes[i] != NULL ? files->bytes[i]->data : NULL,
              files->bytes[i] != NULL ? files->bytes[i]->len : 0);
  put_file ("-shm", NULL, 0);
}

static gboolean
are_same (const Files *one, const Files *other)
{
  for (guint i = 0; i < N_FILES; i++) {
    const GByteArray *a = one->bytes[i];
    const GByteArray *b = other->bytes[i];

    if ((a == NULL) != (b == NULL) ||
        (a != NULL && (a->len != b->len || memcmp (a->data, b->data, a->len) != 0)))
      return FALSE;
  }
  return TRUE;
}

static Files
copy_files (const Files *from)
{
  Files copy = { 0 };

  for (guint i = 0; i < N_FILES; i++)
    if (from->bytes[i] != NULL)
      copy.bytes[i] =
          g_byte_array_append (g_byte_array_new (), from->bytes[i]->data, from->bytes[i]->len);
  return copy;
}

static void
look (const Files *files, gboolean untouched)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new (place.key, &error);
  g_autoptr (GPtrArray) problems = NULL;

  g_assert_no_error (error);
  put_files (files);
  problems = mps_seal_vfs_verify_file (vfs, place.path, NULL, NULL, NULL, &error);
  g_assert_true ((problems == NULL) == (error != NULL));
  g_assert_true (!untouched || (problems != NULL && problems->len == 0));
  read_all (MPS_SEAL_SALVAGE, untouched);
  put_files (files);
  read_all (MPS_SEAL_KEEP, untouched);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const Files *true_ones;
  Files files;

  make_place ();
  true_ones = size > 0 && data[0] % 2 == 1 ? &place.logged : &place.closed;
  files = copy_files (true_ones);
  for (gsize at = 1; at + DEED_SIZE <= size; at += DEED_SIZE)
    do_deed (&files, data + at);
  look (&files, are_same (&files, true_ones));
  for (guint i = 0; i < N_FILES; i++)
    g_clear_pointer (&files.bytes[i], g_byte_array_unref);
  return 0;
}

/* One of each deed to each file, closed and with a log. */
GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint8 logged = 0; logged < 2; logged++)
    for (guint8 file = 0; file < N_FILES; file++) {
      GByteArray *all = g_byte_array_append (g_byte_array_new (), &logged, 1);

      for (guint8 deed = 0; deed < N_DEEDS; deed++) {
        const guint8 bytes[DEED_SIZE] = { deed, file, 2, 16, 0, 3, 0, 0 };

        g_byte_array_append (all, bytes, sizeof bytes);
      }
      g_ptr_array_add (seeds, g_byte_array_free_to_bytes (all));
    }
  return seeds;
}
