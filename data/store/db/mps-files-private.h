/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/db/mps-db.h"
#include "data/store/import/mps-store-import.h"

G_BEGIN_DECLS

/** MPS_RECORDS_FILE: name of the database in a profile's folder */
#define MPS_RECORDS_FILE "records.db"

/* A database is a file and, where it is sealed, what lies beside it; all of these take the path of
 * the file and mean both. */
gboolean mps_files_create (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_files_sync (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_files_rename (const char *from, const char *to, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_files_finish_rename (const char *from, const char *to, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void mps_files_remove (const char *path);
gboolean mps_files_wipe (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_files_exist (const char *path);
gboolean mps_files_test_plain (const char *path, gboolean *plain, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_files_is_plain (const char *path);
gboolean mps_files_is_sealed (const char *path);
gboolean mps_files_is_empty (const char *path);

gboolean mps_folder_sync (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_files_set_error (const char *what, GError **error);

/**
 * MpsCopyJob: a copy page by page.
 * @from: what is copied, as of one moment
 * @to: the new database
 * @progress: (nullable): told the pages
 * @cancellable: (nullable): ends it
 */
typedef struct {
  MpsDb *from;
  MpsDb *to;
  MpsProgressFunc progress;
  gpointer data;
  GCancellable *cancellable;
} MpsCopyJob;

gboolean mps_copy_pages (const MpsCopyJob *job, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_copy_verify (MpsDb *from, MpsDb *to, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
