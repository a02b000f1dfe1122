/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/keeping/mps-backup-run.h"

#include "app/clinic/keeping/mps-backup-plan-private.h"
#include "app/session/mps-session-lock.h"

#include <glib/gstdio.h>

/* What the audit record calls it. */
#define TARGET "Keeping/backup"
#define WHY "backup on schedule"

/* A file that could not be restored is kept for support, but is no backup any more. */
#define BAD_SUFFIX ".bad"

typedef struct {
  MpsSession *session;
  MpsBackupState *state;
  char *mark;
  MpsProgressFunc progress;
  gpointer data;
  GCancellable *cancellable;
  guint phase;
} Run;

/* Making it and trying it out take about as long as each other. */
static void
tell (guint64 done, guint64 total, gpointer data)
{
  const Run *run = data;
  guint64 scale = 1000000;

  if (run->progress != NULL && total > 0)
    run->progress (run->phase * scale + done * scale / total, 2 * scale, run->data);
}

static MpsBackupFailure
get_failure (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
      g_error_matches (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND))
    return MPS_BACKUP_NO_PLACE;
  if (g_error_matches (error, MPS_STORE_ERROR, MPS_STORE_ERROR_FULL))
    return MPS_BACKUP_FULL;
  if (g_error_matches (error, MPS_STORE_ERROR, MPS_STORE_ERROR_READ_ONLY))
    return MPS_BACKUP_NOT_WRITABLE;
  if (g_error_matches (error, MPS_STORE_ERROR, MPS_STORE_ERROR_CORRUPT))
    return MPS_BACKUP_RECORDS_DAMAGED;

  return MPS_BACKUP_OTHER;
}

static gboolean
note_try (Run *run, MpsBackupFailure failure, const MpsBackupReport *report, GError **error)
{
  MpsStore *store = mps_session_peek_store (run->session);
  const MpsAuditNote note = {
    .action = MPS_AUDIT_EXECUTE,
    .outcome = failure == MPS_BACKUP_NO_FAILURE ? MPS_AUDIT_DONE : MPS_AUDIT_FAILED,
    .who = mps_session_peek_user (run->session),
    .target = TARGET,
    .why = failure == MPS_BACKUP_NO_FAILURE ? WHY : mps_backup_failure_to_string (failure),
  };
  g_autoptr (MpsStoreBatch) batch = mps_store_batch_new (note.who, WHY);
  g_autofree char *tried = g_strdup_printf (
      "%" G_GINT64_FORMAT " %s", run->state->now_us, mps_backup_failure_to_string (failure));
  g_autofree char *good = NULL;

  mps_store_batch_set_setting (batch, MPS_BACKUP_SETTING_TRY, tried);
  if (failure == MPS_BACKUP_NO_FAILURE) {
    good = g_strdup_printf (
        "%" G_GINT64_FORMAT " %" G_GUINT64_FORMAT, run->state->now_us, report->records);
    mps_store_batch_set_setting (batch, MPS_BACKUP_SETTING_GOOD, good);
  }
  return mps_store_commit (store, batch, NULL, NULL, error) &&
         mps_store_audit_note (store, &note, error);
}

static gboolean
check_planned (const MpsBackupState *state, GError **error)
{
  if (state->plan.folder != NULL)
    return TRUE;

  g_set_error_literal (error,
                       MPS_SESSION_ERROR,
                       MPS_SESSION_ERROR_REFUSED,
                       "backup: nobody said yet where backups go; choose a folder first");
  return FALSE;
}

static gboolean
check_place (Run *run, GError **error)
{
  if (mps_backup_is_there (run->state->plan.folder, run->mark))
    return TRUE;

  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_NOT_FOUND,
                       "backup: the folder or drive for backups is not there; attach the drive, or "
                       "choose another folder");
  return FALSE;
}

/* Whatever is newest stays, however many there are. */
static void
remove_oldest (Run *run)
{
  g_autoptr (GPtrArray) files = mps_backup_list_files (run->state->plan.folder, run->mark);
  guint keep = MAX (run->state->plan.keep, 1);

  for (guint i = keep; i < files->len; i++)
    g_unlink (g_ptr_array_index (files, i));
}

static MpsBackupReport *
make (Run *run, const char *path, GError **error)
{
  return mps_store_back_up (
      mps_session_peek_store (run->session), path, tell, run, run->cancellable, error);
}

static gboolean
prove (Run *run, const char *path, GError **error)
{
  g_autoptr (MpsBackupReport) proof = NULL;
  g_autofree char *aside = g_strconcat (path, BAD_SUFFIX, NULL);
  g_autoptr (GError) local_error = NULL;

  run->phase = 1;
  proof = mps_store_prove_backup (
      mps_session_peek_store (run->session), path, tell, run, run->cancellable, &local_error);
  if (proof != NULL)
    return TRUE;

  /* Nobody knows what a backup is worth that was not tried out. */
  if (g_rename (path, aside) != 0)
    g_unlink (path);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static MpsBackupReport *
carry_out (Run *run, MpsBackupFailure *failure, GError **error)
{
  g_autofree char *name = mps_backup_dup_name (run->mark, run->state->now_us);
  g_autoptr (MpsBackupReport) report = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *path = NULL;

  if (check_place (run, &local_error)) {
    path = g_build_filename (run->state->plan.folder, name, NULL);
    report = make (run, path, &local_error);
  }
  if (report == NULL) {
    *failure = get_failure (local_error);
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  if (!prove (run, path, error)) {
    *failure = MPS_BACKUP_NOT_RESTORED;
    return NULL;
  }

  /* It holds what there is, but older ones may hold what is lost: none is removed. */
  *failure = report->problems->len > 0 ? MPS_BACKUP_RECORDS_DAMAGED : MPS_BACKUP_NO_FAILURE;
  if (*failure == MPS_BACKUP_NO_FAILURE)
    remove_oldest (run);
  return g_steal_pointer (&report);
}

static gboolean
run_held (Run *run, MpsBackupReport **report, GError **error)
{
  MpsBackupFailure failure = MPS_BACKUP_OTHER;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (MpsBackupReport) made = carry_out (run, &failure, &local_error);

  /* Somebody else is at it, or a person wanted it to stop: that is no failure. */
  if (made == NULL && (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
                       g_error_matches (local_error, MPS_STORE_ERROR, MPS_STORE_ERROR_BUSY))) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (!note_try (run, failure, made, local_error == NULL ? error : NULL) && local_error == NULL)
    return FALSE;
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }

  if (report != NULL)
    *report = g_steal_pointer (&made);
  return TRUE;
}

/**
 * mps_backup_run:
 * @session: who is signed in
 * @when: whether the plan or a person wants it
 * @report: (out) (optional) (transfer full) (nullable): what is in it; %NULL where none was due
 * @progress: (nullable): told how much is done, on this thread
 * @data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Makes a backup in the folder of the plan, restores it as a test, and removes the oldest of those
 * that are more than the plan keeps. That it was made, or why not, is kept with the records and on
 * the audit record. The records stay open until it is done, also when the session locks meanwhile.
 *
 * Blocks, for long where much is stored; a worker thread. Errors: REFUSED of #MpsSessionError (the
 * role; no plan), %G_IO_ERROR_NOT_FOUND (the drive is not there), those of mps_store_back_up() and
 * mps_store_prove_backup().
 *
 * Returns: whether it was made, or none was due
 */
gboolean
mps_backup_run (MpsSession *session,
                MpsBackupWhen when,
                MpsBackupReport **report,
                MpsProgressFunc progress,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  MpsAction action = when == MPS_BACKUP_NOW ? MPS_ACTION_BACKUP : MPS_ACTION_KEEP_SCHEDULE;
  g_autoptr (MpsBackupState) state = NULL;
  g_autofree char *mark = NULL;
  Run run = { .session = session, .progress = progress, .data = data, .cancellable = cancellable };
  gboolean done;

  if (!mps_session_require (session, action, error))
    return FALSE;
  state = mps_backup_state_load (session, g_get_real_time (), error);
  if (state == NULL)
    return FALSE;
  if (report != NULL)
    *report = NULL;
  if (when == MPS_BACKUP_WHEN_DUE && !state->due)
    return TRUE;

  if (!check_planned (state, error))
    return FALSE;
  mark = mps_backup_dup_mark (session, error);
  if (mark == NULL)
    return FALSE;

  run.state = state;
  run.mark = mark;
  mps_session_hold (session);
  done = run_held (&run, report, error);
  mps_session_release (session);
  return done;
}
