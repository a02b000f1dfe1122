/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session/mps-session.h"

G_BEGIN_DECLS

/**
 * MpsBackupFailure: why the last backup on schedule did not come about.
 * @MPS_BACKUP_NO_FAILURE: it did
 * @MPS_BACKUP_NO_PLACE: the folder or drive is not there, or is another one
 * @MPS_BACKUP_FULL: there is no room
 * @MPS_BACKUP_NOT_WRITABLE: nothing may be written there
 * @MPS_BACKUP_NOT_RESTORED: it was written but could not be restored
 * @MPS_BACKUP_RECORDS_DAMAGED: it was made, but the records themselves have faults
 * @MPS_BACKUP_OTHER: anything else
 */
typedef enum {
  MPS_BACKUP_NO_FAILURE,
  MPS_BACKUP_NO_PLACE,
  MPS_BACKUP_FULL,
  MPS_BACKUP_NOT_WRITABLE,
  MPS_BACKUP_NOT_RESTORED,
  MPS_BACKUP_RECORDS_DAMAGED,
  MPS_BACKUP_OTHER,
  MPS_N_BACKUP_FAILURES,
} MpsBackupFailure;

const char *mps_backup_failure_to_string (MpsBackupFailure failure);

/**
 * MpsBackupPlan: where backups go by themselves, and how often.
 * @folder: (nullable): a folder, best on another drive; %NULL: nowhere
 * @every_hours: how often
 * @keep: how many of them stay
 */
typedef struct {
  char *folder;
  guint every_hours;
  guint keep;
} MpsBackupPlan;

void mps_backup_plan_clear (MpsBackupPlan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MpsBackupPlan, mps_backup_plan_clear)
gboolean mps_backup_plan_set (MpsSession *session, const MpsBackupPlan *plan, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * MpsBackupState: how the records are kept at a moment.
 * @plan: where backups go and how often
 * @now_us: that moment, µs since 1970 UTC
 * @last_good_us: when the last one was made that could be restored; 0: never
 * @last_good_records: records in it
 * @last_try_us: when one was last tried; 0: never
 * @failure: why that one failed
 * @kept: how many there are in the folder
 * @there: whether the folder is there and is the one that was chosen
 * @same_disk: whether it lies on the same disk as the records
 * @due: whether one is to be made now
 * @overdue: whether one should have been made long ago, or none is ever made
 * @clock_behind_us: by how much the clock is behind what was written last; 0 where it is not
 */
typedef struct {
  MpsBackupPlan plan;
  gint64 now_us;
  gint64 last_good_us;
  guint64 last_good_records;
  gint64 last_try_us;
  MpsBackupFailure failure;
  guint kept;
  gboolean there;
  gboolean same_disk;
  gboolean due;
  gboolean overdue;
  gint64 clock_behind_us;
} MpsBackupState;

void mps_backup_state_free (MpsBackupState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MpsBackupState, mps_backup_state_free)
MpsBackupState *mps_backup_state_load (MpsSession *session, gint64 now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
