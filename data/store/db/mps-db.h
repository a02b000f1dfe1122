/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/mps-store-error.h"

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * MpsDbMode: what a connection is for.
 * @MPS_DB_READ: questions
 * @MPS_DB_WRITE: everything
 * @MPS_DB_MOVE: everything, and copying into a database under another VFS
 * @MPS_DB_RAW: nothing but its file, which may be damaged
 */
typedef enum {
  MPS_DB_READ,
  MPS_DB_WRITE,
  MPS_DB_MOVE,
  MPS_DB_RAW,
} MpsDbMode;

/**
 * MpsDbStep:
 * @MPS_DB_ROW: there is a row to read
 * @MPS_DB_DONE: there are no more rows
 * @MPS_DB_ERROR: the error is set
 */
typedef enum {
  MPS_DB_ROW,
  MPS_DB_DONE,
  MPS_DB_ERROR,
} MpsDbStep;

/**
 * MpsDb:
 *
 * One connection with its prepared statements. Used by one thread at a time.
 */
typedef struct _MpsDb MpsDb;

/**
 * MpsStatement:
 *
 * A statement taken from a connection's cache; releasing it resets it, so that it never holds a
 * read transaction open.
 */
typedef sqlite3_stmt MpsStatement;

typedef char *(*MpsDbBusyFunc) (gpointer data);
typedef void (*MpsDbWatchFunc) (gpointer data);

MpsDb *mps_db_open (const char *path, const char *vfs, MpsDbMode mode, GError **error);
void mps_db_close (MpsDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsDb, mps_db_close)
sqlite3 *mps_db_peek_handle (MpsDb *db);
char *mps_db_dup_damage (MpsDb *db);
gboolean mps_db_is_sealed (MpsDb *db);
void mps_db_set_busy (MpsDb *db, guint timeout_ms, MpsDbBusyFunc who, gpointer data);
void mps_db_set_cancellable (MpsDb *db, GCancellable *cancellable);
void mps_db_set_watch (MpsDb *db, MpsDbWatchFunc watch, gpointer data);

gboolean mps_db_exec (MpsDb *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_db_query_int64 (MpsDb *db, const char *sql, gint64 *value, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
MpsStatement *mps_db_prepare (MpsDb *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsDbStep mps_db_step (MpsDb *db, MpsStatement *statement, GError **error);
gboolean mps_db_run (MpsDb *db, MpsStatement *statement, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes one thing of the row that the statement stands on; (transfer full). */
typedef gpointer (*MpsRowFunc) (MpsStatement *statement);

GPtrArray *mps_db_collect (MpsDb *db,
                           MpsStatement *statement,
                           MpsRowFunc read_row,
                           GDestroyNotify destroy,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_statement_release (MpsStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsStatement, mps_statement_release)

void mps_statement_bind_text (MpsStatement *statement, int index, const char *text);
void mps_statement_bind_bytes (MpsStatement *statement, int index, GBytes *bytes);
char *mps_statement_dup_text (MpsStatement *statement, int column);
GBytes *mps_statement_dup_bytes (MpsStatement *statement, int column);

gboolean mps_db_begin (MpsDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_db_commit (MpsDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_db_rollback (MpsDb *db);

/* mps-db-error.c */
gboolean mps_store_set_closed (GError **error);
gboolean mps_db_set_error (MpsDb *db, int code, GError **error);
MpsStoreError mps_db_error_from_sqlite (int code, int system_errno);
char *mps_db_dup_busy (MpsDb *db);
GCancellable *mps_db_peek_cancellable (MpsDb *db);

/* mps-db-functions.c */
int mps_db_add_functions (sqlite3 *handle);

G_END_DECLS
