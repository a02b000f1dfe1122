/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/store/db/mps-db.h"

#include "data/store/seal/mps-seal-vfs.h"

/* KiB of pages that a connection keeps: what a list or an import touches fits, so that pages are
 * read (and later unsealed) once. */
#define WRITE_CACHE_KIB 65536
#define READ_CACHE_KIB 32768

/* How long opening waits for another program. */
#define OPEN_BUSY_MS 5000

/* Virtual-machine steps between two looks at the cancellable: well under a millisecond. */
#define STEPS_PER_LOOK 5000

struct _MpsDb {
  sqlite3 *handle;
  char *vfs;
  GHashTable *statements;
  GCancellable *cancellable;
  MpsDbBusyFunc busy_who;
  gpointer busy_data;
  MpsDbWatchFunc watch;
  gpointer watch_data;
};

static int
look_at_cancellable (gpointer data)
{
  MpsDb *db = data;

  if (db->watch != NULL)
    db->watch (db->watch_data);
  return db->cancellable != NULL && g_cancellable_is_cancelled (db->cancellable);
}

static gboolean
configure (MpsDb *db, MpsDbMode mode, GError **error)
{
  const char *sql = mode != MPS_DB_READ ? "PRAGMA synchronous = FULL;"
                                          "PRAGMA foreign_keys = ON;"
                                          "PRAGMA secure_delete = OFF;"
                                          "PRAGMA wal_autocheckpoint = 4000;"
                                          "PRAGMA journal_size_limit = 67108864;"
                                        : "PRAGMA query_only = ON;";
  int kib = mode != MPS_DB_READ ? WRITE_CACHE_KIB : READ_CACHE_KIB;
  g_autofree char *cache = g_strdup_printf ("PRAGMA cache_size = -%d", kib);

  sqlite3_extended_result_codes (db->handle, 1);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_progress_handler (db->handle, STEPS_PER_LOOK, look_at_cancellable, db);
  if (mps_db_add_functions (db->handle) != SQLITE_OK)
    return mps_db_set_error (db, SQLITE_NOMEM, error);

  return mps_db_exec (db, "PRAGMA temp_store = MEMORY", error) && mps_db_exec (db, cache, error) &&
         mps_db_exec (db, sql, error);
}

/**
 * mps_db_open:
 * @path: the database file, or ":memory:"
 * @vfs: (nullable): name of the SQLite VFS that reads and writes it; %NULL: the plain one
 * @mode: whether it will write
 * @error: return location
 *
 * The one place where a connection is made, and so the one place where a sealing VFS goes in.
 *
 * Returns: (transfer full): the connection, or %NULL
 */
MpsDb *
mps_db_open (const char *path, const char *vfs, MpsDbMode mode, GError **error)
{
  g_autoptr (MpsDb) db = g_new0 (MpsDb, 1);
  int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == MPS_DB_MOVE ? SQLITE_OPEN_URI : 0);
  int code = sqlite3_open_v2 (path, &db->handle, flags, vfs);

  /* Another program that closes or recovers the log holds the file for moments, also while this one
   * opens it; mps_db_set_busy() says for how long and for whom afterwards. */
  sqlite3_busy_timeout (db->handle, OPEN_BUSY_MS);
  db->vfs = g_strdup (vfs);
  /* Statements are fixed text of the program, so that its address tells one from the other. */
  db->statements = g_hash_table_new_full (
      g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)(void *)sqlite3_finalize);
  if (code != SQLITE_OK) {
    mps_db_set_error (db, sqlite3_extended_errcode (db->handle), error);
    return NULL;
  }
  if (mode != MPS_DB_RAW && !configure (db, mode, error))
    return NULL;

  return g_steal_pointer (&db);
}

/**
 * mps_db_close:
 * @db: (transfer full) (nullable): a connection
 */
void
mps_db_close (MpsDb *db)
{
  if (db == NULL)
    return;

  g_hash_table_unref (db->statements);
  sqlite3_close (db->handle);
  g_clear_object (&db->cancellable);
  g_free (db->vfs);
  g_free (db);
}

/**
 * mps_db_peek_handle:
 * @db: a connection
 *
 * Returns: (transfer none): SQLite's own handle
 */
sqlite3 *
mps_db_peek_handle (MpsDb *db)
{
  return db->handle;
}

/**
 * mps_db_dup_damage:
 * @db: a connection that failed
 *
 * Returns: (transfer full) (nullable): what the sealing VFS found wrong with the file
 */
char *
mps_db_dup_damage (MpsDb *db)
{
  char *text = NULL;

  /* A connection that could not be opened has no file to ask. */
  if (sqlite3_file_control (db->handle, "main", MPS_SEAL_DAMAGE_OF, &text) != SQLITE_OK)
    text = mps_seal_dup_damage_of (db->vfs);
  return text;
}

/**
 * mps_db_is_sealed:
 * @db: a connection
 *
 * Returns: whether what it writes is sealed
 */
gboolean
mps_db_is_sealed (MpsDb *db)
{
  return sqlite3_file_control (db->handle, "main", MPS_SEAL_IS_SEALED, NULL) == SQLITE_OK;
}

/**
 * mps_db_set_busy:
 * @db: a connection
 * @timeout_ms: how long to wait for another program's lock
 * @who: (nullable): names the programs that may hold it; called only when the wait was in vain
 * @data: for @who; must outlive @db
 */
void
mps_db_set_busy (MpsDb *db, guint timeout_ms, MpsDbBusyFunc who, gpointer data)
{
  sqlite3_busy_timeout (db->handle, (int)timeout_ms);
  db->busy_who = who;
  db->busy_data = data;
}

/**
 * mps_db_dup_busy:
 * @db: a connection
 *
 * Returns: (transfer full) (nullable): the programs that may hold the database
 */
char *
mps_db_dup_busy (MpsDb *db)
{
  return db->busy_who != NULL ? db->busy_who (db->busy_data) : NULL;
}

/**
 * mps_db_set_cancellable:
 * @db: a connection
 * @cancellable: (nullable): ends statements of @db when it is cancelled
 */
void
mps_db_set_cancellable (MpsDb *db, GCancellable *cancellable)
{
  g_set_object (&db->cancellable, cancellable);
}

/**
 * mps_db_set_watch:
 * @db: a connection
 * @watch: (nullable): called now and then while a statement of @db runs
 * @data: for @watch
 */
void
mps_db_set_watch (MpsDb *db, MpsDbWatchFunc watch, gpointer data)
{
  db->watch = watch;
  db->watch_data = data;
}

/**
 * mps_db_peek_cancellable:
 * @db: a connection
 *
 * Returns: (transfer none) (nullable): what ends its statements
 */
GCancellable *
mps_db_peek_cancellable (MpsDb *db)
{
  return db->cancellable;
}

/**
 * mps_db_exec:
 * @db: a connection
 * @sql: fixed statements, never built from values
 * @error: return location
 *
 * Returns: whether all of them were carried out
 */
gboolean
mps_db_exec (MpsDb *db, const char *sql, GError **error)
{
  int code = sqlite3_exec (db->handle, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || mps_db_set_error (db, code, error);
}

/**
 * mps_db_query_int64:
 * @db: a connection
 * @sql: a fixed statement without parameters that gives one number
 * @value: (out): the number
 * @error: return location
 *
 * Returns: whether there is one
 */
gboolean
mps_db_query_int64 (MpsDb *db, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (MpsStatement) statement = mps_db_prepare (db, sql, error);

  if (statement == NULL || mps_db_step (db, statement, error) != MPS_DB_ROW)
    return FALSE;

  *value = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

/**
 * mps_db_prepare:
 * @db: a connection
 * @sql: a fixed statement that lives as long as the program
 * @error: return location
 *
 * Returns: (transfer full): the statement, reset and without bindings; release it before it is
 *   asked for again
 */
MpsStatement *
mps_db_prepare (MpsDb *db, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (db->statements, sql);
  int code;

  if (statement != NULL)
    return statement;

  code = sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (code != SQLITE_OK) {
    mps_db_set_error (db, code, error);
    return NULL;
  }

  g_hash_table_insert (db->statements, (gpointer)sql, statement);
  return statement;
}

/**
 * mps_db_step:
 * @db: a connection
 * @statement: one of its statements
 * @error: return location
 *
 * Returns: what came of it
 */
MpsDbStep
mps_db_step (MpsDb *db, MpsStatement *statement, GError **error)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return MPS_DB_ROW;
  if (code == SQLITE_DONE)
    return MPS_DB_DONE;

  mps_db_set_error (db, code, error);
  return MPS_DB_ERROR;
}

/**
 * mps_db_run:
 * @db: a connection
 * @statement: one of its statements
 * @error: return location
 *
 * Steps through to the end, rows unread, and resets.
 *
 * Returns: whether it went well
 */
gboolean
mps_db_run (MpsDb *db, MpsStatement *statement, GError **error)
{
  MpsDbStep step;

  do
    step = mps_db_step (db, statement, error);
  while (step == MPS_DB_ROW);

  sqlite3_reset (statement);
  return step == MPS_DB_DONE;
}

/**
 * mps_db_collect:
 * @db: a connection
 * @statement: one of its statements, bound
 * @read_row: (scope call): makes one thing of a row
 * @destroy: frees such a thing
 * @error: return location
 *
 * Returns: (transfer full): what was made of all rows, in their order
 */
GPtrArray *
mps_db_collect (
    MpsDb *db, MpsStatement *statement, MpsRowFunc read_row, GDestroyNotify destroy, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (destroy);
  MpsDbStep step;

  while ((step = mps_db_step (db, statement, error)) == MPS_DB_ROW)
    g_ptr_array_add (list, read_row (statement));

  return step == MPS_DB_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * mps_statement_release:
 * @statement: (transfer full) (nullable): a statement
 */
void
mps_statement_release (MpsStatement *statement)
{
  if (statement == NULL)
    return;

  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

/**
 * mps_statement_bind_text:
 * @statement: a statement
 * @index: parameter, from 1
 * @text: (nullable): UTF-8 that lives until the statement was stepped; %NULL binds ""
 */
void
mps_statement_bind_text (MpsStatement *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text != NULL ? text : "", -1, SQLITE_STATIC);
}

/**
 * mps_statement_bind_bytes:
 * @statement: a statement
 * @index: parameter, from 1
 * @bytes: (nullable): bytes that live until the statement was stepped; %NULL binds NULL
 */
void
mps_statement_bind_bytes (MpsStatement *statement, int index, GBytes *bytes)
{
  gsize size = 0;
  const void *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes == NULL)
    sqlite3_bind_null (statement, index);
  else if (size == 0)
    sqlite3_bind_zeroblob (statement, index, 0);
  else
    sqlite3_bind_blob64 (statement, index, data, size, SQLITE_STATIC);
}

/**
 * mps_statement_dup_text:
 * @statement: a statement that stands on a row
 * @column: column, from 0
 *
 * Returns: (transfer full): its text, "" for NULL
 */
char *
mps_statement_dup_text (MpsStatement *statement, int column)
{
  const char *text = (const char *)sqlite3_column_text (statement, column);

  return g_strdup (text != NULL ? text : "");
}

/**
 * mps_statement_dup_bytes:
 * @statement: a statement that stands on a row
 * @column: column, from 0
 *
 * Returns: (transfer full) (nullable): its bytes, %NULL for NULL
 */
GBytes *
mps_statement_dup_bytes (MpsStatement *statement, int column)
{
  const void *data;

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NULL;

  data = sqlite3_column_blob (statement, column);
  return g_bytes_new (data, (gsize)sqlite3_column_bytes (statement, column));
}

/**
 * mps_db_begin:
 * @db: a connection
 * @error: return location
 *
 * Begins a transaction as the one writer, so that what it reads cannot change until it commits.
 *
 * Returns: whether it began
 */
gboolean
mps_db_begin (MpsDb *db, GError **error)
{
  return mps_db_exec (db, "BEGIN IMMEDIATE", error);
}

/**
 * mps_db_commit:
 * @db: a connection
 * @error: return location
 *
 * Commits; a cancel that comes now comes too late, so that the answer is always the truth.
 *
 * Returns: whether everything is durable; if not, nothing was written
 */
gboolean
mps_db_commit (MpsDb *db, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&db->cancellable);
  gboolean committed = mps_db_exec (db, "COMMIT", error);

  if (!committed)
    mps_db_rollback (db);
  db->cancellable = g_steal_pointer (&cancellable);
  return committed;
}

/**
 * mps_db_rollback:
 * @db: a connection
 *
 * Takes the transaction back, if SQLite has not done so by itself.
 */
void
mps_db_rollback (MpsDb *db)
{
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&db->cancellable);

  if (!sqlite3_get_autocommit (db->handle))
    sqlite3_exec (db->handle, "ROLLBACK", NULL, NULL, NULL);
  db->cancellable = g_steal_pointer (&cancellable);
}
