/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FaultKind:
 * @FAULT_ERROR: the call fails and does nothing
 * @FAULT_SHORT: a write stops in the middle and fails; other calls fail
 * @FAULT_TORN: a write leaves some of its sectors old and fails; other calls fail
 * @FAULT_FULL: the disk is full: what makes a file longer fails; other calls pass
 */
typedef enum {
  FAULT_ERROR,
  FAULT_SHORT,
  FAULT_TORN,
  FAULT_FULL,
} FaultKind;

/**
 * FaultHowOften:
 * @FAULT_ONCE: one call fails
 * @FAULT_FROM_THEN_ON: all that follow fail too, as with a disk that is gone
 */
typedef enum {
  FAULT_ONCE,
  FAULT_FROM_THEN_ON,
} FaultHowOften;

/**
 * FaultLoss: what becomes, at a power failure, of what was written and not synced
 * @FAULT_LOSE_ALL: nothing of it reached the disk
 * @FAULT_LOSE_NONE: all of it did
 * @FAULT_LOSE_WRITES: of each write it is left to chance
 * @FAULT_LOSE_SECTORS: of each sector it is left to chance
 */
typedef enum {
  FAULT_LOSE_ALL,
  FAULT_LOSE_NONE,
  FAULT_LOSE_WRITES,
  FAULT_LOSE_SECTORS,
} FaultLoss;

/**
 * FaultVfs:
 *
 * A SQLite VFS on top of the usual one, that fails when it is told to, and knows what would be left
 * on the disk if the power failed now.
 */
typedef struct _FaultVfs FaultVfs;

typedef void (*FaultSyncFunc) (FaultVfs *vfs, gpointer data);

FaultVfs *fault_vfs_new (void);
void fault_vfs_free (FaultVfs *vfs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultVfs, fault_vfs_free)
const char *fault_vfs_peek_name (FaultVfs *vfs);

void fault_vfs_fail (FaultVfs *vfs, guint nth, FaultKind kind, FaultHowOften how_often);
gboolean fault_vfs_has_failed (FaultVfs *vfs);
void fault_vfs_heal (FaultVfs *vfs);

void fault_vfs_record (FaultVfs *vfs, FaultSyncFunc func, gpointer data);
void fault_vfs_put (FaultVfs *vfs, const char *folder, FaultLoss loss, GRand *chance);

G_END_DECLS
