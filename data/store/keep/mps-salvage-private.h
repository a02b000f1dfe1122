/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-db.h"
#include "data/store/import/mps-store-import.h"

G_BEGIN_DECLS

/* The rows of a damaged database, read page by page: what is lost of the tree above a page does not
 * lose the page. Layout: "Database File Format", sqlite.org/fileformat2.html. */
#define MPS_SALVAGE_PAGE 4096

/**
 * MpsSalvageValue: one value of a row.
 * @type: SQLITE_NULL, SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT or SQLITE_BLOB
 * @bytes: of text and blob, in the row's payload
 */
typedef struct {
  int type;
  gint64 integer;
  double number;
  const guint8 *bytes;
  gsize size;
} MpsSalvageValue;

/**
 * MpsSalvageRow: one row.
 * @root: root page of its tree; 0: what led there is lost
 * @has_key: whether it has a key beside its values, as rows of most tables do
 * @values: (element-type MpsSalvageValue): in the order they are stored
 */
typedef struct {
  guint32 root;
  gboolean has_key;
  gint64 key;
  GArray *values;
} MpsSalvageRow;

typedef gboolean (*MpsSalvageRowFunc) (const MpsSalvageRow *row, gpointer data, GError **error);

/**
 * MpsSalvagePages:
 *
 * A damaged file, of which any page may be missing.
 */
typedef struct _MpsSalvagePages MpsSalvagePages;

MpsSalvagePages *mps_salvage_pages_new (MpsDb *db,
                                        MpsProgressFunc progress,
                                        gpointer data,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_salvage_pages_free (MpsSalvagePages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsSalvagePages, mps_salvage_pages_free)
guint32 mps_salvage_pages_get_count (MpsSalvagePages *self);
guint32 mps_salvage_pages_get_lost (MpsSalvagePages *self);
gboolean mps_salvage_pages_foreach (MpsSalvagePages *self,
                                    MpsSalvageRowFunc each,
                                    gpointer data,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* mps-salvage-rows.c */
gboolean mps_salvage_rows (MpsSalvagePages *pages, MpsDb *to, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* mps-salvage-mend.c */
gboolean mps_salvage_mend (MpsDb *db, GPtrArray *lost, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
