/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/signin/mps-first-password-page.h"

#include "ui/signin/mps-new-password.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-sentence-box.h"

#include <glib/gi18n-lib.h>

struct _MpsFirstPasswordPage {
  GtkWidget parent_instance;

  MpsNewPassword *password;
  MpsSentenceBox *error;
  GtkSpinner *spinner;
  GtkWidget *primary;

  MpsSession *session;
  MpsSecret *old;
  gboolean busy;
};

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_first_password_page_get_primary (MpsPage *page)
{
  return MPS_FIRST_PASSWORD_PAGE (page)->primary;
}

static void
mps_first_password_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_first_password_page_get_primary;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsFirstPasswordPage,
                               mps_first_password_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE,
                                                      mps_first_password_page_page_init))

static void
update (MpsFirstPasswordPage *self)
{
  g_autofree char *reason = mps_new_password_dup_reason (self->password);

  gtk_widget_set_sensitive (self->primary, !self->busy && reason == NULL);
  gtk_widget_set_tooltip_text (self->primary, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->primary),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static void
on_changed_password (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsFirstPasswordPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = mps_people_job_finish (result, &error);

  self->busy = FALSE;
  if (done)
    mps_new_password_clear (self->password);
  update (self);
  if (done) {
    g_clear_pointer (&self->old, mps_secret_free);
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
    return;
  }
  mps_sentence_box_set_error (self->error, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
on_primary (MpsFirstPasswordPage *self)
{
  MpsPeopleJob *job = NULL;
  g_autoptr (MpsSecret) secret = mps_new_password_dup_secret (self->password);

  if (secret == NULL || self->busy)
    return;
  self->busy = TRUE;
  mps_sentence_box_clear (self->error);
  update (self);
  job = mps_people_job_new (MPS_PEOPLE_CHANGE_PASSWORD, self->session);
  job->secret = g_steal_pointer (&secret);
  if (self->old != NULL)
    job->old = mps_secret_new (mps_secret_peek (self->old), -1);
  mps_people_job_run_async (job, NULL, on_changed_password, g_object_ref (self));
}

static void
on_changed (MpsFirstPasswordPage *self)
{
  update (self);
}

static gboolean
mps_first_password_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MPS_FIRST_PASSWORD_PAGE (widget)->password));
}

static void
mps_first_password_page_dispose (GObject *object)
{
  MpsFirstPasswordPage *self = MPS_FIRST_PASSWORD_PAGE (object);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  g_clear_pointer (&self->old, mps_secret_free);
  G_OBJECT_CLASS (mps_first_password_page_parent_class)->dispose (object);
}

static void
mps_first_password_page_class_init (MpsFirstPasswordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_NEW_PASSWORD);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_first_password_page_dispose;
  widget_class->grab_focus = mps_first_password_page_grab_focus;
  signals[SIGNAL_CHOSEN] = g_signal_new (
      "chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/first-password-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsFirstPasswordPage, password);
  gtk_widget_class_bind_template_child (widget_class, MpsFirstPasswordPage, error);
  gtk_widget_class_bind_template_child (widget_class, MpsFirstPasswordPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, MpsFirstPasswordPage, primary);
  gtk_widget_class_bind_template_callback (widget_class, on_primary);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
mps_first_password_page_init (MpsFirstPasswordPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

/**
 * mps_first_password_page_ask:
 * @self: the page
 * @session: who has to choose a password
 * @old: (transfer full) (nullable): the one that was typed just now; %NULL after the recovery key
 */
void
mps_first_password_page_ask (MpsFirstPasswordPage *self, MpsSession *session, MpsSecret *old)
{
  g_set_object (&self->session, session);
  g_clear_pointer (&self->old, mps_secret_free);
  self->old = old;
  mps_sentence_box_clear (self->error);
  mps_new_password_clear (self->password);
  mps_new_password_set_login (self->password, mps_session_peek_user (session));
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}
