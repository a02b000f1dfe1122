/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/keeping/mps-backup-plan.h"
#include "data/store/keep/mps-store-backup.h"

G_BEGIN_DECLS

/**
 * MpsBackupWhen:
 * @MPS_BACKUP_WHEN_DUE: only where the plan says so; whoever is signed in
 * @MPS_BACKUP_NOW: because a person wants it
 */
typedef enum {
  MPS_BACKUP_WHEN_DUE,
  MPS_BACKUP_NOW,
} MpsBackupWhen;

gboolean mps_backup_run (MpsSession *session,
                         MpsBackupWhen when,
                         MpsBackupReport **report,
                         MpsProgressFunc progress,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
