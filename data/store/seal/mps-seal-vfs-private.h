/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-seal-companion-private.h"

G_BEGIN_DECLS

#define MPS_SEAL_SUFFIX "-seal"

/**
 * MpsSealFile:
 * @base: what SQLite sees
 * @companion: what is known of the database
 * @database: the file of the database that a log belongs to, or the file itself
 * @nonces: those of this open file
 * @empty_geometry: whether an empty file says how its pages will be
 * @writes: whether this connection wrote to the database
 * @checkpointing: whether it is just doing so out of the log
 * @synced: whether all that it wrote has reached the disk
 * @failed: what a checkpoint could not bring to its end, for the next call that can tell
 * @pending: whether the head of a frame waits for its page
 * @pending_at: where in the log it goes
 * @pending_head: the head
 * @salts: of the log that this connection wrote to last
 * @n_written: frames up to its last commit that this connection wrote
 * @uncommitted: whether it wrote frames after that
 * @needed: frames that the log must have
 * @next_frame: frame that reading the log anew comes to next
 * @sums: the checksums up to there
 * @big_endian_sums: how the log sums
 * @raw: what goes to the disk
 *
 * An open database or log. The file of the VFS below lies behind it.
 */
typedef struct _MpsSealFile MpsSealFile;
struct _MpsSealFile {
  sqlite3_file base;
  MpsSealVfs *vfs;
  MpsSealCompanion *companion;
  MpsSealFile *database;
  MpsSealNonces nonces;
  gboolean empty_geometry;
  gboolean writes;
  gboolean checkpointing;
  gboolean synced;
  int failed;
  gboolean pending;
  sqlite3_int64 pending_at;
  guint8 pending_head[MPS_SEAL_FRAME_HEAD];
  guint8 salts[8];
  guint32 n_written;
  gboolean uncommitted;
  guint32 needed;
  guint32 next_frame;
  guint32 sums[2];
  gboolean big_endian_sums;
  guint8 raw[MPS_SEAL_FRAME];
};

void mps_seal_vfs_note_damage (MpsSealVfs *vfs, const char *text);
void mps_seal_vfs_note_page (MpsSealVfs *vfs, guint32 page);
MpsSealCompanion *mps_seal_vfs_take_companion (MpsSealVfs *vfs, const char *path);
void mps_seal_vfs_return_companion (MpsSealVfs *vfs, MpsSealCompanion *companion);
sqlite3_vfs *mps_seal_vfs_peek_below (MpsSealVfs *vfs);

sqlite3_file *mps_seal_file_below (MpsSealFile *file);
gboolean mps_seal_file_reserves (const guint8 *page);

const sqlite3_io_methods *mps_seal_database_methods (void);
const sqlite3_io_methods *mps_seal_log_methods (void);
int mps_seal_log_check_before_open (MpsSealFile *database, sqlite3_vfs *below, const char *path);
gboolean
mps_seal_frame_open (const MpsSealCipher *cipher, guint32 index, const guint8 *raw, guint8 *plain);
void mps_seal_sum (guint32 sums[2], gboolean big_endian, const guint8 *bytes, gsize size);
int mps_seal_get_last_errno (MpsSealFile *file);

gsize mps_seal_memory_file_size (void);
void mps_seal_memory_file_init (sqlite3_file *file);

G_END_DECLS
