/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-db.h"

G_BEGIN_DECLS

/** MPS_FILE_MARK: "MPSK", in the header of every records.db */
#define MPS_FILE_MARK 0x4d50534b

/**
 * MpsMigration:
 * @number: schema that it leads to; the list has no gaps
 * @sql: its statements; they set user_version to @number
 */
typedef struct {
  guint number;
  const char *sql;
} MpsMigration;

gboolean mps_migrate_is_empty (MpsDb *db, gboolean *empty, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_migrate (MpsDb *db,
                      const char *directory,
                      const char *vfs,
                      const MpsMigration *migrations,
                      gsize n_migrations,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
const MpsMigration *mps_migrate_list (gsize *n_migrations);

/* mps-backup.c */
gboolean mps_backup_to (MpsDb *db, const char *path, const char *vfs, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* mps-sql.c */
const char *mps_sql_load (const char *name);

G_END_DECLS
