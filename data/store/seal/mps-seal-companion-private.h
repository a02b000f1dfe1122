/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-seal-map-private.h"
#include "data/store/seal/mps-seal-vfs.h"

G_BEGIN_DECLS

/* A page: ciphertext, then the box's nonce and tag in the bytes that SQLite leaves to us. */
#define MPS_SEAL_PAGE 4096
#define MPS_SEAL_PAGE_BODY (MPS_SEAL_PAGE - MPS_SEAL_OVERHEAD)

/* SQLite's locks lie on this page of a file, at 1 GiB; it is never written. */
#define MPS_SEAL_LOCK_PAGE (0x40000000 / MPS_SEAL_PAGE + 1)

/* The log as SQLite writes it. */
#define MPS_SEAL_LOG_HEAD 32
#define MPS_SEAL_FRAME_HEAD 24
#define MPS_SEAL_FRAME (MPS_SEAL_FRAME_HEAD + MPS_SEAL_PAGE)

/**
 * MpsSealState:
 * @MPS_SEAL_NONE: there is no companion file, and nothing in the database
 * @MPS_SEAL_CREATING: the first transaction of the database is not complete; nothing in it counts
 * @MPS_SEAL_UPDATING: pages are being written, or their writer did not get to the end
 * @MPS_SEAL_COMPLETE: the map holds the epoch of every page
 */
typedef enum {
  MPS_SEAL_NONE,
  MPS_SEAL_CREATING,
  MPS_SEAL_UPDATING,
  MPS_SEAL_COMPLETE,
} MpsSealState;

/**
 * MpsSealHead:
 * @sequence: counts how often the head was written
 * @epoch: of the newest pages
 * @complete: epoch of the last complete map; pages between it and @epoch may be missing from it
 * @n_pages: pages that the database has at least
 * @n_parts: parts of the map
 * @state: as it says
 * @hash: of the last complete map
 */
typedef struct {
  guint64 sequence;
  guint64 epoch;
  guint64 complete;
  guint32 n_pages;
  guint32 n_parts;
  MpsSealState state;
  guint8 hash[MPS_SEAL_HASH_SIZE];
} MpsSealHead;

/**
 * MpsSealAnchor:
 * @sequence: counts how often it was written
 * @n_frames: frames of the log that are known to have reached the disk
 * @head: of that log; zeros: there is none
 *
 * What a log must at least contain, so that a cut one is told from one that was never longer.
 */
typedef struct {
  guint64 sequence;
  guint32 n_frames;
  guint8 head[MPS_SEAL_LOG_HEAD];
} MpsSealAnchor;

/**
 * MpsSealCompanion:
 *
 * What this process knows of one sealed database, shared by its connections, and the companion file
 * that keeps it. Functions answer with codes of SQLite; @db is the database file of the VFS below.
 */
typedef struct {
  MpsSealVfs *vfs;
  sqlite3_vfs *below;
  MpsSealKey *key;
  MpsSealUse use;
  char *path;
  char *name;
  char *file_path;
  guint n_users;

  GMutex mutex;
  sqlite3_file *file;
  const MpsSealCipher *cipher;
  GPtrArray *ciphers;
  MpsSealNonces nonces;
  MpsSealHead head;
  MpsSealAnchor anchor;
  guint8 raw_heads[2 * MPS_SEAL_SECTOR];
  guint8 raw_anchors[2 * MPS_SEAL_SECTOR];
  MpsSealMap map;
  gboolean loaded;
  gboolean updating;
  gboolean broken;
  char *damage;
} MpsSealCompanion;

MpsSealCompanion *mps_seal_companion_new (
    MpsSealVfs *vfs, sqlite3_vfs *below, MpsSealKey *key, MpsSealUse use, const char *path);
void mps_seal_companion_free (MpsSealCompanion *self);

int mps_seal_companion_refuse (MpsSealCompanion *self, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
int mps_seal_companion_refuse_locked (MpsSealCompanion *self, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

int mps_seal_companion_refresh (MpsSealCompanion *self, sqlite3_file *db);
int mps_seal_companion_get_size (MpsSealCompanion *self, sqlite3_file *db, sqlite3_int64 *size);
int
mps_seal_companion_judge (MpsSealCompanion *self, sqlite3_file *db, guint32 page, guint64 epoch);
gboolean mps_seal_companion_never_written (MpsSealCompanion *self, guint32 page);
void mps_seal_companion_salvage (MpsSealCompanion *self, sqlite3_file *db);
gboolean mps_seal_companion_is_creating (MpsSealCompanion *self);

int mps_seal_companion_begin (MpsSealCompanion *self, sqlite3_file *db, guint64 *epoch);
void mps_seal_companion_written (MpsSealCompanion *self, guint32 page, int code);
int mps_seal_companion_finish (MpsSealCompanion *self, sqlite3_file *db, gboolean *synced);
int mps_seal_companion_shrink (MpsSealCompanion *self, sqlite3_file *db, sqlite3_int64 size);

int mps_seal_companion_make (MpsSealCompanion *self, guint32 n_pages, guint64 epoch);
void mps_seal_companion_check_copies (MpsSealCompanion *self, GPtrArray *problems);
int mps_seal_companion_get_anchor (MpsSealCompanion *self, sqlite3_file *db, MpsSealAnchor *anchor);
int mps_seal_companion_restart_log (MpsSealCompanion *self,
                                    sqlite3_file *db,
                                    const guint8 head[MPS_SEAL_LOG_HEAD]);
int mps_seal_companion_clear_log (MpsSealCompanion *self, sqlite3_file *db);
int mps_seal_companion_advance_log (MpsSealCompanion *self,
                                    sqlite3_file *db,
                                    const guint8 salts[8],
                                    guint32 n_frames);

/* Within the companion's own files, the mutex held. */
int mps_seal_companion_load_locked (MpsSealCompanion *self, sqlite3_file *db);
int mps_seal_companion_open_file (MpsSealCompanion *self, gboolean create);
void mps_seal_companion_use_id (MpsSealCompanion *self, const guint8 id[MPS_SEAL_ID_SIZE]);
int mps_seal_companion_read_heads (MpsSealCompanion *self, MpsSealHead *head);
int mps_seal_companion_write_head (MpsSealCompanion *self, const MpsSealHead *head);
int mps_seal_companion_refresh_locked (MpsSealCompanion *self, sqlite3_file *db);
int mps_seal_companion_read_anchors (MpsSealCompanion *self);
int mps_seal_companion_write_anchor (MpsSealCompanion *self, const MpsSealAnchor *anchor);
int mps_seal_companion_change_anchor (MpsSealCompanion *self, const guint8 head[MPS_SEAL_LOG_HEAD]);
void mps_seal_companion_forget (MpsSealCompanion *self);

gboolean
mps_seal_page_open (const MpsSealCipher *cipher, guint32 page, const guint8 *raw, guint8 *plain);
void mps_seal_page_seal (const MpsSealCipher *cipher,
                         MpsSealNonces *nonces,
                         guint64 epoch,
                         guint32 page,
                         const guint8 *plain,
                         guint8 *raw);

G_END_DECLS
