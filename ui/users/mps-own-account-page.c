/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/users/mps-own-account-page.h"

#include "app/session/people/mps-policy.h"
#include "ui/signin/mps-new-password.h"
#include "ui/widgets/mps-page.h"
#include "ui/widgets/mps-password-row.h"
#include "ui/widgets/mps-sentence-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

struct _MpsOwnAccountPage {
  GtkWidget parent_instance;

  GtkWidget *plain;
  GtkWidget *old_group;
  GtkEditable *old;
  MpsNewPassword *password;
  MpsSentenceBox *password_error;
  GtkWidget *change;
  GtkWidget *pin_group;
  GtkEditable *pin_password;
  GtkEditable *pin;
  GtkLabel *pin_hint;
  MpsSentenceBox *pin_error;
  GtkWidget *set_pin;
  GtkWidget *remove_pin;

  MpsSession *session;
  gboolean busy;
};

enum {
  SIGNAL_RECOVERY_KEY,
  SIGNAL_SAID,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
mps_own_account_page_get_primary (MpsPage *page)
{
  MpsOwnAccountPage *self = MPS_OWN_ACCOUNT_PAGE (page);

  return gtk_widget_is_sensitive (self->set_pin) ? self->set_pin : self->change;
}

static void
mps_own_account_page_page_init (MpsPageInterface *iface)
{
  iface->get_primary = mps_own_account_page_get_primary;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MpsOwnAccountPage,
                               mps_own_account_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (MPS_TYPE_PAGE,
                                                      mps_own_account_page_page_init))

static gboolean
is_empty (GtkEditable *field)
{
  return *gtk_editable_get_text (field) == '\0';
}

static void
set_reason (GtkWidget *button, const char *reason)
{
  gtk_widget_set_sensitive (button, reason == NULL);
  gtk_widget_set_tooltip_text (button, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason != NULL ? reason : "",
                                  -1);
}

static gboolean
is_good_pin (MpsOwnAccountPage *self)
{
  g_autoptr (MpsSecret) pin = mps_secret_new (gtk_editable_get_text (self->pin), -1);

  return mps_policy_check_pin (pin, NULL);
}

static void
update (MpsOwnAccountPage *self)
{
  gboolean has = self->session != NULL && mps_session_has_password (self->session);
  g_autofree char *reason = mps_new_password_dup_reason (self->password);
  const char *old_reason =
      has && is_empty (self->old) ? _ ("Enter the password that you have now first") : reason;
  const char *proof = is_empty (self->pin_password) ? _ ("Enter your password as well") : NULL;

  if (self->busy)
    old_reason = proof = _ ("Being saved…");
  gtk_widget_set_visible (self->plain, self->session != NULL && !has);
  gtk_widget_set_visible (self->old_group, has);
  gtk_widget_set_visible (self->pin_group, has);
  set_reason (self->change, old_reason);
  set_reason (self->remove_pin, proof);
  if (proof == NULL && !is_good_pin (self))
    proof = gtk_label_get_text (self->pin_hint);
  set_reason (self->set_pin, proof);
}

static void
on_password_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsOwnAccountPage) self = data;
  g_autoptr (GError) error = NULL;
  char *key = mps_people_job_finish_text (result, &error);

  self->busy = FALSE;
  gtk_editable_set_text (self->old, "");
  if (error != NULL) {
    mps_sentence_box_set_error (self->password_error, error);
    gtk_widget_grab_focus (GTK_WIDGET (self->old));
    update (self);
    return;
  }
  mps_new_password_clear (self->password);
  update (self);
  g_signal_emit (self, signals[SIGNAL_SAID], 0, _ ("Your password was changed"));
  if (key != NULL)
    g_signal_emit (self, signals[SIGNAL_RECOVERY_KEY], 0, key);
}

static void
on_change (MpsOwnAccountPage *self)
{
  MpsPeopleJob *job = NULL;

  if (!gtk_widget_is_sensitive (self->change))
    return;
  job = mps_people_job_new (MPS_PEOPLE_CHANGE_PASSWORD, self->session);
  job->secret = mps_new_password_dup_secret (self->password);
  if (mps_session_has_password (self->session))
    job->old = mps_secret_new (gtk_editable_get_text (self->old), -1);
  self->busy = TRUE;
  mps_sentence_box_clear (self->password_error);
  update (self);
  mps_people_job_run_async (job, NULL, on_password_changed, g_object_ref (self));
}

static void
on_pin_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MpsOwnAccountPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = mps_people_job_finish (result, &error);

  self->busy = FALSE;
  gtk_editable_set_text (self->pin_password, "");
  if (done) {
    gtk_editable_set_text (self->pin, "");
    g_signal_emit (self, signals[SIGNAL_SAID], 0, _ ("Your PIN was changed"));
  } else {
    mps_sentence_box_set_error (self->pin_error, error);
    gtk_widget_grab_focus (GTK_WIDGET (self->pin_password));
  }
  update (self);
}

static void
save_pin (MpsOwnAccountPage *self, MpsSecret *pin)
{
  MpsPeopleJob *job = mps_people_job_new (MPS_PEOPLE_SET_PIN, self->session);

  job->old = mps_secret_new (gtk_editable_get_text (self->pin_password), -1);
  job->secret = pin;
  self->busy = TRUE;
  mps_sentence_box_clear (self->pin_error);
  update (self);
  mps_people_job_run_async (job, NULL, on_pin_saved, g_object_ref (self));
}

static void
on_set_pin (MpsOwnAccountPage *self)
{
  if (gtk_widget_is_sensitive (self->set_pin))
    save_pin (self, mps_secret_new (gtk_editable_get_text (self->pin), -1));
}

static void
on_remove_pin (MpsOwnAccountPage *self)
{
  if (gtk_widget_is_sensitive (self->remove_pin))
    save_pin (self, NULL);
}

static void
on_changed (MpsOwnAccountPage *self)
{
  update (self);
}

static void
mps_own_account_page_dispose (GObject *object)
{
  MpsOwnAccountPage *self = MPS_OWN_ACCOUNT_PAGE (object);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mps_own_account_page_parent_class)->dispose (object);
}

static guint
new_signal (MpsOwnAccountPageClass *klass, const char *name, GType type)
{
  return g_signal_new (name,
                       G_TYPE_FROM_CLASS (klass),
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       1,
                       type);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, plain);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, old_group);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, old);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, password);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, password_error);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, change);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, pin_group);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, pin_password);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, pin);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, pin_hint);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, pin_error);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, set_pin);
  gtk_widget_class_bind_template_child (widget_class, MpsOwnAccountPage, remove_pin);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_change);
  gtk_widget_class_bind_template_callback (widget_class, on_set_pin);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_pin);
}

static void
mps_own_account_page_class_init (MpsOwnAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MPS_TYPE_NEW_PASSWORD);
  g_type_ensure (MPS_TYPE_SENTENCE_BOX);
  G_OBJECT_CLASS (klass)->dispose = mps_own_account_page_dispose;
  signals[SIGNAL_RECOVERY_KEY] = new_signal (klass, "recovery-key", G_TYPE_POINTER);
  signals[SIGNAL_SAID] = new_signal (klass, "said", G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/own-account-page.ui");
  bind_template (widget_class);
}

static void
mps_own_account_page_init (MpsOwnAccountPage *self)
{
  guint digits = mps_policy_get ()->pin_min_digits;
  g_autofree char *hint = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  mps_password_row_name_buttons (GTK_WIDGET (self));
  hint = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   "%u digit at least, and not one digit again and again or in a row",
                   "%u digits at least, and not one digit again and again or in a row",
                   digits),
      digits);
  gtk_label_set_text (self->pin_hint, hint);
  update (self);
}

/**
 * mps_own_account_page_new:
 * @session: whose account it is
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
mps_own_account_page_new (MpsSession *session)
{
  MpsOwnAccountPage *self = g_object_new (MPS_TYPE_OWN_ACCOUNT_PAGE, NULL);

  self->session = g_object_ref (session);
  mps_new_password_set_login (self->password, mps_session_peek_user (session));
  update (self);
  return GTK_WIDGET (self);
}
