/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/keeping/mps-keeper.h"

#include "app/clinic/keeping/mps-backup-run.h"
#include "app/clinic/keeping/mps-keeping-policy.h"
#include "app/clinic/mps-tasks-downtime.h"
#include "app/session/mps-session-lock.h"

struct _MpsKeeper {
  GObject parent_instance;

  MpsSession *session;
  MpsTasks *tasks;
  MpsTask *task;
  MpsBackupState *state;
  GError *error;
  GCancellable *cancellable;
  guint timer;
  gboolean looking;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsKeeper, mps_keeper, G_TYPE_OBJECT)

static void
mps_keeper_dispose (GObject *object)
{
  MpsKeeper *self = MPS_KEEPER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->task);
  G_OBJECT_CLASS (mps_keeper_parent_class)->dispose (object);
}

static void
mps_keeper_finalize (GObject *object)
{
  MpsKeeper *self = MPS_KEEPER (object);

  g_clear_object (&self->session);
  g_clear_object (&self->tasks);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->state, mps_backup_state_free);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (mps_keeper_parent_class)->finalize (object);
}

static void
mps_keeper_class_init (MpsKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mps_keeper_dispose;
  G_OBJECT_CLASS (klass)->finalize = mps_keeper_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mps_keeper_init (MpsKeeper *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
on_task_done (MpsKeeper *self)
{
  gboolean done = FALSE;

  if (self->task == NULL)
    return;
  g_object_get (self->task, "done", &done, NULL);
  if (!done)
    return;

  g_clear_object (&self->task);
  mps_keeper_look (self);
}

static void
start (MpsKeeper *self, MpsBackupWhen when)
{
  if (self->task != NULL)
    return;

  self->task = g_object_ref (when == MPS_BACKUP_NOW ? mps_tasks_back_up (self->tasks)
                                                    : mps_tasks_back_up_when_due (self->tasks));
  g_signal_connect_object (
      self->task, "notify::done", G_CALLBACK (on_task_done), self, G_CONNECT_SWAPPED);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  MpsBackupState *state = mps_backup_state_load (data, g_get_real_time (), &error);

  if (state != NULL)
    g_task_return_pointer (task, state, (GDestroyNotify)mps_backup_state_free);
  else
    g_task_return_error (task, error);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsKeeper *self = MPS_KEEPER (source);
  g_autoptr (GError) error = NULL;
  MpsBackupState *state = g_task_propagate_pointer (G_TASK (result), &error);

  self->looking = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_error (&self->error);
  if (state != NULL) {
    mps_backup_state_free (self->state);
    self->state = state;
  } else {
    self->error = g_steal_pointer (&error);
  }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (state != NULL && state->due)
    start (self, MPS_BACKUP_WHEN_DUE);
}

/**
 * mps_keeper_look:
 * @self: a keeper
 *
 * Looks now, and makes a backup where one is due; does nothing in a locked session.
 */
void
mps_keeper_look (MpsKeeper *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->looking || mps_session_is_locked (self->session) ||
      mps_session_must_change_password (self->session))
    return;

  self->looking = TRUE;
  task = g_task_new (self, self->cancellable, on_looked, NULL);
  g_task_set_source_tag (task, mps_keeper_look);
  g_task_set_task_data (task, g_object_ref (self->session), g_object_unref);
  g_task_run_in_thread (task, look_in_thread);
}

static gboolean
on_timer (gpointer data)
{
  mps_keeper_look (data);
  return G_SOURCE_CONTINUE;
}

/**
 * mps_keeper_new:
 * @session: who works
 * @tasks: where backups show
 *
 * Returns: (transfer full): a keeper that looks from now on
 */
MpsKeeper *
mps_keeper_new (MpsSession *session, MpsTasks *tasks)
{
  MpsKeeper *self = g_object_new (MPS_TYPE_KEEPER, NULL);

  self->session = g_object_ref (session);
  self->tasks = g_object_ref (tasks);
  self->timer =
      g_timeout_add_seconds (mps_keeping_policy_get ()->look_minutes * 60, on_timer, self);
  g_signal_connect_object (
      session, "unlocked", G_CALLBACK (mps_keeper_look), self, G_CONNECT_SWAPPED);
  mps_keeper_look (self);
  return self;
}

/**
 * mps_keeper_peek_state:
 * @self: a keeper
 *
 * Returns: (transfer none) (nullable): how the records are kept; %NULL before it is known
 */
const MpsBackupState *
mps_keeper_peek_state (MpsKeeper *self)
{
  return self->state;
}

/**
 * mps_keeper_peek_error:
 * @self: a keeper
 *
 * Returns: (transfer none) (nullable): why that could not be looked at
 */
const GError *
mps_keeper_peek_error (MpsKeeper *self)
{
  return self->error;
}

/**
 * mps_keeper_is_working:
 * @self: a keeper
 *
 * Returns: whether a backup is being made
 */
gboolean
mps_keeper_is_working (MpsKeeper *self)
{
  return self->task != NULL;
}

/**
 * mps_keeper_back_up:
 * @self: a keeper
 *
 * Makes a backup now, as a task; "changed" when it begins and when it is done.
 */
void
mps_keeper_back_up (MpsKeeper *self)
{
  start (self, MPS_BACKUP_NOW);
}

/**
 * mps_keeper_make_downtime_kit:
 * @self: a keeper
 * @place: folder in which the kit's own folder is made
 * @language: of the printed sheet, "ko" or "en"
 *
 * Makes a downtime kit, as a task.
 */
void
mps_keeper_make_downtime_kit (MpsKeeper *self, const char *place, const char *language)
{
  mps_tasks_make_downtime_kit (self->tasks, place, language);
}

static void
plan_free (gpointer data)
{
  mps_backup_plan_clear (data);
  g_free (data);
}

static void
set_plan_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (mps_backup_plan_set (MPS_KEEPER (source)->session, data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mps_keeper_set_plan_async:
 * @self: a keeper
 * @plan: where backups go and how often
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the main context
 * @data: for @callback
 *
 * mps_backup_plan_set() on a worker thread.
 */
void
mps_keeper_set_plan_async (MpsKeeper *self,
                           const MpsBackupPlan *plan,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  MpsBackupPlan *copy = g_new0 (MpsBackupPlan, 1);

  copy->folder = g_strdup (plan->folder);
  copy->every_hours = plan->every_hours;
  copy->keep = plan->keep;
  g_task_set_source_tag (task, mps_keeper_set_plan_async);
  g_task_set_task_data (task, copy, plan_free);
  g_task_run_in_thread (task, set_plan_in_thread);
}

/**
 * mps_keeper_set_plan_finish:
 * @self: a keeper
 * @result: of mps_keeper_set_plan_async()
 * @error: return location
 *
 * Returns: whether the plan counts; the keeper looks anew
 */
gboolean
mps_keeper_set_plan_finish (MpsKeeper *self, GAsyncResult *result, GError **error)
{
  gboolean done = g_task_propagate_boolean (G_TASK (result), error);

  mps_keeper_look (self);
  return done;
}
