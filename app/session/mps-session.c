/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session/mps-session-private.h"

#include "app/session/mps-demo-private.h"

G_DEFINE_FINAL_TYPE (MpsSession, mps_session, G_TYPE_OBJECT)

enum {
  SIGNAL_LOCKED,
  SIGNAL_UNLOCKED,
  SIGNAL_USER_CHANGED,
  SIGNAL_CURTAIN,
  SIGNAL_GLASS_CHANGED,
  SIGNAL_APPROVALS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

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
  g_ptr_array_unref (self->closed);
  g_hash_table_unref (self->watched);
  g_clear_pointer (&self->key, mps_seal_key_unref);
  g_clear_pointer (&self->next_key, mps_seal_key_unref);
  g_free (self->profile);
  g_free (self->program);
  g_free (self->person);
  g_cond_clear (&self->released);
  g_mutex_clear (&self->guard);
  g_mutex_clear (&self->change);
  G_OBJECT_CLASS (mps_session_parent_class)->finalize (object);
}

static guint
add_signal (MpsSessionClass *klass, const char *name)
{
  return g_signal_new (
      name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mps_session_class_init (MpsSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mps_session_finalize;
  /**
   * MpsSession::locked: nothing of the records may be shown any more.
   */
  signals[SIGNAL_LOCKED] = add_signal (klass, "locked");
  /**
   * MpsSession::unlocked: somebody signed in again; "user-changed" came before where it is another
   * person.
   */
  signals[SIGNAL_UNLOCKED] = add_signal (klass, "unlocked");
  /**
   * MpsSession::user-changed: another person works, or the person's roles were changed: what was
   * seen before must go.
   */
  signals[SIGNAL_USER_CHANGED] = add_signal (klass, "user-changed");
  /**
   * MpsSession::curtain: the privacy curtain was drawn or lifted; see mps_session_has_curtain().
   */
  signals[SIGNAL_CURTAIN] = add_signal (klass, "curtain");
  /**
   * MpsSession::glass-changed:
   * @patient_id: (nullable): whose chart; %NULL where it is not known
   *
   * A glass was broken, closed or reviewed here, or it closed by itself: mps_glass_get_end() says
   * which, and mps_glass_list() what waits for review.
   */
  signals[SIGNAL_GLASS_CHANGED] = g_signal_new ("glass-changed",
                                                G_TYPE_FROM_CLASS (klass),
                                                G_SIGNAL_RUN_LAST,
                                                0,
                                                NULL,
                                                NULL,
                                                NULL,
                                                G_TYPE_NONE,
                                                1,
                                                G_TYPE_STRING);
  /**
   * MpsSession::approvals-changed: something was asked for, decided or used here; see
   * mps_approval_list().
   */
  signals[SIGNAL_APPROVALS_CHANGED] = add_signal (klass, "approvals-changed");
}

static void
mps_session_init (MpsSession *self)
{
  g_mutex_init (&self->change);
  g_mutex_init (&self->guard);
  g_cond_init (&self->released);
  self->closed = g_ptr_array_new_with_free_func (g_object_unref);
  self->watched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  mps_session_start_refusals (self);
}

/**
 * mps_session_new:
 * @profile: the profile's folder
 * @program: who opens it
 *
 * Returns: (transfer full): a session of nobody, with no records
 */
MpsSession *
mps_session_new (const char *profile, const char *program)
{
  MpsSession *self = g_object_new (MPS_TYPE_SESSION, NULL);

  self->profile = g_strdup (profile);
  self->program = g_strdup (program);
  return self;
}

/**
 * mps_session_become:
 * @self: a session whose store is open
 * @account: who works from now on
 * @by_password: whether a password was given for that
 */
void
mps_session_become (MpsSession *self, const MpsStoreAccount *account, gboolean by_password)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);
  MpsRoles roles = 0;

  /* Roles that this version does not know give no rights. */
  if (!mps_roles_from_string (account->roles, &roles))
    roles = 0;

  self->user = g_intern_string (account->login);
  self->account_id = g_intern_string (account->id);
  g_free (self->person);
  self->person = g_strdup (account->person);
  self->roles = roles;
  self->has_password = account->has_password;
  self->must_change = account->must_change;
  if (by_password) {
    self->by_password = TRUE;
    self->password_us = g_get_real_time ();
  }
  mps_store_name_person (self->store, self->user, self->account_id);
}

typedef struct {
  MpsSession *session;
  const char *name;
  char *patient_id;
} Emission;

static gboolean
emit_now (gpointer data)
{
  const Emission *emission = data;

  if (g_str_equal (emission->name, "glass-changed"))
    g_signal_emit (emission->session, signals[SIGNAL_GLASS_CHANGED], 0, emission->patient_id);
  else
    g_signal_emit_by_name (emission->session, emission->name);
  return G_SOURCE_REMOVE;
}

static void
emission_free (gpointer data)
{
  Emission *emission = data;

  g_object_unref (emission->session);
  g_free (emission->patient_id);
  g_free (emission);
}

static void
emit_on_main (MpsSession *self, const char *signal, const char *patient_id)
{
  Emission *emission = g_new0 (Emission, 1);

  emission->session = g_object_ref (self);
  emission->name = signal;
  emission->patient_id = g_strdup (patient_id);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, emit_now, emission, emission_free);
}

/**
 * mps_session_emit:
 * @self: a session
 * @signal: name of a signal, static
 *
 * Emits it on the main context: at once where this is its thread.
 */
void
mps_session_emit (MpsSession *self, const char *signal)
{
  emit_on_main (self, signal, NULL);
}

/**
 * mps_session_emit_glass:
 * @self: a session
 * @patient_id: (nullable): whose chart
 *
 * Emits "glass-changed" as mps_session_emit() does.
 */
void
mps_session_emit_glass (MpsSession *self, const char *patient_id)
{
  emit_on_main (self, "glass-changed", patient_id);
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
 * mps_session_peek_store:
 * @self: a session
 *
 * Returns: (transfer none): the profile's records; while the session is locked every call of them
 *   fails
 */
MpsStore *
mps_session_peek_store (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

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
 * Returns: (transfer none): who works; stays valid
 */
const char *
mps_session_peek_user (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  return self->user;
}

/**
 * mps_session_peek_account_id:
 * @self: a session
 *
 * Returns: (transfer none): the account of who works, which keeps its meaning when the name
 * changes; stays valid
 */
const char *
mps_session_peek_account_id (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  return self->account_id;
}

/**
 * mps_session_dup_person:
 * @self: a session
 *
 * Returns: (transfer full): record of who works, "Practitioner/…", or empty
 */
char *
mps_session_dup_person (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  return g_strdup (self->person);
}

/**
 * mps_session_has_password:
 * @self: a session
 *
 * Returns: whether the account of who works needs a password; where not, anybody at this
 *   workstation is that person
 */
gboolean
mps_session_has_password (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  return self->has_password;
}

/**
 * mps_session_must_change_password:
 * @self: a session
 *
 * Returns: whether nothing can be done before mps_accounts_change_password()
 */
gboolean
mps_session_must_change_password (MpsSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->guard);

  return self->must_change;
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
