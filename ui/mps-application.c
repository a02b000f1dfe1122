/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-application.h"

#include "app/session/people/mps-people-job.h"
#include "ui/mps-about.h"
#include "ui/mps-text-rendering.h"
#include "ui/mps-ui-resources.h"
#include "ui/mps-window.h"
#include "ui/start/mps-start-page.h"

#include <glib/gi18n-lib.h>

/** PROGRAM: name under which this program holds a profile */
#define PROGRAM "manpasik"

/** DEMO_USER: the one account of a demo profile */
#define DEMO_USER "demo"

struct _MpsApplication {
  AdwApplication parent_instance;

  char *profile;
  char *user;
  MpsSecret *first_secret;
  GCancellable *cancellable;
  gulong after_paint;
  MpsWindow *window;
};

G_DEFINE_FINAL_TYPE (MpsApplication, mps_application, ADW_TYPE_APPLICATION)

static void retry (MpsApplication *self);

static gboolean
is_fresh (const GError *error)
{
  return g_error_matches (error, MPS_STORE_ERROR, MPS_STORE_ERROR_NOT_FOUND) ||
         g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_NOT_FOUND);
}

static void on_create (MpsStartPage *page, gboolean demo, const char *name, MpsApplication *self);

/* Most starts never need this page, so it is made when one does. */
static MpsStartPage *
show_start_page (MpsApplication *self)
{
  GtkWidget *page = mps_window_show_start_page (self->window);

  g_signal_handlers_disconnect_by_data (page, self);
  g_signal_connect_object (page, "create", G_CALLBACK (on_create), self, 0);
  g_signal_connect_object (page, "retry", G_CALLBACK (retry), self, G_CONNECT_SWAPPED);
  return MPS_START_PAGE (page);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsApplication) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSession) session = mps_session_open_finish (result, &error);

  if (self->window == NULL)
    return;
  if (session != NULL)
    mps_window_set_session (self->window, session);
  else if (g_error_matches (error, MPS_SESSION_ERROR, MPS_SESSION_ERROR_SIGN_IN))
    mps_window_ask_sign_in (self->window, self->profile, self->user, PROGRAM);
  else if (is_fresh (error))
    mps_start_page_show_fresh (show_start_page (self), self->profile);
  else
    mps_start_page_show_error (show_start_page (self), error);
}

static void
start_opening (MpsApplication *self)
{
  mps_session_open_async (
      self->profile, self->user, PROGRAM, self->cancellable, on_opened, g_object_ref (self));
}

static void
retry (MpsApplication *self)
{
  mps_start_page_show_opening (show_start_page (self));
  start_opening (self);
}

/* The first frame never waits for the records. */
static void
on_after_paint (GdkFrameClock *clock, MpsApplication *self)
{
  g_clear_signal_handler (&self->after_paint, clock);
  start_opening (self);
}

static void
on_mapped (GtkWidget *window, MpsApplication *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_signal_handlers_disconnect_by_func (window, on_mapped, self);
  self->after_paint = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), self);
}

static void
init_demo_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (mps_session_init_profile (data, DEMO_USER, TRUE, PROGRAM, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_demo_created (GObject *source, GAsyncResult *result, gpointer data)
{
  MpsApplication *self = MPS_APPLICATION (source);
  g_autoptr (GError) error = NULL;

  if (self->window == NULL)
    return;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    retry (self);
  else
    mps_start_page_show_error (show_start_page (self), error);
}

static void
create_demo (MpsApplication *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_demo_created, NULL);

  g_task_set_task_data (task, g_strdup (self->profile), g_free);
  g_task_run_in_thread (task, init_demo_in_thread);
}

/* Who set the clinic up typed the password a moment ago and works at once. */
static void
on_first_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsApplication) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MpsSession) session = mps_session_sign_in_finish (result, &error);

  if (self->window == NULL)
    return;
  if (session != NULL)
    mps_window_set_session (self->window, session);
  else
    mps_start_page_show_error (show_start_page (self), error);
}

static void
on_clinic_created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsApplication) self = data;
  g_autoptr (GError) error = NULL;
  char *key = mps_people_job_finish_text (result, &error);

  if (self->window == NULL) {
    g_free (key);
    return;
  }
  if (key == NULL) {
    mps_start_page_show_error (show_start_page (self), error);
    return;
  }
  mps_window_show_recovery_key (self->window, key);
  mps_session_sign_in_async (self->profile,
                             self->user,
                             self->first_secret,
                             PROGRAM,
                             self->cancellable,
                             on_first_signed_in,
                             g_object_ref (self));
  g_clear_pointer (&self->first_secret, mps_secret_free);
}

static void
create_clinic (MpsApplication *self, const char *name)
{
  MpsPeopleJob *job = mps_people_job_new (MPS_PEOPLE_CREATE_PROFILE, NULL);

  g_free (self->user);
  self->user = g_strdup (name);
  job->profile = g_strdup (self->profile);
  job->program = g_strdup (PROGRAM);
  job->login = g_strdup (name);
  job->secret = mps_secret_new (mps_secret_peek (self->first_secret), -1);
  mps_people_job_run_async (job, self->cancellable, on_clinic_created, g_object_ref (self));
}

static void
on_create (MpsStartPage *page, gboolean demo, const char *name, MpsApplication *self)
{
  g_clear_pointer (&self->first_secret, mps_secret_free);
  if (!demo)
    self->first_secret = mps_start_page_steal_secret (page);
  mps_start_page_show_creating (page);
  if (demo)
    create_demo (self);
  else if (self->first_secret != NULL)
    create_clinic (self, name);
}

static void
mps_application_activate (GApplication *application)
{
  MpsApplication *self = MPS_APPLICATION (application);

  if (self->window != NULL) {
    gtk_window_present (GTK_WINDOW (self->window));
    return;
  }
  self->window = mps_window_new (GTK_APPLICATION (self));
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *)&self->window);
  g_signal_connect (self->window, "map", G_CALLBACK (on_mapped), self);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  mps_about_show (gtk_application_get_active_window (GTK_APPLICATION (data)));
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MpsApplication *self = MPS_APPLICATION (data);

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static void
set_accels (GtkApplication *application)
{
  static const struct {
    const char *action;
    const char *accels[3];
  } keys[] = {
    { "app.quit", { "<Control>q", NULL } },
    { "win.section::patients", { "<Control>1", NULL } },
    { "win.section::measure", { "<Control>2", NULL } },
    { "win.section::devices", { "<Control>3", NULL } },
    { "win.section::keeping", { "<Control>4", NULL } },
    { "win.section::reviews", { "<Control>5", NULL } },
    { "win.section::accounts", { "<Control>6", NULL } },
    { "win.section::audit", { "<Control>7", NULL } },
    { "win.shortcuts", { "<Control>question", NULL } },
    { "win.new-patient", { "<Control>n", NULL } },
    { "win.find", { "<Control>k", NULL } },
    { "win.measure", { "F2", NULL } },
    { "win.next-pane", { "F6", NULL } },
    { "win.previous-pane", { "<Shift>F6", NULL } },
    { "win.primary", { "<Control>Return", "<Control>KP_Enter", NULL } },
    { "win.print", { "<Control>p", NULL } },
    { "win.lock", { "<Control>l", NULL } },
    { "win.switch-user", { "<Control><Shift>l", NULL } },
    { "win.import", { "<Control>o", NULL } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (application, keys[i].action, keys[i].accels);
}

static void
mps_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "about", .activate = on_about },
    { .name = "quit", .activate = on_quit },
  };

  g_resources_register (mps_ui_get_resource ());
  G_APPLICATION_CLASS (mps_application_parent_class)->startup (application);
  mps_text_rendering_set_up ();
  gtk_window_set_default_icon_name (MPS_APPLICATION_ID);
  g_action_map_add_action_entries (
      G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  set_accels (GTK_APPLICATION (application));
}

/* One instance for each profile: the default profile has the plain id, others a digest of theirs.
 */
static void
choose_id (MpsApplication *self)
{
  g_autofree char *standard = mps_session_dup_default_profile ();
  g_autofree char *digest = NULL;
  g_autofree char *id = NULL;

  if (g_strcmp0 (self->profile, standard) == 0)
    return;
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->profile, -1);
  id = g_strdup_printf ("%s.Profile%.16s", MPS_APPLICATION_ID, digest);
  g_application_set_application_id (G_APPLICATION (self), id);
}

static int
mps_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  MpsApplication *self = MPS_APPLICATION (application);
  g_autofree char *profile = NULL;

  if (g_variant_dict_lookup (options, "profile", "^ay", &profile))
    self->profile = g_canonicalize_filename (profile, NULL);
  else
    self->profile = mps_session_dup_default_profile ();
  g_variant_dict_lookup (options, "user", "s", &self->user);
  choose_id (self);
  return -1;
}

static void
mps_application_shutdown (GApplication *application)
{
  g_cancellable_cancel (MPS_APPLICATION (application)->cancellable);
  G_APPLICATION_CLASS (mps_application_parent_class)->shutdown (application);
}

static void
mps_application_finalize (GObject *object)
{
  MpsApplication *self = MPS_APPLICATION (object);

  if (self->window != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->window), (gpointer *)&self->window);
  g_clear_object (&self->cancellable);
  g_free (self->profile);
  g_free (self->user);
  g_clear_pointer (&self->first_secret, mps_secret_free);
  G_OBJECT_CLASS (mps_application_parent_class)->finalize (object);
}

static void
mps_application_class_init (MpsApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mps_application_finalize;
  application_class->activate = mps_application_activate;
  application_class->startup = mps_application_startup;
  application_class->shutdown = mps_application_shutdown;
  application_class->handle_local_options = mps_application_handle_local_options;
}

static void
mps_application_init (MpsApplication *self)
{
  static const GOptionEntry options[] = {
    { "profile", 'p', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Folder with the records"), N_ ("DIR") },
    { "user", 'u', 0, G_OPTION_ARG_STRING, NULL, N_ ("Who is at work"), N_ ("NAME") },
    { NULL },
  };

  self->cancellable = g_cancellable_new ();
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * mps_application_new:
 *
 * Main thread.
 *
 * Returns: (transfer full): the program, ready for g_application_run()
 */
MpsApplication *
mps_application_new (void)
{
  return g_object_new (MPS_TYPE_APPLICATION,
                       "application-id",
                       MPS_APPLICATION_ID,
                       "resource-base-path",
                       "/org/manpasik/Workstation",
                       NULL);
}
