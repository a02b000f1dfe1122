/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-private.h"

#include "app/session/mps-demo-private.h"

#include <glib/gi18n-lib.h>

#define SETTING_ADMIN "admin"
#define SETTING_DEMO "demo"

/* Who sets a profile up is often the one who treats and measures too; another account can take over
 * any of it. */
#define FIRST_ROLES                                                                                \
  (MPS_ROLE_BIT (MPS_ROLE_ADMINISTRATOR) | MPS_ROLE_BIT (MPS_ROLE_DOCTOR) |                        \
   MPS_ROLE_BIT (MPS_ROLE_LAB_LEAD))

G_DEFINE_FINAL_TYPE (MpsSession, mps_session, G_TYPE_OBJECT)
GQuark
mps_session_error_quark (void)
{
  return g_quark_from_static_string ("mps-session-error-quark");
}

static void
mps_session_finalize (GObject *object)
{
  MpsSession *self = MPS_SESSION (object);

  g_thread_pool_free (self->refusals, FALSE, TRUE);
  g_clear_object (&self->store);
  g_free (self->profile);
  g_free (self->program);
  g_mutex_clear (&self->guard);
  G_OBJECT_CLASS (mps_session_parent_class)->finalize (object);
}

static void
mps_session_class_init (MpsSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mps_session_finalize;
}

static void
mps_session_init (MpsSession *self)
{
  g_mutex_init (&self->guard);
  mps_session_start_refusals (self);
}

/**
 * mps_session_dup_default_profile:
 *
 * Returns: (transfer full): the folder that is used when none is named: "manpasik" in the XDG data
 *   folder
 */
char *
mps_session_dup_default_profile (void)
{
  return g_build_filename (g_get_user_data_dir (), "manpasik", NULL);
}

/**
 * mps_session_init_profile:
 * @profile: folder that shall become a profile
 * @admin: name of the one local user of the profile, not empty
 * @demo: whether to fill it with invented patients, a virtual cartridge and the virtual reader
 * @program: who does it, for the store's owner note
 * @error: return location
 *
 * Makes a new profile: its store and settings, in one transaction. A demo profile says so in every
 * record that was invented (security label HTEST) and can never be turned into a real one.
 *
 * Blocks; any thread but a window's main one. Errors: #MpsStoreError; REFUSED of #MpsSessionError
 * for an empty name.
 *
 * Returns: whether the profile is there now
 */
gboolean
mps_session_init_profile (
    const char *profile, const char *admin, gboolean demo, const char *program, GError **error)
{
  g_autoptr (MpsStore) store = NULL;
  g_autoptr (MpsStoreBatch) batch = NULL;

  if (admin == NULL || *admin == '\0') {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_REFUSED,
                         "session: a profile needs the name of its administrator");
    return FALSE;
  }

  store = mps_store_open (profile, MPS_STORE_OPEN_CREATE, program, NULL, error);
  if (store == NULL)
    return FALSE;

  batch = mps_store_batch_new (admin, demo ? "demo profile" : "new profile");
  mps_store_batch_set_setting (batch, SETTING_ADMIN, admin);
  mps_store_batch_set_setting (batch, SETTING_DEMO, demo ? "true" : "false");
  if (demo && !mps_demo_fill (batch, profile, g_get_real_time (), error))
    return FALSE;

  return mps_store_commit (store, batch, NULL, NULL, error);
}

static gboolean
load_settings (MpsSession *self, const char *user, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *admin = mps_store_dup_setting (self->store, SETTING_ADMIN, &local_error);
  g_autofree char *demo = NULL;

  if (local_error == NULL)
    demo = mps_store_dup_setting (self->store, SETTING_DEMO, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (admin == NULL) {
    g_set_error_literal (error,
                         MPS_SESSION_ERROR,
                         MPS_SESSION_ERROR_NOT_FOUND,
                         "session: the profile was never finished: it has no administrator");
    return FALSE;
  }

  self->user = g_intern_string (user != NULL && *user != '\0' ? user : admin);
  self->roles = FIRST_ROLES;
  self->demo = g_strcmp0 (demo, "true") == 0;
  return TRUE;
}

/**
 * mps_session_open:
 * @profile: the profile's folder
 * @user: (nullable): who works; %NULL: the profile's administrator
 * @program: who opens it, for the store's owner note
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Blocks; any thread but a window's main one. Errors: #MpsStoreError, #MpsSessionError.
 *
 * Returns: (transfer full): the session, or %NULL
 */
MpsSession *
mps_session_open (const char *profile,
                  const char *user,
                  const char *program,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (MpsSession) self = g_object_new (MPS_TYPE_SESSION, NULL);

  self->profile = g_strdup (profile);
  self->store = mps_store_open (profile, MPS_STORE_OPEN_EXISTING, program, cancellable, error);
  if (self->store == NULL || !load_settings (self, user, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * mps_session_sign_in:
 * @profile: the profile's folder
 * @user: name of the account
 * @password: its password
 * @program: who opens it, for the store's owner note
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * Opens a profile for somebody who has a password. A plain profile of an earlier version of the
 * program has one account, its administrator, and no password: the empty one fits.
 *
 * Blocks; any thread but a window's main one. Errors: #MpsStoreError; WRONG_SECRET of
 * #MpsSessionError, the same for a name that does not exist.
 *
 * Returns: (transfer full): the session, or %NULL
 */
MpsSession *
mps_session_sign_in (const char *profile,
                     const char *user,
                     MpsSecret *password,
                     const char *program,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (MpsSession) self = mps_session_open (profile, NULL, program, cancellable, error);

  if (self == NULL)
    return NULL;
  if (g_strcmp0 (self->user, user) == 0)
    return g_steal_pointer (&self);

  g_set_error_literal (error,
                       MPS_SESSION_ERROR,
                       MPS_SESSION_ERROR_WRONG_SECRET,
                       "session: name and password do not fit");
  return NULL;
}

typedef struct {
  char *profile;
  char *user;
  MpsSecret *password;
  char *program;
} OpenArguments;

static void
open_arguments_free (gpointer data)
{
  OpenArguments *arguments = data;

  g_free (arguments->profile);
  g_free (arguments->user);
  g_free (arguments->program);
  g_free (arguments);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const OpenArguments *arguments = data;
  GError *error = NULL;
  MpsSession *session = mps_session_open (
      arguments->profile, arguments->user, arguments->program, cancellable, &error);

  if (session == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, session, g_object_unref);
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
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  OpenArguments *arguments = g_new0 (OpenArguments, 1);

  arguments->profile = g_strdup (profile);
  arguments->user = g_strdup (user);
  arguments->program = g_strdup (program);
  g_task_set_source_tag (task, mps_session_open_async);
  g_task_set_task_data (task, arguments, open_arguments_free);
  g_task_run_in_thread (task, open_in_thread);
}

static void
sign_in_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const OpenArguments *arguments = data;
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
 * @user: name of the account
 * @password: its password; kept by the caller until @callback was called
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
  OpenArguments *arguments = g_new0 (OpenArguments, 1);

  arguments->profile = g_strdup (profile);
  arguments->user = g_strdup (user);
  arguments->password = password;
  arguments->program = g_strdup (program);
  g_task_set_source_tag (task, mps_session_sign_in_async);
  g_task_set_task_data (task, arguments, open_arguments_free);
  g_task_run_in_thread (task, sign_in_in_thread);
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

/**
 * mps_session_peek_store:
 * @self: a session
 *
 * Returns: (transfer none): the profile's records
 */
MpsStore *
mps_session_peek_store (MpsSession *self)
{
  return self->store;
}

/**
 * mps_session_peek_profile:
 * @self: a session
 *
 * Returns: (transfer none): the profile's folder
 */
const char *
mps_session_peek_profile (MpsSession *self)
{
  return self->profile;
}

/**
 * mps_session_peek_user:
 * @self: a session
 *
 * Returns: (transfer none): who works
 */
const char *
mps_session_peek_user (MpsSession *self)
{
  return self->user;
}

/**
 * mps_session_is_demo:
 * @self: a session
 *
 * Returns: whether the profile was made for trying the program out
 */
gboolean
mps_session_is_demo (MpsSession *self)
{
  return self->demo;
}

/**
 * mps_session_dup_virtual_tag_path:
 * @self: a session
 *
 * Returns: (transfer full) (nullable): the file of a demo profile's virtual cartridge tag; %NULL
 *   where the profile is not for demo
 */
char *
mps_session_dup_virtual_tag_path (MpsSession *self)
{
  if (!self->demo)
    return NULL;

  return mps_demo_dup_tag_path (self->profile);
}
