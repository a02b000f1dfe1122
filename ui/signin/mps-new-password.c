/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/signin/mps-new-password.h"

#include "app/session/people/mps-policy.h"
#include "ui/widgets/mps-password-row.h"

#include <glib/gi18n-lib.h>

struct _MpsNewPassword {
  GtkWidget parent_instance;

  GtkEditable *first;
  GtkEditable *again;
  GtkLabel *hint;

  char *login;
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_ACTIVATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MpsNewPassword, mps_new_password, GTK_TYPE_WIDGET)

static char *
dup_length_reason (void)
{
  guint min = mps_policy_get ()->password_min_length;

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u character at least; several words are easy to remember",
                                       "%u characters at least; several words are easy to remember",
                                       min),
                          min);
}

static gboolean
is_long_enough (const char *text)
{
  return g_utf8_strlen (text, -1) >= (glong)mps_policy_get ()->password_min_length;
}

/**
 * mps_new_password_dup_reason:
 * @self: a new password
 *
 * Returns: (transfer full) (nullable): why it cannot be used yet; %NULL where it can
 */
char *
mps_new_password_dup_reason (MpsNewPassword *self)
{
  const char *text = gtk_editable_get_text (self->first);
  g_autoptr (MpsSecret) secret = NULL;

  if (!is_long_enough (text))
    return dup_length_reason ();
  secret = mps_secret_new (text, -1);
  if (!mps_policy_check_password (self->login != NULL ? self->login : "", secret, NULL))
    return g_strdup (_ ("This is one of the first that somebody would guess: choose another"));
  if (g_strcmp0 (text, gtk_editable_get_text (self->again)) != 0)
    return g_strdup (_ ("Type the same once more below"));
  return NULL;
}

static void
on_changed (MpsNewPassword *self)
{
  g_autofree char *reason = mps_new_password_dup_reason (self);

  gtk_label_set_text (self->hint, reason != NULL ? reason : _ ("This password can be used"));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_first_activated (MpsNewPassword *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->again));
}

static void
on_again_activated (MpsNewPassword *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

static void
mps_new_password_dispose (GObject *object)
{
  MpsNewPassword *self = MPS_NEW_PASSWORD (object);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->login, g_free);
  G_OBJECT_CLASS (mps_new_password_parent_class)->dispose (object);
}

static gboolean
mps_new_password_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MPS_NEW_PASSWORD (widget)->first));
}

static void
mps_new_password_class_init (MpsNewPasswordClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mps_new_password_dispose;
  widget_class->grab_focus = mps_new_password_grab_focus;
  signals[SIGNAL_CHANGED] = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATE] = g_signal_new ("activate",
                                           G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/manpasik/Workstation/new-password.ui");
  gtk_widget_class_bind_template_child (widget_class, MpsNewPassword, first);
  gtk_widget_class_bind_template_child (widget_class, MpsNewPassword, again);
  gtk_widget_class_bind_template_child (widget_class, MpsNewPassword, hint);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_first_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_again_activated);
}

static void
mps_new_password_init (MpsNewPassword *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mps_password_row_name_buttons (GTK_WIDGET (self));
  on_changed (self);
}

/**
 * mps_new_password_set_login:
 * @self: a new password
 * @login: (nullable): name of the account, which must not be the password
 */
void
mps_new_password_set_login (MpsNewPassword *self, const char *login)
{
  g_free (self->login);
  self->login = g_strdup (login);
  on_changed (self);
}

/**
 * mps_new_password_dup_secret:
 * @self: a new password
 *
 * Returns: (transfer full) (nullable): the password, where it can be used
 */
MpsSecret *
mps_new_password_dup_secret (MpsNewPassword *self)
{
  g_autofree char *reason = mps_new_password_dup_reason (self);

  return reason == NULL ? mps_secret_new (gtk_editable_get_text (self->first), -1) : NULL;
}

/**
 * mps_new_password_clear:
 * @self: a new password
 *
 * Empties both fields.
 */
void
mps_new_password_clear (MpsNewPassword *self)
{
  gtk_editable_set_text (self->again, "");
  gtk_editable_set_text (self->first, "");
}
