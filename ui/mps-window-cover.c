/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/mps-window-private.h"

#include <glib/gi18n-lib.h>

/* What covers the whole window: signing in, the first password, the recovery key. While one of them
   is shown nothing of the window behind is mapped. */

/* What works behind a cover too: the button in sight, going back, closing and learning the keys. */
static const char *const hidden_actions[] = {
  "win.section",   "win.find",          "win.measure",     "win.print",  "win.copy",
  "win.next-pane", "win.previous-pane", "win.import",      "win.export", "win.check",
  "win.recompute", "win.new-patient",   "win.own-account",
};

static void
set_covering (MpsWindow *self, GtkWidget *page)
{
  self->covering = page;
  for (gsize i = 0; i < G_N_ELEMENTS (hidden_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), hidden_actions[i], page == NULL);
  mps_window_update_undo (self);
}

/**
 * mps_window_uncover:
 * @self: the window
 *
 * Shows what the window is for.
 */
void
mps_window_uncover (MpsWindow *self)
{
  set_covering (self, NULL);
  gtk_stack_set_visible_child_name (self->cover, "work");
}

/**
 * mps_window_cover_with:
 * @self: the window
 * @page: one that mps_window_add_cover() added
 */
void
mps_window_cover_with (MpsWindow *self, GtkWidget *page)
{
  set_covering (self, page);
  gtk_stack_set_visible_child (self->cover, gtk_widget_get_parent (page));
}

static GtkWidget *
new_bar (void)
{
  GtkWidget *bar = adw_header_bar_new ();

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar),
                                   adw_window_title_new (_ ("ManPaSik Workstation"), NULL));
  gtk_widget_add_css_class (bar, "flat");
  return bar;
}

/**
 * mps_window_add_cover:
 * @self: the window
 * @page: what can cover it
 * @name: its name
 */
void
mps_window_add_cover (MpsWindow *self, GtkWidget *page, const char *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), new_bar ());
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), page);
  gtk_stack_add_named (self->cover, box, name);
}

/* The session may have been there before, locked. */
static void
enter (MpsWindow *self, MpsSession *session)
{
  if (self->session != NULL) {
    mps_window_come_back (self);
    return;
  }
  mps_window_set_session (self, session);
  mps_window_uncover (self);
}

static void
on_password_chosen (MpsWindow *self, MpsFirstPasswordPage *page)
{
  MpsSession *session = g_object_get_data (G_OBJECT (page), "session");

  enter (self, session);
  g_object_set_data (G_OBJECT (page), "session", NULL);
}

static void
ask_first_password (MpsWindow *self, MpsSession *session, MpsSecret *old)
{
  if (self->first_password_page == NULL) {
    self->first_password_page = g_object_new (MPS_TYPE_FIRST_PASSWORD_PAGE, NULL);
    mps_window_add_cover (self, GTK_WIDGET (self->first_password_page), "first-password");
    g_signal_connect_object (self->first_password_page,
                             "chosen",
                             G_CALLBACK (on_password_chosen),
                             self,
                             G_CONNECT_SWAPPED);
  }
  g_object_set_data_full (
      G_OBJECT (self->first_password_page), "session", g_object_ref (session), g_object_unref);
  mps_window_cover_with (self, GTK_WIDGET (self->first_password_page));
  mps_first_password_page_ask (self->first_password_page, session, old);
}

static void
on_signed_in (MpsWindow *self, MpsSession *session)
{
  if (mps_session_must_change_password (session))
    ask_first_password (self, session, mps_sign_in_page_steal_secret (self->sign_in_page));
  else
    enter (self, session);
}

/**
 * mps_window_ensure_sign_in_page:
 * @self: the window
 *
 * Returns: (transfer none): the page for name and password
 */
MpsSignInPage *
mps_window_ensure_sign_in_page (MpsWindow *self)
{
  if (self->sign_in_page != NULL)
    return self->sign_in_page;
  self->sign_in_page = g_object_new (MPS_TYPE_SIGN_IN_PAGE, NULL);
  mps_window_add_cover (self, GTK_WIDGET (self->sign_in_page), "sign-in");
  g_signal_connect_object (
      self->sign_in_page, "signed-in", G_CALLBACK (on_signed_in), self, G_CONNECT_SWAPPED);
  return self->sign_in_page;
}

/**
 * mps_window_ask_sign_in:
 * @self: the window, without a session
 * @profile: the profile's folder
 * @user: (nullable): who is expected
 * @program: who opens the profile
 *
 * Asks for name and password; goes on to mps_window_set_session() by itself.
 */
void
mps_window_ask_sign_in (MpsWindow *self, const char *profile, const char *user, const char *program)
{
  mps_window_cover_with (self, GTK_WIDGET (mps_window_ensure_sign_in_page (self)));
  mps_sign_in_page_ask (self->sign_in_page, profile, user, program);
}

/**
 * mps_window_show_recovery_key:
 * @self: the window
 * @key: (transfer full): a new recovery key
 *
 * Covers the window with it until somebody says that it is written down.
 */
void
mps_window_show_recovery_key (MpsWindow *self, char *key)
{
  if (self->recovery_page == NULL) {
    self->recovery_page = g_object_new (MPS_TYPE_RECOVERY_PAGE, NULL);
    mps_window_add_cover (self, GTK_WIDGET (self->recovery_page), "recovery");
    g_signal_connect_object (
        self->recovery_page, "done", G_CALLBACK (mps_window_uncover), self, G_CONNECT_SWAPPED);
  }
  mps_window_cover_with (self, GTK_WIDGET (self->recovery_page));
  mps_recovery_page_take_key (self->recovery_page, key);
}

/**
 * mps_window_init_cover:
 * @self: the window, with its content
 */
void
mps_window_init_cover (MpsWindow *self)
{
  g_autoptr (GtkWidget) content =
      g_object_ref (adw_application_window_get_content (ADW_APPLICATION_WINDOW (self)));

  self->cover = GTK_STACK (gtk_stack_new ());
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), NULL);
  gtk_stack_add_named (self->cover, content, "work");
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), GTK_WIDGET (self->cover));
}
