/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/seal/mps-seal-key.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MPS_SEAL_DAMAGE_OF: file control of a connection whose argument is a char **: set to a copy
 *   (g_free()) of what was found wrong last with that database, or to %NULL
 * MPS_SEAL_IS_SEALED: file control that only a sealed database knows
 */
#define MPS_SEAL_DAMAGE_OF 0x6d707301
#define MPS_SEAL_IS_SEALED 0x6d707302

/**
 * MpsSealUse:
 * @MPS_SEAL_KEEP: what programs do: whatever is altered, old, cut or missing is refused
 * @MPS_SEAL_SALVAGE: reads what can still be trusted of a damaged file, page by page; never writes
 *   to it; the companion file may be missing, and then older versions of pages go unnoticed
 */
typedef enum {
  MPS_SEAL_KEEP,
  MPS_SEAL_SALVAGE,
} MpsSealUse;

/**
 * MpsSealVfs:
 *
 * A SQLite VFS under a name of its own, for the databases of one key.
 */
typedef struct _MpsSealVfs MpsSealVfs;

/**
 * MpsSealProgressFunc:
 * @done: pages read
 * @total: pages of the file
 * @data: as given
 */
typedef void (*MpsSealProgressFunc) (guint32 done, guint32 total, gpointer data);

MpsSealVfs *mps_seal_vfs_new (MpsSealKey *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsSealVfs *
mps_seal_vfs_new_over (MpsSealKey *key, const char *below, MpsSealUse use, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_seal_vfs_free (MpsSealVfs *vfs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsSealVfs, mps_seal_vfs_free)
const char *mps_seal_vfs_peek_name (MpsSealVfs *vfs);
char *mps_seal_vfs_dup_damage (MpsSealVfs *vfs);
gboolean mps_seal_name_seals (const char *name);
char *mps_seal_dup_damage_of (const char *name);
GArray *mps_seal_vfs_dup_damaged_pages (MpsSealVfs *vfs);
const char *const *mps_seal_list_companions (void);

GPtrArray *mps_seal_vfs_verify_file (MpsSealVfs *vfs,
                                     const char *path,
                                     MpsSealProgressFunc progress,
                                     gpointer data,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_seal_vfs_adopt_file (MpsSealVfs *vfs,
                                  const char *path,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
