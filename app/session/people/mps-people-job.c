/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/people/mps-people-job.h"

#include "app/session/mps-session-lock.h"
#include "app/session/mps-session-profile.h"
#include "app/session/people/mps-approvals.h"
#include "app/session/people/mps-break-glass.h"

#include <string.h>

/* What came of it; of the four at most one is set. */
typedef struct {
  MpsPeopleJob job;
  GPtrArray *list;
  char *given;
  MpsSession *opened;
  gint64 number;
} Work;

static void
wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_object (&work->job.session);
  g_free (work->job.profile);
  g_free (work->job.program);
  g_free (work->job.login);
  g_free (work->job.name);
  mps_secret_free (work->job.old);
  mps_secret_free (work->job.secret);
  g_free (work->job.id);
  g_free (work->job.text);
  g_clear_pointer (&work->list, g_ptr_array_unref);
  wipe (work->given);
  g_clear_object (&work->opened);
  g_free (work);
}

static gboolean
create_profile (Work *work, GError **error)
{
  const MpsProfileOptions options = {
    .folder = work->job.profile,
    .admin = work->job.login,
    .password = work->job.secret,
    .program = work->job.program,
  };

  return mps_profile_create (&options, &work->given, error);
}

static gboolean
recover (Work *work, GError **error)
{
  work->opened = mps_session_sign_in_by_recovery (work->job.profile,
                                                  work->job.login,
                                                  mps_secret_peek (work->job.old),
                                                  work->job.program,
                                                  NULL,
                                                  error);
  return work->opened != NULL;
}

static gboolean
get_wait (Work *work, GError **error)
{
  work->number = mps_session_get_wait_us (work->job.profile, work->job.login);
  return TRUE;
}

static gboolean
change_password (Work *work, GError **error)
{
  return mps_accounts_change_password (
      work->job.session, work->job.old, work->job.secret, &work->given, error);
}

static gboolean
set_pin (Work *work, GError **error)
{
  return mps_accounts_set_pin (work->job.session, work->job.old, work->job.secret, error);
}

static gboolean
take_list (Work *work, GPtrArray *list)
{
  work->list = list;
  return list != NULL;
}

static gboolean
list_switchable (Work *work, GError **error)
{
  return take_list (work, mps_accounts_list_switchable (work->job.session, error));
}

static gboolean
list_accounts (Work *work, GError **error)
{
  return take_list (work, mps_accounts_list (work->job.session, error));
}

static gboolean
list_events (Work *work, GError **error)
{
  return take_list (work, mps_accounts_list_events (work->job.session, work->job.login, error));
}

static gboolean
add (Work *work, GError **error)
{
  return mps_accounts_add (work->job.session,
                           work->job.login,
                           work->job.name,
                           work->job.roles,
                           work->job.secret,
                           MPS_PASSWORD_MUST_CHANGE,
                           error);
}

static gboolean
disable (Work *work, GError **error)
{
  return mps_accounts_disable (work->job.session, work->job.login, error);
}

static gboolean
set_roles (Work *work, GError **error)
{
  return mps_accounts_set_roles (work->job.session, work->job.login, work->job.roles, error);
}

static gboolean
reset_password (Work *work, GError **error)
{
  return mps_accounts_reset_password (
      work->job.session, work->job.login, work->job.secret, MPS_PASSWORD_MUST_CHANGE, error);
}

/* Whoever finds the workstation open must not walk off with a key to everything. */
static gboolean
renew_recovery (Work *work, GError **error)
{
  if (!mps_session_reauthenticate (work->job.session, work->job.old, error))
    return FALSE;

  work->given = mps_accounts_renew_recovery (work->job.session, error);
  return work->given != NULL;
}

static gboolean
list_approvals (Work *work, GError **error)
{
  return take_list (work, mps_approval_list (work->job.session, work->job.open_only, error));
}

static gboolean
decide (Work *work, GError **error)
{
  return mps_approval_decide (
      work->job.session, work->job.id, work->job.yes, work->job.text, error);
}

static gboolean
list_glass (Work *work, GError **error)
{
  return take_list (work, mps_glass_list (work->job.session, work->job.open_only, error));
}

static gboolean
review (Work *work, GError **error)
{
  return mps_glass_review (work->job.session, work->job.id, work->job.yes, work->job.text, error);
}

static gboolean
get_glass_end (Work *work, GError **error)
{
  return mps_glass_get_end (work->job.session, work->job.id, &work->number, error);
}

static gboolean
close_glass (Work *work, GError **error)
{
  return mps_glass_close (work->job.session, work->job.id, error);
}

static gboolean (*const functions[MPS_N_PEOPLE_TASKS]) (Work *work, GError **error) = {
  [MPS_PEOPLE_CREATE_PROFILE] = create_profile,
  [MPS_PEOPLE_RECOVER] = recover,
  [MPS_PEOPLE_WAIT] = get_wait,
  [MPS_PEOPLE_CHANGE_PASSWORD] = change_password,
  [MPS_PEOPLE_SET_PIN] = set_pin,
  [MPS_PEOPLE_LIST_SWITCHABLE] = list_switchable,
  [MPS_PEOPLE_LIST] = list_accounts,
  [MPS_PEOPLE_LIST_EVENTS] = list_events,
  [MPS_PEOPLE_ADD] = add,
  [MPS_PEOPLE_DISABLE] = disable,
  [MPS_PEOPLE_SET_ROLES] = set_roles,
  [MPS_PEOPLE_RESET_PASSWORD] = reset_password,
  [MPS_PEOPLE_RENEW_RECOVERY] = renew_recovery,
  [MPS_PEOPLE_LIST_APPROVALS] = list_approvals,
  [MPS_PEOPLE_DECIDE] = decide,
  [MPS_PEOPLE_LIST_GLASS] = list_glass,
  [MPS_PEOPLE_REVIEW] = review,
  [MPS_PEOPLE_GLASS_END] = get_glass_end,
  [MPS_PEOPLE_CLOSE_GLASS] = close_glass,
};

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (functions[work->job.task](work, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * mps_people_job_new:
 * @task: what is to be done
 * @session: (nullable): who does it
 *
 * Returns: (transfer full): a job whose fields are to be filled; mps_people_job_run_async() takes
 * it
 */
MpsPeopleJob *
mps_people_job_new (MpsPeopleTask task, MpsSession *session)
{
  Work *work = g_new0 (Work, 1);

  work->job.task = task;
  work->job.session = session != NULL ? g_object_ref (session) : NULL;
  return &work->job;
}

/**
 * mps_people_job_run_async:
 * @job: (transfer full): what is to be done
 * @cancellable: (nullable): a #GCancellable; what was begun is still ended
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * Does it on a worker thread. The errors are those of the function that #MpsPeopleTask names.
 */
void
mps_people_job_run_async (MpsPeopleJob *job,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (job->session, cancellable, callback, data);

  g_task_set_source_tag (task, mps_people_job_run_async);
  /* The job is the first member of what it was made in. */
  g_task_set_task_data (task, job, work_free);
  g_task_run_in_thread (task, run_in_thread);
}

static Work *
get_work (GAsyncResult *result)
{
  return g_task_get_task_data (G_TASK (result));
}

/**
 * mps_people_job_get_task:
 * @result: of mps_people_job_run_async()
 *
 * Returns: what it was about
 */
MpsPeopleTask
mps_people_job_get_task (GAsyncResult *result)
{
  return get_work (result)->job.task;
}

/**
 * mps_people_job_finish:
 * @result: of mps_people_job_run_async()
 * @error: return location
 *
 * Returns: whether it was done
 */
gboolean
mps_people_job_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mps_people_job_finish_text:
 * @result: of a task that gives a text
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a recovery key, to be wiped after use; %NULL with @error
 *   unset where there is a new password but no new recovery key
 */
char *
mps_people_job_finish_text (GAsyncResult *result, GError **error)
{
  return mps_people_job_finish (result, error) ? g_steal_pointer (&get_work (result)->given) : NULL;
}

/**
 * mps_people_job_finish_list:
 * @result: of a task that gives a list
 * @error: return location
 *
 * Returns: (transfer full): the list, with elements as of the task's function
 */
GPtrArray *
mps_people_job_finish_list (GAsyncResult *result, GError **error)
{
  return mps_people_job_finish (result, error) ? g_steal_pointer (&get_work (result)->list) : NULL;
}

/**
 * mps_people_job_finish_session:
 * @result: of a task that gives a session
 * @error: return location
 *
 * Returns: (transfer full): the session
 */
MpsSession *
mps_people_job_finish_session (GAsyncResult *result, GError **error)
{
  return mps_people_job_finish (result, error) ? g_steal_pointer (&get_work (result)->opened)
                                               : NULL;
}

/**
 * mps_people_job_finish_number:
 * @result: of a task that gives a number
 * @error: return location
 *
 * Returns: µs: how long to wait, or when something ends; 0 with @error set where it failed
 */
gint64
mps_people_job_finish_number (GAsyncResult *result, GError **error)
{
  return mps_people_job_finish (result, error) ? get_work (result)->number : 0;
}
