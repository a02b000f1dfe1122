/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/signin/mps-sign-in-page.h"

#include "app/session/mps-session-lock.h"
#include "ui/widgets/mps-format.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-password-row.h"
#include "ui/widgets/mps-preedit.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _MpsSignInPage {
  GtkWidget parent_instance;

  GtkLabel *title;
  GtkLabel *subtitle;
  GtkStack *means;
  GtkEditable *name;
  GtkEditable *password;
  GtkEditable *recovery;
  GtkWidget *caps_lock;
  MpsSentenceBox *error;
  GtkWidget *forgot;
  GtkSpinner *spinner;
  GtkWidget *primary;

  GdkDevice *keyboard;
  char *profile;
  char *program;
  MpsSession *session;
  MpsSecret *secret;
  gboolean busy;
  gint64 wait_until_us;
  guint tick;
};

enum {
  SIGNAL_SIGNED_IN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_sign_in_page_get_primary (MpsPage *page)
{
  return MPS_SIGN_IN_PAGE (page)->primary;
}

static gboolean
by_recovery (MpsSignInPage *self)
{
  return g_str_equal (gtk_stack_get_visible_child_name (self->means), "recovery");
}

static void update (MpsSignInPage *self);

static void
show_means (MpsSignInPage *self, gboolean recovery)
{
  gtk_stack_set_visible_child_name (self->means, recovery ? "recovery" : "password");
  gtk_button_set_label (GTK_BUTTON (self->forgot),
                        recovery ? _ ("Use the _password") : _ ("Use the _recovery key"));
  mps_sentence_box_clear (self->error);
  update (self);
}

static gboolean
mps_sign_in_page_go_back (MpsPage *page)
{
  MpsSignInPage *self = MPS_SIGN_IN_PAGE (page);

  if (!by_recovery (self) || self->busy)
    return FALSE;
  show_means (self, FALSE);
  return TRUE;
}

static void
mps_sign_in_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_sign_in_page_get_primary;
  iface->go_back = mps_sign_in_page_go_back;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsSignInPage,
                               mps_sign_in_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE, mps_sign_in_page_page_init))

static gboolean
is_empty (GtkEditable *field)
{
  return *gtk_editable_get_text (field) == '\0';
}

static const char *
peek_reason (MpsSignInPage *self)
{
  if (self->busy)
    return _ ("It is being checked");
  if (is_empty (self->name))
    return _ ("Enter your name first");
  if (by_recovery (self) && is_empty (self->recovery))
    return _ ("Enter the recovery key first");
  if (!by_recovery (self) && self->wait_until_us != 0)
    return _ ("No password is taken for this name yet");
  return NULL;
}

static void
update (MpsSignInPage *self)
{
  const char *reason = peek_reason (self);

  gtk_widget_set_sensitive (self->primary, reason == NULL);
  gtk_widget_set_tooltip_text (self->primary, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->primary),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
  gtk_widget_set_sensitive (self->forgot, !self->busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static void
stop_waiting (MpsSignInPage *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  self->wait_until_us = 0;
}

/* The countdown follows the clock, so that a workstation that slept shows what is left. */
static gboolean
on_tick (gpointer data)
{
  MpsSignInPage *self = data;
  gint64 left_us = self->wait_until_us - g_get_real_time ();
  g_autofree char *left = NULL;
  g_autofree char *next = NULL;

  if (left_us <= 0) {
    self->tick = 0;
    stop_waiting (self);
    mps_sentence_box_clear (self->error);
    update (self);
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
    return G_SOURCE_REMOVE;
  }
  left = mps_format_duration ((double)((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));
  /* TRANSLATORS: %s is a time such as "0:58" */
  next = g_strdup_printf (_ ("You can try again in %s. An administrator can set a new password."),
                          left);
  mps_sentence_box_set (self->error,
                        MPS_MEANING_ATTENTION,
                        _ ("There were too many wrong passwords for this name."),
                        "",
                        next,
                        NULL);
  return G_SOURCE_CONTINUE;
}

static void
on_wait_known (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsSignInPage) self = data;
  g_autoptr (GError) error = NULL;
  gint64 wait_us = mps_people_job_finish_number (result, &error);

  stop_waiting (self);
  if (wait_us > 0) {
    self->wait_until_us = g_get_real_time () + wait_us;
    if (on_tick (self))
      self->tick = g_timeout_add (500, on_tick, self);
  }
  update (self);
}

static void
ask_for_wait (MpsSignInPage *self)
{
  MpsPeopleJob *job = mps_people_job_new (MPS_PEOPLE_WAIT, NULL);

  job->profile = g_strdup (self->profile);
  job->login = g_strdup (gtk_editable_get_text (self->name));
  mps_people_job_run_async (job, NULL, on_wait_known, g_object_ref (self));
}

static void
show_failure (MpsSignInPage *self, const GError *error)
{
  self->busy = FALSE;
  g_clear_pointer (&self->secret, mps_secret_free);
  gtk_editable_set_text (self->password, "");
  mps_sentence_box_set_error (self->error, error);
  update (self);
  if (by_recovery (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->recovery));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
  if (error->domain == MPS_SESSION_ERROR)
    ask_for_wait (self);
}

static void
succeed (MpsSignInPage *self, MpsSession *session)
{
  self->busy = FALSE;
  stop_waiting (self);
  gtk_editable_set_text (self->password, "");
  gtk_editable_set_text (self->recovery, "");
  mps_sentence_box_clear (self->error);
  update (self);
  g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0, session);
  g_clear_pointer (&self->secret, mps_secret_free);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsSignInPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSession) session = mps_session_sign_in_finish (result, &error);

  if (session != NULL)
    succeed (self, session);
  else
    show_failure (self, error);
}

static void
on_recovered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsSignInPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSession) session = mps_people_job_finish_session (result, &error);

  if (session != NULL)
    succeed (self, session);
  else
    show_failure (self, error);
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsSignInPage) self = data;
  g_autoptr (GError) error = NULL;

  if (mps_session_unlock_finish (MPS_SESSION (source), result, &error))
    succeed (self, MPS_SESSION (source));
  else
    show_failure (self, error);
}

static void
start_recovery (MpsSignInPage *self)
{
  MpsPeopleJob *job = mps_people_job_new (MPS_PEOPLE_RECOVER, NULL);

  job->profile = g_strdup (self->profile);
  job->program = g_strdup (self->program);
  job->login = g_strdup (gtk_editable_get_text (self->name));
  job->old = mps_secret_new (gtk_editable_get_text (self->recovery), -1);
  mps_people_job_run_async (job, NULL, on_recovered, g_object_ref (self));
}

static void
start_password (MpsSignInPage *self)
{
  const char *user = gtk_editable_get_text (self->name);

  g_clear_pointer (&self->secret, mps_secret_free);
  self->secret = mps_secret_new (gtk_editable_get_text (self->password), -1);
  if (self->session != NULL)
    mps_session_unlock_async (
        self->session, user, self->secret, NULL, on_unlocked, g_object_ref (self));
  else
    mps_session_sign_in_async (
        self->profile, user, self->secret, self->program, NULL, on_signed_in, g_object_ref (self));
}

static void
on_primary (MpsSignInPage *self)
{
  if (mps_preedit_is_open () || peek_reason (self) != NULL)
    return;
  self->busy = TRUE;
  mps_sentence_box_clear (self->error);
  update (self);
  if (by_recovery (self))
    start_recovery (self);
  else
    start_password (self);
}

static void
on_name_activated (MpsSignInPage *self)
{
  gtk_widget_grab_focus (by_recovery (self) ? GTK_WIDGET (self->recovery)
                                            : GTK_WIDGET (self->password));
}

/* Another name need not wait for the one before. */
static void
on_name_changed (MpsSignInPage *self)
{
  if (self->wait_until_us != 0)
    mps_sentence_box_clear (self->error);
  stop_waiting (self);
  update (self);
}

static void
on_changed (MpsSignInPage *self)
{
  update (self);
}

static void
on_forgot (MpsSignInPage *self)
{
  show_means (self, !by_recovery (self));
  on_name_activated (self);
}

static void
on_caps_lock (MpsSignInPage *self)
{
  gtk_widget_set_visible (
      self->caps_lock, self->keyboard != NULL && gdk_device_get_caps_lock_state (self->keyboard));
}

static void
mps_sign_in_page_realize (GtkWidget *widget)
{
  MpsSignInPage *self = MPS_SIGN_IN_PAGE (widget);
  GdkSeat *seat = NULL;

  GTK_WIDGET_CLASS (mps_sign_in_page_parent_class)->realize (widget);
  seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));
  if (seat != NULL && gdk_seat_get_keyboard (seat) != NULL)
    self->keyboard = g_object_ref (gdk_seat_get_keyboard (seat));
  if (self->keyboard != NULL)
    g_signal_connect_object (self->keyboard,
                             "notify::caps-lock-state",
                             G_CALLBACK (on_caps_lock),
                             self,
                             G_CONNECT_SWAPPED);
  on_caps_lock (self);
}

static void
mps_sign_in_page_unrealize (GtkWidget *widget)
{
  MpsSignInPage *self = MPS_SIGN_IN_PAGE (widget);

  if (self->keyboard != NULL)
    g_signal_handlers_disconnect_by_data (self->keyboard, self);
  g_clear_object (&self->keyboard);
  GTK_WIDGET_CLASS (mps_sign_in_page_parent_class)->unrealize (widget);
}

static gboolean
mps_sign_in_page_grab_focus (GtkWidget *widget)
{
  MpsSignInPage *self = MPS_SIGN_IN_PAGE (widget);

  return gtk_widget_grab_focus (is_empty (self->name) ? GTK_WIDGET (self->name)
                                                      : GTK_WIDGET (self->password));
}

static void
mps_sign_in_page_dispose (GObject *object)
{
  MpsSignInPage *self = MPS_SIGN_IN_PAGE (object);
  GtkWidget *child = NULL;

  stop_waiting (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  g_clear_pointer (&self->secret, mps_secret_free);
  g_clear_pointer (&self->profile, g_free);
  g_clear_pointer (&self->program, g_free);
  G_OBJECT_CLASS (mps_sign_in_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MpsSignInPage, title);
  gtk_widget_class_bind_template_child (widget_class, MpsSignInPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, MpsSignInPage, means);
  gtk_widget_class_bind_template_child (widget_class, MpsSignInPage, name);
  gtk_widget_class_bind_template_child (widget_class, MpsSignInPage, password);
  gtk_widget_class_bind_template_child (widget_class, MpsSignInPage, recovery);
  gtk_widget_class_bind_template_child (widget_class, MpsSignInPage, caps_lock);
  gtk_widget_class_bind_template_child (widget_class, MpsSignInPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsSignInPage, forgot);
  gtk_widget_class_bind_template_child (widget_class, MpsSignInPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, MpsSignInPage, primary);
  gtk_widget_class_bind_template_callback (widget_class, on_name_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_forgot);
}

static void
mps_sign_in_page_class_init (MpsSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_sign_in_page_dispose;
  widget_class->realize = mps_sign_in_page_realize;
  widget_class->unrealize = mps_sign_in_page_unrealize;
  widget_class->grab_focus = mps_sign_in_page_grab_focus;
  signals[SIGNAL_SIGNED_IN] = g_signal_new ("signed-in",
                                            G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            1,
                                            MPS_TYPE_SESSION);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/sign-in-page.ui");
  bind_template (widget_class);
}

static void
mps_sign_in_page_init (MpsSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mps_password_row_name_buttons (GTK_WIDGET (self));
  show_means (self, FALSE);
}

static void
ask (MpsSignInPage *self, const char *user, const char *title, const char *subtitle)
{
  stop_waiting (self);
  self->busy = FALSE;
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_editable_set_text (self->name, user != NULL ? user : "");
  gtk_editable_set_text (self->password, "");
  gtk_editable_set_text (self->recovery, "");
  show_means (self, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * mps_sign_in_page_ask:
 * @self: the page
 * @profile: the profile's folder
 * @user: (nullable): who is expected
 * @program: who opens the profile
 *
 * Asks somebody to sign in.
 */
void
mps_sign_in_page_ask (MpsSignInPage *self,
                      const char *profile,
                      const char *user,
                      const char *program)
{
  g_clear_object (&self->session);
  g_free (self->profile);
  self->profile = g_strdup (profile);
  g_free (self->program);
  self->program = g_strdup (program);
  gtk_widget_set_visible (self->forgot, TRUE);
  gtk_button_set_label (GTK_BUTTON (self->primary), _ ("_Sign in"));
  ask (self, user, _ ("Sign in"), _ ("The records open to people of this clinic only."));
}

/**
 * mps_sign_in_page_ask_again:
 * @self: the page
 * @session: a session that is locked
 * @user: (nullable): who is expected; %NULL: who worked
 *
 * Asks who worked, or somebody else, to unlock.
 */
void
mps_sign_in_page_ask_again (MpsSignInPage *self, MpsSession *session, const char *user)
{
  g_set_object (&self->session, session);
  g_free (self->profile);
  self->profile = g_strdup (mps_session_peek_profile (session));
  /* The recovery key opens a profile; it does not take over what somebody else has open. */
  gtk_widget_set_visible (self->forgot, FALSE);
  gtk_button_set_label (GTK_BUTTON (self->primary), _ ("_Unlock"));
  ask (self,
       user != NULL ? user : mps_session_peek_user (session),
       _ ("Locked"),
       _ ("What you were typing is kept. Somebody else can sign in with their own name."));
}

/**
 * mps_sign_in_page_steal_secret:
 * @self: the page, while it emits "signed-in"
 *
 * Returns: (transfer full) (nullable): the password that fitted; %NULL after the recovery key
 */
MpsSecret *
mps_sign_in_page_steal_secret (MpsSignInPage *self)
{
  return g_steal_pointer (&self->secret);
}
