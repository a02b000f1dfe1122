/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clinic/mps-tasks.h"

#include "app/clinic/keeping/mps-backup-run.h"
#include "app/clinic/mps-task-private.h"
#include "app/clinic/runs/mps-recompute.h"
#include "app/session/mps-session-lock.h"
#include "app/session/mps-words.h"

#include <glib/gi18n-lib.h>

/* What is done stays in the list until so many newer ones have come. */
#define MAX_TASKS 20

struct _MpsTasks {
  GObject parent_instance;

  MpsSession *session;
  GPtrArray *tasks;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsTasks,
                               mps_tasks,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
mps_tasks_finalize (GObject *object)
{
  MpsTasks *self = MPS_TASKS (object);

  g_clear_object (&self->session);
  g_ptr_array_unref (self->tasks);
  G_OBJECT_CLASS (mps_tasks_parent_class)->finalize (object);
}

static void
mps_tasks_class_init (MpsTasksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mps_tasks_finalize;
}

static void
mps_tasks_init (MpsTasks *self)
{
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
}

static GType
get_item_type (GListModel *model)
{
  return MPS_TYPE_TASK;
}

static guint
get_n_items (GListModel *model)
{
  return MPS_TASKS (model)->tasks->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  MpsTasks *self = MPS_TASKS (model);

  return position < self->tasks->len ? g_object_ref (g_ptr_array_index (self->tasks, position))
                                     : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/**
 * mps_tasks_new:
 * @session: who works
 *
 * Returns: (transfer full): an empty list of tasks
 */
MpsTasks *
mps_tasks_new (MpsSession *session)
{
  MpsTasks *self = g_object_new (MPS_TYPE_TASKS, NULL);

  self->session = g_object_ref (session);
  return self;
}

typedef struct {
  MpsSession *session;
  MpsTask *task;
  GPtrArray *rejections;
  char *outcome;
  MpsTaskFunc func;
  gpointer data;
  GDestroyNotify data_free;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  mps_session_release (work->session);
  g_object_unref (work->session);
  g_object_unref (work->task);
  g_clear_pointer (&work->rejections, g_ptr_array_unref);
  g_free (work->outcome);
  if (work->data_free != NULL)
    work->data_free (work->data);
  g_free (work);
}

/* MpsProgressFunc of a task. */
void
mps_task_progress (guint64 done, guint64 total, gpointer task)
{
  mps_task_report (task, done, total);
}

static void
work_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Work *work = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    mps_task_finish (work->task, work->outcome, work->rejections, NULL);
  else
    mps_task_finish (work->task, NULL, work->rejections, error);
}

static void
make_room (MpsTasks *self)
{
  for (guint i = self->tasks->len; i-- > 0 && self->tasks->len >= MAX_TASKS;) {
    gboolean done;

    g_object_get (g_ptr_array_index (self->tasks, i), "done", &done, NULL);
    if (!done)
      continue;
    g_ptr_array_remove_index (self->tasks, i);
    g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 0);
  }
}

static MpsTask *
start_work (MpsTasks *self, const char *title, Work *work, GTaskThreadFunc run)
{
  g_autoptr (GTask) task = NULL;

  work->session = g_object_ref (self->session);
  mps_session_hold (work->session);
  work->task = mps_task_new (title);
  task = g_task_new (self, mps_task_peek_cancellable (work->task), work_done, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, work, work_free);

  make_room (self);
  g_ptr_array_insert (self->tasks, 0, g_object_ref (work->task));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
  g_task_run_in_thread (task, run);
  return work->task;
}

static MpsTask *
start (MpsTasks *self, const char *title, GTaskThreadFunc run)
{
  return start_work (self, title, g_new0 (Work, 1), run);
}

static void
func_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (work->func (work->session,
                  work->task,
                  work->data,
                  &work->outcome,
                  &work->rejections,
                  cancellable,
                  &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* data_free is called on any thread. */
MpsTask *
mps_tasks_start (
    MpsTasks *self, const char *title, MpsTaskFunc func, gpointer data, GDestroyNotify data_free)
{
  Work *work = g_new0 (Work, 1);

  work->func = func;
  work->data = data;
  work->data_free = data_free;
  return start_work (self, title, work, func_in_thread);
}

static void
recompute_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  g_autoptr (MpsRecomputeReport) report =
      mps_recompute_runs (work->session, NULL, mps_task_progress, work->task, cancellable, &error);

  if (report == NULL) {
    g_task_return_error (task, error);
    return;
  }

  /* TRANSLATORS: how many of the runs gave the same result when computed again */
  work->outcome = g_strdup_printf (
      _ ("%u of %u runs gave the same result again"), report->identical, report->runs);
  g_task_return_boolean (task, TRUE);
}

/**
 * mps_tasks_recompute:
 * @self: the tasks
 *
 * Computes all runs again and compares; see mps_recompute_runs().
 *
 * Returns: (transfer none): the task, under way
 */
MpsTask *
mps_tasks_recompute (MpsTasks *self)
{
  return start (self, _ ("Runs computed again"), recompute_in_thread);
}

static void
check_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  g_autoptr (MpsStoreCheck) check = NULL;

  if (mps_session_require (work->session, MPS_ACTION_MAINTAIN, &error))
    check = mps_store_check (mps_session_peek_store (work->session), cancellable, &error);
  if (check == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (check->problems->len > 0) {
    g_task_return_new_error (task,
                             MPS_STORE_ERROR,
                             MPS_STORE_ERROR_CORRUPT,
                             "check: %u problems; first: %s",
                             check->problems->len,
                             (const char *)g_ptr_array_index (check->problems, 0));
    return;
  }

  work->outcome =
      g_strdup_printf (_ ("%lu records checked, nothing wrong"), (gulong)(gulong)check->records);
  g_task_return_boolean (task, TRUE);
}

/**
 * mps_tasks_check:
 * @self: the tasks
 *
 * Checks the store and the audit chain; what is wrong is the task's error.
 *
 * Returns: (transfer none): the task, under way
 */
MpsTask *
mps_tasks_check (MpsTasks *self)
{
  return start (self, _ ("Check of the records"), check_in_thread);
}

static void
back_up (GTask *task, MpsBackupWhen when, Work *work, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (MpsBackupReport) report = NULL;
  g_autofree char *count = NULL;

  if (!mps_backup_run (
          work->session, when, &report, mps_task_progress, work->task, cancellable, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (report != NULL && report->problems->len > 0) {
    g_task_return_new_error (task,
                             MPS_STORE_ERROR,
                             MPS_STORE_ERROR_CORRUPT,
                             "backup: it was made, but the records have %u faults; first: %s",
                             report->problems->len,
                             (const char *)g_ptr_array_index (report->problems, 0));
    return;
  }

  if (report == NULL) {
    work->outcome = g_strdup (_ ("Another program just made one"));
  } else {
    count = mps_words_dup_count (report->records);
    work->outcome = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                  "%s record backed up, and restored as a test",
                                                  "%s records backed up, and restored as a test",
                                                  (gulong)report->records),
                                     count);
  }
  g_task_return_boolean (task, TRUE);
}

static void
back_up_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  back_up (task, MPS_BACKUP_NOW, data, cancellable);
}

static void
back_up_when_due_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  back_up (task, MPS_BACKUP_WHEN_DUE, data, cancellable);
}

/**
 * mps_tasks_back_up:
 * @self: the tasks
 *
 * Makes a backup where the plan says, because a person wants it; see mps_backup_run().
 *
 * Returns: (transfer none): the task, under way
 */
MpsTask *
mps_tasks_back_up (MpsTasks *self)
{
  return start (self, _ ("Backup"), back_up_in_thread);
}

/**
 * mps_tasks_back_up_when_due:
 * @self: the tasks
 *
 * The same because it is due.
 *
 * Returns: (transfer none): the task, under way
 */
MpsTask *
mps_tasks_back_up_when_due (MpsTasks *self)
{
  return start (self, _ ("Backup"), back_up_when_due_in_thread);
}
