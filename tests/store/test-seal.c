/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/seal-fixture.h"

#include "data/store/db/mps-db.h"
#include "data/store/db/mps-migrate.h"
#include "data/store/seal/mps-seal-error.h"
#include "tests/store/store-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What must never be readable on the disk. */
#define SECRET "Gildong-Hong-900101"

static const char *
name_of (SealFixture *fixture)
{
  return mps_seal_vfs_peek_name (fixture->vfs);
}

static void
assert_whole (SealFixture *fixture, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems =
      mps_seal_vfs_verify_file (fixture->vfs, path, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *)g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
assert_unreadable (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *content = NULL;
    gsize size = 0;

    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      assert_unreadable (path);
      continue;
    }
    g_assert_true (g_file_get_contents (path, &content, &size, NULL));
    g_assert_null (memmem (content, size, SECRET, strlen (SECRET)));
    g_assert_null (memmem (content, size, "SQLite format", 13));
    g_assert_null (memmem (content, size, "CREATE TABLE", 12));
    g_assert_null (memmem (content, size, "resourceType", 12));
  }
}

static sqlite3 *
create_table (SealFixture *fixture, const char *path)
{
  sqlite3 *handle = seal_create (path, name_of (fixture));

  seal_exec (handle, "CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT, body TEXT)");
  return handle;
}

#define ADD_ROWS                                                                                   \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"                \
  " INSERT INTO t (word, body) SELECT '" SECRET "' || i, printf ('%.*c', 300, 'y') FROM n"

static void
test_search (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  sqlite3 *handle = create_table (fixture, path);

  seal_exec (handle, "CREATE VIRTUAL TABLE f USING fts5 (body); BEGIN");
  for (guint i = 0; i < 500; i++) {
    g_autofree char *sql =
        g_strdup_printf ("INSERT INTO f VALUES ('kidney stone number%u " SECRET "')", i);

    seal_exec (handle, sql);
  }
  seal_exec (handle, "COMMIT; INSERT INTO f (f) VALUES ('optimize')");
  assert_unreadable (fixture->folder);
  g_assert_cmpint (seal_query (handle, "SELECT count(*) FROM f WHERE f MATCH 'number77'"), ==, 1);
  sqlite3_close (handle);
  assert_unreadable (fixture->folder);
  assert_whole (fixture, path);
}

/* A cache of a few pages spills them into the log, where they are written again and again. */
static void
test_spill (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  sqlite3 *handle = create_table (fixture, path);
  sqlite3 *reader;

  seal_exec (handle, "PRAGMA cache_size = 8; CREATE INDEX w ON t (word); BEGIN; " ADD_ROWS);
  seal_exec (handle, "UPDATE t SET word = word || 'z' WHERE id % 3 = 0");
  assert_unreadable (fixture->folder);
  seal_exec (handle, "SAVEPOINT s; DELETE FROM t WHERE id % 2 = 0; UPDATE t SET body = 'short'");
  seal_exec (handle, "ROLLBACK TO s; UPDATE t SET word = word || 'q' WHERE id % 5 = 0; COMMIT");

  /* Another connection reads what was committed out of the log, and again after a recovery. */
  reader = seal_open (path, name_of (fixture));
  g_assert_cmpint (seal_query (reader, "SELECT count(*) FROM t WHERE word LIKE '%z%'"), ==, 1000);
  g_assert_cmpint (seal_query (reader, "SELECT count(*) FROM t WHERE word LIKE '%q'"), ==, 600);
  g_assert_cmpint (
      seal_query (reader, "SELECT count(*) FROM t WHERE length(body) = 300"), ==, 3000);
  sqlite3_close (reader);

  seal_exec (handle, "BEGIN; DELETE FROM t; ROLLBACK");
  g_assert_cmpint (seal_query (handle, "SELECT count(*) FROM t"), ==, 3000);
  sqlite3_close (handle);
  assert_whole (fixture, path);
}

static void
test_vacuum (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  g_autofree char *into = seal_fixture_path (fixture, "into.db");
  g_autofree char *sql = g_strdup_printf ("VACUUM INTO '%s'", into);
  sqlite3 *handle = create_table (fixture, path);
  sqlite3 *copy = NULL;
  gint64 before;

  seal_exec (handle, ADD_ROWS);
  before = seal_query (handle, "PRAGMA page_count");
  seal_exec (handle, "DELETE FROM t WHERE id > 300; VACUUM; PRAGMA wal_checkpoint (TRUNCATE)");
  g_assert_cmpint (seal_query (handle, "PRAGMA page_count"), <, before / 5);
  sqlite3_close (handle);
  assert_whole (fixture, path);

  /* The target of VACUUM INTO is made with the flags of the connection. */
  g_assert_cmpint (
      sqlite3_open_v2 (
          path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, name_of (fixture)),
      ==,
      SQLITE_OK);
  seal_exec (handle, sql);
  sqlite3_close (handle);
  assert_unreadable (fixture->folder);
  assert_whole (fixture, into);
  copy = seal_open (into, name_of (fixture));
  g_assert_cmpint (seal_query (copy, "SELECT count(*) FROM t"), ==, 300);
  seal_exec (copy, "INSERT INTO t (word) VALUES ('more')");
  sqlite3_close (copy);
  assert_whole (fixture, into);
}

static void
test_backup (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  g_autofree char *target = seal_fixture_path (fixture, "backup.db");
  sqlite3 *handle = create_table (fixture, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsDb) db = NULL;
  sqlite3 *copy;

  seal_exec (handle, ADD_ROWS);
  db = mps_db_open (path, name_of (fixture), MPS_DB_READ, &error);
  g_assert_no_error (error);
  g_assert_true (mps_backup_to (db, target, name_of (fixture), &error));
  g_assert_no_error (error);
  assert_whole (fixture, target);

  /* A second one takes the place of the first. */
  seal_exec (handle, "INSERT INTO t (word) VALUES ('more')");
  g_assert_true (mps_backup_to (db, target, name_of (fixture), &error));
  g_assert_no_error (error);
  assert_whole (fixture, target);
  copy = seal_open (target, name_of (fixture));
  g_assert_cmpint (seal_query (copy, "SELECT count(*) FROM t"), ==, 3001);
  sqlite3_close (copy);

  /* None is written that could be read without the key. */
  g_assert_false (mps_backup_to (db, target, "unix", &error));
  g_assert_error (error, MPS_STORE_ERROR, MPS_STORE_ERROR_REFUSED);
  sqlite3_close (handle);
  assert_unreadable (fixture->folder);
}

static void
test_checkpoints (SealFixture *fixture, gconstpointer data)
{
  const char *const kinds[] = { "PASSIVE", "FULL", "RESTART", "TRUNCATE" };
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  sqlite3 *handle = create_table (fixture, path);
  sqlite3 *reader = seal_open (path, name_of (fixture));

  for (guint i = 0; i < 40; i++) {
    g_autofree char *sql = g_strdup_printf ("PRAGMA wal_checkpoint (%s)", kinds[i % 4]);

    seal_exec (handle, "INSERT INTO t (word, body) VALUES ('w', printf ('%.*c', 9000, 'y'))");
    /* A reader in the middle of a transaction lets only a part of the log be copied. */
    if (i % 4 == 0)
      seal_exec (reader, "BEGIN; SELECT count(*) FROM t");
    seal_exec (handle, "UPDATE t SET word = word || 'v'");
    seal_exec (handle, sql);
    g_assert_cmpint (seal_query (reader, "SELECT count(*) FROM t"), ==, (gint64)i + 1);
    if (i % 4 == 0)
      seal_exec (reader, "COMMIT");
    assert_whole (fixture, path);
  }
  sqlite3_close (reader);
  sqlite3_close (handle);
  assert_whole (fixture, path);
}

/* Databases of different keys, and no key at all. */
static void
test_keys (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  g_autoptr (MpsSealKey) key = mps_seal_key_new ();
  g_autoptr (MpsSealKey) same = mps_seal_key_ref (key);
  g_autoptr (MpsSealKey) one = mps_seal_key_derive (key, "one");
  g_autoptr (MpsSealKey) once_more = mps_seal_key_derive (key, "one");
  g_autoptr (MpsSealKey) two = mps_seal_key_derive (key, "two");
  g_autoptr (MpsSealVfs) wrong = mps_seal_vfs_new (key, NULL);
  g_autofree char *digest = NULL;
  g_autofree char *damage = NULL;
  sqlite3 *handle = create_table (fixture, path);

  g_assert_cmpmem (mps_seal_key_peek (one), 32, mps_seal_key_peek (once_more), 32);
  g_assert_cmpint (memcmp (mps_seal_key_peek (one), mps_seal_key_peek (two), 32), !=, 0);
  seal_exec (handle, ADD_ROWS);
  sqlite3_close (handle);

  g_assert_cmpint (seal_digest (path, mps_seal_vfs_peek_name (wrong), &digest), ==, SQLITE_NOTADB);
  damage = mps_seal_vfs_dup_damage (wrong);
  g_assert_nonnull (strstr (damage, "another key"));
  g_assert_cmpint (seal_digest (path, "unix", &digest), ==, SQLITE_NOTADB);
  g_assert_cmpint (seal_digest (path, name_of (fixture), &digest), ==, SQLITE_OK);
}

/* A plain file that lies where a sealed one belongs is not taken, nor a journal that was put there.
 */
static void
test_foreign_files (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *plain = seal_fixture_path (fixture, "plain.db");
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  g_autofree char *journal = seal_fixture_path (fixture, "records.db-journal");
  g_autofree char *digest = NULL;
  sqlite3 *handle = seal_create (plain, "unix");

  seal_exec (handle, "CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT, body TEXT)");
  sqlite3_close (handle);
  g_assert_cmpint (seal_digest (plain, name_of (fixture), &digest), ==, SQLITE_IOERR_DATA);

  handle = create_table (fixture, path);
  seal_exec (handle, ADD_ROWS);
  sqlite3_close (handle);
  g_assert_true (g_file_set_contents (journal, "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8, NULL));
  g_assert_cmpint (seal_digest (path, name_of (fixture), &digest), ==, SQLITE_OK);
  assert_whole (fixture, path);
}

/* It stays in WAL mode with pages of one size, whatever is asked for. */
static void
test_modes (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  sqlite3 *handle = create_table (fixture, path);

  seal_exec (handle, ADD_ROWS);
  seal_exec (handle, "PRAGMA journal_mode = DELETE");
  g_assert_cmpint (
      seal_query (handle, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"),
      ==,
      1);
  seal_exec (handle, "PRAGMA temp_store = FILE; CREATE TEMP TABLE x AS SELECT * FROM t");
  seal_exec (handle, "PRAGMA mmap_size = 100000000; SELECT word FROM t ORDER BY body, word DESC");
  assert_unreadable (fixture->folder);
  sqlite3_close (handle);
  assert_whole (fixture, path);
}

/* Reading and writing connections in threads, and another process that opens and closes. */
#define N_READERS 4

typedef struct {
  const char *path;
  const char *vfs;
  gint *stop;
} Reader;

static gpointer
read_until_told (gpointer data)
{
  Reader *reader = data;
  gint64 last = 0;

  while (!g_atomic_int_get (reader->stop)) {
    sqlite3 *handle = seal_open (reader->path, reader->vfs);

    for (guint i = 0; i < 20; i++) {
      gint64 now = seal_query (handle, "SELECT count(*) + sum (length (body) > 0) * 0 FROM t");

      g_assert_cmpint (now, >=, last);
      last = now;
    }
    sqlite3_close (handle);
  }
  return NULL;
}

static void
write_rows (sqlite3 *handle, guint n)
{
  for (guint i = 0; i < n; i++)
    seal_exec (handle, "INSERT INTO t (word, body) VALUES ('w', printf ('%.*c', 3000, 'y'))");
}

static void
be_another_process (SealFixture *fixture, const char *path)
{
  for (guint i = 0; i < 10; i++) {
    sqlite3 *handle = seal_open (path, name_of (fixture));

    write_rows (handle, 10);
    /* Without waiting: the readers never all stop. */
    sqlite3_busy_timeout (handle, 0);
    seal_exec (handle, "PRAGMA wal_checkpoint (TRUNCATE)");
    sqlite3_close (handle);
  }
  _exit (0);
}

static void
test_together (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  GThread *threads[N_READERS];
  gint stop = 0;
  Reader reader = { path, name_of (fixture), &stop };
  sqlite3 *handle = create_table (fixture, path);
  int status = 0;
  pid_t child;

  seal_exec (handle, "INSERT INTO t (word) VALUES ('first')");
  sqlite3_close (handle);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    be_another_process (fixture, path);

  for (guint i = 0; i < N_READERS; i++)
    threads[i] = g_thread_new ("reader", read_until_told, &reader);
  handle = seal_open (path, name_of (fixture));
  seal_exec (handle, "PRAGMA wal_autocheckpoint = 20");
  write_rows (handle, 200);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_atomic_int_set (&stop, 1);
  for (guint i = 0; i < N_READERS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (seal_query (handle, "SELECT count(*) FROM t"), ==, 301);
  sqlite3_close (handle);
  assert_whole (fixture, path);
}

/* A database that comes out of a backup without its companion. */
static void
test_adopt (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  g_autoptr (GError) error = NULL;
  g_autoptr (SealImage) image = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  sqlite3 *handle = create_table (fixture, path);

  seal_exec (handle, ADD_ROWS);
  sqlite3_close (handle);
  g_assert_cmpint (seal_digest (path, name_of (fixture), &before), ==, SQLITE_OK);
  g_assert_false (mps_seal_vfs_adopt_file (fixture->vfs, path, NULL, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_EXISTS);
  g_clear_error (&error);

  image = seal_image_take (path);
  g_clear_pointer (&image->companion, g_byte_array_unref);
  image->database->data[5 * SEAL_PAGE + 100] ^= 1;
  seal_image_put (image, path);
  g_assert_false (mps_seal_vfs_adopt_file (fixture->vfs, path, NULL, &error));
  g_assert_error (error, MPS_SEAL_ERROR, MPS_SEAL_ERROR_ALTERED);
  g_assert_nonnull (strstr (error->message, "page 6 "));
  g_clear_error (&error);

  image->database->data[5 * SEAL_PAGE + 100] ^= 1;
  seal_image_put (image, path);
  g_assert_true (mps_seal_vfs_adopt_file (fixture->vfs, path, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (seal_digest (path, name_of (fixture), &after), ==, SQLITE_OK);
  g_assert_cmpstr (before, ==, after);
  assert_whole (fixture, path);
  handle = seal_open (path, name_of (fixture));
  write_rows (handle, 3);
  sqlite3_close (handle);
  assert_whole (fixture, path);
}

/* Single pages are gone: all rows that do not lie on them can be read, and the file stays as it is.
 */
static void
test_salvage (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  g_autoptr (MpsSealVfs) salvage =
      mps_seal_vfs_new_over (fixture->key, NULL, MPS_SEAL_SALVAGE, NULL);
  g_autoptr (SealImage) image = NULL;
  g_autoptr (SealImage) after = NULL;
  g_autoptr (GArray) pages = NULL;
  sqlite3 *handle = create_table (fixture, path);
  guint lost = 0;

  seal_exec (handle, ADD_ROWS);
  sqlite3_close (handle);
  image = seal_image_take (path);
  g_clear_pointer (&image->companion, g_byte_array_unref);
  memset (image->database->data + 99 * SEAL_PAGE + 7, 0xa5, 20);
  memset (image->database->data + 150 * SEAL_PAGE, 0xa5, SEAL_PAGE);
  seal_image_put (image, path);

  handle = seal_open (path, mps_seal_vfs_peek_name (salvage));
  g_assert_nonnull (handle);
  for (guint i = 1; i <= 3000; i++) {
    g_autofree char *sql = g_strdup_printf ("SELECT length (body) FROM t WHERE id = %u", i);
    gint64 value = 0;
    int code = seal_try_query (handle, sql, &value);

    g_assert_true (code == SQLITE_IOERR_DATA || value == 300);
    lost += code == SQLITE_OK ? 0 : 1;
  }
  g_assert_cmpint (
      sqlite3_exec (handle, "DELETE FROM t WHERE id = 1", NULL, NULL, NULL), !=, SQLITE_OK);
  sqlite3_close (handle);
  g_assert_cmpuint (lost, >, 0);
  g_assert_cmpuint (lost, <, 40);
  pages = mps_seal_vfs_dup_damaged_pages (salvage);
  g_assert_cmpuint (pages->len, ==, 2);
  g_assert_cmpuint (g_array_index (pages, guint32, 0), ==, 100);
  g_assert_cmpuint (g_array_index (pages, guint32, 1), ==, 151);

  after = seal_image_take (path);
  g_assert_null (after->companion);
  g_assert_cmpmem (
      after->database->data, after->database->len, image->database->data, image->database->len);
}

/* An acknowledged commit that is only in the log can be salvaged too. */
static void
test_salvage_log (SealFixture *fixture, gconstpointer data)
{
  g_autofree char *path = seal_fixture_path (fixture, "records.db");
  g_autoptr (MpsSealVfs) salvage =
      mps_seal_vfs_new_over (fixture->key, NULL, MPS_SEAL_SALVAGE, NULL);
  g_autoptr (SealImage) image = NULL;
  sqlite3 *handle = create_table (fixture, path);

  seal_exec (handle, "PRAGMA wal_checkpoint (TRUNCATE)");
  write_rows (handle, 5);
  image = seal_image_take (path);
  sqlite3_close (handle);
  g_clear_pointer (&image->companion, g_byte_array_unref);
  image->log->data[image->log->len - 50] ^= 1;
  seal_image_put (image, path);

  handle = seal_open (path, mps_seal_vfs_peek_name (salvage));
  g_assert_cmpint (seal_query (handle, "SELECT count(*) FROM t"), ==, 4);
  sqlite3_close (handle);
}

#define ADD(name, function)                                                                        \
  g_test_add (                                                                                     \
      "/seal/" name, SealFixture, NULL, seal_fixture_set_up, function, seal_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("search", test_search);
  ADD ("spill", test_spill);
  ADD ("vacuum", test_vacuum);
  ADD ("backup", test_backup);
  ADD ("checkpoints", test_checkpoints);
  ADD ("keys", test_keys);
  ADD ("foreign-files", test_foreign_files);
  ADD ("modes", test_modes);
  ADD ("together", test_together);
  ADD ("adopt", test_adopt);
  ADD ("salvage", test_salvage);
  ADD ("salvage-log", test_salvage_log);
  return g_test_run ();
}
