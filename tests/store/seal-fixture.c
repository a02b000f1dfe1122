/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/store/seal-fixture.h"

#include "tests/store/store-fixture.h"

#include <glib/gstdio.h>

void
seal_fixture_set_up (SealFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = store_test_make_folder ();
  fixture->key = mps_seal_key_new ();
  fixture->vfs = mps_seal_vfs_new (fixture->key, &error);
  g_assert_no_error (error);
}

void
seal_fixture_tear_down (SealFixture *fixture, gconstpointer data)
{
  mps_seal_vfs_free (fixture->vfs);
  mps_seal_key_unref (fixture->key);
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

char *
seal_fixture_path (SealFixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

sqlite3 *
seal_open (const char *path, const char *vfs)
{
  sqlite3 *handle = NULL;

  if (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, vfs) == SQLITE_OK) {
    sqlite3_extended_result_codes (handle, 1);
    sqlite3_busy_timeout (handle, 10000);
    return handle;
  }
  sqlite3_close (handle);
  return NULL;
}

sqlite3 *
seal_create (const char *path, const char *vfs)
{
  sqlite3 *handle;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  handle = seal_open (path, vfs);
  g_assert_nonnull (handle);
  seal_exec (handle, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  return handle;
}

void
seal_exec (sqlite3 *handle, const char *sql)
{
  char *message = NULL;
  int code = sqlite3_exec (handle, sql, NULL, NULL, &message);

  if (code != SQLITE_OK) {
    char *damage = NULL;

    sqlite3_file_control (handle, "main", MPS_SEAL_DAMAGE_OF, &damage);
    g_test_message ("%s: %s: %s", sql, message, damage);
  }
  g_assert_cmpint (code, ==, SQLITE_OK);
}

int
seal_try_query (sqlite3 *handle, const char *sql, gint64 *value)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_step (statement);
  if (code == SQLITE_ROW && value != NULL)
    *value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

gint64
seal_query (sqlite3 *handle, const char *sql)
{
  gint64 value = -1;

  g_assert_cmpint (seal_try_query (handle, sql, &value), ==, SQLITE_OK);
  return value;
}

static int
digest_rows (sqlite3 *handle, GChecksum *sum)
{
  sqlite3_stmt *statement = NULL;
  int code =
      sqlite3_prepare_v2 (handle, "SELECT id, word, body FROM t ORDER BY id", -1, &statement, NULL);

  while (code == SQLITE_OK || code == SQLITE_ROW) {
    code = sqlite3_step (statement);
    for (int i = 0; code == SQLITE_ROW && i < 3; i++)
      g_checksum_update (
          sum, sqlite3_column_text (statement, i), sqlite3_column_bytes (statement, i));
  }
  sqlite3_finalize (statement);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* Reads everything that table t holds, and lets SQLite look at the whole structure. */
int
seal_digest (const char *path, const char *vfs, char **digest)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  sqlite3 *handle = NULL;
  gint64 ok = 0;
  int code = sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, vfs);

  if (code != SQLITE_OK)
    code = sqlite3_extended_errcode (handle);
  sqlite3_extended_result_codes (handle, 1);
  if (code == SQLITE_OK)
    code = digest_rows (handle, sum);
  if (code == SQLITE_OK)
    code = seal_try_query (
        handle, "SELECT integrity_check = 'ok' FROM pragma_integrity_check (1)", &ok);
  sqlite3_close (handle);
  if (code == SQLITE_OK && !ok)
    return SQLITE_CORRUPT;
  if (code == SQLITE_OK)
    *digest = g_strdup (g_checksum_get_string (sum));
  return code;
}

static GByteArray *
take_file (const char *path, const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);
  char *content = NULL;
  gsize size = 0;

  if (!g_file_get_contents (name, &content, &size, NULL))
    return NULL;
  return g_byte_array_new_take ((guint8 *)content, size);
}

static void
put_file (GByteArray *bytes, const char *path, const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);

  g_unlink (name);
  if (bytes != NULL)
    g_assert_true (g_file_set_contents_full (
        name, (const char *)bytes->data, bytes->len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static GByteArray *
copy_bytes (const GByteArray *bytes)
{
  GByteArray *copy;

  if (bytes == NULL)
    return NULL;
  copy = g_byte_array_sized_new (bytes->len);
  return g_byte_array_append (copy, bytes->data, bytes->len);
}

SealImage *
seal_image_take (const char *path)
{
  SealImage *image = g_new0 (SealImage, 1);

  image->database = take_file (path, "");
  image->companion = take_file (path, "-seal");
  image->log = take_file (path, "-wal");
  return image;
}

SealImage *
seal_image_copy (const SealImage *image)
{
  SealImage *copy = g_new0 (SealImage, 1);

  copy->database = copy_bytes (image->database);
  copy->companion = copy_bytes (image->companion);
  copy->log = copy_bytes (image->log);
  return copy;
}

void
seal_image_put (const SealImage *image, const char *path)
{
  put_file (image->database, path, "");
  put_file (image->companion, path, "-seal");
  put_file (image->log, path, "-wal");
  put_file (NULL, path, "-shm");
}

void
seal_image_free (SealImage *image)
{
  if (image == NULL)
    return;

  g_clear_pointer (&image->database, g_byte_array_unref);
  g_clear_pointer (&image->companion, g_byte_array_unref);
  g_clear_pointer (&image->log, g_byte_array_unref);
  g_free (image);
}
