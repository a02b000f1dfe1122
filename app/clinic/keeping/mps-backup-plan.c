/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/keeping/mps-backup-plan-private.h"

#include "app/clinic/keeping/mps-keeping-policy.h"
#include "data/store/keep/mps-store-seal.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOUR_US (3600 * (gint64)G_USEC_PER_SEC)
#define MINUTE_US (60 * (gint64)G_USEC_PER_SEC)
/* Clocks are set right by a little all the time. */
#define AHEAD_US (5 * MINUTE_US)

#define PREFIX "manpasik-"
#define SUFFIX ".backup"
#define PLACE_SUFFIX ".place"
#define TIME_FORMAT "%Y%m%dT%H%M%SZ"
#define TIME_LENGTH 16

static const char *const failure_names[MPS_N_BACKUP_FAILURES] = {
  [MPS_BACKUP_NO_FAILURE] = "none",
  [MPS_BACKUP_NO_PLACE] = "no-place",
  [MPS_BACKUP_FULL] = "full",
  [MPS_BACKUP_NOT_WRITABLE] = "not-writable",
  [MPS_BACKUP_NOT_RESTORED] = "not-restored",
  [MPS_BACKUP_RECORDS_DAMAGED] = "records-damaged",
  [MPS_BACKUP_OTHER] = "other",
};

/**
 * mps_backup_failure_to_string:
 * @failure: why a backup failed
 *
 * Returns: (transfer none): a stable word for it
 */
const char *
mps_backup_failure_to_string (MpsBackupFailure failure)
{
  g_return_val_if_fail (failure < MPS_N_BACKUP_FAILURES, "other");

  return failure_names[failure];
}

static MpsBackupFailure
failure_from_string (const char *text)
{
  for (guint i = 0; i < MPS_N_BACKUP_FAILURES; i++)
    if (g_str_equal (failure_names[i], text))
      return (MpsBackupFailure)i;

  return MPS_BACKUP_OTHER;
}

/**
 * mps_backup_plan_clear:
 * @plan: a plan, which is emptied
 */
void
mps_backup_plan_clear (MpsBackupPlan *plan)
{
  g_clear_pointer (&plan->folder, g_free);
}

/**
 * mps_backup_state_free:
 * @state: (transfer full) (nullable): how the records are kept
 */
void
mps_backup_state_free (MpsBackupState *state)
{
  if (state == NULL)
    return;

  mps_backup_plan_clear (&state->plan);
  g_free (state);
}

/* NULL without an error: it was never set. */
static char *
dup_setting (MpsSession *session, const char *key, GError **error)
{
  return mps_store_dup_setting (mps_session_peek_store (session), key, error);
}

/**
 * mps_backup_dup_mark:
 * @session: who works
 * @error: return location
 *
 * Returns: (transfer full): what names this profile's backups; %NULL with an error, or without one
 *   where none was ever planned
 */
char *
mps_backup_dup_mark (MpsSession *session, GError **error)
{
  return dup_setting (session, MPS_BACKUP_SETTING_MARK, error);
}

static char *
dup_place_path (const char *folder, const char *mark)
{
  g_autofree char *name = g_strconcat (PREFIX, mark, PLACE_SUFFIX, NULL);

  return g_build_filename (folder, name, NULL);
}

/**
 * mps_backup_is_there:
 * @folder: where backups go
 * @mark: the profile's mark
 *
 * A drive that is not attached leaves an empty folder behind, on the disk that holds the records:
 * so the folder must have the file that was put there when it was chosen.
 *
 * Returns: whether it is the folder that was chosen
 */
gboolean
mps_backup_is_there (const char *folder, const char *mark)
{
  g_autofree char *path = dup_place_path (folder, mark);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/**
 * mps_backup_dup_name:
 * @mark: the profile's mark
 * @now_us: when it is made
 *
 * Returns: (transfer full): a file name that sorts by time and says nothing else
 */
char *
mps_backup_dup_name (const char *mark, gint64 now_us)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (when, TIME_FORMAT);

  return g_strconcat (PREFIX, mark, "-", text, SUFFIX, NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)b, *(const char *const *)a);
}

static gboolean
is_ours (const char *name, const char *start)
{
  return g_str_has_prefix (name, start) && g_str_has_suffix (name, SUFFIX) &&
         strlen (name) == strlen (start) + TIME_LENGTH + strlen (SUFFIX);
}

/**
 * mps_backup_list_files:
 * @folder: where backups go
 * @mark: the profile's mark
 *
 * Returns: (transfer full) (element-type filename): paths of this profile's backups, newest first
 */
GPtrArray *
mps_backup_list_files (const char *folder, const char *mark)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *start = g_strconcat (PREFIX, mark, "-", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_ours (name, start))
      g_ptr_array_add (files, g_build_filename (folder, name, NULL));

  g_ptr_array_sort (files, compare_names);
  return files;
}

static gboolean
refuse (const char *why, GError **error)
{
  g_set_error_literal (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_REFUSED, why);
  return FALSE;
}

/* With the profile's folder its backups would be gone as well. */
static gboolean
is_inside (const char *folder, const char *profile)
{
  g_autofree char *outer = g_canonicalize_filename (profile, NULL);
  g_autofree char *inner = g_canonicalize_filename (folder, NULL);
  gsize length = strlen (outer);

  return g_str_has_prefix (inner, outer) && (inner[length] == '\0' || inner[length] == '/');
}

static gboolean
check_plan (MpsSession *session, const MpsBackupPlan *plan, GError **error)
{
  const MpsKeepingPolicy *policy = mps_keeping_policy_get ();

  if (plan->every_hours < policy->min_every_hours || plan->every_hours > policy->max_every_hours) {
    g_set_error (error,
                 MPS_SESSION_ERROR,
                 MPS_SESSION_ERROR_REFUSED,
                 "backup: how often is from every %u to every %u hours",
                 policy->min_every_hours,
                 policy->max_every_hours);
    return FALSE;
  }
  if (plan->keep < policy->min_keep || plan->keep > policy->max_keep) {
    g_set_error (error,
                 MPS_SESSION_ERROR,
                 MPS_SESSION_ERROR_REFUSED,
                 "backup: from %u to %u backups are kept",
                 policy->min_keep,
                 policy->max_keep);
    return FALSE;
  }
  if (plan->folder == NULL)
    return TRUE;
  if (!g_path_is_absolute (plan->folder) || !g_utf8_validate (plan->folder, -1, NULL))
    return refuse ("backup: the folder is named from the root on, as in /media/backup", error);
  if (is_inside (plan->folder, mps_session_peek_profile (session)))
    return refuse ("backup: the folder is within the profile's, and would be lost with it; choose "
                   "another, best on another drive",
                   error);
  if (g_file_test (plan->folder, G_FILE_TEST_IS_DIR))
    return TRUE;

  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_NOT_FOUND,
                       "backup: there is no such folder; attach the drive, or make the folder");
  return FALSE;
}

static gboolean
mark_place (const char *folder, const char *mark, GError **error)
{
  g_autofree char *path = dup_place_path (folder, mark);

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;

  return g_file_set_contents_full (path,
                                   "Backups of a ManPaSik profile go here.\n",
                                   -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600,
                                   error);
}

static void
put_number (MpsStoreBatch *batch, const char *key, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  mps_store_batch_set_setting (batch, key, text);
}

static char *
dup_or_make_mark (MpsSession *session, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  char *mark = mps_backup_dup_mark (session, &local_error);

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (mark == NULL)
    mark = g_strdup_printf ("%08x", g_random_int ());
  return mark;
}

/**
 * mps_backup_plan_set:
 * @session: who says so
 * @plan: where backups go from now on; without a folder none is made any more
 * @error: return location
 *
 * Marks the folder, so that it is known again, and keeps the plan with the records. Blocks; a
 * worker thread. Errors: REFUSED of #MpsSessionError (the role, a figure, a folder within the
 * profile's), %G_IO_ERROR_NOT_FOUND, #GFileError, #MpsStoreError.
 *
 * Returns: whether it counts
 */
gboolean
mps_backup_plan_set (MpsSession *session, const MpsBackupPlan *plan, GError **error)
{
  g_autofree char *mark = NULL;
  g_autoptr (MpsStoreBatch) batch = NULL;

  if (!mps_session_require (session, MPS_ACTION_BACKUP, error) ||
      !check_plan (session, plan, error))
    return FALSE;
  mark = dup_or_make_mark (session, error);
  if (mark == NULL || (plan->folder != NULL && !mark_place (plan->folder, mark, error)))
    return FALSE;

  batch = mps_store_batch_new (mps_session_peek_user (session), "backups on a schedule");
  mps_store_batch_set_setting (batch, MPS_BACKUP_SETTING_MARK, mark);
  mps_store_batch_set_setting (batch, MPS_BACKUP_SETTING_FOLDER, plan->folder);
  /* What failed elsewhere says nothing of the new place. */
  mps_store_batch_set_setting (batch, MPS_BACKUP_SETTING_TRY, NULL);
  put_number (batch, MPS_BACKUP_SETTING_EVERY, plan->every_hours);
  put_number (batch, MPS_BACKUP_SETTING_KEEP, plan->keep);
  return mps_store_commit (mps_session_peek_store (session), batch, NULL, NULL, error);
}

static gboolean
load_number (MpsSession *session, const char *key, guint otherwise, guint *number, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = dup_setting (session, key, &local_error);

  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }

  *number = text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : otherwise;
  return TRUE;
}

static gboolean
load_plan (MpsSession *session, MpsBackupPlan *plan, GError **error)
{
  const MpsKeepingPolicy *policy = mps_keeping_policy_get ();
  g_autoptr (GError) local_error = NULL;

  plan->folder = dup_setting (session, MPS_BACKUP_SETTING_FOLDER, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  return load_number (
             session, MPS_BACKUP_SETTING_EVERY, policy->every_hours, &plan->every_hours, error) &&
         load_number (session, MPS_BACKUP_SETTING_KEEP, policy->keep, &plan->keep, error);
}

/* "TIME WHAT" */
static gboolean
load_event (MpsSession *session, const char *key, gint64 *time_us, char **what, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = dup_setting (session, key, &local_error);
  g_auto (GStrv) words = text != NULL ? g_strsplit (text, " ", 2) : NULL;

  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (words != NULL && g_strv_length (words) == 2) {
    *time_us = g_ascii_strtoll (words[0], NULL, 10);
    *what = g_strdup (words[1]);
  }
  return TRUE;
}

static gboolean
load_events (MpsSession *session, MpsBackupState *state, GError **error)
{
  g_autofree char *records = NULL;
  g_autofree char *outcome = NULL;

  if (!load_event (session, MPS_BACKUP_SETTING_GOOD, &state->last_good_us, &records, error) ||
      !load_event (session, MPS_BACKUP_SETTING_TRY, &state->last_try_us, &outcome, error))
    return FALSE;

  state->last_good_records = records != NULL ? g_ascii_strtoull (records, NULL, 10) : 0;
  state->failure = outcome != NULL ? failure_from_string (outcome) : MPS_BACKUP_NO_FAILURE;
  return TRUE;
}

static gboolean
is_same_disk (const char *folder, const char *profile)
{
  struct stat here;
  struct stat there;

  return g_stat (profile, &here) == 0 && g_stat (folder, &there) == 0 &&
         here.st_dev == there.st_dev;
}

static void
look_at_place (MpsSession *session, MpsBackupState *state, const char *mark)
{
  g_autoptr (GPtrArray) files = NULL;

  if (state->plan.folder == NULL || mark == NULL)
    return;

  files = mps_backup_list_files (state->plan.folder, mark);
  state->kept = files->len;
  state->there = mps_backup_is_there (state->plan.folder, mark);
  state->same_disk =
      state->there && is_same_disk (state->plan.folder, mps_session_peek_profile (session));
}

/* A time that lies ahead was written with a wrong clock and says nothing. */
static gboolean
is_longer_ago (const MpsBackupState *state, gint64 time_us, gint64 span_us)
{
  return time_us == 0 || time_us > state->now_us + AHEAD_US || state->now_us - time_us >= span_us;
}

static void
judge (MpsBackupState *state)
{
  const MpsKeepingPolicy *policy = mps_keeping_policy_get ();
  gint64 every_us = state->plan.every_hours * HOUR_US;
  gboolean failed = state->failure != MPS_BACKUP_NO_FAILURE;

  state->due =
      state->plan.folder != NULL && is_longer_ago (state, state->last_good_us, every_us) &&
      (!failed || is_longer_ago (state, state->last_try_us, policy->retry_minutes * MINUTE_US));
  state->overdue =
      is_longer_ago (state, state->last_good_us, every_us + policy->grace_hours * HOUR_US);
}

/**
 * mps_backup_state_load:
 * @session: who looks
 * @now_us: now, µs since 1970 UTC
 * @error: return location
 *
 * Everyone is told: whoever sees that there is no backup can say so. Blocks; a worker thread.
 * Errors: REFUSED and LOCKED of #MpsSessionError, #MpsStoreError.
 *
 * Returns: (transfer full): how the records are kept, or %NULL
 */
MpsBackupState *
mps_backup_state_load (MpsSession *session, gint64 now_us, GError **error)
{
  g_autoptr (MpsBackupState) state = g_new0 (MpsBackupState, 1);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *mark = NULL;

  if (!mps_session_require (session, MPS_ACTION_KEEP_SCHEDULE, error))
    return NULL;
  mark = mps_backup_dup_mark (session, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }

  state->now_us = now_us;
  if (!load_plan (session, &state->plan, error) || !load_events (session, state, error) ||
      !mps_store_get_clock_behind (
          mps_session_peek_store (session), &state->clock_behind_us, error))
    return NULL;

  look_at_place (session, state, mark);
  judge (state);
  return g_steal_pointer (&state);
}
