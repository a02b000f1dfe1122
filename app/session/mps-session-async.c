/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-private.h"

typedef struct {
  char *profile;
  char *user;
  MpsSecret *password;
  char *program;
} Arguments;

static void
arguments_free (gpointer data)
{
  Arguments *arguments = data;

  g_free (arguments->profile);
  g_free (arguments->user);
  mps_secret_free (arguments->password);
  g_free (arguments->program);
  g_free (arguments);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Arguments *arguments = data;
  GError *error = NULL;
  MpsSession *session = mps_session_sign_in (arguments->profile,
                                             arguments->user,
                                             arguments->password,
                                             arguments->program,
                                             cancellable,
                                             &error);

  if (session == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, session, g_object_unref);
}

/**
 * mps_session_sign_in_async:
 * @profile: the profile's folder
 * @user: (nullable): name of the account
 * @password: (nullable): its password, which is copied; %NULL: mps_session_open()
 * @program: who opens it
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_session_sign_in() on a worker thread.
 */
void
mps_session_sign_in_async (const char *profile,
                           const char *user,
                           MpsSecret *password,
                           const char *program,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Arguments *arguments = g_new0 (Arguments, 1);

  arguments->profile = g_strdup (profile);
  arguments->user = g_strdup (user);
  if (password != NULL)
    arguments->password =
        mps_secret_new (mps_secret_peek (password), (gssize)mps_secret_get_length (password));
  arguments->program = g_strdup (program);
  g_task_set_source_tag (task, mps_session_sign_in_async);
  g_task_set_task_data (task, arguments, arguments_free);
  g_task_run_in_thread (task, run_in_thread);
}

/**
 * mps_session_sign_in_finish:
 * @result: of mps_session_sign_in_async()
 * @error: return location
 *
 * Returns: (transfer full): the session, or %NULL
 */
MpsSession *
mps_session_sign_in_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mps_session_open_async:
 * @profile: the profile's folder
 * @user: (nullable): who works
 * @program: who opens it
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on this thread's main context
 * @data: for @callback
 *
 * mps_session_open() on a worker thread.
 */
void
mps_session_open_async (const char *profile,
                        const char *user,
                        const char *program,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  mps_session_sign_in_async (profile, user, NULL, program, cancellable, callback, data);
}

/**
 * mps_session_open_finish:
 * @result: of mps_session_open_async()
 * @error: return location
 *
 * Returns: (transfer full): the session, or %NULL
 */
MpsSession *
mps_session_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
