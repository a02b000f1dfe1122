/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/clinic/keeping/mps-backup-plan.h"

G_BEGIN_DECLS

#define MPS_BACKUP_SETTING_FOLDER "backup-folder"
#define MPS_BACKUP_SETTING_EVERY "backup-every-hours"
#define MPS_BACKUP_SETTING_KEEP "backup-keep"
/** Chosen once at random: names the profile's files among others in the same folder. */
#define MPS_BACKUP_SETTING_MARK "backup-mark"
/** Time and number of records of the last good one. */
#define MPS_BACKUP_SETTING_GOOD "backup-last-good"
/** Time and outcome of the last try. */
#define MPS_BACKUP_SETTING_TRY "backup-last-try"

char *mps_backup_dup_mark (MpsSession *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mps_backup_is_there (const char *folder, const char *mark);
GPtrArray *mps_backup_list_files (const char *folder, const char *mark) G_GNUC_WARN_UNUSED_RESULT;
char *mps_backup_dup_name (const char *mark, gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
