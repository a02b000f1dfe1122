/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/store/import/mps-store-import.h"
#include "data/store/keep/mps-store-check.h"
#include "data/store/seal/mps-keyring.h"

G_BEGIN_DECLS

/**
 * MpsBackup:
 *
 * A backup file that was opened: who can open it can be asked without any key.
 */
typedef struct _MpsBackup MpsBackup;

/**
 * MpsBackupReport: what is in a backup.
 * @records: resources stored
 * @head: hash of the newest audit entry, hexadecimal
 * @made_us: when it was made, µs since 1970 UTC
 * @problems: (element-type utf8): what a check of it found wrong, which was wrong before already
 */
typedef struct {
  guint64 records;
  char *head;
  gint64 made_us;
  GPtrArray *problems;
} MpsBackupReport;

void mps_backup_report_free (MpsBackupReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsBackupReport, mps_backup_report_free)

MpsBackupReport *mps_store_back_up (MpsStore *self,
                                    const char *path,
                                    MpsProgressFunc progress,
                                    gpointer data,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsBackupReport *mps_store_prove_backup (MpsStore *self,
                                         const char *path,
                                         MpsProgressFunc progress,
                                         gpointer data,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

MpsBackup *mps_backup_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mps_backup_free (MpsBackup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsBackup, mps_backup_free)
MpsKeyring *mps_backup_peek_keyring (MpsBackup *self);
MpsBackupReport *mps_backup_read_report (MpsBackup *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MpsBackupReport *mps_backup_restore (MpsBackup *self,
                                     const char *directory,
                                     const char *program,
                                     MpsProgressFunc progress,
                                     gpointer data,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
