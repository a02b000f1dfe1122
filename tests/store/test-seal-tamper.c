/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/seal-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/*
 * Whatever someone does to the files of a sealed database without the key, and what must come of
 * it. Each row changes a copy of the files, opens it and reads everything.
 */

/**
 * Outcome:
 * @REFUSED: reading fails with a sentence that names the file and place; so does verify
 * @NAMED: reading is right, since what was changed is not needed; verify names it
 * @HARMLESS: reading is right, and what was put there counts for nothing
 * @OUTSIDE: all files of one earlier moment together: only what is kept elsewhere (the printed head
 *   of the audit record) tells
 */
typedef enum {
  REFUSED,
  NAMED,
  HARMLESS,
  OUTSIDE,
} Outcome;

/**
 * Scene: what the attacker has: the files as they are, closed or with a log; as they were earlier;
 * and those of another database, under the same key and under another one.
 */
typedef struct {
  SealImage *old;
  SealImage *closed;
  SealImage *logged_old;
  SealImage *logged;
  SealImage *other;
  SealImage *foreign;
  guint header;
  guint interior;
  guint leaf;
  guint overflow;
  guint index_interior;
  guint index_leaf;
  guint trunk;
  guint free;
  char *digest;
  char *logged_digest;
} Scene;

typedef struct {
  const char *name;
  gboolean with_log;
  void (*change) (SealImage *image, const Scene *scene, guint argument);
  guint argument;
  Outcome outcome;
  const char *sentence;
} Row;

static void
flip (GByteArray *file, gsize at)
{
  g_assert_cmpuint (at, <, file->len);
  file->data[at] ^= (guint8)(1u << g_test_rand_int_range (0, 8));
}

static void
copy_page (GByteArray *to, guint to_page, const GByteArray *from, guint from_page)
{
  memcpy (to->data + (gsize)(to_page - 1) * SEAL_PAGE,
          from->data + (gsize)(from_page - 1) * SEAL_PAGE,
          SEAL_PAGE);
}

static void
flip_in_page (SealImage *image, guint page)
{
  gsize skip = page == 1 ? 16 : 0;

  flip (image->database,
        (gsize)(page - 1) * SEAL_PAGE + skip +
            (gsize)g_test_rand_int_range (0, (gint32)(SEAL_PAGE - skip)));
}

static guint
page_of_kind (const Scene *scene, guint kind)
{
  const guint pages[] = {
    scene->header, scene->interior,       scene->leaf,       scene->overflow,
    scene->free,   scene->index_interior, scene->index_leaf, scene->trunk,
  };

  return pages[kind];
}

static void
flip_kind (SealImage *image, const Scene *scene, guint kind)
{
  flip_in_page (image, page_of_kind (scene, kind));
}

static void
flip_nonce (SealImage *image, const Scene *scene, guint at)
{
  flip (image->database, (gsize)scene->leaf * SEAL_PAGE - 40 + at);
}

static void
flip_id (SealImage *image, const Scene *scene, guint at)
{
  flip (image->database, at);
}

static void
swap_pages (SealImage *image, const Scene *scene, guint argument)
{
  copy_page (image->database, scene->leaf, scene->closed->database, scene->overflow);
  copy_page (image->database, scene->overflow, scene->closed->database, scene->leaf);
}

static void
page_of_other (SealImage *image, const Scene *scene, guint page)
{
  copy_page (image->database, page, scene->other->database, page);
}

static void
page_of_foreign (SealImage *image, const Scene *scene, guint page)
{
  copy_page (image->database, page, scene->foreign->database, page);
}

/* As if each were the other one: both ways, with what lies beside them. */
static void
all_of_foreign (SealImage *image, const Scene *scene, guint argument)
{
  g_byte_array_set_size (image->database, 0);
  g_byte_array_append (
      image->database, scene->foreign->database->data, scene->foreign->database->len);
  g_byte_array_set_size (image->companion, 0);
  g_byte_array_append (
      image->companion, scene->foreign->companion->data, scene->foreign->companion->len);
}

/* The nth page that differs from what it was earlier. */
static void
page_of_old (SealImage *image, const Scene *scene, guint n)
{
  guint n_pages = MIN (image->database->len, scene->old->database->len) / SEAL_PAGE;

  for (guint page = 1; page <= n_pages; page++) {
    gsize at = (gsize)(page - 1) * SEAL_PAGE;

    if (memcmp (image->database->data + at, scene->old->database->data + at, SEAL_PAGE) != 0 &&
        n-- == 0) {
      copy_page (image->database, page, scene->old->database, page);
      return;
    }
  }
  g_assert_not_reached ();
}

static void
page_out_of_log (SealImage *image, const Scene *scene, guint argument)
{
  memcpy (image->database->data + SEAL_PAGE, image->log->data + 32 + 24, SEAL_PAGE);
  g_clear_pointer (&image->log, g_byte_array_unref);
}

static void
replace (GByteArray **file, const GByteArray *with)
{
  g_clear_pointer (file, g_byte_array_unref);
  if (with != NULL)
    *file = g_byte_array_append (g_byte_array_new (), with->data, with->len);
}

static void
database_of_other (SealImage *image, const Scene *scene, guint argument)
{
  replace (&image->database, scene->other->database);
}

static void
database_of_old (SealImage *image, const Scene *scene, guint with_companion)
{
  replace (&image->database, scene->old->database);
  if (with_companion)
    replace (&image->companion, scene->old->companion);
}

static void
companion_of_old (SealImage *image, const Scene *scene, guint argument)
{
  replace (&image->companion, scene->old->companion);
}

static void
companion_of_other (SealImage *image, const Scene *scene, guint argument)
{
  replace (&image->companion, scene->other->companion);
}

static void
cut_database (SealImage *image, const Scene *scene, guint bytes)
{
  g_byte_array_set_size (image->database,
                         bytes < image->database->len ? image->database->len - bytes : 0);
}

static void
remove_companion (SealImage *image, const Scene *scene, guint argument)
{
  replace (&image->companion, NULL);
}

static void
cut_companion (SealImage *image, const Scene *scene, guint size)
{
  g_byte_array_set_size (image->companion, size);
}

static void
wipe_head (SealImage *image, const Scene *scene, guint argument)
{
  memset (image->companion->data, 0, 2 * SEAL_SECTOR);
}

static void
wipe_anchor (SealImage *image, const Scene *scene, guint argument)
{
  memset (image->companion->data + 1024, 0, 2 * SEAL_SECTOR);
}

/* Bit 0 and 1: which copies. */
static void
flip_head (SealImage *image, const Scene *scene, guint copies)
{
  for (guint i = 0; i < 2; i++)
    if (copies & (1u << i))
      flip (image->companion, i * SEAL_SECTOR + (gsize)g_test_rand_int_range (0, SEAL_SECTOR));
}

static void
flip_anchor (SealImage *image, const Scene *scene, guint copies)
{
  for (guint i = 0; i < 2; i++)
    if (copies & (1u << i))
      flip (image->companion,
            1024 + i * SEAL_SECTOR + (gsize)g_test_rand_int_range (0, SEAL_SECTOR));
}

static gsize
current_place (const SealImage *image)
{
  const guint8 *parts = image->companion->data + 4096;

  return memcmp (parts + 472, parts + SEAL_SECTOR + 472, 8) > 0 ? 4096 : 4096 + SEAL_SECTOR;
}

static void
flip_map (SealImage *image, const Scene *scene, guint argument)
{
  flip (image->companion, current_place (image) + (gsize)g_test_rand_int_range (0, SEAL_SECTOR));
}

/* Both places of the first part as they were earlier. */
static void
map_of_old (SealImage *image, const Scene *scene, guint argument)
{
  memcpy (image->companion->data + 4096, scene->old->companion->data + 4096, 2 * SEAL_SECTOR);
}

static void
flip_log (SealImage *image, const Scene *scene, guint at)
{
  flip (image->log, at);
}

static gsize
frame_at (const SealImage *image, guint which)
{
  guint n = (image->log->len - 32) / SEAL_FRAME;
  guint frame = which == 0 ? 0 : which == 1 ? n / 2 : n - 1;

  return 32 + (gsize)frame * SEAL_FRAME;
}

static void
flip_frame_head (SealImage *image, const Scene *scene, guint which)
{
  flip (image->log, frame_at (image, which) + (gsize)g_test_rand_int_range (0, 24));
}

static void
flip_frame_page (SealImage *image, const Scene *scene, guint which)
{
  flip (image->log, frame_at (image, which) + 24 + (gsize)g_test_rand_int_range (0, SEAL_PAGE));
}

static void
swap_frames (SealImage *image, const Scene *scene, guint argument)
{
  g_autofree guint8 *first = g_memdup2 (image->log->data + frame_at (image, 0), SEAL_FRAME);

  memcpy (
      image->log->data + frame_at (image, 0), image->log->data + frame_at (image, 1), SEAL_FRAME);
  memcpy (image->log->data + frame_at (image, 1), first, SEAL_FRAME);
}

static void
cut_log (SealImage *image, const Scene *scene, guint bytes)
{
  g_byte_array_set_size (image->log, bytes < image->log->len ? image->log->len - bytes : 0);
}

static void
take_frames_out (SealImage *image, const Scene *scene, guint n)
{
  g_byte_array_remove_range (image->log, (guint)frame_at (image, 1), n * SEAL_FRAME);
}

static void
remove_log (SealImage *image, const Scene *scene, guint argument)
{
  replace (&image->log, NULL);
}

static void
log_of_old (SealImage *image, const Scene *scene, guint argument)
{
  replace (&image->log, scene->logged_old->log);
}

static void
log_of_old_with_companion (SealImage *image, const Scene *scene, guint argument)
{
  replace (&image->log, scene->logged_old->log);
  replace (&image->companion, scene->logged_old->companion);
}

static void
plain_log (SealImage *image, const Scene *scene, guint argument)
{
  g_autofree guint8 *noise = g_malloc (32 + SEAL_FRAME);

  memset (noise, 0x37, 32 + SEAL_FRAME);
  image->log = g_byte_array_append (g_byte_array_new (), noise, 32 + SEAL_FRAME);
}

#define PAGE_SENTENCE "records.db: page "

static const Row rows[] = {
  { "header page: bit", FALSE, flip_kind, 0, REFUSED, "records.db: page 1 was altered" },
  { "interior page: bit", FALSE, flip_kind, 1, REFUSED, PAGE_SENTENCE },
  { "leaf page: bit", FALSE, flip_kind, 2, REFUSED, PAGE_SENTENCE },
  { "overflow page: bit", FALSE, flip_kind, 3, REFUSED, PAGE_SENTENCE },
  { "index, interior page: bit", FALSE, flip_kind, 5, REFUSED, PAGE_SENTENCE },
  { "index, leaf page: bit", FALSE, flip_kind, 6, REFUSED, PAGE_SENTENCE },
  { "trunk of the free pages: bit", FALSE, flip_kind, 7, REFUSED, PAGE_SENTENCE },
  { "free page: bit", FALSE, flip_kind, 4, NAMED, PAGE_SENTENCE },
  { "epoch of a page: bit", FALSE, flip_nonce, 7, REFUSED, PAGE_SENTENCE },
  { "nonce of a page: bit", FALSE, flip_nonce, 20, REFUSED, PAGE_SENTENCE },
  { "tag of a page: bit", FALSE, flip_nonce, 39, REFUSED, PAGE_SENTENCE },
  { "id: first byte", FALSE, flip_id, 0, REFUSED, "records.db: it is not the file" },
  { "id: last byte", FALSE, flip_id, 15, REFUSED, "records.db: it is not the file" },
  { "two pages swapped", FALSE, swap_pages, 0, REFUSED, PAGE_SENTENCE },
  { "page of another database", FALSE, page_of_other, 3, REFUSED, "records.db: page 3 was" },
  { "page of another key's database",
    FALSE,
    page_of_foreign,
    3,
    REFUSED,
    "records.db: page 3 was" },
  { "database of another key", FALSE, all_of_foreign, 0, REFUSED, "records.db" },
  { "first page of another", FALSE, page_of_other, 1, REFUSED, "records.db: it is not the file" },
  { "first page put back", FALSE, page_of_old, 0, REFUSED, "put back to an older state" },
  { "free page put back", FALSE, page_of_old, 1, NAMED, "put back to an older state" },
  { "leaf put back", FALSE, page_of_old, 2, REFUSED, "put back to an older state" },
  { "page of the log put into the database", TRUE, page_out_of_log, 0, REFUSED, "records.db" },
  { "database of another profile", FALSE, database_of_other, 0, REFUSED, "it is not the file" },
  { "database cut by a byte", FALSE, cut_database, 1, REFUSED, "records.db: it was cut: page" },
  { "database cut by a page", FALSE, cut_database, SEAL_PAGE, REFUSED, "records.db: it was cut" },
  { "database cut by many", FALSE, cut_database, 9 * SEAL_PAGE, REFUSED, "records.db: it was cut" },
  { "database emptied", FALSE, cut_database, G_MAXUINT, REFUSED, "records.db: it was emptied" },
  { "database put back", FALSE, database_of_old, 0, REFUSED, "put back to an older state" },
  { "database and companion put back", FALSE, database_of_old, 1, OUTSIDE, NULL },
  { "companion removed", FALSE, remove_companion, 0, REFUSED, "records.db-seal: it is missing" },
  { "companion emptied", FALSE, cut_companion, 0, REFUSED, "records.db-seal: it is missing or" },
  { "companion cut", FALSE, cut_companion, 4096, REFUSED, "records.db-seal: the part of its map" },
  { "companion put back", FALSE, companion_of_old, 0, REFUSED, "records.db-seal: it is older" },
  { "companion of another", FALSE, companion_of_other, 0, REFUSED, "records.db: it is not" },
  { "head of the companion wiped", FALSE, wipe_head, 0, REFUSED, "records.db-seal: its head" },
  { "head: bit in both copies", FALSE, flip_head, 3, REFUSED, "records.db-seal: its head was" },
  { "head: bit in copy 1", FALSE, flip_head, 1, NAMED, "records.db-seal: copy 1 of its head" },
  { "head: bit in copy 2", FALSE, flip_head, 2, NAMED, "records.db-seal: copy 2 of its head" },
  { "anchor wiped", FALSE, wipe_anchor, 0, REFUSED, "records.db-seal: what it says of the log" },
  { "anchor: bit in both", FALSE, flip_anchor, 3, REFUSED, "what it says of the log was altered" },
  { "anchor: bit in copy 1", FALSE, flip_anchor, 1, NAMED, "copy 1 of what it says of the log" },
  { "map: bit", FALSE, flip_map, 0, REFUSED, "records.db-seal: part" },
  { "map: part put back", FALSE, map_of_old, 0, REFUSED, "records.db-seal: part" },
  { "log head: magic", TRUE, flip_log, 0, REFUSED, "records.db-wal: its head was altered" },
  { "log head: page size", TRUE, flip_log, 10, REFUSED, "records.db-wal: its head was altered" },
  { "log head: count", TRUE, flip_log, 15, REFUSED, "records.db-wal: its head was altered" },
  { "log head: salt", TRUE, flip_log, 17, REFUSED, "records.db-wal: its head was altered" },
  { "log head: sum", TRUE, flip_log, 30, REFUSED, "records.db-wal: its head was altered" },
  { "first frame: head", TRUE, flip_frame_head, 0, REFUSED, "records.db-wal: frame 1 " },
  { "middle frame: head", TRUE, flip_frame_head, 1, REFUSED, "records.db-wal: frame " },
  { "last frame: head", TRUE, flip_frame_head, 2, REFUSED, "records.db-wal: frame " },
  { "first frame: page", TRUE, flip_frame_page, 0, REFUSED, "records.db-wal: frame 1 " },
  { "middle frame: page", TRUE, flip_frame_page, 1, REFUSED, "records.db-wal: frame " },
  { "last frame: page", TRUE, flip_frame_page, 2, REFUSED, "records.db-wal: frame " },
  { "two frames swapped", TRUE, swap_frames, 0, REFUSED, "records.db-wal: frame 1 " },
  { "frames taken out of the middle", TRUE, take_frames_out, 2, REFUSED, "records.db-wal: " },
  { "log cut by a byte", TRUE, cut_log, 1, REFUSED, "records.db-wal: " },
  { "log cut by 100 bytes", TRUE, cut_log, 100, REFUSED, "records.db-wal: " },
  { "log cut by a frame", TRUE, cut_log, SEAL_FRAME, REFUSED, "records.db-wal: " },
  { "log cut by 3 frames", TRUE, cut_log, 3 * SEAL_FRAME, REFUSED, "records.db-wal: " },
  { "log emptied", TRUE, cut_log, G_MAXUINT, REFUSED, "records.db-wal: " },
  { "log removed", TRUE, remove_log, 0, REFUSED, "records.db-wal: " },
  { "log put back to an older one", TRUE, log_of_old, 0, REFUSED, "records.db-wal: " },
  { "log and companion put back", TRUE, log_of_old_with_companion, 0, OUTSIDE, NULL },
  { "older log beside a closed database", FALSE, log_of_old, 0, HARMLESS, NULL },
  { "log of someone without the key", FALSE, plain_log, 0, HARMLESS, NULL },
};

static void
fill (sqlite3 *handle, guint from, guint to)
{
  for (guint i = from; i < to; i++) {
    g_autofree char *sql = g_strdup_printf (
        "INSERT OR REPLACE INTO t VALUES (%u, 'word %u', printf ('%%.*c', %u, 'x'))",
        i,
        i * 7919 % 1000,
        i % 40 == 0 ? 20000U : 200U);

    seal_exec (handle, sql);
  }
}

static guint
find_page (sqlite3 *handle, const char *name, const char *kind)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT pageno FROM dbstat WHERE name = '%s' AND pagetype = '%s' AND pageno > 1"
      " ORDER BY pageno DESC LIMIT 1",
      name,
      kind);

  return (guint)seal_query (handle, sql);
}

/* The page that lists the free ones: its number stands in the header of the database. */
static guint
find_trunk (sqlite3 *handle)
{
  sqlite3_file *file = NULL;
  guint8 header[SEAL_PAGE];
  guint32 page = 0;

  seal_exec (handle, "PRAGMA wal_checkpoint (TRUNCATE)");
  g_assert_cmpint (
      sqlite3_file_control (handle, "main", SQLITE_FCNTL_FILE_POINTER, &file), ==, SQLITE_OK);
  g_assert_cmpint (file->pMethods->xRead (file, header, sizeof header, 0), ==, SQLITE_OK);
  memcpy (&page, header + 32, sizeof page);
  return GUINT32_FROM_BE (page);
}

static void
find_pages (Scene *scene, sqlite3 *handle)
{
  g_autofree char *sql = NULL;

  scene->header = 1;
  scene->interior = find_page (handle, "t", "internal");
  scene->leaf = find_page (handle, "t", "leaf");
  scene->overflow = find_page (handle, "t", "overflow");
  scene->index_interior = find_page (handle, "w", "internal");
  scene->index_leaf = find_page (handle, "w", "leaf");
  scene->trunk = find_trunk (handle);
  sql = g_strdup_printf (
      "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n, pragma_page_count"
      " WHERE i < page_count) SELECT i FROM n WHERE i <> %u"
      " AND i NOT IN (SELECT pageno FROM dbstat)",
      scene->trunk);
  scene->free = (guint)seal_query (handle, sql);
  g_assert_cmpuint (scene->interior, >, 1);
  g_assert_cmpuint (scene->overflow, >, 1);
  g_assert_cmpuint (scene->index_interior, >, 1);
  g_assert_cmpuint (scene->index_leaf, >, 1);
  g_assert_cmpuint (scene->trunk, >, 1);
  g_assert_cmpuint (scene->free, >, 1);
}

static void
make_tables (sqlite3 *handle)
{
  seal_exec (handle,
             "CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT, body TEXT);"
             "CREATE INDEX w ON t (word);"
             "CREATE TABLE gone (x)");
  seal_exec (handle, "BEGIN");
  fill (handle, 0, 1200);
  seal_exec (handle, "INSERT INTO gone SELECT body FROM t; COMMIT");
}

static SealImage *
make_foreign (SealFixture *fixture)
{
  g_autoptr (MpsSealKey) key = mps_seal_key_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new (key, &error);
  g_autofree char *path = seal_fixture_path (fixture, "foreign.db");
  sqlite3 *handle = seal_create (path, mps_seal_vfs_peek_name (vfs));

  g_assert_no_error (error);
  make_tables (handle);
  sqlite3_close (handle);
  return seal_image_take (path);
}

static Scene *
make_scene (SealFixture *fixture)
{
  Scene *scene = g_new0 (Scene, 1);
  const char *vfs = mps_seal_vfs_peek_name (fixture->vfs);
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  g_autofree char *other = seal_fixture_path (fixture, "other.db");
  sqlite3 *handle = seal_create (other, vfs);

  make_tables (handle);
  sqlite3_close (handle);
  scene->other = seal_image_take (other);
  scene->foreign = make_foreign (fixture);

  handle = seal_create (path, vfs);
  make_tables (handle);
  sqlite3_close (handle);
  scene->old = seal_image_take (path);

  handle = seal_open (path, vfs);
  fill (handle, 1100, 1110);
  scene->logged_old = seal_image_take (path);
  seal_exec (handle, "UPDATE t SET word = word || 'b' WHERE id % 100 = 7; DROP TABLE gone");
  find_pages (scene, handle);
  sqlite3_close (handle);
  scene->closed = seal_image_take (path);
  g_assert_null (scene->closed->log);
  g_assert_cmpint (seal_digest (path, vfs, &scene->digest), ==, SQLITE_OK);
  return scene;
}

/* The same file once more, with transactions that are only in the log. */
static void
add_log (SealFixture *fixture, Scene *scene)
{
  const char *vfs = mps_seal_vfs_peek_name (fixture->vfs);
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  sqlite3 *handle;

  seal_image_put (scene->closed, path);
  handle = seal_open (path, vfs);
  fill (handle, 2000, 2004);
  g_clear_pointer (&scene->logged_old, seal_image_free);
  scene->logged_old = seal_image_take (path);
  fill (handle, 2004, 2008);
  scene->logged = seal_image_take (path);
  sqlite3_close (handle);
  seal_image_put (scene->logged, path);
  g_assert_cmpint (seal_digest (path, vfs, &scene->logged_digest), ==, SQLITE_OK);
  g_assert_cmpstr (scene->logged_digest, !=, scene->digest);
}

static void
scene_free (Scene *scene)
{
  seal_image_free (scene->old);
  seal_image_free (scene->closed);
  seal_image_free (scene->logged_old);
  seal_image_free (scene->logged);
  seal_image_free (scene->other);
  seal_image_free (scene->foreign);
  g_free (scene->digest);
  g_free (scene->logged_digest);
  g_free (scene);
}

static gboolean
is_named (GPtrArray *problems, const char *sentence)
{
  for (guint i = 0; i < problems->len; i++)
    if (strstr (g_ptr_array_index (problems, i), sentence) != NULL)
      return TRUE;

  return FALSE;
}

static void
try_row (SealFixture *fixture, const Scene *scene, const Row *row)
{
  g_autoptr (SealImage) image = seal_image_copy (row->with_log ? scene->logged : scene->closed);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSealVfs) vfs = mps_seal_vfs_new (fixture->key, &error);
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  g_autofree char *digest = NULL;
  g_autofree char *damage = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  const char *expected = row->with_log ? scene->logged_digest : scene->digest;
  int code;

  row->change (image, scene, row->argument);
  seal_image_put (image, path);
  problems = mps_seal_vfs_verify_file (vfs, path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  code = seal_digest (path, mps_seal_vfs_peek_name (vfs), &digest);
  damage = mps_seal_vfs_dup_damage (vfs);
  g_test_message ("%s: code %d; %s; verify: %u, %s",
                  row->name,
                  code,
                  damage,
                  problems->len,
                  problems->len > 0 ? (char *)g_ptr_array_index (problems, 0) : "-");

  if (row->outcome == REFUSED) {
    g_assert_null (digest);
    /* What integrity_check could not read, it tells as damage of the structure. */
    g_assert_true (code == SQLITE_IOERR_DATA || code == SQLITE_NOTADB || code == SQLITE_CORRUPT);
    g_assert_nonnull (strstr (damage, row->sentence));
    g_assert_true (is_named (problems, row->sentence));
  } else if (row->outcome == OUTSIDE) {
    g_assert_cmpint (code, ==, SQLITE_OK);
    g_assert_cmpstr (digest, !=, expected);
  } else {
    g_assert_cmpint (code, ==, SQLITE_OK);
    g_assert_cmpstr (digest, ==, expected);
    g_assert_true (row->outcome == HARMLESS ? problems->len == 0
                                            : is_named (problems, row->sentence));
  }
}

/* Made once: most of the time goes into waiting for the disk. */
typedef struct {
  SealFixture fixture;
  Scene *scene;
  const Row *row;
} Trial;

static void
test_row (gconstpointer data)
{
  const Trial *trial = data;

  try_row ((SealFixture *)&trial->fixture, trial->scene, trial->row);
}

/* No byte of the first page may be changed unnoticed, whatever it means to SQLite. */
static void
test_every_byte (gconstpointer data)
{
  const Trial *trial = data;
  SealFixture *fixture = (SealFixture *)&trial->fixture;
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  const char *vfs = mps_seal_vfs_peek_name (fixture->vfs);
  g_autoptr (SealImage) image = seal_image_copy (trial->scene->closed);

  for (gsize at = 0; at < SEAL_PAGE; at += 61) {
    g_autofree char *digest = NULL;

    image->database->data[at] ^= 0x10;
    seal_image_put (image, path);
    g_assert_cmpint (seal_digest (path, vfs, &digest), !=, SQLITE_OK);
    image->database->data[at] ^= 0x10;
  }
}

int
main (int argc, char **argv)
{
  Trial trials[G_N_ELEMENTS (rows)];
  Trial first = { .row = rows };
  int result;

  g_test_init (&argc, &argv, NULL);
  seal_fixture_set_up (&first.fixture, NULL);
  first.scene = make_scene (&first.fixture);
  add_log (&first.fixture, first.scene);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *name = g_strdelimit (g_strdup (rows[i].name), " :()", '-');
    g_autofree char *path = g_strdup_printf ("/seal/tamper/%s", name);

    trials[i] = first;
    trials[i].row = &rows[i];
    g_test_add_data_func (path, &trials[i], test_row);
  }
  g_test_add_data_func ("/seal/tamper/every-byte", &first, test_every_byte);
  result = g_test_run ();
  scene_free (first.scene);
  seal_fixture_tear_down (&first.fixture, NULL);
  return result;
}
